import { describe, expect, it } from 'vitest';
import { createAccess, environmentScope, fleetScope, tenantScope } from '../access/access.ts';
import type { AccessScope } from '../access/access.ts';
import type { Action } from '../access/action.ts';
import type { AppOrder } from './fleet-model.ts';
import { ArgumentError } from './fleet.ts';
import type { Fleet } from './fleet.ts';
import { MemoryCluster } from './testing/memory-cluster.ts';
import { namespace, pod, workload } from './testing/objects.ts';
import { fleetOf } from './testing/scene.ts';

const acmeDev = { tenant: 'acme', environment: 'dev' };
const acmeProd = { tenant: 'acme', environment: 'prod' };
const nobodys = { tenant: 'unassigned', environment: 'eu.spare' };

/** A shared cluster, one of globex alone, and one that is away and may hold anything of globex and acme. */
function scene() {
  const eu = new MemoryCluster('eu');
  const own = new MemoryCluster('own', { tenants: ['globex'] });
  const away = new MemoryCluster('away', { tenants: ['globex', 'acme'] });
  const deploy = (cluster: MemoryCluster, home: string, name: string) => {
    if (cluster.namespaces.find('', home) === undefined) cluster.namespaces.put(namespace(home));
    return cluster.workloads.DEPLOYMENT.put(workload(name, 'DEPLOYMENT', { meta: { namespace: home } }));
  };
  deploy(eu, 'acme-dev', 'web');
  deploy(eu, 'acme-prod', 'web');
  deploy(eu, 'acme-prod', 'worker');
  deploy(eu, 'acmebis-prod', 'web');
  deploy(own, 'globex-prod', 'web');
  const spare = deploy(eu, 'spare', 'tool');
  const { fleet } = fleetOf(eu, own, away);
  return { eu, own, away, spare, deploy, fleet };
}

function seenBy(fleet: ReturnType<typeof scene>['fleet'], actions: readonly Action[], ...scopes: AccessScope[]) {
  return fleet.seenBy(createAccess(scopes.map((scope) => ({ role: 'role', scope, actions: new Set(actions) }))));
}

const orders: readonly AppOrder['field'][] = ['NAME', 'HEALTH', 'RESTARTS', 'UPDATED_AT'];

/** All that the lists show. */
function shown(fleet: Fleet) {
  const tenants = fleet.tenants({}, {});
  const environments = fleet.environments({}, {});
  const apps = orders.map((field) => fleet.apps({}, { field, direction: 'ASC' }, {}));
  const [first] = apps;
  for (const page of apps) expect(page.totalCount).toBe(first?.totalCount);
  expect(tenants.totalCount).toBe(tenants.edges.length);
  return {
    tenants: tenants.edges.map(({ node }) => node.name),
    environments: environments.edges.map(({ node }) => `${node.tenant}/${node.environment}`),
    apps: (first?.edges ?? []).map(({ node }) => `${node.tenant}/${node.environment}/${node.name}`),
    clusters: fleet.clusters().map(({ name }) => name),
  };
}

