import { randomUUID } from 'node:crypto';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { Attempt } from '../audit/attempt.ts';
import type { AuditTarget } from '../audit/audit-record.ts';
import type { Caller } from '../caller.ts';
import type { WholeFleet } from '../fleet/fleet.ts';
import { keyMismatch, keyOf } from '../operations/idempotency.ts';
import type { UnboundKey } from '../operations/idempotency.ts';
import type { IdempotencyRecord, Journal } from '../operations/journal.ts';
import { problem } from '../operations/problems.ts';
import { orUnavailable } from '../or-unavailable.ts';
import type { Problem } from '../problem.ts';
import type { AccessBook } from './access-book.ts';
import { bindingText } from './binding.ts';
import type { Binding, RecordedBinding } from './binding.ts';
import { bindingMistakes } from './binding-mistakes.ts';
import { administersAll, bindingRefusal } from './binding-refusal.ts';
import type { BindingChange, BindingStore } from './binding-store.ts';
import type { BindingOutcome, BindingRequest, Bindings } from './bindings.ts';
import { bindingsPage, manages } from './bindings-page.ts';

export interface BindingsOptions {
  readonly store: BindingStore;
  readonly journal: Pick<Journal, 'findKey'>;
  readonly book: AccessBook;
  readonly fleet: Pick<WholeFleet, 'seenBy'>;
  /** Reads what is recorded into the book. */
  readonly refresh: () => Promise<void>;
  /** Whether somebody has everything on the fleet whatever is bound by mutation. */
  readonly isAdministeredElsewhere: () => boolean;
  readonly clock: Clock;
  readonly log: Log;
  /** Mints ids. Default: random UUIDs. */
  readonly newId?: () => string;
}

/** Each gateway keeps all of them in memory. */
const most = 10_000;
/** One tenant's administrators leave room for others. */
const mostOfTenant = 1_000;

