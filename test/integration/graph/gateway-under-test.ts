import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '../../../sdk/src/sdk.ts';
import type { TenantryClient } from '../../../sdk/src/sdk.ts';
import { startGateway } from '../../../src/compose.ts';
import type { Gateway } from '../../../src/compose.ts';
import { readConfig } from '../../../src/config.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { waitFor } from '../../support/wait-for.ts';

/** A cluster to register; its namespaces are read by Tenantry's labels. */
export interface RegisteredCluster {
  readonly name: string;
  readonly kubeconfigPath: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A whole gateway in this process, and a client of it. */
export interface GatewayUnderTest extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly client: TenantryClient;
}

/** Starts a gateway for these clusters, or for the simulated fleet where there are none, and waits until it is ready. */
export async function startGatewayUnderTest(clusters: readonly RegisteredCluster[]): Promise<GatewayUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-graph-'));
  mkdirSync(join(folder, 'clusters'));
  for (const { name, kubeconfigPath, labels = {} } of clusters) {
    const definition = { name, labels, kubeconfig: kubeconfigPath };
    writeFileSync(join(folder, 'clusters', `${name}.yaml`), JSON.stringify(definition));
  }
  const env = {
    PORT: '0',
    DATABASE_URL: `sqlite:${join(folder, 'records.db')}`,
    TENANTRY_CLUSTERS: join(folder, 'clusters'),
  };
  const outcome = readConfig({ env, argv: [], cwd: folder, version: '0.0.0' });
  if (outcome.type !== 'run') throw new Error(JSON.stringify(outcome));
  const gateway = await startGateway(outcome.config, { log: silentLog, clock: systemClock });
  await waitFor('the gateway is ready', async () => (await fetch(new URL('/readyz', gateway.url))).ok);
  const client = createClient({ url: gateway.url });
  return {
    gateway,
    client,
    async [Symbol.asyncDispose]() {
      await client.close();
      await gateway.close(0);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
