import { setTimeout as sleep } from 'node:timers/promises';
import type { GatewayProcess, LoadProcess } from './load-process.ts';
import { allApps } from './soak-comparison.ts';
import { shownFields } from '../support/held-and-shown.ts';

/** What a gateway used after a collection, when all rested. */
export interface MemorySize {
  readonly atMs: number;
  readonly bytes: number;
}

/** With fewer of them, noise would be told as growth. */
export const enoughSizes = 4;

/** Values that fill what walks over changing orders remember (500,000), with some to spare. */
const values = 600_000;
const changesPerSecond = 10_000;
/** Of the changes, the others are steps of rollouts. */
const restartShare = 0.8;
/** As often all apps fill what is kept of answers (40 MB) with other texts. */
const readings = 6;

/**
 * Brings every table that is bounded to its bound, as in a gateway that has run for days: where they still fill, memory rises for as
 * long as a soak lasts, and that is no leak; where they are full, whatever rises is.
 * @param documents more than are known at once, such as those that will be asked: others take another room
 * @param versions how many changes there were
 * @param rest resolves when all that changed is shown
 */
export async function fillTables(
  gateway: GatewayProcess,
  load: LoadProcess,
  apps: readonly unknown[],
  documents: Iterable<string>,
  versions: () => Promise<number>,
  rest: () => Promise<unknown>,
): Promise<void> {
  await load.drive('PUT', `/churn/${changesPerSecond}`);
  let before = await versions();
  for (let remembered = 0; remembered < values;) {
    await sleep(50);
    await gateway.ask('{ apps(first: 1, orderBy: { field: RESTARTS, direction: DESC }) { nodes { id } } }');
    const now = await versions();
    // One of each app for each walk, however often it changed in between.
    remembered += apps.length * (1 - Math.exp((-restartShare * (now - before)) / apps.length));
    before = now;
  }
  await load.drive('PUT', '/churn/0');
  await rest();
  for (const text of documents) await gateway.ask(text);
  for (let reading = 0; reading < readings; reading += 1) await allApps(gateway, `fill${reading}: name ${shownFields}`);
}

/** By least squares, in megabytes a minute. */
export function growthOf(sizes: readonly MemorySize[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const middle = mean(sizes.map(({ atMs }) => atMs));
  const average = mean(sizes.map(({ bytes }) => bytes));
  let [above, below] = [0, 0];
  for (const { atMs, bytes } of sizes) {
    above += (atMs - middle) * (bytes - average);
    below += (atMs - middle) ** 2;
  }
  return ((above / below) * 60_000) / megabyte;
}

/** Such as `201.3, 202.0`. */
export function inMegabytes(sizes: readonly MemorySize[]): string {
  return sizes.map(({ bytes }) => (bytes / megabyte).toFixed(1)).join(', ');
}

const megabyte = 1024 * 1024;
