import { hash as hashOf } from 'node:crypto';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode, ValidationRule } from 'graphql';
import {
  getOperationAST,
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  Token,
  TokenKind,
  validate,
  ValuesOfCorrectTypeRule,
  visit,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { fail, succeed } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import { DocumentSource } from '../document-source.ts';
import { rejection } from '../errors.ts';
import { checkCost } from './check-cost.ts';
import { checkDocumentLimits } from './check-document-limits.ts';
import { checkNesting } from './check-nesting.ts';
import { checkVariableLimits } from './check-variable-limits.ts';
import { checkVariables } from './check-variables.ts';
import type { GraphQLParameters } from './graphql-parameters.ts';
import { createIntrospectionWork } from './introspection-work.ts';
import { limitExceeded, tooLargeDocument } from './limit-exceeded.ts';
import type { Limits } from './limits.ts';
import { createCompileCost } from './operation-cost.ts';
import type { OperationCost } from './operation-cost.ts';
import { rulesInOne } from './rules-in-one.ts';
import { valuesOfCorrectType } from './values-of-correct-type.ts';

/** An operation that may run: parsed, within the limits, valid, with variables that fit. */
export interface PreparedOperation {
  readonly document: DocumentNode;
  /** SHA-256 of the document's text, in hexadecimal. */
  readonly hash: string;
  readonly operation: OperationDefinitionNode;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  /** What it may cost, in points, 1 at least. */
  readonly cost: number;
}

/** A document that may be executed. */
interface KnownDocument extends Pick<PreparedOperation, 'document' | 'hash'> {
  /** Of its operations that were asked for. */
  readonly costs: Map<OperationDefinitionNode, OperationCost>;
}

/** The one way to an operation, whichever transport asks. */
export type Prepare = (parameters: GraphQLParameters) => Result<PreparedOperation, readonly GraphQLError[]>;

/** Bytes that parsed documents may take, by estimate. */
const cacheBytes = 64 * 1024 * 1024;
/** What a token costs as nodes and places, measured: 200 to 300 bytes; and what is made of it beside a plan. */
const bytesPerToken = 1_000;

const rules: readonly ValidationRule[] = specifiedRules.map((rule) =>
  rule === ValuesOfCorrectTypeRule ? valuesOfCorrectType : rule,
);

/**
 * Parses, limits and validates operations against one schema; documents that passed once are remembered.
 * @param introspection whether the schema can be asked for, and errors suggest names of it
 */
export function createPrepare(schema: GraphQLSchema, limits: Limits, introspection = true): Prepare {
  const applied = [rulesInOne(introspection ? rules : [...rules, NoSchemaIntrospectionCustomRule])];
  /** By their text: to look it up costs less than to make its hash. */
  const documents = new LRUCache<string, KnownDocument>({
    maxSize: cacheBytes,
    sizeCalculation: ({ document }, text) => 1_024 + 2 * text.length + (document.tokenCount ?? 0) * bytesPerToken,
  });

  const compileCost = createCompileCost(schema);
  const work = createIntrospectionWork(schema);

  function costOf({ document, costs }: KnownDocument, operation: OperationDefinitionNode): OperationCost {
    const known = costs.get(operation);
    if (known) return known;
    const cost = compileCost(document, operation);
    costs.set(operation, cost);
    return cost;
  }

  function readDocument(text: string): Result<KnownDocument, readonly GraphQLError[]> {
    const known = documents.get(text);
    if (known) return succeed(known);
    const document = parseWithin(text, limits);
    if (!document.ok) return document;
    const excess = checkDocumentLimits(document.value, limits);
    if (excess) return fail([excess]);
    const errors = validate(schema, document.value, applied, { maxErrors: 20, hideSuggestions: !introspection });
    if (errors.length > 0) return fail(errors.map(asValidationError));
    if (work.of(document.value) > work.standard * limits.introspection) {
      return fail([tooMuchIntrospection(limits)]);
    }
    dropTokens(document.value);
    const read: KnownDocument = { document: document.value, hash: hashOf('sha256', text, 'hex'), costs: new Map() };
    documents.set(text, read);
    return succeed(read);
  }

  return ({ query, operationName, variables }) => {
    if (query.length > limits.documentBytes || Buffer.byteLength(query) > limits.documentBytes) {
      return fail([tooLargeDocument(limits)]);
    }
    const read = readDocument(query);
    if (!read.ok) return read;
    const { document, hash } = read.value;
    const operation = getOperationAST(document, operationName);
    if (!operation) return fail([unknownOperation(operationName)]);
    const excess = checkVariableLimits(variables, limits);
    if (excess) return fail([excess]);
    const errors = checkVariables(schema, operation, variables, introspection);
    if (errors.length > 0) return fail(errors);
    const cost = costOf(read.value, operation);
    const points = cost.of(variables);
    const tooExpensive = checkCost(cost, points, variables, limits);
    if (tooExpensive) return fail([tooExpensive]);
    return succeed({ document, hash, operation, operationName, variables, cost: points });
  };
}

function parseWithin(text: string, limits: Limits): Result<DocumentNode, readonly GraphQLError[]> {
  const source = new DocumentSource(text);
  if (source.isLongerThan(limits.lines)) return fail([tooManyLines(limits)]);
  try {
    const excess = checkNesting(source, limits);
    if (excess) return fail([excess]);
    const document = parse(source, { maxTokens: limits.tokens });
    source.hide();
    return succeed(document);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    // The parser quotes the token that it did not expect: names help, values may be secrets.
    source.hide();
    const message = error.message.replace(/\b(String|BlockString|Int|Float|Comment) ".*"/s, '$1');
    return fail([
      new GraphQLError(message, {
        source,
        positions: error.positions,
        extensions: { code: 'GRAPHQL_PARSE_FAILED' },
      }),
    ]);
  }
}

const noToken = new Token(TokenKind.SOF, 0, 0, 0, 0);

/** Of where a node lies only its offsets are asked from now on, and the tokens of a document take as much as its nodes. */
function dropTokens(document: DocumentNode): void {
  visit(document, {
    enter({ loc }) {
      if (loc !== undefined) Object.assign(loc, { startToken: noToken, endToken: noToken });
    },
  });
}

function tooManyLines({ lines }: Limits): GraphQLError {
  return limitExceeded(
    'lines',
    lines,
    `The document has more than ${lines} lines, comments included. Split the operation.`,
  );
}

function asValidationError(error: GraphQLError): GraphQLError {
  if (error.extensions['code'] !== undefined) return error;
  return rejection('GRAPHQL_VALIDATION_FAILED', error.message, { nodes: error.nodes ?? [] });
}

function tooMuchIntrospection({ introspection }: Limits): GraphQLError {
  return limitExceeded(
    'introspection',
    introspection,
    `The document asks for more than ${introspection} times what the standard introspection query asks for. Ask for the schema once.`,
  );
}

function unknownOperation(operationName: string | null): GraphQLError {
  return rejection(
    'OPERATION_RESOLUTION_FAILURE',
    operationName === null
      ? 'The document has several operations: say which one in operationName.'
      : 'operationName names no operation of the document.',
  );
}
