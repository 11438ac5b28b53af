import { setTimeout as delay } from 'node:timers/promises';
import { RecordsUnavailable } from '../../domain/records-unavailable.ts';

/** Spares everybody the wait for a server that has just let somebody wait in vain. */
export interface SilenceBreaker {
  /** @throws RecordsUnavailable while the server is known to be silent. */
  pass(): void;
  /** Somebody waited in vain: the server is asked, and where it does not answer that either, nobody else waits until it does. */
  trip(failure: RecordsUnavailable): void;
  /** Ends the asking, and waits for the last answer. */
  close(): Promise<void>;
}

/** Between two questions to a silent server, in milliseconds. */
const pauseMs = 250;

/** @param ask one question to the server; rejects in its own time where no answer comes */
export function createSilenceBreaker(ask: () => Promise<unknown>): SilenceBreaker {
  const closing = new AbortController();
  let silence: RecordsUnavailable | null = null;
  let asking: Promise<void> | null = null;

  const askUntilAnswered = async (failure: RecordsUnavailable): Promise<void> => {
    while (!closing.signal.aborted) {
      const answered = await ask().then(
        () => true,
        // A refusal is an answer, too: it comes at once, and says more.
        (error: unknown) => !isSilence(error),
      );
      if (answered) break;
      // Believed from now on: one that waited in vain may only have been slow, on a busy machine.
      silence = failure;
      await delay(pauseMs, undefined, { signal: closing.signal }).catch(() => {});
    }
    silence = null;
    asking = null;
  };

  return {
    pass() {
      if (silence !== null) throw new RecordsUnavailable(silence.trouble, silence.message);
    },
    trip(failure) {
      if (closing.signal.aborted) return;
      asking ??= askUntilAnswered(failure);
    },
    async close() {
      closing.abort();
      await asking;
    },
  };
}

/** What `pg` says where no answer came in time; not that others have all the connections. */
const silent = new Set(['Query read timeout', 'timeout expired', 'Connection terminated due to connection timeout']);

/** Whether this is `pg`'s error for a server that did not answer in time. */
export function isSilence(error: unknown): boolean {
  return error instanceof Error && silent.has(error.message);
}
