import type { ClusterSource } from '../clusters/cluster-source.ts';
import type { FleetIndex, FleetIndexListener } from './fleet-index.ts';
import type { InstanceEntry } from './index-entries.ts';
import { appText } from './key-text.ts';
import type { AppKey } from './keys.ts';

type Listener = () => void;
type ListenerOfAll = (apps: readonly AppKey[], clusters: readonly ClusterSource[]) => void;

/** When what changed is told. */
export interface NewsPace {
  /** Runs its argument after the present work. */
  soon(run: () => void): void;
  /** Runs its argument when what the work before it set off is done, and there is time. */
  goOn(run: () => void): void;
}

/**
 * Apps that are told of at once. Who listens may have to look at each of them, and in a first sync, or when a large cluster goes away,
 * tens of thousands change together: those may not stop the event loop.
 */
const toldAtOnce = 8;

/**
 * What is due, the most urgent first: what somebody listens to by itself; what changed by itself; and what only its cluster's state, or its
 * first sync, makes look otherwise. None waits for all of another: up to so many of a portion are taken of each in turn, then what is left.
 */
const shares = [
  [0, 4],
  [1, 6],
  [2, toldAtOnce],
  [0, toldAtOnce],
  [1, toldAtOnce],
] as const;

/** Who is told: all, or only those who follow this app. */
type Audience = 'ALL' | 'FOLLOWERS';

interface Due {
  readonly key: AppKey;
  readonly audience: Audience;
}

/**
 * Collects what changed and tells it soon, each app once, however much happened to it until then. Of one app, the first that changes and
 * is listened to by itself, those who do are told at once: nobody waits who would wait for nothing else.
 */
export class AppChangeFeed implements FleetIndexListener {
  readonly #pace: NewsPace;
  readonly #index: () => FleetIndex;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #listenersOfAll = new Set<ListenerOfAll>();
  /** What changed in them, of which nobody but those who follow the app is told where its workload did not change. */
  readonly #instances = new Map<InstanceEntry, Audience>();
  readonly #apps = new Map<string, AppKey>();
  readonly #clusters = new Map<ClusterSource, Audience>();
  /** How a cluster was when everybody was told of its apps. */
  readonly #clustersTold = new WeakMap<ClusterSource, string>();
  /** By text, what is still to be told; see `shares`. */
  readonly #due = [new Map<string, Due>(), new Map<string, Due>(), new Map<string, Due>()] as const;
  #waiting = false;
  /** The app whose own listeners are told at once, by text; null: nothing changed yet that somebody listens to. */
  #ahead: string | null = null;
  /** Whether they were told of all that has happened to it. */
  #isTold = false;

  constructor(pace: NewsPace, index: () => FleetIndex) {
    this.#pace = pace;
    this.#index = index;
  }

  touched(instance: InstanceEntry, what: 'WORKLOAD' | 'PARTS'): void {
    // Pods change far more often than anything else, and mostly nobody follows their app.
    if (what === 'PARTS' && (instance.app === null || !this.#listeners.has(instance.app.text))) return;
    if (what === 'WORKLOAD' || !this.#instances.has(instance))
      this.#instances.set(instance, what === 'WORKLOAD' ? 'ALL' : 'FOLLOWERS');
    if (instance.app !== null) this.#hurry(instance.app.text);
    this.#wake();
  }

  appChanged(key: AppKey): void {
    this.#apps.set(appText(key), key);
    this.#isTold = false;
    this.#wake();
  }

  clusterTouched(cluster: ClusterSource): void {
    const { status, synced, gap } = cluster.state;
    const now = JSON.stringify([status, synced, gap?.reason]);
    const isOther = this.#clustersTold.get(cluster) !== now;
    this.#clustersTold.set(cluster, now);
    // What else is said of a cluster, as how far it was read, shows only where somebody looks.
    if (isOther || !this.#clusters.has(cluster)) this.#clusters.set(cluster, isOther ? 'ALL' : 'FOLLOWERS');
    this.#isTold = false;
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
    const own: ListenerOfAll = (apps, clusters) => listener(apps, clusters);
    this.#listenersOfAll.add(own);
    return () => this.#listenersOfAll.delete(own);
  }

  #hurry(text: string): void {
    if (text === this.#ahead) this.#isTold = false;
    if (this.#ahead !== null || !this.#listeners.has(text)) return;
    this.#ahead = text;
    this.#isTold = false;
    queueMicrotask(() => {
      if (this.#ahead !== text) return;
      this.#isTold = true;
      this.#tellOwn(text);
    });
  }

  #tellOwn(text: string): void {
    for (const listener of this.#listeners.get(text) ?? []) listener();
  }

  #wake(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    this.#pace.soon(() => this.#tell());
  }

  #tell(): void {
    this.#index().settle();
    this.#waiting = false;
    for (const [text, key] of this.#apps) this.#put(text, { key, audience: 'ALL' }, 1);
    for (const [{ app, namespace }, audience] of this.#instances) {
      if (app !== null) this.#put(app.text, { key: app.key, audience }, namespace.cluster.state.synced ? 1 : 2);
    }
    const clusters = [...this.#clusters.keys()];
    for (const [cluster, audience] of this.#clusters) this.#putAll(cluster, audience);
    this.#apps.clear();
    this.#instances.clear();
    this.#clusters.clear();
    const known = this.#isTold ? this.#ahead : null;
    this.#ahead = null;
    const told = this.#take();
    this.#waiting = this.#due.some(({ size }) => size > 0);
    if (this.#waiting) this.#pace.goOn(() => this.#tell());
    for (const text of told.keys()) if (text !== known) this.#tellOwn(text);
    const forAll = [...told.values()].flatMap(({ key, audience }) => (audience === 'ALL' ? [key] : []));
    if (forAll.length === 0 && clusters.length === 0) return;
    for (const listener of this.#listenersOfAll) listener(forAll, clusters);
  }

  #putAll(cluster: ClusterSource, audience: Audience): void {
    if (audience === 'FOLLOWERS' && this.#listeners.size === 0) return;
    for (const { app } of this.#index().cluster(cluster.id)?.instances.values() ?? []) {
      if (app !== null && (audience === 'ALL' || this.#listeners.has(app.text)))
        this.#put(app.text, { key: app.key, audience }, 2);
    }
  }

  #put(text: string, due: Due, urgency: 1 | 2): void {
    const [listened, changed, rest] = this.#due;
    const before = listened.get(text) ?? changed.get(text) ?? rest.get(text);
    const wider = before?.audience === 'ALL' ? before : due;
    if (listened.has(text)) listened.set(text, wider);
    else if (this.#listeners.has(text)) {
      changed.delete(text);
      rest.delete(text);
      listened.set(text, wider);
    } else if (urgency === 1) {
      rest.delete(text);
      changed.set(text, wider);
    } else if (changed.has(text)) changed.set(text, wider);
    else rest.set(text, wider);
  }

  /** What is told now. */
  #take(): ReadonlyMap<string, Due> {
    const taken = new Map<string, Due>();
    for (const [which, upTo] of shares) {
      const due = this.#due[which];
      for (const [text, app] of due) {
        if (taken.size >= upTo) break;
        due.delete(text);
        taken.set(text, app);
      }
    }
    return taken;
  }
}
