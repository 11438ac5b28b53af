import type { Compilable, CompiledQuery, Kysely, QueryResult } from 'kysely';
import type { Tables } from './tables.ts';

type Value = string | number | null;
/** What a statement is asked with: values, in members and rows. */
export type Given = { readonly [name: string]: Value | Given } | readonly Given[];

/**
 * A statement that is made once for an engine, and from then on asked with other values: to make it takes Kysely longer than it takes SQLite
 * to run it. `build` gets places where values belong, so it may look at which members and how many rows there are, but at no value: each
 * such form is a statement of its own.
 */
export function compiledOnce<G extends Given, R>(
  build: (db: Kysely<Tables>, given: G) => Compilable<R>,
): (db: Kysely<Tables>, given: G) => Promise<QueryResult<R>> {
  const ofEngine = new WeakMap<object, Map<string, CompiledQuery<R>>>();
  return (db, given) => {
    const { adapter } = db.getExecutor();
    const known = ofEngine.get(adapter) ?? new Map<string, CompiledQuery<R>>();
    ofEngine.set(adapter, known);
    const values: Value[] = [];
    const form = formOf(given, values);
    let query = known.get(form);
    if (query === undefined) {
      query = build(db, placesFor(given, { next: 0 }) as G).compile() as CompiledQuery<R>;
      known.set(form, query);
    }
    const parameters = query.parameters.map((part) => (part instanceof Place ? values[part.index] : part));
    return db.executeQuery({ ...query, parameters });
  };
}

/** Stands in a statement for the value that comes with each use of it. */
class Place {
  readonly index: number;

  constructor(index: number) {
    this.index = index;
  }
}

/** Names the form; the values are added to `values`, in the order in which `placesFor` counts. */
function formOf(given: Given, values: Value[]): string {
  let form = '(';
  for (const [name, value] of Object.entries(given) as [string, Value | Given][]) {
    if (typeof value === 'object' && value !== null) form += `${name}${formOf(value, values)}`;
    else {
      form += `${name} `;
      values.push(value);
    }
  }
  return `${form})`;
}

function placesFor(given: Given | Value, count: { next: number }): unknown {
  if (typeof given !== 'object' || given === null) {
    count.next += 1;
    return new Place(count.next - 1);
  }
  if (Array.isArray(given)) return given.map((row) => placesFor(row as Given, count));
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, placesFor(value as Given, count)]));
}
