import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isTerminal, operationOf, typedDocument } from '../../../sdk/src/sdk.ts';
import type { ActionResult, OperationDetailsFragment, schema, TenantryClient } from '../../../sdk/src/sdk.ts';
import { startGatewayUnderTest } from '../../support/gateway.ts';
import type { GatewayUnderTest } from '../../support/gateway.ts';
import { sharedCluster } from '../../support/shared-clusters.ts';
import { waitFor } from '../../support/wait-for.ts';
import { environmentNamespace, images, uniqueName, workloadOf } from '../../support/workloads.ts';
import type { WorkloadKind } from '../../support/workloads.ts';

// Whoever is told that an operation has ended, and asks, sees what it did: nothing waits in between here.

const clusters = [sharedCluster('eu-1'), sharedCluster('us-1')] as const;
const tenant = uniqueName('promise');
const name = 'api';
/** How often each kind of workload goes through all of its operations. */
const rounds = 3;

type App = Pick<
  schema.App,
  'id' | 'image' | 'health' | 'replicas' | 'rollout' | 'revisions' | 'pods' | 'instances' | 'operations'
>;
const appDocument = typedDocument<
  { node: App; operation: Pick<schema.Operation, 'state' | 'steps'> },
  { app: string; operation: string }
>(`
  query ($app: ID!, $operation: ID!) {
    operation(id: $operation) { state steps { state } }
    node(id: $app) {
      ... on App {
        id image health { status } replicas { desired current updated ready available }
        instances { paused revision image replicas { desired } }
        rollout { phase image replicas { desired updated available } operation { id } }
        revisions(first: 100) { nodes { current image operation { id } instances { number current } } }
        pods(first: 500) { nodes { ready createdAt containers { image } } }
        operations(first: 1) { nodes { id state } }
      }
    }
  }
`);

let running: GatewayUnderTest;
let client: TenantryClient;

const kinds = { DEPLOYMENT: 'Deployment', STATEFUL_SET: 'StatefulSet', DAEMON_SET: 'DaemonSet' } as const;
type Kind = keyof typeof kinds;
const environmentOf: Readonly<Record<Kind, string>> = { DEPLOYMENT: 'web', STATEFUL_SET: 'data', DAEMON_SET: 'node' };

beforeAll(async () => {
  const objects = Object.entries(kinds).flatMap(([kind, kubernetes]: [string, WorkloadKind]) => {
    const environment = environmentOf[kind as Kind];
    const namespace = `${tenant}-${environment}`;
    return [
      environmentNamespace(namespace, tenant, environment),
      workloadOf(kubernetes, { namespace, name, replicas: 2 }),
    ];
  });
  await Promise.all(clusters.map((cluster) => cluster.apply(...objects)));
  running = await startGatewayUnderTest({
    clusters: clusters.map((cluster) => ({ name: cluster.name, kubeconfig: cluster.kubeconfigPath })),
    settleMs: 60_000,
  });
  ({ client } = running);
}, 120_000);

afterAll(async () => {
  await running?.close();
  const namespaces = Object.values(environmentOf).map((environment) => `${tenant}-${environment}`);
  await Promise.all(clusters.map((cluster) => cluster.kubectl(['delete', 'namespace', '--wait=false', ...namespaces])));
});

const idDocument = typedDocument<{ app: { id: string; health: { status: string } } | null }, { environment: string }>(`
  query ($environment: String!) {
    app(tenant: "${tenant}", environment: $environment, name: "${name}") { id health { status } }
  }
`);

/** The app of the kind, once it runs. */
async function healthyApp(kind: Kind): Promise<string> {
  return await waitFor(
    `the ${kind} is healthy`,
    async () => {
      const { app } = await client.query(idDocument, { environment: environmentOf[kind] });
      return app?.health.status === 'HEALTHY' ? app.id : null;
    },
    { timeout: 90_000 },
  );
}

interface Ended {
  readonly operation: OperationDetailsFragment;
  /** What the graph answers right after the event that told the end. */
  readonly shown: App;
}

/** Starts an operation, follows it, and at its terminal event, before the stream is even left, asks. */
async function endOf(app: string, start: Promise<ActionResult>): Promise<Ended> {
  const { id } = operationOf(await start);
  for await (const operation of client.watchOperation(id)) {
    if (['PENDING', 'RUNNING', 'CANCELLING'].includes(operation.state)) continue;
    const { node, operation: asked } = await client.query(appDocument, { app, operation: id });
    expect(asked.state).toBe(operation.state);
    expect(node.operations.nodes).toEqual([{ id, state: operation.state }]);
    return { operation, shown: node };
  }
  throw new Error('the stream ended without a terminal state');
}

function imagesOfCurrentRevisions({ revisions }: App): readonly (string | null)[] {
  return revisions.nodes.filter(({ current }) => current).map(({ image }) => image);
}

/** Ready pods that run the image. */
function readyOn({ pods }: App, image: string, since = ''): number {
  return pods.nodes.filter(
    (pod) => pod.ready && pod.createdAt >= since && pod.containers.every((container) => container.image === image),
  ).length;
}

