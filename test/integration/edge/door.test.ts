import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startEdge } from './edge-under-test.ts';
import type { EdgeUnderTest } from './edge-under-test.ts';
import { openSocket, post, send, sendRaw } from './transports.ts';

const json = { 'content-type': 'application/json' };
const hello = JSON.stringify({ query: '{ hello }' });

/** The HTTP status that an upgrade to WebSocket is refused with, or 101. */
async function upgrade(edge: EdgeUnderTest, headers: Record<string, string>, path = '/graphql'): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${edge.port}${path}`, 'graphql-transport-ws', { headers });
  socket.on('error', () => {});
  const refused = new Promise<number>((resolve) => {
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
  });
  const status = await Promise.race([refused, once(socket, 'open').then(() => 101)]);
  socket.terminate();
  return status;
}

describe('the door', () => {
  it('refuses a Host that is none of ours, on every route and transport', async () => {
    const edge = await startEdge();
    for (const host of ['evil.example', `evil.example:${edge.port}`, '127.0.0.1:1', 'localhost', '169.254.169.254']) {
      for (const [method, path] of [
        ['POST', '/graphql'],
        ['GET', '/graphql'],
        ['POST', '/graphql/stream'],
        ['GET', '/metrics'],
        ['GET', '/graphql/graphiql/start.js'],
      ] as const) {
        const answer = await send(edge, method, path, { host, accept: 'text/html' });
        expect([method, path, host, answer.status]).toEqual([method, path, host, 403]);
        expect(JSON.parse(answer.text)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
      }
      expect(await upgrade(edge, { host })).toBe(403);
    }
    expect(edge.contexts).toEqual([]);
  });

  it('refuses two Host headers and a request without one', async () => {
    const edge = await startEdge();
    const request = (hosts: string): string => `GET /healthz HTTP/1.1\r\n${hosts}connection: close\r\n\r\n`;
    expect(await sendRaw(edge, request(`host: ${edge.host}\r\n`))).toMatch(/^HTTP\/1\.1 200 /);
    expect(await sendRaw(edge, request(`host: ${edge.host}\r\nhost: evil.example\r\n`))).toMatch(/^HTTP\/1\.1 40[03] /);
    const trailing = await sendRaw(edge, `${request('host: evil.example\r\n')}garbage`);
    expect(trailing.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(await sendRaw(edge, request(''))).toMatch(/^HTTP\/1\.1 400 /);
    expect(await sendRaw(edge, 'GET /healthz HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 403 /);
  });

  it('answers to the loopback names at its port, and to allowed hosts', async () => {
    const edge = await startEdge({ allowedHosts: ['Graph.Example.com'] });
    for (const host of [
      `localhost:${edge.port}`,
      `LOCALHOST:${edge.port}`,
      `[::1]:${edge.port}`,
      'graph.example.com',
    ]) {
      expect((await post(edge, { query: '{ hello }' }, { host })).status).toBe(200);
      expect(await upgrade(edge, { host })).toBe(101);
    }
  });

  it('refuses a foreign Origin on HTTP, WebSocket and SSE', async () => {
    const edge = await startEdge();
    const foreign = [
      'https://evil.example',
      'null',
      `http://localhost:1`,
      `http://127.0.0.1.evil.example:${edge.port}`,
    ];
    for (const origin of foreign) {
      expect((await post(edge, { query: 'mutation { increment }' }, { origin })).status).toBe(403);
      const stream = await send(
        edge,
        'POST',
        '/graphql/stream',
        { ...json, origin, accept: 'text/event-stream' },
        hello,
      );
      expect(stream.status).toBe(403);
      expect(stream.headers['access-control-allow-origin']).toBeUndefined();
      expect(await upgrade(edge, { origin })).toBe(403);
      expect((await send(edge, 'OPTIONS', '/graphql', { origin })).status).toBe(403);
    }
    expect(edge.increments()).toBe(0);
  });

  it('serves its own pages and those of allowed origins', async () => {
    const edge = await startEdge({ allowedOrigins: ['https://portal.example.com'] });
    for (const origin of [edge.origin, 'https://portal.example.com']) {
      expect((await post(edge, { query: '{ hello }' }, { origin })).status).toBe(200);
      expect(await upgrade(edge, { origin })).toBe(101);
    }
    const own = await post(edge, { query: '{ hello }' }, { origin: edge.origin });
    expect(own.headers['access-control-allow-origin']).toBeUndefined();
    const preflight = await send(edge, 'OPTIONS', '/graphql', { origin: 'https://portal.example.com' });
    expect(preflight.status).toBe(204);
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': 'https://portal.example.com',
      'access-control-allow-methods': 'GET, POST',
      vary: 'Origin',
    });
  });

  it('refuses upgrades at other paths', async () => {
    const edge = await startEdge();
    expect(await upgrade(edge, {}, '/graphql/stream')).toBe(404);
    expect(await upgrade(edge, {}, '/')).toBe(404);
  });
});

