import type { CachedObject } from '../../domain/clusters/cached-kind.ts';
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
  readonly #ownerOf: (object: T) => string | null;
  readonly #slots = new Map<string, number>();
  readonly #objects: (T | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #namespaces = new SlotLists();
  readonly #owners = new SlotLists();
  /** Slots by name, of namespaces in which a name was looked for. */
  readonly #names = new Map<string, Map<string, number>>();
  /** What is in a namespace, where that was asked for, until it changes. */
  readonly #lists = new Map<string, readonly T[]>();

  /** `ownerOf` says under which uid `ownedBy` finds an object; null: under none. */
  constructor(ownerOf: (object: T) => string | null) {
    this.#ownerOf = ownerOf;
  }

  get size(): number {
    return this.#slots.size;
  }

  get(uid: string): T | undefined {
    const slot = this.#slots.get(uid);
    return slot === undefined ? undefined : this.#objects[slot];
  }

  find(namespace: string, name: string): T | undefined {
    let names = this.#names.get(namespace);
    if (names === undefined) {
      const slots = this.#namespaces.collect(namespace, (slot) => slot);
      if (slots.length === 0) return undefined;
      names = new Map(slots.map((slot) => [this.#at(slot).meta.name, slot]));
      this.#names.set(namespace, names);
    }
    const slot = names.get(name);
    return slot === undefined ? undefined : this.#objects[slot];
  }

  inNamespace(namespace: string): readonly T[] {
    const known = this.#lists.get(namespace);
    if (known !== undefined) return known;
    const list = Object.freeze(this.#namespaces.collect(namespace, (slot) => this.#at(slot)));
    if (list.length > 0) this.#lists.set(namespace, list);
    return list;
  }

  ownedBy(uid: string): readonly T[] {
    return this.#owners.collect(uid, (slot) => this.#at(slot));
  }

  *all(): Generator<T, void, undefined> {
    for (const slot of this.#slots.values()) yield this.#at(slot);
  }

  /** Adds the object, in place of one with the same uid, which is the answer. */
  set(object: T): T | undefined {
    const { uid, namespace, name } = object.meta;
    const slot = this.#slots.get(uid);
    if (slot === undefined) {
      this.#add(object);
      return undefined;
    }
    const previous = this.#at(slot);
    if (previous.meta.namespace !== namespace || previous.meta.name !== name) {
      this.remove(previous);
      this.#add(object);
      return previous;
    }
    this.#objects[slot] = object;
    if (this.#lists.size > 0) this.#lists.delete(namespace);
    // The owner is the one key of these that can change while an object lives.
    const [former, owner] = [this.#ownerOf(previous), this.#ownerOf(object)];
    if (former !== owner) {
      if (former !== null) this.#owners.remove(former, slot);
      if (owner !== null) this.#owners.add(owner, slot);
    }
    return previous;
  }

  remove({ meta: { uid } }: T): void {
    const slot = this.#slots.get(uid);
    if (slot === undefined) return;
    const held = this.#at(slot);
    const { namespace, name } = held.meta;
    this.#slots.delete(uid);
    this.#objects[slot] = undefined;
    this.#free.push(slot);
    this.#lists.delete(namespace);
    const isEmpty = this.#namespaces.remove(namespace, slot);
    if (isEmpty) this.#names.delete(namespace);
    const names = this.#names.get(namespace);
    if (names?.get(name) === slot) names.delete(name);
    const owner = this.#ownerOf(held);
    if (owner !== null) this.#owners.remove(owner, slot);
  }

  #add(object: T): void {
    const { uid, namespace, name } = object.meta;
    const slot = this.#free.pop() ?? this.#objects.length;
    this.#objects[slot] = object;
    this.#slots.set(uid, slot);
    this.#namespaces.add(namespace, slot);
    if (this.#names.size > 0) this.#names.get(namespace)?.set(name, slot);
    if (this.#lists.size > 0) this.#lists.delete(namespace);
    const owner = this.#ownerOf(object);
    if (owner !== null) this.#owners.add(owner, slot);
  }

  /** @throws Error where nothing is: whoever asks has the slot from an index of what there is */
  #at(slot: number): T {
    const object = this.#objects[slot];
    if (object === undefined) throw new Error('an index of objects points to none');
    return object;
  }
}
