import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFleet } from '../../../src/domain/fleet/create-fleet.ts';
import { createFreezeGuard } from '../../../src/domain/freezes/freeze-guard.ts';
import type { Fleet } from '../../../src/domain/fleet/fleet.ts';
import { createOperations } from '../../../src/domain/operations/create-operations.ts';
import type { OperationsEngine } from '../../../src/domain/operations/create-operations.ts';
import { terminalStates } from '../../../src/domain/operations/operation.ts';
import type { Operation } from '../../../src/domain/operations/operation.ts';
import type { OperationOutcome } from '../../../src/domain/operations/operations.ts';
import type { ClusterRegistry } from '../../../src/domain/clusters/cluster-source.ts';
import type { Problem } from '../../../src/domain/problem.ts';
import { createClusterRegistry } from '../../../src/kubernetes/cluster-registry.ts';
import type { KubernetesClusterRegistry } from '../../../src/kubernetes/cluster-registry.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { openRecords } from '../../../src/records/open-records.ts';
import type { Records } from '../../../src/records/open-records.ts';
import type { ControlPlaneDescription } from '../../support/control-plane-client.ts';
import { waitFor } from '../../support/wait-for.ts';
import { callerOf } from '../../../src/domain/testing/caller-of.ts';

export const caller = callerOf('tester');

/** The operations of one gateway: real caches, real records, real API servers. */
export interface OperationsUnderTest {
  readonly operations: OperationsEngine;
  readonly fleet: Fleet;
  readonly registry: KubernetesClusterRegistry;
  readonly records: Records;
  /** Resolves with the operation once it is terminal. */
  ended(id: string): Promise<Operation>;
  /** Another engine on the same records and caches, as after a restart. */
  another(change?: { readonly registry: ClusterRegistry }): OperationsEngine;
  close(): Promise<void>;
}

/** Starts them for the clusters, which only show what is labelled for Tenantry. */
export async function startOperations(...clusters: readonly ControlPlaneDescription[]): Promise<OperationsUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-operations-'));
  const records = await openRecords(`sqlite:${join(folder, 'records.db')}`);
  const registry = createClusterRegistry({
    identities: records.clusterIdentities,
    clock: systemClock,
    random: Math.random,
    log: silentLog,
  });
  for (const { name, kubeconfigPath, contextName } of clusters) {
    await registry.add({
      name,
      labels: {},
      connection: { type: 'kubeconfig', path: kubeconfigPath, context: contextName },
      tenants: ['*'],
      adopt: { hide: ['kube-*'] },
      origin: 'a test',
    });
  }
  await waitFor('the first sync', () => registry.list().every(({ state }) => state.synced));
  const fleet = createFleet({ registry, clock: systemClock });
  const engines: OperationsEngine[] = [];
  const another: OperationsUnderTest['another'] = (change) => {
    const engine = createOperations({
      journal: records.journal,
      freezes: createFreezeGuard(records.freezes, systemClock),
      fleet,
      planKey: 'of this test',
      registry,
      clock: systemClock,
      log: silentLog,
      ...change,
    });
    engines.push(engine);
    return engine;
  };
  const operations = another();
  await operations.start();
  return {
    operations,
    fleet,
    registry,
    records,
    another,
    ended: (id) => endOf(operations, id),
    async close() {
      await Promise.all(engines.map((engine) => engine.stop()));
      fleet.close();
      await registry.close();
      await records.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves with the operation once it is terminal. */
export function endOf(operations: OperationsEngine, id: string): Promise<Operation> {
  return new Promise((resolve, reject) => {
    const look = (operation: Operation | null) => {
      if (operation === null || operation.id !== id || !terminalStates.includes(operation.state)) return;
      off();
      resolve(operation);
    };
    const off = operations.onChange(look);
    operations.get(id).then(look, reject);
  });
}

/** The operation of an outcome. @throws Error with the problems where there is none */
export function operationOf(outcome: OperationOutcome): Operation {
  if ('operation' in outcome) return outcome.operation;
  throw new Error(`no operation: ${JSON.stringify(outcome)}`);
}

/** The problems of an outcome. @throws Error where there are none */
export function problemsOf(outcome: OperationOutcome): readonly Problem[] {
  if ('problems' in outcome) return outcome.problems;
  throw new Error(`no problems: ${JSON.stringify(outcome)}`);
}
