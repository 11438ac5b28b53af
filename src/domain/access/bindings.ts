import type { Attempt } from '../audit/attempt.ts';
import type { Actor, Caller } from '../caller.ts';
import type { Page, PageArguments } from '../paging/page.ts';
import type { Problem } from '../problem.ts';
import type { Access } from './access.ts';
import type { Binding, RecordedBinding } from './binding.ts';
import type { Role } from './role.ts';

/** What is to be given, or taken back. */
export interface BindingRequest extends Binding {
  readonly reason?: string;
  readonly idempotencyKey?: string;
}

/**
 * One of two: the binding that was made or removed, or problems (nothing was changed). Who made it is told to whom the list would tell
 * it; to others it is null.
 */
export type BindingOutcome =
  | { readonly binding: Omit<RecordedBinding, 'createdBy'> & { readonly createdBy: Actor | null } }
  | { readonly problems: readonly [Problem, ...Problem[]] };

/** Where a binding comes from. */
export type BindingSource = 'CALLERS_FILE' | 'ACCESS_FILE' | 'MUTATION';

/** A binding of any source. */
export interface SourcedBinding extends Binding {
  readonly source: BindingSource;
  /** Who made it and when (milliseconds since the epoch); null for those of files. */
  readonly createdBy: Actor | null;
  readonly createdAt: number | null;
}

/** Every given condition must hold. */
export interface BindingFilter {
  readonly roles?: readonly string[];
  /** Names. */
  readonly subjects?: readonly string[];
  /** Those of these tenants, and of environments of theirs. */
  readonly tenants?: readonly string[];
}

/**
 * To whom roles are given, and where. What is made or removed is recorded as `attempt`, in the same transaction. Nobody gives more
 * than they have there themselves.
 */
export interface Bindings {
  bind(request: BindingRequest, caller: Caller, attempt: Attempt): Promise<BindingOutcome>;
  unbind(request: BindingRequest, caller: Caller, attempt: Attempt): Promise<BindingOutcome>;
  /** All that there are, the built-in ones first. */
  readonly roles: readonly Role[];
  /**
   * Those where this access may say who does what, by place, role and name.
   * @throws ArgumentError FORBIDDEN where that is nowhere, INVALID for bad arguments and cursors.
   */
  list(filter: BindingFilter, page: PageArguments, access: Access): Page<SourcedBinding>;
}
