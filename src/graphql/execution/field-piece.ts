import type { GraphQLFieldResolver, ValueNode } from 'graphql';
import { defaultFieldResolver, getArgumentValues, isLeafType, isNonNullType, Kind, OperationTypeNode } from 'graphql';
import type { Path } from 'graphql/jsutils/Path.js';
import type { Complete } from './complete-value.ts';
import { isPending, isPromise } from './completed.ts';
import type { Completed, MaybePromise } from './completed.ts';
import { FieldInfo } from './field-info.ts';
import type { FieldSite } from './field-info.ts';
import { fieldError } from './run.ts';
import type { Run } from './run.ts';
import type { Piece } from './selection.ts';

const noArguments = Object.freeze({});

/** One field of a selection: asks its resolver, and completes what that answers. */
export class FieldPiece implements Piece {
  readonly lead: string;
  readonly #site: FieldSite;
  readonly #name: string;
  readonly #responseName: string;
  /** Null: the property of that name. */
  readonly #resolve: GraphQLFieldResolver<unknown, unknown> | null;
  readonly #argumentsOf: (run: Run) => object;
  readonly #complete: Complete;
  readonly #isNonNull: boolean;
  /** Below a leaf is nothing whose place would have to know that of the leaf. */
  readonly #isLeaf: boolean;

  constructor(site: FieldSite, responseName: string, lead: string, complete: Complete, slot: number) {
    const { field } = site;
    this.lead = lead;
    this.#site = site;
    this.#name = field.name;
    this.#responseName = responseName;
    this.#resolve = field.resolve === undefined || field.resolve === defaultFieldResolver ? null : field.resolve;
    this.#argumentsOf = argumentsOf(site, slot);
    this.#complete = complete;
    this.#isNonNull = isNonNullType(field.type);
    this.#isLeaf = isLeafType(isNonNullType(field.type) ? field.type.ofType : field.type);
  }

  execute(run: Run, source: unknown, prev: Path | undefined): MaybePromise<Completed> {
    const path = this.#isLeaf ? undefined : this.#pathFrom(prev);
    try {
      const value = this.#ask(run, source, path, prev);
      const completed = isPromise(value)
        ? value.then((resolved) => this.#complete(run, resolved, path))
        : this.#complete(run, value, path);
      if (!isPending(completed)) return completed;
      return completed.then(undefined, (error: unknown) => this.#failed(run, error, path, prev));
    } catch (error) {
      return this.#failed(run, error, path, prev);
    }
  }

  #ask(run: Run, source: unknown, path: Path | undefined, prev: Path | undefined): unknown {
    const given = this.#argumentsOf(run);
    if (this.#resolve !== null) {
      return this.#resolve(source, given, run.context, new FieldInfo(this.#site, run, path ?? this.#pathFrom(prev)));
    }
    if (typeof source !== 'function' && (typeof source !== 'object' || source === null)) return undefined;
    const property: unknown = (source as Readonly<Record<string, unknown>>)[this.#name];
    if (typeof property !== 'function') return property;
    const info = new FieldInfo(this.#site, run, path ?? this.#pathFrom(prev));
    return Reflect.apply(property, source, [given, run.context, info]);
  }

  #failed(run: Run, error: unknown, path: Path | undefined, prev: Path | undefined): null {
    return fieldError(run, error, this.#site.nodes, path ?? this.#pathFrom(prev), this.#isNonNull);
  }

  #pathFrom(prev: Path | undefined): Path {
    return { prev, key: this.#responseName, typename: this.#site.parentType.name };
  }
}

/**
 * Coerced once for ever where no variable is in them, and once a run, or for all events of a subscription, where one is. Shared by all
 * calls, so nobody may change them.
 */
function argumentsOf({ field, nodes: [node], operation }: FieldSite, slot: number): (run: Run) => object {
  if (field.args.length === 0 || node === undefined) return () => noArguments;
  if ((node.arguments ?? []).some(({ value }) => hasVariable(value))) {
    const coerce = ({ variables }: Run): object => Object.freeze(getArgumentValues(field, node, variables));
    return operation.operation === OperationTypeNode.SUBSCRIPTION
      ? oncePerVariables(coerce)
      : (run) => (run.made[slot] ??= coerce(run)) as object;
  }
  let given: object | null = null;
  return () => (given ??= Object.freeze(getArgumentValues(field, node)));
}

/** Those of a subscription are one object for all of its events. */
function oncePerVariables(coerce: (run: Run) => object): (run: Run) => object {
  const known = new WeakMap<Run['variables'], object>();
  return (run) => {
    let given = known.get(run.variables);
    if (given === undefined) known.set(run.variables, (given = coerce(run)));
    return given;
  };
}

function hasVariable(node: ValueNode): boolean {
  if (node.kind === Kind.VARIABLE) return true;
  if (node.kind === Kind.LIST) return node.values.some(hasVariable);
  return node.kind === Kind.OBJECT && node.fields.some(({ value }) => hasVariable(value));
}

/** One whose value is the same wherever it is asked for. */
export class ConstantPiece implements Piece {
  readonly lead: string;
  readonly #text: string;

  constructor(lead: string, text: string) {
    this.lead = lead;
    this.#text = text;
  }

  execute(): string {
    return this.#text;
  }
}
