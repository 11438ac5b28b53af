/** The header's delay in milliseconds; undefined where there is none. At most ten minutes: a wrong clock must not stop a cluster. */
export function parseRetryAfter(header: string | readonly string[] | undefined, now: number): number | undefined {
  const text = typeof header === 'string' ? header : header?.[0];
  if (text === undefined) return undefined;
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - now) / 1000;
  if (Number.isNaN(seconds)) return undefined;
  return Math.min(Math.max(seconds, 0), 600) * 1000;
}
