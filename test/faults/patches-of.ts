import type { AuditEvent, ControlPlaneClient } from '../support/control-plane-client.ts';

/** The patches of a Deployment, dry runs apart, that an API server took, by its audit log. */
export function patchesOf(cluster: ControlPlaneClient, namespace: string, name: string): readonly AuditEvent[] {
  return cluster.auditEvents().filter(({ verb, requestURI, objectRef, responseStatus }) => {
    const { searchParams } = new URL(requestURI, cluster.url);
    const about = objectRef?.resource === 'deployments' && objectRef.namespace === namespace && objectRef.name === name;
    return about && verb === 'patch' && !searchParams.has('dryRun') && responseStatus?.code === 200;
  });
}
