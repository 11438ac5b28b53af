import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppKey } from '../../../src/domain/fleet/keys.ts';
import type { Operation } from '../../../src/domain/operations/operation.ts';
import { sharedCluster } from '../../support/shared-clusters.ts';
import { environmentNamespace, images, uniqueName, workloadOf } from '../../support/workloads.ts';
import type { WorkloadOptions } from '../../support/workloads.ts';
import { waitFor } from '../../support/wait-for.ts';
import { caller, operationOf, problemsOf, startOperations } from './operations-under-test.ts';
import type { OperationsUnderTest } from './operations-under-test.ts';

const kinds = [
  { kind: 'DEPLOYMENT', kubernetes: 'Deployment', resource: 'deployment' },
  { kind: 'STATEFUL_SET', kubernetes: 'StatefulSet', resource: 'statefulset' },
  { kind: 'DAEMON_SET', kubernetes: 'DaemonSet', resource: 'daemonset' },
] as const;
type Kind = (typeof kinds)[number];
const [deployments, statefulSets, daemonSets] = kinds;

const cluster = sharedCluster('eu-1');
const tenant = uniqueName('acme');
const namespace = uniqueName('acme-prod');
let gateway: OperationsUnderTest;

beforeAll(async () => {
  await cluster.apply(environmentNamespace(namespace, tenant, 'prod'));
  gateway = await startOperations(cluster);
});
afterAll(async () => {
  await gateway?.close();
});

async function running(
  { kind, kubernetes }: Kind,
  options: Partial<WorkloadOptions> = {},
  name = uniqueName('api'),
): Promise<AppKey> {
  await cluster.apply(workloadOf(kubernetes, { namespace, name, ...options }));
  const app = { tenant, environment: 'prod', name, kind };
  await waitFor('it is healthy', () => {
    const found = gateway.fleet.app(app, name, kind);
    return found !== undefined && ['HEALTHY', 'SUSPENDED'].includes(gateway.fleet.appHealth(found).status);
  });
  return app;
}

interface Live {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly replicas?: number;
    readonly paused?: boolean;
    readonly template: {
      readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
      readonly spec: { readonly containers: readonly { readonly env?: unknown; readonly image: string }[] };
    };
  };
}

async function live({ resource }: Kind, { name }: AppKey): Promise<Live> {
  const { stdout } = await cluster.kubectl(['get', `${resource}/${name}`, '-n', namespace, '-o', 'json']);
  return JSON.parse(stdout) as Live;
}

const instance = (app: AppKey) => gateway.fleet.app(app, app.name, app.kind)?.instances[0]?.workload;
const ended = (asked: Parameters<typeof operationOf>[0]): Promise<Operation> => gateway.ended(operationOf(asked).id);
const plain = { dryRun: false, force: false } as const;
const deployOf = (app: AppKey, image: string) => ({ app, image, onFailure: 'LEAVE', ...plain }) as const;

describe.each([deployments, statefulSets])('scaling a $kubernetes', (kind) => {
  it('up, down and to zero is shown the moment that it is done', async () => {
    const app = await running(kind);
    for (const replicas of [4, 1, 0]) {
      expect(await ended(await gateway.operations.scale({ app, replicas, ...plain }, caller))).toMatchObject({
        state: 'SUCCEEDED',
      });
      expect(instance(app)).toMatchObject({ desired: replicas, status: { current: replicas, available: replicas } });
      const shown = gateway.fleet.app(app, app.name, app.kind);
      expect(
        shown && gateway.fleet.pods(shown, {}).edges.filter(({ node }) => node.pod.meta.deletionRequestedAt === null),
      ).toHaveLength(replicas);
      expect((await live(kind, app)).spec.replicas).toBe(replicas);
    }
  });
});

describe.each(kinds)('restarting a $kubernetes', (kind) => {
  it('makes new pods of the same image', async () => {
    const app = await running(kind);
    const shown = gateway.fleet.app(app, app.name, app.kind);
    const before = shown && gateway.fleet.pods(shown, {}).edges.map(({ node }) => node.pod.meta.uid);
    const done = await ended(await gateway.operations.restart({ app, ...plain }, caller));
    expect(done).toMatchObject({ state: 'SUCCEEDED', steps: [{ state: 'SUCCEEDED' }] });
    const after = gateway.fleet.app(app, app.name, app.kind);
    const pods =
      after && gateway.fleet.pods(after, {}).edges.filter(({ node }) => node.pod.meta.deletionRequestedAt === null);
    expect(pods?.filter(({ node }) => before?.includes(node.pod.meta.uid))).toEqual([]);
    expect((await live(kind, app)).spec.template.metadata.annotations).toHaveProperty([
      'kubectl.kubernetes.io/restartedAt',
    ]);
  });
});

