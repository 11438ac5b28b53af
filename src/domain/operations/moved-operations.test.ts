import { describe, expect, it, onTestFinished } from 'vitest';
import type { WorkloadRef } from '../clusters/workload-writer.ts';
import type { OperationsEngine } from './create-operations.ts';
import type { Journal } from './journal.ts';
import {
  app,
  caller,
  deploy,
  ended,
  operationOf,
  plain,
  startSimulatedOperations,
  until,
} from '../../../test/support/simulated-operations.ts';

const ref: WorkloadRef = { kind: 'DEPLOYMENT', namespace: 'acme-prod', name: 'web' };
const image = '/spec/template/spec/containers/0/image';

async function start() {
  const scene = await startSimulatedOperations();
  const { registry, engineOn, records } = scene;
  const writerOf = (cluster: string) => {
    const source = registry.byName(cluster);
    if (source === undefined) throw new Error(`${cluster} is registered`);
    return source.writer;
  };
  /** What somebody else does, past Tenantry. */
  const move = async (cluster: string, tag: string) => {
    const moved = await writerOf(cluster).patch(ref, [{ op: 'replace', path: image, value: `shop/web:${tag}` }], {
      dryRun: false,
    });
    if (!moved.ok) throw new Error(moved.failure.message);
  };
  const images = async () =>
    Promise.all(
      ['eu', 'us'].map(async (cluster) => {
        const read = await writerOf(cluster).read(ref);
        return read.ok ? read.value.workload.template.image : read.failure.reason;
      }),
    );
  const another = async (journal: Journal = records.journal): Promise<OperationsEngine> => {
    const engine = engineOn(journal);
    onTestFinished(() => engine.stop());
    await engine.start();
    return engine;
  };
  return { ...scene, writerOf, move, images, another };
}

const moved = {
  state: 'FAILED',
  problem: {
    code: 'CONFLICT',
    retryable: false,
    message: expect.stringMatching(
      /nothing was written: us\/acme-prod\/web: image of container web is "shop\/web:9" now, and was "shop\/web:1" when this was planned/,
    ),
  },
  steps: [
    { state: 'FAILED', message: expect.stringContaining('Nothing was written here') },
    { state: 'FAILED', message: expect.stringContaining('Nothing was written here') },
  ],
};

describe('an operation that runs later than it was planned', { timeout: 60_000 }, () => {
  it('writes in no cluster where one of its targets has moved while it waited', async () => {
    const { operations, registry, move, images } = await start();
    const ahead = operationOf(await operations.scale({ app, replicas: 3, ...plain }, caller));
    const waiting = operationOf(await operations.deploy(deploy('2'), caller));
    expect(waiting.state).toBe('PENDING');
    await move('us', '9');
    await ended(operations, ahead.id);
    const done = await ended(operations, waiting.id);
    expect(done).toMatchObject(moved);
    expect(done.problem?.clusterId).toBe(registry.byName('us')?.id);
    expect(await images()).toEqual(['shop/web:1', 'shop/web:9']);
  });

  it('goes on where only what was ahead of it has changed the same field', async () => {
    const { operations, images } = await start();
    operationOf(await operations.deploy(deploy('2'), caller));
    const waiting = operationOf(await operations.deploy(deploy('3'), caller));
    expect(waiting.state).toBe('PENDING');
    expect(await ended(operations, waiting.id)).toMatchObject({ state: 'SUCCEEDED' });
    expect(await images()).toEqual(['shop/web:3', 'shop/web:3']);
  });

  it('goes on elsewhere where a cluster is away: its step decides by itself', async () => {
    const { operations, registry, us } = await start();
    const ahead = operationOf(await operations.deploy({ ...deploy('stuck'), clusters: ['eu'] }, caller));
    const waiting = operationOf(await operations.scale({ app, replicas: 3, ...plain }, caller));
    us.setReachable(false);
    await until(registry, () => registry.byName('us')?.state.gap?.reason === 'UNREACHABLE');
    await operations.cancel({ operationId: ahead.id }, caller);
    await until(registry, () => registry.byName('eu')?.workloads.DEPLOYMENT.find('acme-prod', 'web')?.desired === 3);
    expect(await operations.get(waiting.id)).toMatchObject({ state: 'RUNNING' });
    await operations.cancel({ operationId: waiting.id }, caller);
  });

  it('does not begin where a target was made anew', async () => {
    const { operations, registry, writerOf, images } = await start();
    const { read } = writerOf('us');
    const ahead = operationOf(await operations.deploy({ ...deploy('stuck'), clusters: ['eu'] }, caller));
    const waiting = operationOf(await operations.scale({ app, replicas: 3, ...plain }, caller));
    Reflect.set(writerOf('us'), 'read', async (...asked: Parameters<typeof read>) => {
      const live = await read(...asked);
      if (!live.ok) return live;
      const { workload } = live.value;
      return {
        ok: true,
        value: { ...live.value, workload: { ...workload, meta: { ...workload.meta, uid: 'another' } } },
      };
    });
    await operations.cancel({ operationId: ahead.id }, caller);
    expect(await ended(operations, waiting.id)).toMatchObject({
      state: 'FAILED',
      startedAt: expect.any(Number),
      problem: { code: 'CONFLICT', message: expect.stringContaining('us/acme-prod/web was deleted and made anew') },
    });
    expect(registry.byName('eu')?.workloads.DEPLOYMENT.find('acme-prod', 'web')?.desired).toBe(2);
    expect(await images()).toEqual(['shop/web:stuck', 'shop/web:1']);
  });
});

