import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { hashToken, newToken } from '../../../src/auth/caller-token.ts';
import { createSessions } from '../../../src/auth/sessions.ts';
import { createAccessBook } from '../../../src/domain/access/access-book.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { startEdge, ticksUntil } from './edge-under-test.ts';
import type { EdgeUnderTest } from './edge-under-test.ts';
import { openSocket, post, send, sendRaw } from './transports.ts';

const token = newToken(randomBytes);
const expired = newToken(randomBytes);
const unknown = newToken(randomBytes);
const authorization = `Bearer ${token}`;
const json = { 'content-type': 'application/json' };
const streamed = { ...json, accept: 'text/event-stream' };
const silence = 'subscription { silence { count } }';

/** An edge with callers. */
async function startGuarded() {
  const sessions = createSessions(systemClock, createAccessBook(silentLog));
  onTestFinished(() => sessions.close());
  const entry = { kind: 'USER', roles: ['developer'] } as const;
  const old = { ...entry, name: 'old', tokenHash: hashToken(expired), expiresAt: 1 };
  sessions.replace([old, { ...entry, name: 'mia', tokenHash: hashToken(token), expiresAt: null }]);
  const edge = await startEdge({
    authenticate: sessions.authenticate,
    allowedOrigins: ['https://portal.example.com'],
  });
  return {
    edge,
    /** Takes the caller away. */
    remove: () => sessions.replace([old]),
    /** Takes a role away. */
    demote: () =>
      sessions.replace([{ ...old, name: 'mia', roles: ['viewer'], tokenHash: hashToken(token), expiresAt: null }]),
  };
}

const refused: Readonly<Record<string, OutgoingHttpHeaders>> = {
  'no token': {},
  'an unknown token': { authorization: `Bearer ${unknown}` },
  'an expired token': { authorization: `Bearer ${expired}` },
  'another scheme': { authorization: `Basic ${Buffer.from(`mia:${token}`).toString('base64')}` },
  'a token without a scheme': { authorization: token },
  'the hash of a token': { authorization: `Bearer ${hashToken(token)}` },
  'a token of 10 KB': { authorization: `Bearer ${token}${'A'.repeat(10_000)}` },
  'headers that a caller can choose': {
    'x-remote-user': 'mia',
    'x-forwarded-user': 'mia',
    'x-auth-request-user': 'mia',
    'x-tenantry-token': token,
    'proxy-authorization': authorization,
    cookie: `Authorization=${authorization}; token=${token}`,
  },
};

