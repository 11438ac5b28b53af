import { expect, it, vi } from 'vitest';
import { app, caller, deploy, plain, startSimulatedOperations } from '../../../test/support/simulated-operations.ts';
import type { WorkloadWriter } from '../clusters/workload-writer.ts';
import { fail, succeed } from '../../lib/result.ts';

type Read = WorkloadWriter['read'];
type Patch = WorkloadWriter['patch'];

/** The operations on one of two clusters, and the calls that it gets, of which some can be had done in another way. */
async function start(instead: { read?: (read: Read, patch: Patch) => Read; dryRun?: (patch: Patch) => Patch } = {}) {
  const { operations, registry } = await startSimulatedOperations();
  const writer = registry.byName('eu')?.writer;
  if (writer === undefined) throw new Error('eu was registered');
  const { read, patch } = writer;
  const readInstead = instead.read?.(read, patch) ?? read;
  const dryRunInstead = instead.dryRun?.(patch) ?? patch;
  const calls: string[] = [];
  const told: Read = (...asked) => {
    calls.push('read');
    return readInstead(...asked);
  };
  const tried: Patch = (...asked) => {
    calls.push(asked[2].dryRun ? 'dry run' : 'write');
    return asked[2].dryRun ? dryRunInstead(...asked) : patch(...asked);
  };
  Reflect.set(writer, 'read', told);
  Reflect.set(writer, 'patch', tried);
  return { operations, calls };
}

/** What is read when the cluster's own controller has done all that it does about a change: it would make further versions. */
async function readAtRest(read: Read, ref: Parameters<Read>[0]): ReturnType<Read> {
  return vi.waitFor(
    async () => {
      const found = await read(ref);
      if (!found.ok) throw new Error(found.failure.message);
      const { meta, desired, status } = found.value.workload;
      const isAtRest =
        status.observedGeneration === meta.generation &&
        [status.updated, status.current, status.available].every((count) => count === desired);
      if (!isAtRest) throw new Error('its rollout goes on');
      return found;
    },
    { timeout: 20_000 },
  );
}

const inEu = { clusters: ['eu'], dryRun: true } as const;

it('is the only one where the cache shows all that the change depends on', async () => {
  const { operations, calls } = await start();
  expect(await operations.deploy({ ...deploy('2'), ...inEu }, caller)).toMatchObject({
    plan: { changes: [{ diff: expect.stringMatching(/-\s+- image: shop\/web:1\n\+\s+- image: shop\/web:2/) }] },
  });
  expect(await operations.scale({ app, replicas: 3, ...plain, ...inEu }, caller)).toMatchObject({
    plan: { changes: [{ diff: expect.stringMatching(/-\s+replicas: 2\n\+\s+replicas: 3/) }] },
  });
  expect(calls).toEqual(['dry run', 'read', 'dry run', 'read']);
});

it('waits for what is read where the cache shows less', async () => {
  const { operations, calls } = await start();
  const containers = [{ name: 'web', env: [{ name: 'A', value: 'b' }] }];
  const { image: _image, ...asked } = deploy('2');
  expect(await operations.deploy({ ...asked, ...inEu, containers }, caller)).toHaveProperty('plan');
  expect(calls).toEqual(['read', 'dry run']);
});

it('counts for nothing where another version of the object was read', async () => {
  const path = '/spec/template/spec/containers/0/image';
  const { operations, calls } = await start({
    read: (read, patch) => async (ref) => {
      const before = await read(ref);
      const isFirst = before.ok && before.value.workload.template.image === 'shop/web:1';
      if (isFirst) await patch(ref, [{ op: 'replace', path, value: 'shop/web:9' }], { dryRun: false });
      return isFirst ? readAtRest(read, ref) : before;
    },
  });
  expect(await operations.deploy({ ...deploy('2'), ...inEu }, caller)).toMatchObject({
    plan: { changes: [{ diff: expect.stringMatching(/-\s+- image: shop\/web:9\n\+\s+- image: shop\/web:2/) }] },
  });
  expect(calls).toEqual(['dry run', 'read', 'dry run']);
});

const refused = fail({ reason: 'FORBIDDEN', message: 'no latest here', retryable: false } as const);