describe('an operation that is taken over', { timeout: 60_000 }, () => {
  /** Begun by a gateway that goes before it writes, but in the clusters that are named. */
  async function left(...written: readonly string[]) {
    const scene = await start();
    const { operations, records, registry, another, writerOf } = scene;
    await operations.stop();
    const unwritten = ['eu', 'us'].filter((name) => !written.includes(name));
    const originals = unwritten.map((name) => [name, writerOf(name).patch] as const);
    const gone = another();
    const engine = await gone;
    for (const [name, patch] of originals) {
      const asked: typeof patch = (target, body, options) =>
        options.dryRun
          ? patch(target, body, options)
          : Promise.resolve({ ok: false, failure: { reason: 'UNREACHABLE', message: 'gone', retryable: true } });
      Reflect.set(writerOf(name), 'patch', asked);
    }
    const { id } = operationOf(await engine.deploy(deploy('2'), caller));
    await until(registry, () =>
      written.every(
        (name) => registry.byName(name)?.workloads.DEPLOYMENT.find('acme-prod', 'web')?.template.image === 'shop/web:2',
      ),
    );
    await engine.stop();
    for (const [name, patch] of originals) Reflect.set(writerOf(name), 'patch', patch);
    const [entry] = await records.journal.read([id]);
    expect(entry?.operation.state).toBe('RUNNING');
    return { ...scene, id };
  }

  it('before its first write writes in no cluster where one of its targets has moved', async () => {
    const { id, move, images, another } = await left();
    await move('us', '9');
    const next = await another();
    expect(await ended(next, id)).toMatchObject(moved);
    expect(await images()).toEqual(['shop/web:1', 'shop/web:9']);
  });

  it('before its first write goes on where nothing has moved', async () => {
    const { id, images, another } = await left();
    const next = await another();
    expect(await ended(next, id)).toMatchObject({ state: 'SUCCEEDED' });
    expect(await images()).toEqual(['shop/web:2', 'shop/web:2']);
  });

  it('after its first write stops only where its target has moved', async () => {
    const { id, move, images, another } = await left('eu');
    await move('us', '9');
    const next = await another();
    const done = await ended(next, id);
    expect(done).toMatchObject({ state: 'FAILED', problem: { code: 'CONFLICT' }, steps: [{}, { state: 'FAILED' }] });
    expect(done.problem?.message).not.toContain('nothing was written');
    expect(await images()).toEqual(['shop/web:2', 'shop/web:9']);
  });
});

describe('an operation that runs at once', { timeout: 60_000 }, () => {
  it('reads each of its targets once, and its quotas once beside that', async () => {
    const { operations, writerOf } = await start();
    const calls: string[] = [];
    for (const name of ['eu', 'us']) {
      const writer = writerOf(name);
      const { read, readQuotas, patch } = writer;
      Reflect.set(writer, 'read', (...asked: Parameters<typeof read>) => {
        calls.push(`${name} read`);
        return read(...asked);
      });
      Reflect.set(writer, 'readQuotas', (...asked: Parameters<typeof readQuotas>) => {
        calls.push(`${name} quotas`);
        return readQuotas(...asked);
      });
      Reflect.set(writer, 'patch', (...asked: Parameters<typeof patch>) => {
        calls.push(`${name} ${asked[2].dryRun ? 'dry run' : 'write'}`);
        return patch(...asked);
      });
    }
    const { id } = operationOf(await operations.deploy(deploy('2'), caller));
    expect(await ended(operations, id)).toMatchObject({ state: 'SUCCEEDED' });
    const expected = ['quotas', 'read', 'dry run', 'write'];
    for (const name of ['eu', 'us']) {
      expect(calls.filter((call) => call.startsWith(name)).map((call) => call.slice(3))).toEqual(expected);
    }
  });
});
