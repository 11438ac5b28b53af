import { expect, it } from 'vitest';
import { sharedCluster } from '../../support/shared-clusters.ts';
import { deployment, environmentNamespace, images, uniqueName } from '../../support/workloads.ts';
import { waitFor } from '../../support/wait-for.ts';
import { caller, operationOf, startOperations } from './operations-under-test.ts';

const cluster = sharedCluster('us-1');

it(
  'a rollback of 50 replicas ends within 1.1 × of what kubectl takes for the same rollout',
  { timeout: 240_000 },
  async () => {
    const namespace = uniqueName('acme-prod');
    const tenant = uniqueName('acme');
    const app = { tenant, environment: 'prod', name: 'web', kind: 'DEPLOYMENT' } as const;
    await cluster.apply(
      environmentNamespace(namespace, tenant, 'prod'),
      deployment({ namespace, name: 'web', replicas: 50 }),
    );
    const gateway = await startOperations(cluster);
    const kubectl = (...args: string[]) => cluster.kubectl(['-n', namespace, ...args]);
    await kubectl('rollout', 'status', 'deployment/web');
    await kubectl('set', 'image', 'deployment/web', `app=${images.better}`);
    await kubectl('rollout', 'status', 'deployment/web');
    await waitFor('the rollout is seen', () => {
      const found = gateway.fleet.app(app, 'web');
      return (
        found !== undefined &&
        gateway.fleet.image(found) === images.better &&
        gateway.fleet.appHealth(found).status === 'HEALTHY'
      );
    });

    // On one and the same rollout, both beginning at the same moment: two rollouts in turn differ by more than a tenth already.
    const begin = performance.now();
    const undoing = cluster
      .kubectl(['-n', namespace, 'rollout', 'undo', 'deployment/web', '--dry-run=server'])
      .then(() => performance.now() - begin);
    const asked = operationOf(await gateway.operations.rollback({ app, dryRun: false, force: false }, caller));
    await waitFor(
      'the rollback is seen',
      () => gateway.fleet.app(app, 'web')?.instances[0]?.workload.template.image === images.good,
      { interval: 5 },
    );
    const written = performance.now() - begin;
    const watching = kubectl('rollout', 'status', 'deployment/web').then(() => performance.now() - begin);
    const done = await gateway.ended(asked.id);
    const ours = performance.now() - begin;
    const [undo, theirs] = await Promise.all([undoing, watching]);
    await gateway.close();

    expect(done).toMatchObject({ state: 'SUCCEEDED' });
    // What kubectl would have taken: its own undo instead of ours, and the same rollout behind it.
    const kubectls = theirs - written + undo;
    expect(ours / kubectls).toBeLessThanOrEqual(1.1);
  },
);
