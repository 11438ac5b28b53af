import type { ClusterSource } from '../clusters/cluster-source.ts';
import type { ClusterNode } from '../workloads/cluster-objects.ts';
import type { Resources } from '../workloads/pod-template.ts';
import { isAlive, podLimits, podRequests } from './pod-usage.ts';
import { Ratio, ratioOf, ResourceSum, SampleSpan } from './sums.ts';
import type { MachineUsage } from './usage.ts';

/** What the pods of a cluster ask for, and may use, by the machine that they are on. */
export type PodsOnMachines = ReadonlyMap<string, { readonly requests: ResourceSum; readonly limits: ResourceSum }>;

/** In one pass over the pods of a cluster, those of hidden namespaces included: a machine does not tell them apart. */
export function podsOnMachines(cluster: ClusterSource): PodsOnMachines {
  const found = new Map<string, { requests: ResourceSum; limits: ResourceSum }>();
  for (const pod of cluster.pods.all()) {
    if (pod.nodeName === null || !isAlive(pod)) continue;
    let sums = found.get(pod.nodeName);
    if (sums === undefined)
      found.set(pod.nodeName, (sums = { requests: new ResourceSum(), limits: new ResourceSum() }));
    sums.requests.add(podRequests(pod));
    sums.limits.add(podLimits(pod));
  }
  return found;
}

/** What these machines of one cluster use together. `on`: see `podsOnMachines`. */
export function sumMachines(cluster: ClusterSource, nodes: Iterable<ClusterNode>, on: PodsOnMachines): MachineUsage {
  const allocatable = new ResourceSum();
  const requests = new ResourceSum();
  const limits = new ResourceSum();
  const used = new ResourceSum();
  const headroom = new ResourceSum();
  const utilization = { cpu: new Ratio(), memory: new Ratio() };
  const span = new SampleSpan();
  let machines = 0;
  let machinesCounted = 0;
  for (const node of nodes) {
    machines += 1;
    allocatable.add(node.allocatable);
    const pods = on.get(node.meta.name);
    if (pods !== undefined) {
      requests.add(pods.requests.ofStated);
      limits.add(pods.limits.ofAll);
    }
    const sample = cluster.usage.nodes.find('', node.meta.name);
    if (sample === undefined || sample.at < node.meta.createdAt) continue;
    machinesCounted += 1;
    span.add(sample);
    used.add(sample);
    const { cpu, memory } = node.allocatable;
    headroom.add({
      cpu: cpu === null ? null : Math.max(0, cpu - sample.cpu),
      memory: memory === null ? null : Math.max(0, memory - sample.memory),
    });
    utilization.cpu.add(sample.cpu, cpu);
    utilization.memory.add(sample.memory, memory);
  }
  const known = machinesCounted > 0;
  // A cluster without machines is one whose machines are not known.
  const requested = machines === 0 ? nothingKnown : requests.ofStated;
  const whole = machines === 0 ? nothingKnown : allocatable.ofAll;
  return {
    ...span.span,
    used: known ? used.ofAll : nothingKnown,
    allocatable: whole,
    requests: requested,
    limits: machines === 0 ? nothingKnown : limits.ofAll,
    utilization: { cpu: utilization.cpu.value, memory: utilization.memory.value },
    requested: { cpu: ratioOf(requested.cpu, whole.cpu), memory: ratioOf(requested.memory, whole.memory) },
    headroom: known ? headroom.ofAll : nothingKnown,
    machines,
    machinesCounted,
  };
}

const nothingKnown: Resources = { cpu: null, memory: null };
