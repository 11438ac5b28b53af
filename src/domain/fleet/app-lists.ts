import { OrderedList } from '../../lib/ordered-list.ts';
import { rankedOrder } from '../paging/walk-page.ts';
import type { Ranked } from '../paging/walk-page.ts';
import { appsAtOnce } from './app-changes.ts';
import type { FleetIndex } from './fleet-index.ts';
import type { AppEntry } from './index-entries.ts';
import type { AppKey } from './keys.ts';

/** An app in a list, with what it is ordered by there. */
export interface ListedApp extends Ranked {
  readonly app: AppEntry;
}

/** How a list is made, and kept up. */
export interface AppListRules {
  /** Those that may be in the list and are seen: others are not looked at when it is made. In the order of their texts. */
  readonly candidates: () => readonly AppEntry[];
  readonly sees: (key: AppKey) => boolean;
  /** Whether one of this key can fit: by it most that changed are none of the list's. */
  readonly mayFit: (key: AppKey) => boolean;
  /** Whether one that may fit does. */
  readonly fits: (app: AppEntry) => boolean;
  readonly value: (app: AppEntry) => number;
  readonly descending: boolean;
}

/** Apps that fit a question, in its order. */
export interface AppList {
  readonly list: OrderedList<ListedApp>;
  readonly find: (text: string) => ListedApp | undefined;
}

/** Below this many candidates, a list is made as fast as one would be kept. */
const worthKeeping = 200;
/** Apps in all lists together, 80 bytes each: so many at least, and eight times the fleet, which has seven orders of all. */
const mostListed = 500_000;
const mostLists = 500;
const longestName = 2_000;
/** Names of lists that were asked for, and are kept when they are asked for again. */
const mostAsked = 1_000;
/** Lists that were made in steps and asked for once: those who wait for one ask for it at once when it is there. */
const mostMade = 4;

interface KeptList extends AppList {
  readonly apps: Map<string, ListedApp>;
  /** How many were looked at when it was made: where more have changed since, making it anew costs less. */
  readonly candidates: number;
  upTo: number;
  /** As how long it is counted while it is kept: in steps its length changes. */
  counted: number;
}

/**
 * Lists of apps that were asked for before, kept up with the index: asking again costs what changed meanwhile, and not what there is.
 * Those that were not asked for for longest are given up first.
 */
export class AppLists {
  readonly #index: FleetIndex;
  readonly #lists = new Map<string, KeptList>();
  readonly #asked = new Set<string>();
  /** By name. */
  readonly #madeInSteps = new Map<string, KeptList>();
  readonly #most: number;
  #listed = 0;

  /** @param most see `mostListed` */
  constructor(index: FleetIndex, most = mostListed) {
    this.#index = index;
    this.#most = most;
  }

