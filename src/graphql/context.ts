import type { Bindings } from '../domain/access/bindings.ts';
import type { SeenBindings } from '../domain/access/seen-bindings.ts';
import type { Audit } from '../domain/audit/audit.ts';
import type { Caller } from '../domain/caller.ts';
import type { SeenAudit } from '../domain/audit/seen-audit.ts';
import type { SeenFleet, WholeFleet } from '../domain/fleet/fleet.ts';
import type { Freezes } from '../domain/freezes/freezes.ts';
import type { SeenFreezes } from '../domain/freezes/seen-freezes.ts';
import type { Logs } from '../domain/logs/logs.ts';
import type { SeenLogs } from '../domain/logs/seen-logs.ts';
import type { MetricCatalog } from '../domain/metrics/metric-definition.ts';
import type { SeenMetrics } from '../domain/metrics/seen-metrics.ts';
import type { MetricPolls } from '../domain/metrics/metric-polls.ts';
import type { SeriesSource } from '../domain/metrics/series-source.ts';
import type { Operations } from '../domain/operations/operations.ts';
import type { SeenOperations } from '../domain/operations/seen-operations.ts';
import type { Rollouts } from '../domain/rollouts/rollouts.ts';
import type { SeenRollouts } from '../domain/rollouts/seen-rollouts.ts';
import type { ApiTokens } from '../domain/tokens/api-tokens.ts';
import type { Clock } from '../lib/clock.ts';
import type { Loaders } from './loaders/loaders.ts';
import type { ItemCount } from './paging/item-count.ts';

/** What the answers are made from: the same for all requests, and with everything in it. No resolver is given any of it. */
export interface GraphqlServices {
  readonly fleet: Pick<WholeFleet, 'seenBy'>;
  readonly rollouts: Rollouts;
  readonly operations: Operations;
  readonly logs: Logs;
  readonly audit: Audit;
  readonly freezes: Freezes;
  readonly metricCatalog: MetricCatalog;
  readonly series: SeriesSource;
  readonly metricPolls: MetricPolls;
  readonly bindings: Bindings;
  readonly apiTokens: ApiTokens;
  readonly clock: Clock;
  /** How many items the pages of one answer may hold together. */
  readonly itemsPerAnswer: number;
}

/** What the resolvers stand on: all of it as the caller sees it. */
export interface Views {
  readonly fleet: SeenFleet;
  readonly rollouts: SeenRollouts;
  readonly operations: SeenOperations;
  readonly logs: SeenLogs;
  readonly audit: SeenAudit;
  readonly freezes: SeenFreezes;
  readonly metrics: SeenMetrics;
  readonly bindings: SeenBindings;
}

/** Where a request came from: what is recorded beside its caller. */
export interface RequestOrigin {
  readonly requestId: string;
  /** The IP address at the other end of the TCP connection, never one of a header; null where the connection was gone already. */
  readonly address: string | null;
  /** Name of the credential that the caller showed; null for the local administrator, who needs none. */
  readonly credential: string | null;
}

/** One request, as the resolvers see it. */
export interface GraphqlContext extends Views {
  /** Asked with the caller, of whom it depends which there are. */
  readonly apiTokens: ApiTokens;
  readonly clock: Clock;
  readonly caller: Caller;
  readonly origin: RequestOrigin;
  /** Aborted when the caller is gone or the operation is over: streams end then. */
  readonly signal?: AbortSignal | undefined;
  /** Aborted when the caller may not go on as when the request began: nothing is begun any more then. */
  readonly sessionEnded?: AbortSignal | undefined;
  readonly loaders: Loaders;
  /** What all who watch series ask together; what may be asked is for `metrics` to say. */
  readonly metricPolls: MetricPolls;
  /** Of the answer that is made now. */
  readonly items: ItemCount;
}
