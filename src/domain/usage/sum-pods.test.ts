import { describe, expect, it } from 'vitest';
import { MemoryCluster } from '../fleet/testing/memory-cluster.ts';
import { container, pod, start, workload } from '../fleet/testing/objects.ts';
import type { Container } from '../workloads/pod.ts';
import { PodSum } from './sum-pods.ts';
import type { WorkloadUsage } from './usage.ts';

const owner = { kind: 'StatefulSet', meta: workload('web', 'STATEFUL_SET').meta };
const amounts = (cpu: number, memory: number) => ({ cpu, memory });

/** A cluster in which a test puts pods and what they use. */
function scene(name = 'eu') {
  const cluster = new MemoryCluster(name);
  const put = (
    podName: string,
    containers: readonly Partial<Container>[],
    used: Readonly<Record<string, { readonly cpu: number; readonly memory: number }>> | null,
    more: Partial<Parameters<typeof pod>[2]> = {},
    at = start + 30_000,
  ) => {
    if (used !== null)
      cluster.usage.pods.put('acme-prod', podName, { at, windowMs: 15_000, containers: new Map(Object.entries(used)) });
    return cluster.pods.put(pod(podName, owner, { containers: containers.map((each) => container(each)), ...more }));
  };
  return { cluster, put };
}

function sumOf(...clusters: readonly MemoryCluster[]): WorkloadUsage {
  const sum = new PodSum();
  for (const cluster of clusters) for (const each of cluster.pods.all()) sum.add(cluster, each);
  return sum.usage;
}

const whole = { requests: amounts(1, 100), limits: amounts(2, 200) };

describe('the sum of what pods use', () => {
  it('puts side by side what is used, asked for and allowed', () => {
    const { cluster, put } = scene();
    put('web-0', [whole], { main: amounts(0.1, 50) });
    put('web-1', [whole], { main: amounts(0.2, 150) }, {}, start + 15_000);
    expect(sumOf(cluster)).toEqual({
      used: amounts(0.3, 200),
      requests: amounts(2, 200),
      limits: amounts(4, 400),
      utilization: { cpuOfRequests: 0.15, cpuOfLimits: 0.075, memoryOfRequests: 1, memoryOfLimits: 0.5 },
      headroom: amounts(3.7, 200),
      pods: 2,
      podsCounted: 2,
      sampledAt: start + 15_000,
      windowMs: 15_000,
      clusters: new Set([cluster]),
    });
  });

  it('says how many pods were measured, and compares only these', () => {
    const { cluster, put } = scene();
    put('web-0', [whole], { main: amounts(0.5, 50) });
    put('young', [whole], null);
    expect(sumOf(cluster)).toMatchObject({
      used: amounts(0.5, 50),
      requests: amounts(2, 200),
      utilization: { cpuOfRequests: 0.5, memoryOfLimits: 0.25 },
      headroom: amounts(1.5, 150),
      pods: 2,
      podsCounted: 1,
    });
  });

  it('never takes what was not measured for nothing', () => {
    const { cluster, put } = scene();
    put('young', [whole], null);
    const none = amounts(null as never, null as never);
    expect(sumOf(cluster)).toMatchObject({ used: none, headroom: none, pods: 1, podsCounted: 0, sampledAt: null });
    expect(sumOf(new MemoryCluster('empty'))).toMatchObject({ used: amounts(0, 0), pods: 0, podsCounted: 0 });
  });

  it('leaves out pods that have ended, and samples of one that had the name before', () => {
    const { cluster, put } = scene();
    put('done', [whole], { main: amounts(1, 1) }, { phase: 'SUCCEEDED' });
    put('evicted', [whole], { main: amounts(1, 1) }, { phase: 'FAILED' });
    put('web-0', [whole], { main: amounts(1, 1) }, {}, start - 1);
    expect(sumOf(cluster)).toMatchObject({ requests: amounts(1, 100), pods: 1, podsCounted: 0 });
  });

  it('keeps equal names of two clusters apart', () => {
    const eu = scene('eu');
    const us = scene('us');
    eu.put('web-0', [whole], { main: amounts(0.1, 10) });
    us.put('web-0', [whole], null);
    expect(sumOf(us.cluster)).toMatchObject({ pods: 1, podsCounted: 0 });
    expect(sumOf(eu.cluster, us.cluster)).toMatchObject({ used: amounts(0.1, 10), pods: 2, podsCounted: 1 });
    expect(sumOf(eu.cluster, us.cluster).clusters).toEqual(new Set([eu.cluster, us.cluster]));
  });

  it('compares each container with what that one states', () => {
    const { cluster, put } = scene();
    put('web-0', [{ name: 'main', ...whole }, { name: 'proxy' }], { main: amounts(0.5, 50), proxy: amounts(9, 900) });
    expect(sumOf(cluster)).toMatchObject({
      used: amounts(9.5, 950),
      requests: amounts(1, 100),
      // The proxy may use what there is.
      limits: { cpu: null, memory: null },
      headroom: { cpu: null, memory: null },
      utilization: { cpuOfRequests: 0.5, cpuOfLimits: 0.25, memoryOfRequests: 0.5, memoryOfLimits: 0.25 },
    });
  });

  it('reserves for init containers what the scheduler does: the largest, where that is more', () => {
    const { cluster, put } = scene();
    put(
      'web-0',
      [
        { name: 'init', init: true, requests: amounts(4, 10), limits: null },
        { name: 'main', ...whole },
      ],
      {
        main: amounts(1, 100),
      },
    );
    expect(sumOf(cluster)).toMatchObject({
      requests: amounts(4, 100),
      limits: amounts(2, 200),
      utilization: { cpuOfRequests: 1 },
    });
  });

  it('has no headroom below nothing, and no share of nothing', () => {
    const { cluster, put } = scene();
    put('web-0', [{ requests: amounts(0, 0), limits: amounts(1, 1) }], { main: amounts(3, 5) });
    expect(sumOf(cluster)).toMatchObject({
      headroom: amounts(0, 0),
      utilization: { cpuOfRequests: null, cpuOfLimits: 3, memoryOfRequests: null, memoryOfLimits: 5 },
    });
  });

  it('adds up nanocores without what binary fractions add', () => {
    const { cluster, put } = scene();
    for (let index = 0; index < 10; index += 1) put(`web-${index}`, [whole], { main: amounts(0.1, 1) });
    expect(sumOf(cluster).used.cpu).toBe(1);
  });

  it('tells of one container what it alone uses', () => {
    const { cluster, put } = scene();
    const made = put('web-0', [{ name: 'main', ...whole }, { name: 'proxy' }], { main: amounts(0.5, 50) });
    const of = (index: number) => {
      const sum = new PodSum();
      sum.addContainer(cluster, made, made.containers[index]!);
      return sum.usage;
    };
    expect(of(0)).toMatchObject({ used: amounts(0.5, 50), requests: amounts(1, 100), pods: 1, podsCounted: 1 });
    expect(of(1)).toMatchObject({
      used: { cpu: null, memory: null },
      requests: { cpu: null },
      pods: 1,
      podsCounted: 0,
    });
  });
});