describe('pausing', () => {
  it('holds a rollout that runs, until it is resumed; meanwhile deploys, rollbacks and restarts are a CONFLICT', async () => {
    const app = await running(deployments, { replicas: 4, podAnnotations: { 'tenantry.test/delay': '2s' } });
    const deploying = operationOf(await gateway.operations.deploy(deployOf(app, images.slow), caller));
    expect(await ended(await gateway.operations.pause({ app, dryRun: false }, caller))).toMatchObject({
      state: 'SUCCEEDED',
    });
    expect(instance(app)?.paused).toBe(true);
    expect(gateway.operations.active(app).map(({ id }) => id)).toEqual([deploying.id]);
    const refused = [{ code: 'CONFLICT', message: expect.stringContaining('resumeRollout') }];
    expect(problemsOf(await gateway.operations.deploy(deployOf(app, images.better), caller))).toMatchObject(refused);
    expect(problemsOf(await gateway.operations.rollback({ app, ...plain }, caller))).toMatchObject(refused);
    expect(problemsOf(await gateway.operations.restart({ app, ...plain }, caller))).toMatchObject(refused);
    expect(await ended(await gateway.operations.resume({ app, dryRun: false }, caller))).toMatchObject({
      state: 'SUCCEEDED',
    });
    expect(await gateway.ended(deploying.id)).toMatchObject({ state: 'SUCCEEDED' });
    const again = await ended(await gateway.operations.resume({ app, dryRun: false }, caller));
    expect(again).toMatchObject({ state: 'SUCCEEDED', plan: { changes: [] } });
    expect(again.plan?.warnings[0]?.message).toContain('is not paused');
  });

  it('and scaling say of kinds that cannot do it why', async () => {
    for (const kind of [statefulSets, daemonSets]) {
      const app = await running(kind);
      expect(problemsOf(await gateway.operations.pause({ app, dryRun: false }, caller))).toMatchObject([
        { code: 'UNSUPPORTED' },
      ]);
    }
    const app = await running(daemonSets);
    expect(problemsOf(await gateway.operations.scale({ app, replicas: 2, ...plain }, caller))).toMatchObject([
      { code: 'UNSUPPORTED' },
    ]);
  });
});

