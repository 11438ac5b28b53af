import { describe, expect, it } from 'vitest';
import { createAccess, environmentScope, tenantScope } from '../../../domain/access/access.ts';
import type { AccessScope } from '../../../domain/access/access.ts';
import { builtInRoles } from '../../../domain/access/role.ts';
import { MemoryCluster } from '../../../domain/fleet/testing/memory-cluster.ts';
import { namespace, workload } from '../../../domain/fleet/testing/objects.ts';
import { callerOf } from '../../../domain/testing/caller-of.ts';
import { appId, clusterId, environmentId, operationId, tenantId } from '../../ids.ts';
import { at } from '../../testing/at.ts';
import { GraphUnderTest } from '../../testing/graph-under-test.ts';
import { operationOf } from '../../testing/memory-operations.ts';

const prod = { tenant: 'acme', environment: 'prod' };
const web = { ...prod, name: 'web', kind: 'DEPLOYMENT' } as const;

/** acme/prod with the app `web` and an operation on it, and globex/prod. */
function scene(): GraphUnderTest {
  const cluster = new MemoryCluster('eu-1');
  cluster.namespaces.put(namespace('acme-prod'));
  cluster.namespaces.put(namespace('globex-prod'));
  cluster.workloads.DEPLOYMENT.put(workload('web'));
  const graph = new GraphUnderTest(cluster);
  graph.operations.put(operationOf('one', { target: web }));
  return graph;
}

function someone(...held: readonly (readonly [role: string, scope: AccessScope])[]) {
  const grants = held.map(([name, scope]) => {
    const role = builtInRoles.find((known) => known.name === name);
    return { role: name, scope, actions: role?.actions ?? new Set<never>() };
  });
  return callerOf('mia', [], { access: createAccess(grants) });
}

async function can(graph: GraphUnderTest, action: string, on?: string): Promise<unknown> {
  const query = 'query ($action: Action!, $on: ID) { viewer { can(action: $action, on: $on) } }';
  return at(await graph.data(query, { action, ...(on !== undefined && { on }) }), 'viewer.can');
}

const bind = (graph: GraphUnderTest, field: 'bindRole' | 'unbindRole', input: object) =>
  graph
    .data(
      `mutation ($input: ${field === 'bindRole' ? 'BindRoleInput' : 'UnbindRoleInput'}!) {
        payload: ${field}(input: $input) {
          binding { role subject { kind name } tenant environment source createdBy { name } createdAt }
          problems { code message path }
        }
      }`,
      { input },
    )
    .then((data) => at(data, 'payload'));

describe('a viewer', () => {
  it('is told what it can do, by the id of whatever it is about', async () => {
    const graph = scene();
    graph.caller = someone(['developer', environmentScope(prod)]);
    const ids = [appId(web), environmentId(prod), operationId('one')];
    expect(await Promise.all(ids.map((id) => can(graph, 'DEPLOY', id)))).toEqual([true, true, true]);
    expect(await Promise.all(ids.map((id) => can(graph, 'FREEZE', id)))).toEqual([false, false, false]);
    expect([await can(graph, 'DEPLOY', tenantId('acme')), await can(graph, 'DEPLOY')]).toEqual([false, false]);
  });

  it('can do nothing with what it does not see, or what is no such id', async () => {
    const graph = scene();
    graph.caller = someone(['developer', tenantScope('acme')], ['on-call', tenantScope('globex')]);
    const elsewhere = { tenant: 'globex', environment: 'prod' };
    graph.operations.put(operationOf('two', { target: { ...web, ...elsewhere } }));
    const ids = [tenantId('globex'), environmentId(elsewhere), operationId('two'), clusterId('id-eu-1'), 'nonsense'];
    expect(await Promise.all(ids.map((id) => can(graph, 'VIEW', id)))).toEqual(ids.map(() => false));
    // What cannot be seen is of no use, whatever else is allowed.
    const blind = { role: 'blind', scope: tenantScope('acme'), actions: new Set(['DEPLOY'] as const) };
    graph.caller = callerOf('mia', [], { access: createAccess([blind]) });
    expect([await can(graph, 'DEPLOY', appId(web)), await can(graph, 'DEPLOY', tenantId('acme'))]).toEqual([
      false,
      false,
    ]);
  });

  it('has roles, with their places', async () => {
    const graph = scene();
    graph.caller = someone(['developer', environmentScope(prod)], ['on-call', tenantScope('globex')]);
    expect(at(await graph.data('{ viewer { heldRoles { role tenant environment } } }'), 'viewer.heldRoles')).toEqual([
      { role: 'developer', tenant: 'acme', environment: 'prod' },
      { role: 'on-call', tenant: 'globex', environment: null },
    ]);
  });

  it('finds what is allowed at the tenant, the environment and the app', async () => {
    const graph = scene();
    graph.caller = someone(['viewer', tenantScope('acme')], ['developer', environmentScope(prod)]);
    const data = await graph.data(`{
      tenants { nodes { allowedActions environments { nodes { allowedActions } } } }
      apps { nodes { allowedActions } }
    }`);
    const developing = ['VIEW', 'VIEW_LOGS', 'DEPLOY', 'SCALE', 'ROLL_BACK', 'RESTART', 'PAUSE', 'CANCEL'];
    expect(data).toEqual({
      tenants: {
        nodes: [{ allowedActions: ['VIEW', 'VIEW_LOGS'], environments: { nodes: [{ allowedActions: developing }] } }],
      },
      apps: { nodes: [{ allowedActions: developing }] },
    });
  });
});

