import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { createNumberSeal } from '../../lib/number-seal.ts';
import type { ClusterRegistry } from '../clusters/cluster-source.ts';
import type { WholeFleet } from '../fleet/fleet.ts';
import type { Operations } from '../operations/operations.ts';
import type { RolloutLog } from './rollout-log.ts';
import { rolloutOf } from './rollout-of.ts';
import { KnownOperations } from './known-operations.ts';
import { decodePosition } from './rollout-position.ts';
import { RolloutRecorder } from './rollout-recorder.ts';
import { RolloutReader } from './rollout-stream.ts';
import type { Rollouts } from './rollouts.ts';

/** What rollouts are made from. */
export interface RolloutsOptions {
  readonly fleet: WholeFleet;
  readonly registry: ClusterRegistry;
  readonly operations: Pick<Operations, 'active' | 'caughtUp' | 'onChange' | 'ofTemplate'>;
  readonly log: RolloutLog;
  /** A secret of all gateways on this log, with which cursors hide what is not about their own app. */
  readonly cursorKey: string;
  readonly clock: Clock;
  readonly logger: Log;
}

/** Rollouts over the fleet, and the recorder that logs how they end. `close` stops it, after what is on its way was written. */
export function createRollouts(options: RolloutsOptions): Rollouts & { close(): Promise<void> } {
  const { fleet, clock } = options;
  const operations = new KnownOperations(options.operations, fleet, options.logger);
  const recorder = new RolloutRecorder({ ...options, operations });
  const seal = createNumberSeal(options.cursorKey, 'rollout log');
  const sources = { ...options, operations, recorder, seal };
  return {
    of: (app) => rolloutOf(app, operations, clock.now()),
    stream(app, { after, untilDone }, signal) {
      const position = after === undefined ? null : decodePosition(app, after, clock.now(), seal);
      const { tenant, environment, name, kind } = app;
      const reader = new RolloutReader({ tenant, environment, name, kind }, sources, { after: position, untilDone });
      return signal === undefined ? reader : reader.closeWith(signal);
    },
    async close() {
      operations.close();
      await recorder.close();
    },
  };
}