/** What holds after every rollout that succeeded. */
function expectRolledOut({ operation, shown }: Ended, image: string): void {
  expect([operation.kind, operation.state, operation.problem]).toEqual([operation.kind, 'SUCCEEDED', null]);
  expectShown(shown, operation.id, image);
}

function expectShown(shown: App, operation: string, image: string): void {
  const { desired } = shown.replicas;
  expect(shown).toMatchObject({
    image,
    health: { status: 'HEALTHY' },
    replicas: { updated: desired },
    rollout: { phase: 'SUCCEEDED', image, replicas: { updated: desired }, operation: { id: operation } },
  });
  expect(shown.instances.map((instance) => instance.image)).toEqual([image, image]);
  expect(imagesOfCurrentRevisions(shown)).toEqual([image]);
  expect(shown.revisions.nodes.find(({ current }) => current)?.operation?.id).toBe(operation);
  expect(readyOn(shown, image)).toBeGreaterThanOrEqual(desired);
}

async function scale(app: string, image: string): Promise<void> {
  for (const replicas of [3, 1, 2]) {
    const { operation, shown } = await endOf(app, client.scaleApp({ app, replicas }));
    expect([operation.state, operation.problem]).toEqual(['SUCCEEDED', null]);
    const all = 2 * replicas;
    expect(shown.replicas).toMatchObject({ desired: all, current: all, available: all });
    expect(shown.health.status).toBe('HEALTHY');
    expect(readyOn(shown, image)).toBeGreaterThanOrEqual(all);
  }
}

async function pause(app: string): Promise<void> {
  const paused = await endOf(app, client.pauseRollout({ app }));
  expect(paused.operation.state).toBe('SUCCEEDED');
  expect(paused.shown.instances.map((instance) => instance.paused)).toEqual([true, true]);
  const resumed = await endOf(app, client.resumeRollout({ app }));
  expect(resumed.operation.state).toBe('SUCCEEDED');
  expect(resumed.shown.instances.map((instance) => instance.paused)).toEqual([false, false]);
}

/** What only some kinds can do. */
const more: Readonly<Record<Kind, readonly ((app: string, image: string) => Promise<void>)[]>> = {
  DEPLOYMENT: [scale, pause],
  STATEFUL_SET: [scale],
  DAEMON_SET: [],
};

/** To the second, as Kubernetes tells when a pod was made. */
function second(time: string): string {
  return new Date(Math.floor(Date.parse(time) / 1000) * 1000).toISOString();
}

describe.each(Object.keys(kinds) as Kind[])('a query right after the end of an operation on a %s', (kind) => {
  it(`shows its effect, ${rounds} times over`, { timeout: 300_000 }, async () => {
    const app = await healthyApp(kind);
    for (let round = 0; round < rounds; round += 1) {
      const image = `${images.better}-${round}`;

      expectRolledOut(await endOf(app, client.deployApp({ app, image })), image);

      const restarted = await endOf(app, client.restartApp({ app }));
      expectRolledOut(restarted, image);
      const since = second(restarted.operation.createdAt);
      expect(readyOn(restarted.shown, image, since)).toBeGreaterThanOrEqual(restarted.shown.replicas.desired);

      for (const act of more[kind]) await act(app, image);

      // An undo right after a restart brings back what was before it: the same image.
      expectRolledOut(await endOf(app, client.rollbackApp({ app })), image);
    }
  });
});

describe('a query right after the end of a rollout', () => {
  it('shows what its stream told last', { timeout: 120_000 }, async () => {
    const app = await healthyApp('DEPLOYMENT');
    for (let round = 0; round < 4; round += 1) {
      const image = `${images.better}-live-${round}`;
      const { id } = operationOf(await client.deployApp({ app, image }));
      let last: string | undefined;
      let shown: App | undefined;
      for await (const { rollout } of client.watchRollout({ app, untilDone: true })) {
        last = rollout.phase;
        if (isTerminal(rollout.phase)) ({ node: shown } = await client.query(appDocument, { app, operation: id }));
      }
      expect(last).toBe('SUCCEEDED');
      expectShown(shown!, id, image);
    }
  });
});

describe.each(Object.keys(kinds) as Kind[])('a query right after an operation on a %s has failed', (kind) => {
  it('shows what it left', { timeout: 120_000 }, async () => {
    const app = await healthyApp(kind);
    const { operation, shown } = await endOf(app, client.deployApp({ app, image: images.doesNotExist }));
    expect(operation).toMatchObject({ state: 'FAILED', problem: { code: 'IMAGE_PULL_FAILED' } });
    expect(shown.instances.map((instance) => instance.image)).toContain(images.doesNotExist);
    expect(shown).toMatchObject({
      health: { status: 'DEGRADED' },
      rollout: { operation: { id: operation.id } },
    });
    expect(shown.rollout?.phase).not.toBe('SUCCEEDED');
  });
});
