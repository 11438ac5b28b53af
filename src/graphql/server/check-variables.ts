import type { GraphQLError, GraphQLInputType, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import {
  coerceInputValue,
  isEnumType,
  isInputObjectType,
  isInputType,
  isLeafType,
  isListType,
  isNonNullType,
  typeFromAST,
} from 'graphql';
import { rejection } from '../errors.ts';
import { expectedValue } from './expected-value.ts';

/** Errors told about one request's variables. */
const maximumErrors = 10;

/**
 * What is wrong with the variables of an operation, with where it stands in them and what is expected, and never with a
 * value: a value may be a secret that was put in the wrong place.
 */
export function checkVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  suggestions: boolean,
): readonly GraphQLError[] {
  const errors: GraphQLError[] = [];
  try {
    collectErrors(schema, operation, variables, suggestions, errors);
  } catch (thrown) {
    if (thrown !== enough) throw thrown;
  }
  return errors;
}

/** Thrown to leave coercion, which would go on to make an error of each of thousands of values. */
const enough = new Error('There are enough errors.');

function collectErrors(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  suggestions: boolean,
  errors: GraphQLError[],
): void {
  for (const definition of operation.variableDefinitions ?? []) {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type);
    if (!isInputType(type)) continue;
    const report = (message: string): void => {
      errors.push(rejection('BAD_USER_INPUT', message, { nodes: [definition] }));
      if (errors.length >= maximumErrors) throw enough;
    };
    if (!Object.hasOwn(variables, name)) {
      if (isNonNullType(type) && !definition.defaultValue) {
        report(`Variable "$${name}" of required type "${String(type)}" was not provided.`);
      }
      continue;
    }
    const value = variables[name];
    if (value === null || value === undefined) {
      if (isNonNullType(type)) report(`Variable "$${name}" of non-null type "${String(type)}" must not be null.`);
      continue;
    }
    const onError = (path: readonly (string | number)[], _value: unknown, error: GraphQLError): void => {
      const at = `Variable "$${name}"${path.length > 0 ? ` at "${dotted(name, path)}"` : ''}`;
      const inner = typeAt(type, path);
      const leaf = inner && (isLeafType(inner) || isEnumType(inner)) ? inner : null;
      report(`${at}: ${leaf && !isAboutNull(error) ? `expected ${expectedValue(leaf)}.` : error.message}`);
    };
    coerceInputValue(value, type, onError, !suggestions);
  }
}

function isAboutNull(error: GraphQLError): boolean {
  return error.message.startsWith('Expected non-nullable type');
}

function dotted(name: string, path: readonly (string | number)[]): string {
  return path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${key}`), name);
}

/** The type of what stands at a path, without its list and non-null wrappers where the path ends inside them. */
function typeAt(type: GraphQLInputType, path: readonly (string | number)[]): GraphQLInputType | null {
  let current = nullable(type);
  for (const key of path) {
    if (typeof key === 'number') {
      if (!isListType(current)) return null;
      current = nullable(current.ofType);
    } else {
      // A single value stands for a list of one, so its path has no index.
      while (isListType(current)) current = nullable(current.ofType);
      if (!isInputObjectType(current)) return null;
      const field = current.getFields()[key];
      if (!field) return null;
      current = nullable(field.type);
    }
  }
  while (isListType(current)) current = nullable(current.ofType);
  return current;
}

function nullable(type: GraphQLInputType): GraphQLInputType {
  return isNonNullType(type) ? type.ofType : type;
}
