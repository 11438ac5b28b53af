import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

// https://www.rfc-editor.org/rfc/rfc3339#section-5.6
const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** RFC 3339 outside, milliseconds since the epoch inside. */
export const dateTimeScalar = new GraphQLScalarType<number, string>({
  name: 'DateTime',
  serialize(value) {
    const date = value instanceof Date ? value : new Date(typeof value === 'number' ? value : Number.NaN);
    if (Number.isNaN(date.getTime())) throw new GraphQLError('DateTime: not a time.'); // a surprise: no code, so that the edge masks and logs it
    return date.toISOString();
  },
  parseValue: parse,
  parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : null),
});

function parse(value: unknown): number {
  const match = typeof value === 'string' ? rfc3339.exec(value) : null;
  if (match !== null) {
    const [text, year, month, day] = match;
    const time = Date.parse(text.toUpperCase());
    // Date.parse rolls the 31st of a short month over; RFC 3339 has no such day.
    const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
    if (!Number.isNaN(time) && Number(day) <= lastDay) return time;
  }
  throw new GraphQLError('DateTime: write a time as RFC 3339, such as 2026-03-01T12:30:00Z.', {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
