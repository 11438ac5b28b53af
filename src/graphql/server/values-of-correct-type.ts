import type { ASTVisitor, GraphQLError, ValidationContext } from 'graphql';
import { getNamedType, isInputObjectType, Kind, ValuesOfCorrectTypeRule } from 'graphql';
import { rejection } from '../errors.ts';
import { expectedValue } from './expected-value.ts';

/** graphql-js's rule of the same name, in words that never repeat the value: it may be a secret in the wrong place. */
export function valuesOfCorrectType(context: ValidationContext): ASTVisitor {
  const quiet = Object.create(context, {
    reportError: { value: (error: GraphQLError) => context.reportError(withoutValue(error, context)) },
  }) as ValidationContext;
  return ValuesOfCorrectTypeRule(quiet);
}

function withoutValue(error: GraphQLError, context: ValidationContext): GraphQLError {
  const [node] = error.nodes ?? [];
  const type = context.getInputType();
  // About the fields of an input object: names from the schema or the document, no values.
  if (!node || node.kind === Kind.OBJECT_FIELD || !type) return error;
  if (node.kind === Kind.OBJECT && isInputObjectType(getNamedType(type))) return error;
  if (node.kind === Kind.NULL) return error;
  return rejection('GRAPHQL_VALIDATION_FAILED', `Expected ${expectedValue(type)}.`, { nodes: [node] });
}