/** Opens an SSE stream, whose answer is not read until the test does. */
function openStream(edge: EdgeUnderTest, query: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { ...streamed, authorization };
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

/** Sends a mutation but for its end; the answer sends that, and answers what came back. */
async function beginMutation(edge: EdgeUnderTest) {
  const body = JSON.stringify({ query: 'mutation { increment }' });
  const headers = { ...json, authorization, 'content-length': body.length, expect: '100-continue' };
  const path = '/graphql';
  const outgoing = request({ host: '127.0.0.1', port: edge.port, method: 'POST', path, headers, agent: false });
  // The gateway asks for the body, so it has let the caller in.
  outgoing.flushHeaders();
  await once(outgoing, 'continue');
  outgoing.write(body.slice(0, 5));
  return async () => {
    outgoing.end(body.slice(5));
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    const { text } = await readAll(answer);
    const result = JSON.parse(text) as { errors?: { extensions: { code: string } }[] };
    return { status: answer.statusCode, headers: answer.headers, code: result.errors?.[0]?.extensions.code };
  };
}

/** Everything that still comes, and whether the connection was cut instead of ended. */
async function readAll(stream: IncomingMessage): Promise<{ readonly text: string; readonly cut: boolean }> {
  let text = '';
  try {
    for await (const chunk of stream.setEncoding('utf8')) text += String(chunk);
    return { text, cut: false };
  } catch {
    return { text, cut: true };
  }
}

describe('without a valid token', () => {
  it.each(Object.entries(refused))('%s: 401 on HTTP and SSE, and nothing runs', async (_what, headers) => {
    const { edge } = await startGuarded();
    const plain = await send(edge, 'POST', '/graphql', { ...json, ...headers }, '{"query":"mutation { increment }"}');
    const byGet = await send(edge, 'GET', '/graphql?query=%7Bhello%7D', { ...json, ...headers });
    const stream = await send(edge, 'POST', '/graphql/stream', { ...streamed, ...headers }, '{"query":"{ hello }"}');
    for (const answer of [plain, byGet, stream]) {
      expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Bearer']);
      // The same words for every reason.
      expect(JSON.parse(answer.text)).toEqual({
        errors: [
          {
            message:
              'Send Authorization: Bearer TOKEN, once, with a token that the operator of this gateway gave you and that is still valid.',
            extensions: { code: 'UNAUTHENTICATED' },
          },
        ],
      });
    }
    expect([edge.increments(), edge.contexts]).toEqual([0, []]);
  });

  it.each(['content-length: 3000000', 'transfer-encoding: chunked'])(
    'a large body is not waited for: %s',
    async (length) => {
      const { edge } = await startGuarded();
      const head = `POST /graphql HTTP/1.1\r\nhost: ${edge.host}\r\ncontent-type: application/json\r\n`;
      // Ends though not a byte of the body has come.
      expect(await sendRaw(edge, `${head}${length}\r\n\r\n`)).toMatch(
        /^HTTP\/1\.1 401 [\s\S]*\r\nconnection: close\r\n/i,
      );
    },
  );

  it('several Authorization headers: 401, whichever comes first', async () => {
    const { edge } = await startGuarded();
    for (const other of [authorization, `Bearer ${unknown}`]) {
      for (const values of [
        [authorization, other],
        [other, authorization],
      ]) {
        const lines = values.map((value) => `Authorization: ${value}\r\n`).join('');
        const head = `GET /graphql?query=%7Bhello%7D HTTP/1.1\r\nHost: ${edge.host}\r\nApollo-Require-Preflight: true\r\n`;
        expect(await sendRaw(edge, `${head}${lines}Connection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 401 /);
      }
    }
  });

  it.each(Object.entries(refused))('%s: a WebSocket is closed with 4403', async (_what, headers) => {
    const { edge } = await startGuarded();
    const socket = await openSocket(edge, { init: false, headers: headers as Record<string, string> });
    socket.send({ type: 'connection_init' });
    expect(await socket.closed).toEqual({ code: 4403, reason: 'Forbidden' });
    expect(edge.contexts).toEqual([]);
  });

  it.each([
    ['an unknown token', { Authorization: `Bearer ${unknown}` }, {}],
    ['no text', { Authorization: { Bearer: token } }, {}],
    ['two', { Authorization: authorization, authorization: authorization }, {}],
    ['another than the header', { Authorization: authorization }, { authorization: `Bearer ${unknown}` }],
    ['another name', { headers: { Authorization: authorization }, token, user: 'mia' }, {}],
  ])('in the payload of connection_init, %s: 4403', async (_what, payload, headers) => {
    const { edge } = await startGuarded();
    const socket = await openSocket(edge, { init: false, headers: headers as Record<string, string> });
    socket.send({ type: 'connection_init', payload });
    expect((await socket.closed).code).toBe(4403);
  });

  it('a WebSocket that does not begin with connection_init is closed with 4401', async () => {
    const { edge } = await startGuarded();
    const socket = await openSocket(edge, { init: false, headers: { authorization } });
    socket.send({ id: '1', type: 'subscribe', payload: { query: '{ hello }' } });
    expect(await socket.closed).toEqual({ code: 4401, reason: 'Unauthorized' });
    expect(edge.contexts).toEqual([]);
  });

  it('the page, the probes and the metrics are open, and so is what browsers ask before a request', async () => {
    const { edge } = await startGuarded();
    const page = await send(edge, 'GET', '/graphql', { accept: 'text/html' });
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    for (const path of ['/graphql/graphiql/start.js', '/healthz', '/readyz', '/metrics']) {
      expect([path, (await send(edge, 'GET', path)).status]).toEqual([path, 200]);
    }
    const origin = 'https://portal.example.com';
    const preflight = await send(edge, 'OPTIONS', '/graphql', { origin, 'access-control-request-method': 'POST' });
    expect([preflight.status, preflight.headers['access-control-allow-headers']]).toEqual([
      204,
      expect.stringContaining('authorization'),
    ]);
  });
});

describe('with a valid token', () => {
  it('the caller is whom the token belongs to, by every way in', async () => {
    const { edge } = await startGuarded();
    const query = '{ hello }';
    const claims = { 'x-remote-user': 'admin', 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9' };
    const answer = await post(edge, { query }, { authorization, ...claims });
    expect(answer.result).toEqual({ data: { hello: 'Hello, world' } });
    const stream = await send(
      edge,
      'POST',
      '/graphql/stream',
      { ...streamed, authorization, ...claims },
      JSON.stringify({ query }),
    );
    expect(stream.status).toBe(200);
    const ways = [
      { headers: { authorization, ...claims }, payload: {} },
      { headers: claims, payload: { Authorization: authorization } },
      { headers: { authorization, ...claims }, payload: { authorization } },
    ];
    for (const { headers, payload } of ways) {
      const socket = await openSocket(edge, { init: false, headers });
      socket.send({ type: 'connection_init', payload });
      expect(await socket.next()).toEqual({ type: 'connection_ack' });
      socket.send({ id: '1', type: 'subscribe', payload: { query } });
      expect(await socket.next()).toMatchObject({ type: 'next', payload: { data: { hello: 'Hello, world' } } });
      socket.raw.close();
    }
    expect(edge.contexts.map(({ transport }) => transport)).toEqual(['http', 'sse', ...ways.map(() => 'websocket')]);
    for (const { session, remoteAddress } of edge.contexts) {
      expect([session.caller, session.credential, remoteAddress]).toMatchObject([
        { name: 'mia', kind: 'USER', roles: ['developer'] },
        'mia',
        '127.0.0.1',
      ]);
    }
  });

  it('the clients graphql-ws and graphql-sse are served', async () => {
    const { edge } = await startGuarded();
    const query = 'subscription { ticks(to: 3) { count } }';
    const socketClient = createSocketClient({
      url: edge.url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: { Authorization: authorization },
    });
    const streamClient = createSseClient({ url: `${edge.url}/stream`, headers: { authorization } });
    for (const client of [socketClient, streamClient]) {
      const counts: unknown[] = [];
      for await (const result of client.iterate({ query })) counts.push(result.data);
      expect(counts).toEqual([1, 2, 3].map((count) => ({ ticks: { count } })));
    }
    await socketClient.dispose();
    streamClient.dispose();
  });
});

describe('a caller who is removed', () => {
  it('has WebSockets closed with 4403, those that wait for an event and those that get many', async () => {
    const { edge, remove } = await startGuarded();
    const open = async (query: string) => {
      const socket = await openSocket(edge, { init: false, headers: { authorization } });
      socket.send({ type: 'connection_init' });
      await socket.next();
      socket.send({ id: '1', type: 'subscribe', payload: { query } });
      return socket;
    };
    const waiting = await open(silence);
    const busy = await open('subscription { ticks(to: 100000000) { count } }');
    await busy.next();
    await ticksUntil(edge.ticks, ({ open: sources }) => sources === 2);
    const started = edge.contexts.length;
    remove();
    expect((await waiting.closed).code).toBe(4403);
    expect((await busy.closed).code).toBe(4403);
    await ticksUntil(edge.ticks, ({ open: sources }) => sources === 0);
    // Not one event more was made for anyone.
    expect(edge.contexts.length - started).toBeLessThanOrEqual(1);
  });

  it('has SSE streams ended, with the reason and nothing behind it', async () => {
    const { edge, remove } = await startGuarded();
    const waiting = await openStream(edge, silence);
    const busy = await openStream(edge, 'subscription { ticks(to: 100000000) { count } }');
    await once(busy, 'readable');
    await ticksUntil(edge.ticks, ({ open: sources }) => sources === 2);
    remove();
    const reason = /event: next\ndata: (\{"errors":.*"UNAUTHENTICATED".*\})\n\nevent: complete\ndata:\n\n$/;
    expect(await readAll(waiting)).toMatchObject({ text: expect.stringMatching(reason), cut: false });
    // What had been given to the connection already comes first; one that does not take it in time is cut.
    const { text, cut } = await readAll(busy);
    expect([cut, reason.test(text)]).toEqual([cut, !cut]);
    expect(text.split('UNAUTHENTICATED').length).toBeLessThanOrEqual(2);
    await ticksUntil(edge.ticks, ({ open: sources }) => sources === 0);
  });

  it('who does not read either is cut off', async () => {
    const { edge, remove } = await startGuarded();
    const stream = await openStream(edge, 'subscription { ticks(to: 100000, bytes: 100000) { count filling } }');
    await ticksUntil(edge.ticks, ({ pulled }) => pulled > 20);
    const socket = await openSocket(edge, { init: false, headers: { authorization } });
    socket.send({ type: 'connection_init' });
    await socket.next();
    socket.raw.pause();
    socket.send({
      id: '1',
      type: 'subscribe',
      payload: { query: 'subscription { ticks(to: 100000, bytes: 100000) { count filling } }' },
    });
    await ticksUntil(edge.ticks, ({ open: sources }) => sources === 2);
    remove();
    await ticksUntil(edge.ticks, ({ open: sources }) => sources === 0);
    // Nothing is read on this side, and yet nothing of them stays on the other.
    for (;;) {
      const metrics = (await send(edge, 'GET', '/metrics')).text;
      const open = ['websocket', 'sse'].map((transport) =>
        metrics.includes(`tenantry_open_streams{transport="${transport}"} 0`),
      );
      if (open.every((isZero) => isZero)) break;
    }
    expect([stream.readableEnded, socket.raw.isPaused]).toEqual([false, true]);
    stream.destroy();
    socket.raw.terminate();
  });

  it('while the gateway stops costs nobody anything', async () => {
    const { edge, remove } = await startGuarded();
    const stream = await openStream(edge, 'subscription { ticks(to: 100000, bytes: 100000) { count filling } }');
    await ticksUntil(edge.ticks, ({ pulled }) => pulled > 20);
    const closed = edge.close(5_000);
    remove();
    stream.destroy();
    await closed;
    expect(edge.ticks.open).toBe(0);
  });

  it('in the middle of a request is refused, and nothing runs', async () => {
    const { edge, remove } = await startGuarded();
    const finish = await beginMutation(edge);
    remove();
    const { status, headers, code } = await finish();
    expect([status, headers['www-authenticate'], code]).toEqual([401, 'Bearer', 'UNAUTHENTICATED']);
    expect(edge.increments()).toBe(0);
  });
});

describe('a caller who loses a role', () => {
  it('has everything ended that was begun with it, and may begin anew', async () => {
    const { edge, demote } = await startGuarded();
    const stream = await openStream(edge, silence);
    const socket = await openSocket(edge, { init: false, headers: { authorization } });
    socket.send({ type: 'connection_init' });
    await socket.next();
    socket.send({ id: '1', type: 'subscribe', payload: { query: silence } });
    await ticksUntil(edge.ticks, ({ open }) => open === 2);
    const finish = await beginMutation(edge);
    demote();
    expect(await socket.closed).toEqual({ code: 1012, reason: 'Rights have changed' });
    // Without `complete`: clients come back.
    expect(await readAll(stream)).toEqual({ text: '', cut: false });
    await ticksUntil(edge.ticks, ({ open }) => open === 0);
    expect(await finish()).toMatchObject({ status: 503, code: 'UNAVAILABLE' });
    expect(edge.increments()).toBe(0);
    await post(edge, { query: '{ hello }' }, { authorization });
    expect(edge.contexts.at(-1)?.session.caller.roles).toEqual(['viewer']);
  });
});

it('tokens come out nowhere: not in answers, logs, metrics or what the graph is told', async () => {
  const { edge, remove } = await startGuarded();
  const answers: string[] = [];
  for (const headers of [...Object.values(refused), { authorization }]) {
    for (const query of ['{ hello }', '{ boom }', '{ nonsense }', '{']) {
      answers.push(JSON.stringify(await post(edge, { query }, headers)));
      const body = JSON.stringify({ query });
      answers.push(JSON.stringify(await send(edge, 'POST', '/graphql/stream', { ...streamed, ...headers }, body)));
    }
  }
  const socket = await openSocket(edge, { init: false });
  socket.send({ type: 'connection_init', payload: { Authorization: authorization } });
  await socket.next();
  socket.send({ id: '1', type: 'subscribe', payload: { query: '{ boom }' } });
  answers.push(JSON.stringify(await socket.next()));
  remove();
  answers.push(JSON.stringify(await socket.closed));
  const metrics = (await send(edge, 'GET', '/metrics')).text;
  expect(metrics).toMatch(/tenantry_unauthenticated_total\{transport="http"\} 32/);
  const told = edge.contexts.map(({ headers, session }) => JSON.stringify([headers, session]));
  expect(told.length).toBeGreaterThan(2);
  const everything = [...answers, edge.logged(), metrics, ...told].join('\n');
  for (const secret of [token, expired, unknown]) {
    expect(everything).not.toContain(secret.slice(4, 24));
    expect(everything).not.toContain(hashToken(secret).slice(7, 30));
  }
});
