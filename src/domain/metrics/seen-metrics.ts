import type { Access } from '../access/access.ts';
import type { Seen } from '../access/seen.ts';
import type { ClusterSource } from '../clusters/cluster-source.ts';
import { gapWords } from '../clusters/gap-words.ts';
import { ArgumentError } from '../fleet/fleet.ts';
import type { SeenFleet } from '../fleet/fleet.ts';
import type { App, ClusterGap, Coverage, Environment, Tenant } from '../fleet/fleet-model.ts';
import { closest } from '../../lib/did-you-mean.ts';
import { computeMetric, operandsOf } from './compute-metric.ts';
import type { Operand } from './compute-metric.ts';
import { isMetricSeen, reaches } from './metric-definition.ts';
import type { MetricCatalog, MetricDefinition, MetricLevel } from './metric-definition.ts';
import { shownSeries } from './metric-range.ts';
import type { MetricRange } from './metric-range.ts';
import { partsOfApp, partsOfPlacements } from './scope-parts.ts';
import type { ScopePart } from './scope-parts.ts';
import type { SeriesFailure, SeriesOutcome, SeriesQuery } from './series-source.ts';
import { timeGrid } from './time-grid.ts';
import type { GridArguments, TimeGrid } from './time-grid.ts';
import type { ToldSeries } from './told-series.ts';

/** What is asked: these metrics, for this while, of these clusters alone (default: of all). */
export interface MetricArguments extends GridArguments {
  readonly names: readonly string[];
  readonly clusters?: readonly string[] | null;
}

/** How one request asks: `load` brings what is asked at the same time together; `holders` are the clusters that an answer could lack. */
export interface MetricAsking {
  readonly now: number;
  readonly holders: readonly ClusterSource[];
  /** Labels of series that the reader was told of, by the metric's name; absent: nothing was told before. */
  readonly told?: ToldSeries['labels'];
  load(query: SeriesQuery): Promise<SeriesOutcome>;
}

/**
 * The series of what one caller sees. Each asks at once, before it first waits, so that all that a request asks goes out together.
 * They throw (reject with) ArgumentError INVALID for bad arguments; a backend that fails is in `coverage`.
 */
interface MetricViews {
  /** By name; with `level`: those that can be asked of that. */
  definitions(filter: {
    readonly names?: readonly string[] | null;
    readonly level?: MetricLevel | null;
  }): readonly MetricDefinition[];
  /** @throws ArgumentError INVALID for names that cannot be asked of this level. */
  assertAskable(names: readonly string[], level: MetricLevel): void;
  ofApp(app: App, asked: MetricArguments, how: MetricAsking): Promise<readonly MetricRange[]>;
  ofEnvironment(environment: Environment, asked: MetricArguments, how: MetricAsking): Promise<readonly MetricRange[]>;
  /** Over the environments that are seen. */
  ofTenant(tenant: Tenant, asked: MetricArguments, how: MetricAsking): Promise<readonly MetricRange[]>;
  /** Of all that runs in a cluster: nothing for who does not see into it. */
  ofCluster(
    cluster: Pick<ClusterSource, 'id'>,
    asked: MetricArguments,
    how: MetricAsking,
  ): Promise<readonly MetricRange[]>;
}

export type SeenMetrics = Seen<MetricViews>;

/** Names that one field may ask for. */
export const maxNames = 20;