it('tells what the cluster refuses, and is not tried again', async () => {
  const { operations, calls } = await start({ dryRun: () => async () => refused });
  expect(await operations.deploy({ ...deploy('2'), ...inEu }, caller)).toMatchObject({
    problems: [{ message: expect.stringContaining('no latest here') }],
  });
  expect(calls).toEqual(['dry run', 'read']);
});

it('refuses nothing where another version was read than the cache had', async () => {
  let moved = () => {};
  const isMoved = new Promise<void>((resolve) => (moved = resolve));
  let dryRuns = 0;
  const { operations, calls } = await start({
    read: (read, patch) => async (ref) => {
      if (dryRuns === 1) await patch(ref, [{ op: 'replace', path: '/spec/replicas', value: 5 }], { dryRun: false });
      moved();
      return read(ref);
    },
    dryRun:
      (patch) =>
      async (...asked) => {
        dryRuns += 1;
        if (dryRuns > 1) return patch(...asked);
        await isMoved;
        return refused;
      },
  });
  expect(await operations.deploy({ ...deploy('2'), ...inEu }, caller)).toHaveProperty('plan');
  expect(calls).toEqual(['dry run', 'read', 'dry run']);
});

it('leaves half of the connections to what is read, however many deploys come at once', async () => {
  const atOnce = 12;
  let reads = 0;
  let allAreRead = () => {};
  const read = new Promise<void>((resolve) => (allAreRead = resolve));
  let early = 0;
  const { operations, calls } = await start({
    read:
      (original) =>
      async (...asked) => {
        const answer = await original(...asked);
        reads += 1;
        if (reads === atOnce) allAreRead();
        return answer;
      },
    dryRun:
      (patch) =>
      async (...asked) => {
        if (asked[2].signal !== undefined) early += 1;
        // As long as an admission webhook may take.
        await read;
        return patch(...asked);
      },
  });
  const dryRun = { ...deploy('2'), ...inEu };
  const plans = await Promise.all(Array.from({ length: atOnce }, () => operations.deploy(dryRun, caller)));
  for (const plan of plans) expect(plan).toHaveProperty('plan');
  expect(early).toBe(4);
  expect(calls).toHaveLength(2 * atOnce);
  // They are free again.
  await operations.deploy(dryRun, caller);
  expect(calls.slice(2 * atOnce)).toEqual(['dry run', 'read']);
  expect(early).toBe(5);
});

it('is ended where nobody needs its answer any more', async () => {
  const ended: Promise<unknown>[] = [];
  const { operations } = await start({
    read: () => async () => fail({ reason: 'UNREACHABLE', message: 'away', retryable: true }),
    dryRun:
      () =>
      (_ref, _patch, { signal }) => {
        if (signal === undefined) throw new Error('nothing was read: only the early one is sent');
        const isEnded = new Promise<typeof refused>((resolve) => {
          signal.addEventListener('abort', () => resolve(refused));
        });
        ended.push(isEnded);
        return isEnded;
      },
  });
  expect(await operations.deploy({ ...deploy('2'), ...inEu }, caller)).toMatchObject({
    problems: [{ code: 'CLUSTER_UNREACHABLE' }],
  });
  await Promise.all(ended);
  expect(ended).toHaveLength(1);
});

it('is ended before another is sent, where that has other edits', async () => {
  let isEnded = false;
  const { operations, calls } = await start({
    read: (read) => async (ref) => {
      const answer = await read(ref);
      if (!answer.ok) return answer;
      const { raw, workload } = answer.value;
      // As if it had been deleted and made anew.
      return succeed({ raw, workload: { ...workload, meta: { ...workload.meta, uid: 'another' } } });
    },
    dryRun:
      (patch) =>
      async (...asked) => {
        const { signal } = asked[2];
        if (signal === undefined) return isEnded ? refused : patch(...asked);
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => {
            isEnded = true;
            resolve();
          });
        });
        return refused;
      },
  });
  expect(await operations.deploy({ ...deploy('2'), ...inEu }, caller)).toMatchObject({
    problems: [{ message: expect.stringContaining('no latest here') }],
  });
  expect(calls).toEqual(['dry run', 'read', 'dry run']);
});
