import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RecordsUnavailable } from '../records-unavailable.ts';
import {
  app,
  caller,
  deploy,
  ended,
  operationOf,
  plain,
  startSimulatedOperations,
  state,
  until,
} from '../../../test/support/simulated-operations.ts';
import type { OperationsEngine } from './create-operations.ts';
import type { Operation } from './operation.ts';
import type { OperationOutcome } from './operations.ts';

describe('operations', { timeout: 30_000 }, () => {
  it('deploy to two clusters, tell every state in order, and let every read show the effect at the end', async () => {
    const { operations, fleet } = await startSimulatedOperations();
    const states: string[] = [];
    operations.onChange(({ state: now }) => void (states.at(-1) !== now && states.push(now)));
    const asked = operationOf(await operations.deploy(deploy('2'), caller));
    expect(operations.active(app).map(({ id }) => id)).toEqual([asked.id]);
    expect(await ended(operations, asked.id)).toMatchObject({
      state: 'SUCCEEDED',
      steps: [{ state: 'SUCCEEDED' }, { state: 'SUCCEEDED' }],
    });
    expect(states).toEqual(['RUNNING', 'SUCCEEDED']);
    expect(operations.active(app)).toEqual([]);
    const shown = fleet.app(app, 'web');
    expect(shown && fleet.image(shown)).toBe('shop/web:2');
    const current = shown && fleet.revisions(shown, {}).edges.filter(({ node }) => node.current);
    expect(current).toHaveLength(1);
    expect(await operations.ofTemplate(app, current?.[0]?.node.templateDigest ?? '')).toMatchObject({ id: asked.id });
  });

  it('go on when a cluster comes back that was lost while they rolled out', async () => {
    const { operations, registry, eu } = await startSimulatedOperations();
    const asked = operationOf(await operations.deploy(deploy('stuck-then-2'), caller));
    await until(
      registry,
      () => registry.byName('eu')?.workloads.DEPLOYMENT.find('acme-prod', 'web')?.status.updated === 1,
    );
    eu.setReachable(false);
    await until(registry, () => registry.byName('eu')?.state.gap?.reason === 'UNREACHABLE');
    const step = await state(
      operations,
      asked.id,
      ({ steps }) => steps[0]?.message?.includes('Waiting for the cluster eu') === true,
    );
    expect(step.state).toBe('RUNNING');
    eu.setReachable(true);
    await until(registry, () => registry.byName('eu')?.state.gap === null);
    const back = operationOf(await operations.rollback({ app, ...plain }, caller));
    expect(await ended(operations, back.id)).toMatchObject({ state: 'SUCCEEDED' });
    expect(await operations.get(asked.id)).toMatchObject({ state: 'CANCELLED', supersededBy: back.id });
  });

  it('are refused at once where a cluster cannot be reached, with its name, and go ahead without it', async () => {
    const { operations, registry, eu } = await startSimulatedOperations();
    eu.setReachable(false);
    await until(registry, () => registry.byName('eu')?.state.gap?.reason === 'UNREACHABLE');
    expect(await operations.deploy(deploy('2'), caller)).toMatchObject({
      problems: [{ code: 'CLUSTER_UNREACHABLE', retryable: true, clusterId: registry.byName('eu')?.id }],
    });
    const asked = operationOf(await operations.deploy({ ...deploy('2'), clusters: ['us'] }, caller));
    expect(await ended(operations, asked.id)).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('fail with the reason when their cluster is removed, and the other placement says that it is no longer watched', async () => {
    const { operations, registry } = await startSimulatedOperations();
    const asked = operationOf(await operations.deploy(deploy('stuck'), caller));
    await until(registry, () =>
      registry.list().every(({ workloads }) => workloads.DEPLOYMENT.find('acme-prod', 'web')?.status.updated === 1),
    );
    await registry.remove('eu');
    const done = await ended(operations, asked.id);
    expect(done).toMatchObject({ state: 'FAILED', problem: { code: 'CLUSTER_UNREACHABLE' } });
    expect(done.problem?.message).toContain('The cluster eu was removed');
    expect(done.steps).toMatchObject([
      { state: 'FAILED' },
      { state: 'CANCELLED', message: expect.stringContaining('failed in eu') },
    ]);
  });

  it('are refused while the records are locked, with nothing written; reads go on', async () => {
    const { operations, database, fleet } = await startSimulatedOperations();
    const other = new DatabaseSync(database);
    other.exec('begin immediate');
    const refused = { problems: [{ code: 'UNAVAILABLE', retryable: true }] };
    expect(await operations.deploy(deploy('2'), caller)).toMatchObject(refused);
    const shown = fleet.app(app, 'web');
    expect(shown && fleet.image(shown)).toBe('shop/web:1');
    expect((await operations.list({}, {})).totalCount).toBe(0);
    other.exec('rollback');
    other.close();
    const asked = operationOf(await operations.deploy(deploy('2'), caller));
    expect(await ended(operations, asked.id)).toMatchObject({ state: 'SUCCEEDED' });
    expect(fleet.app(app, 'web')?.instances.map(({ workload }) => workload.meta.generation)).toEqual(
      shown?.instances.map(({ workload }) => workload.meta.generation + 1),
    );
  });

  it('go on after a restart, also those that waited', async () => {
    const { operations, engineOn } = await startSimulatedOperations();
    const first = operationOf(await operations.deploy(deploy('stuck'), caller));
    const second = operationOf(await operations.scale({ app, replicas: 3, ...plain }, caller));
    expect(second).toMatchObject({ state: 'PENDING', steps: [{ message: `Waits for operation ${first.id}.` }, {}] });
    await operations.stop();
    const next = engineOn();
    onTestFinished(() => next.stop());
    await next.start();
    expect(next.active(app).map(({ id }) => id)).toEqual([second.id, first.id]);
    expect(operationOf(await next.cancel({ operationId: first.id }, caller)).state).toMatch(/CANCELL/);
    expect(await ended(next, first.id)).toMatchObject({ state: 'CANCELLED' });
    expect(await state(next, second.id, ({ state: now }) => now === 'RUNNING')).toMatchObject({
      startedAt: expect.any(Number),
    });
    expect(await next.deploy({ ...deploy('2'), dryRun: true }, caller)).toHaveProperty('plan');
  });

  it('are listed newest first, page by page, and refuse pages that are none', async () => {
    const { operations } = await startSimulatedOperations();
    const ids: string[] = [];
    for (const replicas of [1, 2, 3]) {
      const { id } = operationOf(await operations.scale({ app, replicas, ...plain }, caller));
      await ended(operations, id);
      ids.unshift(id);
    }
    const first = await operations.list({ kinds: ['SCALE'] }, { first: 2 });
    expect(first).toMatchObject({ totalCount: 3, hasNextPage: true, hasPreviousPage: false });
    const after = first.edges.at(-1)?.cursor ?? '';
    const rest = await operations.list({ kinds: ['SCALE'] }, { first: 2, after });
    expect(rest).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect([...first.edges, ...rest.edges].map(({ node }) => node.id)).toEqual(ids);
    const last = await operations.list({}, { last: 1 });
    expect(last.edges.map(({ node }) => node.id)).toEqual(ids.slice(-1));
    await expect(operations.list({}, { first: 0 })).rejects.toThrow(/first must be/);
    await expect(operations.list({}, { after: 'x' })).rejects.toThrow(/cursor/);
  });

  it('start although what they waited for ended while they were being journaled', async () => {
    const { operations, records, engineOn } = await startSimulatedOperations();
    const first = operationOf(await operations.deploy(deploy('stuck'), caller));
    await operations.stop();
    const next: OperationsEngine = engineOn({
      ...records.journal,
      async begin(begun) {
        await next.cancel({ operationId: first.id }, caller);
        await ended(next, first.id);
        return records.journal.begin(begun);
      },
    });
    onTestFinished(() => next.stop());
    await next.start();
    const second = operationOf(await next.scale({ app, replicas: 3, ...plain }, caller));
    expect(await state(next, second.id, ({ state: now }) => now !== 'PENDING')).toMatchObject({ kind: 'SCALE' });
  });

  it('leave no moment without an active operation when a rollback supersedes one', async () => {
    const { operations } = await startSimulatedOperations();
    const first = operationOf(await operations.deploy(deploy('stuck'), caller));
    const activeThen: string[][] = [];
    operations.onChange(({ id, state: now }) => {
      if (id === first.id && now === 'CANCELLED') activeThen.push(operations.active(app).map(({ kind }) => kind));
    });
    const back = operationOf(await operations.rollback({ app, ...plain }, caller));
    expect(await ended(operations, back.id)).toMatchObject({ state: 'SUCCEEDED' });
    expect(activeThen).toEqual([['ROLLBACK']]);
  });

  it('write nothing any more once a rollback has superseded them, also where they were just reading', async () => {
    const { operations, registry, fleet } = await startSimulatedOperations();
    const first = operationOf(await operations.deploy(deploy('stuck'), caller));
    const second = operationOf(await operations.scale({ app, replicas: 3, clusters: ['eu'], ...plain }, caller));
    const writer = registry.byName('eu')?.writer;
    if (writer === undefined) throw new Error('eu is registered');
    const { read } = writer;
    const back = new Promise<OperationOutcome>((resolve, reject) => {
      Reflect.set(writer, 'read', async (ref: Parameters<typeof read>[0]) => {
        Reflect.set(writer, 'read', read);
        const found = await read(ref);
        const rollback = operations.rollback({ app, clusters: ['eu'], ...plain }, caller);
        rollback.then(resolve, reject);
        await rollback;
        return found;
      });
    });
    await operations.cancel({ operationId: first.id }, caller);
    expect(await ended(operations, second.id)).toMatchObject({ state: 'CANCELLED' });
    expect(await ended(operations, operationOf(await back).id)).toMatchObject({ state: 'SUCCEEDED' });
    const eu = fleet.app(app, 'web')?.instances.find(({ cluster }) => cluster.name === 'eu');
    expect(eu?.workload).toMatchObject({ desired: 2, template: { image: 'shop/web:1' } });
  });

  it('are cancelled by a repeated call where the first could not be recorded to its end', async () => {
    const { operations, records, engineOn } = await startSimulatedOperations();
    await operations.stop();
    let failures = 1;
    const next = engineOn({
      ...records.journal,
      save(entry, fence) {
        const fails = entry.operation.state === 'CANCELLING' && (failures -= 1) === 0;
        return fails ? Promise.reject(new RecordsUnavailable('LOCKED', 'locked')) : records.journal.save(entry, fence);
      },
    });
    onTestFinished(() => next.stop());
    await next.start();
    const { id } = operationOf(await next.deploy(deploy('stuck'), caller));
    const cancel = () => next.cancel({ operationId: id, idempotencyKey: 'once' }, caller);
    expect(await cancel()).toMatchObject({ problems: [{ code: 'UNAVAILABLE' }] });
    expect(operationOf(await cancel()).state).toMatch(/CANCELL/);
    expect(await ended(next, id)).toMatchObject({ state: 'CANCELLED' });
    expect(operationOf(await cancel())).toMatchObject({ id, state: 'CANCELLED' });
    const forAnotherReason = { operationId: id, idempotencyKey: 'once', reason: 'another' };
    expect(await next.cancel(forAnotherReason, caller)).toMatchObject({ problems: [{ code: 'IDEMPOTENCY_MISMATCH' }] });
  });

  it('are rolled back to what ran before their own write, not to what ran when they were queued', async () => {
    const { operations } = await startSimulatedOperations();
    const rollback = new Promise<Operation>((resolve) => {
      operations.onChange((operation) => void (operation.kind === 'ROLLBACK' && resolve(operation)));
    });
    const first = operationOf(await operations.deploy(deploy('stuck'), caller));
    const second = operationOf(await operations.deploy(deploy('2'), caller));
    const third = { ...deploy('stuck-3'), onFailure: 'ROLL_BACK', deadlineSeconds: 1 } as const;
    const { id } = operationOf(await operations.deploy(third, caller));
    await operations.cancel({ operationId: first.id }, caller);
    expect(await ended(operations, second.id)).toMatchObject({ state: 'SUCCEEDED' });
    expect(await ended(operations, id)).toMatchObject({ state: 'FAILED' });
    expect((await rollback).plan?.changes.map(({ diff }) => /\+ .*image: (.*)/.exec(diff)?.[1])).toEqual([
      'shop/web:2',
      'shop/web:2',
    ]);
  });

  it('let the process end although a cancelled one cannot be recorded', async () => {
    const { operations, records, engineOn } = await startSimulatedOperations();
    await operations.stop();
    const failed = Promise.withResolvers<void>();
    const next = engineOn({
      ...records.journal,
      save(entry, fence) {
        if (entry.operation.state !== 'CANCELLED') return records.journal.save(entry, fence);
        failed.resolve();
        return Promise.reject(new RecordsUnavailable('LOCKED', 'locked'));
      },
    });
    await next.start();
    const { id } = operationOf(await next.deploy(deploy('stuck'), caller));
    await next.cancel({ operationId: id }, caller);
    await failed.promise;
    await next.stop();
    expect((await records.journal.get(id))?.state).toBe('CANCELLING');
  });

  it('that a rollback supersedes say in which placements it undoes them', async () => {
    const { operations } = await startSimulatedOperations();
    const first = operationOf(await operations.deploy(deploy('stuck'), caller));
    await state(operations, first.id, ({ steps }) =>
      steps.every(({ templateDigest, message }) => templateDigest && message),
    );
    operationOf(await operations.rollback({ app, clusters: ['eu'], ...plain }, caller));
    const { steps } = await ended(operations, first.id);
    expect(steps.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^Written here, then undone by the rollback /),
      expect.stringMatching(/^The change was written here already and its rollout goes on/),
    ]);
  });
});
