import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { AppDocument, AwaitingMyApprovalDocument, createClient, operationOf } from '../../../sdk/src/sdk.ts';
import type { TenantryClient } from '../../../sdk/src/sdk.ts';
import { hashToken, newToken } from '../../../src/auth/caller-token.ts';
import { startControlPlane } from '../../support/control-plane.ts';
import type { ControlPlane } from '../../support/control-plane.ts';
import { startGatewayProcess } from '../../support/gateway-process.ts';
import type { GatewayProcess } from '../../support/gateway-process.ts';
import { startPostgres } from '../../support/postgres.ts';
import type { PostgresServer } from '../../support/postgres.ts';
import { startRedis } from '../../support/redis.ts';
import { waitFor } from '../../support/wait-for.ts';
import { deployment, environmentNamespace } from '../../support/workloads.ts';
import { writeGatewayFiles } from '../gateway-files.ts';
import { patchesOf } from '../patches-of.ts';

const tenant = 'acme';
const namespace = `${tenant}-prod`;
const crashAtModule = new URL('../../support/crash-at.ts', import.meta.url).href;
const roles = {
  // Who asks also reads the audit.
  dev: 'operator',
  ann: 'release-manager',
  bob: 'release-manager',
  cat: 'release-manager',
  admin: 'platform-administrator',
} as const;
type Person = keyof typeof roles;

/** A gateway process, with a client for each person. */
export interface ApprovingGateway extends Readonly<Record<Person, TenantryClient>> {
  readonly process: GatewayProcess;
}

/** What an approver answers with. */
export interface Waiting {
  readonly operation: string;
  readonly digest: string;
}

/** Gateway processes on one PostgreSQL and one Redis, before one cluster; deploys need two approvals there. */
export interface TwoApproving {
  readonly cluster: ControlPlane;
  readonly postgres: PostgresServer;
  readonly databaseUrl: string;
  readonly one: ApprovingGateway;
  readonly two: ApprovingGateway;
  /** One more, for this test alone; it ends itself by SIGKILL at the point (see test/support/crash-at.ts), where one is given. */
  startAnother(crashAt?: string): Promise<ApprovingGateway>;
  /** The id of an app of its own, once the gateway has read it. */
  appAt(gateway: ApprovingGateway, name: string): Promise<string>;
  /** Asks for a deploy at a gateway; it waits, at all of them. */
  ask(at: ApprovingGateway, name: string, image: string): Promise<Waiting>;
  /** How many patches of the app, dry runs apart, the API server took. */
  patches(name: string): number;
  stop(): Promise<void>;
}

export async function startTwoApproving(names: readonly string[]): Promise<TwoApproving> {
  const [cluster, postgres, redis] = await Promise.all([
    startControlPlane({ name: 'eu-1', version: '1.36', nodes: 2 }),
    startPostgres(),
    startRedis(),
  ]);
  await cluster.apply(
    environmentNamespace(namespace, tenant, 'prod'),
    ...names.map((name) => deployment({ namespace, name, replicas: 1 })),
  );
  const files = writeGatewayFiles([{ name: cluster.name, kubeconfig: cluster.kubeconfigPath }]);
  const folder = dirname(files.databasePath);
  const people = Object.entries(roles).map(([name, role]) => ({ name, role, token: newToken(randomBytes) }));
  const callers = people.map(({ name, role, token }) => {
    return { name, kind: 'USER', roles: ['viewer', role], tokenHash: hashToken(token) };
  });
  writeFileSync(join(folder, 'callers.yaml'), JSON.stringify({ callers }));
  const rule = { tenants: [tenant], kinds: ['DEPLOY'], approvals: 2, role: 'release-manager' };
  writeFileSync(join(folder, 'approvals.yaml'), JSON.stringify({ rules: [rule] }));
  const databaseUrl = await postgres.createDatabase();
  const env = {
    ...files.env,
    DATABASE_URL: databaseUrl,
    REDIS_URL: redis.url,
    TENANTRY_CALLERS: join(folder, 'callers.yaml'),
    TENANTRY_APPROVALS: join(folder, 'approvals.yaml'),
  };

  const start = async (more: Readonly<Record<string, string>> = {}) => {
    const process = startGatewayProcess([], { ...env, ...more });
    const url = await process.url();
    await process.logged(/connected to Redis/);
    const clientOf = (person: string) => {
      const token = people.find(({ name }) => name === person)?.token ?? '';
      // Crash points are counted from the first request of theirs on that decides something.
      return createClient({ url, token, ...(person === 'bob' && { headers: { 'x-crash-points': 'from here on' } }) });
    };
    const [dev, ann, bob, cat, admin] = (['dev', 'ann', 'bob', 'cat', 'admin'] as const).map(clientOf);
    if (!dev || !ann || !bob || !cat || !admin) throw new Error('each has a client');
    const close = async () => {
      for (const client of [dev, ann, bob, cat, admin]) await client.close();
      await process[Symbol.asyncDispose]();
    };
    return { gateway: { process, dev, ann, bob, cat, admin }, close };
  };
  const [one, two] = await Promise.all([start(), start()]);

  const appAt: TwoApproving['appAt'] = ({ dev }, name) =>
    waitFor(`${name} is healthy`, async () => {
      const { app } = await dev.query(AppDocument, { tenant, environment: 'prod', name });
      return app?.health.status === 'HEALTHY' && app.id;
    });

  return {
    cluster,
    postgres,
    databaseUrl,
    one: one.gateway,
    two: two.gateway,
    async startAnother(crashAt) {
      const options = crashAt === undefined ? {} : { CRASH_AT: crashAt, NODE_OPTIONS: `--import=${crashAtModule}` };
      const { gateway, close } = await start(options);
      onTestFinished(close);
      return gateway;
    },
    appAt,
    async ask(at, name, image) {
      const { id } = operationOf(await at.dev.deployApp({ app: await appAt(at, name), image }));
      const { nodes } = (await at.ann.query(AwaitingMyApprovalDocument, {})).awaitingMyApproval;
      const digest = nodes.find((waiting) => waiting.id === id)?.plan?.digest;
      if (digest === undefined) throw new Error('it does not wait for ann');
      return { operation: id, digest };
    },
    patches: (name) => patchesOf(cluster, namespace, name).length,
    async stop() {
      await one.close();
      await two.close();
      files.remove();
      await redis.stop();
      await postgres.stop();
      await cluster.stop();
    },
  };
}
