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

/** A line for each Deployment and pod, with its image and its last change. */
function held({ servers }: LoadFleet): readonly string[] {
  const lines = servers.flatMap(({ cluster }) => {
    const { deployments, pods } = heldObjects(cluster);
    return [...deployments, ...pods].map(({ namespace, name, revision, sequence }) =>
      line(cluster.name, namespace, name, `1.0.${revision}`, sequence),
    );
  });
  return lines.toSorted();
}

interface Shown {
  readonly instances: readonly {
    readonly cluster: { readonly name: string };
    readonly namespace: string;
    readonly name: string;
    readonly image: string;
    readonly labels: readonly { readonly key: string; readonly value: string }[];
  }[];
  readonly pods: {
    readonly nodes: readonly {
      readonly cluster: { readonly name: string };
      readonly namespace: string;
      readonly name: string;
      readonly containers: readonly {
        readonly image: string;
        readonly lastTermination: { readonly message: string } | null;
      }[];
    }[];
  };
}

/** The same of what the graph shows. */
async function shown(url: string): Promise<readonly string[]> {
  const query = `{ apps(first: 500) { nodes {
    instances { cluster { name } namespace name image labels { key value } }
    pods(first: 20) { nodes { cluster { name } namespace name containers { image lastTermination { message } } } } } } }`;
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const { data } = (await response.json()) as {
    readonly data: { readonly apps: { readonly nodes: readonly Shown[] } };
  };
  const lines = data.apps.nodes.flatMap(({ instances, pods }) => [
    ...instances.map(({ cluster, namespace, name, image, labels }) => {
      const sequence = labels.find(({ key }) => key === 'load.tenantry.dev/sequence')?.value;
      return line(cluster.name, namespace, name, tagOf(image), Number(sequence));
    }),
    ...pods.nodes.map(({ cluster, namespace, name, containers: [container] }) => {
      const change = container?.lastTermination?.message ?? 'change 0';
      return line(cluster.name, namespace, name, tagOf(container?.image), Number(change.replace('change ', '')));
    }),
  ]);
  return lines.toSorted();
}

function line(cluster: string, namespace: string, name: string, tag: string, sequence: number): string {
  return `${cluster} ${namespace}/${name} ${tag} change ${sequence}`;
}

function tagOf(image = ''): string {
  return image.split(':').at(-1) ?? '';
}
