/** How much was observed up to a bound, that included: a bucket of a cumulative histogram. */
export interface Bucket {
  /** Upper bound; Infinity for the last. */
  readonly le: number;
  readonly count: number;
}

/**
 * The quantile of a cumulative histogram by linear interpolation within a bucket, as `histogram_quantile` of Prometheus has it
 * (https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile); null where nothing was observed, or where
 * the bucket without a bound is missing.
 */
export function quantileOf(q: number, unordered: readonly Bucket[]): number | null {
  const buckets = unordered.toSorted((a, b) => a.le - b.le);
  const last = buckets.at(-1);
  if (last === undefined || last.le !== Infinity || buckets.length < 2) return null;
  const counts = rising(buckets);
  const total = counts.at(-1) ?? 0;
  if (!(total > 0)) return null;
  const rank = q * total;
  const found = counts.findIndex((count, index) => index === counts.length - 1 || count >= rank);
  const bound = (index: number) => buckets[index]?.le ?? 0;
  if (found === buckets.length - 1) return bound(found - 1);
  if (found === 0 && bound(0) <= 0) return bound(0);
  const lower = found === 0 ? 0 : bound(found - 1);
  const below = found === 0 ? 0 : (counts[found - 1] ?? 0);
  const within = (counts[found] ?? 0) - below;
  return within <= 0 ? bound(found) : lower + (bound(found) - lower) * ((rank - below) / within);
}

/** Counters that are not read at one moment can be out of step. */
function rising(buckets: readonly Bucket[]): readonly number[] {
  let most = 0;
  return buckets.map(({ count }) => (most = Math.max(most, count)));
}
