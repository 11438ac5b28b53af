import type { CachedObject } from '../../domain/clusters/cached-kind.ts';
import type { SlotsByUid } from './slots-by-uid.ts';

/** Where an index keeps its objects: each in a slot, which is a small whole number. */
export interface ObjectTable<T extends CachedObject> {
  /** Whether `at` makes its answer anew for each question. Who keeps that keeps it beside what the table has. */
  readonly makesAnew: boolean;
  /** Which slot which object is in: kept by who puts objects here, behind `put` and before `clear`. */
  readonly slots: SlotsByUid;
  /** What is in the slot: equal to what was put there. Undefined where nothing is. */
  at(slot: number): T | undefined;
  put(slot: number, object: T): void;
  clear(slot: number): void;
  /** Of what is in the slot, without making all of it. Texts are empty where nothing is. */
  uidAt(slot: number): string;
  nameAt(slot: number): string;
  namespaceAt(slot: number): string;
  /** Whether it is called so, there. */
  isAt(slot: number, namespace: string, name: string): boolean;
  versionAt(slot: number): string;
  /** The uid under which it is found by its owner; null: under none. */
  ownerAt(slot: number): string | null;
  /** What the kind counts; 0 where it counts nothing. */
  countAt(slot: number): number;
}

/** Objects as they were put there. */
export class WholeObjects<T extends CachedObject> implements ObjectTable<T> {
  readonly makesAnew = false;
  /** In the order in which they came: the first ones go where there is a bound. */
  readonly slots = new Map<string, number>();
  readonly #objects: (T | undefined)[] = [];
  readonly #ownerOf: (object: T) => string | null;

  constructor(ownerOf: (object: T) => string | null) {
    this.#ownerOf = ownerOf;
  }

  at(slot: number): T | undefined {
    return this.#objects[slot];
  }

  put(slot: number, object: T): void {
    this.#objects[slot] = object;
  }

  clear(slot: number): void {
    this.#objects[slot] = undefined;
  }

  uidAt(slot: number): string {
    return this.#objects[slot]?.meta.uid ?? '';
  }

  nameAt(slot: number): string {
    return this.#objects[slot]?.meta.name ?? '';
  }

  namespaceAt(slot: number): string {
    return this.#objects[slot]?.meta.namespace ?? '';
  }

  isAt(slot: number, namespace: string, name: string): boolean {
    const object = this.#objects[slot];
    return object !== undefined && object.meta.namespace === namespace && object.meta.name === name;
  }

  versionAt(slot: number): string {
    return this.#objects[slot]?.meta.resourceVersion ?? '';
  }

  ownerAt(slot: number): string | null {
    const object = this.#objects[slot];
    return object === undefined ? null : this.#ownerOf(object);
  }

  countAt(): number {
    return 0;
  }
}
