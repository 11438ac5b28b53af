import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startEdge, ticksUntil } from './edge-under-test.ts';
import { openSocket, post, send } from './transports.ts';

const silence = 'subscription { silence { count } }';
const increment = 'mutation { slowIncrement }';

describe('a stop', () => {
  it('closes WebSockets with 1001 and ends SSE streams without a complete', async () => {
    const edge = await startEdge();
    const socket = await openSocket(edge);
    socket.send({ id: '1', type: 'subscribe', payload: { query: silence } });
    await ticksUntil(edge.ticks, ({ open }) => open === 1);
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
    const stream = send(edge, 'POST', '/graphql/stream', headers, JSON.stringify({ query: silence }));
    await ticksUntil(edge.ticks, ({ open }) => open === 2);
    await edge.close(30_000);
    expect(await socket.closed).toEqual({ code: 1001, reason: 'Going away' });
    expect((await stream).text).toBe('');
    await ticksUntil(edge.ticks, ({ open }) => open === 0);
    await expect(post(edge, { query: '{ hello }' })).rejects.toThrow('ECONNREFUSED');
  });

  it('does not run a busy stream to its end while the socket closes', async () => {
    const edge = await startEdge();
    const socket = await openSocket(edge);
    const query = 'subscription { ticks(to: 50000) { count } }';
    socket.send({ id: '1', type: 'subscribe', payload: { query } });
    await socket.next();
    await edge.close(30_000);
    expect((await socket.closed).code).toBe(1001);
    expect(edge.ticks.pulled).toBeLessThan(50_000);
    await ticksUntil(edge.ticks, ({ open }) => open === 0);
  });

  it('waits for what runs, on each transport, and loses no answer', async () => {
    const edge = await startEdge();
    const overHttp = post(edge, { query: increment });
    const releases = [await edge.slowStarted()];
    const socket = await openSocket(edge);
    socket.send({ id: '1', type: 'subscribe', payload: { query: '{ slow }' } });
    releases.push(await edge.slowStarted());
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
    const overSse = send(edge, 'POST', '/graphql/stream', headers, JSON.stringify({ query: increment }));
    releases.push(await edge.slowStarted());
    const closed = edge.close(30_000);
    socket.send({ id: '2', type: 'subscribe', payload: { query: '{ hello }' } });
    expect(await socket.next()).toMatchObject({
      id: '2',
      type: 'error',
      payload: [{ extensions: { code: 'UNAVAILABLE' } }],
    });
    for (const release of releases) release();
    expect((await overHttp).result).toEqual({ data: { slowIncrement: 1 } });
    expect(await socket.next()).toMatchObject({ type: 'next', payload: { data: { slow: 'at last' } } });
    expect(await socket.next()).toEqual({ id: '1', type: 'complete' });
    expect((await socket.closed).code).toBe(1001);
    expect((await overSse).text).toContain('{"slowIncrement":2}');
    expect((await overSse).text).toContain('event: complete');
    await closed;
  });

  it('is not ready any more, on connections that are still busy', async () => {
    let asked = (): void => {};
    const wasAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const edge = await startEdge({
      readiness() {
        asked();
        return { ready: true, awaiting: [] };
      },
    });
    const socket = connect(edge.port, '127.0.0.1');
    const body = JSON.stringify({ query: '{ slow }' });
    const head = `host: ${edge.host}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}`;
    socket.write(`POST /graphql HTTP/1.1\r\n${head}\r\n\r\n${body}`);
    const release = await edge.slowStarted();
    const closed = edge.close(30_000);
    socket.write(`GET /readyz HTTP/1.1\r\nhost: ${edge.host}\r\n\r\n`);
    await wasAsked;
    release();
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    const [first, second] = text.split(/(?=HTTP\/1\.1 )/);
    expect(first).toContain('at last');
    expect(second).toMatch(/^HTTP\/1\.1 503 [\s\S]*connection: close[\s\S]*"status":"stopping"/i);
    await closed;
  });

  it('does not wait for connections that have become idle', async () => {
    const edge = await startEdge({ timeouts: { keepAliveMs: 3_600_000 } });
    const answer = fetch(edge.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ slow }' }),
    });
    const release = await edge.slowStarted();
    const closed = edge.close(3_600_000);
    release();
    expect(await (await answer).json()).toEqual({ data: { slow: 'at last' } });
    await closed;
  });

  it('does not wait longer than it may', async () => {
    const edge = await startEdge();
    const failure = post(edge, { query: '{ slow }' }).then(
      () => null,
      (error: unknown) => error,
    );
    await edge.slowStarted();
    await edge.close(20);
    expect(await failure).toBeInstanceOf(Error);
  });
});

describe('a client that sends slowly', () => {
  it('is cut off: headers first, then bodies', async () => {
    const edge = await startEdge({ timeouts: { headersMs: 500, requestMs: 1_000 } });
    for (const begun of [
      `GET /healthz HTTP/1.1\r\nhost: ${edge.host}\r\n`,
      `POST /graphql HTTP/1.1\r\nhost: ${edge.host}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`,
    ]) {
      const socket = connect(edge.port, '127.0.0.1');
      socket.write(begun);
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
      });
      await once(socket, 'close');
      expect(text).toMatch(/^HTTP\/1\.1 408 /);
    }
    expect(edge.contexts).toEqual([]);
  });
});
