import type { Clock } from '../../lib/clock.ts';
import type { OrderHistory } from '../paging/order-history.ts';
import { AppLists } from './app-lists.ts';
import { AppValues } from './app-values.ts';
import type { FleetAnswers } from './fleet-answers.ts';
import type { FleetIndex } from './fleet-index.ts';
import type { AppOrder } from './fleet-model.ts';
import { HealthWatch } from './health-watch.ts';

/** What lists are kept and ordered with. For all who ask: a walk goes on whatever became of its caller's access meanwhile. */
export interface FleetLists {
  readonly apps: AppLists;
  readonly health: HealthWatch;
  readonly values: Readonly<Record<Exclude<AppOrder['field'], 'NAME'>, AppValues>>;
  /** What is made ready now, by the name of the list. */
  readonly preparing: Map<string, Promise<void>>;
  readonly histories: Readonly<Record<'EVENTS' | 'REVISIONS', OrderHistory>>;
}

export function fleetLists(
  index: FleetIndex,
  answers: FleetAnswers,
  clock: Clock,
  history: () => OrderHistory,
): FleetLists {
  const health = new HealthWatch(index, answers, clock);
  return {
    apps: new AppLists(index),
    health,
    values: {
      HEALTH: new AppValues(index, history(), () => health.ranking()),
      RESTARTS: new AppValues(index, history(), () => (app) => answers.restarts(app)),
      UPDATED_AT: new AppValues(index, history(), () => (app) => answers.updatedAt(app)),
    },
    preparing: new Map(),
    histories: { EVENTS: history(), REVISIONS: history() },
  };
}
