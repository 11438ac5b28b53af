import { describe, expect, it } from 'vitest';
import { MemoryCluster } from '../fleet/testing/memory-cluster.ts';
import { container, node, pod, start, workload } from '../fleet/testing/objects.ts';
import { podsOnMachines, sumMachines } from './sum-machines.ts';

const owner = { kind: 'StatefulSet', meta: workload('web', 'STATEFUL_SET').meta };
const asks = [container({ requests: { cpu: 1, memory: 2 ** 30 }, limits: { cpu: 2, memory: 2 ** 31 } })];

function scene() {
  const cluster = new MemoryCluster('eu');
  for (const name of ['node-1', 'node-2']) cluster.nodes.put(node(name));
  cluster.usage.nodes.put('', 'node-1', { at: start + 30_000, windowMs: 10_000, cpu: 1, memory: 2 ** 33 });
  const put = (name: string, more: Parameters<typeof pod>[2]) =>
    cluster.pods.put(pod(name, owner, { containers: asks, nodeName: 'node-1', ...more }));
  const sum = () => sumMachines(cluster, cluster.nodes.all(), podsOnMachines(cluster));
  return { cluster, put, sum };
}

describe('the sum of what machines use', () => {
  it('compares the measured ones with what these have to give', () => {
    const { put, sum } = scene();
    put('web-0', {});
    expect(sum()).toEqual({
      used: { cpu: 1, memory: 2 ** 33 },
      allocatable: { cpu: 8, memory: 2 ** 35 },
      requests: { cpu: 1, memory: 2 ** 30 },
      limits: { cpu: 2, memory: 2 ** 31 },
      utilization: { cpu: 0.25, memory: 0.5 },
      requested: { cpu: 0.125, memory: 0.03125 },
      headroom: { cpu: 3, memory: 2 ** 33 },
      machines: 2,
      machinesCounted: 1,
      sampledAt: start + 30_000,
      windowMs: 10_000,
    });
  });

  it('counts for a machine the pods that are on it and have not ended, whosever they are', () => {
    const { cluster, put } = scene();
    put('web-0', { meta: { namespace: 'kube-system' } });
    put('waiting', { nodeName: null });
    put('done', { phase: 'SUCCEEDED' });
    put('web-1', { nodeName: 'node-2' });
    const on = podsOnMachines(cluster);
    const [first, second] = [...cluster.nodes.all()].map((each) => sumMachines(cluster, [each], on));
    expect(first).toMatchObject({ requests: { cpu: 1 }, requested: { cpu: 0.25 }, machines: 1, machinesCounted: 1 });
    expect(second).toMatchObject({
      requests: { cpu: 1 },
      used: { cpu: null, memory: null },
      headroom: { cpu: null, memory: null },
      machines: 1,
      machinesCounted: 0,
      sampledAt: null,
    });
  });

  it('knows nothing of a cluster whose machines are not known', () => {
    const none = { cpu: null, memory: null };
    const cluster = new MemoryCluster('eu');
    expect(sumMachines(cluster, cluster.nodes.all(), podsOnMachines(cluster))).toMatchObject({
      used: none,
      allocatable: none,
      requests: none,
      limits: none,
      headroom: none,
      requested: none,
      machines: 0,
    });
  });

  it('knows nothing of what a machine does not state, and that an empty one is asked for nothing', () => {
    const { cluster, sum } = scene();
    cluster.nodes.put(node('node-3', { allocatable: { cpu: null, memory: null } }));
    expect(sum()).toMatchObject({
      allocatable: { cpu: null, memory: null },
      requests: { cpu: 0, memory: 0 },
      requested: { cpu: null, memory: null },
      utilization: { cpu: 0.25 },
    });
  });
});
