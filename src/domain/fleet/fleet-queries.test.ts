import { describe, expect, it } from 'vitest';
import type { AppFilter, AppOrder } from './fleet-model.ts';
import { ArgumentError } from './fleet.ts';
import { MemoryCluster } from './testing/memory-cluster.ts';
import {
  autoscaler,
  container,
  event,
  meta,
  namespace,
  pod,
  revisionOf,
  start,
  template,
  workload,
} from './testing/objects.ts';
import { fleetOf } from './testing/scene.ts';

const byName: AppOrder = { field: 'NAME', direction: 'ASC' };

function twoClusters() {
  const eu = new MemoryCluster('eu', { labels: { region: 'eu', tier: 'prod' } });
  const us = new MemoryCluster('us', { labels: { region: 'us', tier: 'prod' } });
  for (const cluster of [eu, us])
    for (const name of ['acme-prod', 'acme-dev', 'beta-prod']) cluster.namespaces.put(namespace(name));
  const put = (cluster: MemoryCluster, ns: string, name: string, more: Parameters<typeof workload>[2] = {}) =>
    cluster.workloads.DEPLOYMENT.put(workload(name, 'DEPLOYMENT', { ...more, meta: { namespace: ns, ...more.meta } }));
  put(eu, 'acme-prod', 'web', {
    image: 'registry.example.com/shop/web:1.2',
    meta: { labels: { app: 'web', tier: 'front' } },
  });
  put(us, 'acme-prod', 'web', {
    image: 'registry.example.com/shop/web:1.3',
    meta: { labels: { app: 'web', tier: 'front' } },
  });
  put(eu, 'acme-prod', 'worker', { desired: 0 });
  put(us, 'acme-dev', 'web');
  put(eu, 'beta-prod', 'api', { image: 'api:2' });
  eu.workloads.DAEMON_SET.put(workload('agent', 'DAEMON_SET', { meta: { namespace: 'beta-prod' } }));
  return { eu, us, put, ...fleetOf(eu, us) };
}

describe('the filter of apps', () => {
  const { fleet } = twoClusters();
  const found = (filter: AppFilter) =>
    fleet.apps(filter, byName, {}).edges.map(({ node }) => `${node.tenant}/${node.environment}/${node.name}`);

  it.each<[AppFilter, readonly string[]]>([
    [{}, ['acme/dev/web', 'acme/prod/web', 'acme/prod/worker', 'beta/prod/agent', 'beta/prod/api']],
    [{ tenants: ['acme'] }, ['acme/dev/web', 'acme/prod/web', 'acme/prod/worker']],
    [{ tenants: ['acme'], environments: ['prod'] }, ['acme/prod/web', 'acme/prod/worker']],
    [
      { tenants: ['beta', 'acme', 'acme'], environments: ['prod'] },
      ['acme/prod/web', 'acme/prod/worker', 'beta/prod/agent', 'beta/prod/api'],
    ],
    [{ environments: ['dev'] }, ['acme/dev/web']],
    [{ tenants: [] }, []],
    [{ tenants: ['acme', 'acme\0prod', '\uffff'] }, ['acme/dev/web', 'acme/prod/web', 'acme/prod/worker']],
    [{ clusters: ['us'] }, ['acme/dev/web', 'acme/prod/web']],
    [{ clusterLabels: [{ key: 'region', value: 'us' }] }, ['acme/dev/web', 'acme/prod/web']],
    [
      {
        clusterLabels: [
          { key: 'region', value: 'us' },
          { key: 'tier', value: 'dev' },
        ],
      },
      [],
    ],
    [{ clusters: ['eu'], image: 'web:1.3' }, []],
    [{ clusters: ['us'], image: 'web:1.3' }, ['acme/prod/web']],
    [{ names: ['api', 'agent'] }, ['beta/prod/agent', 'beta/prod/api']],
    [{ namePrefix: 'w' }, ['acme/dev/web', 'acme/prod/web', 'acme/prod/worker']],
    [{ kinds: ['DAEMON_SET'] }, ['beta/prod/agent']],
    [{ health: ['SUSPENDED'] }, ['acme/prod/worker']],
    [{ image: 'registry.example.com/shop/web' }, ['acme/prod/web']],
    [{ image: 'api:2' }, ['beta/prod/api']],
    [{ image: 'shop' }, ['acme/prod/web']],
    [{ selector: 'app=web,tier in (front,back)' }, ['acme/prod/web']],
    [{ selector: '!app' }, ['acme/dev/web', 'acme/prod/worker', 'beta/prod/agent', 'beta/prod/api']],
  ])('%o', (filter, names) => {
    expect(found(filter)).toEqual(names);
  });

  it('refuses a selector that does not parse, and page sizes out of range', () => {
    expect(() => found({ selector: 'app in web' })).toThrow(ArgumentError);
    expect(() => fleet.apps({}, byName, { first: 501 })).toThrow(ArgumentError);
    expect(() => fleet.environments({}, { first: 0 })).toThrow(ArgumentError);
  });
});

