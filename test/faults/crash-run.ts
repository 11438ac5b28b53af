import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { AppDocument, createClient, OperationDocument, OperationsDocument, operationOf } from '../../sdk/src/sdk.ts';
import type { ActionResult, TenantryClient } from '../../sdk/src/sdk.ts';
import { recordOf } from '../../src/domain/audit/audit-chain.ts';
import { auditLinks, verifyRecords } from '../../src/domain/audit/verify-records.ts';
import { openAuditChain } from '../../src/records/open-audit-chain.ts';
import type { ControlPlaneClient } from '../support/control-plane-client.ts';
import { startGatewayProcess } from '../support/gateway-process.ts';
import type { ProcessEnd } from '../support/gateway-process.ts';
import { waitFor } from '../support/wait-for.ts';
import { writeGatewayFiles } from './gateway-files.ts';
import type { GatewayFiles } from './gateway-files.ts';
import { patchesOf } from './patches-of.ts';

const crashAtModule = new URL('../support/crash-at.ts', import.meta.url).href;
const minute = 60_000;
/** On the mutation from which on points are counted. */
const counted = { 'x-crash-points': 'from here on' };

/** One app in one or more clusters, which the gateways of the runs on it see alone: what others do adds no point. */
export interface Lane {
  readonly tenant: string;
  readonly namespace: string;
  /** Namespaces of other lanes. */
  readonly hidden: readonly string[];
  readonly app: string;
  readonly clusters: readonly ControlPlaneClient[];
}

/** What a mutation is given. */
export interface Asked {
  readonly input: { readonly app: string; readonly idempotencyKey: string };
  /** Another one in each run of a lane: one more than in the run before. */
  readonly run: number;
}

/** Something that is asked of a gateway. */
export interface Work {
  /** What its effect adds in each cluster: to the number of the newest revision, and to the ReplicaSets. */
  readonly revisions: 0 | 1;
  readonly replicaSets: 0 | 1;
  ask(client: TenantryClient, asked: Asked): Promise<ActionResult>;
}

