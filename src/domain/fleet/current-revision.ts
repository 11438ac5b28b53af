import type { CachedKind } from '../clusters/cached-kind.ts';
import type { Pod } from '../workloads/pod.ts';
import type { RevisionRecord } from '../workloads/revision-record.ts';
import type { AppInstance } from './fleet-model.ts';

/** Where an instance's revisions are kept: ReplicaSets for Deployments, else ControllerRevisions. */
export function revisionCache(instance: AppInstance): CachedKind<RevisionRecord> {
  return instance.workload.kind === 'DEPLOYMENT' ? instance.cluster.replicaSets : instance.cluster.controllerRevisions;
}

/**
 * The ReplicaSet or ControllerRevision that holds the workload's present template, or undefined while there is none.
 * By the template and not by `status`, which lags behind the spec. Where several hold it (a hash collision): the newest.
 */
export function currentRevision(instance: AppInstance): RevisionRecord | undefined {
  const { workload } = instance;
  let found: RevisionRecord | undefined;
  for (const record of revisionCache(instance).ownedBy(workload.meta.uid)) {
    if (record.template.digest !== workload.template.digest) continue;
    if (found === undefined || record.number > found.number) found = record;
  }
  return found;
}

/** All pods of the instance, of whatever revision. */
export function podsOf(instance: AppInstance): readonly Pod[] {
  return ownersOfPods(instance).flatMap((owner) => instance.cluster.pods.ownedBy(owner));
}

/** Restarts of all containers of these pods. */
export function restartsOf(instance: AppInstance): number {
  return ownersOfPods(instance).reduce((sum, owner) => sum + instance.cluster.pods.countOwnedBy(owner), 0);
}

/** The uids of what controls its pods. */
function ownersOfPods({ cluster, workload }: AppInstance): readonly string[] {
  return workload.kind === 'DEPLOYMENT' ? cluster.replicaSets.uidsOwnedBy(workload.meta.uid) : [workload.meta.uid];
}

/** Whether the pod was made from this revision. */
export function isOfRevision(pod: Pod, record: RevisionRecord): boolean {
  if (pod.meta.controller?.uid === record.meta.uid) return true;
  if (pod.revisionHash === null || pod.meta.controller?.uid !== record.meta.controller?.uid) return false;
  // A StatefulSet labels its pods with the ControllerRevision's name, a DaemonSet with the hash that the revision is labelled with.
  return pod.revisionHash === record.meta.name || pod.revisionHash === record.meta.labels['controller-revision-hash'];
}

/** Pods of the workload's present template. @param record its current revision, where that is known already */
export function currentPods(
  instance: AppInstance,
  record: RevisionRecord | undefined = currentRevision(instance),
): readonly Pod[] {
  if (record === undefined) return [];
  if (instance.workload.kind === 'DEPLOYMENT') return instance.cluster.pods.ownedBy(record.meta.uid);
  return instance.cluster.pods.ownedBy(instance.workload.meta.uid).filter((pod) => isOfRevision(pod, record));
}
