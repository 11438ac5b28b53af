import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parts } from '../run-worlds.ts';
import type { Step } from '../run-worlds.ts';
import type { AuthorizationCall } from './authorization-calls.ts';
import { instrument } from './instrument.ts';
import type { Instrumented } from './instrument.ts';
import type { Part, Reached, Task, TaskResult } from './tasks.ts';

interface TryMutantsOptions {
  readonly seed: string;
  /** How many worlds a call is looked for in. */
  readonly worlds: number;
  /** How many processes work at once. */
  readonly atOnce: number;
  readonly wanted?: (call: AuthorizationCall) => boolean;
  /** Told of each as it is done. */
  readonly onTried?: (tried: Tried) => void;
}

/** A call that was taken away, and what came of it. */
export interface Tried {
  readonly call: AuthorizationCall;
  /** What noticed it, in words; null: nothing did. */
  readonly noticed: string | null;
  /** Whether anything that was run came to ask it. */
  readonly isReached: boolean;
  readonly seconds: number;
}

const runner = fileURLToPath(new URL('run-mutants.ts', import.meta.url));

/**
 * Takes away one authorization call after the other, and runs what had come to it where nothing was taken away: that has to fail.
 * @throws where the unmutated worlds fail already.
 */
export async function tryMutants(root: URL, options: TryMutantsOptions): Promise<readonly Tried[]> {
  const { seed, worlds, atOnce, wanted = () => true, onTried = () => {} } = options;
  const instrumented = instrument(root);
  const workers = await Promise.all(Array.from({ length: atOnce }, () => start(instrumented, seed)));
  try {
    const numbers = Array.from({ length: worlds }, (_, world) => world);
    const reached = await inTurn(workers, numbers, async (worker, world) => {
      const { noticed, reached } = await perform(worker, { call: null, plan: [{ world, steps: null }] });
      if (noticed !== null) throw new Error(`the isolation test fails without a mutation: ${noticed.words}`);
      return reached;
    });
    const all = reached.flat();
    const indexes = [...instrumented.calls.keys()].filter((index) => {
      const call = instrumented.calls[index];
      return call !== undefined && wanted(call);
    });
    return await inTurn(workers, indexes, async (worker, index) => {
      const startedAt = performance.now();
      const where = all.filter(({ calls }) => calls.includes(index));
      const noticed = await noticing(worker, index, planFor(where));
      const call = instrumented.calls[index];
      if (call === undefined) throw new Error('there is no such call');
      const seconds = (performance.now() - startedAt) / 1000;
      const tried = { call, noticed, isReached: where.length > 0, seconds };
      onTried(tried);
      return tried;
    });
  } finally {
    for (const worker of workers) worker.kill();
  }
}

/** What notices it that the call is away, and would not fail otherwise; null: nothing does. */
async function noticing(worker: ChildProcess, call: number, plan: readonly Part[]): Promise<string | null> {
  const { noticed } = await perform(worker, { call, plan });
  if (noticed === null) return null;
  const { words, ...part } = noticed;
  const without = await perform(worker, { call: null, plan: [part] });
  if (without.noticed !== null) throw new Error(`some steps fail without the others: ${without.noticed.words}`);
  return words;
}

/**
 * Only those steps in which it was asked, and what the same person does later: an answer may be kept. What was asked before the first
 * step is kept for everybody.
 */
function planFor(where: readonly Reached[]): readonly Part[] {
  const byWorld = new Map<number, Step[] | null>();
  for (const { world, step } of where) {
    const steps = byWorld.get(world);
    if (step === null || steps === null) byWorld.set(world, null);
    else byWorld.set(world, [...(steps ?? []), ...fromThenOn(step)]);
  }
  return [...byWorld].map(([world, steps]) => ({ world, steps }));
}

function fromThenOn({ person, part }: Step): readonly Step[] {
  return parts.slice(parts.indexOf(part)).map((later) => ({ person, part: later }));
}

async function start({ texts }: Instrumented, seed: string): Promise<ChildProcess> {
  const worker = fork(runner, [], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  worker.send({ texts, seed });
  await once(worker, 'message');
  return worker;
}

async function perform(worker: ChildProcess, task: Task): Promise<TaskResult> {
  const ending = new AbortController();
  try {
    const ended = once(worker, 'exit', { signal: ending.signal }).then(([code]) => {
      throw new Error(`the process that runs the worlds ended with ${String(code)}`);
    });
    const answer = once(worker, 'message', { signal: ending.signal });
    worker.send(task);
    const [result] = (await Promise.race([answer, ended])) as [TaskResult];
    return result;
  } finally {
    ending.abort();
  }
}

/** Each is done by the first worker that is free. */
async function inTurn<T, R>(
  workers: readonly ChildProcess[],
  items: readonly T[],
  work: (worker: ChildProcess, item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  await Promise.all(
    workers.map(async (worker) => {
      for (const [index, item] of waiting) results[index] = await work(worker, item);
    }),
  );
  return results;
}
