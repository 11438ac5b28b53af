import { describe, expect, it } from 'vitest';
import { MemoryCluster } from '../../../domain/fleet/testing/memory-cluster.ts';
import { namespace, start, workload } from '../../../domain/fleet/testing/objects.ts';
import { freezeId, tenantId } from '../../ids.ts';
import { at } from '../../testing/at.ts';
import { GraphUnderTest } from '../../testing/graph-under-test.ts';
import { freezeOf } from '../../testing/memory-freezes.ts';

const everything = { tenants: [], environments: [], clusterLabels: [], kinds: [] };

/** acme/prod with the app `web` in a cluster of the EU and one of the US. */
function scene(): GraphUnderTest {
  const clusters = ['eu', 'us'].map((region) => {
    const cluster = new MemoryCluster(`${region}-1`, { labels: { region } });
    cluster.namespaces.put(namespace('acme-prod'));
    cluster.workloads.DEPLOYMENT.put(workload('web'));
    return cluster;
  });
  return new GraphUnderTest(...clusters);
}

const payload = '{ freeze { id state } problems { code message path } }';

describe('freezes in the graph', () => {
  it('are made with the defaults, an explicit null taken for absent', async () => {
    const graph = scene();
    const until = '2026-02-01T00:00:00Z';
    const create = (input: object) =>
      graph.data(`mutation ($input: CreateFreezeInput!) { payload: createFreeze(input: $input) ${payload} }`, {
        input,
      });
    const made = { freeze: { id: freezeId('made'), state: 'ACTIVE' }, problems: [] };
    expect(at(await create({ reason: 'r', until }), 'payload')).toEqual(made);
    await create({ reason: 'r', until, from: null, scope: null, allowsRollbacks: null, idempotencyKey: null });
    const scope = { tenants: ['acme'], environments: null, clusterLabels: [{ key: 'region', value: 'eu' }] };
    await create({ reason: 'r', until, from: '2026-01-20T01:00:00+01:00', scope, allowsRollbacks: true });
    const plain = { reason: 'r', until: Date.parse(until), scope: {}, allowsRollbacks: false };
    expect(graph.freezes.requests).toStrictEqual([
      ['create', plain],
      ['create', plain],
      [
        'create',
        {
          ...plain,
          from: Date.UTC(2026, 0, 20),
          scope: { tenants: ['acme'], clusterLabels: [{ key: 'region', value: 'eu' }] },
          allowsRollbacks: true,
        },
      ],
    ]);
  });

  it('are ended by their id, and by no other', async () => {
    const graph = scene();
    const end = async (freeze: string) =>
      at(
        await graph.data(`mutation ($input: EndFreezeInput!) { payload: endFreeze(input: $input) ${payload} }`, {
          input: { freeze, reason: null, idempotencyKey: null },
        }),
        'payload.problems',
      );
    expect(await end(freezeId('one'))).toEqual([]);
    const path = ['input', 'freeze'];
    expect(await end('nonsense')).toMatchObject([{ code: 'NOT_FOUND', message: 'No freeze has this id.', path }]);
    expect(await end(tenantId('acme'))).toMatchObject([
      { code: 'INVALID', message: 'This is the id of a tenant; give that of a freeze.', path },
    ]);
    expect(graph.freezes.requests).toStrictEqual([['end', { freezeId: 'one' }]]);
  });

  it('are listed, and found by id, with the state that they are in', async () => {
    const graph = scene();
    const scope = { ...everything, clusterLabels: [{ key: 'region', value: 'eu' }], kinds: ['DEPLOY' as const] };
    graph.freezes.put(freezeOf('a', { scope }));
    graph.freezes.put(freezeOf('b', { from: start + 500 }));
    graph.freezes.put(freezeOf('c', { endedAt: start, endedBy: { name: 'bob', kind: 'TOKEN' } }));
    const data = await graph.data(
      `query ($id: ID!) {
        freezes(filter: { states: [ACTIVE], tenants: null }) {
          nodes { id state from scope { tenants clusterLabels { key value } kinds } endedBy { name kind } }
          totalCount coverage { complete }
        }
        node(id: $id) { __typename id ... on Freeze { reason createdBy { name } } }
        gone: node(id: "${freezeId('gone')}") { id }
      }`,
      { id: freezeId('a') },
    );
    expect(at(data, 'freezes.nodes')).toMatchObject([
      {
        id: freezeId('a'),
        state: 'ACTIVE',
        from: '2025-12-31T23:59:59.000Z',
        scope: { tenants: [], clusterLabels: [{ key: 'region', value: 'eu' }], kinds: ['DEPLOY'] },
        endedBy: null,
      },
      { state: 'PLANNED' },
      { state: 'OVER', endedBy: { name: 'bob', kind: 'TOKEN' } },
    ]);
    expect(at(data, 'node')).toEqual({
      __typename: 'Freeze',
      id: freezeId('a'),
      reason: 'Black Friday',
      createdBy: { name: 'ann' },
    });
    expect(at(data, 'gone')).toBeNull();
    expect(graph.freezes.requests).toEqual([['list', { states: ['ACTIVE'] }]]);
  });

  it('are shown at the apps and environments that they concern, read once for all', async () => {
    const graph = scene();
    graph.freezes.put(freezeOf('all'));
    graph.freezes.put(freezeOf('dev', { scope: { ...everything, environments: ['dev'] } }));
    graph.freezes.put(freezeOf('umbrella', { scope: { ...everything, tenants: ['umbrella'] } }));
    const labels = (region: string) => ({ ...everything, clusterLabels: [{ key: 'region', value: region }] });
    graph.freezes.put(freezeOf('us', { scope: labels('us'), from: start + 1 }));
    graph.freezes.put(freezeOf('asia', { scope: labels('asia') }));
    const data = await graph.data('{ apps { nodes { name freezes { id } environment { freezes { id state } } } } }');
    expect(at(data, 'apps.nodes')).toEqual([
      {
        name: 'web',
        freezes: [{ id: freezeId('all') }, { id: freezeId('us') }],
        environment: {
          freezes: [
            { id: freezeId('all'), state: 'ACTIVE' },
            { id: freezeId('us'), state: 'PLANNED' },
          ],
        },
      },
    ]);
    graph.freezes.reads = 0;
    await graph.data('{ apps { nodes { freezes { id } } } environments { nodes { freezes { id } } } }');
    expect(graph.freezes.reads).toBe(1);
  });
});
