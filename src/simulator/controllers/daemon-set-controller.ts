import { isControlledBy } from '../objects/kube-object.ts';
import type { Node } from '../objects/other-kinds.ts';
import { isActive, isAvailable, pinnedNode, pinTo, readySince } from '../objects/pod.ts';
import type { Pod } from '../objects/pod.ts';
import { nameSuffix } from '../objects/random.ts';
import { hasLabels } from '../objects/selectors.ts';
import type { ControllerRevision, DaemonSet, DaemonSetStatus } from '../objects/workloads.ts';
import { controllerManagerStatus } from './controller-context.ts';
import type { ControllerContext } from './controller-context.ts';
import { ensureRevision, truncateHistory } from './controller-revisions.ts';
import type { Controller } from './controller.ts';
import { deletePod } from './delete-pod.ts';
import { scaledValue } from './int-or-percent.ts';
import { makePod } from './make-pod.ts';
import { quotaRefusal } from './pod-quota.ts';
import { nextAvailable, positive } from './replica-set-controller.ts';

const component = 'daemonset-controller';
const hashLabel = 'controller-revision-hash';
/** How soon a pod that was refused is tried again, in milliseconds. */
const retryAfter = 5_000;

/**
 * Keeps one pod of a DaemonSet on each node that fits.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/
 */
export const daemonSetController: Controller = {
  resource: 'daemonsets',
  alsoOn: ['nodes'],
  sync(context, key, requeueAfter) {
    const set = context.store.get('daemonsets', key);
    if (set === undefined) return;
    const revision = ensureRevision(context, set, hashLabel);
    const hash = revision.metadata.labels?.[hashLabel] ?? '';
    const nodes = context.store
      .list('nodes')
      .filter((node) => hasLabels(node.metadata.labels, set.spec.template.spec.nodeSelector));
    if (!place(context, set, nodes, hash)) requeueAfter(retryAfter);
    if (set.spec.updateStrategy.type === 'RollingUpdate') replace(context, set, nodes, hash);
    writeStatus(context, set, nodes, hash);
    const used = new Set([hash, ...podsOf(context, set).map((pod) => pod.metadata.labels?.[hashLabel])]);
    truncateHistory(context, set, ({ metadata }: ControllerRevision) => used.has(metadata.labels?.[hashLabel]));
    const wait = nextAvailable(podsOf(context, set), set.spec.minReadySeconds ?? 0, context.clock.now());
    if (wait !== undefined) requeueAfter(wait);
  },
};

function podsOf({ store }: ControllerContext, set: DaemonSet): readonly Pod[] {
  return store.list('pods', set.metadata.namespace).filter((pod) => isControlledBy(pod, set));
}

function nodeOf(pod: Pod): string | undefined {
  return pod.spec.nodeName ?? pinnedNode(pod.spec);
}

/** Creates what is missing, deletes what is too much; false where a pod was refused and has to be tried again. */
function place(context: ControllerContext, set: DaemonSet, nodes: readonly Node[], hash: string): boolean {
  const wanted = new Set(nodes.map((node) => node.metadata.name));
  const pods = podsOf(context, set);
  for (const pod of pods) if (isActive(pod) && !wanted.has(nodeOf(pod) ?? '')) remove(context, set, pod);
  let complete = true;
  // A node whose pod still terminates waits until it is gone.
  for (const name of wanted) {
    if (!pods.some((pod) => nodeOf(pod) === name)) complete = createPod(context, set, name, hash) && complete;
  }
  return complete;
}

function createPod(
  { store, events, random }: ControllerContext,
  set: DaemonSet,
  nodeName: string,
  hash: string,
): boolean {
  const generateName = `${set.metadata.name}-`;
  const name = `${generateName}${nameSuffix(random)}`;
  const labels = { [hashLabel]: hash, 'pod-template-generation': '1' };
  const pod = makePod(set, set.spec.template, { name, generateName, labels, affinity: pinTo(nodeName) });
  const refusal = quotaRefusal(store, { name, namespace: set.metadata.namespace ?? '', spec: pod.spec });
  if (refusal !== undefined) {
    events.record(set, { type: 'Warning', reason: 'FailedCreate', message: `Error creating: ${refusal}`, component });
    return false;
  }
  store.create('pods', pod);
  events.record(set, { type: 'Normal', reason: 'SuccessfulCreate', message: `Created pod: ${name}`, component });
  return true;
}

function remove(context: ControllerContext, set: DaemonSet, pod: Pod): void {
  deletePod(context, pod);
  const message = `Deleted pod: ${pod.metadata.name}`;
  context.events.record(set, { type: 'Normal', reason: 'SuccessfulDelete', message, component });
}

/** Deletes old pods, as many at a time as may be unavailable; new ones follow. */
function replace(context: ControllerContext, set: DaemonSet, nodes: readonly Node[], hash: string): void {
  const limit = Math.max(
    1,
    scaledValue(set.spec.updateStrategy.rollingUpdate?.maxUnavailable ?? 1, nodes.length, 'up'),
  );
  const available = (pod: Pod): boolean => isAvailable(pod, set.spec.minReadySeconds ?? 0, context.clock.now());
  const active = podsOf(context, set).filter(isActive);
  const old = active.filter((pod) => pod.metadata.labels?.[hashLabel] !== hash);
  for (const pod of old) if (!available(pod)) remove(context, set, pod);
  let room = limit - (nodes.length - active.filter(available).length);
  for (const pod of old.filter(available)) {
    if (room <= 0) return;
    remove(context, set, pod);
    room -= 1;
  }
}

function writeStatus(context: ControllerContext, set: DaemonSet, nodes: readonly Node[], hash: string): void {
  const { store, clock } = context;
  const active = podsOf(context, set).filter(isActive);
  const available = active.filter((pod) => isAvailable(pod, set.spec.minReadySeconds ?? 0, clock.now())).length;
  const status: DaemonSetStatus = {
    currentNumberScheduled: active.length,
    numberMisscheduled: 0,
    desiredNumberScheduled: nodes.length,
    numberReady: active.filter((pod) => readySince(pod) !== undefined).length,
    observedGeneration: set.metadata.generation ?? 1,
    ...positive('updatedNumberScheduled', active.filter((pod) => pod.metadata.labels?.[hashLabel] === hash).length),
    ...positive('numberAvailable', available),
    ...positive('numberUnavailable', nodes.length - available),
    ...(set.status.collisionCount === undefined ? {} : { collisionCount: set.status.collisionCount }),
  };
  store.update('daemonsets', { ...set, status }, controllerManagerStatus);
}
