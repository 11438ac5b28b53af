import type { FieldNode, GraphQLError } from 'graphql';
import { locatedError, responsePathAsArray } from 'graphql';
import type { Path } from 'graphql/jsutils/Path.js';
import type { Pace } from './pace.ts';

/** One execution of an operation. */
export interface Run {
  readonly context: unknown;
  readonly root: unknown;
  /** Coerced. */
  readonly variables: { readonly [name: string]: unknown };
  readonly errors: CollectedErrors;
  /** Null: it never gives way. */
  readonly pace: Pace | null;
  /** What was made once for this run, by the number of the plan's part that it was made for. */
  readonly made: unknown[];
}

/**
 * The errors of one run. What comes up below a place that an error has made null already is left out: nobody sees where it
 * would have been.
 */
export class CollectedErrors {
  readonly errors: GraphQLError[] = [];
  readonly #nulled = new Set<Path | undefined>();
  #added = 0;

  /** How many came up, those that were left out included. */
  get added(): number {
    return this.#added;
  }

  /** @param path the place that is null because of it; undefined: all of the answer */
  add(error: GraphQLError, path: Path | undefined): void {
    this.#added += 1;
    for (let at = path; at !== undefined; at = at.prev) if (this.#nulled.has(at)) return;
    if (this.#nulled.has(undefined)) return;
    this.#nulled.add(path);
    this.errors.push(error);
  }
}

/** What a field answers that failed. @throws where it may not be null: then whatever it is a part of fails */
export function fieldError(
  run: Run,
  thrown: unknown,
  nodes: readonly FieldNode[],
  path: Path,
  isNonNull: boolean,
): null {
  const error = locatedError(thrown, nodes, responsePathAsArray(path));
  if (isNonNull) throw error;
  run.errors.add(error, path);
  return null;
}
