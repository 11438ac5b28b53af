import { getIntrospectionQuery } from 'graphql';
import { describe, expect, it } from 'vitest';
import { startEdge } from './edge-under-test.ts';
import { post, send, transports } from './transports.ts';
import type { Parameters } from './transports.ts';

const repeat = (times: number, text: (index: number) => string): string =>
  Array.from({ length: times }, (_, index) => text(index)).join(' ');

/** 60 fragments, each spread twice by the one before: 2^60 fields in 3 KB. */
const bomb = `{ ...F0 } ${repeat(60, (index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`)} fragment F60 on Query { hello }`;

const nested = (depth: number): string => `${'{ self '.repeat(depth)}{ hello }${'}'.repeat(depth)}`;

const hostile: readonly (readonly [name: string, limit: string, parameters: Parameters])[] = [
  ['10,000 aliases', 'tokens', { query: `{ ${repeat(10_000, (index) => `a${index}: hello`)} }` }],
  ['201 aliases', 'aliases', { query: `{ self { ${repeat(201, (index) => `a${index}: hello`)} } }` }],
  [
    '201 aliases in fragments that are spread often',
    'aliases',
    {
      query: `{ ${repeat(50, (index) => `...G${index % 5}`)} } ${repeat(5, (part) => `fragment G${part} on Query { self { ${repeat(5, (index) => `a${index}: hello`)} } }`)}`,
    },
  ],
  ['51 fields at the root', 'rootFields', { query: `{ ${repeat(51, () => 'hello')} }` }],
  [
    '51 fields at the root through fragments',
    'rootFields',
    { query: `{ ${repeat(17, () => '...G')} } fragment G on Query { hello self { hello } refused }` },
  ],
  [
    '201 variables',
    'variables',
    { query: `query (${repeat(201, (index) => `$v${index}: String`)}) { ${repeat(40, () => 'hello')} }` },
  ],
  ['11 mutations', 'mutations', { query: `mutation { ${repeat(11, (index) => `a${index}: increment`)} }` }],
  ['one field 51 times', 'sameName', { query: `{ self { ${repeat(51, () => 'hello')} } }` }],
  ['21 levels', 'depth', { query: nested(20) }],
  ['50,000 levels', 'depth', { query: nested(20_000) }],
  [
    '100,000 brackets in an argument',
    'depth',
    { query: `{ hello(name: ${'['.repeat(100_000)}${']'.repeat(100_000)}) }` },
  ],
  ['a bomb of fragments', 'fields', { query: bomb }],
  ['2 MB of comments', 'documentBytes', { query: `{ hello } ${'# comment\n'.repeat(200_000)}` }],
  ['10,001 lines', 'lines', { query: `{ hello }${'\r\n'.repeat(10_000)}` }],
  ['10,001 lines that are no document', 'lines', { query: `{ hello ${'\n'.repeat(10_000)}\u0000` }],
  ['a document a byte too large', 'documentBytes', { query: `{ hello }${' '.repeat(256 * 1024 - 8)}` }],
  [
    'more items than one operation may answer with',
    'cost',
    {
      query: 'query ($n: Int, $m: Int) { items(first: $n) { nodes { items(first: $m) { nodes { name } } } } }',
      variables: { n: 500, m: 200 },
    },
  ],
  [
    'more items by way of a default',
    'cost',
    { query: 'query ($n: Int = 100001) { items(first: $n) { nodes { name } } }' },
  ],
  [
    'more items in fragments',
    'cost',
    {
      query: `{ ${repeat(21, (index) => `a${index}: items(first: 100) { ...P }`)} } fragment P on ItemConnection { nodes { items(first: 50) { nodes { name } } } }`,
    },
  ],
  [
    'the schema several times',
    'introspection',
    {
      query: `{ ${repeat(40, (index) => `a${index}: __schema { ...S }`)} } fragment S on __Schema { types { name fields { name args { name type { name ofType { name ofType { name } } } } } } }`,
    },
  ],
  [
    'variables 1,000 deep',
    'variableDepth',
    {
      query: 'query ($name: String) { hello(name: $name) }',
      variables: { other: JSON.parse('['.repeat(1_000) + ']'.repeat(1_000)) as unknown },
    },
  ],
  [
    'a text of a megabyte in the variables',
    'textBytes',
    { query: 'query ($name: String) { hello(name: $name) }', variables: { name: 'x'.repeat(1_000_000) } },
  ],
  [
    '100,000 variables',
    'variableValues',
    { query: '{ hello }', variables: { list: Array.from({ length: 100_000 }, () => 1) } },
  ],
];

describe.each(Object.entries(transports))('limits over %s', (_transport, run) => {
  it.each(hostile)('refuse %s', async (_name, limit, parameters) => {
    const edge = await startEdge();
    const [result, ...more] = await run(edge, parameters);
    expect(more).toEqual([]);
    expect(result?.data).toBeUndefined();
    expect(result?.errors).toHaveLength(1);
    expect(result?.errors?.[0]?.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', limit });
    expect(edge.contexts).toEqual([]);
  });

  it('let pass what is just within them', async () => {
    const edge = await startEdge();
    for (const query of [
      getIntrospectionQuery({ inputValueDeprecation: true, schemaDescription: true, oneOf: true }),
      `{ ${repeat(50, (index) => `a${index}: hello`)} }`,
      `{ self { ${repeat(200, (index) => `a${index}: hello`)} } }`,
      nested(19),
      'query ($n: Int = 500) { items(first: $n) { nodes { items(first: 199) { nodes { name } } } } }',
      `{ hello }${' '.repeat(256 * 1024 - 9)}`,
      `{ hello }${'\r\n'.repeat(9_999)}`,
      `query (${repeat(160, (index) => `$v${index}: String`)}) { ${repeat(40, (part) => `a${part}: self { ${repeat(4, (index) => `b${index}: hello(name: $v${part * 4 + index})`)} }`)} }`,
    ]) {
      const [result] = await run(edge, { query });
      expect(result?.errors).toBeUndefined();
    }
  });

  it('say what is too expensive, by how much, and where to ask for less', async () => {
    const edge = await startEdge();
    const query = 'query ($n: Int) { items(first: 500) { nodes { items(first: $n) { nodes { name } } } } }';
    const [result] = await run(edge, { query, variables: { n: 200 } });
    expect(result?.errors).toEqual([
      {
        message:
          'The operation may answer with 100,500 items; 100,000 are the budget of one operation. Most of them are in "items.nodes.items", 200 in each place: ask for fewer there, or in a list around it, and page through them.',
        extensions: {
          code: 'LIMIT_EXCEEDED',
          limit: 'cost',
          maximum: 100_000,
          cost: 100_500,
          field: 'items.nodes.items',
        },
      },
    ]);
  });

  it('refuse introspection that nests lists in lists', async () => {
    const edge = await startEdge();
    const query = '{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }';
    const [result] = await run(edge, { query });
    expect(result?.errors?.[0]?.message).toContain('introspection depth');
    expect(result?.errors?.[0]?.extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' });
  });
});

describe('statuses of limits over HTTP', () => {
  it('are 413 for size and 400 for shape, whatever the client accepts', async () => {
    const edge = await startEdge();
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      expect((await post(edge, { query: bomb }, { accept })).status).toBe(400);
      expect((await post(edge, { query: '#'.repeat(300_000) }, { accept })).status).toBe(413);
    }
  });

  it('answer a body of 4 MB with 413 and the limit, announced or in chunks', async () => {
    const edge = await startEdge();
    const body = JSON.stringify({ query: `{ hello } #${'x'.repeat(4_000_000)}` });
    const announced = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const chunked = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
    for (const headers of [announced, chunked]) {
      for (const [path, accept] of [
        ['/graphql', 'application/json'],
        ['/graphql/stream', 'text/event-stream'],
      ] as const) {
        const answer = await send(edge, 'POST', path, { ...headers, accept }, body);
        expect(answer.status).toBe(413);
        expect(JSON.parse(answer.text)).toMatchObject({
          errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'bodyBytes', maximum: 3 * 1024 * 1024 } }],
        });
      }
    }
  });

  it('answer a header of 64 KB with 431', async () => {
    const edge = await startEdge();
    const answer = await send(edge, 'GET', `/graphql?query=${'a'.repeat(65_536)}`);
    expect(answer.status).toBe(431);
  });
});

describe('batches', () => {
  it('are refused', async () => {
    const edge = await startEdge();
    const body = JSON.stringify([{ query: '{ hello }' }, { query: '{ hello }' }]);
    const answer = await send(edge, 'POST', '/graphql', { 'content-type': 'application/json' }, body);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('one operation a request');
  });
});
