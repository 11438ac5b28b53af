import type { ControlPlaneClient } from '../../support/control-plane-client.ts';
import { daemonSet, deployment, environmentNamespace, statefulSet } from '../../support/workloads.ts';
import type { KubernetesObject, WorkloadKind } from '../../support/workloads.ts';

export const environments = ['dev', 'prod', 'qa', 'staging'] as const;

/** One workload of one cluster, as kubectl names it. */
export interface WorkloadName {
  readonly namespace: string;
  readonly kind: WorkloadKind;
  readonly name: string;
}

/** The namespace of a tenant's environment. */
export function namespaceOf(tenant: string, environment: string): string {
  return `${tenant}-${environment}`;
}

/**
 * 30 workloads of all three kinds in four namespaces, with 150 pods on three nodes:
 * 16 Deployments of 6, 8 StatefulSets of 4 or 5, 6 DaemonSets of 3.
 */
export function manyWorkloads(tenant: string): readonly KubernetesObject[] {
  // Of pods with a slow image: a rollout has to last long enough to be looked at on a busy machine.
  const podAnnotations = { 'tenantry.test/delay': '20s' };
  const objects: KubernetesObject[] = environments.map((environment) =>
    environmentNamespace(namespaceOf(tenant, environment), tenant, environment),
  );
  for (const [index, environment] of environments.entries()) {
    const common = { namespace: namespaceOf(tenant, environment), podAnnotations };
    for (let count = 1; count <= 4; count += 1) {
      objects.push(deployment({ ...common, name: `web-${count}`, replicas: 6 }));
    }
    for (let count = 1; count <= 2; count += 1) {
      const spec = { podManagementPolicy: 'Parallel' };
      objects.push(statefulSet({ ...common, name: `db-${count}`, replicas: count + 3, spec }));
    }
    const agents = index < 2 ? 2 : 1;
    for (let count = 1; count <= agents; count += 1) objects.push(daemonSet({ ...common, name: `agent-${count}` }));
  }
  return objects;
}

/** Deletes the namespaces; what is in them goes with them, later. */
export async function deleteWorkloads(cluster: ControlPlaneClient, tenant: string): Promise<void> {
  const namespaces = environments.map((environment) => namespaceOf(tenant, environment));
  await cluster.kubectl(['delete', 'namespace', '--wait=false', ...namespaces]);
}
