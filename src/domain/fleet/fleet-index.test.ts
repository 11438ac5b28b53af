import { describe, expect, it } from 'vitest';
import { ArgumentError } from './fleet.ts';
import { MemoryCluster } from './testing/memory-cluster.ts';
import { meta, namespace, pod, revisionOf, start, workload } from './testing/objects.ts';
import { fleetOf } from './testing/scene.ts';

const byName = { field: 'NAME', direction: 'ASC' } as const;

function names({ fleet }: ReturnType<typeof fleetOf>): string[] {
  const { edges } = fleet.apps({}, byName, { first: 500 });
  return edges.map(
    ({ node }) =>
      `${node.tenant}/${node.environment}/${node.name}@${node.instances.map((i) => i.cluster.name).join('+')}`,
  );
}

function put(cluster: MemoryCluster, ns: string, name: string, labels: Record<string, string> = {}): void {
  cluster.workloads.DEPLOYMENT.put(workload(name, 'DEPLOYMENT', { meta: { namespace: ns, labels } }));
}

describe('the index of the fleet', () => {
  it('joins the placements of an environment, and never two unassigned namespaces', () => {
    const [eu, us] = [new MemoryCluster('eu'), new MemoryCluster('us')];
    for (const cluster of [us, eu]) {
      for (const name of ['acme-prod', 'default', 'kube-system']) {
        cluster.namespaces.put(namespace(name));
        put(cluster, name, 'web');
      }
    }
    expect(names(fleetOf(us, eu))).toEqual([
      'acme/prod/web@eu+us',
      'unassigned/eu.default/web@eu',
      'unassigned/us.default/web@us',
    ]);
  });

  it('follows namespaces, workloads and clusters as they come, change and go', () => {
    const [eu, us] = [new MemoryCluster('eu'), new MemoryCluster('us')];
    const scene = fleetOf(eu);
    expect(names(scene)).toEqual([]);
    put(eu, 'acme-prod', 'web');
    expect(names(scene)).toEqual([]);
    const ns = eu.namespaces.put(namespace('acme-prod'));
    expect(names(scene)).toEqual(['acme/prod/web@eu']);
    eu.namespaces.put({
      ...ns,
      meta: { ...ns.meta, labels: { 'tenantry.dev/tenant': 'beta', 'tenantry.dev/environment': 'live' } },
    });
    expect(names(scene)).toEqual(['beta/live/web@eu']);
    eu.namespaces.put(ns);
    us.namespaces.put(namespace('acme-prod'));
    put(us, 'acme-prod', 'web');
    scene.registry.add(us);
    expect(names(scene)).toEqual(['acme/prod/web@eu+us']);
    eu.workloads.DEPLOYMENT.remove('uid-acme-prod-DEPLOYMENT-web');
    expect(names(scene)).toEqual(['acme/prod/web@us']);
    scene.registry.remove(us);
    expect(names(scene)).toEqual([]);
    expect(
      scene.fleet.environment({ tenant: 'acme', environment: 'prod' })?.placements.map(({ cluster }) => cluster.name),
    ).toEqual(['eu']);
    eu.namespaces.remove(ns.meta.uid);
    expect(scene.fleet.environment({ tenant: 'acme', environment: 'prod' })).toBeUndefined();
    expect(scene.fleet.tenants({}, {}).totalCount).toBe(0);
  });

  it('gives a cluster that is replaced its new name and rules', () => {
    const eu = new MemoryCluster('eu');
    eu.namespaces.put(namespace('acme-prod'));
    put(eu, 'acme-prod', 'web');
    const scene = fleetOf(eu);
    expect(names(scene)).toEqual(['acme/prod/web@eu']);
    const renamed = new MemoryCluster('europe', { tenants: ['beta'] }, eu.id);
    renamed.namespaces.put(namespace('acme-prod'));
    put(renamed, 'acme-prod', 'web');
    scene.registry.add(renamed);
    expect(names(scene)).toEqual(['unassigned/europe.acme-prod/web@europe']);
    put(eu, 'acme-prod', 'ghost');
    expect(names(scene)).toEqual(['unassigned/europe.acme-prod/web@europe']);
  });

  it('lets the older of two namespaces that claim one environment keep it', () => {
    const eu = new MemoryCluster('eu');
    const labels = { 'tenantry.dev/tenant': 'acme', 'tenantry.dev/environment': 'prod' };
    eu.namespaces.put(namespace('acme-prod'));
    put(eu, 'acme-prod', 'web');
    const scene = fleetOf(eu);
    expect(names(scene)).toEqual(['acme/prod/web@eu']);
    eu.namespaces.put({
      terminating: false,
      meta: meta('intruder', { uid: 'i', namespace: '', labels, createdAt: start + 1 }),
    });
    put(eu, 'intruder', 'web');
    expect(names(scene)).toEqual(['acme/prod/web@eu', 'unassigned/eu.intruder/web@eu']);
    const elder = {
      terminating: false,
      meta: meta('elder', { uid: 'e', namespace: '', labels, createdAt: start - 1 }),
    };
    eu.namespaces.put(elder);
    put(eu, 'elder', 'api');
    expect(names(scene)).toEqual([
      'acme/prod/api@eu',
      'unassigned/eu.acme-prod/web@eu',
      'unassigned/eu.intruder/web@eu',
    ]);
    eu.namespaces.remove('e');
    expect(names(scene)).toEqual(['acme/prod/web@eu', 'unassigned/eu.intruder/web@eu']);
  });

  it('names apps by their labels, and puts the names right when one comes, changes or goes', () => {
    const eu = new MemoryCluster('eu', {
      adopt: { namespaces: '{tenant}-{environment}', hide: [], labels: { app: 'app' } },
    });
    eu.namespaces.put(namespace('acme-prod'));
    put(eu, 'acme-prod', 'web-v1', { app: 'web' });
    const scene = fleetOf(eu);
    expect(names(scene)).toEqual(['acme/prod/web@eu']);
    put(eu, 'acme-prod', 'web-v2', { app: 'web' });
    expect(names(scene)).toEqual(['acme/prod/web-v1@eu', 'acme/prod/web-v2@eu']);
    eu.workloads.DEPLOYMENT.remove('uid-acme-prod-DEPLOYMENT-web-v1');
    expect(names(scene)).toEqual(['acme/prod/web@eu']);
    put(eu, 'acme-prod', 'web-v2', {});
    expect(names(scene)).toEqual(['acme/prod/web-v2@eu']);
  });

  it('goes by names where a cluster does not show its namespaces, and waits where it has not yet', () => {
    const eu = new MemoryCluster('eu');
    eu.namespaces.availability = { status: 'SYNCING' };
    put(eu, 'acme-prod', 'web');
    const scene = fleetOf(eu);
    expect(names(scene)).toEqual([]);
    eu.namespaces.availability = { status: 'FORBIDDEN', message: 'list namespaces' };
    eu.setState({});
    expect(names(scene)).toEqual(['acme/prod/web@eu']);
  });

  it('keeps a same-name recreate apart from what it replaces', () => {
    const eu = new MemoryCluster('eu');
    eu.namespaces.put(namespace('acme-prod'));
    put(eu, 'acme-prod', 'web');
    const scene = fleetOf(eu);
    const before = scene.app('acme/prod/web');
    eu.workloads.DEPLOYMENT.put(workload('web', 'DEPLOYMENT', { meta: { uid: 'another' }, image: 'app:2' }));
    const after = scene.app('acme/prod/web');
    expect(before.instances[0]?.workload.meta.uid).not.toBe('another');
    expect(after.instances.map(({ workload }) => workload.meta.uid)).toEqual(['another']);
  });
});

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
    for (let portion = 2; portion <= 4; portion += 1) scene.tick();
    expect(heard.map(({ length }) => length)).toEqual([32, 32, 32, 4]);
    expect(heard.flat().sort()).toEqual(names);
    scene.tick();
    expect([heard.length, times]).toEqual([4, 1]);
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

