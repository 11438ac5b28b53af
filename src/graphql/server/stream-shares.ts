import type { Session } from '../../auth/session.ts';

/** How many of all open streams one caller may have, so that nobody has all of them. */
export interface StreamShares {
  /** Takes one; false where the caller has their share. */
  take(session: Session): boolean;
  /** Gives one back that was taken, once. */
  release(session: Session): void;
}

/** At most half of `limit` for each caller with a credential; the local administrator is alone, and may have all. */
export function createStreamShares(limit: number): StreamShares {
  const share = Math.max(1, Math.floor(limit / 2));
  const open = new Map<string, number>();
  return {
    take(session) {
      const key = keyOf(session);
      const count = open.get(key) ?? 0;
      if (session.credential !== null && count >= share) return false;
      open.set(key, count + 1);
      return true;
    },
    release(session) {
      const key = keyOf(session);
      const left = (open.get(key) ?? 1) - 1;
      if (left === 0) open.delete(key);
      else open.set(key, left);
    },
  };
}

/** The same for as long as the session lasts, and when it has ended. */
function keyOf({ caller }: Session): string {
  return `${caller.kind} ${caller.name}`;
}
