import { describe, expect, it } from 'vitest';
import { FleetIndex } from './fleet-index.ts';
import { MemoryCluster, MemoryRegistry } from './testing/memory-cluster.ts';
import { namespace, workload } from './testing/objects.ts';

const [namespaces, inEach] = [40, 50];
const all = namespaces * inEach;

function start() {
  const cluster = new MemoryCluster('eu');
  const registry = new MemoryRegistry();
  let changed = 0;
  const index = new FleetIndex(registry, {
    touched: () => undefined,
    appChanged: () => void (changed += 1),
    clusterTouched: () => undefined,
    unsettled: () => undefined,
  });
  /** How many apps come, change or go meanwhile. */
  const changes = (work: () => void): number => {
    const before = changed;
    work();
    return changed - before;
  };
  return { cluster, registry, index, changes };
}

function putWorkloads(cluster: MemoryCluster): void {
  for (let ns = 0; ns < namespaces; ns += 1) {
    for (let app = 0; app < inEach; app += 1)
      cluster.workloads.DEPLOYMENT.put(workload(`app-${app}`, 'DEPLOYMENT', { meta: { namespace: `acme-e${ns}` } }));
  }
}

function putNamespaces(cluster: MemoryCluster): void {
  for (let ns = 0; ns < namespaces; ns += 1) cluster.namespaces.put(namespace(`acme-e${ns}`));
}

describe('a first sync', () => {
  for (const [first, then, what] of [
    [putNamespaces, putWorkloads, 'workloads come after their namespaces'],
    [putWorkloads, putNamespaces, 'namespaces come after their workloads'],
  ] as const) {
    it(`leaves little to do for the first question, where ${what}`, () => {
      const { cluster, registry, index, changes } = start();
      registry.add(cluster);
      first(cluster);
      then(cluster);
      expect(changes(() => index.settle())).toBeLessThanOrEqual(500);
      expect(index.apps.size).toBe(all);
      expect(index.environments.size).toBe(namespaces);
    });
  }

  it('does not look at all of a large namespace again and again, where the lists of many clusters come in turns', () => {
    const { registry, index } = start();
    let looks = 0;
    const clusters = Array.from({ length: 10 }, (_, number) => {
      const cluster = new MemoryCluster(`c${number}`);
      const { adopt } = cluster.definition;
      // Names are made of it, once for each workload that is looked at, and once for each that comes.
      Object.defineProperty(cluster.definition, 'adopt', { get: () => ((looks += 1), adopt) });
      registry.add(cluster);
      cluster.namespaces.put(namespace('acme-prod'));
      return cluster;
    });
    const inOne = 2_000;
    for (let app = 0; app < inOne; app += 1) {
      for (const { workloads } of clusters)
        workloads.DEPLOYMENT.put(workload(`app-${app}`, 'DEPLOYMENT', { meta: { namespace: 'acme-prod' } }));
    }
    index.settle();
    expect(index.apps.size).toBe(inOne);
    expect(looks / (clusters.length * inOne)).toBeLessThan(10);
  });

  it('loses nothing of a cluster that was read before it was registered', () => {
    const { cluster, registry, index } = start();
    putWorkloads(cluster);
    putNamespaces(cluster);
    registry.add(cluster);
    index.settle();
    expect(index.apps.size).toBe(all);
  });

  it('leaves nothing of a cluster that goes while half of it is in its place', () => {
    const { cluster, registry, index } = start();
    registry.add(cluster);
    putNamespaces(cluster);
    putWorkloads(cluster);
    expect(index.apps.size).toBeGreaterThan(0);
    registry.remove(cluster);
    index.settle();
    expect([index.apps.size, index.environments.size, index.tenants.size]).toEqual([0, 0, 0]);
  });
});
