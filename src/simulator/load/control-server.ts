import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '../../lib/log.ts';
import { heldObjects } from './held-objects.ts';
import { maxBurst } from './load-fleet.ts';
import type { LoadFleet } from './load-fleet.ts';
import type { LoadServer, LoadServerMode } from './load-server.ts';

const modes: readonly LoadServerMode[] = ['serving', 'black-hole', 'away'];

/** Lets others drive a load fleet, on a port of 127.0.0.1: `PUT /churn/1000`, `POST /burst/3000`, `PUT /clusters/load-001/away`. */
export async function startControlServer(fleet: LoadFleet, log: Log): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => {
    // Such as a port that somebody else took while its cluster was away: it can be tried again.
    control(fleet, request, response).catch((error: unknown) => {
      log.error({ path: request.url, error: String(error) }, 'a load cluster cannot be driven');
      reply(response, 500, { error: String(error) });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function control(fleet: LoadFleet, request: IncomingMessage, response: ServerResponse): Promise<void> {
  request.resume();
  const [, what, name, detail] = (request.url ?? '').split('/');
  const count = Number(name);
  const server = fleet.servers.find(({ cluster }) => cluster.name === name);
  const mode = modes.find((each) => each === detail);
  if (request.method === 'GET' && what === 'clusters' && name === undefined) {
    reply(response, 200, fleet.servers.map(summaryOf));
  } else if (request.method === 'GET' && server !== undefined) {
    reply(response, 200, { ...summaryOf(server), ...heldObjects(server.cluster) });
  } else if (request.method === 'PUT' && server !== undefined && mode !== undefined) {
    await server.setMode(mode);
    reply(response, 200, summaryOf(server));
  } else if (request.method === 'PUT' && what === 'churn' && count >= 0) {
    fleet.churn(count);
    reply(response, 200, { eventsPerSecond: count });
  } else if (request.method === 'POST' && what === 'burst' && count >= 0 && count <= maxBurst) {
    fleet.burst(count);
    reply(response, 200, { eventsPerCluster: count });
  } else if (what === 'clusters' && name !== undefined && server === undefined) {
    const [first, last] = [fleet.servers[0], fleet.servers.at(-1)].map((each) => each?.cluster.name ?? '');
    reply(response, 404, { error: `No cluster is called ${name}; there are ${first} to ${last}.` });
  } else {
    reply(response, 404, { error: `Write one of: ${usage.join('; ')}` });
  }
}

function reply(response: ServerResponse, code: number, json: unknown): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(`${JSON.stringify(json)}\n`);
}

const usage = [
  'GET /clusters',
  'GET /clusters/NAME',
  `PUT /clusters/NAME/(${modes.join('|')})`,
  'PUT /churn/EVENTS_PER_SECOND',
  `POST /burst/EVENTS_PER_CLUSTER (at most ${maxBurst})`,
];

function summaryOf({ cluster, url, mode }: LoadServer): object {
  return { name: cluster.name, url, mode, resourceVersion: cluster.resourceVersion };
}
