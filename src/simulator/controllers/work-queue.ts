import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';

/** Keys of objects that have to be looked at. A key that waits already is not queued twice. */
export interface WorkQueue {
  add(key: string): void;
  addAfter(key: string, milliseconds: number): void;
  close(): void;
}

/** How long a change takes to reach a controller, in milliseconds. */
const reactionTime = 20;
/** How long a controller waits after a failure of its own, in milliseconds. */
const retryAfter = 1_000;

export function createWorkQueue(clock: Clock, log: Log, process: (key: string) => void): WorkQueue {
  const waiting = new Set<string>();
  const later = new Map<string, { readonly due: number; readonly cancel: () => void }>();
  let cancelDrain: (() => void) | undefined;

  function drain(): void {
    cancelDrain = undefined;
    const keys = [...waiting];
    waiting.clear();
    for (const key of keys) {
      try {
        process(key);
      } catch (error) {
        log.error({ key, error: String(error) }, 'a simulated controller failed');
        queue.addAfter(key, retryAfter);
      }
    }
  }

  const queue: WorkQueue = {
    add(key) {
      waiting.add(key);
      cancelDrain ??= clock.after(reactionTime, drain);
    },
    addAfter(key, milliseconds) {
      const due = clock.now() + milliseconds;
      const planned = later.get(key);
      if (planned !== undefined && planned.due <= due) return;
      planned?.cancel();
      const cancel = clock.after(milliseconds, () => {
        later.delete(key);
        queue.add(key);
      });
      later.set(key, { due, cancel });
    },
    close() {
      cancelDrain?.();
      for (const { cancel } of later.values()) cancel();
      later.clear();
      waiting.clear();
    },
  };
  return queue;
}
