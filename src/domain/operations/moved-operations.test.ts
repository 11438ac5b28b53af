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

describe('an operation that runs later than it was planned', { timeout: 60_000 }, () => {
  it('writes in no cluster where one of its targets has moved while it waited', async () => {
    const { operations, registry, writerOf } = await start();
    const ahead = operationOf(await operations.deploy({ ...deploy('stuck'), clusters: ['eu'] }, caller));
    const waiting = operationOf(await operations.scale({ app, replicas: 3, ...plain }, caller));
    expect(waiting.state).toBe('PENDING');
    await writerOf('us').patch(ref, [{ op: 'replace', path: '/spec/replicas', value: 5 }], { dryRun: false });
    await operations.cancel({ operationId: ahead.id }, caller);
    expect(await ended(operations, waiting.id)).toMatchObject({
      state: 'FAILED',
      problem: {
        code: 'CONFLICT',
        retryable: false,
        clusterId: registry.byName('us')?.id,
        message: expect.stringContaining(
          'nothing was written: us/acme-prod/web: replicas is 5 now, and was 2 when this was planned',
        ),
      },
      steps: [
        { state: 'FAILED', message: expect.stringContaining('Nothing was written here') },
        { state: 'FAILED', message: expect.stringContaining('Nothing was written here') },
      ],
    });
    const replicas = await Promise.all(['eu', 'us'].map((name) => writerOf(name).read(ref)));
    expect(replicas.map((read) => read.ok && read.value.workload.desired)).toEqual([2, 5]);
  });

  it('goes on where only what was ahead of it has changed the same field', async () => {
    const { operations, images } = await start();
    const ahead = operationOf(await operations.deploy(deploy('stuck'), caller));
    const waiting = operationOf(await operations.deploy(deploy('3'), caller));
    expect(waiting.state).toBe('PENDING');
    await operations.cancel({ operationId: ahead.id }, caller);
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
  const away = { ok: false, failure: { reason: 'UNREACHABLE', message: 'gone', retryable: true } } as const;

  /** Begun by a gateway that goes before it writes; in eu it may have written before, with that known to it or not. */
  async function left(eu: 'UNWRITTEN' | 'WRITTEN' | 'PERHAPS') {
    const scene = await start();
    const { operations, records, registry, another, writerOf } = scene;
    await operations.stop();
    const engine = await another();
    const restore: (() => void)[] = [];
    const replace = (name: string, call: 'patch' | 'read', by: unknown) => {
      const writer = writerOf(name);
      const original = writer[call];
      Reflect.set(writer, call, by);
      restore.push(() => Reflect.set(writer, call, original));
      return original;
    };
    const isAway = Promise.withResolvers<void>();
    for (const name of eu === 'WRITTEN' ? ['us'] : ['eu', 'us']) {
      const { patch } = writerOf(name);
      const asked: typeof patch = async (target, body, options) => {
        if (options.dryRun) return patch(target, body, options);
        if (name === 'eu' && eu === 'PERHAPS') {
          replace('eu', 'read', () => Promise.resolve(away));
          await patch(target, body, options);
        }
        isAway.resolve();
        return away;
      };
      replace(name, 'patch', asked);
    }
    const { id } = operationOf(await engine.deploy(deploy('2'), caller));
    await isAway.promise;
    if (eu !== 'UNWRITTEN') {
      await until(
        registry,
        () => registry.byName('eu')?.workloads.DEPLOYMENT.find('acme-prod', 'web')?.template.image === 'shop/web:2',
      );
    }
    await engine.stop();
    for (const back of restore.splice(0).toReversed()) back();
    const [entry] = await records.journal.read([id]);
    expect(entry?.operation.state).toBe('RUNNING');
    return { ...scene, id, replace };
  }

  it('before its first write writes in no cluster where one of its targets has moved', async () => {
    const { id, move, images, another } = await left('UNWRITTEN');
    await move('us', '9');
    const next = await another();
    expect(await ended(next, id)).toMatchObject({
      state: 'FAILED',
      problem: {
        code: 'CONFLICT',
        message: expect.stringContaining(
          'nothing was written: us/acme-prod/web: image of container web is "shop/web:9" now, and was "shop/web:1"',
        ),
      },
      steps: [{ state: 'FAILED' }, { state: 'FAILED' }],
    });
    expect(await images()).toEqual(['shop/web:1', 'shop/web:9']);
  });

  it('before its first write goes on where nothing has moved', async () => {
    const { id, images, another } = await left('UNWRITTEN');
    const next = await another();
    expect(await ended(next, id)).toMatchObject({ state: 'SUCCEEDED' });
    expect(await images()).toEqual(['shop/web:2', 'shop/web:2']);
  });

  it.each([
    ['which is known', 'WRITTEN', true],
    ['which nobody noted', 'PERHAPS', true],
    ['which nobody noted, in a cluster that is away', 'PERHAPS', false],
  ] as const)('after its first write, %s, stops only where its target has moved', async (_what, eu, reachable) => {
    const { id, move, images, another, replace } = await left(eu);
    await move('us', '9');
    const read = reachable ? null : replace('eu', 'read', () => Promise.resolve(away));
    const next = await another();
    const done = await ended(next, id);
    expect(done).toMatchObject({ state: 'FAILED', problem: { code: 'CONFLICT' } });
    expect(done.steps[1]).toMatchObject({ state: 'FAILED', problem: { code: 'CONFLICT' } });
    expect(done.steps[0]?.state).not.toBe('FAILED');
    expect(done.problem?.message).not.toContain('nothing was written');
    if (read !== null) replace('eu', 'read', read);
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
    const expected = ['dry run', 'quotas', 'read', 'write'];
    for (const name of ['eu', 'us']) {
      expect(calls.filter((call) => call.startsWith(name)).map((call) => call.slice(3))).toEqual(expected);
    }
  });
});
