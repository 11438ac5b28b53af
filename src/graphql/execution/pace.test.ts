import { buildSchema, getOperationAST, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { executeCompiled } from './execute-compiled.ts';
import type { ExecuteOperation } from './execute-operation.ts';

const schema = buildSchema(
  'type Query { items(count: Int!): [Item!]! } type Item { number: Int! parts(count: Int!): [Item!]! }',
);

const never: ExecuteOperation = () => {
  throw new Error('not compiled');
};

/** Each item takes so many milliseconds. How often others had a turn meanwhile, and what came of it. */
async function ask(count: number, eachMs: number) {
  const execute = executeCompiled(schema, never);
  const document = parse(`{ items(count: ${count}) { number } }`);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  const item = (number: number) => ({
    number() {
      for (const until = performance.now() + eachMs; performance.now() < until;);
      return number;
    },
  });
  const root = { items: () => Array.from({ length: count }, (_, number) => item(number)) };
  let [rounds, isOver] = [0, false];
  const each = (): void => {
    rounds += 1;
    if (!isOver) setImmediate(each);
  };
  setImmediate(each);
  const answer = await execute({ document, operation, variables: {}, root, context: undefined });
  isOver = true;
  return { rounds, numbers: (JSON.parse(answer.data ?? '') as { items: { number: number }[] }).items };
}

/** Lists in a list: so many items were made at most between two turns of others, and altogether. */
async function askNested(outer: number, inner: number, eachMs: number) {
  const execute = executeCompiled(schema, never);
  const document = parse(`{ items(count: ${outer}) { parts(count: ${inner}) { number } } }`);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  let [longest, present, isOver] = [0, 0, false];
  const part = {
    number() {
      for (const until = performance.now() + eachMs; performance.now() < until;);
      present += 1;
      longest = Math.max(longest, present);
      return 1;
    },
  };
  const item = { parts: () => Array.from({ length: inner }, () => part) };
  const each = (): void => {
    present = 0;
    if (!isOver) setImmediate(each);
  };
  setImmediate(each);
  const root = { items: () => Array.from({ length: outer }, () => item) };
  const answer = await execute({ document, operation, variables: {}, root, context: undefined });
  isOver = true;
  return { longest, whole: (JSON.parse(answer.data ?? '') as { items: unknown[] }).items.length };
}

describe('a query', () => {
  it('of many items that take long lets others work meanwhile', async () => {
    const { rounds, numbers } = await ask(512, 0.25);
    expect(numbers.map(({ number }) => number)).toEqual(Array.from({ length: 512 }, (_, index) => index));
    expect(rounds).toBeGreaterThanOrEqual(4);
  });

  it.each([3, 7, 15])('of lists of %i in a list lets others work, however the numbers fall', async (inner) => {
    const { longest, whole } = await askNested(300, inner, 0.1);
    expect(whole).toBe(300);
    expect(longest).toBeLessThan((300 * inner) / 3);
  });

  it('of a few is answered in one moment, however long they take', async () => {
    const { rounds, numbers } = await ask(100, 0.25);
    expect([numbers.length, rounds]).toEqual([100, 0]);
  });
});
