import type { ClusterSource } from '../clusters/cluster-source.ts';
import { ArgumentError } from '../fleet/fleet.ts';
import type { MetricPolls } from './metric-polls.ts';
import type { MetricRange } from './metric-range.ts';
import type { MetricAsking } from './seen-metrics.ts';
import type { GridArguments, WatchedSpan } from './time-grid.ts';
import { createToldSeries } from './told-series.ts';

/** One element of the stream of metrics: the points that are new. */
export interface MetricEvent {
  readonly metrics: readonly MetricRange[];
  /** The moment of the last point that there can be: whoever goes on behind it misses none. Milliseconds since the epoch. */
  readonly to: number;
}

/** What is watched, as it is now. */
export interface Watched {
  /** Where it is measured. */
  readonly clusters: readonly ClusterSource[];
  measure(
    asked: Required<GridArguments>,
    how: Pick<MetricAsking, 'load' | 'now'> & Required<Pick<MetricAsking, 'told'>>,
  ): Promise<readonly MetricRange[]>;
}

/** Where no cluster says how often it is scraped. Seconds. */
const usualScrape = 30;
/** How often it is looked whether what is watched is still there. Milliseconds. */
const lookMs = 10_000;

/**
 * The points of the range, then each that comes, once and when it can be complete: what is measured at a moment is in the backend
 * with the end of the scrape that began then. A reader who is slow gets what has come meanwhile in one; nothing is asked for one who
 * does not read. Ends with the signal, and when what is watched is gone.
 * @param find null: it is gone; throws COVERAGE_INCOMPLETE while a cluster that may hold it is missing
 * @param after points behind this moment; null: all of the range
 * @throws ArgumentError INVALID
 */
export async function* watchMetrics(
  find: () => Watched | null,
  { step, range }: WatchedSpan,
  after: number | null,
  polls: MetricPolls,
  signal: AbortSignal,
): AsyncGenerator<MetricEvent, void> {
  const told = createToldSeries(range);
  let last = after ?? -Infinity;
  while (!signal.aborted) {
    const watched = found(find);
    if (watched === null) return;
    const now = polls.now();
    const look = Math.floor(now / lookMs + 1) * lookMs;
    if (watched === 'UNKNOWN') {
      await polls.until(look, signal);
      continue;
    }
    const delay = delayOf(watched.clusters);
    const newest = Math.floor((now - delay) / step) * step;
    if (newest <= last) {
      await polls.until(Math.min(newest + step + delay, look), signal);
      continue;
    }
    const asked = { from: Math.max(last, newest - range), to: newest, step: step / 1_000 };
    const metrics = await watched.measure(asked, { now, load: polls.load, told: told.labels });
    // It may have been given to others while its backends were asked.
    if (signal.aborted || found(find) === null) return;
    told.tell(metrics);
    last = newest;
    yield { metrics, to: newest };
  }
}

function found(find: () => Watched | null): Watched | null | 'UNKNOWN' {
  try {
    return find();
  } catch (error) {
    if (error instanceof ArgumentError && error.code === 'COVERAGE_INCOMPLETE') return 'UNKNOWN';
    throw error;
  }
}

/** A scrape takes at most as long as the time between two. Milliseconds. */
function delayOf(clusters: readonly ClusterSource[]): number {
  const scrapes = clusters.flatMap(({ definition }) => definition.prometheus?.scrapeSeconds ?? []);
  return (scrapes.length === 0 ? usualScrape : Math.max(...scrapes)) * 1_000;
}
