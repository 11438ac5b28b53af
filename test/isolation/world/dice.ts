import { seededRandom } from '../../../src/simulator/objects/random.ts';

/** Chance, the same for the same seed. */
export class Dice {
  readonly #next: () => number;

  constructor(seed: string) {
    this.#next = seededRandom(seed);
  }

  /** A whole number from `least` to `most`, both inclusive. */
  between(least: number, most: number): number {
    return least + Math.floor(this.#next() * (most - least + 1));
  }

  /** True in `percent` of 100 throws. */
  chance(percent: number): boolean {
    return this.#next() * 100 < percent;
  }

  /** One of them. @throws where there is none. */
  pick<T>(values: readonly T[]): T {
    const value = values[Math.floor(this.#next() * values.length)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  }

  /** Each of them with this chance, in their order. */
  some<T>(values: readonly T[], percent: number): T[] {
    return values.filter(() => this.chance(percent));
  }
}
