import { expect, it, onTestFinished } from 'vitest';
import type { OperationsEngine } from '../../../src/domain/operations/create-operations.ts';
import { terminalStates } from '../../../src/domain/operations/operation.ts';
import type { Operation } from '../../../src/domain/operations/operation.ts';
import type { OperationOutcome } from '../../../src/domain/operations/operations.ts';
import { openRedisSignals } from '../../../src/events/redis-signals.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { startRedis } from '../../support/redis.ts';
import {
  app,
  caller,
  deploy,
  ended,
  operationOf,
  plain,
  startSimulatedOperations,
  state,
} from '../../support/simulated-operations.ts';
import { createUnpolledClock } from '../../support/unpolled-clock.ts';

/** Two gateways on one journal and one Redis; the second never looks at the journal by itself. */
async function startTwo() {
  const scene = await startSimulatedOperations();
  await scene.operations.stop();
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const connect = async () => {
    const signals = openRedisSignals({ url: redis.url, clock: systemClock, random: () => 0.1, log: silentLog });
    onTestFinished(() => signals.close());
    // Connected, which is told as signals that may have been missed.
    await new Promise<void>((resolve) => {
      const off = signals.onSignal(() => {
        off();
        resolve();
      });
    });
    return signals;
  };
  const signals = [await connect(), await connect()] as const;
  const one = scene.engineOn(undefined, true, undefined, { signals: signals[0] });
  const two = scene.engineOn(undefined, true, undefined, { signals: signals[1], clock: createUnpolledClock().clock });
  onTestFinished(async () => {
    await two.stop();
    await one.stop();
  });
  await one.start();
  await two.start();
  return { one, two, redis };
}

/** Everything that a gateway tells of operations. */
function follow(engine: OperationsEngine): readonly Operation[] {
  const told: Operation[] = [];
  engine.onChange((operation) => void told.push(operation));
  return told;
}
const isEnd = ({ state }: Operation) => terminalStates.includes(state);

it('a gateway hears of another’s operation from beginning to end, though it looks at the journal only when told to', async () => {
  const { one, two } = await startTwo();
  const told = follow(two);
  const { id } = operationOf(await one.deploy(deploy('stuck'), caller));
  await expect
    .poll(() => told.at(-1)?.steps.map(({ message }) => message), { timeout: 10_000 })
    .toEqual([expect.stringContaining('1 out of 2'), expect.stringContaining('1 out of 2')]);
  await one.cancel({ operationId: id }, caller);
  expect(await ended(two, id)).toMatchObject({ state: 'CANCELLED' });
});

it('no end of an operation is missed, and none is lost, where Redis is killed while they go on, and is back', async () => {
  const { one, two, redis } = await startTwo();
  const [own, told] = [follow(one), follow(two)];
  const ends = (states: readonly Operation[]) => states.filter(isEnd).map(({ id, state }) => `${id} ${state}`);
  const expected: string[] = [];
  const ask = async (asked: Promise<OperationOutcome>, state = 'SUCCEEDED') => {
    const { id } = operationOf(await asked);
    expected.push(`${id} ${state}`);
    // A reader of the second gateway asks for it, as a subscription does.
    await two.get(id);
    return id;
  };
  for (const replicas of [3, 4, 5]) await ask(one.scale({ app, replicas, ...plain }, caller));
  const stuck = await ask(one.deploy(deploy('stuck'), caller), 'CANCELLED');
  await expect.poll(() => ends(told).length, { timeout: 20_000 }).toBeGreaterThan(0);
  await redis.crash();
  await state(one, stuck, ({ state: now }) => now === 'RUNNING');
  await one.cancel({ operationId: stuck }, caller);
  await ended(one, stuck);
  await ended(one, await ask(one.deploy(deploy('2'), caller)));
  expect(ends(own)).toEqual(expected);
  expect(ends(told).length).toBeLessThan(expected.length - 1);
  await redis.start();
  await expect.poll(() => ends(told).toSorted(), { timeout: 30_000 }).toEqual(expected.toSorted());
});
