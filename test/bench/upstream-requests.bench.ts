// Goal 3. What a real API server is asked, by its own audit log: nothing for queries of what is cached, and the same LISTs and WATCHes for
// 500 subscribers as for one, also when what they watch changes.
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { typedDocument } from '../../sdk/src/sdk.ts';
import type { ControlPlane } from '../support/control-plane.ts';
import { atMost, tell } from './figures.ts';
import { home, startFilledCluster, startRealGateway } from './real-gateway.ts';
import type { RealGateway } from './real-gateway.ts';

const apps = 40;
const rounds = 50;

const questions = [
  `{ apps(first: 50) { totalCount nodes { id name image health { status reason } replicas { desired ready } managedBy { name }
    environment { name tenant { name } } instances { cluster { name status freshness { stale } } namespace image } } } }`,
  '{ apps(first: 50, filter: { health: [HEALTHY] }, orderBy: { field: RESTARTS, direction: DESC }) { nodes { id } } }',
  '{ tenants { nodes { name environments { nodes { name health { status } apps { nodes { name } } } } } } }',
  '{ clusters { nodes { name status kubernetesVersion } } coverage { complete gaps { message } } }',
  `{ app(tenant: "acme", environment: "prod", name: "app-1") { id pods { nodes { name phase } } events { nodes { reason } }
    revisions { nodes { image } } } }`,
];

const cluster = await startFilledCluster(apps, 1);
try {
  const asked = await requestsOfQueries();
  const [one, many] = [await readsWith(1), await readsWith(500)];
  const more = many.total - one.total;
  tell([
    {
      goal: 3,
      name: 'upstream requests a query of what is cached',
      figure: asked.requests.length / asked.queries,
      ...atMost(0)(asked.requests.length / asked.queries),
      detail: `${asked.requests.length} for ${asked.queries} queries; ${asked.onTimers} by timers meanwhile`,
    },
    {
      goal: 3,
      name: 'LISTs and WATCHes with 500 subscribers more than with one',
      figure: more,
      ...atMost(0)(more),
      detail: `${many.total} (${many.text}) against ${one.total} (${one.text})`,
    },
  ]);
} finally {
  await cluster.stop();
}

/** What came in while queries were answered; what timers ask for whether or not somebody queries, is counted apart. */
async function requestsOfQueries() {
  await using gateway = await startRealGateway(cluster);
  const ask = async () => {
    for (const query of questions) await gateway.client.query(typedDocument<unknown, object>(query), {});
  };
  // Its first look at what a cluster has is over.
  await ask();
  const before = audited(cluster).length;
  for (let round = 0; round < rounds; round += 1) await ask();
  const since = audited(cluster).slice(before);
  const requests = since.filter(({ requestURI }) => !isOnTimer(requestURI));
  for (const { verb, requestURI } of requests) console.log(`asked: ${verb} ${requestURI}`);
  console.log(`${rounds * questions.length} queries answered`);
  return { requests, queries: rounds * questions.length, onTimers: since.length - requests.length };
}

/** The LISTs and WATCHes of a new gateway until each of so many subscribers was told of a change of its app: all apps have some. */
async function readsWith(subscribers: number) {
  const before = audited(cluster).length;
  await using gateway = await startRealGateway(cluster);
  const streams = await Promise.all(
    Array.from({ length: subscribers }, (_, index) =>
      subscribe(gateway, gateway.appIds.get(`app-${index % apps}`) ?? ''),
    ),
  );
  const told = Promise.all(streams.map(({ socket }) => once(socket, 'message')));
  const image = `registry.example.com/shop/api:1.${subscribers}.0`;
  const { code, stderr } = await cluster.kubectl(['-n', home, 'set', 'image', 'deployment', '--all', `app=${image}`]);
  if (code !== 0) throw new Error(stderr);
  console.log(`${subscribers} subscribed`);
  await told;
  const reads = audited(cluster)
    .slice(before)
    .filter(({ verb, requestURI }) => (verb === 'list' || verb === 'watch') && !isOnTimer(requestURI));
  for (const { socket } of streams) socket.terminate();
  const of = (verb: string) => reads.filter((event) => event.verb === verb).length;
  return { total: reads.length, text: `${of('list')} + ${of('watch')}` };
}

async function subscribe({ url, token }: RealGateway, app: string) {
  const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', {
    headers: { authorization: `Bearer ${token}` },
  });
  const text = async () => String(((await once(socket, 'message')) as [Buffer])[0]);
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init' }));
  await text();
  const query = `subscription { rollout(app: "${app}") { rollout { phase image } } }`;
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
  const present = await text();
  if (!present.includes('"next"')) throw new Error(`no stream: ${present}`);
  return { socket };
}

/** Requests that the control plane did not make itself; each once, when it is answered or its watch begins. */
function audited({ auditEvents }: ControlPlane) {
  return auditEvents().filter(
    ({ verb, stage }) => stage === (verb === 'watch' ? 'ResponseStarted' : 'ResponseComplete'),
  );
}

/** Probes, and usage, which is polled. */
function isOnTimer(requestURI: string): boolean {
  return /^\/(?:readyz|livez|healthz|version)\b|^\/apis\/metrics\.k8s\.io\b/.test(requestURI);
}
