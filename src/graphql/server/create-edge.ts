import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createBudgets } from '../../domain/budgets/budgets.ts';
import { executeCompiled } from '../execution/execute-compiled.ts';
import { executeWithGraphqlJs } from '../execution/execute-with-graphql-js.ts';
import { createAdmission, defaultRates } from './admission.ts';
import { sessionOver } from './authorizations.ts';
import { createDoor } from './door.ts';
import type { Edge, EdgeOptions } from './edge.ts';
import { createEdgeMetrics } from './edge-metrics.ts';
import { createEventStreams } from './event-streams.ts';
import { createGraphiQL } from './graphiql.ts';
import { defaultLimits, defaultTimeouts } from './limits.ts';
import { createLoginRoutes } from './login-routes.ts';
import type { EdgeParts } from './operations.ts';
import { PlainConnection } from './plain-connection.ts';
import { createPlainRequests } from './plain-requests.ts';
import type { BegunAnswer } from './plain-requests.ts';
import { createPrepare } from './prepare.ts';
import { refuseConnection } from './refuse-connection.ts';
import { createRequestHandler } from './request-handler.ts';
import { SharedStreams } from './shared-streams.ts';
import { createWebSockets } from './web-sockets.ts';

/** Builds the edge; nothing listens before `listen`. */
export function createEdge(options: EdgeOptions): Edge {
  const { schema, log, clock } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const newId = options.newId ?? randomUUID;
  const admission = createAdmission({
    budgets: options.budgets ?? createBudgets(clock),
    rates: { ...defaultRates, ...options.rates },
    limits,
    timeouts,
    clock,
  });
  const common = {
    options: { ...options, contextFor: whileValid(options) },
    prepare: createPrepare(schema, limits, options.introspection ?? true),
    execute: executeCompiled(schema, executeWithGraphqlJs(schema), options.keeping),
    admission,
    timeouts,
    log,
    metrics: createEdgeMetrics(options.metrics, () => admission.depth()),
    clock,
  };
  const parts: EdgeParts = { ...common, streams: new SharedStreams(common) };
  const webSockets = createWebSockets(parts, limits, timeouts);
  const eventStreams = createEventStreams(parts, limits, timeouts);
  const graphiql = createGraphiQL(options.examples ?? [], options.login !== undefined);
  const publicUrl = options.publicUrl ?? null;
  const login = options.login ?? (() => null);
  const loginRoutes = createLoginRoutes({
    login,
    authenticate: options.authenticate,
    signOns: options.signOns,
    publicUrl,
  });
  let draining = false;

  const server = createServer({
    headersTimeout: timeouts.headersMs,
    requestTimeout: timeouts.requestMs,
    keepAliveTimeout: timeouts.keepAliveMs,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: 32 * 1024,
    requireHostHeader: true,
  });
  server.maxRequestsPerSocket = 0;
  const plainConnections = new Set<PlainConnection>();
  const begunAnswers = new WeakMap<Duplex, BegunAnswer>();
  const lastAnswers = new WeakMap<Duplex, ServerResponse>();
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const answer = lastAnswers.get(socket);
    // What is broken came behind a request that is being answered: no second answer in the middle of that one.
    if (answer?.headersSent && !answer.closed) answer.once('close', () => socket.destroy());
    else refuseBroken(error, socket);
  });

  /** Begins to serve; the door needs the address, which may be another of the loopback than the usual ones. */
  function serve(name: string, port: number): void {
    const hosts = [`${name}:${port}`, ...publicHosts(publicUrl), ...(options.allowedHosts ?? [])];
    const door = createDoor(port, hosts, options.allowedOrigins ?? []);
    const common = { parts, door, publicUrl, newId, isDraining: () => draining };
    const handle = createRequestHandler({
      ...common,
      limits,
      eventStreams,
      graphiql,
      loginRoutes,
      registry: options.metrics,
      readiness: options.readiness,
    });
    const plainRequests = createPlainRequests({ ...common, keepAliveMs: timeouts.keepAliveMs });
    takeConnections(server, (socket, toNode) => {
      const connection = new PlainConnection(socket, {
        requests: plainRequests,
        timeouts,
        toNode(left, begun) {
          if (begun !== null) begunAnswers.set(left, begun);
          toNode(left);
        },
        onSilent: (silent) => refuseConnection(silent, 408, null),
        onLeft: (left) => plainConnections.delete(left),
      });
      plainConnections.add(connection);
    });
    server.on('request', (request, response) => {
      lastAnswers.set(request.socket, response);
      // Connections that become idle while the rest is waited for would stay until their keep-alive is over.
      response.once('close', () => {
        if (draining) setImmediate(() => server.closeIdleConnections());
      });
      const begun = begunAnswers.get(request.socket) ?? null;
      begunAnswers.delete(request.socket);
      handle(request, response, begun);
    });
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', (error) => log.debug({ error: error.message }, 'A connection broke'));
      const refusal = door.refuse(request);
      if (refusal) refuseConnection(socket, 403, refusal);
      else if (pathOf(request) !== '/graphql') refuseConnection(socket, 404, null);
      else if (draining || webSockets.size >= limits.sockets) refuseConnection(socket, 503, null);
      else webSockets.accept(request, socket, head, newId());
    });
  }

  return {
    async listen(host, port) {
      // What is validated first takes ten times as long as what comes later, and everybody else would have to wait.
      for (const { query } of options.examples ?? []) common.prepare({ query, operationName: null, variables: {} });
      const address = await bind(server, host, port);
      const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
      serve(name, address.port);
      return { url: `http://${name}:${address.port}/graphql`, port: address.port };
    },
    async close(graceMs) {
      draining = true;
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeIdleConnections();
      for (const connection of plainConnections) connection.close();
      webSockets.close();
      eventStreams.close();
      const cancel = clock.after(graceMs, () => {
        webSockets.terminate();
        server.closeAllConnections();
        for (const connection of plainConnections) connection.terminate();
      });
      await closed;
      cancel();
      webSockets.terminate();
    },
  };
}

/** Has connections come to `take` first, who may give them to the server as it is. */
function takeConnections(server: Server, take: (socket: Socket, toNode: (socket: Socket) => void) => void): void {
  const listeners = server.listeners('connection');
  const toNode = (socket: Socket): void => {
    for (const listener of listeners) Reflect.apply(listener, server, [socket]);
  };
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => take(socket, toNode));
}

/** No context for a session that has ended meanwhile, so that nothing runs for it any more, not one event of a stream. */
function whileValid(options: EdgeOptions): EdgeOptions['contextFor'] {
  return (info) => {
    const over = sessionOver(info.session);
    if (over !== null) throw over;
    return options.contextFor(info);
  };
}

/** With its port where that is none of https. */
function publicHosts(publicUrl: string | null): readonly string[] {
  return publicUrl === null ? [] : [new URL(publicUrl).host];
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

function bind(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('The server has no port.'));
      else resolve(address);
    });
  });
}

/** Requests that Node could not read: too large a header, too slow, or no HTTP. */
function refuseBroken(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  refuseConnection(socket, status, null);
}
