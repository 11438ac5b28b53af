import { buildSchema, getOperationAST, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { executeCompiled } from './execute-compiled.ts';
import type { ExecuteOperation } from './execute-operation.ts';

const schema = buildSchema('type Query { items(count: Int!): [Item!]! } type Item { number: Int! }');

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

describe('a query', () => {
  it('of many items that take long lets others work meanwhile', async () => {
    const { rounds, numbers } = await ask(512, 0.25);
    expect(numbers.map(({ number }) => number)).toEqual(Array.from({ length: 512 }, (_, index) => index));
    expect(rounds).toBeGreaterThanOrEqual(4);
  });

  it('of a few is answered in one moment, however long they take', async () => {
    const { rounds, numbers } = await ask(100, 0.25);
    expect([numbers.length, rounds]).toEqual([100, 0]);
  });
});
