import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands between the gateway and a backend that is spoken to without TLS, and counts what passes. */
export interface HttpProxy {
  readonly url: string;
  /** How many requests came since the start or the last `forget`. */
  readonly count: number;
  forget(): void;
  /** Answers requests in the backend's place from now on; null: it does so itself again. */
  answer(respond: ((response: ServerResponse) => void) | null): void;
  stop(): Promise<void>;
}

/** Starts a proxy in front of a backend such as `http://127.0.0.1:9090`. */
export async function startHttpProxy(backend: string): Promise<HttpProxy> {
  let count = 0;
  let instead: ((response: ServerResponse) => void) | null = null;
  const forward = (incoming: IncomingMessage, response: ServerResponse) => {
    const { method, headers } = incoming;
    const upstream = request(new URL(incoming.url ?? '/', backend), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    upstream.on('error', () => response.destroy());
    incoming.pipe(upstream);
  };
  const server = createServer((incoming, response) => {
    count += 1;
    if (instead === null) return forward(incoming, response);
    incoming.resume();
    return instead(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get count() {
      return count;
    },
    forget() {
      count = 0;
    },
    answer(respond) {
      instead = respond;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
