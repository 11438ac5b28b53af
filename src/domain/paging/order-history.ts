import type { Clock } from '../../lib/clock.ts';
import { createNumberSeal } from '../../lib/number-seal.ts';
import type { NumberSeal } from '../../lib/number-seal.ts';

interface Item {
  /**
   * Epochs and values in turns, at least one of each: from this walk on, the value is this one. In rising order of epochs. Plain
   * numbers, since there are very many: an object for each takes three times the memory.
   */
  known: number[];
  /** The last epoch whose first page looked at it. */
  seen: number;
}

/** How long a walk over an order that changes may take, from its first page to its last. */
export const walkKeepMs = 60 * 60 * 1000;

/** Walks are over this much too early at most. */
const startsEveryMs = 1_000;
/** Of the walks, one in so many goes where there are too many values. */
const overfullShare = 4;

/**
 * The values that lists were ordered by (health, restarts, times), as they were when each walk began. The order of a walk is
 * that of its first page for as long as it lasts, though everything moves on; only values that changed take room, so a
 * thousand walks over a fleet that stands still cost as much as one.
 */
export class OrderHistory {
  readonly #seal: NumberSeal;
  readonly #clock: Clock;
  readonly #keepMs: number;
  readonly #mostValues: number;
  readonly #items = new Map<string, Item>();
  /** From which epoch on they began at which time, at most one entry a second: there can be thousands of walks in one. */
  #starts: { readonly epoch: number; readonly at: number }[] = [];
  /** The oldest and the newest epoch that are known; none while the newest is the smaller one. */
  #oldest = 1;
  #latest = 0;
  #values = 0;
  /** What `changed` was told of, in rising order of epochs: the last change of each item, and some before it. */
  #changes: { readonly epoch: number; readonly id: string }[] = [];

  /** @param key a secret of this process: what another has sealed names no walk of this one */
  constructor(key: string, clock: Clock, options: { readonly keepMs?: number; readonly mostValues?: number } = {}) {
    this.#seal = createNumberSeal(key, 'walks');
    this.#clock = clock;
    this.#keepMs = options.keepMs ?? walkKeepMs;
    this.#mostValues = options.mostValues ?? 500_000;
  }

  /** Begins a walk. */
  begin(): number {
    this.#expire();
    this.#latest += 1;
    const at = this.#clock.now();
    const last = this.#starts.at(-1);
    if (last === undefined || at - last.at >= startsEveryMs) this.#starts.push({ epoch: this.#latest, at });
    return this.#latest;
  }

  /** What cursors name a walk by. Its epoch would tell each reader how many walks others begin. */
  nameOf(epoch: number): string {
    return this.#seal.seal(epoch);
  }

  /** The epoch of the walk of that name, if it can still go on. */
  find(name: string): number | null {
    const epoch = this.#seal.open(name);
    return epoch !== null && this.#holds(epoch) ? epoch : null;
  }

  /** Whether a walk can still go on. */
  #holds(epoch: number): boolean {
    if (epoch < this.#oldest || epoch > this.#latest) return false;
    const start = this.#starts.findLast((each) => each.epoch <= epoch);
    return start !== undefined && this.#clock.now() - start.at <= this.#keepMs;
  }

  /** On the first page of a walk: the item's value, noted for the pages that follow. */
  note(epoch: number, id: string, value: number): number {
    const item = this.#items.get(id);
    if (item === undefined) {
      this.#items.set(id, { known: [epoch, value], seen: epoch });
      this.#values += 1;
    } else {
      item.seen = epoch;
      if (newestValue(item) !== value) {
        item.known.push(epoch, value);
        this.#values += 1;
      }
    }
    return value;
  }

  /**
   * On later pages: the value as the walk's first page had it. An item that came later has the first value that was noted of it,
   * which stays the same for the rest of the walk.
   */
  at(epoch: number, id: string, present: number): number {
    const item = this.#items.get(id);
    const latest = this.#latest;
    if (item === undefined) return this.note(latest, id, present);
    item.seen = latest;
    return valueAt(item, epoch);
  }

