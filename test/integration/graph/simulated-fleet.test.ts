import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AppDocument,
  AppRevisionsDocument,
  AppsDocument,
  ClustersDocument,
  isTerminal,
  operationOf,
  OperationsDocument,
  paginate,
  typedDocument,
} from '../../../sdk/src/sdk.ts';
import type { AppDetailsFragment, AppSummaryFragment, RolloutEvent, TenantryClient } from '../../../sdk/src/sdk.ts';
import { createSchema } from '../../../src/graphql/schema.ts';
import { everyField } from '../../../src/graphql/testing/every-field.ts';
import { startGatewayUnderTest } from '../../support/gateway.ts';
import type { GatewayUnderTest } from '../../support/gateway.ts';

// A whole gateway with the simulated fleet, asked as its users ask: by the SDK over HTTP and WebSocket.

let running: GatewayUnderTest;
let client: TenantryClient;

beforeAll(async () => {
  running = await startGatewayUnderTest();
  ({ client } = running);
});

afterAll(async () => {
  await running?.close();
});

async function allApps(first: number): Promise<AppSummaryFragment[]> {
  const apps: AppSummaryFragment[] = [];
  for await (const app of paginate(async (after) => (await client.query(AppsDocument, { first, after })).apps)) {
    apps.push(app);
  }
  return apps;
}

const withAutoscalers = typedDocument<
  { apps: { nodes: readonly { readonly id: string; readonly autoscaler: object | null }[] } },
  { kind: string }
>('query ($kind: WorkloadKind!) { apps(filter: { kinds: [$kind] }, first: 500) { nodes { id autoscaler { name } } } }');

/** A healthy app of this kind that nobody else scales: the one with the n-th fewest pods. Each test changes one of its own. */
async function healthyApp(kind: string, index: number): Promise<AppSummaryFragment> {
  const { apps } = await client.query(withAutoscalers, { kind });
  const free = new Set(apps.nodes.filter(({ autoscaler }) => autoscaler === null).map(({ id }) => id));
  const app = (await allApps(100))
    .filter(({ id, health }) => free.has(id) && health.status === 'HEALTHY')
    .toSorted((one, other) => one.replicas.desired - other.replicas.desired)[index];
  if (app === undefined) throw new Error(`the demo has no ${index + 1} healthy apps of kind ${kind}`);
  return app;
}

async function detailsOf({ environment, name, kind }: AppSummaryFragment): Promise<AppDetailsFragment> {
  const variables = { tenant: environment.tenant.name, environment: environment.name, name, kind };
  const { app } = await client.query(AppDocument, variables);
  if (app === null) throw new Error(`${name} is gone`);
  return app;
}

async function eventsOf(app: string, after: string | null = null): Promise<RolloutEvent[]> {
  const events: RolloutEvent[] = [];
  for await (const event of client.watchRollout({ app, after, untilDone: true })) events.push(event);
  return events;
}

function nextTag(image: string | null): string {
  return `${(image ?? '').replace(/:[^:/]*$/, '')}:9.9.9`;
}

