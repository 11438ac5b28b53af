import type { Caller } from '../domain/caller.ts';
import type { ClusterRegistry } from '../domain/clusters/cluster-source.ts';
import type { Fleet } from '../domain/fleet/fleet.ts';
import type { Operations } from '../domain/operations/operations.ts';
import type { Rollouts } from '../domain/rollouts/rollouts.ts';
import type { Clock } from '../lib/clock.ts';
import type { Loaders } from './loaders/loaders.ts';

/** What the resolvers stand on: the same for all requests. */
export interface GraphqlServices {
  readonly fleet: Fleet;
  readonly rollouts: Rollouts;
  readonly operations: Operations;
  readonly registry: ClusterRegistry;
  readonly clock: Clock;
}

/** One request, as the resolvers see it. */
export interface GraphqlContext extends GraphqlServices {
  readonly caller: Caller;
  readonly requestId: string;
  /** Aborted when the caller is gone or the operation is over: streams end then. */
  readonly signal?: AbortSignal;
  readonly loaders: Loaders;
}