  /**
   * The list as it is now: to be read at once.
   * @param name the same for the same rules alone, whoever asks
   */
  get(name: string, rules: () => AppListRules): AppList {
    const kept = this.#lists.get(name);
    if (kept !== undefined) this.#remove(name, kept);
    const known = kept ?? this.#madeInSteps.get(name);
    const isUsable = known !== undefined && this.#isWorthKeepingUp(known);
    const list = isUsable ? known : finished(this.#make(rules, Number.POSITIVE_INFINITY));
    if (isUsable) finished(this.#keepUp(list, rules, Number.POSITIVE_INFINITY));
    if (list.candidates < worthKeeping || name.length > longestName) return list;
    // What is asked for once keeps nothing out that is asked for again and again.
    if (kept === undefined && !this.#asked.delete(name)) {
      this.#note(name);
      return list;
    }
    this.#madeInSteps.delete(name);
    this.#keep(name, list);
    return list;
  }

  /** Whether `get` looks at a few apps alone. */
  isNear(name: string, rules: () => AppListRules): boolean {
    const known = this.#known(name);
    return known === undefined || !this.#isWorthKeepingUp(known)
      ? rules().candidates().length <= appsAtOnce
      : (this.#index.changes.countSince(known.upTo) ?? 0) <= appsAtOnce;
  }

  /**
   * What `get` would do, in steps, so that `isNear` holds at the end. Between two of them anything may change, and be asked for.
   * @param before each step, to be called: what the rules go by is put right
   */
  *comeNear(name: string, rules: () => AppListRules, before: () => void): Generator<void, void> {
    for (;;) {
      before();
      let list = this.#known(name);
      if (list === undefined || !this.#isWorthKeepingUp(list)) list = yield* this.#make(rules, appsAtOnce);
      before();
      const steps = this.#keepUp(list, rules, appsAtOnce);
      let step = steps.next();
      for (; step.done !== true; step = steps.next()) {
        yield;
        before();
      }
      if (!step.value) continue;
      if (this.#lists.get(name) !== list) this.#hold(name, list);
      return;
    }
  }

  #known(name: string): KeptList | undefined {
    return this.#lists.get(name) ?? this.#madeInSteps.get(name);
  }

  #isWorthKeepingUp({ upTo, candidates }: KeptList): boolean {
    return (this.#index.changes.countSince(upTo) ?? Number.POSITIVE_INFINITY) <= candidates;
  }

  *#make(rules: () => AppListRules, stepSize: number): Generator<void, KeptList> {
    const upTo = this.#index.changes.now();
    const { candidates: all, descending } = rules();
    // The array is the fleet's own, and changes with it.
    const candidates = all().slice();
    const apps = new Map<string, ListedApp>();
    const byValue = new Map<number, ListedApp[]>();
    for (let from = 0; from < candidates.length; from += stepSize) {
      if (from > 0) yield;
      const { mayFit, fits, value } = rules();
      for (const app of candidates.slice(from, from + stepSize)) {
        if (!mayFit(app.key) || !fits(app)) continue;
        const item = { id: app.text, value: value(app), app };
        apps.set(item.id, item);
        const same = byValue.get(item.value);
        if (same === undefined) byValue.set(item.value, [item]);
        else same.push(item);
      }
    }
    const values = Float64Array.from(byValue.keys()).sort();
    if (descending) values.reverse();
    // Those of equal values stay in the order of their texts.
    const items: ListedApp[] = [];
    for (const value of values) for (const item of byValue.get(value) ?? []) items.push(item);
    return {
      apps,
      list: new OrderedList(rankedOrder(descending), items),
      find: (text) => apps.get(text),
      candidates: candidates.length,
      upTo,
      counted: 0,
    };
  }

  /** Comes to false where it is no longer known what changed. */
  *#keepUp(list: KeptList, rules: () => AppListRules, stepSize: number): Generator<void, boolean> {
    for (;;) {
      const changed = this.#index.changes.since(list.upTo, stepSize);
      if (changed === null) return false;
      if (changed.length > 0) {
        const present = rules();
        for (const { text } of changed) this.#put(list, present, text);
        list.upTo += changed.length;
      }
      if (changed.length < stepSize) return true;
      yield;
    }
  }

  #put({ apps, list }: KeptList, { mayFit, sees, fits, value }: AppListRules, text: string): void {
    const app = this.#index.apps.get(text);
    const before = apps.get(text);
    const after =
      app !== undefined && mayFit(app.key) && sees(app.key) && fits(app)
        ? { id: text, value: value(app), app }
        : undefined;
    if (before !== undefined) {
      if (after?.app === before.app && after.value === before.value) return;
      list.delete(before);
      apps.delete(text);
    }
    if (after === undefined) return;
    list.insert(after);
    apps.set(text, after);
  }

  #hold(name: string, list: KeptList): void {
    this.#madeInSteps.set(name, list);
    const [oldest] = this.#madeInSteps.keys();
    if (this.#madeInSteps.size > mostMade && oldest !== undefined) this.#madeInSteps.delete(oldest);
  }

  #note(name: string): void {
    this.#asked.add(name);
    const [oldest] = this.#asked;
    if (this.#asked.size > mostAsked && oldest !== undefined) this.#asked.delete(oldest);
  }

  #keep(name: string, list: KeptList): void {
    this.#lists.set(name, list);
    list.counted = list.list.length;
    this.#listed += list.counted;
    const most = Math.max(this.#most, 8 * this.#index.apps.size);
    for (const [oldest, other] of this.#lists) {
      if (other === list || (this.#listed <= most && this.#lists.size <= mostLists)) break;
      this.#remove(oldest, other);
    }
  }

  #remove(name: string, { counted }: KeptList): void {
    this.#lists.delete(name);
    this.#listed -= counted;
  }
}

/** What the steps come to, taken all at once. */
function finished<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
