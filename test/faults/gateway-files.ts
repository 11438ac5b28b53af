import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterFile } from '../support/gateway.ts';

/** What a gateway keeps on disk: its cluster files and its records, for more than one process in turn. */
export interface GatewayFiles {
  readonly databasePath: string;
  /** Settings that lead a gateway to these files. */
  readonly env: Readonly<Record<string, string>>;
  remove(): void;
}

/** Writes the cluster files into a new folder. */
export function writeGatewayFiles(clusters: readonly ClusterFile[]): GatewayFiles {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-faults-'));
  const clustersFolder = join(folder, 'clusters');
  mkdirSync(clustersFolder);
  // JSON is YAML.
  for (const cluster of clusters) {
    writeFileSync(join(clustersFolder, `${cluster.name}.yaml`), JSON.stringify(cluster));
  }
  const databasePath = join(folder, 'records.db');
  return {
    databasePath,
    env: { TENANTRY_CLUSTERS: clustersFolder, DATABASE_URL: `sqlite:${databasePath}` },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
