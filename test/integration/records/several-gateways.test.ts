import { describe, expect, it, onTestFinished } from 'vitest';
import type { ClusterSource } from '../../../src/domain/clusters/cluster-source.ts';
import type { Journal } from '../../../src/domain/operations/journal.ts';
import { recordEngines } from '../../../src/records/fixtures/record-engines.ts';
import { openDatabase } from '../../../src/records/open-records.ts';
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

/** Two gateways on one journal; `killed` stops the first one's work for good, as SIGKILL does. */
async function startTwo(databaseUrl: string) {
  const scene = await startSimulatedOperations(databaseUrl);
  await scene.operations.stop();
  const never = new Promise<never>(() => {});
  let dead = false;
  const mortal = new Proxy(scene.records.journal, {
    get: (journal, name: keyof Journal) =>
      dead ? () => never : typeof journal[name] === 'function' ? journal[name].bind(journal) : journal[name],
  });
  const one = scene.engineOn(mortal, true);
  const two = scene.engineOn(scene.records.journal, true);
  onTestFinished(async () => {
    await two.stop();
    if (!dead) await one.stop();
  });
  await one.start();
  await two.start();
  return { ...scene, one, two, kill: () => void (dead = true) };
}

const generation = ({ fleet }: Awaited<ReturnType<typeof startTwo>>) =>
  fleet.app(app, 'web')?.instances.map(({ workload }) => workload.meta.generation);

