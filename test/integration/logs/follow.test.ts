import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appId } from '../../../src/graphql/ids.ts';
import { startGatewayUnderTest } from '../../support/gateway.ts';
import type { GatewayUnderTest } from '../../support/gateway.ts';
import { startLoggingControlPlane } from '../../support/log-files.ts';
import type { LoggedPod, LoggingControlPlane } from '../../support/log-files.ts';
import { waitFor } from '../../support/wait-for.ts';
import { environmentNamespace, statefulSet } from '../../support/workloads.ts';
import type { KubernetesObject } from '../../support/workloads.ts';
import { LogReader } from './log-reader.ts';
import { NumberedLines } from './numbered-lines.ts';

const namespace = 'acme-prod';
const app = { tenant: 'acme', environment: 'prod', name: 'web', kind: 'STATEFUL_SET' } as const;
const pods: readonly LoggedPod[] = ['web-0', 'web-1', 'web-2'].map((name) => ({ namespace, name }));
/** Of all containers together. */
const total = 100_000;
const reconnectAt = [12_000, 30_000, 45_000, 70_000, 85_000];
const restartAt = 20_000;
const rolloutAt = 50_000;

interface RawPod {
  readonly metadata: { readonly name: string; readonly uid: string; readonly deletionTimestamp?: string };
  readonly status: { readonly phase?: string };
}

let clusters: readonly LoggingControlPlane[];
let gateway: GatewayUnderTest;

