import type { CachedObject } from '../../domain/clusters/cached-kind.ts';
import { MetaColumns } from './meta-columns.ts';
import type { ObjectTable } from './object-table.ts';
import { PackedSlots } from './slots-by-uid.ts';

/** What a kind has beside its metadata, in columns. */
export interface Columns<T extends CachedObject> {
  /** Whether there are columns for all that the object says. */
  hasRoomFor(object: T): boolean;
  /** In place of whatever was there. */
  put(slot: number, object: T): void;
  at(slot: number, meta: T['meta']): T;
  clear(slot: number): void;
  /** What the kind counts, of what is in the slot, and of an object for which there are no columns. */
  countAt(slot: number): number;
  countOf(object: T): number;
}

/**
 * Objects of a kind of which there are very many, and of which few are asked for: in columns, and made anew when they are asked for.
 * What there are no columns for stays as it is.
 */
export class PackedTable<T extends CachedObject> implements ObjectTable<T> {
  readonly makesAnew = true;
  readonly slots = new PackedSlots();
  readonly #meta = new MetaColumns(this.slots);
  readonly #columns: Columns<T>;
  readonly #odd = new Map<number, T>();

  constructor(columns: Columns<T>) {
    this.#columns = columns;
  }

  at(slot: number): T | undefined {
    const odd = this.#oddAt(slot);
    if (odd !== undefined) return odd;
    const meta = this.#meta.at(slot);
    return meta === undefined ? undefined : this.#columns.at(slot, meta);
  }

  put(slot: number, object: T): void {
    if (!MetaColumns.hasRoomFor(object.meta) || !this.#columns.hasRoomFor(object)) {
      this.clear(slot);
      this.#odd.set(slot, object);
      return;
    }
    if (this.#odd.size > 0) this.#odd.delete(slot);
    this.#meta.put(slot, object.meta);
    this.#columns.put(slot, object);
  }

  clear(slot: number): void {
    if (this.#odd.size > 0) this.#odd.delete(slot);
    this.#meta.clear(slot);
    this.#columns.clear(slot);
  }

  uidAt(slot: number): string {
    return this.slots.uidAt(slot);
  }

  nameAt(slot: number): string {
    return this.#oddAt(slot)?.meta.name ?? this.#meta.nameAt(slot);
  }

  namespaceAt(slot: number): string {
    return this.#oddAt(slot)?.meta.namespace ?? this.#meta.namespaceAt(slot);
  }

  isAt(slot: number, namespace: string, name: string): boolean {
    const odd = this.#oddAt(slot);
    if (odd === undefined) return this.#meta.isAt(slot, namespace, name);
    return odd.meta.namespace === namespace && odd.meta.name === name;
  }

  versionAt(slot: number): string {
    return this.#oddAt(slot)?.meta.resourceVersion ?? this.#meta.versionAt(slot);
  }

  ownerAt(slot: number): string | null {
    const odd = this.#oddAt(slot);
    return odd === undefined ? this.#meta.ownerAt(slot) : (odd.meta.controller?.uid ?? null);
  }

  countAt(slot: number): number {
    const odd = this.#oddAt(slot);
    return odd === undefined ? this.#columns.countAt(slot) : this.#columns.countOf(odd);
  }

  #oddAt(slot: number): T | undefined {
    return this.#odd.size === 0 ? undefined : this.#odd.get(slot);
  }
}
