import type { GraphQLAbstractType, GraphQLLeafType, GraphQLObjectType, GraphQLOutputType } from 'graphql';
import { defaultTypeResolver, GraphQLError, isAbstractType, isLeafType, isListType, isNonNullType } from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import type { Path } from 'graphql/jsutils/Path.js';
import { isPending, isPromise } from './completed.ts';
import type { Completed, MaybePromise } from './completed.ts';
import { FieldInfo } from './field-info.ts';
import type { FieldSite } from './field-info.ts';
import { leafText } from './leaf-text.ts';
import { fieldError } from './run.ts';
import type { Run } from './run.ts';
import { runtimeType } from './runtime-type.ts';
import { executeSelection } from './selection.ts';
import type { Piece } from './selection.ts';

/**
 * Makes the JSON text of what a resolver answered. `path`: undefined of leaves.
 * https://spec.graphql.org/October2021/#sec-Value-Completion
 * @throws where it is no value of the field's type
 */
export type Complete = (run: Run, value: unknown, path: Path | undefined) => MaybePromise<Completed>;

/** What is asked of an object of this type. */
export type SelectionOf = (type: GraphQLObjectType) => readonly Piece[];

/** Makes the completion of a field, by its type. Each does what the function of graphql-js does that its name ends like. */
export function completionOf(site: FieldSite, type: GraphQLOutputType, selectionOf: SelectionOf): Complete {
  if (isNonNullType(type)) return completeNonNull(site, completionOf(site, type.ofType, selectionOf));
  if (isListType(type)) return completeList(site, type.ofType, completionOf(site, type.ofType, selectionOf));
  if (isLeafType(type)) return completeLeaf(type);
  if (isAbstractType(type)) return completeAbstract(site, type, selectionOf);
  return completeObject(site, type, selectionOf);
}

function completeNonNull({ parentType, field }: FieldSite, inner: Complete): Complete {
  return (run, value, path) => {
    const completed = inner(run, value, path);
    if (completed !== null) return completed;
    throw new Error(`Cannot return null for non-nullable field ${parentType.name}.${field.name}.`);
  };
}

function completeLeaf(type: GraphQLLeafType): Complete {
  const toText = leafText(type);
  return (_run, value) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    return toText(value);
  };
}

function completeList(site: FieldSite, itemType: GraphQLOutputType, inner: Complete): Complete {
  const { parentType, field, nodes } = site;
  const isNonNull = isNonNullType(itemType);
  const isLeaf = isLeafType(isNonNull ? itemType.ofType : itemType);

  function completeItem(run: Run, item: unknown, prev: Path | undefined, key: number): MaybePromise<Completed> {
    const path = isLeaf ? undefined : { prev, key, typename: undefined };
    const failed = (error: unknown): null =>
      fieldError(run, error, nodes, path ?? { prev, key, typename: undefined }, isNonNull);
    try {
      const completed = isPromise(item) ? item.then((resolved) => inner(run, resolved, path)) : inner(run, item, path);
      return isPending(completed) ? completed.then(undefined, failed) : completed;
    } catch (error) {
      return failed(error);
    }
  }

  function restOf(run: Run): Promise<void> | undefined {
    return isLeaf ? undefined : run.pace?.rest();
  }

  function waitForRest(
    run: Run,
    items: readonly unknown[],
    path: Path | undefined,
    parts: MaybePromise<Completed>[],
    from: number,
  ): Promise<Completed> {
    try {
      for (let index = from; index < items.length; index += 1) {
        const rest = restOf(run);
        if (rest !== undefined) return giveWay(run, items, path, parts, { from: index, rest });
        parts.push(completeItem(run, items[index], path, index));
      }
    } catch (error) {
      unheard(parts);
      throw error;
    }
    return Promise.all(parts);
  }

  /** A list whose items take long is made in steps: what changes between two of them, later items show. */
  async function giveWay(
    run: Run,
    items: readonly unknown[],
    path: Path | undefined,
    parts: MaybePromise<Completed>[],
    { from, rest }: { readonly from: number; readonly rest: Promise<void> },
  ): Promise<Completed> {
    unheard(parts);
    unheard(items);
    await rest;
    return waitForRest(run, items, path, parts, from);
  }

  return (run, value, path) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    const items = itemsOf(value);
    if (items === null) {
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${parentType.name}.${field.name}".`);
    }
    let text = '';
    for (let index = 0; index < items.length; index += 1) {
      const rest = restOf(run);
      if (rest !== undefined) return giveWay(run, items, path, index === 0 ? [] : [text], { from: index, rest });
      const completed = completeItem(run, items[index], path, index);
      if (isPending(completed)) {
        return waitForRest(run, items, path, index === 0 ? [completed] : [text, completed], index + 1);
      }
      text += (index === 0 ? '' : ',') + (typeof completed === 'string' ? completed : 'null');
    }
    return `[${text}]`;
  };
}

/** What is under way may fail while nobody waits for it, or where nobody will. */
function unheard(parts: readonly unknown[]): void {
  for (const part of parts) if (isPromise(part)) void part.then(undefined, () => undefined);
}

function itemsOf(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null || !(Symbol.iterator in value)) return null;
  return typeof value[Symbol.iterator] === 'function' ? Array.from(value as Iterable<unknown>) : null;
}

function completeObject(site: FieldSite, type: GraphQLObjectType, selectionOf: SelectionOf): Complete {
  const execute = executeObject(site, type, selectionOf);
  return (run, value, path) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    return execute(run, value, path);
  };
}

function completeAbstract(site: FieldSite, type: GraphQLAbstractType, selectionOf: SelectionOf): Complete {
  const resolveType = type.resolveType ?? defaultTypeResolver;
  const executions = new Map<GraphQLObjectType, ObjectExecution>();
  const executionOf = (told: unknown, value: unknown): ObjectExecution => {
    const found = runtimeType(site, type, told, value);
    const known = executions.get(found) ?? executeObject(site, found, selectionOf);
    executions.set(found, known);
    return known;
  };
  return (run, value, path) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    const told: unknown = resolveType(value, run.context, new FieldInfo(site, run, ofComposite(path)), type);
    return isPromise(told)
      ? told.then((resolved) => executionOf(resolved, value)(run, value, path))
      : executionOf(told, value)(run, value, path);
  };
}

type ObjectExecution = (run: Run, value: unknown, path: Path | undefined) => MaybePromise<string>;

function executeObject(site: FieldSite, type: GraphQLObjectType, selectionOf: SelectionOf): ObjectExecution {
  let pieces: readonly Piece[] | null = null;
  const { isTypeOf } = type;
  const execute: ObjectExecution = (run, value, path) => {
    pieces ??= selectionOf(type);
    return executeSelection(run, pieces, value, path, '{', '}');
  };
  if (!isTypeOf) return execute;
  const refuse = (value: unknown): never => {
    throw new GraphQLError(`Expected value of type "${type.name}" but got: ${inspect(value)}.`, { nodes: site.nodes });
  };
  return (run, value, path) => {
    const is = isTypeOf(value, run.context, new FieldInfo(site, run, ofComposite(path)));
    if (isPromise(is)) return is.then((resolved) => (resolved ? execute(run, value, path) : refuse(value)));
    return is ? execute(run, value, path) : refuse(value);
  };
}

/** Whatever has fields has a place. */
function ofComposite(path: Path | undefined): Path {
  if (path === undefined) throw new Error('A composite value without a place.');
  return path;
}
