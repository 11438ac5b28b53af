import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { getVariableValues, GraphQLError, Kind, OperationTypeNode, visit } from 'graphql';
import { LRUCache } from 'lru-cache';
import { compileOperation } from './compile-operation.ts';
import type { Kept } from './compile-operation.ts';
import type { ExecuteOperation, Executed, OperationToExecute } from './execute-operation.ts';
import { FragmentStore } from './fragment-store.ts';
import type { Keeping } from './keeping.ts';
import { PaceInTurns } from './pace.ts';
import type { Pace } from './pace.ts';
import { CollectedErrors } from './run.ts';
import type { Run } from './run.ts';
import { executeSelection } from './selection.ts';
import type { Piece } from './selection.ts';

/** Bytes of answers that are kept to be used again, by estimate. */
const mostKeptBytes = 40 * 1024 * 1024;
/** Plans of one operation: one for each way in which its `@skip` and `@include` turned out. Of more, all are made anew. */
const plansPerOperation = 4;
/** Parts of all plans that are held, of about 1 KB each, and as much of the documents that they hold. */
const mostHeldPieces = 32_768;
const bytesPerPiece = 1_024;
/** What a token costs as nodes with their places. */
const bytesPerToken = 300;

/**
 * Execution by plans, which are made once for an operation and write its answer as JSON text. It does what graphql-js does, in the
 * same order, so that errors come up as they do there.
 * @param otherwise executes what is not compiled: mutations, and operations whose conditions are no booleans
 * @param keeping what of answers may be kept; null: nothing
 * @param paceOf how a query gives way to others
 */
export function executeCompiled(
  schema: GraphQLSchema,
  otherwise: ExecuteOperation,
  keeping: Keeping | null = null,
  mostPieces = mostHeldPieces,
  paceOf: () => Pace = () => new PaceInTurns(),
): ExecuteOperation {
  const kept = keeping && { keeping, store: new FragmentStore(mostKeptBytes) };
  // Not by a weak map: what only that leads to is marked in the last step of a collection, while everything stands still.
  const known = new LRUCache<OperationDefinitionNode, Plans>({
    maxSize: mostPieces,
    sizeCalculation: (plans) => plans.size,
  });
  const plansOf = ({ document, operation }: OperationToExecute): Plans => {
    const plans: Plans = new Plans(schema, document, operation, kept, () => {
      // What was given up while it is executed stays so.
      if (known.peek(operation) !== plans) return;
      // Anew, since it would keep the size of one that it has already.
      known.delete(operation);
      known.set(operation, plans);
    });
    known.set(operation, plans);
    return plans;
  };

  return (asked) => {
    const { operation } = asked;
    if (operation.operation === OperationTypeNode.MUTATION) return otherwise(asked);
    const plans = known.get(operation) ?? plansOf(asked);
    const { coerced: variables, errors } = plans.coerce(asked.variables);
    if (errors !== undefined) return { data: null, errors };
    try {
      const plan = plans.of(variables);
      return plan === null
        ? otherwise(asked)
        : execute(plan, asked, variables, operation.operation === OperationTypeNode.QUERY ? paceOf() : null);
    } catch (error) {
      return { data: null, errors: [asGraphQLError(error)] };
    }
  };
}

function execute(
  plan: readonly Piece[],
  { context, root }: OperationToExecute,
  variables: Run['variables'],
  pace: Pace | null,
): Executed | Promise<Executed> {
  const errors = new CollectedErrors();
  const run: Run = { context, root, variables, errors, pace, made: [] };
  const failed = (error: unknown): Executed => {
    errors.add(asGraphQLError(error), undefined);
    return { data: null, errors: errors.errors };
  };
  try {
    const data = executeSelection(run, plan, root, undefined, '{', '}');
    if (typeof data === 'string') return { data, errors: errors.errors };
    return data.then((text) => ({ data: text, errors: errors.errors }), failed);
  } catch (error) {
    return failed(error);
  }
}

function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const original = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(original.message, { originalError: original });
}

const noVariables: ReturnType<typeof getVariableValues> = { coerced: {} };

/** The plans of one operation. */
class Plans {
  /** Parts of all its plans. They are made when an answer first comes to them. */
  #pieces = 0;
  /** What is held of the document, in parts. */
  readonly #ofDocument: number;
  readonly #schema: GraphQLSchema;
  readonly #document: DocumentNode;
  readonly #operation: OperationDefinitionNode;
  /** Names of the variables that `@skip` and `@include` go by. */
  readonly #conditions: readonly string[];
  readonly #kept: Kept | null;
  readonly #made: () => void;
  /** Of subscriptions, whose variables are the same ones with each event. */
  readonly #coerced: WeakMap<OperationToExecute['variables'], ReturnType<typeof getVariableValues>> | null;
  readonly #plans = new Map<string, readonly Piece[]>();

  constructor(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    kept: Kept | null,
    made: () => void,
  ) {
    this.#kept = kept;
    this.#made = () => {
      this.#pieces += 1;
      made();
    };
    this.#schema = schema;
    this.#document = document;
    this.#operation = operation;
    this.#coerced = operation.operation === OperationTypeNode.SUBSCRIPTION ? new WeakMap() : null;
    const { tokenCount = 0, loc } = document;
    this.#ofDocument = Math.floor((bytesPerToken * tokenCount + 2 * (loc?.end ?? 0)) / bytesPerPiece);
    this.#conditions = conditionsOf(document, operation);
  }

  /** In parts, 1 at least. */
  get size(): number {
    return 1 + this.#pieces + this.#ofDocument;
  }

  coerce(variables: Readonly<Record<string, unknown>>): ReturnType<typeof getVariableValues> {
    const { variableDefinitions = [] } = this.#operation;
    if (variableDefinitions.length === 0) return noVariables;
    const known = this.#coerced?.get(variables);
    if (known !== undefined) return known;
    const coerced = getVariableValues(this.#schema, variableDefinitions, variables, { maxErrors: 50 });
    this.#coerced?.set(variables, coerced);
    return coerced;
  }

  /** Null: the operation cannot be planned with such variables. */
  of(variables: Run['variables']): readonly Piece[] | null {
    let key = '';
    for (const name of this.#conditions) {
      const value = variables[name];
      if (typeof value !== 'boolean') return null;
      key += value ? '+' : '-';
    }
    let plan = this.#plans.get(key);
    if (plan === undefined) {
      if (this.#plans.size === plansPerOperation) {
        this.#plans.clear();
        this.#pieces = 0;
      }
      const conditions = Object.fromEntries(this.#conditions.map((name) => [name, variables[name]]));
      plan = compileOperation({
        schema: this.#schema,
        document: this.#document,
        operation: this.#operation,
        conditions,
        kept: this.#kept,
        made: this.#made,
      });
      this.#plans.set(key, plan);
    }
    return plan;
  }
}

/** Fragments are looked at whichever operation of the document spreads them. */
function conditionsOf(
  document: DocumentNode,
  { variableDefinitions = [] }: OperationDefinitionNode,
): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive({ arguments: given = [] }) {
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return variableDefinitions.map(({ variable }) => variable.name.value).filter((name) => names.has(name));
}
