// Goal 12. What a deploy takes until the cluster has written it: from its request over HTTP, through access, plan, checks and the journal
// on disk, to the end of the PATCH, against a bare server-side apply of the same change, from its request to the end of it. Both ends are
// those of the API server's own audit log; both clients keep their connection. In turn, on the same control plane, each when what the
// one before set off has come to rest. On SQLite, as it is installed. The deploy's upstream calls are told, so that it can be seen where
// the rest of the time goes.
import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import type { ControlPlane } from '../support/control-plane.ts';
import type { AuditEvent } from '../support/control-plane-client.ts';
import { waitFor } from '../support/wait-for.ts';
import { deployment } from '../support/workloads.ts';
import { atMost, tell } from './figures.ts';
import { median } from './median.ts';
import { home, startFilledCluster, startRealGateway } from './real-gateway.ts';
import type { RealGateway } from './real-gateway.ts';

const rounds = Number(process.argv[2] ?? 40);
/** Without rest in between. */
const warmUp = 60;
/** From a write on, in milliseconds: controllers answer it, and the gateway sees the rollout to its end. */
const restMs = 250;
/** Each is deployed to in turn, so that none still rolls out. They have no pods, which would be in the way of both. */
const apps = 20;

const deploy =
  'mutation ($input: DeployAppInput!) { deployApp(input: $input) { operation { id } problems { message } } }';

const patcher = JSON.stringify({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'bench-patcher' },
  rules: [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'create', 'patch'] }],
});

/** One deploy, in milliseconds since it was asked for; the calls by what they are. */
interface Taken {
  readonly written: number;
  readonly accepted: number;
  readonly calls: Readonly<Record<string, readonly [begin: number, end: number]>>;
}

const cluster = await startFilledCluster(2 * apps, 0);
try {
  const bare = await bareApply(cluster);
  await using gateway = await startRealGateway(cluster);
  const ask = asker(gateway);
  const ours: Taken[] = [];
  const theirs: number[] = [];
  for (let round = -warmUp; round < rounds; round += 1) {
    const image = `registry.example.com/shop/api:2.${round + warmUp}.0`;
    const app = (round + warmUp) % apps;
    const rest = async () => round >= 0 && (await delay(restMs));
    const ourTurn = async () =>
      ours.push(await timedDeploy(ask, `app-${app}`, gateway.appIds.get(`app-${app}`) ?? '', image));
    const theirTurn = async () => theirs.push(await bare(`app-${apps + app}`, image));
    // Each is first as often as it is last.
    for (const turn of round % 2 === 0 ? [ourTurn, theirTurn] : [theirTurn, ourTurn]) {
      await rest();
      await turn();
    }
  }
  ours.splice(0, warmUp);
  theirs.splice(0, warmUp);
  const [a, b] = [median(ours.map(({ written }) => written)), median(theirs)];
  console.log(
    `deployApp until written ${a.toFixed(2)} ms, a bare server-side apply ${b.toFixed(2)} ms; medians of ${rounds}`,
  );
  console.log(`  the answer to the caller: after ${median(ours.map(({ accepted }) => accepted)).toFixed(2)} ms`);
  for (const call of Object.keys(ours[0]?.calls ?? {})) {
    const of = (end: 0 | 1) => median(ours.map(({ calls }) => calls[call]?.[end] ?? Number.NaN)).toFixed(2);
    console.log(`  ${call}: from ${of(0)} to ${of(1)} ms`);
  }
  tell([
    {
      goal: 12,
      name: 'deploy until the cluster has written it, journal on disk, × a bare server-side apply',
      figure: a / b,
      ...atMost(3)(a / b),
      detail: `${a.toFixed(1)} against ${b.toFixed(1)} ms`,
    },
  ]);
} finally {
  await cluster.stop();
}

interface Answer {
  readonly data?: { readonly deployApp: { readonly operation: { readonly id: string } | null } };
}

/** Asks the gateway over a connection that is kept. */
function asker({ url, token }: RealGateway): (input: object) => Promise<Answer> {
  const agent = new http.Agent({ keepAlive: true });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return async (input) => {
    const body = JSON.stringify({ query: deploy, variables: { input } });
    const { text } = await answerOf(http.request(url, { method: 'POST', agent, headers }), body);
    return JSON.parse(text) as Answer;
  };
}

