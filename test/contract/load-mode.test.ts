import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { heldObjects } from '../../src/simulator/load/held-objects.ts';
import type { Format } from '../../src/simulator/load/kind-encoder.ts';
import { startLoadFleet } from '../../src/simulator/load/load-fleet.ts';
import type { LoadFleet } from '../../src/simulator/load/load-fleet.ts';
import { loadKubeconfig } from '../../src/simulator/load/load-kubeconfig.ts';
import { startGatewayUnderTest } from '../support/gateway.ts';
import { linesHeld, linesShown, shownFields } from '../support/held-and-shown.ts';
import type { ShownApp } from '../support/held-and-shown.ts';
import { waitFor } from '../support/wait-for.ts';

const folder = mkdtempSync(join(tmpdir(), 'tenantry-load-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each<{ readonly name: string; readonly formats: readonly Format[] }>([
  { name: 'JSON alone', formats: ['json'] },
  { name: 'protobuf', formats: ['json', 'protobuf'] },
])(
  'a gateway shows exactly what clusters under load have, read as $name, and each change of it',
  async ({ formats }) => {
    const fleet = await startLoadFleet({ clusters: 3, deployments: 40, formats, clock: systemClock, log: silentLog });
    try {
      const kubeconfig = join(folder, `${formats.length}.kubeconfig`);
      writeFileSync(kubeconfig, loadKubeconfig(fleet.servers));
      await using gateway = await startGatewayUnderTest({ kubeconfig, settleMs: 60_000 });
      expect(await shown(gateway.url)).toEqual(held(fleet));

      fleet.churn(2000);
      await waitFor('changes in every cluster', () =>
        fleet.servers.every(({ cluster }) => heldObjects(cluster).pods.some(({ sequence }) => sequence > 200)),
      );
      fleet.churn(0);
      const last = held(fleet);
      await waitFor('the last changes', async () => JSON.stringify(await shown(gateway.url)) === JSON.stringify(last));
    } finally {
      await fleet.close();
    }
  },
);

function held({ servers }: LoadFleet): readonly string[] {
  return servers.flatMap(({ cluster }) => linesHeld(cluster.name, heldObjects(cluster))).toSorted();
}

async function shown(url: string): Promise<readonly string[]> {
  const query = `{ apps(first: 500) { nodes { ${shownFields} } } }`;
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const { data } = (await response.json()) as {
    readonly data: { readonly apps: { readonly nodes: readonly ShownApp[] } };
  };
  return data.apps.nodes.flatMap(linesShown).toSorted();
}
