import * as fc from 'fast-check';
import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, it } from 'vitest';
import type { SeriesQuery } from '../../domain/metrics/series-source.ts';
import { parsePromql } from './promql-expression.ts';
import type { Matcher } from './promql-expression.ts';
import { quotedString } from './promql-text.ts';
import { scopeMatchers } from './scope-matchers.ts';

const labels = { namespace: 'namespace', pod: 'pod' };
const plain = { matchers: [], labels: new Map<string, string>(), windowSeconds: 120 };
const acme: Matcher = { label: 'namespace', operator: '=', value: 'acme' };

function rendered(text: string, matchers: readonly Matcher[] = [acme]): string {
  const parsed = parsePromql(text);
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value.render({ ...plain, matchers });
}

/** What the selectors of an expression demand, read back by the grammar. */
function selectorsOf(text: string): readonly (readonly string[])[] {
  const found: string[][] = [];
  const tree = parser.parse(text);
  tree.iterate({
    enter({ name, node, type, from }) {
      if (type.isError) throw new Error(`no PromQL at ${from}: ${text}`);
      if (name !== 'VectorSelector') return;
      const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
      found.push(matchers.map((matcher) => text.slice(matcher.from, matcher.to)));
    },
  });
  return found;
}

describe('an expression of PromQL', () => {
  it('has the scope in every selector, whichever form that has', () => {
    expect(rendered('up')).toBe('up{namespace="acme"}');
    expect(rendered('up{}')).toBe('up{namespace="acme"}');
    expect(rendered('up{job="a", }')).toBe('up{namespace="acme",job="a", }');
    expect(rendered('{__name__=~"a|b"}')).toBe('{namespace="acme",__name__=~"a|b"}');
    expect(rendered('{"a.b"}')).toBe('{namespace="acme","a.b"}');
    expect(rendered('max_over_time(rate(a[5m])[1h:1m] offset 1d) / on (pod) group_left b @ end()')).toBe(
      'max_over_time(rate(a{namespace="acme"}[5m])[1h:1m] offset 1d) / on (pod) group_left b{namespace="acme"} @ end()',
    );
    expect(rendered('a{namespace="other"} or b')).toBe('a{namespace="acme",namespace="other"} or b{namespace="acme"}');
  });

  it('is not taken for selectors where a text only looks like one', () => {
    expect(rendered('label_replace(up, "a", "up{b}", "c", "(.*)") # down{}')).toBe(
      'label_replace(up{namespace="acme"}, "a", "up{b}", "c", "(.*)") # down{}',
    );
  });

  it('fills $window with a duration, and nothing else', () => {
    expect(rendered('rate(a[$window] offset $window)', [])).toBe('rate(a[120s] offset 120s)');
    for (const text of ['a{b="$window"}', '$window', 'a + $window_x', 'a{$window="b"}', 'rate(a[$other])']) {
      expect([text, parsePromql(text).ok]).toEqual([text, false]);
    }
  });

  it('calls labels what the backend calls them', () => {
    const parsed = parsePromql('sum by (pod, le) (a{pod!="", pods="pod"}) / on (pod) pod');
    if (!parsed.ok) throw new Error(parsed.failure.message);
    expect(parsed.value.render({ ...plain, labels: new Map([['pod', 'pod_name']]) })).toBe(
      'sum by (pod_name, le) (a{pod_name!="", pods="pod"}) / on (pod_name) pod',
    );
  });

  it.each([
    ['rate(a[5m', 'PromQL'],
    ['a) or vector(1', 'PromQL'],
    ['a{b="c"', 'PromQL'],
    ['', 'PromQL|Selects no series'],
    ['vector(1)', 'Selects no series'],
    ['time()', 'Selects no series'],
    ['a[5m]', 'Yields ranges'],
    ['rate(a[5m])[1h:]', 'Yields ranges'],
  ])('is refused: %s', (text, why) => {
    const parsed = parsePromql(text);
    expect(parsed.ok ? null : parsed.failure.message).toMatch(new RegExp(why));
  });

  it('keeps the scope whatever names a cluster tells and however an expression is nested', () => {
    const evil = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
      fc.constantFrom(
        '"} or secret{a="',
        '\\',
        '\\"',
        "'",
        '`',
        '.*',
        'a|.*',
        ')|(.*',
        '\n',
        '#',
        '{',
        '}',
        '\ud800',
        ' ',
      ),
    );
    const name = fc.array(evil, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''));
    const scope = fc.record({
      namespaces: fc.option(fc.array(name, { minLength: 1, maxLength: 3 })),
      pods: fc.option(
        fc.array(fc.record({ prefix: name, suffix: fc.constantFrom('RANDOM' as const, 'ORDINAL' as const) }), {
          minLength: 1,
          maxLength: 3,
        }),
      ),
    });
    const { expression } = fc.letrec<{ expression: string }>((tie) => ({
      expression: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom('a', 'a{}', 'a:b{c="d"}', '{__name__="a"}', 'a{c!~"\\"}{", d=`e`}', 'sum_x offset 5m', 'a @ 1'),
        tie('expression').map((inner) => `sum by (pod) (${inner})`),
        tie('expression').map((inner) => `max_over_time((${inner})[1h:5m])`),
        tie('expression').map((inner) => `-(${inner} # }{\n)`),
        fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `${a} + on (x) (${b})`),
        fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(${a}) unless ${b} == bool 1`),
      ),
    }));
    fc.assert(
      fc.property(expression, scope, name, (text, parts, cluster) => {
        const parsed = parsePromql(text);
        if (!parsed.ok) throw new Error(`${text}: ${parsed.failure.message}`);
        const query: Pick<SeriesQuery, 'namespaces' | 'pods'> = parts;
        const matchers = scopeMatchers(query, { clusterLabel: { name: 'cluster', value: cluster }, labels });
        const wanted = matchers.map(({ label, operator, value }) => `${label}${operator}${quotedString(value)}`);
        const before = selectorsOf(text);
        const after = selectorsOf(parsed.value.render({ ...plain, matchers }));
        // As many selectors as before, each with what it had, and with all of the scope in front of it.
        expect(after).toEqual(before.map((own) => [...wanted, ...own]));
      }),
      { numRuns: 300 },
    );
  });
});

describe('the matchers of a scope', () => {
  it('match the pods of a workload, and of no other', () => {
    const [, pods] = scopeMatchers(
      {
        namespaces: ['acme-prod'],
        pods: [
          { prefix: 'web.v1-5d8-', suffix: 'RANDOM' },
          { prefix: 'db-', suffix: 'ORDINAL' },
        ],
      },
      { labels },
    );
    const pattern = new RegExp(`^(?:${pods?.value})$`);
    for (const pod of ['web.v1-5d8-x2bcd', 'db-0', 'db-17']) expect([pod, pattern.test(pod)]).toEqual([pod, true]);
    for (const pod of ['webxv1-5d8-x2bcd', 'web.v1-5d8-aeiou', 'web.v1-5d8-x2bcdf', 'db-x', 'db-', 'my-db-0']) {
      expect([pod, pattern.test(pod)]).toEqual([pod, false]);
    }
  });

  it('match a namespace as it is written', () => {
    const [namespace] = scopeMatchers({ namespaces: ['a.b', 'c|d'], pods: null }, { labels });
    expect(namespace).toEqual({ label: 'namespace', operator: '=~', value: String.raw`(?:a\.b|c\|d)` });
  });

  it('are refused for a scope without a name: they would match what has no such label', () => {
    for (const scope of [
      { namespaces: [], pods: null },
      { namespaces: ['acme', ''], pods: null },
      { namespaces: ['acme'], pods: [] },
    ]) {
      expect(() => scopeMatchers(scope, { labels })).toThrow('a scope names no');
    }
  });
});
