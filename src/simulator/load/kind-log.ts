/** An object as it is after a change: which of the kind's objects it is, and what of it can differ. Never changed itself. */
export interface Row {
  /** Its place among the objects of its kind: places are reused, by an object with another revision. */
  readonly slot: number;
  /** Which revision of its Deployment it is or belongs to. */
  readonly revision: number;
  /** Index in the looks of its kind. */
  readonly look: number;
  readonly resourceVersion: number;
  /** How many changes the cluster had seen with this one; 0: none. */
  readonly sequence: number;
}

export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED';

export interface Change {
  readonly type: ChangeType;
  readonly row: Row;
}

/**
 * The objects of one kind of a cluster, and its last changes. Whoever follows has a position in them: a slow reader
 * costs nothing but that, and falls out when it is overtaken.
 */
export interface KindLog {
  /** How many changes there were: the position behind the last one. */
  readonly end: number;
  /** The objects as they are, one for each taken slot; a copy, which stays as it is. */
  snapshot(): readonly Row[];
  /** How many places there are, taken or not. */
  readonly size: number;
  at(slot: number): Row | undefined;
  apply(type: ChangeType, row: Row): void;
  /** The change at this position; undefined at the end, null where it is no longer known. */
  read(position: number): Change | null | undefined;
  /** The position behind every change up to this resource version; null where changes since then are no longer known. */
  positionAfter(resourceVersion: number): number | null;
  /** Calls on each change until the answer is called. */
  follow(listener: () => void): () => void;
}

/** How many changes are remembered. */
export const capacity = 8192;

export function createKindLog(initial: readonly Row[]): KindLog {
  const rows: (Row | undefined)[] = [...initial];
  const changes: (Change | undefined)[] = [];
  const listeners = new Set<() => void>();
  let end = 0;
  /** The resource version of the last change that was forgotten. */
  let forgotten = 0;

  return {
    get end() {
      return end;
    },
    get size() {
      return rows.length;
    },
    snapshot: () => rows.filter((row) => row !== undefined),
    at: (slot) => rows[slot],
    apply(type, row) {
      if (type !== 'DELETED') rows[row.slot] = row;
      else if (rows[row.slot]?.revision === row.revision) rows[row.slot] = undefined;
      const at = end % capacity;
      forgotten = changes[at]?.row.resourceVersion ?? forgotten;
      changes[at] = { type, row };
      end += 1;
      for (const listener of listeners) listener();
    },
    read(position) {
      if (position >= end) return undefined;
      return position < end - capacity ? null : (changes[position % capacity] ?? null);
    },
    positionAfter(resourceVersion) {
      if (resourceVersion < forgotten) return null;
      let position = end;
      while (position > Math.max(0, end - capacity)) {
        const before = changes[(position - 1) % capacity];
        if (before === undefined || before.row.resourceVersion <= resourceVersion) break;
        position -= 1;
      }
      return position;
    },
    follow(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
