import type { Clock } from './clock.ts';

/** Waits `delayMs` milliseconds, or until one of the signals aborts (then too it resolves: the caller looks at the signals). */
export function sleep(clock: Clock, delayMs: number, ...signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    if (signals.some(({ aborted }) => aborted)) {
      resolve();
      return;
    }
    const finish = (): void => {
      cancel();
      for (const signal of signals) signal.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = clock.after(delayMs, finish);
    for (const signal of signals) signal.addEventListener('abort', finish);
  });
}
