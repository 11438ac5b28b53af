import { describe, expect, it } from 'vitest';
import { MemoryCluster } from './testing/memory-cluster.ts';
import { namespace, pod, revisionOf, workload } from './testing/objects.ts';
import { fleetOf } from './testing/scene.ts';

function put(cluster: MemoryCluster, ns: string, name: string, labels: Record<string, string> = {}): void {
  cluster.workloads.DEPLOYMENT.put(workload(name, 'DEPLOYMENT', { meta: { namespace: ns, labels } }));
}

describe('the news of an app', () => {
  it('comes soon, and once for many changes', () => {
    const eu = new MemoryCluster('eu');
    eu.namespaces.put(namespace('acme-prod'));
    put(eu, 'acme-prod', 'web');
    put(eu, 'acme-prod', 'api');
    const scene = fleetOf(eu);
    scene.tick();
    const heard: string[] = [];
    const key = { tenant: 'acme', environment: 'prod', name: 'web', kind: 'DEPLOYMENT' } as const;
    const stop = scene.fleet.onAppChange(key, () => heard.push('web'));
    scene.fleet.onAnyAppChange((apps) =>
      heard.push(
        apps
          .map(({ name }) => name)
          .sort()
          .join('+'),
      ),
    );
    put(eu, 'acme-prod', 'web');
    put(eu, 'acme-prod', 'web');
    expect(heard).toEqual([]);
    scene.tick();
    expect(heard.splice(0)).toEqual(['web', 'web']);
    eu.loseTouch();
    scene.tick();
    expect(heard.splice(0)).toEqual(['web', 'api+web']);
    eu.workloads.DEPLOYMENT.remove('uid-acme-prod-DEPLOYMENT-web');
    scene.tick();
    expect(heard.splice(0)).toEqual(['web', 'web']);
    stop();
    put(eu, 'acme-prod', 'web');
    scene.tick();
    expect(heard).toEqual(['web']);
  });

  it('comes to those whose app changes between two portions of what is told', async () => {
    const eu = new MemoryCluster('eu');
    eu.namespaces.put(namespace('acme-prod'));
    const names = Array.from({ length: 20 }, (_, index) => `app-${index}`);
    for (const name of [...names, 'late']) put(eu, 'acme-prod', name);
    const scene = fleetOf(eu);
    for (let portion = 0; portion < 3; portion += 1) scene.tick();
    const heard: string[] = [];
    for (const name of ['app-0', 'late'])
      scene.fleet.onAppChange({ tenant: 'acme', environment: 'prod', name, kind: 'DEPLOYMENT' }, () =>
        heard.push(name),
      );
    for (const name of names) put(eu, 'acme-prod', name);
    await Promise.resolve();
    expect(heard.splice(0)).toEqual(['app-0']);
    scene.tick();
    put(eu, 'acme-prod', 'late');
    for (let portion = 0; portion < 3; portion += 1) scene.tick();
    await Promise.resolve();
    expect(heard).toContain('late');
  });

  it('comes at once to those who listen to the first app that changes, and again with all others where it changes again', async () => {
    const eu = new MemoryCluster('eu');
    eu.namespaces.put(namespace('acme-prod'));
    for (const name of ['web', 'api']) put(eu, 'acme-prod', name);
    const scene = fleetOf(eu);
    scene.tick();
    const heard: string[] = [];
    for (const name of ['web', 'api']) {
      scene.fleet.onAppChange({ tenant: 'acme', environment: 'prod', name, kind: 'DEPLOYMENT' }, () =>
        heard.push(name),
      );
    }
    scene.fleet.onAnyAppChange((apps) => heard.push(`all of ${apps.length}`));
    const presently = () => new Promise((resolve) => setImmediate(resolve));
    const changed = async (...apps: string[]) => {
      for (const name of apps) put(eu, 'acme-prod', name);
      await presently();
      return heard.splice(0);
    };
    const rest = () => {
      scene.tick();
      return heard.splice(0);
    };
    expect(await changed('web', 'web', 'api')).toEqual(['web']);
    expect(rest()).toEqual(['api', 'all of 2']);
    expect(await changed('web')).toEqual(['web']);
    expect(await changed('web')).toEqual([]);
    expect(rest()).toEqual(['web', 'all of 1']);
    expect(await changed('api')).toEqual(['api']);
    eu.loseTouch();
    expect(rest().sort()).toEqual(['all of 2', 'api', 'web']);
    put(eu, 'acme-prod', 'web');
    expect(rest()).toEqual(['web', 'all of 1']);
    await presently();
    expect(heard).toEqual([]);
  });

  it('comes in portions where very many change together, and first of what somebody listens to by itself', () => {
    const eu = new MemoryCluster('eu');
    eu.namespaces.put(namespace('acme-prod'));
    const names = Array.from({ length: 100 }, (_, index) => `app-${String(index).padStart(2, '0')}`);
    for (const name of names) put(eu, 'acme-prod', name);
    const scene = fleetOf(eu);
    const heard: string[][] = [];
    scene.fleet.onAnyAppChange((apps) => heard.push(apps.map(({ name }) => name)));
    const key = { tenant: 'acme', environment: 'prod', name: 'app-77', kind: 'DEPLOYMENT' } as const;
    let times = 0;
    scene.fleet.onAppChange(key, () => (times += 1));
    scene.tick();
    expect([heard.length, times]).toEqual([1, 1]);
    expect(heard[0]).toContain('app-77');
    // What changes meanwhile is told once, too.
    put(eu, 'acme-prod', 'app-99');
    for (let portion = 2; portion <= 13; portion += 1) scene.tick();
    expect(heard.map(({ length }) => length)).toEqual([...Array.from({ length: 12 }, () => 8), 4]);
    expect(heard.flat().sort()).toEqual(names);
    scene.tick();
    expect([heard.length, times]).toEqual([13, 1]);
  });
});

