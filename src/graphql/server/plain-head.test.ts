import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { diceOf } from '../execution/testing/random-operation.ts';
import type { Dice } from '../execution/testing/random-operation.ts';
import { readPlainHead } from './plain-head.ts';

const lines = [
  'POST /graphql HTTP/1.1',
  'Host: localhost:4000',
  'content-type: application/json',
  'Accept: */*',
  'X-Request-Id: request-1',
  'content-length: 12',
];
const textOf = (...more: readonly string[]): string => `${[...lines, ...more].join('\r\n')}\r\n`;

describe('a plain head', () => {
  it('tells headers in lower case, credentials apart', () => {
    expect(readPlainHead(textOf('Authorization: Bearer secret', 'Connection: keep-alive'))).toEqual({
      headers: {
        host: 'localhost:4000',
        'content-type': 'application/json',
        accept: '*/*',
        'x-request-id': 'request-1',
        'content-length': '12',
        connection: 'keep-alive',
      },
      authorizations: ['Bearer secret'],
      contentLength: 12,
    });
  });

  it.each([
    ['has another method', textOf().replace('POST', 'GET')],
    ['has another path', textOf().replace('/graphql', '/graphql?a=b')],
    ['is of another version', textOf().replace('HTTP/1.1', 'HTTP/1.0')],
    ['is told its length in chunks', textOf('Transfer-Encoding: chunked')],
    ['is told its length twice', textOf('Content-Length: 12')],
    ['is told no length', textOf().replace('content-length: 12\r\n', '')],
    ['is told a length that is no number', textOf().replace('length: 12', 'length: +12')],
    ['names its host twice', textOf('host: localhost:4000')],
    ['names no host', textOf().replace('Host', 'Guest')],
    ['shows two credentials', textOf('authorization: Bearer a', 'Authorization: Bearer b')],
    ['has a cookie', textOf('Cookie: a=b')],
    ['comes from a page', textOf('Origin: https://portal.example.com')],
    ['ends the connection', textOf('connection: close')],
    ['waits to be told to go on', textOf('Expect: 100-continue')],
    ['wants another protocol', textOf('Upgrade: websocket')],
    ['comes compressed', textOf('Content-Encoding: gzip')],
    ['has a folded line', textOf('a: b', ' c')],
    ['has a space before a colon', textOf('a : b')],
    ['has no space behind a colon', textOf('a:b')],
    ['has a space at the end of a line', textOf('a: b ')],
    ['has an empty value', textOf('a: ')],
    ['has a line of its own break', textOf('a: b\nc: d')],
    ['has a return in a line', textOf('a: b\rc: d')],
    ['has what is no ASCII', textOf('a: \u00e4')],
    ['has a zero', textOf('a: b\0c')],
    ['has more headers than Node reads', textOf(...Array.from({ length: 1_000 }, (_, index) => `a${index}: b`))],
    ['does not end its last line', textOf().trimEnd()],
  ])('is none that %s', (_, text) => {
    expect(readPlainHead(text)).toBeNull();
  });

  it('reads what it reads as Node does, whatever is changed in it', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const dice = diceOf(seed);
    let plain = 0;
    for (let round = 0; round < 3_000; round += 1) {
      const text = changed(textOf('Authorization: Bearer secret', 'connection: keep-alive'), dice);
      const head = readPlainHead(text);
      if (head === null) continue;
      plain += 1;
      const body = 'x'.repeat(head.contentLength);
      const read = await readByNode(`${text}\r\n${body}`);
      const { authorization, ...headers } = read?.headers ?? {};
      const told = { ...head, headers: { ...head.headers } };
      const expected = {
        headers,
        authorizations: authorization === undefined ? [] : [authorization],
        contentLength: read?.body.length,
      };
      expect(told, `seed ${seed}: ${JSON.stringify(text)}`).toEqual(expected);
      expect(`${read?.method} ${read?.url} ${read?.version}`).toBe('POST /graphql 1.1');
    }
    expect(plain).toBeGreaterThan(300);
  });
});

/** Some of the bytes replaced, left out, doubled, or moved: most often by what means something in HTTP. */
function changed(text: string, dice: Dice): string {
  let result = text;
  for (let count = 1 + dice.below(3); count > 0; count -= 1) {
    const at = dice.below(result.length);
    const piece = pieces[dice.below(pieces.length)] ?? '';
    result = result.slice(0, at) + piece + result.slice(at + dice.below(2));
  }
  return result;
}

const pieces = [
  '',
  '',
  '\r\n',
  ' ',
  ':',
  ',',
  '\t',
  '\n',
  '0',
  '1',
  'a',
  'Z',
  '\x7f',
  '-',
  'Host: b\r\n',
  'Content-Length: 3\r\n',
];

/** What Node's own server reads; null: it refuses it. */
async function readByNode(text: string) {
  const server = createServer();
  const asked = once(server, 'request') as Promise<[IncomingMessage]>;
  const refused = once(server, 'clientError').then(() => null);
  const connection = new MemoryConnection();
  server.emit('connection', connection);
  connection.push(Buffer.from(text, 'latin1'));
  const request = (await Promise.race([asked, refused]))?.[0];
  if (request === undefined) return null;
  const chunks: Buffer[] = await request.toArray();
  const { headers, method, url, httpVersion: version } = request;
  return { headers, method, url, version, body: Buffer.concat(chunks) };
}

class MemoryConnection extends Duplex {
  override _read(): void {}

  override _write(_chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    done();
  }
}
