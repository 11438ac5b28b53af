import type { TestProject } from 'vitest/node';
import { startControlPlane } from './control-plane.ts';
import type { ControlPlane } from './control-plane.ts';
import type { ControlPlaneDescription } from './control-plane-client.ts';

interface SharedClusters {
  readonly started: Promise<readonly [ControlPlane, ControlPlane]>;
  users: number;
}

// Vitest loads and calls this file once for each project that names it, so what they share hangs on the process.
const processWide = globalThis as { tenantrySharedClusters?: SharedClusters };

/** Vitest's global setup of the projects that need real clusters: the first one starts them, the last one ends them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const shared = (processWide.tenantrySharedClusters ??= { started: start(), users: 0 });
  shared.users += 1;
  const [eu, us] = await shared.started;
  project.provide('sharedClusters', { 'eu-1': describe(eu), 'us-1': describe(us) });
  return async () => {
    shared.users -= 1;
    if (shared.users === 0) await Promise.all([eu.stop(), us.stop()]);
  };
}

async function start(): Promise<readonly [ControlPlane, ControlPlane]> {
  return await Promise.all([
    startControlPlane({ name: 'eu-1', version: '1.35' }),
    startControlPlane({ name: 'us-1', version: '1.36' }),
  ]);
}

// Only plain data reaches the processes that run the tests.
function describe(controlPlane: ControlPlane): ControlPlaneDescription {
  const { name, version, url, kubeconfigPath, contextName, auditLogPath, folder, etcdUrl } = controlPlane;
  const { certificateAuthority, certificate, key } = controlPlane;
  const places = { url, etcdUrl, folder, kubeconfigPath, contextName, auditLogPath };
  return { name, version, ...places, certificateAuthority, certificate, key };
}
