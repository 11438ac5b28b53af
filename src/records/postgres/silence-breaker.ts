import { setTimeout as delay } from 'node:timers/promises';
import { RecordsUnavailable } from '../../domain/records-unavailable.ts';

/** Spares everybody the wait for a server that has just let somebody wait in vain. */
export interface SilenceBreaker {
  /** @throws RecordsUnavailable while the server is known to be silent. */
  pass(): void;
  /** Somebody waited in vain: until the server answers, nobody else does. */
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
  let asking: Promise<void> = Promise.resolve();

  const askUntilAnswered = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      const answered = await ask().then(
        () => true,
        // A refusal is an answer, too: it comes at once, and says more.
        (error: unknown) => !isSilence(error),
      );
      if (answered) break;
      await delay(pauseMs, undefined, { signal: closing.signal }).catch(() => {});
    }
    silence = null;
  };

  return {
    pass() {
      if (silence !== null) throw new RecordsUnavailable(silence.trouble, silence.message);
    },
    trip(failure) {
      if (silence !== null || closing.signal.aborted) return;
      silence = failure;
      asking = askUntilAnswered();
    },
    close() {
      closing.abort();
      return asking;
    },
  };
}

/** What `pg` says where no answer came in time; not that others have all the connections. */
const silent = new Set(['Query read timeout', 'timeout expired', 'Connection terminated due to connection timeout']);

/** Whether this is `pg`'s error for a server that did not answer in time. */
export function isSilence(error: unknown): boolean {
  return error instanceof Error && silent.has(error.message);
}
