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
  const execute = executeCompiled(schema, never, null, 10);
  const made = plansMade(schema);
  const small = operationOf('{ name }');
  await execute(small);
  await execute(operationOf('{ a: name b: name c: name d: name it { e: name f: name g: name h: name } }'));
  await execute(small);
  expect(made).toHaveBeenCalledTimes(2);
  await execute(operationOf('{ a: name b: name c: name d: name it { e: name f: name g: name h: name i: name } }'));
  await execute(small);
  expect(made).toHaveBeenCalledTimes(4);
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

it('forgets the plans of a document', async () => {
  const schema = buildSchema('type Query { name: String }');
  const execute = executeCompiled(schema, never);
  const made = plansMade(schema);
  const [one, other] = [operationOf('{ name }'), operationOf('{ name }')];
  for (const operation of [one, other]) await execute(operation);
  execute.forget(one.document);
  for (const operation of [one, other]) expect((await execute(operation)).data).toBe('{"name":"it"}');
  expect(made).toHaveBeenCalledTimes(3);
});
