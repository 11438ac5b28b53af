import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** How an API server is reached: only what two very different servers have in common. */
export interface Endpoint {
  readonly url: string;
  readonly token?: string;
  readonly tls?: { readonly ca: string; readonly cert: string; readonly key: string };
}

export interface RawRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface RawResponse {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  /** The parsed body, undefined where it is not JSON. */
  readonly json: unknown;
}

/** A line of a watch. */
export interface WatchEvent {
  readonly type: string;
  readonly object: {
    readonly kind: string;
    readonly code?: number;
    readonly reason?: string;
    readonly message?: string;
    readonly metadata: {
      readonly name?: string;
      readonly resourceVersion?: string;
      readonly annotations?: Readonly<Record<string, string>>;
    };
  };
}

function open(endpoint: Endpoint, { method = 'GET', path, headers, body }: RawRequest): Promise<IncomingMessage> {
  const secure = endpoint.tls !== undefined;
  const authorization = endpoint.token === undefined ? {} : { authorization: `Bearer ${endpoint.token}` };
  return new Promise((resolve, reject) => {
    const options = { method, headers: { ...authorization, ...headers }, ...endpoint.tls, agent: false };
    const outgoing = (secure ? httpsRequest : httpRequest)(new URL(path, endpoint.url), options, resolve);
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Sends one request, as it is. */
export async function send(endpoint: Endpoint, request: RawRequest): Promise<RawResponse> {
  const response = await open(endpoint, request);
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  const contentType = response.headers['content-type'] ?? '';
  return { status: response.statusCode ?? 0, contentType, text, json: parse(text) };
}

/** Opens a watch and reads its lines until the reader stops or the server ends it. */
export async function* watch(endpoint: Endpoint, path: string): AsyncGenerator<WatchEvent> {
  const response = await open(endpoint, { path });
  try {
    let rest = '';
    response.setEncoding('utf8');
    for await (const chunk of response as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line) as WatchEvent;
    }
  } finally {
    response.destroy();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
