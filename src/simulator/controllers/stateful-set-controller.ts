import { isControlledBy } from '../objects/kube-object.ts';
import { isAvailable, readySince } from '../objects/pod.ts';
import type { Pod } from '../objects/pod.ts';
import type { ControllerRevision, StatefulSet, StatefulSetStatus } from '../objects/workloads.ts';
import { controllerManagerStatus } from './controller-context.ts';
import type { ControllerContext } from './controller-context.ts';
import { ensureRevision, revisionsOf, templateOf, truncateHistory } from './controller-revisions.ts';
import type { Controller } from './controller.ts';
import { deletePod } from './delete-pod.ts';
import { makePod } from './make-pod.ts';
import { quotaRefusal } from './pod-quota.ts';
import { nextAvailable, positive } from './replica-set-controller.ts';

const component = 'statefulset-controller';
const revisionLabel = 'controller-revision-hash';
/** How soon a pod that was refused is tried again, in milliseconds. */
const retryAfter = 5_000;

interface Sync {
  readonly set: StatefulSet;
  readonly current: ControllerRevision;
  readonly update: ControllerRevision;
}

/**
 * Keeps a StatefulSet's pods, each under its number, one after the other.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/
 */
export const statefulSetController: Controller = {
  resource: 'statefulsets',
  sync(context, key, requeueAfter) {
    const set = context.store.get('statefulsets', key);
    if (set === undefined) return;
    const update = ensureRevision(context, set, 'controller.kubernetes.io/hash');
    const current =
      revisionsOf(context, set).find(({ metadata }) => metadata.name === set.status.currentRevision) ?? update;
    const sync = { set, current, update };
    if (!step(context, sync)) requeueAfter(retryAfter);
    writeStatus(context, sync);
    const used = new Set([current.metadata.name, update.metadata.name, ...podsOf(context, set).map(revisionOfPod)]);
    truncateHistory(context, set, ({ metadata }) => used.has(metadata.name));
    const wait = nextAvailable(podsOf(context, set), set.spec.minReadySeconds ?? 0, context.clock.now());
    if (wait !== undefined) requeueAfter(wait);
  },
};

function podsOf({ store }: ControllerContext, set: StatefulSet): readonly Pod[] {
  return store.list('pods', set.metadata.namespace).filter((pod) => isControlledBy(pod, set));
}

function revisionOfPod(pod: Pod): string | undefined {
  return pod.metadata.labels?.[revisionLabel];
}

function ordinal(pod: Pod): number {
  return Number(/-(\d+)$/.exec(pod.metadata.name)?.[1] ?? -1);
}

function isTerminating(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined;
}

/** Takes the next step; false where a pod was refused and has to be tried again. */
function step(context: ControllerContext, sync: Sync): boolean {
  const { set } = sync;
  const pods = new Map(podsOf(context, set).map((pod) => [ordinal(pod), pod]));
  const ordered = set.spec.podManagementPolicy === 'OrderedReady';
  const ready = (pod: Pod): boolean =>
    !isTerminating(pod) && isAvailable(pod, set.spec.minReadySeconds ?? 0, context.clock.now());

  for (let index = 0; index < set.spec.replicas; index += 1) {
    const pod = pods.get(index);
    if (pod === undefined) {
      if (!createPod(context, sync, index)) return false;
      if (ordered) return true;
    } else if (pod.status.phase === 'Failed' || pod.status.phase === 'Succeeded') {
      remove(context, set, pod);
      return true;
    } else if (ordered && !ready(pod)) return true;
  }

  const condemned = [...pods.values()]
    .filter((pod) => ordinal(pod) >= set.spec.replicas)
    .sort((left, right) => ordinal(right) - ordinal(left));
  for (const pod of condemned) {
    if (!isTerminating(pod)) remove(context, set, pod);
    if (ordered) return true;
  }

  if (set.spec.updateStrategy.type === 'OnDelete') return true;
  const partition = set.spec.updateStrategy.rollingUpdate?.partition ?? 0;
  for (let index = set.spec.replicas - 1; index >= partition; index -= 1) {
    const pod = pods.get(index);
    if (pod === undefined) return true;
    if (revisionOfPod(pod) !== sync.update.metadata.name && !isTerminating(pod)) {
      remove(context, set, pod);
      return true;
    }
    if (!ready(pod)) return true;
  }
  return true;
}

function createPod({ store, events }: ControllerContext, { set, current, update }: Sync, index: number): boolean {
  const { name: setName, namespace = '' } = set.metadata;
  const name = `${setName}-${index}`;
  const { updateStrategy } = set.spec;
  // Below the partition, and where the update waits for deletions of the whole set, pods keep the current revision.
  const rolling = updateStrategy.type === 'RollingUpdate';
  const keepsCurrent = rolling && index < (updateStrategy.rollingUpdate?.partition ?? 0);
  const revision = keepsCurrent ? current : update;
  const pod = makePod(set, templateOf(revision), {
    name,
    generateName: `${setName}-`,
    labels: {
      [revisionLabel]: revision.metadata.name,
      'statefulset.kubernetes.io/pod-name': name,
      'apps.kubernetes.io/pod-index': String(index),
    },
    hostname: name,
    subdomain: set.spec.serviceName,
  });
  const refusal = quotaRefusal(store, { name, namespace, spec: pod.spec });
  if (refusal !== undefined) {
    const message = `create Pod ${name} in StatefulSet ${setName} failed error: ${refusal}`;
    events.record(set, { type: 'Warning', reason: 'FailedCreate', message, component });
    return false;
  }
  store.create('pods', pod);
  const message = `create Pod ${name} in StatefulSet ${setName} successful`;
  events.record(set, { type: 'Normal', reason: 'SuccessfulCreate', message, component });
  return true;
}

function remove(context: ControllerContext, set: StatefulSet, pod: Pod): void {
  deletePod(context, pod);
  const message = `delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`;
  context.events.record(set, { type: 'Normal', reason: 'SuccessfulDelete', message, component });
}

function writeStatus(context: ControllerContext, { set, current, update }: Sync): void {
  const { store, clock } = context;
  const pods = podsOf(context, set);
  const living = pods.filter((pod) => !isTerminating(pod));
  const count = (chosen: readonly Pod[], fits: (pod: Pod) => boolean): number => chosen.filter(fits).length;
  const updated = count(living, (pod) => revisionOfPod(pod) === update.metadata.name);
  const isReady = (pod: Pod): boolean => readySince(pod) !== undefined;
  const ready = count(pods, isReady);
  // Once all pods are of the update revision and ready, that becomes the current one.
  const complete =
    set.spec.updateStrategy.type === 'RollingUpdate' &&
    updated === set.spec.replicas &&
    pods.length === set.spec.replicas &&
    ready === set.spec.replicas;
  const now = complete ? update : current;
  const status: StatefulSetStatus = {
    observedGeneration: set.metadata.generation ?? 1,
    replicas: pods.length,
    ...positive('readyReplicas', ready),
    availableReplicas: count(pods, (pod) => isAvailable(pod, set.spec.minReadySeconds ?? 0, clock.now())),
    ...positive(
      'currentReplicas',
      count(living, (pod) => revisionOfPod(pod) === now.metadata.name),
    ),
    ...positive('updatedReplicas', updated),
    currentRevision: now.metadata.name,
    updateRevision: update.metadata.name,
    collisionCount: set.status.collisionCount ?? 0,
  };
  store.update('statefulsets', { ...set, status }, controllerManagerStatus);
}
