import { describe, expect, it } from 'vitest';
import { auditEntryOf } from '../../../domain/audit/testing/audit-entry.ts';
import { MemoryCluster } from '../../../domain/fleet/testing/memory-cluster.ts';
import { namespace, start, workload } from '../../../domain/fleet/testing/objects.ts';
import { appId, auditRecordId, environmentId, freezeId, operationId, tenantId } from '../../ids.ts';
import { at } from '../../testing/at.ts';
import { GraphUnderTest } from '../../testing/graph-under-test.ts';
import { freezeOf } from '../../testing/memory-freezes.ts';
import { operationOf } from '../../testing/memory-operations.ts';

const webKey = { tenant: 'acme', environment: 'prod', name: 'web', kind: 'DEPLOYMENT' } as const;
const webTarget = { tenant: 'acme', environment: 'prod', app: 'web', kind: 'DEPLOYMENT' } as const;

function cluster(): MemoryCluster {
  const made = new MemoryCluster('eu-1');
  made.namespaces.put(namespace('acme-prod'));
  made.workloads.DEPLOYMENT.put(workload('web'));
  return made;
}

describe('the audit', () => {
  it('tells each attempt, what it was about, and the operation that it began', async () => {
    const graph = new GraphUnderTest(cluster());
    graph.operations.put(operationOf('op-1'));
    const record = await graph.auditLog.append(auditEntryOf());
    const data = await graph.data(`{ auditRecords { nodes {
      id sequence at actor { name kind } credential address requestId action dryRun repeated reason outcome
      target { type tenant environment app kind node { id } } operation { id } planDigest
      changes { action diff object { name } } problems { code } previousHash hash } } }`);
    expect(at(data, 'auditRecords.nodes.0')).toEqual({
      id: auditRecordId(record.hash),
      sequence: 1,
      at: '2026-01-02T03:04:05.006Z',
      actor: { name: 'ann', kind: 'TOKEN' },
      credential: 'ann-laptop',
      address: '127.0.0.1',
      requestId: 'request-1',
      action: 'deployApp',
      dryRun: false,
      repeated: false,
      reason: 'because',
      outcome: 'ACCEPTED',
      target: { ...webTarget, type: 'APP', node: { id: appId(webKey) } },
      operation: { id: operationId('op-1') },
      planDigest: 'digest-1',
      changes: [{ action: 'UPDATE', diff: expect.stringContaining('+image: web:2'), object: { name: 'web' } }],
      problems: [],
      previousHash: '0'.repeat(64),
      hash: record.hash,
    });
  });

  it('keeps the names of what is gone, and names an operation with its app', async () => {
    const graph = new GraphUnderTest();
    graph.operations.put(operationOf('op-1'));
    const { target } = auditEntryOf();
    await graph.auditLog.append(
      auditEntryOf({ operationId: null, target: target && { ...target, type: 'OPERATION', id: 'op-1' } }),
    );
    await graph.auditLog.append(auditEntryOf({ operationId: 'gone' }));
    const text =
      '{ auditRecords { nodes { operation { id } target { type tenant environment app kind node { id } } } } }';
    expect(at(await graph.data(text), 'auditRecords.nodes')).toEqual([
      { operation: null, target: { ...webTarget, type: 'APP', node: null } },
      { operation: null, target: { ...webTarget, type: 'OPERATION', node: { id: operationId('op-1') } } },
    ]);
  });

  it('is narrowed by its filter, and by where it is asked for', async () => {
    const graph = new GraphUnderTest(cluster());
    graph.operations.put(operationOf('op-1'));
    graph.freezes.put(freezeOf('f-1'));
    const environment = { tenant: 'acme', environment: 'prod' };
    const targets = [tenantId('acme'), environmentId(environment), appId(webKey), operationId('op-1'), freezeId('f-1')];
    await graph.data(
      `query ($targets: [ID!]) {
        auditRecords(filter: {
          actors: ["ann"], actions: ["deployApp"], outcomes: [DENIED], tenants: ["acme"], targets: $targets
          operations: ["${operationId('op-1')}"], since: "2026-01-01T00:00:00Z", until: null
        }) { totalCount }
      }`,
      { targets },
    );
    const subjects = [
      { type: 'TENANT', tenant: 'acme' },
      { type: 'ENVIRONMENT', key: environment },
      { type: 'APP', key: webKey },
      { type: 'OPERATION', id: 'op-1' },
      { type: 'FREEZE', id: 'f-1' },
    ];
    expect(graph.auditLog.filters).toEqual([
      {
        actors: ['ann'],
        actions: ['deployApp'],
        outcomes: ['DENIED'],
        tenants: ['acme'],
        targets: subjects,
        operations: ['op-1'],
        since: start,
      },
    ]);
    await graph.data(`{
      tenant(name: "acme") { audit { totalCount } }
      environment(tenant: "acme", name: "prod") { audit { totalCount } }
      app(tenant: "acme", environment: "prod", name: "web") { audit { totalCount } }
      operation(id: "${operationId('op-1')}") { audit { totalCount } }
      node(id: "${freezeId('f-1')}") { ... on Freeze { audit { totalCount } } }
    }`);
    expect(graph.auditLog.filters.slice(1).map(({ targets: found }) => found?.[0])).toMatchObject(subjects);
    for (const member of ['targets', 'operations']) {
      const { errors } = await graph.ask(`{ auditRecords(filter: { ${member}: ["x"] }) { totalCount } }`);
      expect(errors?.[0]?.message).toContain(`filter.${member}[0] is not the id of`);
    }
  });
});
