import type { ClusterSource } from '../clusters/cluster-source.ts';
import type { FleetIndex, FleetIndexListener } from './fleet-index.ts';
import type { InstanceEntry } from './index-entries.ts';
import { appText } from './key-text.ts';
import type { AppKey } from './keys.ts';

type Listener = () => void;
type ListenerOfAll = (apps: readonly AppKey[]) => void;

/** Collects what changed and tells it soon, each app once, however much happened meanwhile. */
export class AppChangeFeed implements FleetIndexListener {
  readonly #soon: (run: () => void) => void;
  readonly #index: () => FleetIndex;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #listenersOfAll = new Set<ListenerOfAll>();
  readonly #instances = new Set<InstanceEntry>();
  readonly #apps = new Map<string, AppKey>();
  readonly #clusters = new Set<ClusterSource>();
  #waiting = false;

  /** `soon` runs its argument after the present work, such as `setImmediate`. */
  constructor(soon: (run: () => void) => void, index: () => FleetIndex) {
    this.#soon = soon;
    this.#index = index;
  }

  touched(instance: InstanceEntry): void {
    this.#instances.add(instance);
    this.#wake();
  }

  appChanged(key: AppKey): void {
    this.#apps.set(appText(key), key);
    this.#wake();
  }

  clusterTouched(cluster: ClusterSource): void {
    this.#clusters.add(cluster);
    this.#wake();
  }

  /** Names are to be put right: whoever listens may be concerned. */
  unsettled(): void {
    this.#wake();
  }

  onChange(key: AppKey, listener: Listener): () => void {
    const text = appText(key);
    const listeners = this.#listeners.get(text) ?? new Set();
    this.#listeners.set(text, listeners);
    // One function given twice is two listeners.
    const own = () => listener();
    listeners.add(own);
    return () => {
      listeners.delete(own);
      if (listeners.size === 0 && this.#listeners.get(text) === listeners) this.#listeners.delete(text);
    };
  }

  onAnyChange(listener: ListenerOfAll): () => void {
    const own: ListenerOfAll = (apps) => listener(apps);
    this.#listenersOfAll.add(own);
    return () => this.#listenersOfAll.delete(own);
  }

  #wake(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    this.#soon(() => this.#tell());
  }

  #tell(): void {
    this.#index().settle();
    this.#waiting = false;
    const changed = new Map(this.#apps);
    for (const { app } of this.#instances) if (app !== null) changed.set(app.text, app.key);
    for (const cluster of this.#clusters) {
      for (const { app } of this.#index().cluster(cluster.id)?.instances.values() ?? []) {
        if (app !== null) changed.set(app.text, app.key);
      }
    }
    this.#apps.clear();
    this.#instances.clear();
    this.#clusters.clear();
    if (changed.size === 0) return;
    for (const text of changed.keys()) for (const listener of this.#listeners.get(text) ?? []) listener();
    for (const listener of this.#listenersOfAll) listener([...changed.values()]);
  }
}