describe('the order of apps', () => {
  it('is by health, restarts and change, either way, and by name among equals', () => {
    const { fleet, eu, put } = twoClusters();
    const api = put(eu, 'beta-prod', 'api', { meta: { createdAt: start + 5 } });
    const record = eu.replicaSets.put(revisionOf(api, 1, { meta: { createdAt: start + 9 } }));
    eu.pods.put(pod('api-1', { kind: 'ReplicaSet', meta: record.meta }, { restarts: 7 }));
    const names = (field: AppOrder['field'], direction: AppOrder['direction']) =>
      fleet
        .apps({}, { field, direction }, {})
        .edges.map(({ node }) => `${node.environment}/${node.name}`)
        .join(' ');
    expect(names('NAME', 'DESC')).toBe('prod/api prod/agent prod/worker prod/web dev/web');
    expect(names('HEALTH', 'ASC')).toBe('dev/web prod/web prod/agent prod/api prod/worker');
    expect(names('HEALTH', 'DESC')).toBe('prod/worker dev/web prod/web prod/agent prod/api');
    expect(names('RESTARTS', 'DESC')).toBe('prod/api dev/web prod/web prod/worker prod/agent');
    expect(names('UPDATED_AT', 'DESC')).toBe('prod/api dev/web prod/web prod/worker prod/agent');
    eu.pods.remove('uid-pod-beta-prod-api-1');
    expect(names('RESTARTS', 'DESC')).toBe('dev/web prod/web prod/worker prod/agent prod/api');
  });

  it('of a walk stays as it began, and shows each app as it is', () => {
    const { fleet, put, eu } = twoClusters();
    const order: AppOrder = { field: 'HEALTH', direction: 'DESC' };
    const first = fleet.apps({}, order, { first: 1 });
    expect(first.edges.map(({ node }) => node.name)).toEqual(['worker']);
    put(eu, 'acme-prod', 'worker', { desired: 1 });
    put(eu, 'beta-prod', 'api', { desired: 0 });
    const rest = fleet.apps({}, order, { after: first.edges[0]!.cursor });
    expect(rest.edges.map(({ node }) => node.name)).toEqual(['web', 'web', 'agent', 'api']);
    expect(fleet.appHealth(rest.edges[3]!.node).status).toBe('SUSPENDED');
  });
});

