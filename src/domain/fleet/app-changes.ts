import type { AppEntry } from './index-entries.ts';

/** So that a fleet whose lists nobody asks for keeps no more than this of what changed in it. */
const mostKept = 65_536;

/** So many apps may be looked at in one piece, whatever is asked of each: some milliseconds. */
export const appsAtOnce = 200;

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

  /** How many changed from that number on, some perhaps twice; null where that is no longer known. */
  countSince(number: number): number | null {
    return number < this.#first ? null : this.#next - number;
  }

  /**
   * What changed from that number on, some perhaps twice, but no more than so many; null where that is no longer known. Whoever asks
   * reads on behind these.
   */
  since(number: number, atMost = Number.POSITIVE_INFINITY): readonly AppEntry[] | null {
    if (number < this.#first) return null;
    const from = number - this.#first;
    const changed = this.#log.slice(from, from + atMost);
    this.#read = Math.max(this.#read, number + changed.length);
    return changed;
  }

  get #next(): number {
    return this.#first + this.#log.length;
  }
}
