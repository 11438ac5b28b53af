import type { TestProject } from 'vitest/node';
import { startControlPlane } from './control-plane.ts';
import type { ControlPlane } from './control-plane.ts';
import type { ControlPlaneDescription } from './control-plane-client.ts';

// Vitest calls the setup once for each project that names it; the clusters are started by the first and shared by all.
let running: Promise<readonly [ControlPlane, ControlPlane]> | undefined;
let users = 0;

/** Vitest's global setup of the projects that need real clusters. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  users += 1;
  running ??= Promise.all([
    startControlPlane({ name: 'eu-1', version: '1.35' }),
    startControlPlane({ name: 'us-1', version: '1.36' }),
  ]);
  const [eu, us] = await running;
  project.provide('sharedClusters', { 'eu-1': describe(eu), 'us-1': describe(us) });
  return async () => {
    users -= 1;
    if (users === 0) await Promise.all([eu.stop(), us.stop()]);
  };
}

// Only plain data reaches the processes that run the tests.
function describe(controlPlane: ControlPlane): ControlPlaneDescription {
  const { name, version, url, kubeconfigPath, contextName, auditLogPath, folder, etcdUrl } = controlPlane;
  const { certificateAuthority, certificate, key } = controlPlane;
  return {
    name,
    version,
    url,
    kubeconfigPath,
    contextName,
    auditLogPath,
    folder,
    etcdUrl,
    certificateAuthority,
    certificate,
    key,
  };
}
