import type { CachedObject } from '../../domain/clusters/cached-kind.ts';
import { createBackoff } from '../../lib/backoff.ts';
import { linkedAbort } from '../../lib/linked-abort.ts';
import type { LinkedAbort } from '../../lib/linked-abort.ts';
import { noLongerNeeded } from '../../lib/no-longer-needed.ts';
import { sleep } from '../../lib/sleep.ts';
import { failureTurns } from '../failure-turns.ts';
import type { CallFailure } from '../failures.ts';
import { kindName } from '../kinds.ts';
import { listInPages } from './paged-list.ts';
import { outcomeOfError } from './reflector-context.ts';
import type { Outcome, ReflectorContext } from './reflector-context.ts';
import { watchKind } from './watch-kind.ts';
import type { Position } from './watch-kind.ts';

/** Keeps one cache in step with one kind of one cluster, for as long as the signal is not aborted. */
export interface Reflector {
  /** Ends when the signal aborts; never throws. */
  run(signal: AbortSignal): Promise<void>;
  /** Gives up the open stream and goes on from the last resource version, as soon as the gate lets it. */
  restart(): void;
  /** The cluster is there again: ends a wait that only followed from failures. */
  hurry(): void;
  /** Looks again at once at a kind that was missing, forbidden or too large. */
  recheck(): void;
  /** The last failure, until something succeeded. */
  readonly failure: CallFailure | null;
}

export interface ReflectorOptions<T extends CachedObject> extends Omit<ReflectorContext<T>, 'succeeded' | 'encoding'> {
  /** Resolves when the cluster may be called; at once while it is well. */
  readonly gate: (signal: AbortSignal) => Promise<void>;
  /** Whether a list is asked for as a stream, else in pages. */
  readonly streamingList: () => boolean;
  /** Whether the server offers the streaming list: then a list whose pages expired is asked for as one. Default: it does not. */
  readonly offersStreamingList?: () => boolean;
  /** The cluster did not answer: whoever watches its connection should look. */
  readonly suspect: () => void;
  /** Something that a person should see changed: the availability, or the failure. */
  readonly changed: () => void;
}

/** After so many broken streams from one resource version, what breaks them lies there: list anew. */
const maxBrokenStreams = 5;
/** Who asks to wait for no time at all is asked again after a second nevertheless. */
const shortestWaitMs = 1000;
const missingRecheckMs = 300_000;
const forbiddenRecheckMs = 60_000;

