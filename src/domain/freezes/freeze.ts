import type { Actor } from '../caller.ts';
import type { OperationKind } from '../operations/operation.ts';

/** A time in which nothing in its scope may be changed. Times in milliseconds since the epoch, by the gateways' clocks. */
export interface Freeze {
  readonly id: string;
  /** Why, in words for whoever is refused. */
  readonly reason: string;
  /** The first moment of it. */
  readonly from: number;
  /** The first moment after it. */
  readonly until: number;
  readonly scope: FreezeScope;
  /** Whether rollbacks go ahead all the same. */
  readonly allowsRollbacks: boolean;
  readonly createdBy: Actor;
  readonly createdAt: number;
  /** Null where nobody ended it early. */
  readonly endedAt: number | null;
  readonly endedBy: Actor | null;
}

/** What a freeze is about: what fits every part that is not empty. */
export interface FreezeScope {
  /** Names; empty: every tenant. */
  readonly tenants: readonly string[];
  /** Names such as `prod`; empty: every environment. */
  readonly environments: readonly string[];
  /** All of them have to be on the cluster; empty: every cluster. */
  readonly clusterLabels: readonly { readonly key: string; readonly value: string }[];
  /** Empty: every kind. */
  readonly kinds: readonly OperationKind[];
}

export type FreezeState = 'PLANNED' | 'ACTIVE' | 'OVER';

/** Whether it is in force at `now`, will be, or was. One that was ended early is over, whatever the clocks say. */
export function freezeState({ from, until, endedAt }: Freeze, now: number): FreezeState {
  if (endedAt !== null || until <= now) return 'OVER';
  return now < from ? 'PLANNED' : 'ACTIVE';
}
