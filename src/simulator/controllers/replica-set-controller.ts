import { isControlledBy } from '../objects/kube-object.ts';
import type { Condition } from '../objects/kube-object.ts';
import { isActive, isAvailable, readySince } from '../objects/pod.ts';
import type { Pod } from '../objects/pod.ts';
import { nameSuffix } from '../objects/random.ts';
import { hasLabels } from '../objects/selectors.ts';
import { timestamp } from '../objects/timestamp.ts';
import type { ReplicaSet, ReplicaSetStatus } from '../objects/workloads.ts';
import { findCondition, withoutCondition } from './conditions.ts';
import { controllerManagerStatus } from './controller-context.ts';
import type { ControllerContext } from './controller-context.ts';
import type { Controller } from './controller.ts';
import { deletePod } from './delete-pod.ts';
import { makePod } from './make-pod.ts';
import { quotaRefusal } from './pod-quota.ts';

const component = 'replicaset-controller';
/** How soon a pod that was refused is tried again, in milliseconds. */
const retryAfter = 5_000;

/** Keeps as many pods as a ReplicaSet asks for. */
export const replicaSetController: Controller = {
  resource: 'replicasets',
  sync(context, key, requeueAfter) {
    const set = context.store.get('replicasets', key);
    if (set === undefined) return;
    const owned = context.store.list('pods', set.metadata.namespace).filter((pod) => isControlledBy(pod, set));
    const active = owned.filter(isActive);
    const failure = manage(context, set, active);
    if (failure !== undefined) requeueAfter(retryAfter);
    updateStatus(context, set, failure);
    const wait = nextAvailable(active, set.spec.minReadySeconds ?? 0, context.clock.now());
    if (wait !== undefined) requeueAfter(wait);
  },
};

/** Creates or deletes pods; the answer is why one could not be created. */
function manage(context: ControllerContext, set: ReplicaSet, active: readonly Pod[]): string | undefined {
  const missing = set.spec.replicas - active.length;
  for (let created = 0; created < missing; created += 1) {
    const refusal = createPod(context, set);
    if (refusal !== undefined) return refusal;
  }
  if (missing < 0) {
    for (const pod of [...active].sort(byWorth).slice(0, -missing)) {
      deletePod(context, pod);
      context.events.record(set, {
        type: 'Normal',
        reason: 'SuccessfulDelete',
        message: `Deleted pod: ${pod.metadata.name}`,
        component,
      });
    }
  }
  return undefined;
}

function createPod({ store, events, random }: ControllerContext, set: ReplicaSet): string | undefined {
  const generateName = `${set.metadata.name}-`;
  const name = `${generateName}${nameSuffix(random)}`;
  const pod = makePod(set, set.spec.template, { name, generateName });
  const refusal = quotaRefusal(store, { name, namespace: set.metadata.namespace ?? '', spec: pod.spec });
  if (refusal !== undefined) {
    events.record(set, { type: 'Warning', reason: 'FailedCreate', message: `Error creating: ${refusal}`, component });
    return refusal;
  }
  store.create('pods', pod);
  events.record(set, { type: 'Normal', reason: 'SuccessfulCreate', message: `Created pod: ${name}`, component });
  return undefined;
}

/** Which pod is given up first: not scheduled, not running, not ready, restarted most often, youngest. */
function byWorth(left: Pod, right: Pod): number {
  const rank = (pod: Pod): readonly number[] => [
    pod.spec.nodeName === undefined ? 0 : 1,
    pod.status.phase === 'Running' ? 1 : 0,
    readySince(pod) === undefined ? 0 : 1,
    -Math.max(0, ...(pod.status.containerStatuses ?? []).map(({ restartCount }) => restartCount)),
    -Date.parse(pod.metadata.creationTimestamp),
  ];
  const [a, b] = [rank(left), rank(right)];
  const differing = a.findIndex((value, index) => value !== b[index]);
  return differing === -1 ? 0 : (a[differing] ?? 0) - (b[differing] ?? 0);
}

function updateStatus({ store, clock }: ControllerContext, set: ReplicaSet, failure: string | undefined): void {
  const owned = store.list('pods', set.metadata.namespace).filter((pod) => isControlledBy(pod, set));
  const active = owned.filter(isActive);
  const labels = set.spec.template.metadata?.labels;
  const status: ReplicaSetStatus = {
    replicas: active.length,
    ...positive('fullyLabeledReplicas', active.filter((pod) => hasLabels(pod.metadata.labels, labels)).length),
    ...positive('readyReplicas', active.filter((pod) => readySince(pod) !== undefined).length),
    ...positive(
      'availableReplicas',
      active.filter((pod) => isAvailable(pod, set.spec.minReadySeconds ?? 0, clock.now())).length,
    ),
    observedGeneration: set.metadata.generation ?? 1,
    terminatingReplicas: owned.filter((pod) => pod.metadata.deletionTimestamp !== undefined).length,
    ...conditionsOf(set, failure, clock.now()),
  };
  store.update('replicasets', { ...set, status }, controllerManagerStatus);
}

function conditionsOf(
  set: ReplicaSet,
  failure: string | undefined,
  now: number,
): { readonly conditions?: readonly Condition[] } {
  const type = 'ReplicaFailure';
  const others = withoutCondition(set.status.conditions, type);
  const known = findCondition(set.status.conditions, type);
  const condition: Condition | undefined =
    failure === undefined
      ? undefined
      : (known ?? {
          type,
          status: 'True',
          lastTransitionTime: timestamp(now),
          reason: 'FailedCreate',
          message: failure,
        });
  const conditions = condition === undefined ? others : [...others, condition];
  return conditions.length === 0 ? {} : { conditions };
}

/** How long until the next ready pod counts as available, in milliseconds. */
export function nextAvailable(pods: readonly Pod[], minReadySeconds: number, now: number): number | undefined {
  const waits = pods
    .map(readySince)
    .filter((since) => since !== undefined)
    .map((since) => since + minReadySeconds * 1000 - now)
    .filter((wait) => wait > 0);
  return waits.length === 0 ? undefined : Math.min(...waits);
}

/** A count that is left out where it is zero, as Go's omitempty does. */
export function positive<K extends string>(name: K, value: number): { readonly [name in K]?: number } {
  return value === 0 ? {} : ({ [name]: value } as { readonly [name in K]?: number });
}
