import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

/** A whole number of bytes from 0 to 2^53-1: more than a 32-bit Int holds, and still exact as a JSON number. */
export const bytesScalar = new GraphQLScalarType<number, number>({
  name: 'Bytes',
  serialize: check,
  parseValue: check,
  parseLiteral: (node) => check(node.kind === Kind.INT ? Number(node.value) : null),
});

function check(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new GraphQLError('Bytes: write a whole number from 0 to 9007199254740991, such as 268435456.', {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
