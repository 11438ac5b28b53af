import { join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { onTestFinished } from 'vitest';
import { createClusterRegistry } from '../../src/kubernetes/cluster-registry.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { openRecords } from '../../src/records/open-records.ts';
import { startSimulatedCluster } from '../../src/simulator/start-simulated-cluster.ts';
import type { ClusterRegistry } from '../../src/domain/clusters/cluster-source.ts';
import { createFleet } from '../../src/domain/fleet/create-fleet.ts';
import type { AppKey } from '../../src/domain/fleet/keys.ts';
import { createFreezeGuard } from '../../src/domain/freezes/freeze-guard.ts';
import { createOperations } from '../../src/domain/operations/create-operations.ts';
import type { OperationsEngine, OperationsOptions } from '../../src/domain/operations/create-operations.ts';
import { terminalStates } from '../../src/domain/operations/operation.ts';
import type { Operation } from '../../src/domain/operations/operation.ts';
import type { OperationOutcome } from '../../src/domain/operations/operations.ts';
import { callerOf } from '../../src/domain/testing/caller-of.ts';

export const caller = callerOf('tester');
export const app: AppKey = { tenant: 'acme', environment: 'prod', name: 'web', kind: 'DEPLOYMENT' };
/** What the digests of plans are made with. */
export const planKey = 'of these records';
export const plain = { dryRun: false, force: false } as const;
export const deploy = (tag: string) => ({ app, image: `shop/web:${tag}`, onFailure: 'LEAVE', ...plain }) as const;

/**
 * Two simulated clusters whose pods are ready at once (or never, with the tag `stuck`), and the operations on them, with records
 * at the URL; default: in a file of their own.
 */
export async function startSimulatedOperations(databaseUrl?: string) {
  const clusters = await Promise.all(
    ['eu', 'us'].map((name) =>
      startSimulatedCluster({
        name,
        labels: {},
        kubernetesVersion: 'v1.36.3',
        nodes: { count: 1, cpu: '8', memory: '32Gi', zones: ['a'] },
        namespaces: [
          { name: 'acme-prod', labels: { 'tenantry.dev/tenant': 'acme', 'tenantry.dev/environment': 'prod' } },
        ],
        workloads: [
          {
            kind: 'Deployment',
            namespace: 'acme-prod',
            name: 'web',
            replicas: 2,
            containers: [{ name: 'web', image: 'shop/web:1' }],
          },
        ],
        lifecycles: [
          { name: 'quick', images: ['*'], schedule: 0, pull: 0, ready: 0, stop: 0 },
          { name: 'stuck', images: ['*:stuck*'], ready: null },
        ],
        outages: [],
      }),
    ),
  );
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-operations-'));
  const database = join(folder, 'records.db');
  const records =
    databaseUrl === undefined
      ? await openRecords(`sqlite:${database}`, { busyTimeoutMs: 20 })
      : await openRecords(databaseUrl);
  const registry = createClusterRegistry({
    identities: records.clusterIdentities,
    clock: systemClock,
    random: Math.random,
    log: silentLog,
  });
  const [eu, us] = clusters;
  if (eu === undefined || us === undefined) throw new Error('two clusters were started');
  for (const [name, { url }] of Object.entries({ eu, us })) {
    await registry.add({
      name,
      labels: { region: name },
      connection: { type: 'server', server: url },
      tenants: ['*'],
      adopt: { hide: [] },
      origin: 'a test',
    });
  }
  const fleet = createFleet({ registry, clock: systemClock });
  const guard = createFreezeGuard(records.freezes, systemClock);
  const engineOn = (
    journal = records.journal,
    shared = false,
    freezes = guard,
    more: Partial<OperationsOptions> = {},
  ) =>
    createOperations({
      journal,
      shared,
      freezes,
      fleet,
      planKey,
      registry,
      clock: systemClock,
      log: silentLog,
      ...more,
    });
  const operations = engineOn();
  onTestFinished(async () => {
    await operations.stop();
    fleet.close();
    await registry.close();
    await records.close();
    await Promise.all(clusters.map((cluster) => cluster.close()));
    rmSync(folder, { recursive: true, force: true });
  });
  await until(registry, () => registry.list().length === 2 && registry.list().every(({ state }) => state.synced));
  await operations.start();
  return { operations, registry, fleet, records, database, eu, us, engineOn };
}

/** Resolves when the condition holds, looked at whenever a cluster's state or its deployments change. */
export function until(registry: ClusterRegistry, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const offs: (() => void)[] = [];
    const look = () => {
      if (!holds()) return;
      for (const off of offs.splice(0)) off();
      resolve();
    };
    for (const cluster of registry.list())
      offs.push(cluster.onState(look), cluster.workloads.DEPLOYMENT.subscribe(look));
    look();
  });
}

export function operationOf(outcome: OperationOutcome): Operation {
  if ('operation' in outcome) return outcome.operation;
  throw new Error(JSON.stringify(outcome));
}

/** Resolves with the first state of the operation that the predicate accepts. */
export function state(
  operations: OperationsEngine,
  id: string,
  accepts: (operation: Operation) => boolean,
): Promise<Operation> {
  return new Promise((resolve, reject) => {
    const look = (operation: Operation | null) => {
      if (operation === null || operation.id !== id || !accepts(operation)) return;
      off();
      resolve(operation);
    };
    const off = operations.onChange(look);
    operations.get(id).then(look, reject);
  });
}
export const ended = (operations: OperationsEngine, id: string) =>
  state(operations, id, (operation) => terminalStates.includes(operation.state));
