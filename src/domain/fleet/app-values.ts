import type { OrderHistory } from '../paging/order-history.ts';
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

  /** To be called before values are asked for. */
  keepUp(): void {
    const { apps, changes } = this.#index;
    const changed = changes.since(this.#upTo);
    this.#upTo = changes.now();
    const valueOf = this.#valuing();
    if (changed !== null) for (const { text } of changed) this.#put(text, valueOf);
    else
      for (const text of new Set([...this.#values.keys(), ...apps.values().map(({ text }) => text)]))
        this.#put(text, valueOf);
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
