import type { CachedObject, CacheChange } from '../clusters/cached-kind.ts';
import type { ClusterRegistry, ClusterSource } from '../clusters/cluster-source.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Problem } from '../problem.ts';
import type { StepVerdict } from './step-verdict.ts';

export interface WatchOptions {
  readonly clusterId: string;
  readonly clusterName: string;
  readonly uid: string;
  readonly kind: keyof ClusterSource['workloads'];
  readonly namespace: string;
  readonly name: string;
  readonly judge: (cluster: ClusterSource) => StepVerdict;
  /** Milliseconds since the epoch, given what the workload's cluster shows now; asked again whenever something changed. */
  readonly deadline: (cluster: ClusterSource) => number;
  readonly atDeadline: (message: string) => Problem;
  readonly removed: () => Problem;
  readonly message: (message: string) => void;
  readonly signal: AbortSignal;
}

export type WatchEnd = { readonly type: 'DONE' | 'STOPPED' } | { readonly type: 'FAILED'; readonly problem: Problem };

/** Pods and events come in bursts; this many milliseconds of them are judged at once. */
const burstMs = 50;
/** How long the end of a rollout waits for the caches of pods and revisions to show it too, in milliseconds. */
const settleMs = 5_000;
/** How long a cluster may be gone from the registry (its file is being rewritten) before it counts as removed. */
const replacedMs = 3_000;

/** Watches the caches until a step is done, has failed, or is stopped. Nothing is polled: changes and due times drive it. */
export function watchStep(options: WatchOptions, registry: ClusterRegistry, clock: Clock): Promise<WatchEnd> {
  return new Promise((resolve) => {
    let unsubscribe: (() => void)[] = [];
    let cluster: ClusterSource | undefined;
    let cancelTimer: (() => void) | null = null;
    let cancelBurst: (() => void) | null = null;
    let settlingSince: number | null = null;
    let goneSince: number | null = null;
    let told = '';
    let ended = false;

    const end = (result: WatchEnd) => {
      if (ended) return;
      ended = true;
      for (const stop of unsubscribe) stop();
      cancelTimer?.();
      cancelBurst?.();
      offRegistry();
      options.signal.removeEventListener('abort', onAbort);
      resolve(result);
    };
    const onAbort = () => end({ type: 'STOPPED' });

    const lookAt = (time: number) => {
      cancelTimer?.();
      cancelTimer = Number.isFinite(time) ? clock.after(Math.max(0, time - clock.now()), look) : null;
    };
    const look = () => {
      if (ended) return;
      cancelBurst?.();
      cancelBurst = null;
      const now = clock.now();
      if (cluster === undefined) {
        goneSince ??= now;
        if (now - goneSince >= replacedMs) end({ type: 'FAILED', problem: options.removed() });
        else lookAt(goneSince + replacedMs);
        return;
      }
      goneSince = null;
      const verdict = options.judge(cluster);
      if (verdict.type === 'DONE') return end({ type: 'DONE' });
      if (verdict.type === 'FAILED') return end({ type: 'FAILED', problem: verdict.problem });
      settlingSince = verdict.settling ? (settlingSince ?? now) : null;
      if (settlingSince !== null && now - settlingSince >= settleMs) return end({ type: 'DONE' });
      const deadline = options.deadline(cluster);
      if (settlingSince === null && now >= deadline) {
        return end({ type: 'FAILED', problem: options.atDeadline(verdict.message) });
      }
      if (told !== verdict.message) {
        told = verdict.message;
        options.message(told);
      }
      lookAt(Math.min(verdict.lookAgainAt, settlingSince === null ? deadline : settlingSince + settleMs));
    };
    const lookSoon = () => {
      cancelBurst ??= clock.after(burstMs, look);
    };

    const subscribe = () => {
      for (const stop of unsubscribe) stop();
      unsubscribe = [];
      cluster = registry.byId(options.clusterId);
      if (cluster === undefined) return;
      const near = (change: CacheChange<CachedObject>) => change.object.meta.namespace === options.namespace;
      const own = ({ object }: CacheChange<CachedObject>) =>
        object.meta.uid === options.uid ||
        (object.meta.name === options.name && object.meta.namespace === options.namespace);
      const onNear = (change: CacheChange<CachedObject>) => void (near(change) && lookSoon());
      unsubscribe = [
        cluster.workloads[options.kind].subscribe((change) => void (own(change) && queueMicrotask(look))),
        (options.kind === 'DEPLOYMENT' ? cluster.replicaSets : cluster.controllerRevisions).subscribe(onNear),
        cluster.pods.subscribe(onNear),
        cluster.events.subscribe(onNear),
        cluster.onState(lookSoon),
      ];
    };
    const offRegistry = registry.onChange(({ cluster: changed }) => {
      if (changed.id !== options.clusterId) return;
      subscribe();
      look();
    });
    options.signal.addEventListener('abort', onAbort);
    if (options.signal.aborted) return onAbort();
    subscribe();
    look();
  });
}
