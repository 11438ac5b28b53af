import { afterEach, describe, expect, it } from 'vitest';
import { createManualClock } from '../../lib/manual-clock.ts';
import { silentLog } from '../../lib/log.ts';
import { jsonClient, protobufClient } from './load-client.fixture.ts';
import type { SeenEvent, SeenObject } from './load-client.fixture.ts';
import { startLoadFleet } from './load-fleet.ts';
import type { LoadFleet } from './load-fleet.ts';
import { podKind } from './load-kinds.ts';

const open: LoadFleet[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((fleet) => fleet.close()));
});

const clock = createManualClock(Date.UTC(2030, 0, 1));

async function start(clusters = 1, deployments = 40): Promise<LoadFleet> {
  const fleet = await startLoadFleet({ clusters, deployments, formats: ['json', 'protobuf'], clock, log: silentLog });
  open.push(fleet);
  return fleet;
}

describe.each([jsonClient, protobufClient])('a load cluster in $format', ({ list, watch }) => {
  it('has Deployments, ReplicaSets and pods that own each other, in namespaces of environments', async () => {
    const [server] = (await start()).servers;
    const [deployments, replicaSets, pods, namespaces] = await Promise.all(
      ['/apis/apps/v1/deployments', '/apis/apps/v1/replicasets', '/api/v1/pods', '/api/v1/namespaces'].map(
        async (path) => (await list(`${server?.url}${path}`)).items,
      ),
    );
    expect([deployments?.length, replicaSets?.length, pods?.length]).toEqual([40, 80, 120]);
    expect(new Set([deployments, replicaSets, pods].flatMap((items) => items?.map(uidOf))).size).toBe(240);
    expect(new Set(pods?.map(ownerOf))).toEqual(new Set(replicaSets?.filter(serves).map(uidOf)));
    expect(new Set(replicaSets?.map(ownerOf))).toEqual(new Set(deployments?.map(uidOf)));
    expect(namespaces?.map(({ metadata }) => metadata.name)).toEqual([
      'tenant-00000-dev',
      'tenant-00000-qas',
      'kube-system',
      'default',
    ]);
  });

  it('lists in pages that show one moment, and tells what changed since then to who watches from there', async () => {
    const [server] = (await start()).servers;
    const url = `${server?.url}/api/v1/pods`;
    const first = await list(`${url}?limit=70`);
    server?.cluster.restart(100);
    const second = await list(`${url}?limit=70&continue=${encodeURIComponent(first.metadata.continue ?? '')}`);
    expect(second.metadata).toEqual({ resourceVersion: first.metadata.resourceVersion });
    const shown = [...first.items, ...second.items];
    expect(new Set(shown.map(({ metadata }) => metadata.name)).size).toBe(120);
    expect(shown.every(({ metadata }) => metadata.resourceVersion === first.metadata.resourceVersion)).toBe(true);

    const [event] = await take(1, watch(`${url}?watch=1&resourceVersion=${first.metadata.resourceVersion}`));
    expect(event).toMatchObject({ type: 'MODIFIED', object: { metadata: { uid: uidOf(shown[100]) } } });
    const changed = (await list(url)).items[100];
    expect(event?.object).toEqual({ kind: 'Pod', apiVersion: 'v1', ...changed });
  });

  it('streams its list, then the changes: applied to it they make the next list', async () => {
    const fleet = await start(1, 20);
    const [server] = fleet.servers;
    for (const path of ['/api/v1/pods', '/apis/apps/v1/replicasets', '/apis/apps/v1/deployments']) {
      const url = `${server?.url}${path}`;
      const events = watch(`${url}?watch=1&sendInitialEvents=true&allowWatchBookmarks=true`);
      const objects = new Map<string, SeenObject>();
      const before = await list(url);
      for (const { type, object } of await take(before.items.length, events)) {
        expect(type).toBe('ADDED');
        objects.set(object.metadata.uid, object);
      }
      const [bookmark] = await take(1, events);
      expect(bookmark).toMatchObject({
        type: 'BOOKMARK',
        object: { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
      });
      fleet.churn(300);
      clock.advance(1000);
      fleet.churn(0);
      const after = await list(url);
      let version = Number(before.metadata.resourceVersion);
      const last = Math.max(...after.items.map(({ metadata }) => Number(metadata.resourceVersion)));
      while (version < last) {
        const [event] = await take(1, events);
        if (event === undefined) break;
        const { uid, resourceVersion } = event.object.metadata;
        expect(Number(resourceVersion)).toBeGreaterThan(version);
        version = Number(resourceVersion);
        expect(objects.has(uid)).toBe(event.type !== 'ADDED');
        if (event.type === 'DELETED') objects.delete(uid);
        else objects.set(uid, event.object);
      }
      expect([...objects.values()].map(withoutKind).toSorted(byName)).toEqual([...after.items].toSorted(byName));
      await events.return();
    }
  });

  it('says that a version or a page is too old', async () => {
    const fleet = await start();
    const [server] = fleet.servers;
    const url = `${server?.url}/api/v1/pods`;
    const { resourceVersion } = (await list(url)).metadata;
    fleet.burst(9000);
    const [event] = await take(1, watch(`${url}?watch=1&resourceVersion=${resourceVersion}`));
    expect(event).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
    expect((await fetch(`${url}?limit=1&continue=99%201`)).status).toBe(410);
  });
});

describe('a load fleet', () => {
  it('has the same objects in both formats', async () => {
    const fleet = await start(2);
    fleet.churn(2000);
    clock.advance(1000);
    fleet.churn(0);
    for (const { url } of fleet.servers) {
      for (const path of [
        '/api/v1/namespaces',
        '/api/v1/pods',
        '/apis/apps/v1/replicasets',
        '/apis/apps/v1/deployments',
      ]) {
        const [asJson, asProtobuf] = [await jsonClient.list(url + path), await protobufClient.list(url + path)];
        expect(asProtobuf).toEqual({ metadata: asJson.metadata, items: asJson.items });
      }
    }
  });

  it('tells apart what its clusters have, and lets two of them have the same tenants', async () => {
    const fleet = await start(3);
    const pods = await Promise.all(
      fleet.servers.map(async ({ url }) => (await jsonClient.list(`${url}/api/v1/pods`)).items),
    );
    expect(new Set(pods.flat().map(uidOf)).size).toBe(360);
    const namespaces = pods.map((each) => each[0]?.metadata.namespace);
    expect(namespaces).toEqual(['tenant-00000-dev', 'tenant-00000-dev', 'tenant-00001-dev']);
  });

  it('has a cluster that is a black hole answer nothing until it is none', async () => {
    const [server] = (await start()).servers;
    const events = jsonClient.watch(`${server?.url}/api/v1/pods?watch=1&resourceVersion=1000000000`);
    const event = events.next();
    await server?.setMode('black-hole');
    let answered = false;
    const answer = fetch(`${server?.url}/readyz`).then((response) => {
      answered = true;
      return response.text();
    });
    server?.cluster.restart(0);
    // What another server answers has had the time that this one would have needed.
    const [other] = (await start()).servers;
    await fetch(`${other?.url}/readyz`);
    expect(answered).toBe(false);
    await server?.setMode('serving');
    expect(await answer).toBe('ok');
    expect((await event).value).toMatchObject({ type: 'MODIFIED' });
    await events.return();
  });

  it('has a cluster that is away refuse connections, and come back at the same address with all that happened', async () => {
    const [server] = (await start()).servers;
    await server?.setMode('away');
    await expect(fetch(`${server?.url}/readyz`)).rejects.toThrow('fetch failed');
    server?.cluster.restart(0);
    await server?.setMode('serving');
    const [event] = await take(1, jsonClient.watch(`${server?.url}/api/v1/pods?watch=1&resourceVersion=1000000000`));
    expect(event).toMatchObject({ type: 'MODIFIED' });
  });

  it('changes as often as it is told, and finishes the rollouts that it began', async () => {
    const fleet = await start(2);
    fleet.churn(500);
    clock.advance(2000);
    const changes = (): number =>
      fleet.servers.reduce((sum, { cluster }) => sum + cluster.resourceVersion - 1_000_000_000, 0);
    expect(changes()).toBeGreaterThan(950);
    expect(changes()).toBeLessThanOrEqual(1000);
    fleet.churn(0);
    const before = changes();
    clock.advance(2000);
    expect(changes()).toBe(before);
    for (const { cluster } of fleet.servers) expect(cluster.log(podKind).snapshot()).toHaveLength(120);
  });
});

async function take(count: number, events: AsyncGenerator<SeenEvent, void, undefined>): Promise<readonly SeenEvent[]> {
  const taken: SeenEvent[] = [];
  while (taken.length < count) {
    const { value, done } = await events.next();
    if (done === true) break;
    taken.push(value);
  }
  return taken;
}

function uidOf(object: SeenObject | undefined): string | undefined {
  return object?.metadata.uid;
}

function ownerOf({ metadata }: SeenObject): string | undefined {
  return metadata.ownerReferences?.[0]?.uid;
}

function serves(replicaSet: SeenObject): boolean {
  return (replicaSet['status'] as { readonly replicas: number }).replicas > 0;
}

function withoutKind({ kind: _kind, apiVersion: _version, ...object }: SeenObject): object {
  return object;
}

function byName(a: object, b: object): number {
  const [left, right] = [a, b].map((each) => {
    const { namespace, name } = (each as SeenObject).metadata;
    return `${namespace}/${name}`;
  }) as [string, string];
  return left < right ? -1 : 1;
}
