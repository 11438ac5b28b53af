import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Log } from '../../lib/log.ts';
import type { ApiRequest } from './api-request.ts';
import { send } from './reply.ts';
import { routeRequest } from './route-request.ts';
import type { ApiContext } from './route-request.ts';

/** The largest body that is read, in bytes; as in a real API server. */
const maximumBody = 3 * 1024 * 1024;

/** How an unreachable server behaves: it resets connections, or takes them and never answers. */
export type OutageMode = 'reset' | 'hang';

export interface ApiServer {
  /** Such as http://127.0.0.1:34567, without a slash at the end. */
  readonly url: string;
  /** Takes the server off the network, or brings it back at the same address. */
  setReachable(reachable: boolean, mode?: OutageMode): void;
  close(): Promise<void>;
}

/** Serves the API of one cluster on a free port of 127.0.0.1. */
export async function startApiServer(context: ApiContext, log: Log): Promise<ApiServer> {
  const sockets = new Set<Socket>();
  const waiting: (() => void)[] = [];
  let outage: OutageMode | undefined;

  const server = createServer((request, response) => {
    const answer = (): void => {
      void handle(context, request, response, log);
    };
    if (outage === 'hang') waiting.push(answer);
    else answer();
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => {
    if (outage === 'reset') socket.resetAndDestroy();
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const port = await listen(server);

  return {
    url: `http://127.0.0.1:${port}`,
    setReachable(reachable, mode = 'reset') {
      const next = reachable ? undefined : mode;
      if (next === outage) return;
      outage = next;
      if (outage === 'reset') for (const socket of sockets) socket.resetAndDestroy();
      // A frozen server sends nothing, not even what its watches have to say.
      for (const socket of sockets) {
        if (outage === 'hang') socket.cork();
        else socket.uncork();
      }
      if (outage === undefined) for (const answer of waiting.splice(0)) answer();
    },
    async close() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('The simulated API server has no port.'));
      else resolve(address.port);
    });
  });
}

async function handle(
  context: ApiContext,
  request: IncomingMessage,
  response: ServerResponse,
  log: Log,
): Promise<void> {
  try {
    const body = await readBody(request);
    if (body === undefined) {
      response.writeHead(413).end();
      return;
    }
    const parsed = parse(request, body);
    send(routeRequest(context, parsed), response);
    log.debug({ method: parsed.method, path: request.url, code: response.statusCode }, 'simulated request');
  } catch (error) {
    log.error({ path: request.url, error: String(error) }, 'the simulated API server failed');
    if (!response.headersSent) response.writeHead(500).end();
    else response.destroy();
  }
}

function parse(request: IncomingMessage, body: string): ApiRequest {
  const url = new URL(request.url ?? '/', 'http://simulated');
  const authorization = request.headers.authorization ?? '';
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    accept: request.headers.accept ?? '*/*',
    contentType: request.headers['content-type'] ?? '',
    userAgent: request.headers['user-agent'] ?? '',
    token: /^Bearer\s+(\S+)$/i.exec(authorization)?.[1],
    body,
  };
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > maximumBody) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
