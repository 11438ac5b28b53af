import type { Audit } from '../domain/audit/audit.ts';
import type { Caller } from '../domain/caller.ts';
import type { ClusterRegistry } from '../domain/clusters/cluster-source.ts';
import type { Fleet } from '../domain/fleet/fleet.ts';
import type { Freezes } from '../domain/freezes/freezes.ts';
import type { Operations } from '../domain/operations/operations.ts';
import type { Rollouts } from '../domain/rollouts/rollouts.ts';
import type { Clock } from '../lib/clock.ts';
import type { Loaders } from './loaders/loaders.ts';

/** What the resolvers stand on: the same for all requests. */
export interface GraphqlServices {
  readonly fleet: Fleet;
  readonly rollouts: Rollouts;
  readonly operations: Operations;
  readonly audit: Audit;
  readonly freezes: Freezes;
  readonly registry: ClusterRegistry;
  readonly clock: Clock;
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
export interface GraphqlContext extends GraphqlServices {
  readonly caller: Caller;
  readonly origin: RequestOrigin;
  /** Aborted when the caller is gone or the operation is over: streams end then. */
  readonly signal?: AbortSignal;
  readonly loaders: Loaders;
}
