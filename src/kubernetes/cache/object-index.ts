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
  const byName = new Map<string, T>();
  const byNamespace = createGroups<T>();
  const byOwner = createGroups<T>();

  function remove(object: T): void {
    const { uid, namespace, name } = object.meta;
    const held = byUid.get(uid);
    if (held === undefined) return;
    byUid.delete(uid);
    const key = nameKey(namespace, name);
    if (byName.get(key)?.meta.uid === uid) byName.delete(key);
    byNamespace.remove(namespace, uid);
    const owner = ownerOf(held);
    if (owner !== null) byOwner.remove(owner, uid);
  }

  return {
    get size() {
      return byUid.size;
    },
    get: (uid) => byUid.get(uid),
    find: (namespace, name) => byName.get(nameKey(namespace, name)),
    inNamespace: (namespace) => byNamespace.get(namespace),
    ownedBy: (uid) => byOwner.get(uid),
    all: () => byUid.values(),
    set(object) {
      const { uid, namespace, name } = object.meta;
      const previous = byUid.get(uid);
      const owner = ownerOf(object);
      // The owner is the one key of these that can change while an object lives.
      if (previous !== undefined && ownerOf(previous) !== owner) remove(previous);
      byUid.set(uid, object);
      byName.set(nameKey(namespace, name), object);
      byNamespace.set(namespace, uid, object);
      if (owner !== null) byOwner.set(owner, uid, object);
    },
    remove,
  };
}

function nameKey(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

interface Groups<T> {
  get(key: string): readonly T[];
  set(key: string, uid: string, object: T): void;
  remove(key: string, uid: string): void;
}

/** Groups of objects. A group is made into an array once it is read, and kept so until it changes. */
function createGroups<T>(): Groups<T> {
  const groups = new Map<string, { readonly members: Map<string, T>; list: readonly T[] | null }>();
  const none: readonly T[] = Object.freeze([]);
  return {
    get(key) {
      const group = groups.get(key);
      if (group === undefined) return none;
      group.list ??= Object.freeze([...group.members.values()]);
      return group.list;
    },
    set(key, uid, object) {
      const group = groups.get(key);
      if (group === undefined) {
        groups.set(key, { members: new Map([[uid, object]]), list: null });
      } else {
        group.members.set(uid, object);
        group.list = null;
      }
    },
    remove(key, uid) {
      const group = groups.get(key);
      if (group === undefined) return;
      group.members.delete(uid);
      group.list = null;
      if (group.members.size === 0) groups.delete(key);
    },
  };
}
