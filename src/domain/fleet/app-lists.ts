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
/** Apps in all lists together; 80 bytes each. */
const mostListed = 500_000;
const mostLists = 500;
const longestName = 2_000;

interface KeptList extends AppList {
  readonly apps: Map<string, ListedApp>;
  upTo: number;
}

/**
 * Lists of apps that were asked for before, kept up with the index: asking again costs what changed meanwhile, and not what there is.
 * Those that were not asked for for longest are given up first.
 */
export class AppLists {
  readonly #index: FleetIndex;
  readonly #lists = new Map<string, KeptList>();
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
    if (changed === null || changed.length * 4 > this.#index.apps.size) return this.#made(name, rules());
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
    if (candidates.length >= worthKeeping && name.length <= longestName) this.#keep(name, list);
    return list;
  }

  #make(rules: AppListRules, candidates: readonly AppEntry[]): KeptList {
    const items: ListedApp[] = [];
    for (const app of candidates) if (rules.fits(app)) items.push({ id: app.text, value: rules.value(app), app });
    const sign = rules.descending ? -1 : 1;
    // Those of equal values stay in the order of their texts.
    items.sort((a, b) => sign * (a.value - b.value));
    const apps = new Map(items.map((item) => [item.id, item]));
    return {
      apps,
      list: new OrderedList(rankedOrder(rules.descending), items),
      find: (text) => apps.get(text),
      upTo: this.#index.changes.now(),
    };
  }

  #put({ apps, list }: KeptList, { sees, fits, value }: AppListRules, text: string): void {
    const app = this.#index.apps.get(text);
    const before = apps.get(text);
    const after = app !== undefined && sees(app.key) && fits(app) ? { id: text, value: value(app), app } : undefined;
    if (before !== undefined) {
      if (after?.app === before.app && after.value === before.value) return;
      list.delete(before);
      apps.delete(text);
    }
    if (after === undefined) return;
    list.insert(after);
    apps.set(text, after);
  }

  #keep(name: string, list: KeptList): void {
    this.#lists.set(name, list);
    this.#listed += list.list.length;
    for (const [oldest, other] of this.#lists) {
      if (other === list || (this.#listed <= mostListed && this.#lists.size <= mostLists)) break;
      this.#remove(oldest, other);
    }
  }

  #remove(name: string, { list }: KeptList): void {
    this.#lists.delete(name);
    this.#listed -= list.length;
  }
}
