import { expect, it } from 'vitest';
import { startSimulatedCluster } from '../../src/simulator/start-simulated-cluster.ts';
import { expectMetricsApi } from './usage-contract.ts';

// metrics-server itself runs in test/integration/usage alone, where the same is asked of it.
it('the simulator has a metrics API as metrics-server has', async () => {
  const cluster = await startSimulatedCluster({
    name: 'measured',
    labels: {},
    kubernetesVersion: 'v1.35.4',
    nodes: { count: 2, cpu: '4', memory: '8Gi', zones: ['a'] },
    namespaces: [{ name: 'acme-prod' }],
    workloads: [
      {
        kind: 'Deployment',
        namespace: 'acme-prod',
        name: 'web',
        replicas: 2,
        containers: [{ name: 'app', image: 'web:1' }],
        deployedHoursAgo: 1,
      },
    ],
    lifecycles: [{ name: 'default', images: ['*'], pull: 0, ready: 0, stop: 0 }],
    outages: [],
  });
  const asked = expectMetricsApi({ url: cluster.url }, 'acme-prod').finally(() => cluster.close());
  await expect(asked).resolves.toBeUndefined();
});
