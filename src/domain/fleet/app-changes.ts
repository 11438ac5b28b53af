import type { AppEntry } from './index-entries.ts';

/** So that a fleet whose lists nobody asks for keeps no more than this of what changed in it. */
const mostKept = 65_536;

/**
 * Which apps changed, came or went, one after the other, for those who keep lists of apps: each reads on where it stopped. A change
 * costs the same however many they are.
 */
export class AppChanges {
  #log: AppEntry[] = [];
  /** The number of the first change in the log. */
  #first = 0;
  /** Up to here somebody has read. */
  #read = 0;

  add(app: AppEntry): void {
    // Whoever reads on finds it all the same: nobody has read as far as where it stands.
    if (app.changedAt >= this.#read) return;
    app.changedAt = this.#next;
    this.#log.push(app);
    if (this.#log.length <= mostKept) return;
    this.#log = this.#log.slice(mostKept / 2);
    this.#first += mostKept / 2;
  }

  /** The number that the next change will have: to read on from, by whoever knows the fleet as it is now. */
  now(): number {
    this.#read = this.#next;
    return this.#next;
  }

  /** What changed from that number on, some perhaps twice; null where that is no longer known. */
  since(number: number): readonly AppEntry[] | null {
    return number < this.#first ? null : this.#log.slice(number - this.#first);
  }

  get #next(): number {
    return this.#first + this.#log.length;
  }
}
