import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryCluster } from '../../../src/domain/fleet/testing/memory-cluster.ts';
import { operandsOf } from '../../../src/domain/metrics/compute-metric.ts';
import type { MetricDefinition } from '../../../src/domain/metrics/metric-definition.ts';
import type { SeriesQuery } from '../../../src/domain/metrics/series-source.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { openMetricFiles } from '../../../src/integrations/prometheus/metric-files.ts';
import type { MetricFiles } from '../../../src/integrations/prometheus/metric-files.ts';
import { createPrometheusSeries } from '../../../src/integrations/prometheus/prometheus-series.ts';
import type { PrometheusSeries } from '../../../src/integrations/prometheus/prometheus-series.ts';
import { startPrometheus } from '../../support/prometheus.ts';
import type { Prometheus } from '../../support/prometheus.ts';
import { historyOf } from './history.ts';

// What a real Prometheus makes of the scopes that it is asked with: names hold whatever a cluster that lies may tell.

const secret = { cluster: 'eu', namespace: 'globex-prod', pod: 'web-0', requests: 1_000, fast: 0.5 };
const strange = [
  '"} or http_requests_total{namespace="globex-prod',
  String.raw`\"} or up{a=\"`,
  'a\nb # }',
  '.*',
  'globex-prod|acme',
  '(globex-prod)',
  '${globex}',
  'ünïcode-☃-𝒳',
  "'`",
];
const end = Math.floor(Date.now() / 60_000) * 60;
const span = { start: end - 900, end };
const grid = { first: (end - 540) * 1_000, step: 60_000, count: 10 };
const cluster = (name: string, url: string, value: string) =>
  new MemoryCluster(name, {
    prometheus: {
      url,
      clusterLabel: { name: 'cluster', value },
      labels: { namespace: 'namespace', pod: 'pod' },
      scrapeSeconds: 15,
    },
  });

let prometheus: Prometheus;
let files: MetricFiles;
const series: PrometheusSeries[] = [];

beforeAll(async () => {
  const own = strange.map((namespace, index) => ({ ...secret, namespace, requests: index + 1 }));
  prometheus = await startPrometheus({ history: historyOf([secret, ...own], span, true) });
  const folders = [new URL('../../../observability/metrics', import.meta.url).pathname];
  files = await openMetricFiles({ folders, clock: systemClock, log: silentLog, display: (path) => path });
});

afterAll(async () => {
  await Promise.all(series.map((each) => each.close()));
  await files?.close();
  await prometheus?.stop();
});

function open(...clusters: readonly MemoryCluster[]): PrometheusSeries {
  const opened = createPrometheusSeries({ clusters: () => clusters, clock: systemClock });
  series.push(opened);
  return opened;
}

/** A metric that comes with the gateway. */
function named(name: string): MetricDefinition {
  const metric = files.definitions().find((each) => each.name === name);
  if (metric === undefined) throw new Error(`no metric ${name}`);
  return metric;
}

const requests = 'rate(http_requests_total[$window])';

describe('a scope, on a real Prometheus', () => {
  it('lets every metric that comes with the gateway be computed', async () => {
    expect(files.problems).toEqual([]);
    const eu = cluster('eu', prometheus.url, 'eu');
    const definitions = files.definitions();
    const queries = definitions.flatMap((definition) =>
      operandsOf(definition).map((operand): SeriesQuery => ({
        cluster: eu,
        namespaces: ['globex-prod'],
        pods: [{ prefix: 'web-', suffix: 'ORDINAL' }],
        grid,
        ...operand,
      })),
    );
    const outcomes = await open(eu).fetch(queries);
    expect(outcomes.map((outcome) => (outcome.ok ? outcome.value.lacks : outcome.failure))).toEqual(
      queries.map(() => null),
    );
    expect(definitions.length).toBeGreaterThan(10);
  });

  it('answers of namespaces with strange names what is theirs, to the number', async () => {
    const eu = cluster('eu', prometheus.url, 'eu');
    const query = (namespaces: readonly string[]): SeriesQuery => ({
      cluster: eu,
      namespaces,
      pods: null,
      expression: requests,
      combine: 'SUM',
      by: [],
      grid,
    });
    const outcomes = await open(eu).fetch([...strange.map((name) => query([name])), query(strange)]);
    const values = outcomes.map(
      (outcome) => outcome.ok && outcome.value.series.map((each) => Math.round(each.values[5] ?? 0)),
    );
    const each = strange.map((_name, index) => [index + 1]);
    expect(values).toEqual([...each, [each.flat().reduce((a, b) => a + b)]]);
  });

  it('never answers for another tenant or another cluster, whatever the names hold', async () => {
    const part = fc.oneof(
      fc.constantFrom(
        ...strange,
        'globex-prod',
        'globex',
        'web-0',
        '|',
        '.',
        '*',
        '\\',
        '"',
        '{',
        '}',
        '=~',
        '\u0000',
        '\ud800',
      ),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
    );
    const name = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''));
    const foreign = name.filter((text) => text !== 'globex-prod' && !strange.includes(text));
    const scope = fc.record({
      namespaces: fc.array(foreign, { minLength: 1, maxLength: 3 }),
      pods: fc.option(
        fc.array(fc.record({ prefix: name, suffix: fc.constantFrom('RANDOM' as const, 'ORDINAL' as const) }), {
          minLength: 1,
          maxLength: 3,
        }),
      ),
      metric: fc.constantFrom(...files.definitions().map(({ name }) => name)),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(scope, { minLength: 1, maxLength: 40, size: 'max' }),
        foreign,
        async (scopes, label) => {
          const here = cluster('here', prometheus.url, 'eu');
          // A cluster that nothing was measured in, though all that is asked of it is there in the other.
          const elsewhere = cluster('elsewhere', prometheus.url, label);
          const opened = open(here, elsewhere);
          const queries = scopes.flatMap(({ namespaces, pods, metric }) =>
            operandsOf(named(metric)).flatMap((operand): SeriesQuery[] => [
              { cluster: here, namespaces, pods, grid, ...operand },
              { cluster: elsewhere, namespaces: ['globex-prod'], pods, grid, ...operand },
              { cluster: elsewhere, namespaces: null, pods: null, grid, ...operand },
            ]),
          );
          const outcomes = await opened.fetch(queries);
          for (const outcome of outcomes) expect(outcome).toEqual({ ok: true, value: { series: [], lacks: null } });
          await opened.close();
        },
      ),
      { numRuns: 15 },
    );
  });
});
