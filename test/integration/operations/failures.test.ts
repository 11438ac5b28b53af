import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppKey } from '../../../src/domain/fleet/keys.ts';
import type { DeployRequest } from '../../../src/domain/operations/operations.ts';
import { sharedCluster } from '../../support/shared-clusters.ts';
import {
  admissionPolicy,
  environmentNamespace,
  images,
  resourceQuota,
  uniqueName,
  workloadOf,
} from '../../support/workloads.ts';
import { waitFor } from '../../support/wait-for.ts';
import { caller, operationOf, startOperations } from './operations-under-test.ts';
import type { OperationsUnderTest } from './operations-under-test.ts';

const kinds = [
  { kind: 'DEPLOYMENT', kubernetes: 'Deployment', resource: 'deployment' },
  { kind: 'STATEFUL_SET', kubernetes: 'StatefulSet', resource: 'statefulset' },
  { kind: 'DAEMON_SET', kubernetes: 'DaemonSet', resource: 'daemonset' },
] as const;
type Kind = (typeof kinds)[number];

const cluster = sharedCluster('us-1');
const tenant = uniqueName('acme');
let gateway: OperationsUnderTest;

beforeAll(async () => {
  gateway = await startOperations(cluster);
});
afterAll(async () => {
  await gateway?.close();
});

/** A healthy workload in a namespace of its own; answers the app. */
async function running(
  { kind, kubernetes, resource }: Kind,
  purpose: string,
  before: readonly object[] = [],
): Promise<AppKey & { namespace: string }> {
  const environment = `${purpose}-${resource}`;
  const namespace = uniqueName(environment);
  await cluster.apply(environmentNamespace(namespace, tenant, environment), ...before);
  await cluster.apply(workloadOf(kubernetes, { namespace, name: 'api', resources: { requests: { cpu: '100m' } } }));
  const app = { tenant, environment, name: 'api', kind };
  await waitFor('it is healthy', () => {
    const found = gateway.fleet.app(app, 'api', kind);
    return found !== undefined && gateway.fleet.appHealth(found).status === 'HEALTHY';
  });
  return { ...app, namespace };
}

const deploy = ({ tenant, environment, name, kind }: AppKey, image: string, more: Partial<DeployRequest> = {}) =>
  gateway.operations.deploy(
    { app: { tenant, environment, name, kind }, image, dryRun: false, onFailure: 'LEAVE', force: false, ...more },
    caller,
  );

