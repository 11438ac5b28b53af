import { randomUUID } from 'node:crypto';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { Attempt } from '../audit/attempt.ts';
import type { Caller } from '../caller.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { keyMismatch, keyOf } from '../operations/idempotency.ts';
import type { UnboundKey } from '../operations/idempotency.ts';
import type { IdempotencyRecord, Journal } from '../operations/journal.ts';
import { problem } from '../operations/problems.ts';
import type { Problem } from '../problem.ts';
import { RecordsUnavailable } from '../records-unavailable.ts';
import type { Freeze } from './freeze.ts';
import { endMistakes, freezeMistakes } from './freeze-mistakes.ts';
import type { FreezeStore } from './freeze-store.ts';
import type { CreateFreezeRequest, EndFreezeRequest, FreezeOutcome, Freezes } from './freezes.ts';
import { freezesPage } from './freezes-page.ts';

export interface FreezesOptions {
  readonly store: FreezeStore;
  readonly journal: Pick<Journal, 'findKey'>;
  readonly fleet: Pick<Fleet, 'clusters' | 'coverage' | 'tenants' | 'environments'>;
  /** What `from` and `until` are compared with: the gateway's own clock. */
  readonly clock: Clock;
  readonly log: Log;
  /** Mints ids. Default: random UUIDs. */
  readonly newId?: () => string;
}

/** Who may make and end freezes. */
const role = 'platform-administrator';
/** In force or planned at one time: every mutation reads them all. */
const mostAhead = 1_000;

/** Freezes that are kept in the records and read there each time: other gateways make and end them too. */
export function createFreezes(options: FreezesOptions): Freezes {
  const { store, journal, fleet, clock, log, newId = randomUUID } = options;

  const create = async (request: CreateFreezeRequest, caller: Caller, attempt: Attempt): Promise<FreezeOutcome> => {
    const { idempotencyKey, ...input } = request;
    const key = keyOf(idempotencyKey, { kind: 'CREATE_FREEZE', ...input }, caller, clock);
    const earlier = await earlierOf(key, attempt);
    if (earlier !== null) return earlier;
    const now = clock.now();
    const [first, ...more] = freezeMistakes(request, now, fleet);
    if (first !== undefined) return { problems: [first, ...more] };
    if ((await store.ahead(now)).length >= mostAhead) {
      const message = `${mostAhead} freezes are in force or planned already. End some of them, or make one with a wider scope.`;
      return { problems: [problem('CONFLICT', message)] };
    }
    const freeze = newFreeze(newId(), request, caller, now);
    const used = await store.create(freeze, {
      key: key && { ...key, operationId: freeze.id },
      audit: attempt.acceptedFreeze(freeze),
    });
    if (used !== null && key !== null) return repeated(used, key, attempt);
    attempt.wasRecorded();
    return { freeze };
  };

  const end = async (request: EndFreezeRequest, caller: Caller, attempt: Attempt): Promise<FreezeOutcome> => {
    const { idempotencyKey, ...input } = request;
    const key = keyOf(idempotencyKey, { kind: 'END_FREEZE', ...input }, caller, clock);
    const earlier = await earlierOf(key, attempt);
    if (earlier !== null) return earlier;
    const [first, ...more] = endMistakes(request);
    if (first !== undefined) return { problems: [first, ...more] };
    const path = ['input', 'freeze'];
    const { freezeId: id } = input;
    const freeze = await store.get(id);
    if (freeze === null) return { problems: [problem('NOT_FOUND', 'There is no such freeze.', { path })] };
    const by = { name: caller.name, kind: caller.kind };
    const at = clock.now();
    const ended = await store.end(
      { id, by, at },
      { key: key && { ...key, operationId: id }, audit: attempt.acceptedFreeze(freeze) },
    );
    if (ended === true) {
      attempt.wasRecorded();
      return { freeze: { ...freeze, endedAt: at, endedBy: by } };
    }
    if (ended !== false && key !== null) return repeated(ended, key, attempt);
    const since = ((await store.get(id)) ?? freeze).endedAt ?? freeze.until;
    const message = `This freeze is over already, since ${new Date(since).toISOString()}: there is nothing to end.`;
    return { problems: [problem('CONFLICT', message, { path })] };
  };

  const earlierOf = async (key: UnboundKey | null, attempt: Attempt): Promise<FreezeOutcome | null> => {
    const earlier = key === null ? null : await journal.findKey(key.caller, key.key);
    return earlier === null || key === null ? null : repeated(earlier, key, attempt);
  };

  /** What a key that was used before answers: the same freeze for the same input. */
  const repeated = async (earlier: IdempotencyRecord, key: UnboundKey, attempt: Attempt): Promise<FreezeOutcome> => {
    const mismatch = keyMismatch(earlier, key);
    if (mismatch !== null) return { problems: [mismatch] };
    const freeze = await store.get(earlier.operationId);
    if (freeze === null) throw new Error('a freeze is kept for as long as its key');
    attempt.isRepeat();
    return { freeze };
  };

  return {
    create: (request, caller, attempt) => asAdministrator(caller, log, () => create(request, caller, attempt)),
    end: (request, caller, attempt) => asAdministrator(caller, log, () => end(request, caller, attempt)),
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

/** Refuses callers without the role, and what the records cannot take. */
async function asAdministrator(caller: Caller, log: Log, run: () => Promise<FreezeOutcome>): Promise<FreezeOutcome> {
  if (!caller.roles.includes(role)) {
    const message = `Only callers with the role ${role} make and end freezes, and ${caller.name} has not got it. Ask one of them.`;
    return { problems: [problem('FORBIDDEN', message)] };
  }
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof RecordsUnavailable)) throw error;
    log.error({ trouble: error.trouble, error: error.message }, 'the records cannot be used');
    return { problems: [unavailable()] };
  }
}

function unavailable(): Problem {
  const message =
    'Freezes cannot be recorded now, so nothing was changed. Try again in a moment; the log says what is wrong.';
  return problem('UNAVAILABLE', message, { retryable: true });
}