export function createReflector<T extends CachedObject>(options: ReflectorOptions<T>): Reflector {
  const { clock, random, store, kind, log, observer, cluster } = options;
  const backoff = createBackoff(clock, random, { initialMs: 800, maxMs: 30_000, resetAfterMs: 120_000 });
  const position: Position = { resourceVersion: null };
  const encoding = { onlyJson: false };
  const context: ReflectorContext<T> = { ...options, succeeded, encoding };
  /** Null: as the server is best asked. */
  let streaming: boolean | null = null;
  /** Pages expired: the next list without a stream is asked for in one piece. */
  let whole = false;
  let broken = { at: '', times: 0 };
  let failure: CallFailure | null = null;
  let current: LinkedAbort | null = null;
  let waiting: { readonly controller: AbortController; readonly why: 'FAILURE' | 'TOLD' | 'RECHECK' } | null = null;

  async function pause(delayMs: number, signal: AbortSignal, why: 'FAILURE' | 'TOLD' | 'RECHECK'): Promise<void> {
    const controller = new AbortController();
    waiting = { controller, why };
    await sleep(clock, delayMs, signal, controller.signal);
    waiting = null;
  }

  function setFailure(next: CallFailure | null): void {
    if (next?.message === failure?.message) return;
    failure = next;
    options.changed();
  }

  function succeeded(): void {
    failure = null;
    options.changed();
  }

  async function step(signal: AbortSignal): Promise<Outcome> {
    try {
      if (position.resourceVersion !== null || (streaming ?? options.streamingList()))
        return await watchKind(context, position, signal);
      const inOnePiece = whole;
      // Of which the server may think that it takes too long: what comes of that is never asked for again and again.
      whole = false;
      const listed = await listInPages(context, signal, inOnePiece);
      if ('type' in listed) return listed;
      position.resourceVersion = listed.resourceVersion;
      return { type: 'LISTED' };
    } catch (error) {
      // Nothing may end this loop: what was not foreseen is a failure like any other.
      log.error(
        { cluster, kind: kindName(kind), error: error instanceof Error ? error.message : 'unknown' },
        'reading a kind failed',
      );
      return outcomeOfError(error, 'watch', kind);
    }
  }

  async function react(outcome: Outcome, signal: AbortSignal): Promise<void> {
    switch (outcome.type) {
      case 'ENDED':
      case 'LISTED':
        broken = { at: '', times: 0 };
        return;
      case 'NOT_STREAMED':
        streaming = false;
        return;
      case 'NOT_KNOWN':
        onlyJson(outcome.message);
        return;
      case 'EXPIRED':
        // Pages that are read more slowly than the server forgets would expire again and again: a stream does not, nor one list.
        if (position.resourceVersion === null) {
          whole = true;
          if (options.offersStreamingList?.() === true) streaming ??= true;
        }
        // First the wait, then the list: a server that has just lost its history has enough to do.
        position.resourceVersion = null;
        store.setOutdated();
        options.changed();
        await pause(backoff.next(), signal, 'TOLD');
        return;
      case 'WAIT':
        await pause(Math.max(outcome.delayMs, shortestWaitMs) * (1 + random() * 0.1), signal, 'TOLD');
        return;
      case 'LIMITED':
        position.resourceVersion = null;
        store.setAvailability({ status: 'LIMITED', message: `not all ${kindName(kind)} are held: ${outcome.message}` });
        options.changed();
        await pause(missingRecheckMs, signal, 'RECHECK');
        return;
      case 'FAILED':
        await reactToFailure(outcome, signal);
        return;
      default:
        outcome satisfies never;
    }
  }

  function onlyJson(reason: string): void {
    encoding.onlyJson = true;
    log.info({ cluster, kind: kindName(kind), reason }, 'a kind is read in JSON from now on');
  }

  async function reactToFailure(
    { failure: next, unreadable = false }: Extract<Outcome, { type: 'FAILED' }>,
    signal: AbortSignal,
  ): Promise<void> {
    // What stands in front of an API server may let nothing but JSON through.
    if ((next.status === 406 || next.status === 415) && kind.message !== undefined && !encoding.onlyJson) {
      onlyJson(next.message);
      return;
    }
    if (next.reason === 'NOT_FOUND') {
      position.resourceVersion = null;
      store.clear();
      store.setAvailability({ status: 'MISSING' });
      setFailure(null);
      options.changed();
      await pause(missingRecheckMs, signal, 'RECHECK');
      return;
    }
    setFailure(next);
    if (next.reason === 'UNREACHABLE' || next.reason === 'UNAUTHORIZED') options.suspect();
    if (next.reason === 'FORBIDDEN') {
      position.resourceVersion = null;
      store.setAvailability({ status: 'FORBIDDEN', message: next.message });
      options.changed();
      await pause(forbiddenRecheckMs * (1 + random()), signal, 'RECHECK');
      return;
    }
    const at = position.resourceVersion ?? '';
    broken = { at, times: broken.at === at ? broken.times + 1 : 1 };
    if (broken.times >= maxBrokenStreams && next.reason === 'UNAVAILABLE') {
      if (position.resourceVersion === null) streaming = false;
      position.resourceVersion = null;
      if (unreadable && kind.message !== undefined && !encoding.onlyJson) onlyJson(next.message);
    }
    await pause(
      Math.max(backoff.next(), next.retryAfterMs ?? 0),
      signal,
      next.retryAfterMs === undefined ? 'FAILURE' : 'TOLD',
    );
  }

  return {
    async run(signal) {
      while (!signal.aborted) {
        await options.gate(signal);
        if (signal.aborted) return;
        current = linkedAbort(signal);
        const outcome = await step(current.signal).finally(current.release);
        const turn = outcome.type === 'FAILED' ? failureTurns.begin().rest() : undefined;
        if (turn !== undefined) await turn;
        const restarted = current.signal.aborted;
        current = null;
        if (signal.aborted) return;
        if (position.resourceVersion !== null && outcome.type !== 'LISTED')
          observer.watchEnded(cluster, kindName(kind), restarted ? 'restarted' : outcome.type.toLowerCase());
        if (!restarted) await react(outcome, signal);
      }
    },
    restart() {
      current?.abort(noLongerNeeded);
    },
    hurry() {
      if (waiting?.why === 'FAILURE') waiting.controller.abort(noLongerNeeded);
    },
    recheck() {
      if (waiting?.why === 'RECHECK') waiting.controller.abort(noLongerNeeded);
    },
    get failure() {
      return failure;
    },
  };
}
