import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../domain/audit/audit-record.ts';
import { auditEntryOf } from '../domain/audit/testing/audit-entry.ts';
import { MemoryCluster } from '../domain/fleet/testing/memory-cluster.ts';
import { namespace, node, pod, start, workload } from '../domain/fleet/testing/objects.ts';
import { accessOf } from '../domain/testing/access-of.ts';
import { callerOf } from '../domain/testing/caller-of.ts';
import {
  appId,
  auditRecordId,
  clusterId,
  clusterNodeId,
  environmentId,
  freezeId,
  operationId,
  podId,
  rolloutId,
  tenantId,
} from './ids.ts';
import { at } from './testing/at.ts';
import { GraphUnderTest } from './testing/graph-under-test.ts';
import { freezeOf } from './testing/memory-freezes.ts';
import { approvalOf, operationOf } from './testing/memory-operations.ts';

const key = (tenant: string, environment: string) =>
  ({ tenant, environment, name: 'web', kind: 'DEPLOYMENT' }) as const;
const ours = key('acme', 'dev');
const theirs = key('globex', 'prod');

/** A cluster that both tenants share, and one of globex alone; an operation, a freeze and an attempt of each tenant. */
async function scene(...held: readonly string[]) {
  const shared = new MemoryCluster('shared');
  const own = new MemoryCluster('own', { tenants: ['globex'] });
  for (const cluster of [shared, own]) {
    cluster.nodes.put(node('node-1', {}, 'uid-node'));
  }
  const put = (cluster: MemoryCluster, home: string) => {
    cluster.namespaces.put(namespace(home));
    const made = workload('web', 'STATEFUL_SET', { meta: { namespace: home } });
    cluster.pods.put(
      pod('web-0', { kind: 'StatefulSet', meta: made.meta }, { meta: { namespace: home, uid: `pod-${home}` } }),
    );
    return cluster.workloads.DEPLOYMENT.put(workload('web', 'DEPLOYMENT', { meta: { namespace: home } }));
  };
  put(shared, 'acme-dev');
  put(shared, 'acme-prod');
  put(shared, 'globex-prod');
  put(own, 'globex-dev');
  put(shared, 'spare');
  const graph = new GraphUnderTest(shared, own);
  graph.caller = callerOf('ann', [], { access: accessOf(...held) });
  graph.operations.put(operationOf('ours', { target: ours }));
  graph.operations.put(operationOf('theirs', { target: theirs }));
  graph.freezes.put(freezeOf('ours', { scope: scopeOf('acme') }));
  graph.freezes.put(freezeOf('theirs', { scope: scopeOf('globex') }));
  graph.freezes.put(freezeOf('both', { scope: scopeOf('acme', 'globex') }));
  for (const target of [ours, theirs]) await graph.auditLog.append(auditEntryOf({ target: targetOf(target) }));
  await graph.auditLog.append(auditEntryOf({ target: null }));
  return { graph, shared, own };
}

function scopeOf(...tenants: readonly string[]) {
  return { tenants, environments: [], clusterLabels: [], kinds: [] };
}

function targetOf({ name: app, ...rest }: typeof ours | typeof theirs): AuditEntry['target'] {
  return { type: 'APP', id: null, ...rest, app };
}

/** The whole answer as text, errors too, with the name that was asked for taken out. */
async function answer(graph: GraphUnderTest, source: string, name: string, variables: object = {}): Promise<string> {
  const { data, errors } = await graph.ask(source, { ...variables });
  const told = errors?.map(({ message, path, originalError }) => ({
    message,
    path,
    code: Reflect.get(originalError ?? {}, 'code'),
  }));
  return JSON.stringify({ data, errors: told }).replaceAll(name, '?');
}

