import type { AuditEvent, ControlPlaneClient } from '../support/control-plane-client.ts';

/** The patches of a Deployment, dry runs apart, that an API server took and said so, by its audit log. */
export function patchesOf(cluster: ControlPlaneClient, namespace: string, name: string): readonly AuditEvent[] {
  return patchesWith(200, cluster, namespace, name);
}

/**
 * The patches of a Deployment, dry runs apart, whose sender had gone before the answer. The audit log calls them all
 * `504 … context canceled`; of some the write was on its way already, and takes place.
 */
export function cutOffPatchesOf(cluster: ControlPlaneClient, namespace: string, name: string): readonly AuditEvent[] {
  return patchesWith(504, cluster, namespace, name);
}

function patchesWith(
  code: number,
  cluster: ControlPlaneClient,
  namespace: string,
  name: string,
): readonly AuditEvent[] {
  return cluster.auditEvents().filter(({ verb, requestURI, objectRef, responseStatus }) => {
    const { searchParams } = new URL(requestURI, cluster.url);
    const about = objectRef?.resource === 'deployments' && objectRef.namespace === namespace && objectRef.name === name;
    return about && verb === 'patch' && !searchParams.has('dryRun') && responseStatus?.code === code;
  });
}
