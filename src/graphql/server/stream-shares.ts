import type { Session } from '../../auth/session.ts';

/** How many of all open streams one caller may have, so that nobody has all of them. */
export interface StreamShares {
  /** Takes one; null where the caller has their share. The answer gives it back, once. */
  take(session: Session): (() => void) | null;
}

/** At most half of `limit` for each caller with a credential; the local administrator is alone, and may have all. */
export function createStreamShares(limit: number): StreamShares {
  const share = Math.max(1, Math.floor(limit / 2));
  const open = new Map<string, number>();
  return {
    take({ caller, credential }) {
      const key = `${caller.kind} ${caller.name}`;
      const count = open.get(key) ?? 0;
      if (credential !== null && count >= share) return null;
      open.set(key, count + 1);
      let given = false;
      return () => {
        if (given) return;
        given = true;
        const left = (open.get(key) ?? 1) - 1;
        if (left === 0) open.delete(key);
        else open.set(key, left);
      };
    },
  };
}