describe.each(recordEngines)('two gateways on one journal on $name', { timeout: 60_000 }, ({ fresh }) => {
  it('tell their readers what the other does, and show it while it goes on', async () => {
    const { one, two } = await startTwo(await fresh());
    const told: string[] = [];
    two.onChange(({ state: now }) => void told.push(now));
    const { id } = operationOf(await one.deploy(deploy('stuck'), caller));
    await state(two, id, ({ state: now }) => now === 'RUNNING');
    await expect.poll(() => two.active(app).map((operation) => operation.id), { timeout: 10_000 }).toEqual([id]);
    await one.cancel({ operationId: id }, caller);
    expect(await ended(two, id)).toMatchObject({ state: 'CANCELLED' });
    await expect.poll(() => two.active(app), { timeout: 10_000 }).toEqual([]);
    expect(told.at(-1)).toBe('CANCELLED');
  });

  it('queue what they are asked for the same app, and start it when the other’s has ended', async () => {
    const { one, two } = await startTwo(await fresh());
    const first = operationOf(await one.deploy(deploy('stuck'), caller));
    const second = operationOf(await two.scale({ app, replicas: 3, ...plain }, caller));
    expect(second).toMatchObject({ state: 'PENDING', steps: [{ message: `Waits for operation ${first.id}.` }, {}] });
    const third = operationOf(await one.scale({ app, replicas: 4, ...plain }, caller));
    const queue = (operations: typeof one) =>
      [second, third].map((operation) => operations.ahead(operation).map(({ id }) => id));
    const whole = [[first.id], [first.id, second.id]];
    expect(queue(one)).toEqual(whole);
    await expect.poll(() => queue(two), { timeout: 10_000 }).toEqual(whole);
    await one.cancel({ operationId: first.id }, caller);
    expect(await state(two, second.id, ({ state: now }) => now === 'RUNNING')).toHaveProperty('id', second.id);
  });

  it('begin one after the other what they are asked for at the same moment', async () => {
    const { one, two } = await startTwo(await fresh());
    const asked = await Promise.all([
      one.deploy(deploy('2'), caller),
      two.deploy(deploy('3'), caller),
      one.scale({ app, replicas: 3, ...plain }, caller),
      two.scale({ app, replicas: 4, ...plain }, caller),
    ]);
    const ends = await Promise.all(asked.map((outcome) => ended(two, operationOf(outcome).id)));
    expect(ends.map(({ state: end }) => end)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    const times = ends.map(({ startedAt, finishedAt }) => [startedAt ?? 0, finishedAt ?? 0] as const);
    const sorted = times.toSorted(([a], [b]) => a - b);
    for (const [index, [startedAt]] of sorted.entries()) {
      expect(startedAt).toBeGreaterThanOrEqual(sorted[index - 1]?.[1] ?? 0);
    }
  });

  it('answer one operation for one key at the same moment', async () => {
    const { one, two, records } = await startTwo(await fresh());
    const request = { ...deploy('2'), idempotencyKey: 'once' };
    const [a, b] = await Promise.all([one.deploy(request, caller), two.deploy(request, caller)]);
    expect(operationOf(a).id).toBe(operationOf(b).id);
    expect(await records.journal.count({})).toBe(1);
  });

  it('cancel what the other works on, and say what it has written', async () => {
    const scene = await startTwo(await fresh());
    const { one, two } = scene;
    const { id } = operationOf(await one.deploy(deploy('stuck'), caller));
    await state(one, id, ({ steps }) => steps.every(({ message }) => message !== null));
    expect(operationOf(await two.cancel({ operationId: id }, caller)).state).toMatch(/CANCELL/);
    const { steps } = await ended(two, id);
    expect(steps.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^The change was written here already/),
      expect.stringMatching(/^The change was written here already/),
    ]);
    await expect.poll(() => one.active(app), { timeout: 10_000 }).toEqual([]);
    expect(await one.get(id)).toMatchObject({ state: 'CANCELLED' });
  });

  it('supersede what the other works on: one final state', async () => {
    const scene = await startTwo(await fresh());
    const { one, two, fleet } = scene;
    await ended(one, operationOf(await one.deploy(deploy('2'), caller)).id);
    const running = operationOf(await one.deploy(deploy('stuck'), caller));
    await state(one, running.id, ({ steps }) => steps.every(({ message }) => message !== null));
    const rollback = operationOf(await two.rollback({ app, ...plain }, caller));
    expect(await ended(two, rollback.id)).toMatchObject({ state: 'SUCCEEDED' });
    expect(await ended(one, running.id)).toMatchObject({ state: 'CANCELLED', supersededBy: rollback.id });
    expect(fleet.app(app, 'web')?.instances.map(({ workload }) => workload.template.image)).toEqual([
      'shop/web:2',
      'shop/web:2',
    ]);
    await expect.poll(() => one.active(app), { timeout: 10_000 }).toEqual([]);
  });

  it('take over what a killed one leaves, within 15 s, with one effect', async () => {
    const scene = await startTwo(await fresh());
    const { one, two, kill } = scene;
    const before = generation(scene);
    const { id } = operationOf(await one.deploy(deploy('2'), caller));
    kill();
    const killedAt = Date.now();
    await expect
      .poll(async () => (await two.get(id))?.state, {
        timeout: 20_000,
      })
      .toBe('SUCCEEDED');
    expect(Date.now() - killedAt).toBeLessThan(15_000);
    expect(generation(scene)).toEqual(before?.map((count) => count + 1));
  });

  it('find out what one has written that stood still before it could say so', async () => {
    const { two, records, engineOn, fleet } = await startTwo(await fresh());
    const goesOn = Promise.withResolvers<void>();
    const still = engineOn(
      { ...records.journal, save: (...args) => goesOn.promise.then(() => records.journal.save(...args)) },
      true,
    );
    onTestFinished(() => {
      goesOn.resolve();
      return still.stop();
    });
    const { id } = operationOf(await still.deploy(deploy('stuck'), caller));
    const shown = () => fleet.app(app, 'web')?.instances.map(({ workload }) => workload.template.image);
    await expect.poll(shown).toEqual(['shop/web:stuck', 'shop/web:stuck']);
    await two.cancel({ operationId: id }, caller);
    const { steps } = await ended(two, id);
    expect(steps.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^The change was written here already/),
      expect.stringMatching(/^The change was written here already/),
    ]);
  });

  it('prolong the leases of what they work on', async () => {
    const databaseUrl = await fresh();
    const { one } = await startTwo(databaseUrl);
    const { id } = operationOf(await one.deploy(deploy('stuck'), caller));
    await state(one, id, ({ steps }) => steps.every(({ message }) => message !== null));
    const { db, close } = await openDatabase(databaseUrl);
    onTestFinished(close);
    const until = async () => {
      const row = await db.selectFrom('operation').select('lease_until').where('id', '=', id).executeTakeFirstOrThrow();
      return Number(row.lease_until);
    };
    const first = await until();
    await expect.poll(until, { timeout: 10_000 }).toBeGreaterThan(first);
  });

  it('write nothing any more that the other has taken over, and ended, while they stood still', async () => {
    const scene = await startTwo(await fresh());
    const { two, records, engineOn } = scene;
    const begun = Promise.withResolvers<string>();
    const goesOn = Promise.withResolvers<void>();
    const still = engineOn(
      {
        ...records.journal,
        async begin(operation) {
          const answer = await records.journal.begin(operation);
          begun.resolve(operation.entry.operation.id);
          await goesOn.promise;
          return answer;
        },
      },
      true,
    );
    onTestFinished(() => still.stop());
    const before = generation(scene);
    const answer = still.deploy(deploy('2'), caller);
    const id = await begun.promise;
    await two.cancel({ operationId: id }, caller);
    const { steps } = await ended(two, id);
    expect(steps.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^Cancelled. No write was seen here; one that was under way then may still come/),
      expect.stringMatching(/^Cancelled. No write was seen here; one that was under way then may still come/),
    ]);
    goesOn.resolve();
    await answer;
    await expect.poll(() => still.active(app), { timeout: 10_000 }).toEqual([]);
    // Whatever it would have written is there before what comes now.
    await ended(two, operationOf(await two.scale({ app, replicas: 3, ...plain }, caller)).id);
    expect(generation(scene)).toEqual(before?.map((count) => count + 1));
  });

  it('say of a write that may still come that it may, and it does', async () => {
    const scene = await startTwo(await fresh());
    const { two, registry, records, engineOn } = scene;
    const begun = Promise.withResolvers<void>();
    const goesOn = Promise.withResolvers<void>();
    const slow = (cluster: ClusterSource): ClusterSource => ({
      ...cluster,
      get state() {
        return cluster.state;
      },
      writer: {
        ...cluster.writer,
        async patch(ref, patch, options) {
          if (!options.dryRun) {
            begun.resolve();
            await goesOn.promise;
          }
          return cluster.writer.patch(ref, patch, options);
        },
      },
    });
    const still = engineOn(records.journal, true, undefined, {
      registry: {
        ...registry,
        byId(id) {
          const cluster = registry.byId(id);
          return cluster && slow(cluster);
        },
      },
    });
    onTestFinished(() => still.stop());
    const before = generation(scene);
    const { id } = operationOf(await still.deploy(deploy('2'), caller));
    await begun.promise;
    await two.cancel({ operationId: id }, caller);
    const { steps } = await ended(two, id);
    goesOn.resolve();
    await expect.poll(() => still.active(app), { timeout: 10_000 }).toEqual([]);
    await expect.poll(() => generation(scene)).toEqual(before?.map((count) => count + 1));
    for (const { message } of steps) {
      expect(message).toMatch(/^Cancelled. No write was seen here; one that was under way then may still come/);
    }
  });

  it('hand over at once what one that ends has not done', async () => {
    const { one, two } = await startTwo(await fresh());
    const { id } = operationOf(await one.deploy(deploy('stuck'), caller));
    await one.stop();
    await state(two, id, ({ steps }) => steps.every(({ message }) => message !== null));
    expect(operationOf(await two.cancel({ operationId: id }, caller)).state).toMatch(/CANCELL/);
    expect(await ended(two, id)).toMatchObject({ state: 'CANCELLED' });
  });
});
