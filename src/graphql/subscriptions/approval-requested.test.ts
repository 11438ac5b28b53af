import { describe, expect, it } from 'vitest';
import type { Operation } from '../../domain/operations/operation.ts';
import { operationId } from '../ids.ts';
import { GraphUnderTest } from '../testing/graph-under-test.ts';
import { approvalOf, operationOf } from '../testing/memory-operations.ts';

const waiting = (id: string, change: Partial<Operation> = {}) =>
  operationOf(id, {
    state: 'AWAITING_APPROVAL',
    actor: { name: 'bob', kind: 'USER' },
    approval: approvalOf(),
    ...change,
  });

async function opened(graph: GraphUnderTest) {
  const stream = await graph.subscribe('subscription { approvalRequested { id } }');
  if (!(Symbol.asyncIterator in stream)) throw new Error(stream.errors?.[0]?.message ?? 'no stream');
  return stream;
}

const told = (id: string) => ({ value: { data: { approvalRequested: { id: operationId(id) } } } });

describe('subscription approvalRequested', () => {
  it('tells what waits for the caller, then what comes, each once', async () => {
    const graph = new GraphUnderTest();
    graph.operations.put(waiting('a'));
    graph.operations.put(waiting('b'));
    graph.operations.put(operationOf('running'));
    graph.operations.put(waiting('own', { actor: { name: 'ann', kind: 'USER' } }));
    graph.operations.put(waiting('others', { approval: approvalOf({ role: 'chief' }) }));
    const stream = await opened(graph);
    expect(await stream.next()).toMatchObject(told('a'));
    expect(await stream.next()).toMatchObject(told('b'));
    const next = stream.next();
    graph.operations.put(waiting('a'));
    graph.operations.put(waiting('c', { approval: approvalOf({ role: 'chief' }) }));
    graph.operations.put(waiting('d'));
    expect(await next).toMatchObject(told('d'));
    await stream.return?.();
    expect(graph.operations.listening).toBe(0);
  });

  it('misses none that comes while it reads, and forgets what waits no more before it was told', async () => {
    const graph = new GraphUnderTest();
    graph.operations.put(waiting('a'));
    graph.operations.afterRead = () => {
      graph.operations.afterRead = () => undefined;
      graph.operations.put(waiting('b'));
    };
    const stream = await opened(graph);
    expect(await stream.next()).toMatchObject(told('a'));
    graph.operations.put(waiting('c'));
    graph.operations.put(operationOf('b', { state: 'REJECTED' }));
    expect(await stream.next()).toMatchObject(told('c'));
    const last = stream.next();
    await stream.return?.();
    expect(await last).toEqual({ done: true, value: undefined });
  });
});
