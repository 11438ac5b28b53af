import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { figuresMessage } from './figures.ts';
import type { Figure } from './figures.ts';

/** What came of a benchmark. */
export interface Outcome {
  /** None where it failed: what was told before is not believed. */
  readonly figures: readonly Figure[];
  /** Why nothing was measured; null where all went well. */
  readonly failure: string | null;
}

/**
 * Runs a benchmark in a process of its own, which writes to this one's output. A process group of its own, too: what it started and
 * left behind ends with it.
 */
export async function runBenchmark(file: URL, timeoutMs: number, signal?: AbortSignal): Promise<Outcome> {
  if (!existsSync(file)) return failed('there is no such file');
  const child = spawn(process.execPath, ['--expose-gc', fileURLToPath(file)], {
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // As the gateway sets it for itself: what it is compared with is faster by it, too.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const figures: Figure[] = [];
  child.on('message', (message) => {
    if (typeof message === 'object' && figuresMessage in message) figures.push(...(message.figures as Figure[]));
  });
  const overdue = AbortSignal.timeout(timeoutMs);
  const stop = signal === undefined ? overdue : AbortSignal.any([overdue, signal]);
  const end = (): void => endGroup(child.pid);
  stop.addEventListener('abort', end, { once: true });
  const { promise, resolve } = Promise.withResolvers<string | null>();
  child.once('error', ({ message }) => resolve(message));
  // `close` comes after the last message.
  child.once('close', (code, by) => resolve(code === 0 ? null : `it ended with ${by ?? `code ${code}`}`));
  const failure = await promise;
  stop.removeEventListener('abort', end);
  endGroup(child.pid);
  if (overdue.aborted) return failed(`it had not ended after ${timeoutMs / 1_000} s`);
  return failure === null ? { figures, failure } : failed(failure);
}

function failed(failure: string): Outcome {
  return { figures: [], failure };
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing is left of it.
  }
}
