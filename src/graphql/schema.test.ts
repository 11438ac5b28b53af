import { readdirSync, readFileSync } from 'node:fs';
import { buildASTSchema, concatAST, parse, printSchema, validateSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { auditEntryOf } from '../domain/audit/testing/audit-entry.ts';
import { MemoryCluster } from '../domain/fleet/testing/memory-cluster.ts';
import {
  autoscaler,
  container,
  event,
  namespace,
  node,
  pod,
  revisionOf,
  start,
  workload,
} from '../domain/fleet/testing/objects.ts';
import {
  appId,
  auditRecordId,
  clusterId,
  clusterNodeId,
  environmentId,
  freezeId,
  operationId,
  podId,
  revisionId,
  tenantId,
} from './ids.ts';
import { createSchema } from './schema.ts';
import { at } from './testing/at.ts';
import { everyField } from './testing/every-field.ts';
import { GraphUnderTest } from './testing/graph-under-test.ts';
import { freezeOf } from './testing/memory-freezes.ts';
import { operationOf } from './testing/memory-operations.ts';

const webKey = { tenant: 'acme', environment: 'prod', name: 'web', kind: 'DEPLOYMENT' } as const;

function cluster(name: string): MemoryCluster {
  const made = new MemoryCluster(name, { labels: { region: name } });
  made.namespaces.put(namespace('acme-prod'));
  made.nodes.put(node('node-1'));
  const web = made.workloads.DEPLOYMENT.put(
    workload('web', 'DEPLOYMENT', {
      template: {
        digest: 'digest-1',
        image: 'web:1',
        containers: [
          {
            name: 'main',
            main: true,
            image: 'web:1',
            env: [
              { name: 'MODE', value: 'fast', source: null, sourceKey: null },
              { name: 'KEY', value: null, source: { kind: 'Secret', name: 'keys' }, sourceKey: 'key' },
              {
                name: 'POD',
                value: null,
                source: { kind: 'Field', name: 'metadata.name' },
                sourceKey: 'metadata.name',
              },
            ],
            requests: { cpu: 0.25, memory: 2 ** 33 },
            limits: null,
          },
        ],
      },
    }),
  );
  const replicaSet = made.replicaSets.put(revisionOf(web, 1));
  const last = { reason: 'Error', message: 'no database', exitCode: 1 };
  const crashed = made.pods.put(
    pod('web-1', { kind: 'ReplicaSet', meta: replicaSet.meta }, { containers: [container({ lastTermination: last })] }),
  );
  made.events.put(event(crashed, 'BackOff', 'Back-off restarting failed container', start));
  made.autoscalers.put(autoscaler('web-scaler', 'web', { minReplicas: 2, maxReplicas: 5 }));
  return made;
}

describe('the graph', () => {
  it('is what its files say, which are valid', async () => {
    const folder = new URL('../../schema/', import.meta.url);
    const texts = readdirSync(folder)
      .toSorted()
      .map((file) => readFileSync(new URL(file, folder), 'utf8'));
    const reference = buildASTSchema(concatAST(texts.map((text) => parse(text))));
    expect(validateSchema(reference)).toEqual([]);
    expect(printSchema(await createSchema())).toBe(printSchema(reference));
  });

  it('answers every field of every type', async () => {
    const graph = new GraphUnderTest(cluster('eu-1'), cluster('us-1'));
    graph.freezes.put(freezeOf('two'));
    graph.operations.put(
      operationOf('one', {
        problem: { code: 'CRASH_LOOP', message: 'it crashes', retryable: false, path: ['input'], clusterId: 'gone' },
        plan: {
          verdict: 'ALLOWED',
          checks: [],
          digest: 'd',
          warnings: [],
          changes: [
            {
              object: { clusterId: 'id-eu-1', apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'a', name: 'web' },
              action: 'UPDATE',
              diff: '-a\n+b\n',
            },
          ],
        },
        steps: [
          {
            clusterId: 'id-eu-1',
            namespace: 'acme-prod',
            state: 'RUNNING',
            message: null,
            problem: null,
            startedAt: start,
            finishedAt: null,
            templateDigest: null,
          },
        ],
      }),
    );
    await graph.auditLog.append(auditEntryOf({ operationId: 'one' }));
    const schema = await createSchema();
    const query = schema.getQueryType();
    for (const field of [
      'viewer',
      'coverage',
      'clusters',
      'tenants',
      'environments',
      'apps',
      'operations',
      'freezes',
      'auditRecords',
      'roles',
      'roleBindings',
    ]) {
      const type = query?.getFields()[field]?.type;
      if (type === undefined) throw new Error(`no field ${field}`);
      const { errors } = await graph.ask(`{ ${field} ${everyField(schema, type, 5)} }`);
      expect([field, errors]).toEqual([field, undefined]);
    }
  });

  it('shows where values of variables come from, and never a sensitive one', async () => {
    const data = await new GraphUnderTest(cluster('eu-1')).data(
      `{ app(tenant: "acme", environment: "prod", name: "web") { instances { containers {
        requests { cpu memory } limits { cpu }
        env { name value sourceKey source { kind name namespace cluster { name } } } } } } }`,
    );
    expect(at(data, 'app.instances.0.containers.0')).toEqual({
      requests: { cpu: 0.25, memory: 2 ** 33 },
      limits: null,
      env: [
        { name: 'MODE', value: 'fast', sourceKey: null, source: null },
        {
          name: 'KEY',
          value: null,
          sourceKey: 'key',
          source: { kind: 'Secret', name: 'keys', namespace: 'acme-prod', cluster: { name: 'eu-1' } },
        },
        { name: 'POD', value: null, sourceKey: 'metadata.name', source: null },
      ],
    });
  });

  it('pages clusters and machines by name, and refuses sizes out of range', async () => {
    const graph = new GraphUnderTest(cluster('eu-1'), cluster('us-1'), cluster('ap-1'));
    const page = '{ nodes { name } pageInfo { endCursor hasNextPage hasPreviousPage } totalCount }';
    const first = await graph.data(`{ clusters(first: 2) ${page} }`);
    expect(at(first, 'clusters.nodes')).toEqual([{ name: 'ap-1' }, { name: 'eu-1' }]);
    const after = at(first, 'clusters.pageInfo.endCursor');
    const second = await graph.data(`query ($after: String) { clusters(first: 2, after: $after) ${page} }`, { after });
    expect(at(second, 'clusters')).toMatchObject({ nodes: [{ name: 'us-1' }], pageInfo: { hasNextPage: false } });
    const filtered = await graph.data(
      `{ clusters(filter: { labels: [{ key: "region", value: "us-1" }], statuses: [READY], names: null }) ${page} }`,
    );
    expect(at(filtered, 'clusters.nodes')).toEqual([{ name: 'us-1' }]);
    const { errors } = await graph.ask('{ clusters(first: 0) { totalCount } }');
    expect(errors?.[0]?.message).toContain('1 to 500');
    const machines = await graph.data('{ cluster(name: "eu-1") { nodes { nodes { name ready } } } }');
    expect(at(machines, 'cluster.nodes.nodes')).toEqual([{ name: 'node-1', ready: true }]);
  });

  it('takes filters of a place and of the caller together', async () => {
    const graph = new GraphUnderTest(cluster('eu-1'), cluster('us-1'));
    const counts = await graph.data(`{
      tenant(name: "acme") {
        all: apps { totalCount }
        none: apps(filter: { tenants: ["other"] }) { totalCount }
        here: environments(filter: { names: ["prod"], tenants: null }) { totalCount }
      }
      cluster(name: "eu-1") { apps(filter: { clusters: ["us-1"] }) { totalCount } }
    }`);
    expect(counts).toEqual({
      tenant: { all: { totalCount: 1 }, none: { totalCount: 0 }, here: { totalCount: 1 } },
      cluster: { apps: { totalCount: 0 } },
    });
  });

  it('names in the coverage only clusters that could have contributed', async () => {
    const [eu, us] = [cluster('eu-1'), cluster('us-1')];
    const graph = new GraphUnderTest(eu, us);
    us.loseTouch();
    const coverage = 'coverage { complete gaps { cluster { name } reason } }';
    const gap = { complete: false, gaps: [{ cluster: { name: 'us-1' }, reason: 'UNREACHABLE' }] };
    const data = await graph.data(`{
      all: apps { ${coverage} }
      eu: apps(filter: { clusters: ["eu-1"] }) { ${coverage} }
      euLabel: apps(filter: { clusterLabels: [{ key: "region", value: "eu-1" }] }) { ${coverage} }
      operations { ${coverage} }
    }`);
    expect(at(data, 'all.coverage')).toEqual(gap);
    const covered = ['eu', 'euLabel', 'operations'].map((name) => at(data, `${name}.coverage`));
    expect(covered).toEqual(Array.from({ length: 3 }, () => ({ complete: true, gaps: [] })));
  });
});

describe('node', () => {
  const typed = '{ __typename id ... on App { name } ... on Pod { name } }';

  it('finds everything by its id', async () => {
    const graph = new GraphUnderTest(cluster('eu-1'));
    graph.operations.put(operationOf('one'));
    const record = await graph.auditLog.append(auditEntryOf());
    graph.freezes.put(freezeOf('two'));
    const ids: Record<string, string> = {
      Cluster: clusterId('id-eu-1'),
      ClusterNode: clusterNodeId('id-eu-1', 'uid-node-1'),
      Tenant: tenantId('acme'),
      Environment: environmentId(webKey),
      App: appId(webKey),
      Revision: revisionId(webKey, 'digest-1'),
      Pod: podId('id-eu-1', 'uid-pod-acme-prod-web-1'),
      Operation: operationId('one'),
      AuditRecord: auditRecordId(record.hash),
      Freeze: freezeId('two'),
    };
    const rollout = await graph.data('{ app(tenant: "acme", environment: "prod", name: "web") { rollout { id } } }');
    ids['Rollout'] = String(at(rollout, 'app.rollout.id'));
    const data = await graph.data(`query ($ids: [ID!]!) { nodes(ids: $ids) ${typed} }`, { ids: Object.values(ids) });
    expect(at(data, 'nodes')).toMatchObject(Object.entries(ids).map(([__typename, id]) => ({ __typename, id })));
  });

  it('is null for an id from nowhere, and for what is not there', async () => {
    const graph = new GraphUnderTest(cluster('eu-1'));
    const ids = ['nonsense', '', clusterId('no'), tenantId('no'), appId({ ...webKey, name: 'no' }), operationId('no')];
    ids.push(podId('id-eu-1', 'no'), podId('no', 'no'), revisionId(webKey, 'no'), clusterNodeId('id-eu-1', 'no'));
    ids.push(auditRecordId('0'.repeat(64)), auditRecordId('1'));
    const data = await graph.data(`query ($ids: [ID!]!) { nodes(ids: $ids) ${typed} }`, { ids });
    expect(at(data, 'nodes')).toEqual(ids.map(() => null));
  });

  it('never tells "not seen" as "not there"; one such look-up leaves the others alone', async () => {
    const [eu, us] = [cluster('eu-1'), cluster('us-1')];
    const graph = new GraphUnderTest(eu, us);
    us.loseTouch();
    const ids = [
      appId({ ...webKey, name: 'no' }),
      appId(webKey),
      podId('id-us-1', 'no'),
      podId('id-eu-1', 'no'),
      revisionId(webKey, 'no'),
    ];
    const { data, errors } = await graph.ask(`query ($ids: [ID!]!) { nodes(ids: $ids) ${typed} }`, { ids });
    expect(data?.['nodes']).toEqual([null, expect.objectContaining({ name: 'web' }), null, null, null]);
    expect(
      errors?.map(({ path, originalError }) => [path, originalError && 'code' in originalError && originalError.code]),
    ).toEqual([
      [['nodes', 0], 'COVERAGE_INCOMPLETE'],
      [['nodes', 2], 'COVERAGE_INCOMPLETE'],
      [['nodes', 4], 'COVERAGE_INCOMPLETE'],
    ]);
  });

  it('refuses more than 100 ids, and loads an operation once a request', async () => {
    const graph = new GraphUnderTest();
    graph.operations.put(operationOf('one'));
    const text = `query ($ids: [ID!]!) { nodes(ids: $ids) ${typed} }`;
    const { errors } = await graph.ask(text, { ids: Array.from({ length: 101 }, () => 'x') });
    expect(errors?.[0]?.message).toContain('at most 100');
    await graph.data(text, { ids: Array.from({ length: 100 }, () => operationId('one')) });
    expect(graph.operations.reads).toEqual(['one']);
  });
});

describe('operations', () => {
  it('keep the names of clusters that are gone out of the way', async () => {
    const graph = new GraphUnderTest();
    const object = { clusterId: 'gone', apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'a', name: 'web' };
    const plan = {
      verdict: 'ALLOWED' as const,
      checks: [],
      digest: 'd',
      warnings: [],
      changes: [{ object, action: 'UPDATE' as const, diff: '' }],
    };
    graph.operations.put(operationOf('one', { plan }));
    const schema = await createSchema();
    const everything = everyField(schema, schema.getType('Cluster') as never, 2);
    const data = await graph.data(
      `query ($id: ID!) { operation(id: $id) { target { id } plan { changes { object { cluster ${everything} } } } } }`,
      { id: operationId('one') },
    );
    expect(at(data, 'operation.target')).toBeNull();
    expect(at(data, 'operation.plan.changes.0.object.cluster')).toMatchObject({ name: 'gone', status: 'DISABLED' });
  });

  it('are found by the bare id that messages and workloads name', async () => {
    const graph = new GraphUnderTest();
    const bare = '6f2b8d4e-1c3a-4e5f-8a9b-0c1d2e3f4a5b';
    graph.operations.put(operationOf(bare));
    const text = 'query ($id: ID!) { operation(id: $id) { id } }';
    expect(at(await graph.data(text, { id: bare }), 'operation.id')).toBe(operationId(bare));
    expect(at(await graph.data(text, { id: 'one' }), 'operation')).toBeNull();
  });

  it('are narrowed to apps by their ids', async () => {
    const graph = new GraphUnderTest();
    await graph.data(
      `query ($targets: [ID!]) { operations(filter: { targets: $targets, kinds: null, since: "2026-01-01T00:00:00Z" }) { totalCount } }`,
      {
        targets: [appId(webKey)],
      },
    );
    expect(graph.operations.requests).toEqual([['list', { apps: [webKey], since: start }]]);
    const { errors } = await graph.ask('{ operations(filter: { targets: ["x"] }) { totalCount } }');
    expect(errors?.[0]?.message).toContain('filter.targets[0] is not the id of an app');
  });
});
