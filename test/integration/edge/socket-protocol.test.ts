import { CloseCode } from 'graphql-ws';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startEdge, ticksUntil } from './edge-under-test.ts';
import { openSocket } from './transports.ts';

// https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md

const silence = 'subscription { silence { count } }';
const subscribe = (id: unknown, payload: unknown) => ({ id, type: 'subscribe', payload });

describe('the graphql-ws protocol', () => {
  it.each([
    ['no object', 'null'],
    ['a list', '[{"type":"ping"}]'],
    ['no JSON', '{"type":"ping"'],
    ['no type', '{"id":"1"}'],
    ['another type', '{"type":"start","id":"1","payload":{"query":"{ hello }"}}'],
    ['what servers send', '{"type":"connection_ack"}'],
    ['a result', '{"id":"1","type":"next","payload":{}}'],
    ['a ping with a text', '{"type":"ping","payload":"hello"}'],
    ['a complete without an id', '{"type":"complete"}'],
    ['an empty id', JSON.stringify(subscribe('', { query: '{ hello }' }))],
    ['a number for an id', JSON.stringify(subscribe(1, { query: '{ hello }' }))],
    ['no payload', JSON.stringify({ id: '1', type: 'subscribe' })],
    ['no query', JSON.stringify(subscribe('1', {}))],
    ['variables in a list', JSON.stringify(subscribe('1', { query: '{ hello }', variables: [] }))],
    ['a number for a name', JSON.stringify(subscribe('1', { query: '{ hello }', operationName: 1 }))],
    ['extensions in a text', JSON.stringify(subscribe('1', { query: '{ hello }', extensions: 'none' }))],
  ])('ends at %s', async (_what, text) => {
    const edge = await startEdge();
    const socket = await openSocket(edge);
    socket.raw.send(text);
    expect(await socket.closed).toEqual({ code: CloseCode.BadRequest, reason: 'Invalid message received' });
    expect(edge.contexts).toEqual([]);
  });

  it('ends at a second connection_init', async () => {
    const edge = await startEdge();
    const socket = await openSocket(edge);
    socket.send({ type: 'connection_init' });
    expect(await socket.closed).toEqual({
      code: CloseCode.TooManyInitialisationRequests,
      reason: 'Too many initialisation requests',
    });
  });

  it('ends at an id that is in use, however long', async () => {
    for (const id of ['a', 'x'.repeat(500)]) {
      const edge = await startEdge();
      const socket = await openSocket(edge);
      socket.send({ id, type: 'subscribe', payload: { query: silence } });
      await ticksUntil(edge.ticks, ({ open }) => open === 1);
      socket.send({ id, type: 'subscribe', payload: { query: '{ hello }' } });
      expect((await socket.closed).code).toBe(CloseCode.SubscriberAlreadyExists);
      await ticksUntil(edge.ticks, ({ open }) => open === 0);
    }
  });

  it('takes an id again that was completed, by either side, and whatever is in it', async () => {
    const edge = await startEdge();
    const socket = await openSocket(edge);
    const id = '"\\ü\u2028__proto__';
    socket.send({ id, type: 'subscribe', payload: { query: silence } });
    await ticksUntil(edge.ticks, ({ open }) => open === 1);
    socket.send({ id, type: 'complete' });
    for (let time = 0; time < 2; time += 1) {
      socket.send({ id, type: 'subscribe', payload: { query: '{ hello }', variables: null, operationName: null } });
      expect(await socket.next()).toEqual({ id, type: 'next', payload: { data: { hello: 'Hello, world' } } });
      expect(await socket.next()).toEqual({ id, type: 'complete' });
    }
    socket.send({ id, type: 'subscribe', payload: { query: '{ nothing }' } });
    expect(await socket.next()).toMatchObject({ id, type: 'error', payload: [{ message: expect.any(String) }] });
    // Nothing comes behind an error, and a complete of what is not there is nothing.
    socket.send({ id, type: 'complete' });
    socket.send({ type: 'pong', payload: { any: 'thing' } });
    socket.send({ type: 'ping' });
    expect(await socket.next()).toEqual({ type: 'pong' });
    await ticksUntil(edge.ticks, ({ open }) => open === 0);
    socket.raw.close();
  });

  it('ends where no subprotocol was asked for', async () => {
    const edge = await startEdge();
    const raw = new WebSocket(`ws://127.0.0.1:${edge.port}/graphql`);
    const [code, reason] = (await once(raw, 'close')) as [number, Buffer];
    expect([code, String(reason)]).toEqual([CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable']);
  });
});
