import { workerData } from 'node:worker_threads';
import { hostileOperations } from './operations.ts';
import { openWaysIn } from './ways-in.ts';

/** What a flood is told: where to, as whom, which list, and how many requests at once. */
export interface FloodOrder {
  readonly url: string;
  readonly token: string;
  readonly seed: number;
  readonly atOnce: number;
  /** One number in shared memory: how many operations were answered so far. */
  readonly answered: Int32Array<SharedArrayBuffer>;
}

// A thread of its own: sending takes time as well, and honest callers do not share their program with a flood.
const { url, token, seed, atOnce, answered } = workerData as FloodOrder;
const operations = hostileOperations(400, seed);
for (let lane = 0; lane < atOnce; lane += 1) void flood(lane);

async function flood(lane: number): Promise<void> {
  const waysIn = openWaysIn(url, token);
  const ways = [waysIn.HTTP, waysIn.SSE, waysIn.WebSocket];
  for (let index = lane; ; index += 1) {
    const operation = operations[index % operations.length];
    const way = ways[lane % ways.length];
    if (!operation || !way) return;
    await way(operation).catch(() => {});
    Atomics.add(answered, 0, 1);
  }
}
