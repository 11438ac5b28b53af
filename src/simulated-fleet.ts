import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterDefinition } from './domain/clusters/cluster-definition.ts';
import { readAdoptionRules } from './kubernetes/cluster-files/adoption-rules.ts';
import type { ClusterTarget } from './kubernetes/cluster-files/cluster-files.ts';
import type { Log } from './lib/log.ts';
import { startSimulatedFleet } from './simulator/start-simulated-fleet.ts';

/** The simulated clusters, registered like any others: reached over HTTP with a token from a file. */
export interface RegisteredSimulation {
  /** Takes the clusters out of the target and ends them. Does nothing the second time. */
  close(): Promise<void>;
}

/** Starts the clusters of a folder and registers them. @throws where a file of the folder is wrong */
export async function registerSimulatedFleet(options: {
  readonly directory: string;
  readonly target: ClusterTarget;
  readonly log: Log;
}): Promise<RegisteredSimulation> {
  const { directory, target, log } = options;
  await using starting = new AsyncDisposableStack();
  const simulation = await startSimulatedFleet({ directory, log });
  starting.defer(() => simulation.close());
  const folder = await mkdtemp(join(tmpdir(), 'tenantry-simulated-'));
  starting.defer(() => rm(folder, { recursive: true, force: true }));

  for (const { name, labels, url, token, adopt } of simulation.clusters) {
    const rules = readAdoptionRules(adopt);
    if (!rules.ok) throw new Error(`${directory}: ${name}: ${rules.failure}`);
    const tokenFile = join(folder, `${name}.token`);
    if (token !== undefined) await writeFile(tokenFile, token, { mode: 0o600 });
    const definition: ClusterDefinition = {
      name,
      labels,
      connection: { type: 'server', server: url, ...(token === undefined ? {} : { tokenFile }) },
      tenants: ['*'],
      adopt: rules.value,
      origin: 'the simulated fleet',
    };
    await target.add(definition);
    starting.defer(() => target.remove(name));
  }
  const started = starting.move();
  return { close: () => started.disposeAsync() };
}
