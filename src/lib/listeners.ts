import type { Log } from './log.ts';

/** Who wants to hear of something. A listener that throws is logged and does not keep the others from hearing. */
export interface Listeners<T> {
  add(listener: (value: T) => void): () => void;
  tell(value: T): void;
}

/** Listeners; `what` names them in the log. */
export function createListeners<T>(log: Log, what: string): Listeners<T> {
  const listeners = new Set<{ readonly call: (value: T) => void }>();
  return {
    add(listener) {
      const entry = { call: listener };
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    tell(value) {
      for (const listener of listeners) {
        try {
          listener.call(value);
        } catch (error) {
          log.error({ error: error instanceof Error ? error.message : 'unknown' }, `a listener of ${what} failed`);
        }
      }
    },
  };
}
