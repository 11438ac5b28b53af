import type { CacheChange, CachedKind, CachedObject, KindAvailability } from '../../domain/clusters/cached-kind.ts';
import type { Freshness } from '../../domain/clusters/cluster-state.ts';
import type { Clock } from '../../lib/clock.ts';
import { createListeners } from '../../lib/listeners.ts';
import type { Log } from '../../lib/log.ts';
import type { Slice } from '../../lib/turns.ts';
import type { ObjectBudget } from './object-budget.ts';
import { controllerOf, ObjectIndex } from './object-index.ts';
import { WholeObjects } from './object-table.ts';
import type { ObjectTable } from './object-table.ts';

/** Thrown where one more object would be more than this process may hold. */
export class BudgetError extends Error {
  constructor(limit: number) {
    super(`this process may hold ${limit} objects of a cluster`);
    this.name = 'BudgetError';
  }
}

/** A cache that a reflector fills. */
export interface KindStore<T extends CachedObject> extends CachedKind<T> {
  setAvailability(availability: KindAvailability): void;
  /** The cluster confirmed what is held, at this time (milliseconds since the epoch). */
  observed(at: number): void;
  /** Whether a watch is open that keeps this up to date. */
  setLive(live: boolean): void;
  readonly live: boolean;
  /** Changes were missed: what is held is stale from now on, until a watch is open again. */
  setOutdated(): void;
  /** While the cluster cannot be reached, what is held is stale. */
  setReachable(reachable: boolean): void;
  /** Adds or replaces an object. Another object under the same name is deleted first. @throws BudgetError */
  upsert(object: T): void;
  remove(uid: string): void;
  /** Begins a new list, which replaces everything once it is committed. */
  stage(): Staging<T>;
  clear(): void;
  /** Gives back the room that it takes; the cache is not filled any more. */
  release(): void;
}

/** A list that is being read. */
export interface Staging<T extends CachedObject> {
  /** @throws BudgetError */
  add(object: T): void;
  remove(uid: string): void;
  /** Replaces what is held at one moment, then tells the differences; those that were missed are among them. */
  commit(slice: Slice): Promise<void>;
  discard(): void;
}

/** How much of a kind is kept, and by whom it is found. */
export interface Retention<T> {
  /** The uid under which `ownedBy` finds an object. */
  ownerOf(object: T): string | null;
  /** At most so many of one owner: the first by this order go first. */
  readonly perOwner?: { readonly max: number; order(a: T, b: T): number };
  /** At most so many altogether: those that came first go first. */
  readonly max?: number;
}

export interface KindStoreOptions<T extends CachedObject> {
  /** Plural of the kind, for messages. */
  readonly name: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly budget: ObjectBudget;
  readonly retention?: Retention<T>;
  /** Makes what the objects are held in, each time that all are listed anew. Default: as they came. Only where there is no retention. */
  readonly table?: () => ObjectTable<T>;
}

/** A watch may be away for so long, while it is opened again, without what is held being called stale. */
const reconnectGraceMs = 4000;

interface Inserted<T extends CachedObject> {
  /** Undefined where the object is new. */
  readonly formerOwner: string | null | undefined;
  readonly gone: readonly T[];
}

const none: readonly never[] = [];

