import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppKey } from '../../../src/domain/fleet/keys.ts';
import { sharedCluster } from '../../support/shared-clusters.ts';
import { environmentNamespace, images, uniqueName, workloadOf } from '../../support/workloads.ts';
import type { WorkloadKind as KubernetesKind } from '../../support/workloads.ts';
import { waitFor } from '../../support/wait-for.ts';
import { caller, operationOf, startOperations } from './operations-under-test.ts';
import type { OperationsUnderTest } from './operations-under-test.ts';

const kinds = [
  { kind: 'DEPLOYMENT', kubernetes: 'Deployment', resource: 'deployment' },
  { kind: 'STATEFUL_SET', kubernetes: 'StatefulSet', resource: 'statefulset' },
  { kind: 'DAEMON_SET', kubernetes: 'DaemonSet', resource: 'daemonset' },
] as const;
const eu = sharedCluster('eu-1');
const us = sharedCluster('us-1');
const tenant = uniqueName('acme');
const namespace = uniqueName('acme-prod');
let gateway: OperationsUnderTest;

async function create(kubernetes: KubernetesKind, name: string, clusters = [eu, us]): Promise<void> {
  for (const cluster of clusters) {
    await cluster.apply(
      workloadOf(kubernetes, {
        namespace,
        name,
        image: images.good,
        sidecars: [{ name: 'proxy', image: images.good }],
      }),
    );
  }
}

async function whenHealthy(app: AppKey, instances: number): Promise<void> {
  await waitFor(`${app.name} is healthy`, () => {
    const found = gateway.fleet.app(app, app.name, app.kind);
    return found?.instances.length === instances && gateway.fleet.appHealth(found).status === 'HEALTHY';
  });
}

beforeAll(async () => {
  for (const cluster of [eu, us]) await cluster.apply(environmentNamespace(namespace, tenant, 'prod'));
  gateway = await startOperations(eu, us);
});
afterAll(async () => {
  await gateway?.close();
});

describe.each(kinds)('$kubernetes', ({ kind, kubernetes, resource }) => {
  const app: AppKey = { tenant, environment: 'prod', name: `deploy-${resource}`, kind };

  it('is deployed to both clusters, and kubectl agrees that it is rolled out', async () => {
    await create(kubernetes, app.name);
    await whenHealthy(app, 2);
    const asked = operationOf(
      await gateway.operations.deploy(
        { app, image: images.better, dryRun: false, onFailure: 'LEAVE', force: false },
        caller,
      ),
    );
    expect(asked.state).toBe('RUNNING');
    expect(asked.plan?.changes.map(({ diff }) => diff)).toEqual([
      expect.stringMatching(new RegExp(`^\\+ +image: ${images.better}$`, 'm')),
      expect.stringMatching(new RegExp(`^- +image: ${images.good}$`, 'm')),
    ]);
    const done = await gateway.ended(asked.id);
    expect(done).toMatchObject({
      state: 'SUCCEEDED',
      problem: null,
      steps: [{ state: 'SUCCEEDED' }, { state: 'SUCCEEDED' }],
    });
    for (const cluster of [eu, us]) {
      const status = await cluster.kubectl([
        'rollout',
        'status',
        `${resource}/${app.name}`,
        '-n',
        namespace,
        '--timeout=1s',
      ]);
      expect(status).toMatchObject({ code: 0 });
    }
    const shown = gateway.fleet.app(app, app.name, kind);
    expect(shown?.instances.map(({ workload }) => workload.template.image)).toEqual([images.better, images.better]);
    expect(shown && gateway.fleet.image(shown)).toBe(images.better);
  });
});
