import { createHash } from 'node:crypto';
import { canonicalJson } from '../../lib/canonical-json.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Attempt } from '../audit/attempt.ts';
import type { Caller } from '../caller.ts';
import type { Problem } from '../problem.ts';
import type { IdempotencyRecord } from './journal.ts';
import type { Operation } from './operation.ts';
import type { OperationOutcome } from './operations.ts';
import { problem } from './problems.ts';

/** A caller's key that does not stand for an operation yet. */
export type UnboundKey = Omit<IdempotencyRecord, 'operationId'>;

/** The key of a request with this input (of which its kind is a part); null where the caller gave none. */
export function keyOf(key: string | undefined, input: object, { kind, name }: Caller, clock: Clock): UnboundKey | null {
  if (key === undefined) return null;
  const inputHash = createHash('sha256').update(canonicalJson(input)).digest('hex');
  return { caller: `${kind} ${name}`, key, inputHash, createdAt: clock.now() };
}

/** Why a key that was used before answers nothing: it stands for another input; null where it is the same. */
export function keyMismatch(earlier: IdempotencyRecord, key: UnboundKey): Problem | null {
  if (earlier.inputHash === key.inputHash) return null;
  const message = `The idempotency key ${JSON.stringify(key.key)} was used before with another input. Use a new key for a new request.`;
  return problem('IDEMPOTENCY_MISMATCH', message, { path: ['input', 'idempotencyKey'] });
}

/** What a key that was used before answers: the same operation for the same input. That is said of the attempt. */
export async function repeatedOutcome(
  earlier: IdempotencyRecord,
  key: UnboundKey,
  get: (id: string) => Promise<Operation | null>,
  attempt: Attempt,
): Promise<OperationOutcome> {
  const mismatch = keyMismatch(earlier, key);
  if (mismatch !== null) return { problems: [mismatch] };
  const operation = await get(earlier.operationId);
  if (operation !== null) {
    attempt.isRepeat();
    return { operation };
  }
  return {
    problems: [problem('NOT_FOUND', 'The operation that this key stands for is no longer kept. Use a new key.')],
  };
}