/** Bindings that are made by mutation and kept in the records, beside those of files. */
export function createBindings(options: BindingsOptions): Bindings {
  const { store, journal, book, fleet, refresh, isAdministeredElsewhere, clock, log, newId = randomUUID } = options;

  const bind = async (request: BindingRequest, caller: Caller, attempt: Attempt): Promise<BindingOutcome> => {
    const key = keyFor('BIND_ROLE', request, caller);
    const earlier = (await earlierOf(key, attempt)) ?? refusalFor(request, caller);
    if (earlier !== null) return earlier;
    const { role, subject, scope } = request;
    const { name, kind } = caller;
    const binding = { id: newId(), role, subject, scope, createdBy: { name, kind }, createdAt: clock.now() };
    const change = await store.create(binding, {
      key,
      audit: (made) => attempt.accepted({ target: targetOf(made) }),
      refusal: (present) => noRoomFor(binding, present),
    });
    return outcomeOf(change, key, request, attempt);
  };

  const unbind = async (request: BindingRequest, caller: Caller, attempt: Attempt): Promise<BindingOutcome> => {
    const key = keyFor('UNBIND_ROLE', request, caller);
    const earlier = (await earlierOf(key, attempt)) ?? refusalFor(request, caller);
    if (earlier !== null) return earlier;
    const { role, subject, scope } = request;
    const { name, kind } = caller;
    const change = await store.remove(
      { binding: { role, subject, scope }, by: { name, kind }, at: clock.now() },
      {
        key,
        audit: (removed) => attempt.accepted({ target: targetOf(removed) }),
        refusal: (present) => (wouldLockOut(request, present) ? lastAdministrator() : null),
      },
    );
    return outcomeOf(change, key, request, attempt);
  };

  const keyFor = (kind: string, { idempotencyKey, ...input }: BindingRequest, caller: Caller): UnboundKey | null =>
    keyOf(idempotencyKey, { kind, ...input }, caller, clock);

  const refusalFor = (request: BindingRequest, { access }: Caller): BindingOutcome | null => {
    const [first, ...more] = bindingMistakes(request, access, fleet.seenBy(access));
    if (first !== undefined) return { problems: [first, ...more] };
    const refusal = bindingRefusal(request, book.role(request.role), access);
    return refusal === null ? null : { problems: [refusal] };
  };

  const earlierOf = async (key: UnboundKey | null, attempt: Attempt): Promise<BindingOutcome | null> => {
    const earlier = key === null ? null : await journal.findKey(key.caller, key.key);
    return earlier === null || key === null ? null : repeated(earlier, key, attempt);
  };

  /** What a key that was used before answers: the same binding for the same input. */
  const repeated = async (earlier: IdempotencyRecord, key: UnboundKey, attempt: Attempt): Promise<BindingOutcome> => {
    const mismatch = keyMismatch(earlier, key);
    if (mismatch !== null) return { problems: [mismatch] };
    const binding = await store.get(earlier.operationId);
    if (binding === null) throw new Error('a binding is kept for as long as its key');
    attempt.isRepeat();
    return { binding };
  };

  const outcomeOf = async (
    change: BindingChange,
    key: UnboundKey | null,
    request: BindingRequest,
    attempt: Attempt,
  ): Promise<BindingOutcome> => {
    switch (change.type) {
      case 'DONE':
        attempt.wasRecorded();
        // What was answered holds here at once. Where it cannot be read now, the next look at the records does it.
        await refresh().catch(() => undefined);
        return { binding: change.binding };
      case 'REFUSED':
        return { problems: [change.problem] };
      case 'REPEATED':
        if (key === null) throw new Error('without a key nothing is repeated');
        return repeated(change.earlier, key, attempt);
      case 'MISSING':
        return { problems: [missing(request)] };
    }
  };

  const missing = (request: Binding): Problem => {
    const isIn = (bindings: readonly Binding[]) =>
      bindings.some((other) => bindingText(other) === bindingText(request));
    const file = isIn(book.written) ? 'the access file' : isIn(book.called) ? 'the callers’ file' : null;
    if (file === null)
      return problem('NOT_FOUND', 'This role is not given to them there, so there is nothing to take back.');
    return problem('CONFLICT', `This is given by ${file}, which mutations do not change: remove it there.`);
  };

  /** Whether nobody would be left who may do everything, and so could give it to somebody again. */
  const wouldLockOut = (request: Binding, present: readonly RecordedBinding[]): boolean => {
    const administers = (binding: Binding) => administersAll(binding.scope, book.role(binding.role));
    if (!administers(request) || isAdministeredElsewhere() || book.written.some(administers)) return false;
    return !present.some((other) => administers(other) && bindingText(other) !== bindingText(request));
  };

  return {
    bind: (request, caller, attempt) => orUnavailable(log, true, () => bind(request, caller, attempt)),
    async unbind(request, caller, attempt) {
      const outcome = await orUnavailable(log, true, () => unbind(request, caller, attempt));
      if ('problems' in outcome || manages(caller.access, outcome.binding.scope)) return outcome;
      return { binding: { ...outcome.binding, createdBy: null } };
    },
    get roles() {
      return book.roles;
    },
    list: (filter, page, access) => bindingsPage(book, filter, page, access),
  };
}

function noRoomFor(binding: Binding, present: readonly RecordedBinding[]): Problem | null {
  const text = bindingText(binding);
  if (present.some((other) => bindingText(other) === text)) {
    return problem('CONFLICT', 'They have this role there already, by a mutation: there is nothing to do.');
  }
  const { scope } = binding;
  const ofTenant = scope.type === 'FLEET' ? [] : present.filter((other) => isOf(other, scope.tenant));
  if (present.length < most && ofTenant.length < mostOfTenant) return null;
  const many = present.length < most ? `${mostOfTenant} roles are given in this tenant` : `${most} roles are given`;
  return problem('CONFLICT', `${many} by mutations already. Take some back, or give roles to groups.`);
}

function isOf({ scope }: Binding, tenant: string): boolean {
  return scope.type !== 'FLEET' && scope.tenant === tenant;
}

function lastAdministrator(): Problem {
  const message =
    'Nobody else may do everything on the whole fleet, so nobody could give this back. Give somebody else such a role first, or let the access file do so.';
  return problem('CONFLICT', message);
}

function targetOf({ id, role, subject, scope }: RecordedBinding): AuditTarget {
  return {
    type: 'ROLE_BINDING',
    id,
    tenant: scope.type === 'FLEET' ? null : scope.tenant,
    environment: scope.type === 'ENVIRONMENT' ? scope.environment : null,
    app: null,
    kind: null,
    binding: { role, subject },
  };
}
