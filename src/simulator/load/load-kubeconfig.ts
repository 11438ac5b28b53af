import { readFileSync, writeFileSync } from 'node:fs';
import type { LoadServer } from './load-server.ts';

/** By this a file is known as one of ours. */
const mark = 'load.tenantry.dev';

/** A kubeconfig with a context for each cluster, which asks nobody for a credential. */
export function loadKubeconfig(servers: readonly LoadServer[]): string {
  const names = servers.map(({ cluster }) => cluster.name);
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    extensions: [{ name: mark, extension: {} }],
    'current-context': names[0] ?? '',
    clusters: servers.map(({ cluster, url }) => ({ name: cluster.name, cluster: { server: url } })),
    contexts: names.map((name) => ({ name, context: { cluster: name, user: 'anyone' } })),
    users: [{ name: 'anyone', user: {} }],
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

/**
 * Writes it where nothing is, or one that was written before: other files hold somebody's credentials.
 * @throws Error where something else is there, or nothing can be written
 */
export function writeLoadKubeconfig(path: string, text: string): void {
  if (!isOursOrNothing(path))
    throw new Error(`${path} is there, and is not of load clusters: say where else to write with --write-kubeconfig.`);
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new Error(`The kubeconfig cannot be written (${String(error)}): say where with --write-kubeconfig.`, {
      cause: error,
    });
  }
}

function isOursOrNothing(path: string): boolean {
  try {
    return readFileSync(path, 'utf8').includes(`"name": "${mark}"`);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}