describe('forgeries', () => {
  it('queries by GET need a header that a foreign page cannot send', async () => {
    const edge = await startEdge();
    const path = `/graphql?query=${encodeURIComponent('{ hello }')}`;
    expect((await send(edge, 'GET', path)).status).toBe(400);
    expect((await send(edge, 'GET', path, { 'content-type': 'text/plain' })).status).toBe(400);
    const answer = await send(edge, 'GET', path, { 'apollo-require-preflight': 'true' });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { data: { hello: 'Hello, world' } }]);
    const stream = `/graphql/stream?query=${encodeURIComponent('{ hello }')}`;
    const accept = 'text/event-stream';
    expect((await send(edge, 'GET', stream, { accept })).status).toBe(400);
    expect((await send(edge, 'GET', stream, { accept, 'apollo-require-preflight': 'true' })).status).toBe(200);
  });

  it('mutations over a WebSocket do not run', async () => {
    const edge = await startEdge();
    const socket = await openSocket(edge);
    socket.send({ id: '1', type: 'subscribe', payload: { query: 'mutation { increment }' } });
    expect(await socket.next()).toMatchObject({
      id: '1',
      type: 'error',
      payload: [{ extensions: { code: 'METHOD_NOT_ALLOWED' } }],
    });
    expect(edge.increments()).toBe(0);
  });

  it('mutations by GET do not run, not over SSE either', async () => {
    const edge = await startEdge();
    const query = `query=${encodeURIComponent('mutation { increment }')}`;
    const header = { 'apollo-require-preflight': 'true' };
    const answer = await send(edge, 'GET', `/graphql?${query}`, header);
    expect([answer.status, answer.headers.allow]).toEqual([405, 'POST']);
    const stream = await send(edge, 'GET', `/graphql/stream?${query}`, { ...header, accept: 'text/event-stream' });
    expect(stream.text).toContain('METHOD_NOT_ALLOWED');
    expect(edge.increments()).toBe(0);
  });

  it.each([
    ['a form', 'application/x-www-form-urlencoded', 'query=mutation+%7B+increment+%7D'],
    ['a multipart form', 'multipart/form-data; boundary=x', '--x\r\n\r\n--x--'],
    ['plain text that is JSON', 'text/plain', '{"query":"mutation { increment }"}'],
    ['JSON in another encoding', 'application/json; charset=utf-16', '{"query":"mutation { increment }"}'],
    ['no type', '', '{"query":"mutation { increment }"}'],
  ])('%s is refused with 415 on HTTP and SSE', async (_name, type, body) => {
    const edge = await startEdge();
    for (const path of ['/graphql', '/graphql/stream']) {
      const headers = { accept: 'text/event-stream, application/json', 'apollo-require-preflight': 'true' };
      const answer = await send(edge, 'POST', path, type === '' ? headers : { ...headers, 'content-type': type }, body);
      expect(answer.status).toBe(415);
    }
    expect(edge.increments()).toBe(0);
  });

  it('refuses compressed bodies and bodies that are no JSON', async () => {
    const edge = await startEdge();
    const gzip = { ...json, 'content-encoding': 'gzip' };
    expect((await send(edge, 'POST', '/graphql', gzip, hello)).status).toBe(415);
    const utf8 = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]);
    for (const body of [
      '',
      '{',
      'null',
      '[]',
      '"x"',
      '{}',
      '{"query":1}',
      '{"query":"{hello}","variables":[]}',
      utf8,
    ]) {
      const answer = await send(edge, 'POST', '/graphql', json, body);
      expect([body, answer.status]).toEqual([body, 400]);
      expect(JSON.parse(answer.text)).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    }
  });
});

