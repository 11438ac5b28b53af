import type { CachedObject } from '../../domain/clusters/cached-kind.ts';
import type { ObjectTable } from './object-table.ts';
import { SlotLists } from './slot-lists.ts';

/** The uid of the owner that controls an object. */
export function controllerOf(object: CachedObject): string | null {
  return object.meta.controller?.uid ?? null;
}

/**
 * Objects of one kind by uid, by namespace and name, by namespace, and by owner. Most objects are never asked for but by their owner,
 * and there are very many: each has a slot, one entry of a map, which finds the slot by the uid, and links to its neighbours.
 */
export class ObjectIndex<T extends CachedObject> {
  readonly #table: ObjectTable<T>;
  /** Slots from here on were never used. */
  #unused = 0;
  readonly #free: number[] = [];
  readonly #namespaces = new SlotLists();
  readonly #owners = new SlotLists();
  /** Slots by name, of namespaces in which a name was looked for. */
  readonly #names = new Map<string, Map<string, number>>();
  /** What is in a namespace, where that was asked for, until it changes. */
  readonly #lists = new Map<string, readonly T[]>();

  /** @param table a new one, in which only this index puts anything */
  constructor(table: ObjectTable<T>) {
    this.#table = table;
  }

  get size(): number {
    return this.#table.slots.size;
  }

  get(uid: string): T | undefined {
    const slot = this.#table.slots.get(uid);
    return slot === undefined ? undefined : this.#table.at(slot);
  }

  find(namespace: string, name: string): T | undefined {
    let names = this.#names.get(namespace);
    if (names === undefined) {
      const slots = this.#namespaces.collect(namespace, (slot) => slot);
      if (slots.length === 0) return undefined;
      names = new Map(slots.map((slot) => [this.#table.nameAt(slot), slot]));
      this.#names.set(namespace, names);
    }
    const slot = names.get(name);
    return slot === undefined ? undefined : this.#table.at(slot);
  }

  inNamespace(namespace: string): readonly T[] {
    const known = this.#lists.get(namespace);
    if (known !== undefined) return known;
    const list = Object.freeze(this.#namespaces.collect(namespace, (slot) => this.#at(slot)));
    if (list.length > 0 && !this.#table.makesAnew) this.#lists.set(namespace, list);
    return list;
  }

  ownedBy(uid: string): readonly T[] {
    return this.#owners.collect(uid, (slot) => this.#at(slot));
  }

  uidsOwnedBy(uid: string): readonly string[] {
    return this.#owners.collect(uid, (slot) => this.#table.uidAt(slot));
  }

  countOwnedBy(uid: string): number {
    return this.#owners.sum(uid, (slot) => this.#table.countAt(slot));
  }

  *all(): Generator<T, void, undefined> {
    for (const slot of this.#table.slots.values()) yield this.#at(slot);
  }

  uids(): Iterable<string> {
    return this.#table.slots.keys();
  }

  /** The resource version of the object with this uid; undefined where there is none. */
  versionOf(uid: string): string | undefined {
    const slot = this.#table.slots.get(uid);
    return slot === undefined ? undefined : this.#table.versionAt(slot);
  }

  /** Under whose uid `ownedBy` finds the object with this uid; null: under none. */
  ownerOf(uid: string): string | null {
    const slot = this.#table.slots.get(uid);
    return slot === undefined ? null : this.#table.ownerAt(slot);
  }

  /** Adds the object, in place of one with the same uid. Tells under which owner that was found (null: none), or undefined where there was none. */
  set(object: T): string | null | undefined {
    const { uid, namespace, name } = object.meta;
    const slot = this.#table.slots.get(uid);
    if (slot === undefined) {
      this.#add(object);
      return undefined;
    }
    const former = this.#table.ownerAt(slot);
    if (!this.#table.isAt(slot, namespace, name)) {
      this.remove(uid);
      this.#add(object);
      return former;
    }
    this.#table.put(slot, object);
    if (this.#lists.size > 0) this.#lists.delete(namespace);
    // The owner is the one key of these that can change while an object lives.
    const owner = this.#table.ownerAt(slot);
    if (former !== owner) {
      if (former !== null) this.#owners.remove(former, slot);
      if (owner !== null) this.#owners.add(owner, slot);
    }
    return former;
  }

  remove(uid: string): void {
    const slot = this.#table.slots.get(uid);
    if (slot === undefined) return;
    const [namespace, name, owner] = [
      this.#table.namespaceAt(slot),
      this.#table.nameAt(slot),
      this.#table.ownerAt(slot),
    ];
    this.#table.slots.delete(uid);
    this.#table.clear(slot);
    this.#free.push(slot);
    this.#lists.delete(namespace);
    const isEmpty = this.#namespaces.remove(namespace, slot);
    if (isEmpty) this.#names.delete(namespace);
    const names = this.#names.get(namespace);
    if (names?.get(name) === slot) names.delete(name);
    if (owner !== null) this.#owners.remove(owner, slot);
  }

  #add(object: T): void {
    const { uid, namespace, name } = object.meta;
    const slot = this.#free.pop() ?? this.#unused++;
    this.#table.put(slot, object);
    this.#table.slots.set(uid, slot);
    this.#namespaces.add(namespace, slot);
    if (this.#names.size > 0) this.#names.get(namespace)?.set(name, slot);
    if (this.#lists.size > 0) this.#lists.delete(namespace);
    const owner = this.#table.ownerAt(slot);
    if (owner !== null) this.#owners.add(owner, slot);
  }

  /** @throws Error where nothing is: whoever asks has the slot from an index of what there is */
  #at(slot: number): T {
    const object = this.#table.at(slot);
    if (object === undefined) throw new Error('an index of objects points to none');
    return object;
  }
}
