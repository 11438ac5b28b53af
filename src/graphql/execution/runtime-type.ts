import type { GraphQLAbstractType, GraphQLObjectType } from 'graphql';
import { GraphQLError, isObjectType } from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import type { FieldSite } from './field-info.ts';

/** The type that a value of an abstract one turned out to be of, in the words of graphql-js where that is none of it. @throws GraphQLError */
export function runtimeType(
  { schema, parentType, field, nodes }: FieldSite,
  type: GraphQLAbstractType,
  told: unknown,
  value: unknown,
): GraphQLObjectType {
  const where = `${parentType.name}.${field.name}`;
  const abstract = `Abstract type "${type.name}"`;
  if (told === null || told === undefined) {
    throw new GraphQLError(
      `${abstract} must resolve to an Object type at runtime for field "${where}". Either the "${type.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`,
      { nodes },
    );
  }
  if (isObjectType(told)) {
    throw new GraphQLError(
      'Support for returning GraphQLObjectType from resolveType was removed in graphql-js@16.0.0 please return type name instead.',
    );
  }
  if (typeof told !== 'string') {
    throw new GraphQLError(
      `${abstract} must resolve to an Object type at runtime for field "${where}" with value ${inspect(value)}, received "${inspect(told)}".`,
    );
  }
  const found = schema.getType(told);
  if (found === undefined) {
    throw new GraphQLError(`${abstract} was resolved to a type "${told}" that does not exist inside the schema.`, {
      nodes,
    });
  }
  if (!isObjectType(found)) {
    throw new GraphQLError(`${abstract} was resolved to a non-object type "${told}".`, { nodes });
  }
  if (!schema.isSubType(type, found)) {
    throw new GraphQLError(`Runtime Object type "${found.name}" is not a possible type for "${type.name}".`, { nodes });
  }
  return found;
}