describe('the fleet as somebody sees it', () => {
  it('has what their grants reach, and nothing besides', () => {
    const { fleet } = scene();
    expect(shown(seenBy(fleet, ['VIEW'], environmentScope(acmeDev)))).toEqual({
      tenants: ['acme'],
      environments: ['acme/dev'],
      apps: ['acme/dev/web'],
      clusters: ['away', 'eu'],
    });
    expect(
      shown(seenBy(fleet, ['VIEW'], tenantScope('globex'), tenantScope('acme'), environmentScope(acmeDev))),
    ).toEqual({
      tenants: ['acme', 'globex'],
      environments: ['acme/dev', 'acme/prod', 'globex/prod'],
      apps: ['acme/dev/web', 'acme/prod/web', 'acme/prod/worker', 'globex/prod/web'],
      clusters: ['away', 'eu', 'own'],
    });
    const nothing = { tenants: [], environments: [], apps: [], clusters: [] };
    expect(shown(seenBy(fleet, ['VIEW'], tenantScope('unassigned'), environmentScope(nobodys)))).toEqual(nothing);
    expect(shown(seenBy(fleet, []))).toEqual(nothing);
    expect(shown(seenBy(fleet, ['DEPLOY'], fleetScope)).clusters).toEqual([]);
  });

  it('has everything but what belongs to nobody for those who see all tenants', () => {
    const { fleet } = scene();
    const seen = shown(seenBy(fleet, ['VIEW'], fleetScope, tenantScope('unassigned')));
    expect(seen.tenants).toEqual(['acme', 'acmebis', 'globex']);
    expect(seen.environments).not.toContain('unassigned/eu.spare');
    expect(seenBy(fleet, ['VIEW'], fleetScope).tenant('unassigned')).toBeUndefined();
    expect(seen.apps).toHaveLength(5);
    expect(seen.clusters).toEqual(['away', 'eu', 'own']);
    const platform = seenBy(fleet, ['VIEW', 'VIEW_FLEET'], fleetScope);
    expect(shown(platform)).toEqual(shown(fleet));
    expect(shown(fleet).apps).toContain('unassigned/eu.spare/tool');
  });

  it('follows what comes, goes and moves', () => {
    const { eu, deploy, fleet } = scene();
    const seen = seenBy(fleet, ['VIEW'], tenantScope('acme'));
    expect(shown(seen).apps).toHaveLength(3);
    deploy(eu, 'acme-dev', 'new');
    expect(shown(seen).apps).toContain('acme/dev/new');
    eu.namespaces.put(namespace('acme-dev', { 'tenantry.dev/tenant': 'globex', 'tenantry.dev/environment': 'dev' }));
    expect(shown(seen)).toMatchObject({ environments: ['acme/prod'], apps: ['acme/prod/web', 'acme/prod/worker'] });
    eu.namespaces.remove('uid-ns-acme-prod');
    for (const one of eu.workloads.DEPLOYMENT.inNamespace('acme-prod')) eu.workloads.DEPLOYMENT.remove(one.meta.uid);
    expect(shown(seen)).toMatchObject({ tenants: [], environments: [], apps: [] });
    expect(seen.tenant('acme')).toBeUndefined();
  });

  it('answers a look-up of what is not seen as one of what is not there', () => {
    const { eu, fleet, spare } = scene();
    const seen = seenBy(fleet, ['VIEW'], environmentScope(acmeDev));
    expect(seen.app(acmeDev, 'web')?.name).toBe('web');
    for (const key of [
      acmeProd,
      { tenant: 'acme', environment: 'none' },
      { tenant: 'globex', environment: 'prod' },
      nobodys,
    ]) {
      expect(seen.environment(key)).toBeUndefined();
      expect(seen.app(key, 'web')).toBeUndefined();
      expect(seen.apps({ tenants: [key.tenant], environments: [key.environment] }, byName, {}).totalCount).toBe(0);
    }
    expect([seen.tenant('acme')?.name, seen.tenant('globex'), seen.tenant('none')]).toEqual([
      'acme',
      undefined,
      undefined,
    ]);
    const stray = eu.pods.put(pod('tool-1', { kind: 'Deployment', meta: spare.meta }));
    expect(fleet.podById('id-eu', stray.meta.uid)).toBeDefined();
    expect(seen.podById('id-eu', stray.meta.uid)).toBeUndefined();
    expect([seen.clusterByName('own'), seen.clusterById('id-own'), seen.clusterByName('none')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('speaks of clusters that are away only where they could hold something that is seen, and in its own words', () => {
    const { away, own, fleet } = scene();
    away.loseTouch(1, 'dial tcp 10.0.0.7:6443: refused');
    own.loseTouch(1, 'x509: expired');
    const seen = seenBy(fleet, ['VIEW'], tenantScope('acme'));
    const message = 'it cannot be reached';
    expect(seen.coverage().gaps).toEqual([{ cluster: away, reason: 'UNREACHABLE', since: 1, message }]);
    const thrown = () => seen.app(acmeDev, 'none');
    expect(thrown).toThrow(ArgumentError);
    expect(thrown).toThrow(`cluster "away" (${message}) is missing`);
    expect(seen.app({ tenant: 'globex', environment: 'prod' }, 'none')).toBeUndefined();
    expect(seen.tenant('globex')).toBeUndefined();
    expect(seen.environment({ tenant: 'globex', environment: 'none' })).toBeUndefined();
    // Those who run the clusters are told all of it.
    expect(fleet.coverage().gaps.map(({ message: words }) => words)).toEqual([
      'dial tcp 10.0.0.7:6443: refused',
      'x509: expired',
    ]);
  });

  it('shows the inside of clusters to those who run them alone', () => {
    const { eu, fleet } = scene();
    expect(seenBy(fleet, ['VIEW'], fleetScope).inside(eu)).toBeNull();
    const machines = seenBy(fleet, ['VIEW_FLEET'], fleetScope);
    expect(machines.inside(eu)).toBe(eu);
    expect(shown(machines)).toEqual({ tenants: [], environments: [], apps: [], clusters: ['away', 'eu', 'own'] });
  });

  it('loses sight of an app whose namespace moves to another tenant, and not of one that is gone', () => {
    const { eu, fleet } = scene();
    const seen = seenBy(fleet, ['VIEW'], tenantScope('acme'));
    const [web, worker] = [seen.app(acmeDev, 'web'), seen.app(acmeProd, 'worker')];
    if (web === undefined || worker === undefined) throw new Error('both are there');
    eu.workloads.DEPLOYMENT.remove(worker.instances[0]?.workload.meta.uid ?? '');
    expect([seen.isInSight(web), seen.isInSight(worker)]).toEqual([true, true]);
    eu.namespaces.put(namespace('acme-dev', { 'tenantry.dev/tenant': 'globex', 'tenantry.dev/environment': 'dev' }));
    expect([seen.isInSight(web), fleet.isInSight(web)]).toEqual([false, true]);
  });
});

const byName: AppOrder = { field: 'NAME', direction: 'ASC' };
