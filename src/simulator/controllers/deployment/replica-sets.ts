import { controllerReference } from '../../objects/kube-object.ts';
import type { Deployment, ReplicaSet } from '../../objects/workloads.ts';
import { findCondition, setCondition } from '../conditions.ts';
import { controllerManager, controllerManagerStatus } from '../controller-context.ts';
import type { ControllerContext } from '../controller-context.ts';
import { podTemplateHash, templateHash, withoutHash } from '../template-hash.ts';
import type { ReplicaSets } from './owned-replica-sets.ts';
import { maxSurge, newSetReplicas, replicaAnnotations } from './scaling.ts';

export const revisionAnnotation = 'deployment.kubernetes.io/revision';
const historyAnnotation = 'deployment.kubernetes.io/revision-history';

/** Annotations of a Deployment that its ReplicaSets do not take over. */
const notCopied: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  historyAnnotation,
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
]);

/** The revision number of a ReplicaSet or Deployment; 0 where it has none. */
export function revisionOf(object: ReplicaSet | Deployment): number {
  return Number(object.metadata.annotations?.[revisionAnnotation] ?? 0);
}

/**
 * Gives the ReplicaSet of the Deployment's template the highest revision, making it where there is none (unless
 * `create` is false), and shows that revision on the Deployment.
 */
export function ensureNewReplicaSet(
  context: ControllerContext,
  deployment: Deployment,
  sets: ReplicaSets,
  create: boolean,
): void {
  const { store, clock } = context;
  const revision = Math.max(0, ...sets.old.map(revisionOf)) + 1;
  let set = sets.current;
  let { conditions } = deployment.status;
  if (set !== undefined) {
    const { minReadySeconds = 0 } = deployment.spec;
    const annotations = annotationsFor(deployment, set, revision);
    const spec = minReadySeconds === (set.spec.minReadySeconds ?? 0) ? set.spec : { ...set.spec, minReadySeconds };
    set = store.update('replicasets', { ...set, metadata: { ...set.metadata, annotations }, spec }, controllerManager);
    if (findCondition(conditions, 'Progressing') === undefined) {
      const message = `Found new replica set "${set.metadata.name}"`;
      conditions = setCondition(
        conditions,
        { type: 'Progressing', status: 'True', reason: 'FoundNewReplicaSet', message },
        clock.now(),
      );
    }
  } else if (create) {
    set = createReplicaSet(context, deployment, sets, revision);
    const message = `Created new replica set "${set.metadata.name}"`;
    conditions = setCondition(
      conditions,
      { type: 'Progressing', status: 'True', reason: 'NewReplicaSetCreated', message },
      clock.now(),
    );
  } else {
    return;
  }
  const annotations = { ...deployment.metadata.annotations, [revisionAnnotation]: String(revisionOf(set)) };
  const status = conditions === undefined ? deployment.status : { ...deployment.status, conditions };
  store.update(
    'deployments',
    { ...deployment, metadata: { ...deployment.metadata, annotations }, status },
    controllerManagerStatus,
  );
}

function annotationsFor(deployment: Deployment, set: ReplicaSet, revision: number): Readonly<Record<string, string>> {
  const before = set.metadata.annotations ?? {};
  const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(([name]) => !notCopied.has(name));
  const next: Record<string, string> = { ...before, ...Object.fromEntries(copied) };
  const earlier = revisionOf(set);
  if (earlier < revision) {
    next[revisionAnnotation] = String(revision);
    // A ReplicaSet that comes back keeps the numbers it had.
    if (earlier > 0) {
      const history = before[historyAnnotation];
      next[historyAnnotation] = history === undefined ? String(earlier) : `${history},${earlier}`;
    }
  }
  return next;
}

function createReplicaSet(
  context: ControllerContext,
  deployment: Deployment,
  sets: ReplicaSets,
  revision: number,
): ReplicaSet {
  const { store, events } = context;
  const { spec, metadata } = deployment;
  const hash = templateHash(withoutHash(spec.template), deployment.status.collisionCount);
  const labels = { ...spec.template.metadata?.labels, [podTemplateHash]: hash };
  const copied = Object.entries(metadata.annotations ?? {}).filter(([name]) => !notCopied.has(name));
  const replicas = newSetReplicas(deployment, sets.old, 0);
  const set = store.create(
    'replicasets',
    {
      kind: 'ReplicaSet',
      apiVersion: 'apps/v1',
      metadata: {
        name: `${metadata.name}-${hash}`,
        ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
        labels,
        annotations: {
          ...Object.fromEntries(copied),
          ...replicaAnnotations(spec.replicas, spec.replicas + maxSurge(deployment)),
          [revisionAnnotation]: String(revision),
        },
        ownerReferences: [controllerReference(deployment)],
      },
      spec: {
        replicas,
        ...(spec.minReadySeconds === undefined ? {} : { minReadySeconds: spec.minReadySeconds }),
        selector: { matchLabels: { ...spec.selector.matchLabels, [podTemplateHash]: hash } },
        template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
      },
      status: { replicas: 0 },
    },
    controllerManager,
  );
  if (replicas > 0) {
    const message = `Scaled up replica set ${set.metadata.name} from 0 to ${replicas}`;
    events.record(deployment, {
      type: 'Normal',
      reason: 'ScalingReplicaSet',
      message,
      component: 'deployment-controller',
    });
  }
  return set;
}

/** Removes the oldest ReplicaSets beyond the history limit, never one that still has pods. */
export function cleanUp({ store }: ControllerContext, deployment: Deployment, { old }: ReplicaSets): void {
  const surplus = old.length - deployment.spec.revisionHistoryLimit;
  if (surplus <= 0) return;
  const oldest = [...old].sort((left, right) => revisionOf(left) - revisionOf(right)).slice(0, surplus);
  for (const set of oldest) {
    const observed = (set.status.observedGeneration ?? 0) >= (set.metadata.generation ?? 0);
    if (set.status.replicas === 0 && set.spec.replicas === 0 && observed) store.remove('replicasets', set.metadata);
  }
}
