/** How many objects may be held: for a cluster, within that for the whole process. */
export interface ObjectBudget {
  /** Takes room for one object; false, and nothing taken, where there is none left. */
  take(): boolean;
  /** Gives room back. */
  give(count: number): void;
  readonly used: number;
  readonly limit: number;
}

/** A budget of `limit` objects, that also counts against its parent. */
export function createObjectBudget(limit: number, parent?: ObjectBudget): ObjectBudget {
  let used = 0;
  return {
    take() {
      if (used >= limit || parent?.take() === false) return false;
      used += 1;
      return true;
    },
    give(count) {
      used -= count;
      parent?.give(count);
    },
    get used() {
      return used;
    },
    limit,
  };
}
