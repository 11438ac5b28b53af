// Loaded into a gateway by `--import`, it tells its parent over IPC what can only be seen from inside: the heap after a collection, and
// the longest stalls of the event loop. Needs --expose-gc. Linux alone.
import { readFileSync } from 'node:fs';
import { PerformanceObserver } from 'node:perf_hooks';

/** What a probe tells of the time since it told before. */
export interface ProbeReport {
  /** Bytes that are still used after a full collection, of the heap and outside of it (buffers); null where none was made. */
  readonly used: number | null;
  /** The longest time that the event loop computed and did not turn, in milliseconds of CPU: whatever else the machine does. */
  readonly longestStallMs: number;
  /** The same without what collections of garbage took of it. */
  readonly longestStallWithoutGcMs: number;
  /** The longest time that it neither computed nor waited for a processor: it waited for a disk, or for a thread. */
  readonly longestBlockMs: number;
}

const reportEveryMs = 10_000;
/** With every third report. Collections that the probe asks for are its own, and no stalls: between them the gateway makes its own. */
const reportsPerCollection = 3;
const tickMs = 5;
/** Shorter stalls are not looked at. */
const worthALookMs = 20;

let longestStallMs = 0;
let longestStallWithoutGcMs = 0;
let lastTick = performance.now();
let longestBlockMs = 0;
let used = usedMs();
let collections: { readonly from: number; readonly to: number }[] = [];

new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries())
    collections.push({ from: startTime, to: startTime + duration });
}).observe({ entryTypes: ['gc'] });

setInterval(() => {
  const [from, before] = [lastTick, used];
  lastTick = performance.now();
  used = usedMs();
  const computed = used.computed - before.computed;
  const blocked = lastTick - from - tickMs - computed - (used.waited - before.waited);
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

let reports = 0;
setInterval(() => {
  reports += 1;
  const memory = reports % reportsPerCollection === 0 ? usedAfterCollection() : null;
  process.send?.({ used: memory, longestStallMs, longestStallWithoutGcMs, longestBlockMs } satisfies ProbeReport);
  longestStallMs = 0;
  longestStallWithoutGcMs = 0;
  longestBlockMs = 0;
  collections = collections.filter(({ to }) => to > lastTick - 1_000);
}, reportEveryMs).unref();
process.channel?.unref();

function usedAfterCollection(): number {
  globalThis.gc?.();
  lastTick = performance.now();
  used = usedMs();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** How long the main thread has computed, and has been ready to and was not let, in milliseconds, since it began. */
function usedMs(): { readonly computed: number; readonly waited: number } {
  const [computed, waited] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ');
  return { computed: Number(computed) / 1e6, waited: Number(waited) / 1e6 };
}