describe('a deploy', () => {
  it('sets, replaces and removes variables, also around values that an encoder escapes, and masks secrets in its diff', async () => {
    const app = await running(deployments, { secrets: false });
    const first = {
      name: 'app',
      env: [
        { name: 'URL', value: 'http://x/?a=1&b=<2>' },
        { name: 'DB_PASSWORD', value: 'hunter2-and-more' },
      ],
    };
    const one = await ended(
      await gateway.operations.deploy({ app, containers: [first], onFailure: 'LEAVE', ...plain }, caller),
    );
    expect(one).toMatchObject({ state: 'SUCCEEDED' });
    expect(JSON.stringify(one)).not.toContain('hunter2');
    const second = {
      name: 'app',
      env: [
        { name: 'URL', value: 'http://y/?a=1&b=<3>' },
        { name: 'DB_PASSWORD', secret: { name: 'db', key: 'password' } },
        { name: 'EMPTY', value: '' },
      ],
      requests: { cpu: 0.25, memory: 64 * 1024 * 1024 },
    };
    const plan = await gateway.operations.deploy(
      { app, containers: [second], onFailure: 'LEAVE', dryRun: true, force: false },
      caller,
    );
    expect(JSON.stringify(plan)).not.toContain('hunter2');
    // Whether the Secret is there is the kubelet's business, and kwok has none.
    expect(
      await ended(await gateway.operations.deploy({ app, containers: [second], onFailure: 'LEAVE', ...plain }, caller)),
    ).toMatchObject({ state: 'SUCCEEDED' });
    expect((await live(deployments, app)).spec.template.spec.containers[0]).toMatchObject({
      env: [
        { name: 'URL', value: 'http://y/?a=1&b=<3>' },
        { name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
        { name: 'EMPTY' },
      ],
      resources: { requests: { cpu: '250m', memory: '64Mi' } },
    });
    const third = {
      name: 'app',
      env: [
        { name: 'URL', remove: true },
        { name: 'EMPTY', remove: true },
      ],
    } as const;
    expect(
      await ended(await gateway.operations.deploy({ app, containers: [third], onFailure: 'LEAVE', ...plain }, caller)),
    ).toMatchObject({ state: 'SUCCEEDED' });
    expect((await live(deployments, app)).spec.template.spec.containers[0]?.env).toEqual([
      { name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
    ]);
  });

  it('of what runs already writes nothing and succeeds; a dry run writes nothing at all', async () => {
    const app = await running(deployments);
    const before = await live(deployments, app);
    const same = await ended(await gateway.operations.deploy(deployOf(app, images.good), caller));
    expect(same).toMatchObject({
      state: 'SUCCEEDED',
      plan: { changes: [], warnings: [{ message: expect.stringContaining('Nothing to change') }] },
    });
    const plan = await gateway.operations.deploy({ ...deployOf(app, images.better), dryRun: true }, caller);
    expect(plan).toMatchObject({
      plan: { changes: [{ action: 'UPDATE', diff: expect.stringContaining(images.better) }] },
    });
    expect(await live(deployments, app)).toEqual(before);
    expect((await gateway.operations.list({ apps: [app] }, {})).totalCount).toBe(1);
  });

  it('answers every mistake in its input at once', async () => {
    const app = await running(deployments);
    const wrong = {
      ...deployOf(app, 'regist ry/x:1'),
      deadlineSeconds: 0,
      containers: [{ name: 'app', env: [{ name: 'A=B', value: 'x' }] }],
    };
    expect(
      problemsOf(await gateway.operations.deploy(wrong, caller)).map(({ code, path }) => [code, path?.join('.')]),
    ).toEqual([
      ['INVALID', 'input.deadlineSeconds'],
      ['INVALID', 'input.image'],
      ['INVALID', 'input.containers.0.env.0.name'],
    ]);
    const unknown = { ...deployOf(app, images.better), containers: [{ name: 'aap', image: images.better }] };
    expect(problemsOf(await gateway.operations.deploy(unknown, caller))).toMatchObject([
      { code: 'INVALID', message: expect.stringContaining('Did you mean app?') },
    ]);
    const elsewhere = { ...deployOf(app, images.better), clusters: ['eu-2'] };
    expect(problemsOf(await gateway.operations.deploy(elsewhere, caller))).toMatchObject([
      { code: 'INVALID', message: expect.stringContaining('Did you mean eu-1?'), path: ['input', 'clusters', '0'] },
    ]);
    expect(
      problemsOf(await gateway.operations.deploy(deployOf({ ...app, name: 'nowhere' }, images.good), caller)),
    ).toMatchObject([{ code: 'NOT_FOUND' }]);
  });

  it('of what Argo CD manages, or a scale of what an autoscaler scales, is refused with what to do, unless forced', async () => {
    const name = uniqueName('api');
    const tracking = `shop:apps/Deployment:${namespace}/${name}`;
    const app = await running(deployments, { annotations: { 'argocd.argoproj.io/tracking-id': tracking } }, name);
    expect(problemsOf(await gateway.operations.deploy(deployOf(app, images.better), caller))).toMatchObject([
      { code: 'MANAGED_EXTERNALLY', message: expect.stringContaining('Argo CD') },
    ]);
    expect(
      await ended(await gateway.operations.deploy({ ...deployOf(app, images.better), force: true }, caller)),
    ).toMatchObject({
      state: 'SUCCEEDED',
      plan: { warnings: [{ code: 'MANAGED_EXTERNALLY' }] },
    });

    const scaled = await running(deployments);
    await cluster.apply({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: scaled.name, namespace },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: scaled.name },
        minReplicas: 1,
        maxReplicas: 5,
      },
    });
    await waitFor('the autoscaler is seen', () => {
      const found = gateway.fleet.app(scaled, scaled.name, scaled.kind)?.instances[0];
      return found !== undefined && gateway.fleet.autoscaler(found);
    });
    expect(problemsOf(await gateway.operations.scale({ app: scaled, replicas: 3, ...plain }, caller))).toMatchObject([
      { code: 'MANAGED_EXTERNALLY', message: expect.stringContaining('minReplicas') },
    ]);
  });

  it('that someone else overtakes, or whose workload is deleted, says so', async () => {
    const app = await running(deployments, { podAnnotations: { 'tenantry.test/delay': '20s' } });
    const overtaken = operationOf(await gateway.operations.deploy(deployOf(app, images.slow), caller));
    await waitFor(
      'it is written',
      async () => (await live(deployments, app)).spec.template.spec.containers[0]?.image === images.slow,
    );
    await cluster.kubectl(['set', 'image', `deployment/${app.name}`, `app=${images.better}`, '-n', namespace]);
    expect(await gateway.ended(overtaken.id)).toMatchObject({
      state: 'FAILED',
      problem: { code: 'CONFLICT', message: expect.stringContaining(images.better) },
    });

    const deleted = operationOf(await gateway.operations.deploy(deployOf(app, images.slow), caller));
    await cluster.kubectl(['delete', `deployment/${app.name}`, '-n', namespace]);
    expect(await gateway.ended(deleted.id)).toMatchObject({
      state: 'FAILED',
      problem: { code: 'NOT_FOUND', message: expect.stringContaining('deleted by someone else') },
    });
  });
});

