import type { OrderHistory } from '../paging/order-history.ts';
import { appsAtOnce } from './app-changes.ts';
import type { FleetIndex } from './fleet-index.ts';
import type { AppEntry } from './index-entries.ts';

/** What apps are ordered by in one field, kept up with the index; a walk's history is told of every change. */
export class AppValues {
  readonly history: OrderHistory;
  readonly #index: FleetIndex;
  readonly #valuing: () => (app: AppEntry) => number;
  /** By the app's text. */
  readonly #values = new Map<string, number>();
  #upTo = -1;

  /** @param valuing what tells an app's value at this moment */
  constructor(index: FleetIndex, history: OrderHistory, valuing: () => (app: AppEntry) => number) {
    this.history = history;
    this.#index = index;
    this.#valuing = valuing;
  }

  /** Whether `keepUp` looks at a few apps alone. */
  get isNear(): boolean {
    const { apps, changes } = this.#index;
    return (changes.countSince(this.#upTo) ?? apps.size + this.#values.size) <= appsAtOnce;
  }

  /** To be called before values are asked for. */
  keepUp(): void {
    const steps = this.comeNear(Number.POSITIVE_INFINITY);
    while (steps.next().done !== true);
  }

  /** The same in steps, so that `isNear` holds at the end. Between two of them anything may change, and be asked for. */
  *comeNear(stepSize = appsAtOnce): Generator<void, void> {
    const { apps, changes } = this.#index;
    for (;;) {
      const changed = changes.since(this.#upTo, stepSize);
      if (changed === null) {
        const now = changes.now();
        const texts = [...new Set([...this.#values.keys(), ...apps.values().map(({ text }) => text)])];
        for (let from = 0; from < texts.length; from += stepSize) {
          if (from > 0) yield;
          const valueOf = this.#valuing();
          for (const text of texts.slice(from, from + stepSize)) this.#put(text, valueOf);
        }
        // Somebody else may have come further meanwhile.
        this.#upTo = Math.max(this.#upTo, now);
        continue;
      }
      const valueOf = this.#valuing();
      for (const { text } of changed) this.#put(text, valueOf);
      this.#upTo += changed.length;
      if (changed.length < stepSize) return;
      yield;
    }
  }

  /** @param text of an app that is there */
  of(text: string): number {
    return this.#values.get(text) ?? 0;
  }

  #put(text: string, valueOf: (app: AppEntry) => number): void {
    const app = this.#index.apps.get(text);
    const before = this.#values.get(text) ?? null;
    const after = app === undefined ? null : valueOf(app);
    if (before === after) return;
    this.history.changed(text, before, after);
    if (after === null) this.#values.delete(text);
    else this.#values.set(text, after);
  }
}