describe('what a caller does not see', () => {
  it.each<[string, (name: string) => string]>([
    ['tenant', (name) => `{ tenant(name: "${name}") { id } }`],
    ['environment', (name) => `{ environment(tenant: "${name}", name: "prod") { id } }`],
    ['app', (name) => `{ app(tenant: "${name}", environment: "prod", name: "web") { id } }`],
    ['filter of tenants', (name) => `{ tenants(filter: { names: ["${name}"] }) { totalCount coverage { complete } } }`],
    [
      'filter of environments',
      (name) => `{ environments(filter: { tenants: ["${name}"] }) { totalCount nodes { id } } }`,
    ],
    ['filter of apps', (name) => `{ apps(filter: { tenants: ["${name}"] }) { totalCount coverage { complete } } }`],
    [
      'narrow filter of apps',
      (name) => `{ apps(filter: { tenants: ["${name}"], environments: ["prod"] }) { totalCount } }`,
    ],
    ['filter of operations', (name) => `{ operations(filter: { tenants: ["${name}"] }) { totalCount nodes { id } } }`],
  ])('is not there: %s', async (_what, question) => {
    const { graph, own } = await scene('viewer acme/dev');
    expect(await answer(graph, question('globex'), 'globex')).toBe(await answer(graph, question('nobody'), 'nobody'));
    // Nor is it where a cluster is away that only others use.
    own.loseTouch();
    expect(await answer(graph, question('globex'), 'globex')).toBe(await answer(graph, question('nobody'), 'nobody'));
  });

  it('is not there by any id, nor is what is not there', async () => {
    const { graph } = await scene('viewer acme/dev');
    const ids = [
      tenantId('globex'),
      environmentId(theirs),
      environmentId({ tenant: 'acme', environment: 'prod' }),
      appId(theirs),
      appId(key('acme', 'prod')),
      podId('id-shared', 'pod-globex-prod'),
      podId('id-shared', 'pod-spare'),
      rolloutId(theirs, 'rollout-1'),
      clusterId('id-own'),
      clusterNodeId('id-shared', 'uid-node'),
      operationId('theirs'),
      freezeId('theirs'),
      ...graph.auditLog.records.map(({ hash }) => auditRecordId(hash)),
    ];
    const { data, errors } = await graph.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
    expect(errors).toBeUndefined();
    expect(at(data, 'nodes')).toEqual(ids.map(() => null));
    graph.caller = callerOf('root');
    const whole = await graph.data('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
    expect(at(whole, 'nodes')).toEqual(ids.map((id) => ({ id })));
  });

  it('is in no list and no total', async () => {
    const { graph } = await scene('viewer acme/dev');
    const data = await graph.data(`{
      tenants { totalCount nodes { name environments { totalCount nodes { name apps { totalCount } } } apps { totalCount } } }
      environments { totalCount } apps(orderBy: { field: HEALTH, direction: DESC }) { totalCount }
      clusters { totalCount nodes { name environments { totalCount } apps { totalCount } } }
      operations { totalCount nodes { id } }
      freezes { totalCount nodes { id scope { tenants } } }
    }`);
    expect(data).toEqual({
      tenants: {
        totalCount: 1,
        nodes: [
          {
            name: 'acme',
            environments: { totalCount: 1, nodes: [{ name: 'dev', apps: { totalCount: 1 } }] },
            apps: { totalCount: 1 },
          },
        ],
      },
      environments: { totalCount: 1 },
      apps: { totalCount: 1 },
      clusters: {
        totalCount: 1,
        nodes: [{ name: 'shared', environments: { totalCount: 1 }, apps: { totalCount: 1 } }],
      },
      operations: { totalCount: 1, nodes: [{ id: operationId('ours') }] },
      freezes: {
        totalCount: 2,
        nodes: expect.arrayContaining([
          { id: freezeId('ours'), scope: { tenants: ['acme'] } },
          { id: freezeId('both'), scope: { tenants: ['acme'] } },
        ]),
      },
    });
  });
});

describe('a freeze', () => {
  it('names the tenants that are seen alone, wherever it shows, and is not found by others', async () => {
    const { graph } = await scene('viewer acme/dev');
    const data = await graph.data(
      `query ($id: ID!) {
        node(id: $id) { ... on Freeze { scope { tenants } } }
        app(tenant: "acme", environment: "dev", name: "web") { freezes { id scope { tenants } } }
      }`,
      { id: freezeId('both') },
    );
    expect(data).toEqual({
      node: { scope: { tenants: ['acme'] } },
      app: {
        freezes: [
          { id: freezeId('ours'), scope: { tenants: ['acme'] } },
          { id: freezeId('both'), scope: { tenants: ['acme'] } },
        ],
      },
    });
    await graph.data('{ freezes(filter: { tenants: ["globex", "acme"] }) { totalCount } }');
    expect(graph.freezes.requests.at(-1)).toMatchObject(['list', { tenants: ['', 'acme'] }]);
  });
});

describe('a cluster', () => {
  const question = `{ cluster(name: "shared") {
    id name labels { key } status freshness { stale } gap { reason message } uid statusMessage kubernetesVersion nodeCount
    nodes { totalCount } kinds { kind } } }`;

  it('shows what goes on inside it to those who run clusters alone', async () => {
    const { graph, shared } = await scene('viewer');
    shared.loseTouch(start, 'dial tcp 10.0.0.1:6443');
    shared.setState({ message: 'dial tcp 10.0.0.1:6443' });
    const seen = await graph.data(question);
    expect(seen).toMatchObject({
      cluster: {
        status: 'UNREACHABLE',
        gap: { reason: 'UNREACHABLE', message: 'it cannot be reached' },
        uid: null,
        statusMessage: null,
        kubernetesVersion: null,
        nodeCount: null,
        nodes: { totalCount: 0 },
        kinds: [],
      },
    });
    graph.caller = callerOf('root', [], { access: accessOf('platform-administrator') });
    expect(await graph.data(question)).toMatchObject({
      cluster: { uid: 'uid-kube-system', nodeCount: 1, gap: { message: 'dial tcp 10.0.0.1:6443' } },
    });
  });

  it('is told of nowhere in words of its API server', async () => {
    const { graph, shared } = await scene('operator acme');
    shared.loseTouch(start, 'dial tcp 10.0.0.1:6443');
    const told = await graph.ask(`{
      coverage { gaps { message cluster { name } } } apps { nodes { health { message } instances { health { message } } } }
      environments { nodes { health { message } } } app(tenant: "acme", environment: "dev", name: "none") { id }
    }`);
    expect(at(told, 'data.coverage.gaps.0')).toEqual({ message: 'it cannot be reached', cluster: { name: 'shared' } });
    expect(told.errors?.[0]?.message).toContain('"shared" (it cannot be reached)');
    expect(JSON.stringify(told)).not.toContain('10.0.0.1');
  });
});

describe('the audit', () => {
  it('is read where that is allowed, and nobody is told how much else there is', async () => {
    const { graph } = await scene('viewer', 'operator acme');
    await graph.data('{ auditRecords { totalCount } }');
    expect(graph.auditLog.filters.at(-1)).toEqual({ within: { type: 'PARTS', tenants: ['acme'], environments: [] } });
    const idOf = (index: number) => auditRecordId(graph.auditLog.records[index]?.hash ?? '');
    const record = `query ($id: ID!) { node(id: $id) { ... on AuditRecord { action sequence hash previousHash } } }`;
    expect(await graph.data(record, { id: idOf(0) })).toEqual({
      node: { action: 'deployApp', sequence: null, hash: null, previousHash: null },
    });
    expect(await graph.data(record, { id: idOf(1) })).toEqual({ node: null });
    expect(await graph.data(record, { id: idOf(2) })).toEqual({ node: null });
  });

  it('is refused by name where it is not', async () => {
    const { graph } = await scene('viewer', 'operator acme/dev');
    const { data, errors } = await graph.ask(`{
      dev: environment(tenant: "acme", name: "dev") { audit { totalCount } }
      prod: environment(tenant: "acme", name: "prod") { name audit { totalCount } }
    }`);
    // What else was asked of it is answered.
    expect(data).toMatchObject({ dev: { audit: {} }, prod: { name: 'prod', audit: null } });
    expect(errors).toMatchObject([{ path: ['prod', 'audit'], originalError: { code: 'FORBIDDEN' } }]);
    graph.caller = callerOf('bob', [], { access: accessOf('viewer') });
    const refused = await graph.ask('{ auditRecords { totalCount } }');
    expect(refused.errors).toMatchObject([{ originalError: { code: 'FORBIDDEN' } }]);
    expect(refused.errors?.[0]?.message).toContain('Ask a platform administrator for the role operator');
  });
});

describe('streams', () => {
  it('answer an id that is not seen as one that is not there', async () => {
    const { graph } = await scene('viewer acme');
    const refusal = async (source: string) => {
      const refused = await graph.subscribe(source);
      if (Symbol.asyncIterator in refused) throw new Error('it was let in');
      return JSON.stringify(refused);
    };
    const rollout = (id: string) => refusal(`subscription { rollout(app: "${id}") { cursor } }`);
    expect(await rollout(appId(theirs))).toBe(await rollout(appId(key('nobody', 'prod'))));
    const operation = (id: string) => refusal(`subscription { operation(id: "${id}") { id } }`);
    expect(await operation(operationId('theirs'))).toBe(await operation(operationId('none')));
  });

  it('tell no end of a rollout whose app has moved to another tenant meanwhile', async () => {
    const { graph, shared } = await scene('viewer acme');
    const app = graph.fleet.app(ours, ours.name, ours.kind);
    if (app === undefined) throw new Error('no app');
    const rollout = graph.rollouts.of(app);
    graph.rollouts.events.push({ rollout, cursor: 'c1', observedAt: start, gap: false });
    graph.rollouts.events.push({ rollout, cursor: 'c2', observedAt: start, gap: false });
    const stream = await graph.subscribe(`subscription { rollout(app: "${appId(ours)}") { cursor } }`);
    if (!(Symbol.asyncIterator in stream)) throw new Error('no stream');
    expect((await stream.next()).value).toMatchObject({ data: { rollout: { cursor: 'c1' } } });
    shared.namespaces.put(
      namespace('acme-dev', { 'tenantry.dev/tenant': 'globex', 'tenantry.dev/environment': 'dev' }),
    );
    expect(await stream.next()).toMatchObject({ done: true });
  });

  it('ask for approvals of those who have the role there, and see it', async () => {
    const { graph } = await scene('viewer acme', 'chief acme/dev', 'chief globex');
    const waits = (id: string, target: typeof ours | ReturnType<typeof key>) =>
      graph.operations.put(
        operationOf(id, {
          target,
          state: 'AWAITING_APPROVAL',
          actor: { name: 'bob', kind: 'USER' },
          approval: approvalOf({ role: 'chief' }),
        }),
      );
    waits('unseen', theirs);
    waits('elsewhere', key('acme', 'prod'));
    waits('here', ours);
    const data = await graph.data('{ awaitingMyApproval { totalCount nodes { id } } }');
    expect(at(data, 'awaitingMyApproval')).toEqual({ totalCount: 1, nodes: [{ id: operationId('here') }] });
    const stream = await graph.subscribe('subscription { approvalRequested { id } }');
    if (!(Symbol.asyncIterator in stream)) throw new Error('no stream');
    expect((await stream.next()).value).toMatchObject({ data: { approvalRequested: { id: operationId('here') } } });
    const next = stream.next();
    waits('unseen-2', theirs);
    waits('here-2', ours);
    expect((await next).value).toMatchObject({ data: { approvalRequested: { id: operationId('here-2') } } });
    await stream.return?.();
  });
});