  /**
   * Instead of `note` and `at` for each item on each page, where every change of a value is told: what walks that have begun see of
   * the item stays as it was before. null: it is not there.
   */
  changed(id: string, before: number | null, after: number | null): void {
    if (this.#latest < this.#oldest) return;
    const next = this.#latest + 1;
    let item = this.#items.get(id);
    if (item === undefined) {
      // It came: those who walk see it where it stands until it moves.
      if (before === null) return;
      item = { known: [0, before], seen: next };
      this.#items.set(id, item);
      this.#values += 1;
    }
    item.seen = next;
    if (after === null || after === newestValue(item)) return;
    if (newestEpoch(item) === next) item.known[item.known.length - 1] = after;
    else {
      item.known.push(next, after);
      this.#values += 1;
      this.#changes.push({ epoch: next, id });
      // Of an item that changes again and again, only the last change is looked at.
      if (this.#changes.length > 2 * this.#items.size + 100) {
        this.#changes = this.#changes.filter((change) => this.#isLast(change));
      }
    }
  }

  /** The items that `changed` was told of since the walk began, with their values at that time. */
  changedSince(epoch: number): ReadonlyMap<string, number> {
    const changed = new Map<string, number>();
    for (let index = this.#changes.length - 1; index >= 0; index -= 1) {
      const change = this.#changes[index];
      if (change === undefined || change.epoch <= epoch) break;
      const item = this.#items.get(change.id);
      if (item !== undefined && this.#isLast(change)) changed.set(change.id, valueAt(item, epoch));
    }
    return changed;
  }

  #isLast({ epoch, id }: { readonly epoch: number; readonly id: string }): boolean {
    const item = this.#items.get(id);
    return item !== undefined && newestEpoch(item) === epoch;
  }

  /** Forgets walks that are over; the oldest of those that are not, too, while there are too many values. */
  #expire(): void {
    const now = this.#clock.now();
    const walks = this.#latest + 1 - this.#oldest;
    const valid = this.#starts.find(({ at }) => now - at <= this.#keepMs);
    let expired = (valid?.epoch ?? this.#latest + 1) - this.#oldest;
    const overfull = this.#values > this.#mostValues;
    if (overfull) expired = Math.max(expired, Math.ceil(walks / overfullShare));
    // Sweeping looks at every item, so it waits until a good part of the walks is over.
    if (expired <= 0 || (!overfull && expired < walks / 2)) return;
    this.#oldest += expired;
    const begun = this.#starts.findLastIndex(({ epoch }) => epoch <= this.#oldest);
    this.#starts = this.#starts.slice(Math.max(0, begun));
    this.#sweep();
  }

  #sweep(): void {
    this.#changes = this.#changes.filter(({ epoch }) => epoch > this.#oldest);
    for (const [id, item] of this.#items) {
      if (item.seen < this.#oldest) {
        this.#items.delete(id);
        this.#values -= item.known.length / 2;
        continue;
      }
      const cut = placeAt(item, this.#oldest);
      this.#values -= cut;
      if (cut > 0) item.known = item.known.slice(2 * cut);
    }
  }
}

function newestEpoch({ known }: Item): number {
  return known[known.length - 2] ?? 0;
}

function newestValue({ known }: Item): number {
  return known[known.length - 1] ?? 0;
}

/** The place of what holds in the epoch: the last that is not behind it, else the first. */
function placeAt({ known }: Item, epoch: number): number {
  let [low, high] = [0, known.length / 2 - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((known[2 * middle] ?? 0) <= epoch) low = middle;
    else high = middle - 1;
  }
  return low;
}

function valueAt(item: Item, epoch: number): number {
  return item.known[2 * placeAt(item, epoch) + 1] ?? newestValue(item);
}
