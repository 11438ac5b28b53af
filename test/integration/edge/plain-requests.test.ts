// Plain requests are answered past Node's HTTP server: over a connection of their own each is asked plainly, and so that it goes to Node's
// server, by a header that changes nothing. Nobody may be able to tell one answer from the other.
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { readPlainHead } from '../../../src/graphql/server/plain-head.ts';
import { startEdge } from './edge-under-test.ts';
import type { EdgeUnderTest } from './edge-under-test.ts';

const toNode = 'te: trailers\r\n';

/** A request; `more`: header lines. */
function requestText({ host }: EdgeUnderTest, body: string, more = ''): string {
  const lines = `host: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${more}`;
  return `POST /graphql HTTP/1.1\r\n${lines}\r\n${body}`;
}

function isPlain(text: string): boolean {
  return readPlainHead(text.slice(0, text.indexOf('\r\n\r\n') + 2)) !== null;
}

/** What comes over a connection until so many answers are there, or its end. */
async function answers(socket: Socket, count: number): Promise<readonly string[]> {
  let text = '';
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    // A character a byte, as lengths are told in bytes.
    text += (chunk as Buffer).toString('latin1');
    const whole = wholeAnswers(text);
    if (whole.length === count) return whole;
  }
  return wholeAnswers(text);
}

function wholeAnswers(text: string): readonly string[] {
  const found: string[] = [];
  for (let rest = text; ;) {
    const end = rest.indexOf('\r\n\r\n');
    const length = end < 0 ? 0 : Number(/content-length: (\d+)/i.exec(rest)?.[1]) + end + 4;
    if (end < 0 || rest.length < length) return found;
    found.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
}

async function ask(edge: EdgeUnderTest, text: string): Promise<string> {
  const socket = connect(edge.port, '127.0.0.1');
  socket.write(text);
  const [answer = ''] = await answers(socket, 1);
  socket.destroy();
  return answer;
}

/** Without what differs from one answer to the next. */
function comparable(answer: string): string {
  return answer
    .replace(/\r\nDate: \w{3}, \d{2} \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n/, '\r\nDate: D\r\n')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID');
}

describe('a plain request', () => {
  it.each([
    ['a query', { query: '{ hello }' }, ''],
    ['one with variables', { query: 'query($n: String) { hello(name: $n) }', variables: { n: 'Zoë 🙂' } }, ''],
    ['one with an id of its own', { query: '{ hello }' }, 'x-request-id: mine-1\r\n'],
    ['one with an id that is none', { query: '{ hello }' }, 'x-request-id: <mine>\r\n'],
    ['a mutation', { query: 'mutation { slowIncrement }' }, ''],
    ['what takes a while', { query: '{ slow }' }, ''],
    ['one that fails', { query: '{ boom hello }' }, ''],
    ['one that is refused by a resolver', { query: '{ refused }' }, ''],
    ['one that cannot be parsed', { query: '{ hello' }, ''],
    ['one that is not valid', { query: '{ nothing }' }, ''],
    ['a variable that does not fit', { query: 'query($n: String!) { hello(name: $n) }', variables: { n: 1 } }, ''],
    ['a subscription', { query: 'subscription { silence { count } }' }, ''],
    ['nothing', {}, ''],
    ['a list', [{ query: '{ hello }' }], ''],
    ['GraphQL over HTTP', { query: '{ nothing }' }, 'accept: application/graphql-response+json\r\n'],
    ['a type that is not served', { query: '{ hello }' }, 'accept: text/plain\r\n'],
    ['a long query', { query: `{ hello } #${'x'.repeat(20_000)}` }, ''],
    ['a query that is too long', { query: `{ hello } #${'x'.repeat(300_000)}` }, ''],
    ['a token that is none', { query: '{ hello }' }, `authorization: Bearer tnt_${'x'.repeat(43)}\r\n`],
  ])('is answered as Node would: %s', async (_, body, more) => {
    const edge = await startEdge();
    const released = /slow/.test(JSON.stringify(body));
    const told: string[] = [];
    for (const way of ['', toNode]) {
      const answer = ask(edge, requestText(edge, JSON.stringify(body), more + way));
      if (released) (await edge.slowStarted())();
      told.push(comparable(await answer));
    }
    const [plainly, byNode] = told;
    expect(isPlain(requestText(edge, '', more)) && !isPlain(requestText(edge, '', more + toNode))).toBe(true);
    expect(plainly).toMatch(/^HTTP\/1\.1 \d{3} /);
    expect(plainly?.replace(/slowIncrement":\d/, '')).toBe(byNode?.replace(/slowIncrement":\d/, ''));
  });

  it('is answered as Node would where it is no JSON, or none in UTF-8', async () => {
    const edge = await startEdge();
    for (const body of [Buffer.from('{'), Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])]) {
      const told = ['', toNode].map(async (way) => {
        const socket = connect(edge.port, '127.0.0.1');
        const head = requestText(edge, 'x'.repeat(body.length), way).slice(0, -body.length);
        socket.write(Buffer.concat([Buffer.from(head), body]));
        const [answer = ''] = await answers(socket, 1);
        socket.destroy();
        return comparable(answer);
      });
      const [plainly, byNode] = await Promise.all(told);
      expect(plainly).toMatch(/^HTTP\/1\.1 400 /);
      expect(plainly).toBe(byNode);
    }
  });
});

