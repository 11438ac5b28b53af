import type { ClusterRegistry } from '../clusters/cluster-source.ts';
import type { AppInstance } from '../fleet/fleet-model.ts';
import type { PlannedWhere } from '../freezes/frozen-by.ts';
import type { JournaledOperation } from './journal.ts';
import type { WorkRequest } from './work-request.ts';

/** What a request is about, as the freezes are asked. */
export function whereOfRequest({ kind, app }: WorkRequest, instances: readonly AppInstance[]): PlannedWhere {
  const clusters = new Set(instances.map(({ cluster }) => cluster));
  return {
    // The app may have more than its key, and this goes through the records' thread.
    environment: { tenant: app.tenant, environment: app.environment },
    kind,
    clusters: [...clusters].map(({ id, name, definition }) => ({ id, name, labels: definition.labels })),
  };
}

/** What an operation in the journal is about. A cluster that is no longer registered has no labels. */
export function whereOfOperation({ operation, work }: JournaledOperation, registry: ClusterRegistry): PlannedWhere {
  const names = new Map(
    operation.steps.map(({ clusterId }, index) => [clusterId ?? '', work[index]?.clusterName ?? '']),
  );
  return {
    environment: operation.target,
    kind: operation.kind,
    clusters: [...names].map(([id, name]) => ({ id, name, labels: registry.byId(id)?.definition.labels ?? {} })),
  };
}
