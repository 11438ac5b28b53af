// The server that `access.bench.ts` measures, in a process of its own: one fleet of 1,000 tenants, and in front of it an edge with
// everything on, one with everything off, one with limits alone, and none. Prints the addresses as JSON.
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getOperationAST, parse } from 'graphql';
import { Registry } from 'prom-client';
import { hashToken, newToken } from '../../src/auth/caller-token.ts';
import { asLocalAdministrator, localAdministrator } from '../../src/auth/session.ts';
import { createSessions } from '../../src/auth/sessions.ts';
import { tenantScope } from '../../src/domain/access/access.ts';
import { createAccessBook } from '../../src/domain/access/access-book.ts';
import { MemoryCluster } from '../../src/domain/fleet/testing/memory-cluster.ts';
import { namespace, workload } from '../../src/domain/fleet/testing/objects.ts';
import { createSchema } from '../../src/graphql/schema.ts';
import { createApollo } from '../../src/graphql/server/apollo.ts';
import { createEdge } from '../../src/graphql/server/create-edge.ts';
import type { EdgeOptions } from '../../src/graphql/server/edge.ts';
import { defaultLimits } from '../../src/graphql/server/limits.ts';
import type { Limits } from '../../src/graphql/server/limits.ts';
import { GraphUnderTest } from '../../src/graphql/testing/graph-under-test.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';

const schema = createSchema();
const graph = new GraphUnderTest(...['eu-1', 'eu-2'].map(filled));
graph.itemsPerAnswer = 100_000;

const book = createAccessBook(silentLog);
const sessions = createSessions(systemClock, book);
const token = newToken(randomBytes);
sessions.replace([{ name: 'ann', kind: 'TOKEN', roles: [], tokenHash: hashToken(token), expiresAt: null }]);
book.replaceRules({
  roles: [],
  bindings: Array.from({ length: 200 }, (_, index) => ({
    role: 'developer',
    subject: { kind: 'TOKEN', name: 'ann' },
    scope: tenantScope(tenantName(index * 5)),
  })),
});
const unlimited = Object.fromEntries(Object.keys(defaultLimits).map((name) => [name, 1e15])) as unknown as Limits;

const on = await serve({ authenticate: sessions.authenticate });
const off = await serve({
  authenticate: asLocalAdministrator,
  limits: unlimited,
  budgets: { spend: () => null, close: () => undefined },
});
const limited = await serve({ authenticate: asLocalAdministrator });
console.log(JSON.stringify({ on, off, limited, none: await serveBare(), token }));

async function serve(options: Partial<EdgeOptions> & Pick<EdgeOptions, 'authenticate'>): Promise<string> {
  const edge = createEdge({
    schema,
    contextFor: ({ session }) => graph.contextFor(session.caller),
    readiness: () => ({ ready: true, awaiting: [] }),
    log: silentLog,
    metrics: new Registry(),
    clock: systemClock,
    ...options,
  });
  return (await edge.listen('127.0.0.1', 0)).url;
}

/** Apollo Server behind Node's own, with documents that are known: no door, no turns, no limits, no metrics. */
async function serveBare(): Promise<string> {
  const apollo = createApollo(schema, silentLog);
  await apollo.start();
  const known = new Map<string, ReturnType<typeof prepared>>();
  const server = createServer((request, response) => {
    void read(request).then(async (text) => {
      const { query } = JSON.parse(text) as { readonly query: string };
      const ready = known.get(query) ?? prepared(query);
      known.set(query, ready);
      const { status, headers, body } = await apollo.execute({
        requestId: 'request',
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        search: '',
        parameters: { query, operationName: null, variables: {} },
        prepared: ready,
        context: graph.contextFor(localAdministrator),
      });
      response.writeHead(status, headers);
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

function prepared(query: string) {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  const hash = createHash('sha256').update(query).digest('hex');
  return { document, hash, operation, operationName: null, variables: {}, cost: 1 };
}

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text;
}

/** 1,000 tenants with three environments of two apps each. */
function filled(name: string): MemoryCluster {
  const cluster = new MemoryCluster(name);
  for (let index = 0; index < 1_000; index += 1) {
    for (const environment of ['dev', 'staging', 'prod']) {
      const home = `${tenantName(index)}-${environment}`;
      cluster.namespaces.put(namespace(home));
      for (const app of ['web', 'worker']) {
        cluster.workloads.DEPLOYMENT.put(workload(app, 'DEPLOYMENT', { meta: { namespace: home } }));
      }
    }
  }
  return cluster;
}

function tenantName(index: number): string {
  return `tenant${String(index).padStart(4, '0')}`;
}
