import { describe, expect, it } from 'vitest';
import { ArgumentError } from './fleet.ts';
import { MemoryCluster } from './testing/memory-cluster.ts';
import { meta, namespace, start, workload } from './testing/objects.ts';
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
