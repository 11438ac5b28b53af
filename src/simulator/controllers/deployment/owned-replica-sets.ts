import { isControlledBy } from '../../objects/kube-object.ts';
import type { Deployment, ReplicaSet } from '../../objects/workloads.ts';
import type { ControllerContext } from '../controller-context.ts';
import { sameTemplate } from '../template-hash.ts';

export interface ReplicaSets {
  readonly all: readonly ReplicaSet[];
  /** The one whose template is that of the Deployment. */
  readonly current: ReplicaSet | undefined;
  /** The others, oldest first. */
  readonly old: readonly ReplicaSet[];
}

/** The ReplicaSets of a Deployment, as they are now. */
export function ownedReplicaSets({ store }: ControllerContext, deployment: Deployment): ReplicaSets {
  const mine = store
    .list('replicasets', deployment.metadata.namespace)
    .filter((set) => isControlledBy(set, deployment));
  const all = [...mine].sort(byAge);
  const current = all.find((set) => sameTemplate(set.spec.template, deployment.spec.template));
  return { all, current, old: all.filter((set) => set !== current) };
}

function byAge(left: ReplicaSet, right: ReplicaSet): number {
  const [a, b] = [left.metadata.creationTimestamp, right.metadata.creationTimestamp];
  if (a === b) return left.metadata.name < right.metadata.name ? -1 : 1;
  return a < b ? -1 : 1;
}
