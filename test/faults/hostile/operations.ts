import { getIntrospectionQuery } from 'graphql';

/** Something that a hostile caller sends. */
export interface HostileOperation {
  /** Its family, and its number in the list. */
  readonly name: string;
  /** What stands for the JSON of the request; it may be none. */
  readonly body: Buffer;
  /** As what it is sent over HTTP and SSE; default: POST of JSON. A WebSocket knows none of it, and gets the body. */
  readonly http?: { readonly method?: 'GET'; readonly search?: string; readonly contentType?: string };
}

/** Uniform numbers from 0 to 1, the same for the same seed: mulberry32. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number between two, in equal steps of magnitude, so that small and large ones are there. */
type Between = (least: number, most: number) => number;
type Family = (between: Between) => Omit<HostileOperation, 'name'>;

const list = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');
const json = (query: string, variables?: unknown, more?: object): { body: Buffer } => ({
  body: Buffer.from(JSON.stringify({ query, variables, ...more })),
});
/** With variables that no `JSON.stringify` would make. */
const raw = (query: string, variables: string): { body: Buffer } => ({
  body: Buffer.from(`{"query":${JSON.stringify(query)},"variables":${variables}}`),
});
const nested = (open: string, close: string, depth: number, inner = ''): string =>
  open.repeat(depth) + inner + close.repeat(depth);
const pages = 'query ($n: Int, $m: Int) { apps(first: $n) { nodes { pods(first: $m) { nodes { id name } } } } }';
const filtered = 'query ($f: AppFilter) { apps(filter: $f) { totalCount } }';