it('is answered as Node would where looking up who asks fails, and that is the end of it', async () => {
  const edge = await startEdge({ authenticate: () => Promise.reject(new Error('a row that cannot be read')) });
  const body = JSON.stringify({ query: '{ hello }' });
  const told: string[] = [];
  for (const way of ['', toNode]) told.push(comparable(await ask(edge, requestText(edge, body, way))));
  expect(told[0]).toMatch(/^HTTP\/1\.1 500 /);
  expect(told[0]).toBe(told[1]);
});

describe('a connection', () => {
  it('goes on over whatever comes behind a plain request', async () => {
    const edge = await startEdge();
    const socket = connect(edge.port, '127.0.0.1');
    const hello = requestText(edge, JSON.stringify({ query: '{ hello }' }));
    const get = `GET /healthz HTTP/1.1\r\nhost: ${edge.host}\r\n\r\n`;
    for (const [text, count] of [
      [hello, 1],
      [hello, 1],
      [hello + get + hello, 3],
      [hello, 1],
      [get, 1],
    ] as const) {
      socket.write(text);
      const told = await answers(socket, count);
      expect(told.map((answer) => answer.slice(0, 15))).toEqual(Array.from({ length: count }, () => 'HTTP/1.1 200 OK'));
    }
    socket.destroy();
  });

  it.each([1, 20, 100])('reads a request that comes in pieces, the first of %i bytes', async (first) => {
    const edge = await startEdge();
    const socket = connect(edge.port, '127.0.0.1').setNoDelay(true);
    const text = requestText(edge, JSON.stringify({ query: '{ hello }' }));
    socket.write(text);
    await answers(socket, 1);
    socket.write(text.slice(0, first));
    await new Promise((resolve) => setImmediate(resolve));
    socket.write(text.slice(first));
    expect((await answers(socket, 1))[0]).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*Hello, world/);
    socket.destroy();
  });

  it('runs an operation once that a further request comes behind, and answers in order', async () => {
    const edge = await startEdge();
    const socket = connect(edge.port, '127.0.0.1');
    socket.write(requestText(edge, JSON.stringify({ query: 'mutation { slowIncrement }' }), 'x-request-id: first\r\n'));
    const release = await edge.slowStarted();
    socket.write(requestText(edge, JSON.stringify({ query: '{ hello }' }), 'x-request-id: second\r\n'));
    // The second one runs meanwhile.
    await expect.poll(() => edge.contexts.length).toBe(2);
    release();
    const [first, second] = await answers(socket, 2);
    expect(first).toMatch(/x-request-id: first\r\n[\s\S]*\{"data":\{"slowIncrement":1\}\}\n$/);
    expect(second).toMatch(/x-request-id: second\r\n[\s\S]*"Hello, world"/);
    expect(edge.increments()).toBe(1);
    socket.destroy();
  });

  it('tells what runs that its caller has gone', async () => {
    const edge = await startEdge();
    const socket = connect(edge.port, '127.0.0.1');
    socket.write(requestText(edge, JSON.stringify({ query: '{ slow }' })));
    await edge.slowStarted();
    const [info] = edge.contexts;
    expect(info?.signal.aborted).toBe(false);
    const aborted = new Promise((resolve) => info?.signal.addEventListener('abort', resolve));
    socket.destroy();
    await aborted;
  });

  it('is closed where nothing comes over it, and where nothing more comes', async () => {
    const edge = await startEdge({ timeouts: { headersMs: 300, keepAliveMs: 300 } });
    const silent = connect(edge.port, '127.0.0.1');
    expect((await answers(silent, 2))[0]).toMatch(/^HTTP\/1\.1 408 /);
    const socket = connect(edge.port, '127.0.0.1');
    socket.write(requestText(edge, JSON.stringify({ query: '{ hello }' })));
    expect(await answers(socket, 2)).toHaveLength(1);
  });

  it('is counted once by what it was answered', async () => {
    const edge = await startEdge();
    await ask(edge, requestText(edge, JSON.stringify({ query: '{ hello }' })));
    await ask(edge, requestText(edge, JSON.stringify({ query: '{ hello }' }), toNode));
    const text = await (await fetch(`${edge.origin}/metrics`)).text();
    expect(text).toContain('tenantry_http_answers_total{route="/graphql",status="200"} 2\n');
  });
});