export function createKindStore<T extends CachedObject>(options: KindStoreOptions<T>): KindStore<T> {
  const { clock, budget } = options;
  if (options.table !== undefined && options.retention !== undefined)
    throw new Error(`${options.name} have a retention, so they are held as they came`);
  const retention: Retention<T> = options.retention ?? { ownerOf: controllerOf };
  const isBounded = retention.perOwner !== undefined || retention.max !== undefined;
  const listeners = createListeners<CacheChange<T>>(options.log, `the cache of ${options.name}`);
  const newIndex = () => new ObjectIndex<T>(options.table?.() ?? new WholeObjects(retention.ownerOf));
  let index = newIndex();
  let taken = 0;
  let availability: KindAvailability = { status: 'SYNCING' };
  let observedAt: number | null = null;
  let freshness: Freshness = { observedAt, stale: true };
  let live = false;
  let reachable = true;
  let brokenSince = clock.now();
  /** A watch that rests in the middle of a chunk goes on with it even then. */
  let released = false;

  function shrink(): void {
    if (taken > index.size) {
      budget.give(taken - index.size);
      taken = index.size;
    }
  }

  /** What has to go so that the retention holds again after the object was added. */
  function excess(of: ObjectIndex<T>, added: T): readonly T[] {
    const gone: T[] = [];
    const owner = retention.ownerOf(added);
    const { perOwner, max } = retention;
    if (perOwner !== undefined && owner !== null) {
      const siblings = of.ownedBy(owner);
      if (siblings.length > perOwner.max)
        gone.push(...[...siblings].sort(perOwner.order).slice(0, siblings.length - perOwner.max));
    }
    if (max !== undefined && of.size - gone.length > max) {
      for (const first of of.all()) {
        gone.push(first);
        break;
      }
    }
    return gone;
  }

  /** Adds or replaces an object. Tells as whose it was found before, and what has to go for it. @throws BudgetError */
  function insert(into: ObjectIndex<T>, object: T): Inserted<T> {
    const formerOwner = into.set(object);
    if (formerOwner === undefined && !released && into.size > taken) {
      if (!budget.take()) {
        into.remove(object.meta.uid);
        throw new BudgetError(budget.limit);
      }
      taken += 1;
    }
    if (!isBounded) return { formerOwner, gone: none };
    const gone = excess(into, object);
    for (const each of gone) into.remove(each.meta.uid);
    return { formerOwner, gone };
  }

  function removeHeld(object: T): void {
    index.remove(object.meta.uid);
    shrink();
    listeners.tell({ type: 'DELETED', object });
  }

  async function tellDifferences(before: ObjectIndex<T>, after: ObjectIndex<T>, slice: Slice): Promise<void> {
    if (before.size === 0) return tellAll(after, slice);
    for (const uid of before.uids()) {
      const gone = after.versionOf(uid) === undefined ? before.get(uid) : undefined;
      if (gone !== undefined) listeners.tell({ type: 'DELETED', object: gone });
      const rest = slice.rest();
      if (rest !== undefined) await rest;
    }
    for (const uid of after.uids()) {
      const version = before.versionOf(uid);
      const object = version === after.versionOf(uid) ? undefined : after.get(uid);
      if (object !== undefined && version === undefined) listeners.tell({ type: 'ADDED', object });
      else if (object !== undefined) listeners.tell({ type: 'MODIFIED', object, formerOwner: before.ownerOf(uid) });
      const rest = slice.rest();
      if (rest !== undefined) await rest;
    }
  }

  /** Of a first list: nothing of it was there before. */
  async function tellAll(after: ObjectIndex<T>, slice: Slice): Promise<void> {
    for (const object of after.all()) {
      listeners.tell({ type: 'ADDED', object });
      const rest = slice.rest();
      if (rest !== undefined) await rest;
    }
  }

  return {
    get availability() {
      return availability;
    },
    get freshness() {
      const stale = observedAt === null || !reachable || (!live && clock.now() - brokenSince > reconnectGraceMs);
      // All kinds of all clusters are asked again and again, and hardly ever answer anything new.
      if (stale !== freshness.stale || observedAt !== freshness.observedAt) freshness = { observedAt, stale };
      return freshness;
    },
    get size() {
      return index.size;
    },
    get live() {
      return live;
    },
    get: (uid) => index.get(uid),
    find: (namespace, name) => index.find(namespace, name),
    inNamespace: (namespace) => index.inNamespace(namespace),
    ownedBy: (uid) => index.ownedBy(uid),
    uidsOwnedBy: (uid) => index.uidsOwnedBy(uid),
    countOwnedBy: (uid) => index.countOwnedBy(uid),
    ownerOf: (uid) => index.ownerOf(uid),
    all: () => index.all(),
    subscribe: (listener) => listeners.add(listener),

    setAvailability(next) {
      availability = next;
    },
    observed(at) {
      observedAt = at;
    },
    setLive(next) {
      if (live && !next) brokenSince = clock.now();
      live = next;
    },
    setOutdated() {
      live = false;
      brokenSince = Number.NEGATIVE_INFINITY;
    },
    setReachable(next) {
      reachable = next;
    },

    upsert(object) {
      const { uid, namespace, name } = object.meta;
      const namesake = index.versionOf(uid) === undefined ? index.find(namespace, name) : undefined;
      if (namesake !== undefined) removeHeld(namesake);
      const { formerOwner, gone } = insert(index, object);
      if (formerOwner !== undefined) listeners.tell({ type: 'MODIFIED', object, formerOwner });
      else if (!gone.includes(object)) listeners.tell({ type: 'ADDED', object });
      for (const each of gone) if (each !== object) listeners.tell({ type: 'DELETED', object: each });
      shrink();
    },

    remove(uid) {
      const held = index.get(uid);
      if (held !== undefined) removeHeld(held);
    },

    stage() {
      const staged = newIndex();
      return {
        add: (object) => void insert(staged, object),
        remove(uid) {
          staged.remove(uid);
        },
        async commit(slice) {
          const before = index;
          index = staged;
          shrink();
          availability = { status: 'SYNCED' };
          await tellDifferences(before, staged, slice);
        },
        discard: shrink,
      };
    },

    release() {
      released = true;
      budget.give(taken);
      taken = 0;
    },

    clear() {
      for (const uid of index.uids()) {
        const held = index.get(uid);
        if (held !== undefined) removeHeld(held);
      }
    },
  };
}
