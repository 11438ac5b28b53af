import type { Clock } from '../../lib/clock.ts';
import type { OutagePlan } from '../demo/cluster-definition.ts';
import type { OutageMode } from '../http/api-server.ts';

/** Takes a cluster off the network as its plans say; the answer ends that. */
export function planOutages(
  clock: Clock,
  plans: readonly OutagePlan[],
  setReachable: (reachable: boolean, mode: OutageMode) => void,
): () => void {
  const cancels = plans.map(({ firstAfter, every, lasts, mode = 'reset' }) => {
    let cancel = clock.after(firstAfter * 1000, begin);
    function begin(): void {
      setReachable(false, mode);
      cancel = clock.after(lasts * 1000, end);
    }
    function end(): void {
      setReachable(true, mode);
      cancel = clock.after(Math.max(every - lasts, 1) * 1000, begin);
    }
    return () => cancel();
  });
  return () => {
    for (const cancel of cancels) cancel();
  };
}
