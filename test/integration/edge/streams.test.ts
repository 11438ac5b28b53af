import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createManualClock } from '../../../src/lib/manual-clock.ts';
import { startEdge, ticksUntil } from './edge-under-test.ts';
import type { EdgeUnderTest } from './edge-under-test.ts';
import { openSocket, overSse, post, transports } from './transports.ts';

const silence = 'subscription { silence { count } }';

/** An SSE stream whose answer is not read until the test does. */
function openStream(edge: EdgeUnderTest, query: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
    const options = {
      host: '127.0.0.1',
      port: edge.port,
      method: 'POST',
      path: '/graphql/stream',
      headers,
      agent: false,
    };
    const outgoing = request(options, resolve);
    outgoing.on('error', reject);
    outgoing.end(JSON.stringify({ query }));
  });
}

describe('subscriptions', () => {
  it.each(Object.entries(transports).filter(([name]) => name !== 'HTTP'))(
    'arrive whole over %s',
    async (_name, run) => {
      const edge = await startEdge();
      const events = await run(edge, { query: 'subscription { ticks(to: 500) { count } }' });
      expect(events.map((event) => event.data)).toEqual(
        Array.from({ length: 500 }, (_, index) => ({ ticks: { count: index + 1 } })),
      );
      expect(edge.ticks.open).toBe(0);
    },
  );

  it('are served to the clients graphql-ws and graphql-sse', async () => {
    const edge = await startEdge();
    const query = 'subscription { ticks(to: 3) { count } }';
    const socketClient = createSocketClient({ url: edge.url.replace('http', 'ws'), webSocketImpl: WebSocket });
    const streamClient = createSseClient({ url: `${edge.url}/stream` });
    for (const client of [socketClient, streamClient]) {
      const counts: unknown[] = [];
      for await (const result of client.iterate({ query })) counts.push(result.data);
      expect(counts).toEqual([1, 2, 3].map((count) => ({ ticks: { count } })));
    }
    await socketClient.dispose();
    streamClient.dispose();
  });

  it('over POST are told where to go', async () => {
    const edge = await startEdge();
    const answer = await post(edge, { query: 'subscription { ticks(to: 1) { count } }' });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('/graphql/stream');
    expect(edge.ticks.pulled).toBe(0);
  });

  it('end at their source when the caller completes, hangs up or goes away', async () => {
    const edge = await startEdge();
    const socket = await openSocket(edge);
    for (const id of ['a', 'b']) socket.send({ id, type: 'subscribe', payload: { query: silence } });
    await ticksUntil(edge.ticks, ({ open }) => open === 2);
    socket.send({ id: 'a', type: 'complete' });
    await ticksUntil(edge.ticks, ({ open }) => open === 1);
    socket.raw.terminate();
    await ticksUntil(edge.ticks, ({ open }) => open === 0);
    const stream = await openStream(edge, silence);
    await ticksUntil(edge.ticks, ({ open }) => open === 1);
    stream.destroy();
    await ticksUntil(edge.ticks, ({ open }) => open === 0);
    expect(edge.contexts.map((context) => context.signal.aborted)).toEqual([true, true, true]);
  });
});

