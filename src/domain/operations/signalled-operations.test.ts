import { describe, expect, it, onTestFinished } from 'vitest';
import { createSignalHub } from '../../../test/support/signal-hub.ts';
import {
  app,
  caller,
  deploy,
  ended,
  operationOf,
  startSimulatedOperations,
  state,
} from '../../../test/support/simulated-operations.ts';
import { createUnpolledClock } from '../../../test/support/unpolled-clock.ts';
import type { Journal } from './journal.ts';
import type { Operation } from './operation.ts';

/** Two gateways on one journal, of which the second never looks at it by itself. */
async function startTwo(change: (journal: Journal) => Partial<Journal> = () => ({})) {
  const scene = await startSimulatedOperations();
  await scene.operations.stop();
  const hub = createSignalHub();
  const { clock, look } = createUnpolledClock();
  const { journal } = scene.records;
  const one = scene.engineOn(journal, true, undefined, { signals: hub.end() });
  const two = scene.engineOn({ ...journal, ...change(journal) }, true, undefined, { signals: hub.end(), clock });
  onTestFinished(async () => {
    await two.stop();
    await one.stop();
  });
  await one.start();
  await two.start();
  return { ...scene, one, two, hub, look };
}

describe('a gateway that hears signals', { timeout: 60_000 }, () => {
  it('hears of what another does without looking at the journal by itself', async () => {
    const { one, two } = await startTwo();
    const told: Operation[] = [];
    two.onChange((operation) => void told.push(operation));
    const { id } = operationOf(await one.deploy(deploy('2'), caller));
    expect(await ended(two, id)).toMatchObject({ state: 'SUCCEEDED' });
    await expect.poll(() => two.active(app)).toEqual([]);
    expect(told.map((operation) => operation.id)).toContain(id);
  });

  it('hears what running steps say, which the journal does not hold', async () => {
    const { one, two, records } = await startTwo();
    const { id } = operationOf(await one.deploy(deploy('stuck'), caller));
    const say = ({ steps }: Operation) => steps.map(({ message }) => message);
    const all = (operation: Operation) => say(operation).every((message) => message !== null);
    const own = await state(one, id, all);
    const heard = await state(two, id, all);
    expect(say(heard)).toEqual(say(own));
    expect(say((await two.get(id)) ?? heard)).toEqual(say(own));
    const journaled = await records.journal.get(id);
    expect(journaled === null ? [] : say(journaled)).toEqual([null, null]);
  });

  it('says nothing of what may be old, once signals may have been lost', async () => {
    const { one, two, hub } = await startTwo();
    const { id } = operationOf(await one.deploy(deploy('stuck'), caller));
    const running = await state(two, id, ({ steps }) => steps.every(({ message }) => message !== null));
    expect(running.state).toBe('RUNNING');
    hub.missed();
    expect((await two.get(id))?.steps.map(({ message }) => message)).toEqual([null, null]);
  });

  it('reads anew when signals may have been lost', async () => {
    const { one, two, hub, engineOn } = await startTwo();
    const deaf = engineOn(undefined, true);
    onTestFinished(() => deaf.stop());
    const { id } = operationOf(await one.deploy(deploy('stuck'), caller));
    await state(two, id, ({ state: now }) => now === 'RUNNING');
    // Without a signal: the first gateway finds out by itself that its operation was taken over.
    await deaf.cancel({ operationId: id }, caller);
    await ended(deaf, id);
    hub.missed();
    expect(await ended(two, id)).toMatchObject({ state: 'CANCELLED' });
  });

  it('lets its operation go as soon as another has taken it over', async () => {
    const { one, two } = await startTwo();
    const { id } = operationOf(await two.deploy(deploy('stuck'), caller));
    await state(two, id, ({ steps }) => steps.every(({ message }) => message !== null));
    await one.cancel({ operationId: id }, caller);
    expect(await ended(two, id)).toMatchObject({ state: 'CANCELLED' });
    await expect.poll(() => two.active(app)).toEqual([]);
  });

  it('reads once more, not once for each, for signals that come while it reads', async () => {
    let reads = 0;
    const goesOn = Promise.withResolvers<void>();
    const { two, hub } = await startTwo((journal) => ({
      async versions() {
        reads += 1;
        if (reads === 2) await goesOn.promise;
        return journal.versions();
      },
    }));
    expect(reads).toBe(1);
    const strange = hub.end();
    for (let count = 0; count < 1000; count += 1) strange.publish({ id: `${count}`, journaled: true, messages: [] });
    await expect.poll(() => reads).toBe(2);
    await new Promise((resolve) => setImmediate(resolve));
    goesOn.resolve();
    await expect.poll(() => reads).toBe(3);
    const { id } = operationOf(await two.deploy(deploy('2'), caller));
    await ended(two, id);
    expect(reads).toBe(3);
  });

  it('is as right as without signals where they tell of operations that are not there', async () => {
    const { one, two, hub } = await startTwo();
    const { id } = operationOf(await one.deploy(deploy('stuck'), caller));
    await state(two, id, ({ state: now }) => now === 'RUNNING');
    const strange = hub.end();
    strange.publish({ id: 'nobody', journaled: true, messages: ['x'] });
    strange.publish({ id, journaled: true, messages: ['of', 'other', 'steps'] });
    strange.publish({ id, journaled: false, messages: [] });
    await one.cancel({ operationId: id }, caller);
    expect(await ended(two, id)).toMatchObject({ state: 'CANCELLED', steps: [{}, {}] });
    expect(await two.get('nobody')).toBeNull();
  });
});

describe('a gateway without signals', { timeout: 60_000 }, () => {
  it('hears of the end of an operation that it was asked about between two looks', async () => {
    const scene = await startSimulatedOperations();
    const { clock, look } = createUnpolledClock();
    const other = scene.engineOn(undefined, true, undefined, { clock });
    onTestFinished(() => other.stop());
    await other.start();
    const { id } = operationOf(await scene.operations.deploy(deploy('stuck'), caller));
    const told: Operation['state'][] = [];
    other.onChange((operation) => void told.push(operation.state));
    expect(await other.get(id)).toMatchObject({ state: 'RUNNING' });
    await scene.operations.cancel({ operationId: id }, caller);
    await ended(scene.operations, id);
    look();
    await expect.poll(() => told.at(-1)).toBe('CANCELLED');
  });
});