describe('roles', () => {
  it('are told with what they allow', async () => {
    const roles = at(await scene().data('{ roles { name actions isBuiltIn isDelegable } }'), 'roles');
    expect(roles).toHaveLength(5);
    expect(roles).toMatchObject([
      { name: 'viewer', actions: ['VIEW', 'VIEW_LOGS'], isBuiltIn: true, isDelegable: true },
      {
        name: 'developer',
        actions: ['VIEW', 'VIEW_LOGS', 'DEPLOY', 'SCALE', 'ROLL_BACK', 'RESTART', 'PAUSE', 'CANCEL'],
      },
      { name: 'operator' },
      { name: 'tenant-administrator' },
      { name: 'platform-administrator', isDelegable: false },
    ]);
  });

  it('are given, listed and taken back by the ids of places', async () => {
    const graph = scene();
    const subject = { kind: 'GROUP', name: 'corp:payments' };
    const input = { role: 'developer', subject, on: environmentId(prod), reason: null, idempotencyKey: null };
    const made = { role: 'developer', subject, tenant: 'acme', environment: 'prod', source: 'MUTATION' };
    const payload = { binding: { ...made, createdBy: { name: 'ann' } }, problems: [] };
    expect(await bind(graph, 'bindRole', input)).toMatchObject(payload);
    await bind(graph, 'bindRole', { ...input, on: null });
    const list = (filter: string) =>
      graph.data(`{ roleBindings${filter} { totalCount nodes { role tenant environment } coverage { complete } } }`);
    expect(at(await list(''), 'roleBindings.totalCount')).toBe(2);
    expect(at(await list('(filter: { tenants: ["acme"], roles: null })'), 'roleBindings')).toEqual({
      totalCount: 1,
      nodes: [{ role: 'developer', tenant: 'acme', environment: 'prod' }],
      coverage: { complete: true },
    });
    expect(await bind(graph, 'unbindRole', input)).toMatchObject(payload);
    expect(at(await list(''), 'roleBindings.totalCount')).toBe(1);
    expect(graph.auditLog.records.at(-1)?.target).toMatchObject({ type: 'ROLE_BINDING', binding: { subject } });
  });

  it('are not given with the id of something else, and not by others, who are not shown who has them', async () => {
    const graph = scene();
    const input = { role: 'viewer', subject: { kind: 'PERSON', name: 'bob' } };
    const path = ['input', 'on'];
    expect(await bind(graph, 'bindRole', { ...input, on: appId(web) })).toMatchObject({
      problems: [{ code: 'INVALID', path }],
    });
    expect(await bind(graph, 'bindRole', { ...input, on: 'nonsense' })).toMatchObject({
      problems: [{ code: 'NOT_FOUND', path }],
    });
    graph.caller = someone(['operator', tenantScope('acme')]);
    expect(await bind(graph, 'bindRole', { ...input, on: tenantId('acme') })).toMatchObject({
      problems: [{ code: 'FORBIDDEN' }],
    });
    expect(graph.auditLog.records.map(({ outcome }) => outcome)).toEqual(['REFUSED', 'REFUSED', 'DENIED']);
    const { data, errors } = await graph.ask('{ roleBindings { totalCount } }');
    expect([data, errors?.[0]?.originalError]).toMatchObject([null, { code: 'FORBIDDEN' }]);
  });
});
