/** How many items a run of the list holds when it is made; it is split at twice as many. */
const runSize = 256;

/**
 * Items in an order, with the place of each: taking one in or out of 100,000 moves some hundreds, and reading one by its index
 * looks at about ten. No two items are equal in the order.
 */
export class OrderedList<T> {
  readonly #compare: (a: T, b: T) => number;
  #runs: T[][] = [];
  /** How many items come before each run; null after a change. */
  #starts: readonly number[] | null = null;
  #length: number;

  /** @param items already in the order */
  constructor(compare: (a: T, b: T) => number, items: readonly T[]) {
    this.#compare = compare;
    this.#length = items.length;
    for (let start = 0; start < items.length; start += runSize) this.#runs.push(items.slice(start, start + runSize));
  }

  get length(): number {
    return this.#length;
  }

  at(index: number): T | undefined {
    if (index < 0 || index >= this.#length) return undefined;
    const starts = this.#startsOfRuns();
    const run = countWhile(starts, (start) => start <= index) - 1;
    return this.#runs[run]?.[index - (starts[run] ?? 0)];
  }

  /** How many stand at the front for which it holds; it must hold for none behind one for which it does not. */
  countWhile(holds: (item: T) => boolean): number {
    const run = this.#runWhere(holds);
    const within = this.#runs[run];
    return within === undefined ? this.#length : (this.#startsOfRuns()[run] ?? 0) + countWhile(within, holds);
  }

  insert(item: T): void {
    const comesBefore = (other: T) => this.#compare(other, item) < 0;
    const at = Math.min(this.#runWhere(comesBefore), Math.max(0, this.#runs.length - 1));
    const run = this.#runs[at] ?? [];
    if (this.#runs.length === 0) this.#runs.push(run);
    run.splice(countWhile(run, comesBefore), 0, item);
    if (run.length > 2 * runSize) this.#runs.splice(at + 1, 0, run.splice(runSize));
    this.#length += 1;
    this.#starts = null;
  }

  /** Takes out what is equal to the item in the order. */
  delete(item: T): void {
    const comesBefore = (other: T) => this.#compare(other, item) < 0;
    const at = this.#runWhere(comesBefore);
    const run = this.#runs[at] ?? [];
    const index = countWhile(run, comesBefore);
    const found = run[index];
    if (found === undefined || this.#compare(found, item) !== 0) return;
    run.splice(index, 1);
    if (run.length === 0) this.#runs.splice(at, 1);
    this.#length -= 1;
    this.#starts = null;
  }

  /** The first run whose last item it does not hold for. */
  #runWhere(holds: (item: T) => boolean): number {
    return countWhile(this.#runs, (run) => {
      const last = run.at(-1);
      return last !== undefined && holds(last);
    });
  }

  #startsOfRuns(): readonly number[] {
    if (this.#starts !== null) return this.#starts;
    const starts: number[] = [];
    let start = 0;
    for (const run of this.#runs) {
      starts.push(start);
      start += run.length;
    }
    this.#starts = starts;
    return starts;
  }
}

function countWhile<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(items[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low;
}
