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

const say = (operation: Operation | null) => operation?.steps.map(({ message }) => message) ?? [];

const patient = { timeout: 10_000 };

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
  it('hears of what another does, and is asked, without looking at the journal by itself', async () => {
    const { one, two } = await startTwo();
    const told: string[] = [];
    two.onChange((operation) => void told.push(`${operation.id} ${operation.state}`));
    const stuck = operationOf(await one.deploy(deploy('stuck'), caller));
    await expect.poll(() => told, patient).toContain(`${stuck.id} RUNNING`);
    const waiting = operationOf(await one.deploy(deploy('2'), caller));
    await expect.poll(() => told, patient).toContain(`${waiting.id} PENDING`);
    await one.cancel({ operationId: stuck.id }, caller);
    await expect.poll(() => told, patient).toContain(`${stuck.id} CANCELLED`);
    await expect.poll(() => told, patient).toContain(`${waiting.id} SUCCEEDED`);
    expect(two.active(app)).toEqual([]);
  });

  it('hears what running steps say, which the journal does not hold', async () => {
    const { one, two, records } = await startTwo();
    const { id } = operationOf(await one.deploy(deploy('stuck'), caller));
    const told: Operation[] = [];
    two.onChange((operation) => void told.push(operation));
    // What they say in the end: nothing more happens to pods that are never ready.
    const last = [expect.stringMatching(/1 out of 2/), expect.stringMatching(/1 out of 2/)];
    await expect.poll(() => say(told.at(-1) ?? null), patient).toEqual(last);
    expect(say(await two.get(id))).toEqual(last);
    expect(say(await one.get(id))).toEqual(last);
    // Some of it the journal may hold, as far as it was said before the other step was written.
    expect(say(await records.journal.get(id))).toContain(null);
  });

  it('says nothing of what may be old, once signals may have been lost', async () => {
    const { one, two, hub, records } = await startTwo();
    const { id } = operationOf(await one.deploy(deploy('stuck'), caller));
    await state(two, id, (operation) => say(operation).every((message) => message?.includes('1 out of 2')));
    hub.missed();
    const now = say(await two.get(id));
    expect(now).toContain(null);
    expect(now).toEqual(say(await records.journal.get(id)));
  });

  it('reads anew when signals may have been lost', async () => {
    const { two, hub, engineOn } = await startTwo();
    const mute = engineOn(undefined, true);
    onTestFinished(() => mute.stop());
    const told: string[] = [];
    two.onChange(({ id }) => void told.push(id));
    const { id } = operationOf(await mute.deploy(deploy('stuck'), caller));
    expect(told).toEqual([]);
    hub.missed();
    await expect.poll(() => told, patient).toContain(id);
  });

  it('lets its operation go as soon as another has taken it over', async () => {
    const { two, hub, records } = await startTwo();
    const { id } = operationOf(await two.deploy(deploy('stuck'), caller));
    await state(two, id, ({ steps }) => steps.every(({ message }) => message !== null));
    const [claimed] = await records.journal.claim('another', { id });
    if (claimed === undefined) throw new Error('it has not ended');
    const { entry, fence } = claimed;
    await records.journal.save({ ...entry, operation: { ...entry.operation, state: 'CANCELLING' } }, fence);
    hub.end().publish({ id, journaled: true, messages: [] });
    await expect.poll(async () => (await two.get(id))?.state, patient).toBe('CANCELLING');
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
    await expect.poll(() => reads, patient).toBe(2);
    await new Promise((resolve) => setImmediate(resolve));
    goesOn.resolve();
    await expect.poll(() => reads, patient).toBe(3);
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
    await expect.poll(() => told.at(-1), patient).toBe('CANCELLED');
  });
});