describe('a WebSocket', () => {
  it('is closed when connection_init does not come', async () => {
    const clock = createManualClock();
    const edge = await startEdge({ clock, timeouts: { initMs: 50 } });
    const socket = await openSocket(edge, { init: false });
    expect((await socket.closed).code).toBe(4408);
  });

  it('is closed when it subscribes before connection_init, or speaks no graphql-ws', async () => {
    const edge = await startEdge();
    const hasty = await openSocket(edge, { init: false });
    hasty.send({ id: '1', type: 'subscribe', payload: { query: '{ hello }' } });
    expect((await hasty.closed).code).toBe(4401);
    for (const text of ['{', '[]', '{"type":"nothing"}', '{"id":"1","type":"subscribe","payload":{"query":1}}']) {
      const socket = await openSocket(edge);
      socket.raw.send(text);
      expect([text, (await socket.closed).code]).toEqual([text, 4400]);
    }
    const other = new WebSocket(`ws://127.0.0.1:${edge.port}/graphql`, 'graphql-ws');
    const [error] = (await once(other, 'error')) as [Error];
    expect(error.message).toContain('subprotocol');
  });

  it('is closed with 1009 when a message is larger than a body may be', async () => {
    const edge = await startEdge();
    const socket = await openSocket(edge);
    socket.raw.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: 'x'.repeat(4_000_000) } }));
    expect((await socket.closed).code).toBe(1009);
    expect((await post(edge, { query: '{ hello }' })).status).toBe(200);
  });

  it('is closed with 1009 when a frame of a gigabyte is announced, before it comes', async () => {
    const edge = await startEdge();
    const socket = await openSocket(edge);
    const header = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0]);
    // The socket beneath, to write a frame that no client would.
    (socket.raw as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(header);
    expect((await socket.closed).code).toBe(1009);
  });

  it('runs 100 operations at once and refuses the rest of 2,000', { timeout: 60_000 }, async () => {
    const edge = await startEdge();
    const socket = await openSocket(edge);
    for (let id = 0; id < 2_000; id += 1) {
      socket.send({ id: String(id), type: 'subscribe', payload: { query: silence } });
    }
    for (let refused = 0; refused < 1_900; refused += 1) {
      const message = await socket.next();
      expect(message).toMatchObject({
        type: 'error',
        payload: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'operationsPerSocket', maximum: 100 } }],
      });
    }
    await ticksUntil(edge.ticks, ({ open }) => open === 100);
    socket.send({ id: '0', type: 'complete' });
    await ticksUntil(edge.ticks, ({ open }) => open === 99);
    socket.send({ id: 'q', type: 'subscribe', payload: { query: '{ hello }' } });
    expect(await socket.next()).toMatchObject({ id: 'q', type: 'next' });
    socket.raw.terminate();
    await ticksUntil(edge.ticks, ({ open }) => open === 0);
  });

  it('answers pings without their payload, and ends when its own are not answered', async () => {
    const clock = createManualClock();
    const edge = await startEdge({ clock });
    const socket = await openSocket(edge);
    socket.send({ type: 'ping', payload: { filling: 'x'.repeat(200_000) } });
    expect(await socket.next()).toEqual({ type: 'pong' });
    socket.raw.ping('hello');
    expect(String((await once(socket.raw, 'pong'))[0])).toBe('hello');
    // Answered: the socket stays.
    clock.advance(12_000);
    await once(socket.raw, 'ping');
    socket.send({ type: 'ping' });
    await socket.next();
    clock.advance(12_000);
    await once(socket.raw, 'ping');
    // Not answered any more.
    socket.raw.pause();
    const silent = await openSocket(edge);
    (
      silent.raw as unknown as { _autoPong: boolean; _receiver: { removeAllListeners(name: string): void } }
    )._receiver.removeAllListeners('ping');
    clock.advance(12_000);
    clock.advance(12_000);
    expect((await silent.closed).code).toBe(1006);
    socket.raw.terminate();
  });

  it('is refused beyond the number that may be open', async () => {
    const edge = await startEdge({ limits: { sockets: 2 } });
    const sockets = [await openSocket(edge), await openSocket(edge)];
    await expect(openSocket(edge)).rejects.toThrow('503');
    for (const socket of sockets) socket.raw.terminate();
  });
});

