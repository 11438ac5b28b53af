import { environmentScope } from '../access/access.ts';
import type { Access } from '../access/access.ts';
import { refusalOf } from '../access/refusal.ts';
import type { Seen } from '../access/seen.ts';
import { ArgumentError } from '../fleet/fleet.ts';
import type { SeenFleet } from '../fleet/fleet.ts';
import type { EnvironmentKey } from '../fleet/keys.ts';
import type { LogEvent } from './follow-logs.ts';
import type { ContainerRun } from './container-runs.ts';
import type { Logs } from './logs.ts';

/** The logs of the apps that one caller sees, where it may read them. */
export type SeenLogs = Seen<Logs>;

/** Which app or pod is asked about is for the caller to see: of these, logs need a right of their own. @throws ArgumentError FORBIDDEN */
export function logsSeenBy(logs: Logs, fleet: SeenFleet, access: Access): SeenLogs {
  const assertMay = (environment: EnvironmentKey | undefined) => {
    if (environment === undefined) throw new ArgumentError('FORBIDDEN', 'The pod is in no environment any more.');
    const on = environmentScope(environment);
    if (!access.may('VIEW_LOGS', on)) throw new ArgumentError('FORBIDDEN', refusalOf('VIEW_LOGS', on));
  };
  const view: Logs = {
    async ofApp(app, query, signal) {
      assertMay(app);
      return logs.ofApp(app, query, signal);
    },
    async ofPod(pod, query, signal) {
      assertMay(fleet.environmentOf(pod));
      return logs.ofPod(pod, query, signal);
    },
    follow(app, options, signal) {
      assertMay(app);
      return whereSeen(logs.follow(app, options, signal), fleet, app);
    },
  };
  return view as SeenLogs;
}

/** A namespace can be given to another tenant at any moment: what was read of its pods before that is known is not told. */
async function* whereSeen(
  events: AsyncIterable<LogEvent>,
  fleet: SeenFleet,
  app: EnvironmentKey,
): AsyncGenerator<LogEvent> {
  const isStill = ({ cluster, podUid }: ContainerRun): boolean => {
    const pod = cluster.pods.get(podUid);
    if (pod === undefined) return true;
    const environment = fleet.environmentOf({ cluster, pod });
    return environment?.tenant === app.tenant && environment.environment === app.environment;
  };
  for await (const { lines, marks, cursor } of events) {
    yield { lines: lines.filter(({ run }) => isStill(run)), marks: marks.filter(({ run }) => isStill(run)), cursor };
  }
}