/** The points that a gateway comes to, in their order, from the mutation to its end by SIGTERM when the operation has ended. */
export async function pointsOf(lane: Lane, work: Work): Promise<readonly string[]> {
  return await withFiles(lane, async (files) => {
    const pointsFile = join(dirname(files.databasePath), 'points');
    const before = await countsOf(lane);
    const { end, outcome } = await askObserved(lane, work, files, before, { CRASH_POINTS: pointsFile });
    if (end.code !== 0 || 'error' in outcome)
      throw new Error(`it did not end well: ${JSON.stringify({ outcome, end })}`);
    await expectOneEffect(lane, work, files, before, outcome.id);
    const points = readFileSync(pointsFile, 'utf8').trim().split('\n');
    // On a busy machine the rollout that was there at the start is logged after the mutation was asked, in one run and not the next.
    return points.filter((point) => !/insert rollout_log #[2-9]$/.test(point));
  });
}

/**
 * Asks a gateway that ends itself at the point, and then one that does not, on the same files and with the same key.
 * @throws Error where the first does not come to the point, or where not all has been done, once, in the end
 */
export async function crashOnce(lane: Lane, work: Work, point: string): Promise<void> {
  await withFiles(lane, async (files) => {
    const before = await countsOf(lane);
    const { end, outcome } = await askObserved(lane, work, files, before, { CRASH_AT: point });
    if (end.code !== null) throw new Error(`the point was not reached: ${JSON.stringify({ outcome, end })}`);
    await using gateway = startGatewayProcess([], files.env);
    const client = createClient({ url: await gateway.url() });
    try {
      const { id } = await ask(client, work, before, await seen(client, lane));
      if ('id' in outcome) expect(id).toBe(outcome.id);
      expect(await endOf(client, id)).toMatchObject({ state: 'SUCCEEDED', problem: null });
      const { operations } = await client.query(OperationsDocument, {});
      expect(operations.nodes.map((operation) => operation.id)).toEqual([id]);
      await expectOneEffect(lane, work, files, before, id);
    } finally {
      await client.close();
    }
  });
}

async function withFiles<T>(lane: Lane, use: (files: GatewayFiles) => Promise<T>): Promise<T> {
  const adopt = { hide: ['kube-*', 'default', ...lane.hidden] };
  const files = writeGatewayFiles(
    lane.clusters.map((cluster) => ({ name: cluster.name, kubeconfig: cluster.kubeconfigPath, adopt })),
  );
  try {
    return await use(files);
  } finally {
    files.remove();
  }
}

/** Asks a gateway that is observed, waits until the operation has ended or the process has, and ends it. */
async function askObserved(
  lane: Lane,
  work: Work,
  files: GatewayFiles,
  before: readonly Counts[],
  settings: Readonly<Record<string, string>>,
): Promise<{ readonly end: ProcessEnd; readonly outcome: { readonly id: string } | { readonly error: string } }> {
  const env = { ...files.env, ...settings, NODE_OPTIONS: `--import=${crashAtModule}` };
  await using gateway = startGatewayProcess([], env);
  const url = await gateway.url();
  const client = createClient({ url });
  const observed = createClient({ url, headers: counted });
  const asked = async () => {
    try {
      const { id } = await ask(observed, work, before, await seen(client, lane));
      // Which of them it was is told by how the process ends.
      await Promise.race([gateway.ended, endOf(client, id)]);
      return { id };
    } catch (error) {
      return { error: String(error) };
    }
  };
  const outcome = await asked();
  gateway.signal('SIGTERM');
  await observed.close();
  await client.close();
  return { end: await gateway.ended, outcome };
}

async function endOf(client: TenantryClient, id: string) {
  const look = async () => {
    const { operation } = await client.query(OperationDocument, { id });
    return operation !== null && operation.finishedAt !== null && operation;
  };
  return await waitFor(`the end of ${id}`, look, { timeout: minute });
}

/** The app's id, once the gateway sees it in all its clusters. */
async function seen(client: TenantryClient, { tenant, app: name, clusters }: Lane): Promise<string> {
  return await waitFor('the app in all its clusters', async () => {
    const { app } = await client.query(AppDocument, { tenant, environment: 'prod', name });
    return app?.instances.length === clusters.length && app.id;
  });
}

async function ask(client: TenantryClient, work: Work, before: readonly Counts[], app: string) {
  const run = before[0]?.generation ?? 0;
  return operationOf(await work.ask(client, { input: { app, idempotencyKey: 'key' }, run }));
}

/** What a cluster counts of an app. */
interface Counts {
  /** Of changes of its spec. */
  readonly generation: number;
  /** Of the newest revision. */
  readonly revision: number;
  readonly replicaSets: number;
  /** How many patches of it the API server took, dry runs apart. */
  readonly patches: number;
}

async function countsOf({ clusters, namespace, app }: Lane): Promise<readonly Counts[]> {
  return await Promise.all(
    clusters.map(async (cluster) => {
      const read = async (path: string) =>
        (await cluster.request('GET', `/apis/apps/v1/namespaces/${namespace}/${path}`)).body;
      const { metadata } = (await read(`deployments/${app}`)) as {
        readonly metadata: { readonly generation: number; readonly annotations: Readonly<Record<string, string>> };
      };
      const { items } = (await read('replicasets')) as { readonly items: readonly unknown[] };
      return {
        generation: metadata.generation,
        revision: Number(metadata.annotations['deployment.kubernetes.io/revision']),
        replicaSets: items.length,
        patches: patchesOf(cluster, namespace, app).length,
      };
    }),
  );
}

/** Exactly one effect in each cluster, by the operation with this id, and an audit that is whole. */
async function expectOneEffect(
  lane: Lane,
  { revisions, replicaSets }: Work,
  { databasePath }: GatewayFiles,
  before: readonly Counts[],
  id: string,
): Promise<void> {
  const after = await countsOf(lane);
  expect(after, `from ${JSON.stringify(before)} to ${JSON.stringify(after)}`).toEqual(
    before.map((counts) => ({
      generation: counts.generation + 1,
      revision: counts.revision + revisions,
      replicaSets: counts.replicaSets + replicaSets,
      patches: counts.patches + 1,
    })),
  );
  // As the annotation on the workload has it.
  const [, operation] = Buffer.from(id, 'base64url').toString().split('/');
  for (const cluster of lane.clusters) {
    const last = patchesOf(cluster, lane.namespace, lane.app).at(-1);
    expect(last).toMatchObject({ userAgent: 'tenantry' });
    expect(last?.requestObject).toContainEqual(expect.objectContaining({ value: operation }));
  }
  const { chain, close } = await openAuditChain(`sqlite:${databasePath}`);
  try {
    expect(await verifyRecords(chain, { expected: [] })).toMatchObject({ fault: null });
    const begun: unknown[] = [];
    for await (const { content, hash } of auditLinks(chain, 1, null)) {
      const { outcome, repeated, operationId } = recordOf(content, hash);
      if (outcome === 'ACCEPTED' && !repeated) begun.push(operationId);
    }
    expect(begun, 'what the audit says was begun').toEqual([operation]);
  } finally {
    await close();
  }
}
