import { buildSchema, getOperationAST, parse } from 'graphql';
import { expect, it, vi } from 'vitest';
import { executeCompiled } from './execute-compiled.ts';
import type { ExecuteOperation } from './execute-operation.ts';

const never: ExecuteOperation = () => {
  throw new Error('not compiled');
};

/** How often a plan was begun. */
function plansMade(schema: ReturnType<typeof buildSchema>) {
  return vi.spyOn(schema, 'getRootType');
}

function operationOf(query: string) {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('it has one operation');
  return { document, operation, variables: {}, context: {}, root: { name: 'it', it: { name: 'it' } } };
}

it('keeps the plan of an operation that is asked for, however many others come once', async () => {
  const schema = buildSchema('type Query { name: String }');
  const execute = executeCompiled(schema, never, null, 100);
  const made = plansMade(schema);
  const kept = operationOf('{ name }');
  for (let round = 0; round < 20; round += 1) {
    expect((await execute(kept)).data).toBe('{"name":"it"}');
    for (let other = 0; other < 20; other += 1) await execute(operationOf(`{ other${other}: name }`));
  }
  expect(made).toHaveBeenCalledTimes(1 + 20 * 20);
});

it('counts the parts of a plan as they are made', async () => {
  const schema = buildSchema('type Query { name: String it: Query }');
  const execute = executeCompiled(schema, never, null, 100);
  const made = plansMade(schema);
  const small = operationOf('{ name }');
  const fields = (count: number) => Array.from({ length: count }, (_, index) => `f${index}: name`).join(' ');
  const large = (count: number) =>
    operationOf(`{ ...F it { ...F it { ...F } } } fragment F on Query { ${fields(count)} }`);
  await execute(small);
  await execute(large(10));
  await execute(small);
  expect(made).toHaveBeenCalledTimes(2);
  await execute(large(40));
  await execute(small);
  expect(made).toHaveBeenCalledTimes(4);
});

it('counts what it holds of a document, of which next to nothing was asked', async () => {
  const schema = buildSchema('type Query { name: String many(of: [Int]): Int }');
  const execute = executeCompiled(schema, never, null, 100);
  const made = plansMade(schema);
  const numbers = Array.from({ length: 310 }, (_, index) => index).join(' ');
  const held = [
    operationOf('{ name }'),
    operationOf(`{ name other: many(of: [${numbers}]) @skip(if: true) }`),
  ] as const;
  for (const operation of held) await execute(operation);
  await execute(held[0]);
  expect(made).toHaveBeenCalledTimes(3);
});

it('plans an operation of which nothing is asked of resolvers once, too', async () => {
  const schema = buildSchema('type Query { name: String }');
  const execute = executeCompiled(schema, never, null, 100);
  const made = plansMade(schema);
  const operation = operationOf('{ __typename }');
  for (let times = 0; times < 3; times += 1) expect((await execute(operation)).data).toBe('{"__typename":"Query"}');
  expect(made).toHaveBeenCalledTimes(1);
});

it('holds no more plans of one operation than a few, and none of others goes for them', async () => {
  const schema = buildSchema('type Query { name: String }');
  const execute = executeCompiled(schema, never, null, 60);
  const made = plansMade(schema);
  const small = operationOf('{ name }');
  const skips = ['a', 'b', 'c'].map((name) => `${name}: name @skip(if: $${name})`).join(' ');
  const changing = operationOf(`query ($a: Boolean!, $b: Boolean!, $c: Boolean!) { ${skips} d: name e: name }`);
  await execute(small);
  for (let way = 0; way < 40; way += 1) {
    const variables = { a: (way & 1) > 0, b: (way & 2) > 0, c: (way & 4) > 0 };
    expect((await execute({ ...changing, variables })).errors).toEqual([]);
  }
  const before = made.mock.calls.length;
  await execute(small);
  expect(made).toHaveBeenCalledTimes(before);
});

it('forgets the plans first that were not asked for for longest, where too many are held', async () => {
  const schema = buildSchema('type Query { name: String }');
  const execute = executeCompiled(schema, never, null, 100);
  const made = plansMade(schema);
  const held = Array.from({ length: 150 }, (_, other) => operationOf(`{ other${other}: name }`));
  for (const operation of held) await execute(operation);
  await execute(held[0]!);
  expect(made).toHaveBeenCalledTimes(151);
  await execute(held[149]!);
  expect(made).toHaveBeenCalledTimes(151);
});
