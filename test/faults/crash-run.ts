import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { OperationsDocument, operationOf } from '../../sdk/src/sdk.ts';
import type { ActionResult } from '../../sdk/src/sdk.ts';
import { startGatewayUnderTest } from '../support/gateway.ts';
import { startGatewayProcess } from '../support/gateway-process.ts';
import type { ProcessEnd } from '../support/gateway-process.ts';
import { clientsOf, endOf, seen, withLaneFiles } from './lanes.ts';
import type { Clients, Lane, LaneFiles } from './lanes.ts';
import { countsOf, expectOneEffect } from './one-effect.ts';
import type { Counts, Effect } from './one-effect.ts';

const crashAtModule = new URL('../support/crash-at.ts', import.meta.url).href;
/** On the mutation from which on points are counted. */
const counted = { 'x-crash-points': 'from here on' };

/** What a mutation is given. */
export interface Asked {
  readonly input: { readonly app: string; readonly idempotencyKey: string };
  /** Another one in each run of a lane: one more than in the run before. */
  readonly run: number;
  /** As the app has them before. */
  readonly replicas: number;
}

/** Something that is asked of a gateway, and asked again with the same keys. */
export interface Work extends Effect {
  /** Whether a rule asks for an approval of it. */
  readonly approved?: boolean;
  ask(clients: Clients, asked: Asked): Promise<ActionResult>;
}

/** How a process with crash points is told what to do; see test/support/crash-at.ts. */
type CrashSettings = Readonly<Record<`CRASH_${string}`, string>>;
type Outcome = { readonly id: string } | { readonly error: string };

/** The points that a gateway comes to, in their order, from the mutation to its end by SIGTERM when the operation has ended. */
export async function pointsOf(lane: Lane, work: Work): Promise<readonly string[]> {
  return await withLaneFiles(lane, work.approved === true, async (files) => {
    const pointsFile = join(files.folder, 'points');
    const before = await countsOf(lane);
    const { end, outcome } = await askObserved(lane, work, files, before, { CRASH_POINTS: pointsFile });
    if (end.code !== 0 || 'error' in outcome)
      throw new Error(`it did not end well: ${JSON.stringify({ outcome, end })}`);
    await expectOneEffect(lane, work, files.databasePath, before, outcome.id);
    const points = readFileSync(pointsFile, 'utf8').trim().split('\n');
    // On a busy machine the rollout that was there at the start is logged after the mutation was asked, in one run and not the next.
    return points.filter((point) => !/insert rollout_log #[2-9]$/.test(point));
  });
}

/**
 * Asks a gateway that ends itself at the point, and then one that does not, on the same files and with the same key.
 * @throws Error where the first does not come to the point, or where not all has been done, once, in the end
 */
export async function crashOnce(lane: Lane, work: Work, point: string): Promise<void> {
  await withLaneFiles(lane, work.approved === true, async (files) => {
    const before = await countsOf(lane);
    const first = await crashAt(lane, work, files, before, point);
    await expectDone(lane, work, files, before, [first]);
  });
}

/**
 * As `crashOnce`, with one gateway more in between, which ends itself at the n-th point of all that it makes durable from its start
 * on: of what it takes up, and of the mutation, which is asked again.
 * @returns false where that one has done it all before it came to its n-th point
 */
export async function crashTwice(lane: Lane, work: Work, point: string, nth: number): Promise<boolean> {
  return await withLaneFiles(lane, work.approved === true, async (files) => {
    const before = await countsOf(lane);
    const first = await crashAt(lane, work, files, before, point);
    const second = await askObserved(lane, work, files, before, { CRASH_AT_NTH: String(nth) });
    await expectDone(lane, work, files, before, [first, second.outcome]);
    return second.end.code === null;
  });
}

async function crashAt(
  lane: Lane,
  work: Work,
  files: LaneFiles,
  before: readonly Counts[],
  point: string,
): Promise<Outcome> {
  const { end, outcome } = await askObserved(lane, work, files, before, { CRASH_AT: point });
  if (end.code !== null) throw new Error(`the point was not reached: ${JSON.stringify({ outcome, end })}`);
  return outcome;
}

/** Asks a process that is observed, waits until the operation has ended or the process has, and ends it. */
async function askObserved(
  lane: Lane,
  work: Work,
  files: LaneFiles,
  before: readonly Counts[],
  settings: CrashSettings,
): Promise<{ readonly end: ProcessEnd; readonly outcome: Outcome }> {
  await using gateway = startGatewayProcess([], {
    ...files.env,
    ...settings,
    NODE_OPTIONS: `--import=${crashAtModule}`,
  });
  const asked = async () => {
    const opened: Clients[] = [];
    try {
      const url = await gateway.url();
      const [clients, observed] = [clientsOf(url, files), clientsOf(url, files, counted)];
      opened.push(clients, observed);
      const { id } = await ask(observed, work, before, await seen(clients.requester, lane));
      // Which of them it was is told by how the process ends.
      await Promise.race([gateway.ended, endOf(clients.requester, id)]);
      return { id };
    } catch (error) {
      return { error: String(error) };
    } finally {
      gateway.signal('SIGTERM');
      for (const clients of opened) await clients.close();
    }
  };
  const outcome = await asked();
  return { end: await gateway.ended, outcome };
}

/** Asks once more, of a gateway that goes on with what the others left, and expects one effect of all that was asked. */
async function expectDone(
  lane: Lane,
  work: Work,
  files: LaneFiles,
  before: readonly Counts[],
  outcomes: readonly Outcome[],
): Promise<void> {
  // In this process: what it finds is all that a process of its own would, and that takes seconds to begin.
  await using gateway = await startGatewayUnderTest({ env: files.env });
  const clients = clientsOf(gateway.url, files);
  try {
    const { id } = await ask(clients, work, before, await seen(clients.requester, lane));
    for (const outcome of outcomes) if ('id' in outcome) expect(id).toBe(outcome.id);
    expect(await endOf(clients.requester, id)).toMatchObject({ state: 'SUCCEEDED', problem: null });
    const { operations } = await clients.requester.query(OperationsDocument, {});
    expect(operations.nodes.map((operation) => operation.id)).toEqual([id]);
    await expectOneEffect(lane, work, files.databasePath, before, id);
  } finally {
    await clients.close();
  }
}

async function ask(clients: Clients, work: Work, before: readonly Counts[], app: string) {
  const { generation: run = 0, replicas = 0 } = before[0] ?? {};
  return operationOf(await work.ask(clients, { input: { app, idempotencyKey: 'key' }, run, replicas }));
}
