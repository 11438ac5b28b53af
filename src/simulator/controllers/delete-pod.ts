import type { Pod } from '../objects/pod.ts';
import { timestamp } from '../objects/timestamp.ts';
import type { ControllerContext } from './controller-context.ts';

/** Asks for a pod's end: the kubelet removes it once its containers have stopped. A pod on no node is removed at once. */
export function deletePod({ store, clock }: ControllerContext, pod: Pod): void {
  if (pod.metadata.deletionTimestamp !== undefined) return;
  if (pod.spec.nodeName === undefined) {
    store.remove('pods', pod.metadata);
    return;
  }
  const grace = pod.spec.terminationGracePeriodSeconds ?? 30;
  const deletion = { deletionTimestamp: timestamp(clock.now() + grace * 1000), deletionGracePeriodSeconds: grace };
  store.update('pods', { ...pod, metadata: { ...pod.metadata, ...deletion } });
}
