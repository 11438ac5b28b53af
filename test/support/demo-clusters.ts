import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSimulatedFleet } from '../../src/simulator/start-simulated-fleet.ts';
import type { SimulatedFleetCluster } from '../../src/simulator/start-simulated-fleet.ts';

const directory = fileURLToPath(new URL('../../clusters/demo', import.meta.url));

/** The simulated clusters of the demo in this process, for a gateway in another. */
export interface DemoClusters {
  readonly clusters: readonly SimulatedFleetCluster[];
  /** With a cluster file for each. */
  readonly folder: string;
  close(): Promise<void>;
}

/** @param more what the file of each cluster says besides how to reach it */
export async function startDemoClusters(more: (name: string) => object = () => ({})): Promise<DemoClusters> {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-demo-'));
  const fleet = await startSimulatedFleet({ directory });
  for (const { name, url, token, adopt } of fleet.clusters) {
    writeFileSync(join(folder, `${name}.token`), token ?? '');
    const file = { name, server: url, tokenFile: `${name}.token`, adopt, ...more(name) };
    // JSON is YAML.
    writeFileSync(join(folder, `${name}.yaml`), JSON.stringify(file));
  }
  return {
    clusters: fleet.clusters,
    folder,
    async close() {
      await fleet.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