/** What somebody with this access can ask for. `fleet`: as that caller sees it. */
export function metricsSeenBy(catalog: MetricCatalog, fleet: SeenFleet, access: Access): SeenMetrics {
  const seen = () => catalog.definitions().filter(({ appliesTo }) => isMetricSeen(access, appliesTo));

  async function ranges(
    level: MetricLevel,
    asked: MetricArguments,
    how: MetricAsking,
    partsFor: (metric: MetricDefinition, grid: TimeGrid) => readonly ScopePart[],
  ): Promise<readonly MetricRange[]> {
    const metrics = choose(seen(), asked.names, level);
    const grid = timeGrid(asked, how.now);
    const only = (cluster: ClusterSource) => asked.clusters?.includes(cluster.name) ?? true;
    const holders = how.holders.filter(only);
    return Promise.all(
      metrics.map((metric) => {
        const parts = partsFor(metric, grid).filter(({ cluster }) => only(cluster));
        return measure(metric, parts, grid, how, (failures) => coverageOf(holders, failures));
      }),
    );
  }

  function coverageOf(
    holders: readonly ClusterSource[],
    failures: ReadonlyMap<ClusterSource, SeriesFailure>,
  ): Coverage {
    const { gaps } = fleet.coverage(holders);
    const known = new Set(gaps.map(({ cluster }) => cluster));
    const unmeasured = [...failures].flatMap(([cluster, { since, message }]): readonly ClusterGap[] => {
      if (known.has(cluster)) return [];
      const words = fleet.inside(cluster) === null ? gapWords.METRICS_UNAVAILABLE : message;
      return [{ cluster, reason: 'METRICS_UNAVAILABLE', since, message: words }];
    });
    const all = [...gaps, ...unmeasured].sort((a, b) => (a.cluster.name < b.cluster.name ? -1 : 1));
    return { complete: all.length === 0, gaps: all };
  }

  const views: MetricViews = {
    definitions({ names, level }) {
      return seen().filter(
        (metric) => (names ?? [metric.name]).includes(metric.name) && (!level || metric.levels.includes(level)),
      );
    },
    assertAskable: (names, level) => void choose(seen(), names, level),
    ofApp: (app, asked, how) =>
      ranges('APP', asked, how, ({ appliesTo }) =>
        reaches(appliesTo, app) && (appliesTo.apps ?? [app.name]).includes(app.name) ? partsOfApp(app) : [],
      ),
    ofEnvironment: (environment, asked, how) =>
      ranges('ENVIRONMENT', asked, how, ({ appliesTo }, grid) =>
        reaches(appliesTo, environment) ? partsOfPlacements(environment.placements, grid) : [],
      ),
    ofTenant: (tenant, asked, how) =>
      ranges('TENANT', asked, how, ({ appliesTo }, grid) => {
        const environments = fleet.environmentsOf(tenant.name).filter((each) => reaches(appliesTo, each));
        return partsOfPlacements(
          environments.flatMap(({ placements }) => placements),
          grid,
        );
      }),
    async ofCluster({ id }, asked, how) {
      const cluster = fleet.inside({ id });
      if (cluster === null) return [];
      return ranges('CLUSTER', asked, { ...how, holders: [cluster] }, () => [
        { cluster, namespaces: null, pods: null, notBefore: null },
      ]);
    },
  };
  return views as SeenMetrics;
}

async function measure(
  metric: MetricDefinition,
  parts: readonly ScopePart[],
  grid: TimeGrid,
  { load, told }: MetricAsking,
  coverageOf: (failures: ReadonlyMap<ClusterSource, SeriesFailure>) => Coverage,
): Promise<MetricRange> {
  const operands = operandsOf(metric);
  const outcomes = await Promise.all(
    parts.map((part) => Promise.all(operands.map((operand) => load(queryOf(part, operand, grid))))),
  );
  const failures = new Map<ClusterSource, SeriesFailure>();
  const measured = operands.map((): { series: Measured; notBefore: number | null }[] => []);
  for (const [index, { cluster, notBefore }] of parts.entries()) {
    const own = outcomes[index] ?? [];
    const failure = own.flatMap((outcome) => (outcome.ok ? (outcome.value.lacks ?? []) : outcome.failure))[0];
    if (failure !== undefined) failures.set(cluster, failure);
    // A ratio of which a half is missing is none.
    if (own.some(({ ok }) => !ok)) continue;
    for (const [position, outcome] of own.entries()) {
      if (outcome.ok) measured[position]?.push({ series: outcome.value.series, notBefore });
    }
  }
  const shown = shownSeries(computeMetric(metric, measured, grid), grid, told?.(metric.name));
  return { metric, grid, ...shown, coverage: coverageOf(failures) };
}

type Measured = Extract<SeriesOutcome, { ok: true }>['value']['series'];

function queryOf({ cluster, namespaces, pods }: ScopePart, operand: Operand, grid: TimeGrid): SeriesQuery {
  return { cluster, namespaces, pods, ...operand, grid };
}

/** @throws ArgumentError INVALID for a name that is not seen, or that says nothing on this level. */
function choose(
  seen: readonly MetricDefinition[],
  names: readonly string[],
  level: MetricLevel,
): readonly MetricDefinition[] {
  const wanted = [...new Set(names)];
  if (wanted.length > maxNames) {
    throw new ArgumentError('INVALID', `At most ${maxNames} metrics can be asked for at once. Ask for fewer.`);
  }
  return wanted.map((name) => {
    const metric = seen.find((each) => each.name === name);
    const askable = seen.filter(({ levels }) => levels.includes(level)).map((each) => each.name);
    if (metric === undefined) {
      const meant = closest(name, askable);
      const hint = meant === undefined ? 'metricDefinitions lists those that there are.' : `Did you mean ${meant}?`;
      throw new ArgumentError('INVALID', `There is no metric ${JSON.stringify(name.slice(0, 80))}. ${hint}`);
    }
    if (!metric.levels.includes(level)) {
      const where = metric.levels.join(', ');
      throw new ArgumentError('INVALID', `${name} cannot be asked of ${level}, only of: ${where}.`);
    }
    return metric;
  });
}
