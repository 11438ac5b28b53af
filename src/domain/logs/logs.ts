import type { Clock } from '../../lib/clock.ts';
import type { FleetPod, WholeFleet } from '../fleet/fleet.ts';
import type { App } from '../fleet/fleet-model.ts';
import type { AppKey } from '../fleet/keys.ts';
import type { ContainerFilter } from './container-runs.ts';
import { followLogs } from './follow-logs.ts';
import type { LogEvent } from './follow-logs.ts';
import { createLineView } from './line-view.ts';
import type { LineFilter } from './line-view.ts';
import { decodeLogCursor } from './log-cursor.ts';
import { checkTail, readLogs } from './read-logs.ts';
import type { LogLines, LogQuery } from './read-logs.ts';
import type { Redact } from './redaction.ts';

/** What a stream of logs tells. */
export interface LogStreamOptions extends ContainerFilter, LineFilter {
  /** A cursor of this app's stream; absent: begin at the last `tail` lines of each container. */
  readonly after?: string;
  /** Default 10. */
  readonly tail?: number;
}

/** The logs of apps, over all clusters that they run in. */
export interface Logs {
  /** @throws ArgumentError INVALID */
  ofApp(app: App, query: LogQuery, signal: AbortSignal): Promise<LogLines>;
  /** @throws ArgumentError INVALID */
  ofPod(pod: FleetPod, query: LogQuery, signal: AbortSignal): Promise<LogLines>;
  /**
   * What the app's containers write from now on, those of pods that come later as well, until the signal aborts.
   * @throws ArgumentError INVALID
   */
  follow(app: AppKey, options: LogStreamOptions, signal: AbortSignal): AsyncIterable<LogEvent>;
}

export interface LogsOptions {
  readonly fleet: Pick<WholeFleet, 'app' | 'clusterById' | 'instancePods' | 'environmentOf' | 'onAppChange'>;
  readonly redact: Redact;
  readonly clock: Clock;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
}

/** The last lines of a container that a stream can begin with. */
const mostTail = 1_000;
const defaultTail = 10;

export function createLogs({ fleet, redact, clock, random }: LogsOptions): Logs {
  return {
    ofApp(app, query, signal) {
      const pods = app.instances.flatMap((instance) =>
        fleet.instancePods(instance).map((pod) => ({ cluster: instance.cluster, pod })),
      );
      return readLogs(pods, query, redact, signal);
    },
    ofPod: (pod, query, signal) => readLogs([pod], query, redact, signal),
    follow({ tenant, environment, name, kind }, { after, tail = defaultTail, ...options }, signal) {
      const app = { tenant, environment, name, kind };
      checkTail(tail, mostTail);
      const view = createLineView(options, redact);
      const places = after === undefined ? null : decodeLogCursor(app, after);
      return followLogs(app, { fleet, clock, random }, { filter: options, view, after: places, tail }, signal);
    },
  };
}
