import { getOperationAST, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createSchema } from '../schema.ts';
import { createCompileCost } from './operation-cost.ts';

const compile = createCompileCost(await createSchema());

function costOf(query: string) {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  return compile(document, operation);
}

const deepPages =
  '{ apps(first: 499) { nodes { id name kind image pods(first: 199) { nodes { id name node { name } } } } } }';

const points = (query: string, variables: Readonly<Record<string, unknown>> = {}): number =>
  costOf(query).of(variables);

describe('the cost of an operation', () => {
  it.each([
    ['what has no list', 1, '{ viewer { name } }'],
    ['a page of no given size', 10, '{ apps { nodes { id } } }'],
    ['a page by its size', 500, '{ apps(first: 500) { nodes { id } } }'],
    ['a page from the back', 7, '{ apps(last: 7) { edges { node { id } } } }'],
    ['a page of which only the number is asked', 1, '{ apps(first: 500) { totalCount } }'],
    ['lists in lists', 10 + 10 * 20, '{ apps(first: 10) { nodes { pods(first: 20) { nodes { id } } } } }'],
    ['both forms of one page', 20, '{ apps(first: 10) { nodes { id } edges { cursor } } }'],
    ['one list that is asked in two places', 10, '{ apps(first: 10) { nodes { id } nodes { name } } }'],
    ['parts of an object', 10, '{ clusters(first: 10) { nodes { labels { key value } } } }'],
    ['lists of what leads on', 10 + 10 * 5, '{ apps(first: 10) { nodes { instances { cluster { name } } } } }'],
    [
      'series by their names and points',
      2 * 3,
      '{ app(tenant: "a", environment: "b", name: "c") { metrics(names: ["cpu", "memory"]) { step } } }',
    ],
    [
      'series of which points are asked',
      10 + 10 * 75,
      '{ apps(first: 10) { nodes { metrics(names: ["cpu"], from: "2026-01-01T00:00:00Z", step: 5) { step } } } }',
    ],
    [
      'series that are watched, by the points that one event may have',
      2 * 6,
      'subscription { metrics(on: "a", names: ["cpu", "memory"], range: 600, step: 5) { metrics { step } } }',
    ],
    ['objects by their ids', 3, '{ nodes(ids: ["a", "b", "c"]) { id } }'],
    [
      'fragments as often as they are spread',
      30,
      '{ a: apps(first: 10) { ...P } b: apps(first: 20) { ...P } } fragment P on AppConnection { nodes { id } }',
    ],
    ['no fields that come with an item', 500, `{ apps(first: 500) { nodes { ${names(20)} } } }`],
    ['fields beyond, for each item', 10 * 80, `{ apps(first: 10) { nodes { ${names(100)} } } }`],
    [
      'fields in objects of an item',
      500 * 360,
      `{ apps(first: 500) { nodes { ${names(190, 'health { status }')} } } }`,
    ],
    ['parts of an item', 500 * 550, `{ clusters(first: 500) { nodes { ${names(190, 'labels { key value }')} } } }`],
    ['what a connection of connections may ask for', 499 + 499 * 199, deepPages],
  ])('counts %s', (_what, expected, query) => {
    expect(points(query)).toBe(expected);
  });

  it('takes sizes as they arrive in variables, and their defaults where they do not', () => {
    const query = 'query ($n: Int = 3, $m: Int) { apps(first: $n) { nodes { pods(first: $m) { nodes { id } } } } }';
    expect(points(query)).toBe(3 + 3 * 10);
    expect(points(query, { n: 100, m: 500 })).toBe(100 + 100 * 500);
    expect(points(query, { n: null, m: null })).toBe(10 + 10 * 10);
    expect(points(query, { n: -5, m: 500 })).toBe(1);
    expect(points('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ['a', 'b'] })).toBe(2);
  });

  it('names the list that adds most', () => {
    const query =
      '{ tenants(first: 2) { nodes { apps(first: 3) { nodes { id } } environments(first: 9) { nodes { id } } } } }';
    expect(costOf(query).heaviest({})).toMatchObject({ path: 'tenants.nodes.environments', size: 9 });
    expect(costOf('{ viewer { name } }').heaviest({})).toBeNull();
  });

  it('stays a number, however absurd the sizes', () => {
    const deep = (depth: number): string => (depth === 0 ? 'id' : `id waitsFor { ${deep(depth - 1)} }`);
    expect(points(`{ operations(first: 2147483647) { nodes { ${deep(16)} } } }`)).toBeGreaterThan(1e12);
  });
});

function names(count: number, what = 'name'): string {
  return Array.from({ length: count }, (_, index) => `a${index}: ${what}`).join(' ');
}
