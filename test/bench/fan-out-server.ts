// The servers that `fan-out.bench.ts` measures, each in a process of its own: the gateway's edge over its own schema, with a caller
// that has a token and roles, limits and budgets (`gateway`), and plain `ws` that sends one buffer to each socket (`raw`).
import { randomBytes } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { WebSocketServer } from 'ws';
import { hashToken, newToken } from '../../src/auth/caller-token.ts';
import { createSessions } from '../../src/auth/sessions.ts';
import { createAccessBook } from '../../src/domain/access/access-book.ts';
import { tenantScope } from '../../src/domain/access/access.ts';
import { createSchema } from '../../src/graphql/schema.ts';
import { createEdge } from '../../src/graphql/server/create-edge.ts';
import { GraphUnderTest } from '../../src/graphql/testing/graph-under-test.ts';
import { operationOf } from '../../src/graphql/testing/memory-operations.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { answer } from './fan-out-protocol.ts';

interface FanOutServer {
  listen(): Promise<{ readonly port: number; readonly token: string }>;
  size(bytes: number): void;
  event(): void;
}

const sockets: Socket[] = [];
subscribe('net.server.socket', (message) => sockets.push((message as { socket: Socket }).socket));

const server = process.argv[2] === 'raw' ? rawServer() : await gatewayServer();

answer(async ({ name, input }) => {
  switch (name) {
    case 'listen':
      return server.listen();
    case 'heap':
      for (let time = 0; time < 5; time += 1) {
        await nextTurn();
        globalThis.gc?.();
      }
      return { bytes: process.memoryUsage().heapUsed };
    case 'size':
      server.size(input.bytes);
      return {};
    case 'event':
      return measureEvent();
    default:
      throw new Error(`A server is not asked to ${name}.`);
  }
});

async function measureEvent() {
  await nextTurn();
  globalThis.gc?.();
  const before = sockets.map((socket) => socket.bytesWritten);
  const isSent = (socket: Socket, index: number) =>
    socket.bytesWritten > (before[index] ?? 0) && socket.writableLength === 0;
  const cpu = process.cpuUsage();
  const begin = performance.now();
  server.event();
  for (let sent = 0; sent < sockets.length;) {
    const socket = sockets[sent];
    if (socket !== undefined && isSent(socket, sent)) sent += 1;
    else await nextTurn();
  }
  const ms = performance.now() - begin;
  const { user, system } = process.cpuUsage(cpu);
  return { ms, cpuMs: (user + system) / 1_000 };
}

async function gatewayServer(): Promise<FanOutServer> {
  const graph = new GraphUnderTest();
  const book = createAccessBook(silentLog);
  const sessions = createSessions(systemClock, book);
  const token = newToken(randomBytes);
  sessions.replace([{ name: 'ann', kind: 'TOKEN', roles: [], tokenHash: hashToken(token), expiresAt: null }]);
  book.replaceRules({
    roles: [],
    bindings: ['acme', 'globex'].map((tenant) => ({
      role: 'developer',
      subject: { kind: 'TOKEN', name: 'ann' },
      scope: tenantScope(tenant),
    })),
  });
  const edge = createEdge({
    schema: await createSchema(),
    authenticate: sessions.authenticate,
    contextFor: ({ session }) => graph.contextFor(session.caller),
    readiness: () => ({ ready: true, awaiting: [] }),
    log: silentLog,
    metrics: new Registry(),
    clock: systemClock,
    // One caller may have half of all.
    limits: { sockets: 20_500 },
    // No pings among the bytes that are counted.
    timeouts: { initMs: 60_000, heartbeatMs: 3_600_000 },
  });
  let events = 0;
  const tell = (): void => {
    events += 1;
    // Of the same length each time.
    graph.operations.put(operationOf('one', { reason: `event ${String(events).padStart(8, '0')}` }));
  };
  tell();
  return {
    listen: async () => ({ port: (await edge.listen('127.0.0.1', 0)).port, token }),
    size: () => undefined,
    event: tell,
  };
}

function rawServer(): FanOutServer {
  let buffer = Buffer.alloc(0);
  const http = createServer();
  const webSockets = new WebSocketServer({ server: http, perMessageDeflate: false });
  return {
    async listen() {
      await new Promise<void>((resolve) => {
        http.listen(0, '127.0.0.1', resolve);
      });
      return { port: (http.address() as AddressInfo).port, token: '' };
    },
    size(bytes) {
      buffer = Buffer.alloc(bytes, 'x');
    },
    event() {
      for (const webSocket of webSockets.clients) webSocket.send(buffer, { binary: false });
    },
  };
}