describe('reading', () => {
  it('shows the fleet, and the same apps however it is paged', async () => {
    const { clusters } = await client.query(ClustersDocument);
    expect(clusters.totalCount).toBe(3);
    expect(clusters.coverage).toEqual({ complete: true, gaps: [] });
    expect(clusters.nodes.map(({ status }) => status)).toEqual(['READY', 'READY', 'READY']);

    const atOnce = (await allApps(500)).map(({ id }) => id);
    expect(atOnce.length).toBeGreaterThan(20);
    expect((await allApps(7)).map(({ id }) => id)).toEqual(atOnce);
  });

  it('answers every field of every type', async () => {
    const schema = await createSchema();
    for (const field of [
      'viewer',
      'coverage',
      'clusters',
      'tenants',
      'environments',
      'apps',
      'operations',
      'freezes',
    ]) {
      const type = schema.getQueryType()?.getFields()[field]?.type;
      if (type === undefined) throw new Error(`no field ${field}`);
      const text = typedDocument<Record<string, object>, object>(`{ ${field} ${everyField(schema, type, 4)} }`);
      const { errors } = await client.execute(text, {});
      expect([field, errors]).toEqual([field, []]);
    }
  });

  it('gives everything back by its id', async () => {
    const apps = (await allApps(100)).slice(0, 100);
    const text = typedDocument<{ nodes: unknown }, { ids: string[] }>(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on App { name } } }',
    );
    const { nodes } = await client.query(text, { ids: [...apps.map(({ id }) => id), 'nonsense'].slice(-100) });
    expect(nodes).toEqual([...apps.map(({ id, name }) => ({ id, name })), null].slice(-100));
  });

  it('refuses what makes no sense, in words', async () => {
    await expect(client.query(AppsDocument, { first: 0 })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('1 to 500'),
    });
    await expect(client.query(AppsDocument, { after: 'nonsense' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await expect(client.query(AppsDocument, { filter: { selector: 'a in (' } })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    const since = typedDocument<object, object>('{ operations(filter: { since: "yesterday" }) { totalCount } }');
    await expect(client.query(since, {})).rejects.toMatchObject({ message: expect.stringContaining('RFC 3339') });
  });
});

describe('acting', () => {
  it.each(['DEPLOYMENT', 'STATEFUL_SET', 'DAEMON_SET'])(
    'deploys a %s and shows it live; every query after the end shows the effect; and rolls it back',
    async (kind) => {
      const app = await healthyApp(kind, 0);
      const image = nextTag(app.image);

      const planned = await client.deployApp({ app: app.id, image, dryRun: true });
      expect(planned).toMatchObject({ kind: 'PLAN' });
      expect(JSON.stringify(planned)).toContain(image);
      expect((await detailsOf(app)).image).toBe(app.image);

      const operation = operationOf(await client.deployApp({ app: app.id, image, reason: 'a test' }));
      const [events, done] = await Promise.all([eventsOf(app.id), client.waitForOperation(operation.id)]);
      expect(done).toMatchObject({ state: 'SUCCEEDED', reason: 'a test', problem: null });
      const effect = await detailsOf(app);
      expect(effect).toMatchObject({ image, rollout: { phase: 'SUCCEEDED', operation: { id: operation.id } } });
      expect(events.at(-1)).toMatchObject({ gap: false, rollout: { phase: 'SUCCEEDED', image } });
      // States never go backwards: nothing terminal before the end.
      expect(events.slice(0, -1).filter(({ rollout }) => isTerminal(rollout.phase))).toEqual([]);
      expect(new Set(events.map(({ cursor }) => cursor)).size).toBe(events.length);

      const back = operationOf(await client.rollbackApp({ app: app.id }));
      expect(await client.waitForOperation(back.id)).toMatchObject({ state: 'SUCCEEDED', kind: 'ROLLBACK' });
      expect(await detailsOf(app)).toMatchObject({ image: app.image, health: { status: 'HEALTHY' } });

      // Whoever left in the middle of the deploy is told its end, and that of the rollback.
      const [first] = events;
      const missed = await eventsOf(app.id, first?.cursor);
      expect(missed.at(-1)?.rollout).toMatchObject({ phase: 'SUCCEEDED', image: app.image });
      expect(missed.every(({ gap }) => !gap)).toBe(true);
      expect(missed.map(({ cursor }) => cursor)).not.toContain(first?.cursor);

      const { tenant } = app.environment;
      const variables = { tenant: tenant.name, environment: app.environment.name, name: app.name, kind: app.kind };
      const { revisions } = (await client.query(AppRevisionsDocument, variables)).app ?? {};
      const current = revisions?.nodes.filter((revision) => revision.current);
      expect(current).toMatchObject([{ image: app.image, operation: { id: back.id } }]);
    },
    120_000,
  );

  it('scales and restarts', async () => {
    const app = await healthyApp('DEPLOYMENT', 1);
    const { instances, replicas } = await detailsOf(app);
    const scaled = operationOf(await client.scaleApp({ app: app.id, replicas: 1 }));
    expect(await client.waitForOperation(scaled.id)).toMatchObject({ state: 'SUCCEEDED' });
    expect((await detailsOf(app)).replicas.desired).toBe(instances.length);
    expect(replicas.desired).toBeGreaterThan(0);
    const restarted = operationOf(await client.restartApp({ app: app.id }));
    expect(await client.waitForOperation(restarted.id)).toMatchObject({ state: 'SUCCEEDED', kind: 'RESTART' });
    const { operations } = await client.query(OperationsDocument, { filter: { targets: [app.id] } });
    expect(operations.nodes.map(({ id }) => id)).toEqual([restarted.id, scaled.id]);
  }, 120_000);

  it('does one thing once for one idempotency key', async () => {
    const app = await healthyApp('DEPLOYMENT', 2);
    const input = { app: app.id, replicas: 2, idempotencyKey: 'release-42' };
    const [one, two] = await Promise.all([client.scaleApp(input), client.scaleApp(input)]);
    expect(operationOf(one).id).toBe(operationOf(two).id);
    expect(await client.scaleApp({ ...input, replicas: 3 })).toMatchObject({
      kind: 'PROBLEMS',
      problems: [{ code: 'IDEMPOTENCY_MISMATCH' }],
    });
    await client.waitForOperation(operationOf(one).id);
  });

  it('refuses bad input as data, with the place in the input', async () => {
    const app = await healthyApp('DEPLOYMENT', 3);
    const refusals = [
      await client.scaleApp({ app: app.id, replicas: -1 }),
      await client.deployApp({ app: app.id, image: 'web: 2' }),
      await client.deployApp({ app: 'nonsense', image: 'web:2' }),
      await client.deployApp({ app: app.environment.id, image: 'web:2' }),
      await client.deployApp({ app: app.id, containers: [{ name: 'nobody', image: 'web:2' }] }),
      await client.restartApp({ app: app.id, clusters: ['nowhere'] }),
    ];
    const told = refusals.map((refusal) => (refusal.kind === 'PROBLEMS' ? refusal.problems[0] : refusal));
    expect(told).toMatchObject([
      { code: 'INVALID', path: ['input', 'replicas'] },
      { code: 'INVALID', path: ['input', 'image'] },
      { code: 'NOT_FOUND', path: ['input', 'app'] },
      { code: 'INVALID', path: ['input', 'app'] },
      { path: ['input', 'containers', '0', 'name'] },
      { path: expect.arrayContaining(['input', 'clusters']) },
    ]);
  });
});