describe('an event stream', () => {
  it('beats while nothing happens', async () => {
    const clock = createManualClock();
    const edge = await startEdge({ clock });
    const stream = await openStream(edge, silence);
    stream.setEncoding('utf8');
    await clock.waited((delay) => delay === 12_000);
    clock.advance(12_000);
    expect(await once(stream, 'data')).toEqual([':\n\n']);
    clock.advance(12_000);
    expect(await once(stream, 'data')).toEqual([':\n\n']);
    stream.destroy();
  });

  it('is refused beyond the number that may be open', async () => {
    const edge = await startEdge({ limits: { eventStreams: 1 } });
    const stream = await openStream(edge, silence);
    expect(await overSse(edge, { query: '{ hello }' })).toMatchObject([
      { errors: [{ extensions: { code: 'UNAVAILABLE' } }] },
    ]);
    stream.destroy();
  });
});

/** 2 GB, if anyone took it. */
const flood = 'subscription { ticks(to: 20000, bytes: 100000) { count filling } }';

/** Resolves with a number when it has stopped growing: that nothing more happens cannot be waited for otherwise. */
async function standstill(count: () => number): Promise<number> {
  for (let last = -1, same = 0; ;) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    same = count() === last ? same + 1 : 0;
    last = count();
    if (last > 0 && same === 10) return last;
  }
}

describe('a reader that stops reading', () => {
  it.each(['WebSocket', 'SSE'])(
    'stops its source after a bounded amount over %s, and is dropped in time',
    async (transport) => {
      const clock = createManualClock();
      const edge = await startEdge({ clock });
      let reader: { closed: Promise<unknown>; resume: () => void };
      if (transport === 'WebSocket') {
        const socket = await openSocket(edge);
        socket.raw.pause();
        socket.send({ id: '1', type: 'subscribe', payload: { query: flood } });
        reader = { closed: socket.closed, resume: () => socket.raw.resume() };
      } else {
        const stream = await openStream(edge, flood);
        const closed = new Promise((resolve) => stream.on('error', () => {}).once('close', resolve));
        reader = { closed, resume: () => stream.resume() };
      }
      const pulled = await standstill(() => edge.ticks.pulled);
      // What the kernel's buffers on both sides take, and a message or two: megabytes, not gigabytes.
      expect(pulled).toBeLessThan(200);
      expect(edge.ticks.open).toBe(1);
      clock.advance(29_000);
      expect(edge.ticks.open).toBe(1);
      clock.advance(2_000);
      // Dropped, though a WebSocket waits a second for the other side to close: its source is not run dry meanwhile.
      expect(await standstill(() => edge.ticks.pulled)).toBe(pulled);
      clock.advance(1_000);
      await ticksUntil(edge.ticks, ({ open }) => open === 0);
      reader.resume();
      await reader.closed;
      expect(edge.ticks.pulled).toBe(pulled);
    },
  );

  it('is not read either: what it asks for over and over costs bounded memory', async () => {
    const edge = await startEdge();
    const socket = await openSocket(edge);
    socket.raw.pause();
    const before = process.memoryUsage().rss;
    // 40 MB of questions, each with an answer of 100 KB: 2 GB, were they all answered.
    for (let id = 0; id < 20_000; id += 1) {
      const variables = { name: 'x'.repeat(100_000) };
      const payload = { query: 'query ($name: String) { hello(name: $name) }', variables };
      if (socket.raw.bufferedAmount > 40_000_000) break;
      socket.send({ id: String(id), type: 'subscribe', payload });
    }
    expect(await standstill(() => edge.contexts.length)).toBeLessThan(200);
    // The rest stays on the other side.
    expect(await standstill(() => socket.raw.bufferedAmount)).toBeGreaterThan(10_000_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(400_000_000);
    socket.raw.terminate();
  });

  it('gets everything when it goes on in time', async () => {
    const edge = await startEdge();
    const stream = await openStream(edge, 'subscription { ticks(to: 300, bytes: 100000) { count filling } }');
    const pulled = await standstill(() => edge.ticks.pulled);
    expect(pulled).toBeLessThan(200);
    let text = '';
    for await (const chunk of stream.setEncoding('utf8')) text += String(chunk);
    expect(text.match(/^event: next$/gm)).toHaveLength(300);
    expect(text.endsWith('event: complete\ndata:\n\n')).toBe(true);
  });
});
