import type { Reach } from '../access/reach.ts';
import type { Attempt } from '../audit/attempt.ts';
import type { Caller } from '../caller.ts';
import type { OperationKind } from '../operations/operation.ts';
import type { Page, PageArguments } from '../paging/page.ts';
import type { Problem } from '../problem.ts';
import type { Freeze, FreezeState } from './freeze.ts';

/** What is to be frozen, and when. Times in milliseconds since the epoch. */
export interface CreateFreezeRequest {
  readonly reason: string;
  /** Absent: at once. */
  readonly from?: number;
  readonly until: number;
  /** A part that is absent narrows nothing; an empty one is INVALID. */
  readonly scope: {
    readonly tenants?: readonly string[];
    readonly environments?: readonly string[];
    readonly clusterLabels?: readonly { readonly key: string; readonly value: string }[];
    readonly kinds?: readonly OperationKind[];
  };
  readonly allowsRollbacks: boolean;
  readonly idempotencyKey?: string;
}

export interface EndFreezeRequest {
  readonly freezeId: string;
  readonly reason?: string;
  readonly idempotencyKey?: string;
}

/** One of two: the freeze as it is now, or problems (nothing was changed). */
export type FreezeOutcome = { readonly freeze: Freeze } | { readonly problems: readonly [Problem, ...Problem[]] };

/** Every given condition must hold. */
export interface FreezeFilter {
  readonly states?: readonly FreezeState[];
  /** Those that can concern any of these tenants: also the ones that are about every tenant. */
  readonly tenants?: readonly string[];
  /** Those that can concern anything within; absent: all there is. */
  readonly within?: Reach;
}

/**
 * Times in which nothing may be changed. What is made or ended is recorded as `attempt`, in the same transaction. Reads reject with RecordsUnavailable where the records cannot be used now.
 */
export interface Freezes {
  create(request: CreateFreezeRequest, caller: Caller, attempt: Attempt): Promise<FreezeOutcome>;
  /** Ends it before its time; one that has not begun never does. */
  end(request: EndFreezeRequest, caller: Caller, attempt: Attempt): Promise<FreezeOutcome>;
  get(id: string): Promise<Freeze | null>;
  /** Newest first. @throws ArgumentError INVALID for bad arguments and cursors. */
  list(filter: FreezeFilter, page: PageArguments): Promise<Page<Freeze>>;
  /** In force or planned, in the order in which they begin. */
  ahead(): Promise<readonly Freeze[]>;
}
