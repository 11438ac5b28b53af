import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterRegistry, ClusterSource } from '../../../src/domain/clusters/cluster-source.ts';
import type { WorkloadWriter } from '../../../src/domain/clusters/workload-writer.ts';
import type { AppKey } from '../../../src/domain/fleet/keys.ts';
import { sharedCluster } from '../../support/shared-clusters.ts';
import { deployment, environmentNamespace, images, uniqueName } from '../../support/workloads.ts';
import { waitFor } from '../../support/wait-for.ts';
import { caller, endOf, operationOf, problemsOf, startOperations } from './operations-under-test.ts';
import type { OperationsUnderTest } from './operations-under-test.ts';
import { callerOf } from '../../../src/domain/testing/caller-of.ts';

const clusters = [sharedCluster('eu-1'), sharedCluster('us-1')] as const;
const tenant = uniqueName('acme');
const namespace = uniqueName('acme-prod');
let gateway: OperationsUnderTest;

beforeAll(async () => {
  for (const cluster of clusters) await cluster.apply(environmentNamespace(namespace, tenant, 'prod'));
  gateway = await startOperations(...clusters);
});
afterAll(async () => {
  await gateway?.close();
});

async function running(): Promise<AppKey> {
  const name = uniqueName('api');
  const app = { tenant, environment: 'prod', name, kind: 'DEPLOYMENT' } as const;
  for (const cluster of clusters) await cluster.apply(deployment({ namespace, name }));
  await healthy(app);
  for (const cluster of clusters)
    await cluster.kubectl(['set', 'image', `deployment/${name}`, `app=${images.better}`, '-n', namespace]);
  await waitFor('the second revision is seen', () => {
    const found = gateway.fleet.app(app, name, app.kind);
    return (
      found !== undefined &&
      gateway.fleet.image(found) === images.better &&
      found.instances.every(({ workload }) => workload.revision === 2)
    );
  });
  await healthy(app);
  return app;
}

async function healthy(app: AppKey): Promise<void> {
  await waitFor(`${app.name} is healthy`, () => {
    const found = gateway.fleet.app(app, app.name, app.kind);
    return found?.instances.length === clusters.length && gateway.fleet.appHealth(found).status === 'HEALTHY';
  });
}

/** Generation and revision in each cluster: each change of the spec, and each new template, is counted there. */
async function counts({ name }: AppKey) {
  return Promise.all(
    clusters.map(async (cluster) => {
      const { stdout } = await cluster.kubectl(['get', `deployment/${name}`, '-n', namespace, '-o', 'json']);
      const { metadata } = JSON.parse(stdout) as {
        metadata: { generation: number; annotations: Record<string, string> };
      };
      return {
        generation: metadata.generation,
        revision: Number(metadata.annotations['deployment.kubernetes.io/revision']),
      };
    }),
  );
}

/** The registry, with writes of the chosen clusters changed. */
function withWrites(change: (writer: WorkloadWriter, name: string) => WorkloadWriter['patch']): ClusterRegistry {
  const wrap = (cluster: ClusterSource | undefined): ClusterSource | undefined => {
    if (cluster === undefined) return undefined;
    const patch = change(cluster.writer, cluster.name);
    const writer: WorkloadWriter = { ...cluster.writer, patch };
    return new Proxy(cluster, { get: (target, key) => (key === 'writer' ? writer : Reflect.get(target, key, target)) });
  };
  const { registry } = gateway;
  return {
    list: () => registry.list(),
    byId: (id) => wrap(registry.byId(id)),
    byName: (name) => wrap(registry.byName(name)),
    onChange: (listener) => registry.onChange(listener),
  };
}

const plain = { dryRun: false, force: false } as const;

describe('an idempotency key', () => {
  it('makes one operation of many requests at the same time, and after a restart', async () => {
    const app = await running();
    const before = await counts(app);
    const request = {
      app,
      image: images.good.replace('1.0.0', '2.1.0'),
      onFailure: 'LEAVE',
      idempotencyKey: uniqueName('key'),
      ...plain,
    } as const;
    const other = gateway.another();
    const outcomes = await Promise.all(
      [gateway.operations, gateway.operations, other, gateway.operations, other].map((engine) =>
        engine.deploy(request, caller),
      ),
    );
    const ids = new Set(outcomes.map((outcome) => operationOf(outcome).id));
    expect(ids.size).toBe(1);
    const [id = ''] = ids;
    await waitFor('it is done', async () => (await gateway.operations.get(id))?.state === 'SUCCEEDED');
    expect(await counts(app)).toEqual(
      before.map(({ generation, revision }) => ({ generation: generation + 1, revision: revision + 1 })),
    );
    expect(operationOf(await gateway.another().deploy(request, caller)).id).toBe(id);
    const changed = await gateway.operations.deploy({ ...request, image: images.good }, caller);
    expect(problemsOf(changed)).toMatchObject([{ code: 'IDEMPOTENCY_MISMATCH' }]);
    const someoneElse = await gateway.operations.deploy({ ...request, dryRun: true }, callerOf('another'));
    expect(someoneElse).toHaveProperty('plan');
  });
});

describe('a value that moved since the plan', () => {
  it('ends the operation as a CONFLICT with both values, and nothing is forced', async () => {
    const app = await running();
    const moved = 'registry.example.com/shop/api:by-someone';
    const engine = gateway.another({
      registry: withWrites((writer, name) => async (...args) => {
        const cluster = clusters.find((one) => one.name === name);
        await cluster?.kubectl(['set', 'image', `deployment/${app.name}`, `app=${moved}`, '-n', namespace]);
        return writer.patch(...args);
      }),
    });
    const asked = operationOf(
      await engine.deploy({ app, clusters: ['eu-1'], image: images.good, onFailure: 'LEAVE', ...plain }, caller),
    );
    const done = await endOf(engine, asked.id);
    expect(done).toMatchObject({ state: 'FAILED', problem: { code: 'CONFLICT' } });
    expect(done.problem?.message).toContain(moved);
    expect(done.problem?.message).toContain(images.better);
  });

  it('of a rollback over placements that different operations made different is a CONFLICT that says who', async () => {
    const app = await running();
    for (const [cluster, tag] of [
      ['eu-1', '3.0.0'],
      ['us-1', '3.0.1'],
    ] as const) {
      const image = images.good.replace('1.0.0', tag);
      const asked = operationOf(
        await gateway.operations.deploy({ app, clusters: [cluster], image, onFailure: 'LEAVE', ...plain }, caller),
      );
      await gateway.ended(asked.id);
    }
    const refused = problemsOf(await gateway.operations.rollback({ app, ...plain }, caller));
    expect(refused).toMatchObject([{ code: 'CONFLICT', message: expect.stringContaining(':3.0.1') }]);
    const one = operationOf(await gateway.operations.rollback({ app, clusters: ['eu-1'], ...plain }, caller));
    expect(await gateway.ended(one.id)).toMatchObject({ state: 'SUCCEEDED' });
  });
});