describe('several operations on one app', () => {
  it('queue in the order in which they were asked for, each on top of the one before', async () => {
    const app = await running(deployments);
    const asked = await Promise.all(
      ['1.2.1', '1.2.2', '1.2.3', '1.2.4'].map((tag) =>
        gateway.operations.deploy(deployOf(app, images.good.replace('1.0.0', tag)), caller),
      ),
    );
    const all = await Promise.all(asked.map(ended));
    expect(all.map(({ state, problem }) => ({ state, problem }))).toEqual(
      asked.map(() => ({ state: 'SUCCEEDED', problem: null })),
    );
    const starts = all.map(({ startedAt }) => startedAt ?? 0);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    expect((await live(deployments, app)).spec.template.spec.containers[0]?.image).toBe(
      images.good.replace('1.0.0', '1.2.4'),
    );
  });

  it('a rollback supersedes a deploy that runs; what was queued behind it is superseded, too', async () => {
    const app = await running(deployments, { podAnnotations: { 'tenantry.test/delay': '20s' } });
    const deploying = operationOf(await gateway.operations.deploy(deployOf(app, images.slow), caller));
    const waiting = operationOf(await gateway.operations.scale({ app, replicas: 3, ...plain }, caller));
    expect(waiting.state).toBe('PENDING');
    const seen = waitFor(
      'the deploy is seen',
      () =>
        instance(app)?.template.image === images.slow &&
        (instance(app)?.status.observedGeneration ?? 0) >= (instance(app)?.meta.generation ?? 1),
    );
    await seen;
    const back = operationOf(await gateway.operations.rollback({ app, ...plain }, caller));
    for (const { id } of [deploying, waiting]) {
      expect(await gateway.operations.get(id)).toMatchObject({ state: 'CANCELLED', supersededBy: back.id });
    }
    expect(await gateway.ended(back.id)).toMatchObject({ state: 'SUCCEEDED' });
    expect(instance(app)?.template.image).toBe(images.good);
    expect(instance(app)?.desired).toBe(2);
  });

  it('a cancelled one stops what can be stopped, and says what was done', async () => {
    const app = await running(deployments, { podAnnotations: { 'tenantry.test/delay': '20s' } });
    const deploying = operationOf(await gateway.operations.deploy(deployOf(app, images.slow), caller));
    const waiting = operationOf(await gateway.operations.scale({ app, replicas: 3, ...plain }, caller));
    await waitFor('it is written', () => instance(app)?.template.image === images.slow);
    const never = await gateway.operations.cancel({ operationId: waiting.id }, caller);
    expect(operationOf(never)).toMatchObject({
      state: 'CANCELLED',
      steps: [{ message: expect.stringContaining('Nothing was written') }],
    });
    await gateway.operations.cancel({ operationId: deploying.id }, caller);
    expect(await gateway.ended(deploying.id)).toMatchObject({
      state: 'CANCELLED',
      steps: [{ state: 'CANCELLED', message: expect.stringContaining('its rollout goes on') }],
    });
    expect(problemsOf(await gateway.operations.cancel({ operationId: deploying.id }, caller))).toMatchObject([
      { code: 'CONFLICT' },
    ]);
    expect(problemsOf(await gateway.operations.cancel({ operationId: 'nowhere' }, caller))).toMatchObject([
      { code: 'NOT_FOUND' },
    ]);
    expect(instance(app)?.desired).toBe(2);
  });
});
