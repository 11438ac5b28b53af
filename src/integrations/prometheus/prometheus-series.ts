import { LRUCache } from 'lru-cache';
import type { PrometheusSource } from '../../domain/clusters/cluster-definition.ts';
import type { ClusterSource } from '../../domain/clusters/cluster-source.ts';
import type { SeriesOutcome, SeriesQuery, SeriesSource } from '../../domain/metrics/series-source.ts';
import type { TimeGrid } from '../../domain/metrics/time-grid.ts';
import type { Clock } from '../../lib/clock.ts';
import { fail } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import { createBackend } from './backend.ts';
import type { Backend, ScopedExpression } from './backend.ts';
import { parsePromql } from './promql-expression.ts';
import { scopeMatchers } from './scope-matchers.ts';

export interface PrometheusSeriesOptions {
  /** The clusters that are registered now. */
  readonly clusters: () => readonly ClusterSource[];
  readonly clock: Clock;
  /** Of each call of a backend, in milliseconds; default 5,000: nothing else of a query waits longer for it. */
  readonly deadlineMs?: number;
}

/** The series that the clusters' Prometheus backends have. */
export interface PrometheusSeries extends SeriesSource {
  close(): Promise<void>;
}

/** Clusters with the same address and the same credentials have one backend. */
export function createPrometheusSeries({ clusters, clock, deadlineMs }: PrometheusSeriesOptions): PrometheusSeries {
  const backends = new Map<string, Backend>();
  const parsed = new LRUCache<string, ReturnType<typeof parsePromql>>({ max: 1_000 });
  const startedAt = clock.now();

  function backendOf(source: PrometheusSource): Backend {
    const key = backendKey(source);
    const known = backends.get(key) ?? createBackend(source, clock, deadlineMs ?? 5_000);
    backends.set(key, known);
    return known;
  }

  /** Those of clusters that are gone, or that have another now, keep no connections. */
  function closeUnused(sources: readonly PrometheusSource[]): void {
    const used = new Set(sources.map(backendKey));
    for (const [key, backend] of backends) {
      if (used.has(key)) continue;
      backends.delete(key);
      void backend.close();
    }
  }

  function place(
    query: SeriesQuery,
    shared: ReadonlySet<PrometheusSource>,
  ): Result<{ source: PrometheusSource; scoped: ScopedExpression }, string> {
    const source = query.cluster.definition.prometheus;
    if (source === undefined) return fail('no Prometheus is configured for it: add prometheus to its cluster file');
    if (shared.has(source)) {
      return fail(
        'another cluster has the same Prometheus, and nothing tells their series apart: give each a prometheus.clusterLabel of its own',
      );
    }
    const expression = parsed.get(query.expression) ?? parsePromql(query.expression);
    parsed.set(query.expression, expression);
    if (!expression.ok) return fail(`an expression cannot be used: ${expression.failure.message}`);
    const names = namesOf(source);
    const scoped = {
      declared: query.expression,
      expression: expression.value.render({
        matchers: scopeMatchers(query, source),
        labels: names,
        windowSeconds: windowOf(query.grid, source),
      }),
      combine: query.combine,
      by: query.by.map((label) => names.get(label) ?? label),
    };
    return { ok: true, value: { source, scoped } };
  }

  async function askBackend({ grid, placed }: Group, signal: AbortSignal | undefined) {
    const [first] = placed;
    if (first === undefined) return [];
    const scoped = placed.map((each) => each.scoped);
    const outcomes = await backendOf(first.source).ask(scoped, grid, signal);
    return outcomes.map((outcome, index) => {
      const { query, source } = placed[index] ?? first;
      return [query, ofItsPrometheus(canonical(outcome, source))] as const;
    });
  }

  return {
    async fetch(queries, signal) {
      const sources = clusters().flatMap(({ definition }) => definition.prometheus ?? []);
      closeUnused(sources);
      const shared = indistinct(sources);
      const answers = new Map<SeriesQuery, SeriesOutcome>();
      const groups = new Map<string, Group>();
      for (const query of queries) {
        const placed = place(query, shared);
        if (!placed.ok) {
          answers.set(query, fail({ message: placed.failure, since: startedAt }));
          continue;
        }
        const key = JSON.stringify([backendKey(placed.value.source), query.grid]);
        const group = groups.get(key) ?? { grid: query.grid, placed: [] };
        groups.set(key, group);
        group.placed.push({ query, ...placed.value });
      }
      const asked = await Promise.all([...groups.values()].map((group) => askBackend(group, signal)));
      for (const [query, outcome] of asked.flat()) answers.set(query, outcome);
      return queries.map((query) => answers.get(query) ?? fail({ message: 'it was not asked', since: startedAt }));
    },
    async close() {
      await Promise.all([...backends.values()].map((backend) => backend.close()));
    },
  };
}

/** Of clusters that could not be told apart: each would show what the other measures. */
function indistinct(sources: readonly PrometheusSource[]): ReadonlySet<PrometheusSource> {
  const neighbours = Map.groupBy(sources, ({ url, orgId }) => JSON.stringify([url, orgId]));
  const isLike = (one: PrometheusSource['clusterLabel'], other: PrometheusSource['clusterLabel']) =>
    one === undefined || other === undefined || one.name !== other.name || one.value === other.value;
  return new Set(
    [...neighbours.values()].flatMap((all) =>
      all.filter((source) => all.some((other) => other !== source && isLike(source.clusterLabel, other.clusterLabel))),
    ),
  );
}

interface Placed {
  readonly query: SeriesQuery;
  readonly source: PrometheusSource;
  readonly scoped: ScopedExpression;
}

/** What one backend is asked for the same moments. */
interface Group {
  readonly grid: TimeGrid;
  readonly placed: Placed[];
}

function backendKey({ url, tokenFile, caFile, orgId }: PrometheusSource): string {
  return JSON.stringify([url, tokenFile, caFile, orgId]);
}

/** The names that expressions have for the labels of a scope → those of the backend. */
function namesOf({ labels }: PrometheusSource): ReadonlyMap<string, string> {
  return new Map(Object.entries(labels).filter(([name, own]) => name !== own));
}

/** Long enough that no scrape falls between two points, and that a rate has several to go by. Seconds. */
function windowOf({ step }: TimeGrid, { scrapeSeconds }: PrometheusSource): number {
  return Math.max(Math.ceil(step / 1_000) + scrapeSeconds, 4 * scrapeSeconds);
}

/** With the labels called as expressions call them. */
function canonical(outcome: SeriesOutcome, source: PrometheusSource): SeriesOutcome {
  const names = new Map([...namesOf(source)].map(([name, own]) => [own, name]));
  if (!outcome.ok || names.size === 0) return outcome;
  const series = outcome.value.series.map(({ labels, values }) => ({
    labels: new Map([...labels].map(([name, value]) => [names.get(name) ?? name, value])),
    values,
  }));
  return { ok: true, value: { ...outcome.value, series } };
}

/** Whose failure it is: the message stands beside a cluster's name. */
function ofItsPrometheus(outcome: SeriesOutcome): SeriesOutcome {
  const said = (message: string) => `its series are not to be had from its Prometheus: ${message}`;
  if (!outcome.ok) return fail({ ...outcome.failure, message: said(outcome.failure.message) });
  const { lacks } = outcome.value;
  if (lacks === null) return outcome;
  return { ok: true, value: { ...outcome.value, lacks: { ...lacks, message: said(lacks.message) } } };
}
