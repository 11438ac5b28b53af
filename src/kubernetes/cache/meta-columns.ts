import type { ObjectMeta, OwnerReference } from '../../domain/workloads/object-meta.ts';
import { PackedNames } from './packed-names.ts';
import type { PackedSlots } from './slots-by-uid.ts';
import { withRoom } from './with-room.ts';

type Texts = ObjectMeta['labels'];

/** Of each slot: its resource version, its generation, and when it was created. */
const perSlot = 3;

/**
 * Metadata of many objects, by slot. An object for each of them would be several times as large, and collections of garbage
 * would look at each of them again and again; of numbers in one array they see nothing.
 */
export class MetaColumns {
  readonly #slots: PackedSlots;
  readonly #names = new PackedNames();
  readonly #namespaces: (string | undefined)[] = [];
  readonly #labels: (Texts | undefined)[] = [];
  readonly #annotations: (Texts | undefined)[] = [];
  readonly #controllers: (OwnerReference | null | undefined)[] = [];
  #numbers = new Float64Array(0);

  /** @param slots knows their uids */
  constructor(slots: PackedSlots) {
    this.#slots = slots;
  }

  /** Whether there are columns for all that it says. What is being deleted, or has a version that is no number, is rare. */
  static hasRoomFor({ resourceVersion, deletionRequestedAt }: ObjectMeta): boolean {
    return deletionRequestedAt === null && isNumber(resourceVersion);
  }

  /** What there are no columns for is lost. */
  put(slot: number, meta: ObjectMeta): void {
    this.#names.put(slot, meta.name, meta.controller?.name ?? null);
    this.#namespaces[slot] = meta.namespace;
    this.#labels[slot] = meta.labels;
    this.#annotations[slot] = meta.annotations;
    this.#controllers[slot] = meta.controller;
    const at = perSlot * slot;
    this.#numbers = withRoom(this.#numbers, at + perSlot);
    this.#numbers[at] = Number(meta.resourceVersion);
    this.#numbers[at + 1] = meta.generation;
    this.#numbers[at + 2] = meta.createdAt;
  }

  at(slot: number): ObjectMeta | undefined {
    const [labels, annotations] = [this.#labels[slot], this.#annotations[slot]];
    if (labels === undefined || annotations === undefined) return undefined;
    return {
      uid: this.#slots.uidAt(slot),
      name: this.nameAt(slot),
      namespace: this.namespaceAt(slot),
      resourceVersion: this.versionAt(slot),
      generation: this.#numbers[perSlot * slot + 1] ?? 0,
      createdAt: this.#numbers[perSlot * slot + 2] ?? 0,
      deletionRequestedAt: null,
      labels,
      annotations,
      controller: this.#controllers[slot] ?? null,
    };
  }

  clear(slot: number): void {
    this.#names.clear(slot);
    this.#namespaces[slot] = undefined;
    this.#labels[slot] = undefined;
    this.#annotations[slot] = undefined;
    this.#controllers[slot] = undefined;
  }

  nameAt(slot: number): string {
    return this.#names.at(slot, this.#controllers[slot]?.name ?? null);
  }

  namespaceAt(slot: number): string {
    return this.#namespaces[slot] ?? '';
  }

  versionAt(slot: number): string {
    return this.#labels[slot] === undefined ? '' : String(this.#numbers[perSlot * slot]);
  }

  isAt(slot: number, namespace: string, name: string): boolean {
    return this.#namespaces[slot] === namespace && this.#names.is(slot, name, this.#controllers[slot]?.name ?? null);
  }

  ownerAt(slot: number): string | null {
    return this.#controllers[slot]?.uid ?? null;
  }
}

/** Whether the text is a number as JavaScript writes it, with no more digits than it can tell apart. */
function isNumber(text: string): boolean {
  const { length } = text;
  if (length === 0 || length > 15 || (length > 1 && text.startsWith('0'))) return false;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return false;
  }
  return true;
}
