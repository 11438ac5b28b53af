import type { Path } from 'graphql/jsutils/Path.js';
import { LastUsed } from '../../lib/last-used.ts';
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
  /** Names of the variables that are used within. */
  readonly usedVariables: readonly string[];
  readonly slot: number;
}

/** Fields of an object with versions that are asked together: once for each version, scope and set of variables. */
export class KeptPiece implements Piece {
  readonly lead: string;
  readonly #options: KeptPieceOptions;
  readonly #places = new WeakMap<object, LastUsed<string, FragmentPlace>>();

  constructor(options: KeptPieceOptions) {
    this.lead = options.lead;
    this.#options = options;
  }

  execute(run: Run, source: unknown, path: Path | undefined): MaybePromise<Completed> {
    const { keeping, type, pieces, slot } = this.#options;
    const { context, errors } = run;
    const version = keeping.versionOf(type, source, context);
    if (version === null) return executeSelection(run, pieces, source, path, '', '');
    const place = (run.made[slot] ??= this.#placeOf(run) ?? nowhere) as FragmentPlace | typeof nowhere;
    if (place === nowhere) return executeSelection(run, pieces, source, path, '', '');
    const known = place.get(version);
    if (known !== undefined && keeping.addItems(context, known.items)) return known.text;
    const before = { errors: errors.added, items: keeping.itemsOf(context) };
    const text = this.#atOnce(run, source, path);
    if (
      typeof text === 'string' &&
      errors.added === before.errors &&
      keeping.versionOf(type, source, context) === version
    ) {
      place.set(version, { text, items: keeping.itemsOf(context) - before.items });
    }
    return text;
  }

  #atOnce(run: Run, source: unknown, path: Path | undefined): MaybePromise<Completed> {
    run.pace?.hold();
    try {
      return executeSelection(run, this.#options.pieces, source, path, '', '');
    } finally {
      run.pace?.release();
    }
  }

  #placeOf({ context, variables }: Run): FragmentPlace | null {
    const { keeping, store, usedVariables } = this.#options;
    const key = keyOf(usedVariables, variables);
    if (key === null) return null;
    const scope = keeping.scopeOf(context);
    let places = this.#places.get(scope);
    if (places === undefined) this.#places.set(scope, (places = new LastUsed(mostVariables)));
    let place = places.get(key);
    if (place === undefined) places.set(key, (place = store.place()));
    return place;
  }
}

const nowhere = Symbol('nothing is kept');

/** Characters of a text that is a part of a key; what a caller sends may have megabytes. */
const longestText = 64;

/** Null where one of the values is none to make a key of: a list, an object, a long text. */
function keyOf(names: readonly string[], variables: Run['variables']): string | null {
  let key = '';
  for (const name of names) {
    const value = variables[name];
    if (typeof value === 'object' && value !== null) return null;
    if (typeof value === 'string' && value.length > longestText) return null;
    key += `${JSON.stringify(value)},`;
  }
  return key;
}
