// Loaded into a gateway by `--import`, it tells its parent over IPC what can only be seen from inside: the longest stalls of the event
// loop, and, when it is asked, the heap after a collection. Needs --expose-gc. Linux alone.
import { openSync, readSync } from 'node:fs';
import { cpus } from 'node:os';
import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';

/** What a probe tells of the time since it told before. */
export interface ProbeReport {
  /** How long that was, in milliseconds. */
  readonly ofMs: number;
  /**
   * The longest time that the event loop computed and did not turn, in milliseconds of CPU: whatever else the machine does, and whatever
   * the machine's host took of it.
   */
  readonly longestStallMs: number;
  /** The same without what collections of garbage took of it. */
  readonly longestStallWithoutGcMs: number;
  /** The longest time that it neither computed nor waited for a processor: it waited for a disk, or for a thread. */
  readonly longestBlockMs: number;
  /** What the machine's host took away of all its processors together, in milliseconds. */
  readonly stolenMs: number;
}

/** What it is asked. Loading this file for a name of it would begin to probe. */
export type MemoryQuestion = 'memory';

/** What it answers. */
export interface MemoryAnswer {
  /** Bytes that are still used after a full collection, of the heap and outside of it (buffers). */
  readonly used: number;
}

const reportEveryMs = 10_000;
const tickMs = 5;
/** In so many milliseconds `/proc/stat` counts. */
const jiffyMs = 10;
/** What has come during a collection that the probe asked for is done by then. */
const settleMs = 1_000;
/** Shorter stalls are not looked at. */
const worthALookMs = 20;

const task = `/proc/self/task/${process.pid}`;
/** Left open, and read into one buffer: what the probe allocates 200 times a second counts for what it measures. */
const files = {
  schedstat: openSync(`${task}/schedstat`, 'r'),
  stat: openSync(`${task}/stat`, 'r'),
  processors: openSync('/proc/stat', 'r'),
};
/** The processors stand at the beginning of their file. */
const head = Buffer.alloc(1_024 + 128 * cpus().length);
const [space, zero] = [0x20, 0x30];

let longestStallMs = 0;
let longestStallWithoutGcMs = 0;
let lastTick = performance.now();
let longestBlockMs = 0;
let used = usedMs();
let toldAt = lastTick;
let stolenBefore = used.stolen;
/** Until then what is seen is the probe's own doing. */
let disturbedUntil = 0;
let collections: { readonly from: number; readonly to: number }[] = [];

new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries())
    collections.push({ from: startTime, to: startTime + duration });
}).observe({ entryTypes: ['gc'] });

setInterval(() => {
  const [from, before] = [lastTick, used];
  lastTick = performance.now();
  used = usedMs();
  const ran = used.computed - before.computed;
  const blocked = lastTick - from - tickMs - ran - (used.waited - before.waited);
  const computed = ran - stolenBetween(before, used);
  if (lastTick < disturbedUntil) return;
  longestBlockMs = Math.max(longestBlockMs, blocked);
  if (computed < worthALookMs) return;
  const to = lastTick;
  // The observer hears of collections later.
  setTimeout(() => {
    const collecting = collections.reduce(
      (sum, each) => sum + Math.max(0, Math.min(each.to, to) - Math.max(each.from, from)),
      0,
    );
    longestStallMs = Math.max(longestStallMs, computed);
    longestStallWithoutGcMs = Math.max(longestStallWithoutGcMs, computed - collecting);
  }, 100).unref();
}, tickMs).unref();

setInterval(() => {
  const stolenMs = used.stolen.reduce((sum, each, cpu) => sum + each - (stolenBefore[cpu] ?? 0), 0);
  const ofMs = performance.now() - toldAt;
  process.send?.({ ofMs, longestStallMs, longestStallWithoutGcMs, longestBlockMs, stolenMs } satisfies ProbeReport);
  toldAt += ofMs;
  stolenBefore = used.stolen;
  longestStallMs = 0;
  longestStallWithoutGcMs = 0;
  longestBlockMs = 0;
  collections = collections.filter(({ to }) => to > lastTick - 1_000);
}, reportEveryMs).unref();

// Threads load it, too, and have no parent to tell.
if (isMainThread) {
  process.on('message', (message: MemoryQuestion) => {
    if (message === 'memory')
      void usedAfterCollection().then((used) => process.send?.({ used } satisfies MemoryAnswer));
  });
  process.channel?.unref();
}

/** Collections that the probe asks for are its own and no stalls, nor is what has come while they held everything up. */
async function usedAfterCollection(): Promise<number> {
  collect();
  // What is told of what was collected lets go of more.
  await sleep(100);
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function collect(): void {
  globalThis.gc?.();
  disturbedUntil = performance.now() + settleMs;
}

interface Used {
  /** How long the main thread has computed since it began, in milliseconds; what the host took away meanwhile counts as computed there (Linux 6, as KVM's guest). */
  readonly computed: number;
  /** How long it was ready to and was not let. */
  readonly waited: number;
  /** On which processor it is. */
  readonly cpu: number;
  /** What the host took away, by processor. */
  readonly stolen: readonly number[];
}

/** @see https://docs.kernel.org/filesystems/proc.html */
function usedMs(): Used {
  load(files.schedstat);
  const [computed, waited] = [numberAt(0, 0) / 1e6, numberAt(0, 1) / 1e6];
  load(files.stat);
  // Behind the name, which may have spaces: the state is the third field, the processor the 39th.
  const cpu = numberAt(head.lastIndexOf(')') + 2, 36);
  load(files.processors);
  const stolen: number[] = [];
  // The first line is of all of them together.
  for (let at = head.indexOf('\ncpu'); at !== -1; at = head.indexOf('\ncpu', at + 1))
    stolen.push(numberAt(at + 1, 8) * jiffyMs);
  return { computed, waited, cpu, stolen };
}

/** Reads the beginning of a file. */
function load(file: number): void {
  head.fill(0, readSync(file, head, 0, head.length, 0));
}

/** The whole number in a line's field, counted from 0, from there on. Without a text of it: there are some thirty fields before it. */
function numberAt(from: number, field: number): number {
  let at = from;
  for (let left = field; left > 0 && at < head.length; at += 1) if (head[at] === space) left -= 1;
  let number = 0;
  for (let digit = (head[at] ?? 0) - zero; digit >= 0 && digit <= 9; digit = (head[++at] ?? 0) - zero)
    number = 10 * number + digit;
  return number;
}

/**
 * What the host surely took of what the thread computed: of the processor on which it was all the time, but what it may have taken while the thread
 * waited for that. It is told in jiffies, so one less.
 */
function stolenBetween(before: Used, after: Used): number {
  if (before.cpu !== after.cpu) return 0;
  const stolen = (after.stolen[after.cpu] ?? 0) - (before.stolen[after.cpu] ?? 0);
  return Math.max(0, stolen - jiffyMs - (after.waited - before.waited));
}
