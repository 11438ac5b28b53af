import type { Clock } from '../../lib/clock.ts';
import type { FollowItem } from './follow-event.ts';

/** Items of one log that wait for their turn. */
const mostWaiting = 500;
/** How long a line waits for earlier ones of other logs, in milliseconds: they may be on their way. */
const longestWaitMs = 200;

interface Lane {
  readonly items: { readonly item: FollowItem; readonly arrivedAt: number }[];
  isOpen: boolean;
  wake: () => void;
}

/**
 * The items of several logs as one, by the lines' moments where they come about at the same time, and of each log in its own order.
 * Bounded: a log whose items wait is read no further.
 */
export class MergeBuffer<K> {
  readonly #clock: Clock;
  readonly #lanes = new Map<K, Lane>();
  #wake: () => void = () => {};
  #cancel: () => void = () => {};
  #failed: { readonly error: unknown } | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Adds a log; resolves when all of it was taken in. Never rejects: what reading it threw is thrown by `take`. */
  async add(key: K, items: AsyncIterable<FollowItem>, signal: AbortSignal): Promise<void> {
    const lane: Lane = { items: [], isOpen: true, wake: () => {} };
    this.#lanes.set(key, lane);
    const abort = () => lane.wake();
    signal.addEventListener('abort', abort);
    try {
      for await (const item of items) {
        if (signal.aborted) break;
        lane.items.push({ item, arrivedAt: this.#clock.now() });
        // Told only where something changes: what comes behind others waits anyway.
        if (lane.items.length === 1) this.#wake();
        while (lane.items.length >= mostWaiting && !signal.aborted)
          await new Promise<void>((resolve) => void (lane.wake = resolve));
      }
    } catch (error) {
      this.#failed ??= { error };
    } finally {
      signal.removeEventListener('abort', abort);
      lane.isOpen = false;
      if (signal.aborted) lane.items.length = 0;
      this.#forget(key, lane);
      this.#wake();
    }
  }

  /** Resolves when there may be more to take. */
  changed(): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#cancel();
        resolve();
      };
      this.#wake = wake;
    });
  }

  wake(): void {
    this.#wake();
  }

  /** The next item that need not wait; else null, and `changed` resolves when that changes. @throws what reading one of the logs threw */
  take(): { readonly key: K; readonly item: FollowItem } | null {
    if (this.#failed !== null) throw this.#failed.error;
    let first: { readonly key: K; readonly lane: Lane; readonly time: string; readonly arrivedAt: number } | null =
      null;
    let isAwaited = false;
    for (const [key, lane] of this.#lanes) {
      const [head] = lane.items;
      if (head === undefined) {
        isAwaited ||= lane.isOpen;
        continue;
      }
      // A mark belongs where it is in its own log, and to no moment of others.
      const time = head.item.type === 'LINE' ? head.item.time : '';
      if (first === null || time < first.time) first = { key, lane, time, arrivedAt: head.arrivedAt };
    }
    if (first === null) return null;
    const waitMs = first.arrivedAt + longestWaitMs - this.#clock.now();
    if (isAwaited && first.time !== '' && waitMs > 0) {
      this.#cancel();
      this.#cancel = this.#clock.after(waitMs, () => this.#wake());
      return null;
    }
    const { key, lane } = first;
    const item = lane.items.shift()?.item;
    if (lane.items.length < mostWaiting / 2) lane.wake();
    this.#forget(key, lane);
    return item === undefined ? null : { key, item };
  }

  #forget(key: K, lane: Lane): void {
    if (!lane.isOpen && lane.items.length === 0 && this.#lanes.get(key) === lane) this.#lanes.delete(key);
  }
}
