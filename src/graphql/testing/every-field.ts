import type { GraphQLOutputType, GraphQLSchema } from 'graphql';
import { getNamedType, isInterfaceType, isLeafType, isObjectType, isRequiredArgument } from 'graphql';

/**
 * A selection of every field that can be asked without arguments, down to the given depth; what is deeper is left out,
 * and objects come with their leaves.
 */
export function everyField(schema: GraphQLSchema, type: GraphQLOutputType, depth: number): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  const fields = isObjectType(named) || isInterfaceType(named) ? Object.values(named.getFields()) : [];
  const parts = fields.flatMap((field) => {
    if (field.args.some(isRequiredArgument)) return [];
    if (isLeafType(getNamedType(field.type))) return [field.name];
    if (depth === 0) return [];
    const selection = everyField(schema, field.type, depth - 1);
    return selection === '' ? [] : [`${field.name} ${selection}`];
  });
  const implementations = isInterfaceType(named) ? schema.getPossibleTypes(named) : [];
  const own = depth === 0 ? [] : implementations.map(({ name }) => `... on ${name} { __typename }`);
  const selected = [...parts, ...own];
  return selected.length === 0 ? '' : `{ ${selected.join(' ')} }`;
}
