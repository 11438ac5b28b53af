import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { AccessBook } from './access-book.ts';
import type { BindingStore } from './binding-store.ts';

export interface FollowBindingsOptions {
  readonly store: Pick<BindingStore, 'version' | 'all'>;
  readonly book: AccessBook;
  /** Whether other gateways may change them. */
  readonly shared: boolean;
  readonly clock: Clock;
  readonly log: Log;
}

/** The bindings in the records, kept in the book. */
export interface FollowedBindings {
  /** Resolves when the book has what was recorded before the call. Rejects with RecordsUnavailable. */
  refresh(): Promise<void>;
  /** Looks no more. */
  close(): Promise<void>;
}

/** What is taken from somebody by another gateway has to be gone within 5 s. */
const lookEveryMs = 1_000;

/**
 * Reads the bindings into the book, and again whenever they change. While the records are away those that are known hold.
 * @throws RecordsUnavailable where they cannot be read now.
 */
export async function followBindings(options: FollowBindingsOptions): Promise<FollowedBindings> {
  const { store, book, shared, clock, log } = options;
  let version: number | null = null;
  let away = false;
  let closed = false;
  let cancelNext = (): void => {};
  let running: Promise<void> = Promise.resolve();

  async function read(): Promise<void> {
    // Before the bindings: a change in between is read again.
    const next = await store.version();
    if (next === version) return;
    book.replaceRecorded(await store.all());
    version = next;
  }

  function refresh(): Promise<void> {
    const reading = running.then(read);
    // What was changed here has to hold here, also where nobody else changes anything.
    running = reading.catch(lookLater);
    return reading;
  }

  function lookLater(): void {
    cancelNext();
    if (!closed) cancelNext = clock.after(lookEveryMs, () => void look());
  }

  async function look(): Promise<void> {
    try {
      await refresh();
      if (away) log.info({}, 'who may do what can be read from the records again');
      away = false;
      if (shared) lookLater();
    } catch (error) {
      if (!away)
        log.error({ error: String(error) }, 'who may do what cannot be read from the records: what is known holds');
      away = true;
    }
  }

  await read();
  if (shared) lookLater();
  return {
    refresh,
    async close() {
      closed = true;
      cancelNext();
      await running;
    },
  };
}
