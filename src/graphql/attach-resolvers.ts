import type { GraphQLScalarType, GraphQLSchema } from 'graphql';
import { isInterfaceType, isObjectType, isScalarType, isUnionType } from 'graphql';
import type { Resolvers } from './__generated__/resolvers.ts';

/**
 * Puts resolvers behind the fields of a schema that was made of SDL, in place. What general libraries do for this, making the schema
 * anew several times, takes four times as long as to parse and build it.
 * @throws where a resolver is of nothing in the schema, and where an abstract type cannot tell what its objects are
 */
export function attachResolvers(schema: GraphQLSchema, resolvers: Resolvers): void {
  for (const [name, given] of Object.entries<object>(resolvers)) attach(schema, name, given);
  for (const type of Object.values(schema.getTypeMap())) {
    if ((isInterfaceType(type) || isUnionType(type)) && !type.resolveType) {
      throw new Error(`${type.name} has no __resolveType: say there which type an object is of.`);
    }
  }
}

function attach(schema: GraphQLSchema, name: string, given: object): void {
  const type = schema.getType(name);
  if (isScalarType(type)) {
    const { serialize, parseValue, parseLiteral } = given as GraphQLScalarType;
    Object.assign(type, { serialize, parseValue, parseLiteral });
    return;
  }
  if (!isObjectType(type) && !isInterfaceType(type))
    throw new Error(`There are resolvers of ${name}, which is no type with fields.`);
  const fields = type.getFields();
  for (const [key, resolver] of Object.entries(given)) {
    const field = fields[key];
    if (key === '__resolveType' && isInterfaceType(type)) type.resolveType = resolver;
    else if (field === undefined)
      throw new Error(`There is a resolver of ${name}.${key}, which the schema does not have.`);
    else if (typeof resolver === 'function') field.resolve = resolver;
    else Object.assign(field, resolver);
  }
}
