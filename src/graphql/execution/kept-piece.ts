import { LRUCache } from 'lru-cache';
import type { Path } from 'graphql/jsutils/Path.js';
import type { Completed, MaybePromise } from './completed.ts';
import type { FragmentPlace, FragmentStore } from './fragment-store.ts';
import type { Keeping } from './keeping.ts';
import type { Run } from './run.ts';
import { executeSelection } from './selection.ts';
import type { Piece } from './selection.ts';

/** For so many sets of variables at once, of each scope, fragments with variables in them are kept. */
const mostVariables = 8;

export interface KeptPieceOptions {
  readonly keeping: Keeping;
  readonly store: FragmentStore;
  /** The type of the objects that the pieces ask, which has versions. */
  readonly type: string;
  readonly pieces: readonly Piece[];
  readonly lead: string;
  readonly usesVariables: boolean;
  readonly slot: number;
}

/** Fields of an object with versions that are asked together: once for each version, scope and set of variables. */
export class KeptPiece implements Piece {
  readonly lead: string;
  readonly #options: KeptPieceOptions;
  readonly #places = new WeakMap<object, LRUCache<string, FragmentPlace>>();

  constructor(options: KeptPieceOptions) {
    this.lead = options.lead;
    this.#options = options;
  }

  execute(run: Run, source: unknown, path: Path | undefined): MaybePromise<Completed> {
    const { keeping, type, pieces, slot } = this.#options;
    const { context, errors } = run;
    const version = keeping.versionOf(type, source, context);
    if (version === null) return executeSelection(run, pieces, source, path, '', '');
    const place = (run.made[slot] ??= this.#placeOf(run)) as FragmentPlace;
    const known = place.get(version);
    if (known !== undefined && keeping.addItems(context, known.items)) return known.text;
    const before = { errors: errors.errors.length, items: keeping.itemsOf(context) };
    const text = executeSelection(run, pieces, source, path, '', '');
    if (
      typeof text === 'string' &&
      errors.errors.length === before.errors &&
      keeping.versionOf(type, source, context) === version
    ) {
      place.set(version, { text, items: keeping.itemsOf(context) - before.items });
    }
    return text;
  }

  #placeOf({ context, variables }: Run): FragmentPlace {
    const { keeping, store, usesVariables } = this.#options;
    const scope = keeping.scopeOf(context);
    let places = this.#places.get(scope);
    if (places === undefined) this.#places.set(scope, (places = new LRUCache({ max: mostVariables })));
    const key = usesVariables ? JSON.stringify(variables) : '';
    let place = places.get(key);
    if (place === undefined) places.set(key, (place = store.place()));
    return place;
  }
}
