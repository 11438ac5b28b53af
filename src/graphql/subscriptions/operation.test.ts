import { describe, expect, it } from 'vitest';
import { operationId } from '../ids.ts';
import { GraphUnderTest } from '../testing/graph-under-test.ts';
import { operationOf } from '../testing/memory-operations.ts';

const text = 'subscription ($id: ID!) { operation(id: $id) { state } }';

async function opened(graph: GraphUnderTest, id: string) {
  const stream = await graph.subscribe(text, { id: operationId(id) });
  if (!(Symbol.asyncIterator in stream)) throw new Error(stream.errors?.[0]?.message ?? 'no stream');
  return stream;
}

async function states(stream: AsyncIterable<{ data?: unknown }>): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const { data } of stream) seen.push((data as { operation: { state: string } }).operation.state);
  return seen;
}

describe('subscription operation', () => {
  it('tells the present state, then changes, and completes after a terminal one', async () => {
    const graph = new GraphUnderTest();
    graph.operations.put(operationOf('one', { state: 'PENDING' }));
    const stream = await opened(graph, 'one');

    expect((await stream.next()).value).toMatchObject({ data: { operation: { state: 'PENDING' } } });
    const next = stream.next();
    graph.operations.put(operationOf('other', { state: 'FAILED' }));
    graph.operations.put(operationOf('one', { state: 'RUNNING' }));
    expect((await next).value).toMatchObject({ data: { operation: { state: 'RUNNING' } } });
    graph.operations.put(operationOf('one', { state: 'SUCCEEDED' }));
    expect(await states(stream)).toEqual(['SUCCEEDED']);
    expect(graph.operations.listening).toBe(0);
  });

  it('merges what a slow reader had no time for, and never drops the terminal state', async () => {
    const graph = new GraphUnderTest();
    graph.operations.put(operationOf('one', { state: 'PENDING' }));
    const stream = await opened(graph, 'one');
    await stream.next();
    for (let count = 0; count < 1000; count += 1) graph.operations.put(operationOf('one', { state: 'RUNNING' }));
    graph.operations.put(operationOf('one', { state: 'FAILED' }));
    expect(await states(stream)).toEqual(['FAILED']);
  });

  it('misses no end that comes while it reads the present state', async () => {
    const graph = new GraphUnderTest();
    graph.operations.put(operationOf('one', { state: 'RUNNING' }));
    const stream = await opened(graph, 'one');
    graph.operations.afterRead = () => graph.operations.put(operationOf('one', { state: 'SUCCEEDED' }));
    expect(await states(stream)).toEqual(['SUCCEEDED']);
  });

  it('tells one that has ended, and completes', async () => {
    const graph = new GraphUnderTest();
    graph.operations.put(operationOf('one', { state: 'CANCELLED' }));
    expect(await states(await opened(graph, 'one'))).toEqual(['CANCELLED']);
    expect(graph.operations.listening).toBe(0);
  });

  it('ends at once when its reader goes, though nothing happens', async () => {
    const graph = new GraphUnderTest();
    graph.operations.put(operationOf('one'));
    const stream = await opened(graph, 'one');
    await stream.next();
    const waiting = stream.next();
    await stream.return?.(undefined);
    expect((await waiting).done).toBe(true);
    expect(graph.operations.listening).toBe(0);
  });

  it.each([operationId('nobody'), 'nonsense'])('refuses an id from nowhere: %s', async (id) => {
    const answer = await new GraphUnderTest().subscribe(text, { id });
    expect(answer).toMatchObject({
      errors: [{ message: 'No operation has this id.', extensions: { code: 'NOT_FOUND' } }],
    });
  });
});