describe('what is told to those who follow all apps', () => {
  const key = { tenant: 'acme', environment: 'prod', name: 'web', kind: 'DEPLOYMENT' } as const;

  function following() {
    const eu = new MemoryCluster('eu');
    eu.namespaces.put(namespace('acme-prod'));
    put(eu, 'acme-prod', 'api');
    put(eu, 'acme-prod', 'web');
    const scene = fleetOf(eu);
    const heard: string[] = [];
    scene.fleet.onAnyAppChange((apps) => heard.push(`all: ${apps.map(({ name }) => name).join(', ')}`));
    scene.fleet.onAppChange(key, () => heard.push('web'));
    const tell = () => {
      scene.tick();
      return heard.splice(0);
    };
    tell();
    eu.setState({ message: 'read' });
    tell();
    return { eu, scene, tell };
  }

  it('are no pods, which only those hear of who follow their app', () => {
    const { eu, scene, tell } = following();
    const [web, api] = [scene.app('acme/prod/web'), scene.app('acme/prod/api')].map(
      (app) => app.instances[0]?.workload,
    );
    if (web === undefined || api === undefined) throw new Error('no workloads');
    const [ofWeb, ofApi] = [revisionOf(web, 1), revisionOf(api, 1)];
    const touch = (put: () => void) => (put(), tell());
    expect(touch(() => eu.replicaSets.put(ofApi))).toEqual([]);
    expect(touch(() => eu.pods.put(pod('api-1', { kind: 'ReplicaSet', meta: ofApi.meta })))).toEqual([]);
    expect(touch(() => eu.replicaSets.put(ofWeb))).toEqual(['web']);
    expect(touch(() => eu.pods.put(pod('web-1', { kind: 'ReplicaSet', meta: ofWeb.meta })))).toEqual(['web']);
    expect(touch(() => eu.pods.remove(pod('web-1', web).meta.uid))).toEqual(['web']);
    // In whichever order a pod and its workload change.
    eu.pods.put(pod('web-2', { kind: 'ReplicaSet', meta: ofWeb.meta }));
    eu.workloads.DEPLOYMENT.put({ ...web, desired: 2 });
    eu.pods.put(pod('web-3', { kind: 'ReplicaSet', meta: ofWeb.meta }));
    expect(tell()).toEqual(['web', 'all: web']);
  });

  it('are all apps of a cluster whose state is another, and none where only other words are said of it', () => {
    const { eu, tell } = following();
    eu.setState({ message: 'still reading pods', synced: false });
    expect(tell()).toEqual(['web', 'all: web, api']);
    eu.setState({ message: 'still reading events' });
    expect(tell()).toEqual(['web', 'all: ']);
    eu.setState({ message: null });
    eu.setState({ synced: true });
    eu.setState({ message: 'warning' });
    expect(tell()).toEqual(['web', 'all: web, api']);
  });
});

describe('changes of many apps', () => {
  const names = Array.from({ length: 200 }, (_, index) => `app-${String(index).padStart(3, '0')}`);

  function told() {
    const eu = new MemoryCluster('eu');
    eu.namespaces.put(namespace('acme-prod'));
    for (const name of names) put(eu, 'acme-prod', name);
    const scene = fleetOf(eu);
    const heard: string[][] = [];
    scene.fleet.onAnyAppChange((apps) => heard.push(apps.map(({ name }) => name)));
    do scene.tick();
    while (heard.flat().length < names.length);
    heard.length = 0;
    return { eu, scene, heard };
  }

  it('do not hold up one that changes by itself', () => {
    const { eu, scene, heard } = told();
    eu.loseTouch();
    scene.tick();
    for (let times = 1; times <= 2; times += 1) {
      put(eu, 'acme-prod', 'app-190');
      scene.tick();
      expect(heard.at(-1)).toContain('app-190');
    }
    expect(heard.flat().length).toBeLessThan(names.length);
  });

  it('do not hold up others because somebody listens to them', () => {
    const { eu, scene, heard } = told();
    for (const name of names.slice(0, 64)) {
      scene.fleet.onAppChange({ tenant: 'acme', environment: 'prod', name, kind: 'DEPLOYMENT' }, () => {});
    }
    put(eu, 'acme-prod', 'app-190');
    for (let times = 0; times < 3; times += 1) {
      for (const name of names.slice(0, 64)) put(eu, 'acme-prod', name);
      scene.tick();
    }
    expect(heard.flat()).toContain('app-190');
  });
});
