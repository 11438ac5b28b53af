import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulatedCluster } from '../../src/simulator/start-simulated-cluster.ts';
import { criLine, startLoggingControlPlane } from '../support/log-files.ts';
import { sharedClusterIfAny } from '../support/shared-clusters.ts';
import { waitFor } from '../support/wait-for.ts';
import { images, namespace as namespaceObject, statefulSet } from '../support/workloads.ts';
import { send } from './raw-client.ts';
import type { Endpoint } from './raw-client.ts';

/** A cluster with a pod `web-0` that writes `tick 1`, `tick 2` and so on, one each second. */
interface LoggingTarget {
  readonly endpoint: Endpoint;
  close(): Promise<void>;
}

const namespace = 'logs';
const stamped = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z \S/;

async function simulated(): Promise<LoggingTarget> {
  const token = 'contract-suite';
  const cluster = await startSimulatedCluster(
    {
      name: 'logs',
      labels: {},
      kubernetesVersion: 'v1.35.4',
      nodes: { count: 1, cpu: '8', memory: '16Gi', zones: ['a'] },
      namespaces: [{ name: namespace }],
      workloads: [
        { kind: 'StatefulSet', namespace, name: 'web', replicas: 1, containers: [{ name: 'app', image: images.good }] },
      ],
      lifecycles: [
        { name: 'default', images: ['*'], pull: 0.1, ready: 0.2, stop: 0.1, log: { every: 1, lines: ['tick {n}'] } },
      ],
      outages: [],
    },
    { token },
  );
  return { endpoint: { url: cluster.url, token }, close: () => cluster.close() };
}

async function real(): Promise<LoggingTarget> {
  const pod = { namespace, name: 'web-0' };
  const cluster = await startLoggingControlPlane({ name: 'logs', version: '1.36', nodes: 1 }, [pod]);
  const start = Math.floor(Date.now() / 1_000) * 1_000 - 60_000;
  const times = Array.from({ length: 60 }, (_, second) => new Date(start + second * 1_000).toISOString());
  cluster.append(
    pod,
    times.map((time, index) => criLine(time.replace('.000Z', '.000000000Z'), `tick ${index + 1}`)),
  );
  await cluster.controlPlane.apply(namespaceObject(namespace), statefulSet({ namespace, name: 'web', replicas: 1 }));
  const { url, certificateAuthority: ca, certificate: cert, key } = cluster.controlPlane;
  return { endpoint: { url, tls: { ca, cert, key } }, close: () => cluster.stop() };
}

const targets = { simulator: simulated, ...(sharedClusterIfAny('us-1') !== undefined && { kubelet: real }) };

describe.each(Object.entries(targets))('the log of %s', (_name, open) => {
  let target: LoggingTarget;

  beforeAll(async () => {
    target = await open();
    await waitFor('lines', async () => (await ask('tailLines=4')).lines.length === 4);
  });
  afterAll(() => target?.close());

  async function ask(query: string) {
    const path = `/api/v1/namespaces/${namespace}/pods/web-0/log?timestamps=true&${query}`;
    const { status, text, json } = await send(target.endpoint, { path });
    return { status, json, lines: (text ?? '').split('\n').filter((line) => line !== '') };
  }

  it('has lines with nine digits of a second', async () => {
    const { status, lines } = await ask('container=app&tailLines=3');
    expect(status).toBe(200);
    expect(lines.map((line) => stamped.test(line))).toEqual([true, true, true]);
  });

  it('begins with a second that is asked for, and that second is whole', async () => {
    const { lines } = await ask('tailLines=4');
    const second = lines[2]?.slice(0, 19) ?? '';
    const since = await ask(`sinceTime=${encodeURIComponent(`${second}Z`)}`);
    expect(since.lines[0]).toBe(lines[2]);
  });

  it('has of the last lines those that are new enough', async () => {
    const { lines } = await ask('tailLines=4');
    const since = await ask(`tailLines=2&sinceTime=${encodeURIComponent(`${lines[0]?.slice(0, 19)}Z`)}`);
    expect(since.lines.length).toBe(2);
  });

  it.each([
    // In other words by kwok than by a kubelet.
    ['previous=true', ''],
    ['container=nope', 'container nope is not valid for pod web-0'],
  ])('is refused with %s', async (query, message) => {
    const { status, json } = await ask(query);
    expect([status, json]).toMatchObject([
      400,
      { kind: 'Status', message: expect.stringContaining(message) as string },
    ]);
  });
});
