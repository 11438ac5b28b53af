import type { GraphQLEnumType, GraphQLLeafType } from 'graphql';
import { GraphQLBoolean, GraphQLFloat, GraphQLID, GraphQLInt, GraphQLString, isEnumType } from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import { quote } from './json-text.ts';

/** The JSON text of a leaf's value, which is neither null nor undefined. @throws where it is none of the type */
export type LeafText = (value: unknown) => string;

const largestInt = 2 ** 31 - 1;

/** What the values of a type look like as JSON. Of those of the built-in types, nearly all are what they should be already. */
export function leafText(type: GraphQLLeafType): LeafText {
  const serialized = (value: unknown): string => serialize(type, value);
  if (isEnumType(type)) return enumText(type, serialized);
  switch (type) {
    case GraphQLString:
    case GraphQLID:
      return (value) => (typeof value === 'string' ? quote(value) : serialized(value));
    case GraphQLBoolean:
      return (value) => (value === true ? 'true' : value === false ? 'false' : serialized(value));
    case GraphQLInt:
      return (value) =>
        typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= largestInt
          ? String(value)
          : serialized(value);
    case GraphQLFloat:
      return (value) => (typeof value === 'number' && Number.isFinite(value) ? String(value) : serialized(value));
    default:
      return serialized;
  }
}

function enumText(type: GraphQLEnumType, serialized: LeafText): LeafText {
  const texts = new Map<unknown, string>(type.getValues().map(({ name, value }) => [value, quote(name)]));
  return (value) => texts.get(value) ?? serialized(value);
}

function serialize(type: GraphQLLeafType, value: unknown): string {
  const serialized: unknown = type.serialize(value);
  if (serialized === null || serialized === undefined) {
    throw new Error(
      `Expected \`${inspect(type)}.serialize(${inspect(value)})\` to return non-nullable value, returned: ${inspect(serialized)}`,
    );
  }
  if (typeof serialized === 'string') return quote(serialized);
  // Undefined of what JSON has no text for, such as a function.
  return (JSON.stringify(serialized) as string | undefined) ?? 'null';
}
