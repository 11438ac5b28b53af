import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '../../sdk/src/sdk.ts';
import type { TenantryClient } from '../../sdk/src/sdk.ts';
import { startGateway } from '../../src/compose.ts';
import type { Gateway } from '../../src/compose.ts';
import { readConfig } from '../../src/config.ts';
import { systemClock } from '../../src/lib/clock.ts';
import type { Clock } from '../../src/lib/clock.ts';
import type { Log } from '../../src/lib/log.ts';
import { recordingLog } from './recording/record-log.ts';
import { recordMetrics } from './recording/record-metrics.ts';
import { recordRecords } from './recording/record-records.ts';

/** A cluster file; see `clusters/cluster.schema.json`. Its file is named after it. */
export interface ClusterFile {
  readonly name: string;
  readonly [field: string]: unknown;
}

export interface GatewayUnderTestOptions {
  /** Cluster files to begin with; none: the simulated fleet serves. */
  readonly clusters?: readonly ClusterFile[];
  readonly kubeconfig?: string;
  /** Settings as the environment gives them, such as `DATABASE_URL`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: into the recording of this run. */
  readonly log?: Log;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Milliseconds to wait until every cluster has been read or has failed. Default: 10 000. */
  readonly settleMs?: number;
}

/** A whole gateway in this process, on a port and with records of its own. */
export interface GatewayUnderTest extends AsyncDisposable {
  /** Such as `http://127.0.0.1:40123/graphql`. */
  readonly url: string;
  readonly wsUrl: string;
  /** Where its cluster files are: write there to change the fleet. */
  readonly clustersFolder: string;
  readonly gateway: Gateway;
  readonly client: TenantryClient;
  close(): Promise<void>;
}

/** Starts a gateway and waits until it has read its clusters. */
export async function startGatewayUnderTest(options: GatewayUnderTestOptions = {}): Promise<GatewayUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-gateway-'));
  const clustersFolder = join(folder, 'clusters');
  mkdirSync(clustersFolder);
  // JSON is YAML.
  for (const cluster of options.clusters ?? []) {
    writeFileSync(join(clustersFolder, `${cluster.name}.yaml`), JSON.stringify(cluster));
  }
  const databaseUrl = options.env?.['DATABASE_URL'] ?? `sqlite:${join(folder, 'records.db')}`;
  const outcome = readConfig({
    env: { PORT: '0', TENANTRY_CLUSTERS: clustersFolder, ...options.env, DATABASE_URL: databaseUrl },
    argv: options.kubeconfig === undefined ? [] : ['--kubeconfig', options.kubeconfig],
    cwd: folder,
    version: '0.0.0',
  });
  if (outcome.type !== 'run') throw new Error(`These settings are refused: ${JSON.stringify(outcome)}`);
  const gateway = await startGateway(outcome.config, {
    log: options.log ?? recordingLog(),
    clock: options.clock ?? systemClock,
  });
  await gateway.settled(options.settleMs ?? 10_000);
  const client = createClient({ url: gateway.url });
  const close = async (): Promise<void> => {
    await client.close();
    await recordMetrics(gateway.url);
    await gateway.close(0);
    await recordRecords(databaseUrl);
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    url: gateway.url,
    wsUrl: gateway.url.replace('http:', 'ws:'),
    clustersFolder,
    gateway,
    client,
    close,
    [Symbol.asyncDispose]: close,
  };
}