it('the version of a tenant holds nothing that it stands for, as what is kept of answers holds it', () => {
  const eu = new MemoryCluster('eu');
  eu.namespaces.put(namespace('acme-prod'));
  put(eu, 'acme-prod', 'web');
  const { fleet } = fleetOf(eu);
  const tenant = fleet.tenant('acme');
  expect(tenant && fleet.tenantVersion(tenant)).toEqual({});
});

describe('single look-ups', () => {
  const codeOf = (run: () => unknown) => {
    try {
      return run() === undefined ? 'absent' : 'found';
    } catch (error) {
      return error instanceof ArgumentError ? error.code : String(error);
    }
  };

  it('do not call absent what a missing cluster could hold', () => {
    const [eu, us] = [new MemoryCluster('eu'), new MemoryCluster('us', { tenants: ['beta'] })];
    const { fleet } = fleetOf(eu, us);
    const acme = { tenant: 'acme', environment: 'prod' };
    const lookUps = (tenant: string) => [
      codeOf(() => fleet.tenant(tenant)),
      codeOf(() => fleet.environment({ ...acme, tenant })),
      codeOf(() => fleet.app({ ...acme, tenant }, 'web')),
    ];
    expect(lookUps('acme')).toEqual(['absent', 'absent', 'absent']);
    us.loseTouch();
    expect(lookUps('beta')).toEqual(['COVERAGE_INCOMPLETE', 'COVERAGE_INCOMPLETE', 'COVERAGE_INCOMPLETE']);
    expect(lookUps('acme')).toEqual(['absent', 'absent', 'absent']);
    expect(codeOf(() => fleet.environment({ tenant: 'unassigned', environment: 'eu.x' }))).toBe('absent');
    expect(codeOf(() => fleet.environment({ tenant: 'unassigned', environment: 'us.x' }))).toBe('COVERAGE_INCOMPLETE');
    expect(fleet.coverage()).toMatchObject({ complete: false, gaps: [{ cluster: us, reason: 'UNREACHABLE' }] });
    expect(fleet.coverage([eu])).toEqual({ complete: true, gaps: [] });
  });

  it('call absent what is not there although another kind may not be read', () => {
    const eu = new MemoryCluster('eu');
    const { fleet } = fleetOf(eu);
    const lookUp = () => codeOf(() => fleet.app({ tenant: 'acme', environment: 'prod' }, 'web'));
    const message = 'list nodes is forbidden';
    eu.setState({ status: 'DEGRADED', gap: { reason: 'UNAUTHORIZED', since: 0, message } });
    eu.nodes.availability = { status: 'FORBIDDEN', message };
    expect(lookUp()).toBe('absent');
    expect(fleet.coverage()).toMatchObject({ complete: false });
    eu.workloads.STATEFUL_SET.availability = { status: 'FORBIDDEN', message };
    expect(lookUp()).toBe('COVERAGE_INCOMPLETE');
  });

  it('want the kind where two share a name', () => {
    const eu = new MemoryCluster('eu');
    eu.namespaces.put(namespace('acme-prod'));
    put(eu, 'acme-prod', 'web');
    eu.workloads.STATEFUL_SET.put(workload('web', 'STATEFUL_SET'));
    const { fleet, app } = fleetOf(eu);
    expect(() => fleet.app({ tenant: 'acme', environment: 'prod' }, 'web')).toThrow('DEPLOYMENT and STATEFUL_SET');
    expect(app('acme/prod/web', 'STATEFUL_SET').kind).toBe('STATEFUL_SET');
  });

  it('show no pod of a hidden namespace', () => {
    const eu = new MemoryCluster('eu');
    for (const name of ['acme-prod', 'kube-system']) {
      eu.namespaces.put(namespace(name));
      eu.pods.put({ ...podIn(name) });
    }
    const { fleet } = fleetOf(eu);
    expect(fleet.podById(eu.id, 'pod-acme-prod')?.pod.meta.namespace).toBe('acme-prod');
    expect(fleet.podById(eu.id, 'pod-kube-system')).toBeUndefined();
    expect(fleet.podById('nowhere', 'pod-acme-prod')).toBeUndefined();
  });
});

function podIn(ns: string) {
  return {
    meta: meta('p', { namespace: ns, uid: `pod-${ns}` }),
    nodeName: null,
    phase: 'RUNNING',
    ready: true,
    reason: null,
    message: null,
    restarts: 0,
    containers: [],
    revisionHash: null,
  } as const;
}
