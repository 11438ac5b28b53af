import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Clock } from '../../lib/clock.ts';
import { createGate } from '../../lib/gate.ts';
import type { Log } from '../../lib/log.ts';
import type { Format } from './kind-encoder.ts';
import { createLoadApi } from './load-api.ts';
import type { LoadCluster } from './load-cluster.ts';

/** How a load cluster's API server is: it answers; it takes connections and says nothing; or its port is closed. */
export type LoadServerMode = 'serving' | 'black-hole' | 'away';

export interface LoadServer {
  readonly cluster: LoadCluster;
  /** Such as http://127.0.0.1:34567: stays the same when it goes away and comes back. */
  readonly url: string;
  readonly mode: LoadServerMode;
  /** @throws where it was away, and its port is somebody else's now: it stays away */
  setMode(mode: LoadServerMode): Promise<void>;
  close(): Promise<void>;
}

/** Serves a load cluster on a port of 127.0.0.1. */
export async function startLoadServer(
  cluster: LoadCluster,
  { log, ...options }: { readonly formats: readonly Format[]; readonly clock: Clock; readonly log: Log },
): Promise<LoadServer> {
  const sockets = new Set<Socket>();
  const gate = createGate();
  gate.open();
  const answer = createLoadApi(cluster, { ...options, gate: () => gate.pass(never) });
  const server = createServer((request, response) => {
    // A reader that leaves is no mistake.
    response.on('error', () => undefined);
    answer(request, response).catch((error: unknown) => {
      log.error({ cluster: cluster.name, path: request.url, error: String(error) }, 'a load cluster failed to answer');
      response.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  let mode: LoadServerMode = 'serving';

  async function goAway(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    for (const socket of sockets) socket.resetAndDestroy();
    await closed;
  }

  return {
    cluster,
    url: `http://127.0.0.1:${port}`,
    get mode() {
      return mode;
    },
    async setMode(next) {
      if (next === mode) return;
      if (mode === 'away') await listen(server, port);
      mode = next;
      if (next === 'serving') gate.open();
      else gate.shut();
      if (next === 'away') await goAway();
    },
    async close() {
      if (mode !== 'away') await goAway();
    },
  };
}

/** Whoever waits at the gate waits until it opens: a black hole does not tell that a reader has left. */
const never = new AbortController().signal;

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