async function timedDeploy(ask: ReturnType<typeof asker>, app: string, id: string, image: string): Promise<Taken> {
  const before = cluster.auditEvents().length;
  const start = now();
  const answer = await ask({ app: id, image });
  const accepted = now() - start;
  if (!answer.data?.deployApp.operation) throw new Error(`refused: ${JSON.stringify(answer)}`);
  // Whoever looks takes a core from those that still write.
  await delay(restMs);
  const events = await eventsUntil(before, ({ objectRef }) => objectRef?.name === app);
  const calls = Object.fromEntries(
    events.map(
      (event) =>
        [
          nameOf(event),
          [timeOf(event.requestReceivedTimestamp) - start, timeOf(event.stageTimestamp) - start],
        ] as const,
    ),
  );
  return { written: calls['PATCH']?.[1] ?? Number.NaN, accepted, calls };
}

/** Applies the whole of a Deployment with another image, as a service account of its own; answers how long it took. */
async function bareApply(cluster: ControlPlane): Promise<(app: string, image: string) => Promise<number>> {
  const kubeconfig = readFileSync(await cluster.serviceAccountKubeconfig(patcher), 'utf8');
  const { users } = JSON.parse(kubeconfig) as {
    readonly users: readonly { readonly user: { readonly token: string } }[];
  };
  const agent = new https.Agent({ keepAlive: true, ca: cluster.certificateAuthority });
  const headers = { authorization: `Bearer ${users[0]?.user.token}`, 'content-type': 'application/apply-patch+yaml' };
  return async (app, image) => {
    const path = `/apis/apps/v1/namespaces/${home}/deployments/${app}?fieldManager=bench&force=true`;
    const body = JSON.stringify(deployment({ namespace: home, name: app, image, replicas: 0, secrets: false }));
    const before = cluster.auditEvents().length;
    const start = now();
    const outgoing = https.request(new URL(path, cluster.url), { method: 'PATCH', agent, headers });
    const { status } = await answerOf(outgoing, body);
    if (status !== 200) throw new Error(`the bare apply got ${status}`);
    const [event] = await eventsUntil(before, ({ objectRef }) => objectRef?.name === app);
    return timeOf(event?.stageTimestamp ?? '') - start;
  };
}

/** Sends the body, and reads the answer to its end. */
async function answerOf(
  outgoing: http.ClientRequest,
  body: string,
): Promise<{ readonly status: number | undefined; readonly text: string }> {
  const answered = Promise.withResolvers<{ readonly status: number | undefined; readonly text: string }>();
  outgoing.on('error', answered.reject);
  outgoing.on('response', (response: http.IncomingMessage) => {
    let text = '';
    response.setEncoding('utf8').on('data', (part: string) => (text += part));
    response.on('end', () => answered.resolve({ status: response.statusCode, text }));
  });
  outgoing.end(body);
  return await answered.promise;
}

/** What was asked of the apps' namespace since, once one of them is a write that fits. */
async function eventsUntil(before: number, fits: (event: AuditEvent) => boolean): Promise<readonly AuditEvent[]> {
  return await waitFor(
    'the change is written',
    () => {
      const since = cluster
        .auditEvents()
        .slice(before)
        .filter(({ requestURI, stage }) => requestURI.includes(home) && stage === 'ResponseComplete');
      return since.some((event) => nameOf(event) === 'PATCH' && fits(event)) && since;
    },
    { interval: 5 },
  );
}

function nameOf({ verb, requestURI, objectRef }: AuditEvent): string {
  if (verb !== 'patch') return `${verb.toUpperCase()} ${objectRef?.resource}`;
  return requestURI.includes('dryRun') ? 'PATCH, dry run' : 'PATCH';
}

/** Milliseconds since the epoch, and parts of one. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

/** As `now`, of a time with microseconds. */
function timeOf(timestamp: string): number {
  return Date.parse(`${timestamp.slice(0, 19)}Z`) + Number(`0${timestamp.slice(19, -1)}`) * 1_000;
}