describe('answers', () => {
  it('tell browsers to come by TLS only where they came by the public name', async () => {
    const edge = await startEdge({ publicUrl: 'https://tenantry.example.com' });
    const by = async (host: string) =>
      (await send(edge, 'GET', '/graphql', { host, accept: 'text/html' })).headers['strict-transport-security'];
    expect(await by('tenantry.example.com')).toBe('max-age=31536000');
    expect(await by(edge.host)).toBeUndefined();
    const plain = await startEdge({ publicUrl: 'http://tenantry.example.com' });
    const headers = { host: 'tenantry.example.com' };
    expect((await send(plain, 'GET', '/healthz', headers)).headers['strict-transport-security']).toBeUndefined();
  });

  it('carry security headers and the request id, whatever they say', async () => {
    const edge = await startEdge();
    for (const path of ['/graphql', '/healthz', '/nowhere', '/metrics']) {
      const { headers } = await send(edge, 'GET', path, { 'x-request-id': 'abc-1.2:3' });
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin-allow-popups',
        'permissions-policy': expect.stringContaining('camera=()'),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'x-request-id': 'abc-1.2:3',
      });
      expect(headers['strict-transport-security']).toBeUndefined();
    }
    for (const bad of ['a b', 'x'.repeat(129), '<script>', '"']) {
      const { headers } = await send(edge, 'GET', '/healthz', { 'x-request-id': bad });
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('say which methods a route has', async () => {
    const edge = await startEdge();
    for (const [path, allow] of [
      ['/graphql', 'GET, POST'],
      ['/graphql/stream', 'GET, POST'],
      ['/healthz', 'GET, HEAD'],
      ['/readyz', 'GET, HEAD'],
      ['/metrics', 'GET, HEAD'],
    ] as const) {
      const answer = await send(edge, 'DELETE', path);
      expect([answer.status, answer.headers.allow]).toEqual([405, allow]);
    }
  });

  it('are JSON where nothing is', async () => {
    const edge = await startEdge();
    for (const path of ['/', '/graphql/', '/Graphql', '//graphql', '/graphql/../healthz', '/favicon.ico']) {
      const answer = await send(edge, 'GET', path);
      expect([path, answer.status, answer.headers['content-type']]).toEqual([
        path,
        404,
        'application/json; charset=utf-8',
      ]);
    }
  });

  it('come in the media type that was asked for, or 406', async () => {
    const edge = await startEdge();
    for (const [accept, type] of [
      ['*/*', 'application/json; charset=utf-8'],
      ['application/graphql-response+json, application/json;q=0.9', 'application/graphql-response+json; charset=utf-8'],
      ['application/json, application/graphql-response+json', 'application/json; charset=utf-8'],
    ] as const) {
      expect((await post(edge, { query: '{ hello }' }, { accept })).headers['content-type']).toBe(type);
    }
    expect((await send(edge, 'POST', '/graphql', { ...json, accept: 'image/png' }, hello)).status).toBe(406);
    expect((await send(edge, 'POST', '/graphql/stream', { ...json, accept: 'application/json' }, hello)).status).toBe(
      406,
    );
  });
});

describe('probes', () => {
  it('tell health, readiness with the awaited clusters, and metrics', async () => {
    let awaiting: string[] = ['eu-1', 'us-1'];
    const edge = await startEdge({ readiness: () => ({ ready: awaiting.length === 0, awaiting }) });
    expect((await send(edge, 'GET', '/healthz')).status).toBe(200);
    const starting = await send(edge, 'GET', '/readyz');
    expect([starting.status, JSON.parse(starting.text)]).toEqual([
      503,
      { status: 'starting', ready: false, awaiting: ['eu-1', 'us-1'], problems: [] },
    ]);
    awaiting = [];
    expect((await send(edge, 'GET', '/readyz')).status).toBe(200);
    await post(edge, { query: '{ hello boom }' });
    const socket = await openSocket(edge);
    const metrics = (await send(edge, 'GET', '/metrics')).text;
    expect(metrics).toMatch(/tenantry_http_answers_total\{route="\/readyz",status="503"\} 1/);
    expect(metrics).toMatch(
      /operation_duration_seconds_count\{transport="http",type="query",outcome="INTERNAL_SERVER_ERROR"\} 1/,
    );
    expect(metrics).toMatch(/tenantry_open_streams\{transport="websocket"\} 1/);
    expect(metrics).toMatch(/tenantry_graphql_operation_cost_points_sum\{type="query"\} [1-9]/);
    expect(metrics).toMatch(/tenantry_requests\{state="running"\} 0\ntenantry_requests\{state="waiting"\} 0/);
    socket.raw.terminate();
  });
});
