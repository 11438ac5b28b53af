import { afterEach, describe, expect, it } from 'vitest';
import { startSimulatedCluster } from '../../src/simulator/start-simulated-cluster.ts';
import { startControlPlane } from '../support/control-plane.ts';
import { sharedClusterIfAny } from '../support/shared-clusters.ts';
import { namespace } from '../support/workloads.ts';
import { watch } from './raw-client.ts';
import type { Endpoint, WatchEvent } from './raw-client.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function simulated(): Promise<Endpoint> {
  const cluster = await startSimulatedCluster({
    name: 'expired',
    labels: {},
    kubernetesVersion: 'v1.35.4',
    nodes: { count: 1, cpu: '1', memory: '1Gi', zones: ['a'] },
    namespaces: [{ name: 'acme-prod' }],
    workloads: [],
    lifecycles: [],
    outages: [],
  });
  closing.push(() => cluster.close());
  cluster.store.changes.compact(cluster.store.resourceVersion());
  return { url: cluster.url };
}

/** A server of its own, for it has to forget: what it knows is gone with a restart after a compaction. */
async function real(): Promise<Endpoint> {
  const cluster = await startControlPlane({ name: 'expired', version: '1.35', nodes: 0 });
  closing.push(() => cluster.stop());
  for (const name of ['one', 'two', 'three']) await cluster.apply(namespace(name));
  await cluster.compactEtcd();
  await cluster.kill();
  await cluster.startApiServer();
  const { url, certificateAuthority: ca, certificate: cert, key } = cluster;
  return { url, tls: { ca, cert, key } };
}

const targets = { simulator: simulated, ...(sharedClusterIfAny('eu-1') === undefined ? {} : { 'eu-1': real }) };

describe.each(Object.entries(targets))('%s', (_name, open) => {
  it('answers a watch from a resourceVersion that is too old with an ERROR event, and ends', async () => {
    const endpoint = await open();
    const events: WatchEvent[] = [];
    for await (const event of watch(endpoint, '/api/v1/namespaces?watch=1&resourceVersion=1')) events.push(event);
    expect(events).toEqual([
      {
        type: 'ERROR',
        object: {
          kind: 'Status',
          apiVersion: 'v1',
          metadata: {},
          status: 'Failure',
          message: expect.stringMatching(/^too old resource version: 1 \(\d+\)$/),
          reason: 'Expired',
          code: 410,
        },
      },
    ]);
  });
});
