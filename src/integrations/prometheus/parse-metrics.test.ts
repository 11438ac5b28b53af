import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../lib/file-problem.ts';
import { parseMetrics } from './parse-metrics.ts';

const begin = 'metrics:\n  - name: orders\n    description: Orders.\n    unit: PER_MINUTE\n';

function problems(text: string): readonly string[] {
  const parsed = parseMetrics(text, 'm.yaml');
  return parsed.ok ? [] : parsed.failure.map(formatProblem);
}

describe('a metrics file', () => {
  it('declares metrics, with defaults for what it leaves out', () => {
    const parsed = parseMetrics(`${begin}    query: rate(orders_total[$window])\n    combine: SUM\n`, 'm.yaml');
    expect(parsed).toEqual({
      ok: true,
      value: [
        {
          name: 'orders',
          description: 'Orders.',
          unit: 'PER_MINUTE',
          levels: ['APP', 'ENVIRONMENT', 'TENANT', 'CLUSTER'],
          dimensions: [],
          appliesTo: {},
          computation: { type: 'COMBINED', query: 'rate(orders_total[$window])', combine: 'SUM' },
        },
      ],
    });
    expect(parseMetrics('metrics: []', 'm.yaml')).toEqual({ ok: true, value: [] });
  });

  it('that is for some tenants says nothing of whole clusters', () => {
    const parsed = parseMetrics(
      `${begin}    query: up\n    combine: MAX\n    appliesTo: { tenants: [acme] }\n`,
      'm.yaml',
    );
    expect(parsed.ok && parsed.value[0]?.levels).toEqual(['APP', 'ENVIRONMENT', 'TENANT']);
  });

  it.each([
    [`${begin}    query: up{\n    combine: SUM\n`, ['m.yaml:5: metrics.0.query: Is no PromQL from here on: "".']],
    [
      `${begin}    query: vector(1)\n    combine: SUM\n`,
      ['m.yaml:5: metrics.0.query: Selects no series, so that nothing would hold it to its scope. Name a metric.'],
    ],
    [
      `${begin}    ratio: { numerator: 'rate(a[$window])', denominator: 'a[5m]' }\n`,
      [
        'm.yaml:5: metrics.0.ratio.denominator: Yields ranges. Put a function around it, such as rate(…) or max_over_time(…).',
      ],
    ],
    [
      `${begin}    query: up\n`,
      [
        'm.yaml:5: metrics.0.query: Needs combine: how do the values of several clusters become one? Write SUM, MAX or MIN.',
      ],
    ],
    [
      begin,
      ['m.yaml:2: metrics.0: Is computed in exactly one way. Give one of query, ratio and quantile; there is none.'],
    ],
    [
      `${begin}    query: up\n    combine: SUM\n    quantile: { of: 2, buckets: up }\n`,
      ['m.yaml:7: metrics.0.quantile.of: 2 does not fit: write a number of at most 1.'],
    ],
    [
      `${begin}    quantile: { of: 0.5, buckets: up }\n    combine: SUM\n`,
      ['m.yaml:6: metrics.0.combine: Means something only together with query. Remove it.'],
    ],
    [
      `${begin}    query: up\n    combine: SUM\n    levels: [CLUSTER]\n    appliesTo: { apps: [web] }\n`,
      [
        'm.yaml:7: metrics.0.levels: What applies to some alone cannot be asked of a whole CLUSTER. Remove that, or appliesTo.',
      ],
    ],
    [
      `${begin}    query: up\n    combine: SUM\n  - name: orders\n    description: Again.\n    unit: NONE\n    query: up\n    combine: SUM\n`,
      ['m.yaml:7: metrics.1.name: Another metric of this file has this name. Give it one of its own.'],
    ],
    [
      `${begin}    query: up\n    combine: SUM\n    dimensions: [le]\n`,
      ['m.yaml:7: metrics.0.dimensions.0: "le" does not fit. Write, for example: pod'],
    ],
    [
      `${begin}    quer: up\n    combine: SUM\n`,
      ['m.yaml:5: metrics.0.quer: There is no such field. Did you mean query?'],
    ],
    ['[]', ['m.yaml:1: A metrics file holds a field metrics with a list. Write, to begin: metrics: []']],
  ])('is refused in words: %j', (text, told) => {
    expect(problems(text)).toEqual(told);
  });
});
