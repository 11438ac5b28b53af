/**
 * A moment as text, RFC 3339 in UTC with nine digits of a second: `2026-03-01T12:30:00.000000001Z`. Texts of equal length, so that
 * they compare as the moments do: numbers of JavaScript cannot hold nanoseconds.
 */
export type LogTime = string;

const length = '2026-03-01T12:30:00.000000001Z'.length;
const shape = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

/** The moment of an RFC 3339 text of any offset, from 1970 on; null for anything else. */
export function parseLogTime(text: string): LogTime | null {
  const [, whole, fraction = '', offset] = shape.exec(text) ?? [];
  if (whole === undefined || offset === undefined) return null;
  const seconds = Date.parse(`${whole}${offset}`);
  // Also no number: clusters tell what they like, and everything behind this counts on moments that can be counted.
  if (!(seconds >= 0)) return null;
  if (offset === 'Z' && text.length === length) return text;
  return `${new Date(seconds).toISOString().slice(0, 19)}.${fraction.padEnd(9, '0')}Z`;
}

/** The whole second that it lies in, in seconds since 1970-01-01T00:00:00Z. */
export function secondOf(time: LogTime): number {
  return Math.floor(Date.parse(`${time.slice(0, 19)}Z`) / 1_000);
}

/** A moment of a whole millisecond. @param at milliseconds since 1970-01-01T00:00:00Z */
export function logTimeOf(at: number): LogTime {
  return `${new Date(at).toISOString().slice(0, 23)}000000Z`;
}
