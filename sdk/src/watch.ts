import type {
  OperationDetailsFragment,
  RolloutEventsSubscription,
  RolloutEventsSubscriptionVariables,
} from './__generated__/operation-types.ts';
import { OperationStatesDocument, RolloutEventsDocument } from './__generated__/documents.ts';
import type { CallOptions } from './client-options.ts';
import type { Streams } from './streams.ts';
import { TenantryError } from './tenantry-error.ts';

/** One element of a rollout's stream. */
export type RolloutEvent = RolloutEventsSubscription['rollout'];

const terminal: ReadonlySet<string> = new Set(['SUCCEEDED', 'FAILED', 'CANCELLED', 'REJECTED']);

/** Whether an operation in this state has ended. */
export function isTerminal(state: string): boolean {
  return terminal.has(state);
}

/**
 * An app's rollout: the present state, then changes. After a lost connection it goes on behind the last event, so none is
 * repeated and none is missed; where that took longer than the gateway remembers, the next event has `gap: true`.
 */
export async function* watchRollout(
  streams: Streams,
  variables: RolloutEventsSubscriptionVariables,
  call?: CallOptions,
): AsyncGenerator<RolloutEvent, void, undefined> {
  let cursor = variables.after ?? null;
  let forgotten = false;
  const events = streams.open<RolloutEventsSubscription, RolloutEventsSubscriptionVariables>(
    RolloutEventsDocument,
    {
      variablesAfter: (last) => {
        if (last !== undefined && !forgotten) cursor = last.rollout.cursor;
        return { ...variables, after: forgotten ? null : cursor };
      },
      recovers: (error) => {
        // Only a cursor of this stream's own: one that the caller passed is the caller's to replace.
        const own = cursor !== null && cursor !== variables.after;
        forgotten = own && error.code === 'CURSOR_EXPIRED';
        return forgotten;
      },
    },
    call,
  );
  let seen: string | null = null;
  for await (const { rollout: event } of events) {
    if (event.cursor === seen) continue;
    seen = event.cursor;
    const told = forgotten ? { ...event, gap: true } : event;
    forgotten = false;
    yield told;
  }
}

/** An operation: its present state, then each change, until it has ended. A lost connection is not noticed. */
export async function* watchOperation(
  streams: Streams,
  id: string,
  call?: CallOptions,
): AsyncGenerator<OperationDetailsFragment, void, undefined> {
  const events = streams.open<{ readonly operation: OperationDetailsFragment }, { readonly id: string }>(
    OperationStatesDocument,
    { variablesAfter: () => ({ id }) },
    call,
  );
  let seen = '';
  for await (const { operation } of events) {
    const text = JSON.stringify(operation);
    if (text === seen) continue;
    seen = text;
    yield operation;
    if (isTerminal(operation.state)) return;
  }
}

/**
 * The operation once it has ended, however it ended.
 * @throws TenantryError TIMEOUT where that takes longer than `timeoutMs`; the operation goes on.
 */
export async function waitForOperation(
  streams: Streams,
  id: string,
  options: CallOptions & {
    readonly timeoutMs?: number;
    readonly onState?: (operation: OperationDetailsFragment) => void;
  } = {},
): Promise<OperationDetailsFragment> {
  const timeout = options.timeoutMs === undefined ? undefined : AbortSignal.timeout(options.timeoutMs);
  const signals = [options.signal, timeout].filter((signal) => signal !== undefined);
  for await (const operation of watchOperation(streams, id, { signal: AbortSignal.any(signals) })) {
    options.onState?.(operation);
    if (isTerminal(operation.state)) return operation;
  }
  options.signal?.throwIfAborted();
  if (timeout?.aborted === true) {
    throw new TenantryError('TIMEOUT', `The operation did not end within ${options.timeoutMs} ms; it goes on.`);
  }
  throw new TenantryError('NETWORK', 'The stream ended before the operation did.');
}