const families: Readonly<Record<string, Family>> = {
  aliases: (b) => json(`{ ${list(b(201, 9_000), (i) => `a${i}: apps { totalCount }`)} }`),
  'aliases in lists': (b) =>
    json(`{ apps(first: 500) { nodes { ${list(b(190, 400), (i) => `a${i}: health { status }`)} } } }`),
  'deep nesting': (b) =>
    json(`{ apps ${nested('{ nodes { environment { apps ', '} } }', b(5, 3_000), '{ totalCount }')} }`),
  'deep brackets': (b) => json(`{ apps(filter: ${nested('[', ']', b(100, 100_000))}) { totalCount } }`),
  'unclosed brackets': (b) => json('{ a '.repeat(b(100, 60_000))),
  'fragment bombs': (b) => {
    const depth = b(10, 700);
    return json(
      `{ ...F0 } ${list(depth, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F${depth} on Query { apps { totalCount } }`,
    );
  },
  'fragment cycles': (b) => {
    const length = b(1, 1_200);
    return json(
      `{ ...F0 } ${list(length, (i) => `fragment F${i} on Query { viewer { name } ...F${(i + 1) % length} }`)}`,
    );
  },
  'unused fragments': (b) =>
    json(`{ viewer { name } } ${list(b(1, 1_200), (i) => `fragment F${i} on Query { viewer { name } }`)}`),
  directives: (b) => json(`{ viewer { name ${'@skip(if: false) '.repeat(b(10, 1_600))} } }`),
  'unknown directives': (b) => json(`{ viewer { name ${list(b(10, 4_900), (i) => `@d${i}`)} } }`),
  comments: (b) => json(`{ viewer { name } } ${'# c\n'.repeat(b(10_000, 500_000))}`),
  'huge strings in variables': (b) => json(filtered, { f: { names: ['x'.repeat(b(10_000, 2_900_000))] } }),
  'many values in variables': (b) =>
    json(filtered, { f: { names: Array.from({ length: b(1_000, 49_900) }, (_, i) => `n${i}`) } }),
  'too many values': (b) => json(filtered, { x: Array.from({ length: b(50_001, 400_000) }, () => 0) }),
  'wrong values': (b) => json(filtered, { f: { kinds: Array.from({ length: b(10, 49_000) }, (_, i) => `k${i}`) } }),
  'pages in variables': (b) => json(pages, { n: b(501, 100_000), m: b(1, 2_000_000_000) }),
  'pages in literals': (b) =>
    json(`{ apps(first: ${b(501, 100_000)}) { nodes { pods(first: ${b(1, 500)}) { nodes { id } } } } }`),
  'introspection in aliases': (b) =>
    json(
      `${getIntrospectionQuery().replace(/\{\s*__schema \{/, `{ ${list(b(1, 30), (i) => `s${i}: __schema { types { ...FullType } }`)} __schema {`)}`,
    ),
  'introspection of types': (b) =>
    json(
      `{ ${list(b(5, 50), (i) => `t${i}: __type(name: "App") { fields { name args { name type { name ofType { name } } } } }`)} }`,
    ),
  'deep introspection': (b) =>
    json(`{ __schema { types ${nested('{ fields { type ', '} }', b(2, 30), '{ name }')} } }`),
  'invalid UTF-8': (b) => ({
    body: Buffer.concat([
      Buffer.from('{"query":"{ viewer { name } } # '),
      Buffer.alloc(b(1, 200_000), 0xff),
      Buffer.from('"}'),
    ]),
  }),
  batches: (b) => ({
    body: Buffer.from(JSON.stringify(Array.from({ length: b(2, 50_000) }, () => ({ query: '{ viewer { name } }' })))),
  }),
  'duplicate fields': (b) => json(`{ viewer { ${'name '.repeat(b(20, 9_900))} } }`),
  'duplicate fields of many names': (b) =>
    json(`{ ${list(b(2, 49), () => `viewer { ${list(40, (i) => `a${i % 20}: name`)} }`)} }`),
  'fields that do not agree': (b) => json(`{ ${list(b(2, 49), (i) => `apps(first: ${i + 1}) { nodes { name } }`)} }`),
  'long names': (b) => json(`{ ${'n'.repeat(b(100, 260_000))} }`),
  'long aliases': (b) => json(`{ ${'n'.repeat(b(100, 260_000))}: viewer { name } }`),
  'long numbers in literals': (b) => json(`{ apps(first: ${'9'.repeat(b(100, 200_000))}) { totalCount } }`),
  'long numbers in variables': (b) => raw(pages, `{"n": ${'9'.repeat(b(100, 1_000_000))}, "m": 1e${b(10, 999)}}`),
  'deep variables': (b) => {
    const depth = b(30, 1_000_000);
    return raw(filtered, `{"f": ${nested('[', ']', depth)}}`);
  },
  'deep objects in variables': (b) => raw(filtered, `{"f": ${nested('{"f":', '}', b(30, 200_000), '1')}}`),
  'names of prototypes': () =>
    raw(filtered, '{"__proto__": {"f": 1}, "constructor": 1, "f": {"__proto__": {"names": ["x"]}, "toString": 1}}'),
  'many operations': (b) => json(list(b(2, 1_900), (i) => `query Q${i} { viewer { name } }`)),
  'many variables': (b) => json(`query (${list(b(10, 3_000), (i) => `$v${i}: Int`)}) { viewer { name } }`, {}),
  'one variable again and again': (b) => json(`query (${'$v: Int '.repeat(b(10, 3_000))}) { viewer { name } }`),
  'unknown fields': (b) =>
    json(`{ ${list(b(2, 49), (i) => `app${i}`)} viewer { ${list(b(10, 1_900), (i) => `nam${i}`)} } }`),
  'unknown input fields': (b) =>
    json(`{ apps(filter: { ${list(b(10, 3_000), (i) => `name${i}: 1`)} }) { totalCount } }`),
  'unknown input fields in variables': (b) =>
    json(filtered, { f: Object.fromEntries(Array.from({ length: b(10, 40_000) }, (_, i) => [`name${i}`, 1])) }),
  'unknown types': (b) => json(`{ ${list(b(2, 1_500), (i) => `... on Ap${i} { name }`)} }`),
  'inline fragments': (b) => json(`{ ${nested('... { ', ' }', b(5, 95), 'viewer { name }')} }`),
  'many ids': (b) =>
    json('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: Array.from({ length: b(50, 49_000) }, () => 'QXBw'),
    }),
  'long ids': (b) => json('query ($id: ID!) { node(id: $id) { id } }', { id: 'QXBw'.repeat(b(10, 700_000)) }),
  'long cursors': (b) =>
    json('query ($after: String) { apps(after: $after) { totalCount } }', { after: 'Zm9v'.repeat(b(10, 700_000)) }),
  'block strings': (b) =>
    json(`{ app(tenant: """${'\n   x'.repeat(b(10, 50_000))}""", environment: "x", name: "x") { id } }`),
  escapes: (b) => json(`{ app(tenant: "${'\\u0041'.repeat(b(10, 40_000))}", environment: "x", name: "x") { id } }`),
  'odd characters': (b) => json(`{ viewer { name } } ${'\ufeff,\t'.repeat(b(10, 50_000))}\u0000`),
  'type definitions': (b) => json(list(b(2, 1_000), (i) => `type T${i} { a: Int b: [T${i}!]! }`)),
  'empty documents': (b) => json(' \n'.repeat(b(1, 130_000))),
  'huge extensions': (b) => json('{ viewer { name } }', {}, { extensions: { x: 'y'.repeat(b(10, 2_900_000)) } }),
  'no JSON': (b) => ({ body: Buffer.from('{"query":'.repeat(b(1, 300_000))) }),
  'too large': (b) => ({ body: Buffer.alloc(3 * 1024 * 1024 + b(1, 100_000), 0x20) }),
  'wrong content types': (b) => ({
    ...json('{ viewer { name } }'),
    http: {
      contentType: ['text/plain', 'application/graphql', 'application/json; charset=utf-16', ';'.repeat(8_000)][
        b(0, 3)
      ]!,
    },
  }),
  forms: (b) => ({
    body: Buffer.from(`query=${encodeURIComponent('mutation { x }')}&${'a=b&'.repeat(b(1, 500_000))}`),
    http: { contentType: ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'][b(0, 1)]! },
  }),
  'mutations by GET': (b) => ({
    ...json('mutation { x }'),
    http: {
      method: 'GET',
      search: `?query=${encodeURIComponent('mutation { cancelOperation(input: { operation: "x" }) { problems { code } } }')}&variables={"x":"${'y'.repeat(b(1, 12_000))}"}`,
    },
  }),
  'long queries by GET': (b) => ({
    ...json('{ viewer { name } }'),
    http: { method: 'GET', search: `?${'query=%7B&'.repeat(b(1, 1_500))}` },
  }),
  'errors behind many lines': (b) =>
    json(`{ viewer { ${'\n'.repeat(b(10, 250_000))} ${list(b(2, 500), (i) => `nam${i}`)} } }`),
  'a wrong character behind many lines': (b) => json(`{ viewer { name } } ${'\r'.repeat(b(10, 250_000))}\u0000`),
  'escapes at a distance': (b) => raw(filtered, `{"f": "${`${'x'.repeat(70)}\\n`.repeat(b(10, 40_000))}"}`),
  'many values and long texts': (b) =>
    json(filtered, { f: { names: Array.from({ length: b(2, 11) }, (_, i) => `${i}`.repeat(250_000)) } }),
  'aliases of parts in lists': (b) =>
    json(
      `{ apps(first: 500) { nodes { ${list(b(20, 190), (i) => `a${i}: instances { containers { image } labels { key value } }`)} } } }`,
    ),
  mutations: (b) =>
    json(
      `mutation { ${list(b(2, 50), (i) => `m${i}: cancelOperation(input: { operation: "x${i}" }) { problems { code message } }`)} }`,
    ),
};

/** As many hostile operations, of all families in turn, with sizes by the seed. */
export function hostileOperations(count: number, seed: number): readonly HostileOperation[] {
  const random = createRandom(seed);
  const between: Between = (least, most) =>
    Math.round(Math.exp(Math.log(least + 1) + random() * (Math.log(most + 1) - Math.log(least + 1)))) - 1;
  const named = Object.entries(families);
  return Array.from({ length: count }, (_, index) => {
    const [name, make] = named[index % named.length]!;
    return { name: `${index}: ${name}`, ...make(between) };
  });
}
