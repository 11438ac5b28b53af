import { request } from 'node:http';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import type { EdgeUnderTest } from './edge-under-test.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A result or refusal as it arrived. */
export interface Result {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: Record<string, unknown>;
  }[];
}

export interface Parameters {
  readonly query: string;
  readonly variables?: unknown;
  readonly operationName?: string;
}

/** One HTTP request by node:http, which lets a test send any header, Host included. */
export function send(
  edge: EdgeUnderTest,
  method: string,
  path: string,
  headers: OutgoingHttpHeaders = {},
  body?: string | Buffer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port: edge.port, method, path, headers, agent: false },
      (incoming) => {
        let text = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk: string) => {
          text += chunk;
        });
        incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }));
        incoming.on('error', reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** POST /graphql with JSON. */
export async function post(
  edge: EdgeUnderTest,
  parameters: Parameters,
  headers: OutgoingHttpHeaders = {},
): Promise<Answer & { readonly result: Result }> {
  const answer = await send(
    edge,
    'POST',
    '/graphql',
    { 'content-type': 'application/json', ...headers },
    JSON.stringify(parameters),
  );
  return { ...answer, result: JSON.parse(answer.text) as Result };
}

/** All results of one operation over SSE. */
export async function overSse(edge: EdgeUnderTest, parameters: Parameters): Promise<readonly Result[]> {
  const answer = await send(
    edge,
    'POST',
    '/graphql/stream',
    { 'content-type': 'application/json', accept: 'text/event-stream' },
    JSON.stringify(parameters),
  );
  if (answer.status !== 200) return [JSON.parse(answer.text) as Result];
  const events = answer.text.split('\n\n').filter((event) => event.startsWith('event: next'));
  return events.map((event) => JSON.parse(event.slice(event.indexOf('data: ') + 6)) as Result);
}

export interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** A WebSocket whose messages and end can be awaited in turn. */
export interface Socket {
  readonly raw: WebSocket;
  send(message: Message): void;
  /** The next message that was not taken yet. */
  next(): Promise<Message>;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

export async function openSocket(
  edge: EdgeUnderTest,
  options: { readonly init?: boolean; readonly headers?: Record<string, string> } = {},
): Promise<Socket> {
  const raw = new WebSocket(`ws://127.0.0.1:${edge.port}/graphql`, 'graphql-transport-ws', {
    headers: options.headers ?? {},
  });
  const messages: Message[] = [];
  const waiting: ((message: Message) => void)[] = [];
  raw.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as Message;
    const taker = waiting.shift();
    if (taker) taker(message);
    else messages.push(message);
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    raw.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  await new Promise<void>((resolve, reject) => {
    raw.once('open', resolve);
    raw.once('error', reject);
  });
  raw.on('error', () => {});
  const socket: Socket = {
    raw,
    send: (message) => raw.send(JSON.stringify(message)),
    next() {
      const message = messages.shift();
      return message ? Promise.resolve(message) : new Promise((resolve) => waiting.push(resolve));
    },
    closed,
  };
  if (options.init ?? true) {
    socket.send({ type: 'connection_init' });
    await socket.next();
  }
  return socket;
}

/** All results of one operation over a WebSocket of its own. */
export async function overWebSocket(edge: EdgeUnderTest, parameters: Parameters): Promise<readonly Result[]> {
  const socket = await openSocket(edge);
  socket.send({ id: '1', type: 'subscribe', payload: parameters });
  const results: Result[] = [];
  for (;;) {
    const message = await socket.next();
    if (message.type === 'next') results.push(message.payload as Result);
    if (message.type === 'error') results.push({ errors: message.payload as NonNullable<Result['errors']> });
    if (message.type !== 'next') break;
  }
  socket.raw.close();
  return results;
}

export const transports = {
  HTTP: async (edge: EdgeUnderTest, parameters: Parameters) => [(await post(edge, parameters)).result],
  WebSocket: overWebSocket,
  SSE: overSse,
} as const;

/** Writes bytes to the port and answers all that comes back until the end. */
export function sendRaw(edge: EdgeUnderTest, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(edge.port, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}