describe.each(kinds)('a deploy of a $kubernetes fails within 15 s, with words to act on', (kind) => {
  it('when the image cannot be pulled', async () => {
    const app = await running(kind, 'pull');
    const done = await gateway.ended(operationOf(await deploy(app, images.doesNotExist)).id);
    expect(done).toMatchObject({ state: 'FAILED', problem: { code: 'IMAGE_PULL_FAILED' } });
    expect(done.problem?.message).toContain('does-not-exist');
    expect((done.finishedAt ?? 0) - (done.startedAt ?? 0)).toBeLessThan(15_000);
  });

  it('when the container crashes, with its last message', async () => {
    const app = await running(kind, 'crash');
    const done = await gateway.ended(operationOf(await deploy(app, images.crash)).id);
    expect(done).toMatchObject({ state: 'FAILED', problem: { code: 'CRASH_LOOP' } });
    expect((done.finishedAt ?? 0) - (done.startedAt ?? 0)).toBeLessThan(15_000);
  });

  it('when pods never get ready, at its deadline, with what is missing', async () => {
    const app = await running(kind, 'never');
    const done = await gateway.ended(operationOf(await deploy(app, images.neverReady, { deadlineSeconds: 4 })).id);
    expect(done).toMatchObject({ state: 'FAILED', problem: { code: 'DEADLINE_EXCEEDED' } });
    expect(done.problem?.message).toMatch(/Waiting for/);
  });

  it('when the quota does not allow its pods', async () => {
    const app = await running(kind, 'quota');
    await cluster.apply(resourceQuota(app.namespace, { 'requests.cpu': '400m' }));
    const asked = await deploy(app, images.better, { containers: [{ name: 'app', requests: { cpu: 3 } }] });
    const done = await gateway.ended(operationOf(asked).id);
    expect(done).toMatchObject({ state: 'FAILED', problem: { code: 'QUOTA_EXCEEDED' } });
    expect((done.finishedAt ?? 0) - (done.startedAt ?? 0)).toBeLessThan(20_000);
  });

  it('when admission denies its pods; and is refused at once when admission denies the workload', async () => {
    const app = await running(kind, 'policy');
    const [pods, workloads] = [uniqueName('no-pods'), uniqueName('no-workloads')];
    await cluster.apply(
      ...admissionPolicy(
        pods,
        "object.kind != 'Pod' || !object.spec.containers.exists(c, c.image.endsWith(':1.1.0'))",
        'version 1.1.0 is recalled',
      ),
      ...admissionPolicy(
        workloads,
        "object.kind == 'Pod' || !object.spec.template.spec.containers.exists(c, c.image.endsWith(':1.1.1'))",
        'version 1.1.1 is recalled',
      ),
    );
    const label = (name: string) =>
      cluster.kubectl(['label', '--overwrite', 'namespace', app.namespace, `tenantry.test/policy=${name}`]);
    await label(workloads);
    const refused = await waitFor('the policy holds', async () => {
      const outcome = await deploy(app, images.better.replace('1.1.0', '1.1.1'), { dryRun: true });
      return 'problems' in outcome ? outcome.problems : null;
    });
    expect(refused).toMatchObject([{ code: 'POLICY_DENIED' }]);
    expect(refused[0].message).toContain('version 1.1.1 is recalled');
    await label(pods);
    await waitFor('the policy holds', async () => {
      const manifest = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'probe', namespace: app.namespace },
        spec: { containers: [{ name: 'app', image: images.better }] },
      };
      const { code } = await cluster.kubectl(['create', '--dry-run=server', '-f', '-'], {
        input: JSON.stringify(manifest),
      });
      return code !== 0;
    });
    const done = await gateway.ended(operationOf(await deploy(app, images.better)).id);
    expect(done).toMatchObject({ state: 'FAILED', problem: { code: 'POLICY_DENIED' } });
    expect(done.problem?.message).toContain('version 1.1.0 is recalled');
    expect((done.finishedAt ?? 0) - (done.startedAt ?? 0)).toBeLessThan(15_000);
    await cluster.kubectl(['delete', 'validatingadmissionpolicy,validatingadmissionpolicybinding', pods, workloads]);
  });

  it('and is rolled back by itself where asked', async () => {
    const app = await running(kind, 'back');
    const failed = await gateway.ended(
      operationOf(await deploy(app, images.doesNotExist, { onFailure: 'ROLL_BACK' })).id,
    );
    expect(failed).toMatchObject({ state: 'FAILED', problem: { code: 'IMAGE_PULL_FAILED' } });
    const id = /rolled back by operation (\S+)\./.exec(failed.problem?.message ?? '')?.[1] ?? '';
    const back = await waitFor('the rollback is there', () => gateway.operations.get(id));
    expect(back).toMatchObject({ kind: 'ROLLBACK', actor: { kind: 'SYSTEM' } });
    const rolledBack = await gateway.ended(id);
    // https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback: `kubectl rollout undo` hangs.
    const hint = expect.stringContaining(`kubectl delete pod api-1 -n ${app.namespace}`);
    const stuck = { state: 'FAILED', problem: { code: 'IMAGE_PULL_FAILED', message: hint } };
    expect(rolledBack).toMatchObject(kind.kind === 'STATEFUL_SET' ? stuck : { state: 'SUCCEEDED' });
    expect((rolledBack.finishedAt ?? 0) - (rolledBack.startedAt ?? 0)).toBeLessThan(15_000);
    const { name } = app;
    expect(gateway.fleet.app(app, name, kind.kind)?.instances[0]?.workload.template.image).toBe(images.good);
  });
});

describe('a Deployment that missed its progress deadline', () => {
  const [deployments] = kinds;
  const missed = async (purpose: string) => {
    const app = await running(deployments, purpose);
    await cluster.kubectl([
      'patch',
      'deployment/api',
      '-n',
      app.namespace,
      '-p',
      '{"spec":{"progressDeadlineSeconds":3}}',
    ]);
    const done = await gateway.ended(operationOf(await deploy(app, images.neverReady)).id);
    expect(done).toMatchObject({ state: 'FAILED', problem: { code: 'DEADLINE_EXCEEDED' } });
    return { tenant: app.tenant, environment: app.environment, name: app.name, kind: app.kind };
  };

  it('can be rolled back: the condition of before is no verdict on the rollback', async () => {
    const app = await missed('late-back');
    const asked = operationOf(await gateway.operations.rollback({ app, dryRun: false, force: false }, caller));
    expect(await gateway.ended(asked.id)).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('can be scaled to zero', async () => {
    const app = await missed('late-zero');
    const asked = operationOf(
      await gateway.operations.scale({ app, replicas: 0, dryRun: false, force: false }, caller),
    );
    expect(await gateway.ended(asked.id)).toMatchObject({ problem: null, state: 'SUCCEEDED' });
  });
});
