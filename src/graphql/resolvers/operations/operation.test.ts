import { expect, it } from 'vitest';
import { operationId } from '../../ids.ts';
import { operationOf } from '../../testing/memory-operations.ts';
import { GraphUnderTest } from '../../testing/graph-under-test.ts';

it('tells of one that waits what is ahead of it, and its place among those that wait', async () => {
  const graph = new GraphUnderTest();
  const running = { ...operationOf('running'), state: 'RUNNING' as const };
  const next = { ...operationOf('next'), state: 'PENDING' as const };
  const last = { ...operationOf('last'), state: 'PENDING' as const };
  for (const operation of [running, next, last]) graph.operations.put(operation);
  graph.operations.waiting.set('next', [running]).set('last', [running, next]);
  const ask = async (id: string) =>
    graph.data(`query ($id: ID!) { operation(id: $id) { queuePosition waitsFor { id } } }`, { id: operationId(id) });
  const ids = (...names: readonly string[]) => names.map((id) => ({ id: operationId(id) }));
  expect(await ask('running')).toEqual({ operation: { queuePosition: null, waitsFor: [] } });
  expect(await ask('next')).toEqual({ operation: { queuePosition: 1, waitsFor: ids('running') } });
  expect(await ask('last')).toEqual({ operation: { queuePosition: 2, waitsFor: ids('running', 'next') } });
});
