import { buildSchema, getOperationAST, parse } from 'graphql';
import { expect, it, vi } from 'vitest';
import { collectedHeap } from '../../lib/collected-heap.fixture.ts';
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
  return { document, operation, variables: {}, context: {}, root: { name: 'it' } };
}

it('keeps the plan of an operation, though many others were planned and are gone', async () => {
  const schema = buildSchema('type Query { name: String }');
  const execute = executeCompiled(schema, never, null, 100);
  const made = plansMade(schema);
  const kept = operationOf('{ name }');
  for (let round = 0; round < 20; round += 1) {
    expect((await execute(kept)).data).toBe('{"name":"it"}');
    for (let other = 0; other < 20; other += 1) await execute(operationOf(`{ other${other}: name }`));
    collectedHeap();
    // What is collected is told afterwards.
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(made).toHaveBeenCalledTimes(1 + 20 * 20);
});

it('makes all plans anew where too many are held', async () => {
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
