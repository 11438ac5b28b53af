import { randomUUID } from 'node:crypto';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { Attempt } from '../audit/attempt.ts';
import type { Caller } from '../caller.ts';
import type { WholeFleet } from '../fleet/fleet.ts';
import { keyMismatch, keyOf } from '../operations/idempotency.ts';
import type { UnboundKey } from '../operations/idempotency.ts';
import type { IdempotencyRecord, Journal } from '../operations/journal.ts';
import { problem } from '../operations/problems.ts';
import { orUnavailable } from '../or-unavailable.ts';
import type { Freeze } from './freeze.ts';
import { freezeAsSeen, seesFreeze } from './freeze-as-seen.ts';
import { freezeRefusal } from './freeze-refusal.ts';
import { endMistakes, freezeMistakes } from './freeze-mistakes.ts';
import type { FreezeStore } from './freeze-store.ts';
import type { CreateFreezeRequest, EndFreezeRequest, FreezeOutcome, Freezes } from './freezes.ts';
import { freezesPage } from './freezes-page.ts';

export interface FreezesOptions {
  readonly store: FreezeStore;
  readonly journal: Pick<Journal, 'findKey'>;
  readonly fleet: Pick<WholeFleet, 'seenBy'>;
  /** What `from` and `until` are compared with: the gateway's own clock. */
  readonly clock: Clock;
  readonly log: Log;
  /** Mints ids. Default: random UUIDs. */
  readonly newId?: () => string;
}

/** In force or planned at one time: every mutation reads them all. */
const mostAhead = 1_000;

/** Freezes that are kept in the records and read there each time: other gateways make and end them too. */
export function createFreezes(options: FreezesOptions): Freezes {
  const { store, journal, fleet, clock, log, newId = randomUUID } = options;

  const create = async (request: CreateFreezeRequest, caller: Caller, attempt: Attempt): Promise<FreezeOutcome> => {
    const { idempotencyKey, ...input } = request;
    const key = keyOf(idempotencyKey, { kind: 'CREATE_FREEZE', ...input }, caller, clock);
    const earlier = await earlierOf(key, caller, attempt);
    if (earlier !== null) return earlier;
    const now = clock.now();
    const [first, ...more] = freezeMistakes(request, now, fleet.seenBy(caller.access));
    if (first !== undefined) return { problems: [first, ...more] };
    const refused = freezeRefusal(request.scope, caller.access);
    if (refused !== null) return { problems: [refused] };
    if ((await store.ahead(now)).length >= mostAhead) {
      const message = `${mostAhead} freezes are in force or planned already. End some of them, or make one with a wider scope.`;
      return { problems: [problem('CONFLICT', message)] };
    }
    const freeze = newFreeze(newId(), request, caller, now);
    const used = await store.create(freeze, {
      key: key && { ...key, operationId: freeze.id },
      audit: attempt.acceptedFreeze(freeze),
    });
    if (used !== null && key !== null) return repeated(used, key, caller, attempt);
    attempt.wasRecorded();
    return { freeze };
  };

  const end = async (request: EndFreezeRequest, caller: Caller, attempt: Attempt): Promise<FreezeOutcome> => {
    const { idempotencyKey, ...input } = request;
    const key = keyOf(idempotencyKey, { kind: 'END_FREEZE', ...input }, caller, clock);
    const earlier = await earlierOf(key, caller, attempt);
    if (earlier !== null) return earlier;
    const [first, ...more] = endMistakes(request);
    if (first !== undefined) return { problems: [first, ...more] };
    const path = ['input', 'freeze'];
    const { freezeId: id } = input;
    const freeze = await store.get(id);
    if (freeze === null || !seesFreeze(freeze, caller.access)) {
      return { problems: [problem('NOT_FOUND', 'There is no such freeze.', { path })] };
    }
    const refused = freezeRefusal(freeze.scope, caller.access);
    if (refused !== null) return { problems: [refused] };
    const by = { name: caller.name, kind: caller.kind };
    const at = clock.now();
    const ended = await store.end(
      { id, by, at },
      { key: key && { ...key, operationId: id }, audit: attempt.acceptedFreeze(freeze) },
    );
    if (ended === true) {
      attempt.wasRecorded();
      return { freeze: { ...freezeAsSeen(freeze, caller.access), endedAt: at, endedBy: by } };
    }
    if (ended !== false && key !== null) return repeated(ended, key, caller, attempt);
    const since = ((await store.get(id)) ?? freeze).endedAt ?? freeze.until;
    const message = `This freeze is over already, since ${new Date(since).toISOString()}: there is nothing to end.`;
    return { problems: [problem('CONFLICT', message, { path })] };
  };

  const earlierOf = async (key: UnboundKey | null, caller: Caller, attempt: Attempt): Promise<FreezeOutcome | null> => {
    const earlier = key === null ? null : await journal.findKey(key.caller, key.key);
    return earlier === null || key === null ? null : repeated(earlier, key, caller, attempt);
  };

  /** What a key that was used before answers: the same freeze for the same input. */
  const repeated = async (
    earlier: IdempotencyRecord,
    key: UnboundKey,
    { access }: Caller,
    attempt: Attempt,
  ): Promise<FreezeOutcome> => {
    const mismatch = keyMismatch(earlier, key);
    if (mismatch !== null) return { problems: [mismatch] };
    const freeze = await store.get(earlier.operationId);
    if (freeze === null) throw new Error('a freeze is kept for as long as its key');
    if (!seesFreeze(freeze, access)) return { problems: [problem('NOT_FOUND', 'There is no such freeze any more.')] };
    attempt.isRepeat();
    return { freeze: freezeAsSeen(freeze, access) };
  };

  return {
    create: (request, caller, attempt) =>
      orUnavailable(log, request.idempotencyKey !== undefined, () => create(request, caller, attempt)),
    end: (request, caller, attempt) => orUnavailable(log, true, () => end(request, caller, attempt)),
    get: (id) => store.get(id),
    list: (filter, page) => freezesPage(store, filter, page, clock.now()),
    ahead: () => store.ahead(clock.now()),
  };
}

function newFreeze(id: string, request: CreateFreezeRequest, caller: Caller, now: number): Freeze {
  const { tenants = [], environments = [], clusterLabels = [], kinds = [] } = request.scope;
  return {
    id,
    reason: request.reason.trim(),
    from: request.from ?? now,
    until: request.until,
    scope: {
      tenants: [...new Set(tenants)],
      environments: [...new Set(environments)],
      clusterLabels,
      kinds: [...new Set(kinds)],
    },
    allowsRollbacks: request.allowsRollbacks,
    createdBy: { name: caller.name, kind: caller.kind },
    createdAt: now,
    endedAt: null,
    endedBy: null,
  };
}
