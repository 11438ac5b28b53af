// What benchmarks on a real control plane have in common: the control plane, and a gateway as a user starts it, with callers.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, typedDocument } from '../../sdk/src/sdk.ts';
import type { TenantryClient } from '../../sdk/src/sdk.ts';
import { hashToken, newToken } from '../../src/auth/caller-token.ts';
import type { ControlPlane } from '../support/control-plane.ts';
import { startControlPlane } from '../support/control-plane.ts';
import { startGatewayProcess } from '../support/gateway-process.ts';
import { waitFor } from '../support/wait-for.ts';
import { deployment, environmentNamespace } from '../support/workloads.ts';

/** Where the apps are: of the tenant `acme`, in `prod`. */
export const home = 'acme-prod';

export interface RealGateway extends AsyncDisposable {
  /** Such as `http://127.0.0.1:40123/graphql`. */
  readonly url: string;
  readonly token: string;
  readonly client: TenantryClient;
  readonly pid: number;
  /** By name. */
  readonly appIds: ReadonlyMap<string, string>;
}

/** A control plane with Deployments `app-0`, `app-1` … at rest. */
export async function startFilledCluster(apps: number, replicas: number): Promise<ControlPlane> {
  const cluster = await startControlPlane({ name: 'bench', version: '1.36', nodes: 3 });
  const made = Array.from({ length: apps }, (_, index) =>
    deployment({ namespace: home, name: `app-${index}`, replicas, secrets: false }),
  );
  await cluster.apply(environmentNamespace(home, 'acme', 'prod'), ...made);
  await cluster.kubectl(['-n', home, 'wait', '--for=condition=Available', 'deployment', '--all', '--timeout=60s']);
  return cluster;
}

/** A gateway of one caller with a role, which has read the cluster with the rights that the guide tells to give it. */
export async function startRealGateway(
  cluster: ControlPlane,
  env: Readonly<Record<string, string>> = {},
): Promise<RealGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-bench-'));
  const token = newToken(randomBytes);
  const callers = join(folder, 'callers.yaml');
  const caller = { name: 'ann', kind: 'TOKEN', roles: ['platform-administrator'], tokenHash: hashToken(token) };
  writeFileSync(callers, JSON.stringify({ callers: [caller] }));
  const role = readFileSync(new URL('../../docs/cluster-role.yaml', import.meta.url), 'utf8');
  const kubeconfig = await cluster.serviceAccountKubeconfig(role);
  const process = startGatewayProcess(['--kubeconfig', kubeconfig], {
    TENANTRY_CALLERS: callers,
    LOG_LEVEL: 'error',
    ...env,
  });
  const url = await process.url();
  const client = createClient({ url, token });
  const appIds = await waitFor('the gateway shows the apps', async () => {
    const { apps } = await client.query(appsDocument, {});
    return apps.nodes.length > 0 && new Map(apps.nodes.map(({ name, id }) => [name, id]));
  });
  return {
    url,
    token,
    client,
    pid: process.pid,
    appIds,
    async [Symbol.asyncDispose]() {
      await client.close();
      await process[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

const appsDocument = typedDocument<{ apps: { nodes: { id: string; name: string }[] } }, object>(
  '{ apps(first: 500, filter: { tenants: ["acme"] }) { nodes { id name } } }',
);
