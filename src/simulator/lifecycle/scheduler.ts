import type { Clock } from '../../lib/clock.ts';
import type { EventRecorder } from '../controllers/event-recorder.ts';
import { amount } from '../controllers/pod-quota.ts';
import type { Condition } from '../objects/kube-object.ts';
import type { Node } from '../objects/other-kinds.ts';
import { pinnedNode } from '../objects/pod.ts';
import type { Pod, PodSpec } from '../objects/pod.ts';
import { parseQuantity } from '../objects/quantity.ts';
import { hasLabels } from '../objects/selectors.ts';
import { timestamp } from '../objects/timestamp.ts';
import type { ObjectStore } from '../store/object-store.ts';

const component = 'default-scheduler';

/** Binds a pod to the node with the most room. Where none fits, the pod says so; the answer is whether one did. */
export function schedulePod(store: ObjectStore, clock: Clock, events: EventRecorder, pod: Pod): boolean {
  const nodes = store.list('nodes');
  const usage = usageByNode(store);
  const refusals = new Map<string, number>();
  let best: { readonly node: Node; readonly free: number } | undefined;
  for (const node of nodes) {
    const free = freeShare(node, usage.get(node.metadata.name) ?? { cpu: 0, memory: 0 }, pod.spec);
    const why = unfit(node, pod.spec) ?? (typeof free === 'number' ? undefined : free);
    if (why === undefined && typeof free === 'number' && (best === undefined || free > best.free))
      best = { node, free };
    for (const reason of why === undefined ? [] : [why].flat()) refusals.set(reason, (refusals.get(reason) ?? 0) + 1);
  }
  const now = timestamp(clock.now());
  if (best !== undefined) {
    const { node } = best;
    const condition: Condition = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: now };
    const spec = { ...pod.spec, nodeName: node.metadata.name };
    store.update('pods', { ...pod, spec, status: { ...pod.status, conditions: [condition] } });
    const message = `Successfully assigned ${pod.metadata.namespace ?? ''}/${pod.metadata.name} to ${node.metadata.name}`;
    events.record(pod, { type: 'Normal', reason: 'Scheduled', message, component });
    return true;
  }
  const why = [...refusals].map(([reason, count]) => `${count} ${reason}`).join(', ');
  const message = `0/${nodes.length} nodes are available: ${why}.`;
  const known = pod.status.conditions?.find(({ type }) => type === 'PodScheduled');
  const condition: Condition = {
    type: 'PodScheduled',
    status: 'False',
    lastProbeTime: null,
    lastTransitionTime: known?.lastTransitionTime ?? now,
    reason: 'Unschedulable',
    message,
  };
  store.update('pods', { ...pod, status: { ...pod.status, conditions: [condition] } });
  events.record(pod, { type: 'Warning', reason: 'FailedScheduling', message, component });
  return false;
}

type Usage = { readonly cpu: number; readonly memory: number };

function usageByNode(store: ObjectStore): ReadonlyMap<string, Usage> {
  const usage = new Map<string, Usage>();
  for (const { spec, status } of store.list('pods')) {
    if (spec.nodeName === undefined || status.phase === 'Succeeded' || status.phase === 'Failed') continue;
    const { cpu, memory } = usage.get(spec.nodeName) ?? { cpu: 0, memory: 0 };
    usage.set(spec.nodeName, {
      cpu: cpu + amount(spec, 'requests.cpu'),
      memory: memory + amount(spec, 'requests.memory'),
    });
  }
  return usage;
}

function unfit(node: Node, spec: PodSpec): string | undefined {
  const pinned = pinnedNode(spec);
  if (pinned !== undefined && pinned !== node.metadata.name) return "node(s) didn't satisfy plugin(s) [NodeAffinity]";
  if (!hasLabels(node.metadata.labels, spec.nodeSelector)) return "node(s) didn't match Pod's node affinity/selector";
  if (node.spec.unschedulable === true && pinned === undefined) return 'node(s) were unschedulable';
  return undefined;
}

/** The share of the node that is left after this pod, or what is missing. */
function freeShare(node: Node, usage: Usage, spec: PodSpec): number | readonly string[] {
  const shares = (['cpu', 'memory'] as const).map((name) => {
    const all = parseQuantity(node.status.allocatable[name] ?? '0') ?? 0;
    return { name, left: (all - usage[name] - amount(spec, `requests.${name}`)) / all };
  });
  const missing = shares.filter(({ left }) => left < 0).map(({ name }) => `Insufficient ${name}`);
  return missing.length > 0 ? missing : shares.reduce((sum, { left }) => sum + left, 0);
}