describe('what is said of an app', () => {
  it('sums the replicas, and shows no image where the instances disagree', () => {
    const { fleet, app, put, us } = twoClusters();
    expect(fleet.replicas(app('acme/prod/web'))).toEqual({
      desired: 2,
      current: 2,
      updated: 2,
      ready: 2,
      available: 2,
    });
    expect(fleet.image(app('acme/prod/web'))).toBeNull();
    put(us, 'acme-prod', 'web', { image: 'registry.example.com/shop/web:1.2' });
    expect(fleet.image(app('acme/prod/web'))).toBe('registry.example.com/shop/web:1.2');
    expect(app('acme/prod/web').instances.map(({ cluster }) => cluster.name)).toEqual(['eu', 'us']);
  });

  it('finds the autoscaler of the very workload', () => {
    const { fleet, app, eu } = twoClusters();
    const hpa = eu.autoscalers.put(autoscaler('hpa', 'web', { minReplicas: 2, maxReplicas: 9 }));
    const [inEu, inUs] = app('acme/prod/web').instances;
    expect(fleet.autoscaler(inEu!)).toBe(hpa);
    expect(fleet.autoscaler(inUs!)).toBeNull();
    expect(fleet.autoscaler(app('acme/prod/worker').instances[0]!)).toBeNull();
  });

  it('shows its pods and the events about it, the newest first', () => {
    const { fleet, app, eu } = twoClusters();
    const web = app('acme/prod/web').instances[0]!.workload;
    const record = eu.replicaSets.put(revisionOf(web, 1));
    const one = eu.pods.put(pod('web-1', { kind: 'ReplicaSet', meta: record.meta }));
    eu.pods.put(pod('web-2', { kind: 'ReplicaSet', meta: record.meta }, { containers: [container()] }));
    eu.pods.put(pod('other', { kind: 'ReplicaSet', meta: meta('other') }));
    eu.events.put(event(web, 'ScalingReplicaSet', 'a', start));
    eu.events.put(event(record, 'SuccessfulCreate', 'b', start + 1));
    eu.events.put(event(one, 'Started', 'c', start + 2));
    eu.events.put(event({ meta: meta('other') }, 'Started', 'd', start + 3));
    expect(fleet.pods(app('acme/prod/web'), {}).edges.map(({ node }) => node.pod.meta.name)).toEqual([
      'web-1',
      'web-2',
    ]);
    expect(fleet.events(app('acme/prod/web'), {}).edges.map(({ node }) => node.event.message)).toEqual(['c', 'b', 'a']);
  });

  it('shows equal templates in different clusters as one revision', () => {
    const { fleet, app, eu, us } = twoClusters();
    const [inEu, inUs] = app('acme/prod/web').instances.map((instance) => instance.workload);
    const old = template('registry.example.com/shop/web:1.1');
    eu.replicaSets.put(revisionOf(inEu!, 4, { template: old, changeCause: 'the old one' }));
    eu.replicaSets.put(revisionOf(inEu!, 5, { meta: { createdAt: start + 10 } }));
    us.replicaSets.put(revisionOf(inUs!, 1, { template: old, meta: { createdAt: start + 5 } }));
    us.replicaSets.put(revisionOf(inUs!, 2, { meta: { createdAt: start + 20 } }));
    const { edges, totalCount } = fleet.revisions(app('acme/prod/web'), {});
    expect(totalCount).toBe(3);
    const shown = edges.map(({ node }) => [
      node.image,
      node.current,
      node.createdAt - start,
      node.instances.map(({ cluster, number, current }) => `${cluster.name}:${number}${current ? '*' : ''}`).join(' '),
    ]);
    expect(shown).toEqual([
      ['registry.example.com/shop/web:1.3', true, 20, 'us:2*'],
      ['registry.example.com/shop/web:1.2', true, 10, 'eu:5*'],
      ['registry.example.com/shop/web:1.1', false, 5, 'eu:4 us:1'],
    ]);
    expect(fleet.revision(app('acme/prod/web'), old.digest)?.changeCause).toBe('the old one');
    expect(fleet.revision(app('acme/prod/web'), 'nope')).toBeUndefined();
  });
});

describe('tenants and environments', () => {
  it('are there with their namespaces, apps or not', () => {
    const { fleet, eu } = twoClusters();
    eu.namespaces.put(namespace('gamma-dev'));
    expect(fleet.tenants({}, {}).edges.map(({ node }) => node.name)).toEqual(['acme', 'beta', 'gamma']);
    expect(fleet.tenants({ namePrefix: 'b' }, {}).edges.map(({ node }) => node.name)).toEqual(['beta']);
    expect(fleet.tenants({ names: ['gamma'] }, {}).totalCount).toBe(1);
    const names = (filter: Parameters<typeof fleet.environments>[0]) =>
      fleet.environments(filter, {}).edges.map(({ node }) => `${node.tenant}/${node.environment}`);
    expect(names({})).toEqual(['acme/dev', 'acme/prod', 'beta/prod', 'gamma/dev']);
    expect(names({ tenants: ['acme'], names: ['prod'] })).toEqual(['acme/prod']);
    expect(names({ clusters: ['eu'], names: ['dev'] })).toEqual(['acme/dev', 'gamma/dev']);
    expect(names({ clusters: ['us'], tenants: ['gamma'] })).toEqual([]);
    expect(names({ health: ['SUSPENDED'] })).toEqual(['acme/prod']);
    const placements = fleet.environment({ tenant: 'acme', environment: 'prod' })?.placements ?? [];
    expect(placements.map((placement) => placement.freshness.stale)).toEqual([false, false]);
    eu.loseTouch();
    expect(placements.map((placement) => placement.freshness.stale)).toEqual([true, false]);
  });
});
