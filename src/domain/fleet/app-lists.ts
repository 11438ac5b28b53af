import { OrderedList } from '../../lib/ordered-list.ts';
import { rankedOrder } from '../paging/walk-page.ts';
import type { Ranked } from '../paging/walk-page.ts';
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

interface KeptList extends AppList {
  readonly apps: Map<string, ListedApp>;
  /** How many were looked at when it was made: where more have changed since, making it anew costs less. */
  readonly candidates: number;
  upTo: number;
}

/**
 * Lists of apps that were asked for before, kept up with the index: asking again costs what changed meanwhile, and not what there is.
 * Those that were not asked for for longest are given up first.
 */
export class AppLists {
  readonly #index: FleetIndex;
  readonly #lists = new Map<string, KeptList>();
  readonly #asked = new Set<string>();
  #listed = 0;

  constructor(index: FleetIndex) {
    this.#index = index;
  }

  /**
   * The list as it is now: to be read at once.
   * @param name the same for the same rules alone, whoever asks
   */
  get(name: string, rules: () => AppListRules): AppList {
    const known = this.#lists.get(name);
    if (known === undefined) return this.#made(name, rules());
    this.#remove(name, known);
    const changed = this.#index.changes.since(known.upTo);
    if (changed === null || changed.length > known.candidates) {
      this.#asked.add(name);
      return this.#made(name, rules());
    }
    known.upTo = this.#index.changes.now();
    if (changed.length > 0) {
      const present = rules();
      for (const { text } of changed) this.#put(known, present, text);
    }
    this.#keep(name, known);
    return known;
  }

  #made(name: string, rules: AppListRules): AppList {
    const candidates = rules.candidates();
    const list = this.#make(rules, candidates);
    if (candidates.length < worthKeeping || name.length > longestName) return list;
    // What is asked for once keeps nothing out that is asked for again and again.
    if (this.#asked.delete(name)) this.#keep(name, list);
    else this.#note(name);
    return list;
  }

  #make(rules: AppListRules, candidates: readonly AppEntry[]): KeptList {
    const items: ListedApp[] = [];
    for (const app of candidates)
      if (rules.mayFit(app.key) && rules.fits(app)) items.push({ id: app.text, value: rules.value(app), app });
    const sign = rules.descending ? -1 : 1;
    // Those of equal values stay in the order of their texts.
    items.sort((a, b) => sign * (a.value - b.value));
    const apps = new Map(items.map((item) => [item.id, item]));
    return {
      apps,
      list: new OrderedList(rankedOrder(rules.descending), items),
      find: (text) => apps.get(text),
      candidates: candidates.length,
      upTo: this.#index.changes.now(),
    };
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

  #note(name: string): void {
    this.#asked.add(name);
    const [oldest] = this.#asked;
    if (this.#asked.size > mostAsked && oldest !== undefined) this.#asked.delete(oldest);
  }

  #keep(name: string, list: KeptList): void {
    this.#lists.set(name, list);
    this.#listed += list.list.length;
    const most = Math.max(mostListed, 8 * this.#index.apps.size);
    for (const [oldest, other] of this.#lists) {
      if (other === list || (this.#listed <= most && this.#lists.size <= mostLists)) break;
      this.#remove(oldest, other);
    }
  }

  #remove(name: string, { list }: KeptList): void {
    this.#lists.delete(name);
    this.#listed -= list.length;
  }
}