beforeAll(async () => {
  clusters = await Promise.all([
    startLoggingControlPlane({ name: 'eu', version: '1.35', nodes: 1 }, pods),
    startLoggingControlPlane({ name: 'us', version: '1.36', nodes: 1 }, pods),
  ]);
  for (const { controlPlane } of clusters) {
    const set = statefulSet({ namespace, name: 'web', replicas: 3, spec: { podManagementPolicy: 'Parallel' } });
    await controlPlane.apply(environmentNamespace(namespace, 'acme', 'prod'), held(set));
    await controlPlane.kubectl(['rollout', 'status', 'statefulset/web', '-n', namespace, '--timeout=60s']);
  }
  gateway = await startGatewayUnderTest({
    clusters: clusters.map(({ controlPlane: { name, kubeconfigPath } }) => ({
      name,
      kubeconfig: kubeconfigPath,
    })),
  });
  const query = `{ app(tenant: "acme", environment: "prod", name: "web") { pods { nodes { phase } } } }`;
  await waitFor('the gateway sees all pods', async () => {
    const body = JSON.stringify({ query });
    const answer = await fetch(gateway.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    return (await answer.text()).match(/RUNNING/g)?.length === 2 * pods.length;
  });
});
afterAll(async () => {
  await gateway?.close();
  await Promise.all((clusters ?? []).map((cluster) => cluster.stop()));
});

describe('a followed app', () => {
  it(`has each of ${total.toLocaleString('en')} lines once, in the order of its container, through a rollout, a restart of an API server and five reconnects`, async () => {
    const lanes = clusters.flatMap((cluster) => pods.map((pod) => new NumberedLines(cluster, pod)));
    const last = Math.ceil(total / lanes.length);
    const told = new Map(lanes.map((lane) => [keyOf(lane.cluster.controlPlane.name, lane.pod.name), [] as number[]]));
    const toldOf = (lane: NumberedLines) => told.get(keyOf(lane.cluster.controlPlane.name, lane.pod.name)) ?? [];
    const reader = new LogReader(gateway.url, appId(app));
    reader.onLine = ({ cluster, pod, message }) => {
      told.get(keyOf(cluster.name, pod))?.push(Number(/^line (\d+) of/.exec(message)?.[1]));
    };
    reader.open();
    await waitFor('the stream begins', () => reader.hasBegun);

    // Each pod has a log of its own: the next one of its name begins when all of the one before was told.
    const uids = new Map<NumberedLines, string>();
    const ending = new Set<NumberedLines>();
    let renewed = 0;
    const marksOf = (wanted: string) => reader.marks.filter(({ kind }) => kind === wanted);
    // Who comes back and finds a pod gone cannot know that it had told everything: that would be a gap, and rightly so.
    const isSettled = () => ending.size === 0 && ['JOINED', 'ENDED'].every((kind) => marksOf(kind).length === renewed);
    const look = async () => {
      for (const cluster of clusters) {
        const { status, body } = await cluster.controlPlane
          .request('GET', `/api/v1/namespaces/${namespace}/pods`)
          .catch(() => ({ status: 0, body: null }));
        if (status !== 200) continue;
        for (const lane of lanes.filter((each) => each.cluster === cluster)) {
          const pod = (body as { readonly items: readonly RawPod[] }).items.find(
            ({ metadata }) => metadata.name === lane.pod.name,
          );
          if (pod === undefined) continue;
          if (pod.metadata.deletionTimestamp !== undefined && !ending.has(lane)) {
            ending.add(lane);
            await waitFor(`all of ${lane.pod.name} told`, () => toldOf(lane).length >= lane.written, {
              timeout: 60_000,
            });
            lane.cluster.renew(lane.pod);
            renewed += 1;
            await letGo(lane);
          }
          const isNext = uids.has(lane) && uids.get(lane) !== pod.metadata.uid;
          if (isNext && pod.status.phase === 'Running') ending.delete(lane);
          if (!ending.has(lane)) uids.set(lane, pod.metadata.uid);
        }
      }
    };

    const due = [...reconnectAt];
    let restarted: Promise<void> | null = null;
    let rolledOut = false;
    for (let count = 0; count < lanes.length * last; count = sum(lanes.map(({ written }) => written))) {
      reader.assertOpen();
      if (rolledOut || count % 3_000 < 1_200) await look();
      for (const lane of lanes) if (!ending.has(lane)) lane.write(Math.min(200, last - lane.written));

      const [next] = due;
      if (next !== undefined && isSettled() && reader.lines.length >= next) {
        due.shift();
        await reader.reconnect();
      }
      if (restarted === null && count >= restartAt) restarted = restart(clusters[0]);
      if (!rolledOut && count >= rolloutAt) {
        await restarted;
        rolledOut = true;
        for (const { controlPlane } of clusters) {
          await controlPlane.kubectl(['rollout', 'restart', 'statefulset/web', '-n', namespace]);
        }
      }
      // The reader is in the middle of it all, and not at the end of what is there already.
      await waitFor('the reader follows', () => count - reader.lines.length < (rolledOut ? 2_000 : 15_000), {
        interval: 5,
        timeout: 60_000,
      });
      await turn();
    }
    await waitFor('all lines told', () => reader.lines.length >= lanes.length * last, { timeout: 60_000 });
    expect(due).toEqual([]);
    await reader.close();

    for (const lane of lanes) expect(toldOf(lane)).toEqual(Array.from({ length: last }, (_, index) => index + 1));
    expect(marksOf('GAP')).toEqual([]);
    const marked = (wanted: string) =>
      marksOf(wanted)
        .map(({ cluster, pod }) => keyOf(cluster.name, pod))
        .toSorted();
    expect(marked('JOINED')).toEqual([...told.keys()].toSorted());
  }, 300_000);
});

const finalizer = 'tenantry.test/told';

/** A pod of it goes when the test lets it go. */
function held({ spec, ...set }: KubernetesObject): KubernetesObject {
  const { template, ...rest } = spec as { readonly template: { readonly metadata: object } };
  return {
    ...set,
    spec: { ...rest, template: { ...template, metadata: { ...template.metadata, finalizers: [finalizer] } } },
  };
}

async function letGo({ cluster, pod }: NumberedLines): Promise<void> {
  const patch = JSON.stringify({ metadata: { finalizers: null } });
  await cluster.controlPlane.kubectl(['patch', 'pod', pod.name, '-n', pod.namespace, '--type=merge', '-p', patch]);
}

async function restart(cluster: LoggingControlPlane | undefined): Promise<void> {
  await cluster?.controlPlane.kill();
  await cluster?.controlPlane.startApiServer();
}

function keyOf(cluster: string, pod: string): string {
  return `${cluster}/${pod}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}
