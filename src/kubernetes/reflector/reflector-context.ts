import type { CachedObject } from '../../domain/clusters/cached-kind.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { Slots } from '../../lib/slots.ts';
import type { Turns } from '../../lib/turns.ts';
import { BudgetError } from '../cache/kind-store.ts';
import type { KindStore } from '../cache/kind-store.ts';
import type { CallFailure } from '../failures.ts';
import { kindName } from '../kinds.ts';
import type { KindDefinition } from '../kinds.ts';
import type { ClusterObserver } from '../observer.ts';
import { ProjectionError } from '../projections/object-meta.ts';
import type { ClusterTransport } from '../transport/cluster-transport.ts';
import { connectionFailure } from '../transport/connection-failure.ts';
import { UnknownFieldError } from '../protobuf/message-reader.ts';
import type { Encoding } from './encoding.ts';
import { StreamError } from './stream-error.ts';

/** What listing and watching one kind of one cluster needs. */
export interface ReflectorContext<T extends CachedObject> {
  readonly cluster: string;
  readonly kind: KindDefinition<T>;
  readonly store: KindStore<T>;
  readonly transport: ClusterTransport;
  readonly clock: Clock;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  readonly turns: Turns;
  /** Lists that go on at once. */
  readonly lists: Slots;
  readonly log: Log;
  readonly observer: ClusterObserver;
  readonly encoding: Encoding;
  /** A list is complete, or a watch is open. */
  readonly succeeded: () => void;
}

/** How a list or a watch came to its end. */
export type Outcome =
  /** In order: go on from the last resource version. */
  | { readonly type: 'ENDED' }
  /** A list in pages is complete: watch from its resource version. */
  | { readonly type: 'LISTED' }
  /** The resource version is too old: list again. */
  | { readonly type: 'EXPIRED' }
  /** The streaming list is not to be had here: list in pages. */
  | { readonly type: 'NOT_STREAMED' }
  /** What came in protobuf is newer than this program: ask for JSON. */
  | { readonly type: 'NOT_KNOWN'; readonly message: string }
  /** Asked to wait for so long, and then to go on as before. */
  | { readonly type: 'WAIT'; readonly delayMs: number }
  /** More objects than may be held. */
  | { readonly type: 'LIMITED'; readonly message: string }
  | {
      readonly type: 'FAILED';
      readonly failure: CallFailure;
      /** Something came, and made no sense. */
      readonly unreadable?: boolean;
    };

/** The outcome that a failed call stands for. */
export function outcomeOf(failure: CallFailure): Outcome {
  if (failure.status === 410 || failure.message.includes('Too large resource version')) return { type: 'EXPIRED' };
  if (failure.status === 429) return { type: 'WAIT', delayMs: failure.retryAfterMs ?? 1000 };
  return { type: 'FAILED', failure };
}

/** The outcome that an exception while reading a list or a watch stands for. */
export function outcomeOfError(error: unknown, verb: 'list' | 'watch', kind: KindDefinition<CachedObject>): Outcome {
  if (error instanceof BudgetError) return { type: 'LIMITED', message: error.message };
  if (error instanceof UnknownFieldError) return { type: 'NOT_KNOWN', message: error.message };
  const what = `${verb} ${kindName(kind)}`;
  if (error instanceof StreamError || error instanceof ProjectionError) {
    const message = `what the API server sent to ${what} cannot be read: ${error.message}`;
    return { type: 'FAILED', failure: { reason: 'UNAVAILABLE', message, retryable: true }, unreadable: true };
  }
  return { type: 'FAILED', failure: connectionFailure(error, { what, write: false }) };
}
