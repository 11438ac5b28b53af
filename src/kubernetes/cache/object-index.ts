import type { CachedObject } from '../../domain/clusters/cached-kind.ts';

/** Objects of one kind by uid, by namespace and name, by namespace, and by owner. */
export interface ObjectIndex<T extends CachedObject> {
  readonly size: number;
  get(uid: string): T | undefined;
  find(namespace: string, name: string): T | undefined;
  inNamespace(namespace: string): readonly T[];
  ownedBy(uid: string): readonly T[];
  all(): Iterable<T>;
  /** Adds the object, in place of one with the same uid. */
  set(object: T): void;
  remove(object: T): void;
}

/** The uid of the owner that controls an object. */
export function controllerOf(object: CachedObject): string | null {
  return object.meta.controller?.uid ?? null;
}

/** `ownerOf` says under which uid `ownedBy` finds an object; null: under none. */
export function createObjectIndex<T extends CachedObject>(ownerOf: (object: T) => string | null): ObjectIndex<T> {
  const byUid = new Map<string, T>();
  const byNamespace = new Map<string, Namespace<T>>();
  const byOwner = createGroups<T>();

  function remove(object: T): void {
    const { uid, namespace, name } = object.meta;
    const held = byUid.get(uid);
    if (held === undefined) return;
    byUid.delete(uid);
    const group = byNamespace.get(namespace);
    if (group?.byName.get(name)?.meta.uid === uid) {
      group.byName.delete(name);
      group.list = null;
      if (group.byName.size === 0) byNamespace.delete(namespace);
    }
    const owner = ownerOf(held);
    if (owner !== null) byOwner.remove(owner, uid);
  }

  return {
    get size() {
      return byUid.size;
    },
    get: (uid) => byUid.get(uid),
    find: (namespace, name) => byNamespace.get(namespace)?.byName.get(name),
    inNamespace(namespace) {
      const group = byNamespace.get(namespace);
      if (group === undefined) return none;
      group.list ??= Object.freeze([...group.byName.values()]);
      return group.list;
    },
    ownedBy: (uid) => byOwner.get(uid),
    all: () => byUid.values(),
    set(object) {
      const { uid, namespace, name } = object.meta;
      const previous = byUid.get(uid);
      const owner = ownerOf(object);
      // The owner is the one key of these that can change while an object lives.
      if (previous !== undefined && ownerOf(previous) !== owner) remove(previous);
      byUid.set(uid, object);
      let group = byNamespace.get(namespace);
      if (group === undefined) byNamespace.set(namespace, (group = { byName: new Map(), list: null }));
      group.byName.set(name, object);
      group.list = null;
      if (owner !== null) byOwner.set(owner, object);
    },
    remove,
  };
}

const none: readonly never[] = Object.freeze([]);

/** `list` is made once it is asked for, and kept so until something changes. */
interface Namespace<T> {
  readonly byName: Map<string, T>;
  list: readonly T[] | null;
}

interface Groups<T> {
  get(key: string): readonly T[];
  set(key: string, object: T): void;
  remove(key: string, uid: string): void;
}

/** Larger groups are looked through by uid. */
const smallGroup = 16;

interface LargeGroup<T> {
  readonly members: Map<string, T>;
  list: readonly T[] | null;
}

/** Groups of objects. Nearly all are a few pods: as an array, which is replaced, they take a fifth of the room of a map. */
function createGroups<T extends CachedObject>(): Groups<T> {
  const small = new Map<string, readonly T[]>();
  const large = new Map<string, LargeGroup<T>>();
  return {
    get(key) {
      const group = large.get(key);
      if (group === undefined) return small.get(key) ?? none;
      group.list ??= Object.freeze([...group.members.values()]);
      return group.list;
    },
    set(key, object) {
      const group = large.get(key);
      if (group !== undefined) {
        group.members.set(object.meta.uid, object);
        group.list = null;
        return;
      }
      const members = small.get(key) ?? none;
      const at = members.findIndex(({ meta }) => meta.uid === object.meta.uid);
      const next = at === -1 ? [...members, object] : members.with(at, object);
      if (next.length <= smallGroup) {
        small.set(key, Object.freeze(next));
      } else {
        small.delete(key);
        large.set(key, { members: new Map(next.map((each) => [each.meta.uid, each])), list: null });
      }
    },
    remove(key, uid) {
      const group = large.get(key);
      if (group !== undefined) {
        group.members.delete(uid);
        group.list = null;
        if (group.members.size === 0) large.delete(key);
        return;
      }
      const rest = small.get(key)?.filter(({ meta }) => meta.uid !== uid);
      if (rest === undefined) return;
      if (rest.length === 0) small.delete(key);
      else small.set(key, Object.freeze(rest));
    },
  };
}
