import type { Clock } from '../../lib/clock.ts';
import type { Problem } from '../problem.ts';
import type { Freeze } from './freeze.ts';
import type { FreezeStore } from './freeze-store.ts';
import { frozenBy } from './frozen-by.ts';
import type { PlannedWhere } from './frozen-by.ts';
import { frozenProblem } from './frozen-problem.ts';

/** To be asked before an operation begins. */
export interface FreezeGuard {
  /** Why it may not begin now; null where no freeze forbids it. Rejects with RecordsUnavailable where that cannot be told. */
  refusal(asked: PlannedWhere): Promise<Problem | null>;
}

/** Reads the freezes each time: another gateway may have made or ended one a moment ago. */
export function createFreezeGuard(store: Pick<FreezeStore, 'ahead'>, clock: Clock): FreezeGuard {
  return {
    async refusal(asked) {
      const now = clock.now();
      return frozenAmong(await store.ahead(now), asked, now);
    },
  };
}

/** Why it may not begin at this time (milliseconds since the epoch), where these are the freezes that there are. */
export function frozenAmong(freezes: readonly Freeze[], asked: PlannedWhere, now: number): Problem | null {
  const frozen = frozenBy(freezes, asked, now);
  return frozen === null ? null : frozenProblem(frozen, asked);
}
