/** Bytes of each slot: how many there are, and they. */
const perSlot = 16;
const dash = 0x2d;

/**
 * Names of very many objects, by slot. What a controller makes is called as the controller, with some letters behind a dash, and those are
 * all that is kept, outside of the heap. Other names are kept whole.
 */
export class PackedNames {
  #endings = Buffer.alloc(0);
  readonly #whole = new Map<number, string>();

  /** In place of what was there. @param owner what its controller is called; null where it has none */
  put(slot: number, name: string, owner: string | null): void {
    const at = perSlot * slot;
    if (at >= this.#endings.length) this.#makeRoom(slot + 1);
    const length = owner === null ? 0 : endingOf(name, owner);
    this.#endings[at] = length;
    if (length === 0) this.#whole.set(slot, name);
    else {
      if (this.#whole.size > 0) this.#whole.delete(slot);
      this.#endings.write(name.slice(-length), at + 1, 'latin1');
    }
  }

  /** The name; empty where there is none. @param owner as it was put there */
  at(slot: number, owner: string | null): string {
    const at = perSlot * slot;
    const length = this.#endings[at] ?? 0;
    if (length === 0 || owner === null) return this.#whole.get(slot) ?? '';
    return `${owner}-${this.#endings.toString('latin1', at + 1, at + 1 + length)}`;
  }

  /** Whether this is the name, without making it. @param owner as it was put there */
  is(slot: number, name: string, owner: string | null): boolean {
    const at = perSlot * slot;
    const length = this.#endings[at] ?? 0;
    if (length === 0 || owner === null) return (this.#whole.get(slot) ?? '') === name;
    if (endingOf(name, owner) !== length) return false;
    const from = owner.length + 1;
    for (let index = 0; index < length; index += 1)
      if (name.charCodeAt(from + index) !== this.#endings[at + 1 + index]) return false;
    return true;
  }

  clear(slot: number): void {
    this.#whole.delete(slot);
    if (perSlot * slot < this.#endings.length) this.#endings[perSlot * slot] = 0;
  }

  #makeRoom(slots: number): void {
    const longer = Buffer.alloc(perSlot * Math.ceil((slots + 24) * 1.25));
    this.#endings.copy(longer);
    this.#endings = longer;
  }
}

/** How many letters stand behind the owner's name and a dash; 0 where it is another name, or they are too many, or no letters of one byte. */
function endingOf(name: string, owner: string): number {
  const length = name.length - owner.length - 1;
  if (length < 1 || length >= perSlot || name.charCodeAt(owner.length) !== dash || !name.startsWith(owner)) return 0;
  for (let at = owner.length + 1; at < name.length; at += 1) if (name.charCodeAt(at) > 0xff) return 0;
  return length;
}
