import { currentRevision, isOfRevision, podsOf } from '../fleet/current-revision.ts';
import type { AppInstance } from '../fleet/fleet-model.ts';
import { podTrouble } from '../fleet/pod-trouble.ts';
import type { PodTroubleKind } from '../fleet/pod-trouble.ts';
import type { ProblemCode } from '../problem.ts';

const codes: Readonly<Record<PodTroubleKind, ProblemCode>> = {
  IMAGE_PULL: 'IMAGE_PULL_FAILED',
  CRASH_LOOP: 'CRASH_LOOP',
  CONFIGURATION: 'INVALID',
  UNSCHEDULABLE: 'UNSCHEDULABLE',
};

/**
 * A broken pod of an earlier template for which a StatefulSet waits before it goes on: it does not replace a pod that never got
 * ready, also not with a good one, until someone deletes it.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback
 */
export function stuckOnOldPod(instance: AppInstance): { readonly code: ProblemCode; readonly message: string } | null {
  const { workload } = instance;
  if (workload.kind !== 'STATEFUL_SET' || workload.strategy === 'ON_DELETE') return null;
  const record = currentRevision(instance);
  if (record === undefined) return null;
  for (const pod of podsOf(instance)) {
    if (isOfRevision(pod, record)) continue;
    const trouble = podTrouble(pod);
    if (trouble?.certain !== true) continue;
    const { name, namespace } = pod.meta;
    return {
      code: codes[trouble.kind],
      message: `the StatefulSet waits for its pod ${name} of an earlier template, which cannot get ready: ${trouble.message} Kubernetes does not replace such a pod by itself; delete it (kubectl delete pod ${name} -n ${namespace}), and the rollout goes on.`,
    };
  }
  return null;
}
