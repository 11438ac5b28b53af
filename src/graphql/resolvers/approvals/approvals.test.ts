import { describe, expect, it } from 'vitest';
import { start } from '../../../domain/fleet/testing/objects.ts';
import { operationId } from '../../ids.ts';
import { GraphUnderTest } from '../../testing/graph-under-test.ts';
import { approvalOf, operationOf } from '../../testing/memory-operations.ts';

const bob = { name: 'bob', kind: 'USER' } as const;
const [approving, rejecting] = ['approve', 'reject'].map(
  (verb) =>
    `mutation ($input: ${verb === 'approve' ? 'Approve' : 'Reject'}OperationInput!) { ${verb}Operation(input: $input) { operation { id } problems { code path } } }`,
);

describe('approvals in the graph', () => {
  it('show what a rule asks of an operation, what was decided, and a broken glass', async () => {
    const graph = new GraphUnderTest();
    const decision = { actor: bob, decision: 'APPROVED', comment: 'go', at: start, digest: 'd' } as const;
    graph.operations.put(operationOf('one', { approval: approvalOf({ decisions: [decision], approvedAt: start }) }));
    graph.operations.put(
      operationOf('two', { reason: 'fire', approval: approvalOf({ brokenBy: bob, expiresAt: null }) }),
    );
    graph.operations.put(operationOf('three'));
    const query = `query ($id: ID!) { operation(id: $id) { approval {
      required role requesterMayApprove validSeconds expiresAt approvedAt breakGlass { by { name } reason }
      decisions { actor { name } decision comment at digest }
    } } }`;
    const shown = (id: string) => graph.data(query, { id: operationId(id) });
    const at = new Date(start).toISOString();
    const rule = { required: 1, role: 'developer', requesterMayApprove: false, validSeconds: 60 };
    expect(await shown('one')).toEqual({
      operation: {
        approval: {
          ...rule,
          expiresAt: new Date(start + 60_000).toISOString(),
          approvedAt: at,
          breakGlass: null,
          decisions: [{ actor: { name: 'bob' }, decision: 'APPROVED', comment: 'go', at, digest: 'd' }],
        },
      },
    });
    const breakGlass = { by: { name: 'bob' }, reason: 'fire' };
    expect(await shown('two')).toEqual({
      operation: { approval: { ...rule, expiresAt: null, approvedAt: null, breakGlass, decisions: [] } },
    });
    expect(await shown('three')).toEqual({ operation: { approval: null } });
  });

  it('list what waits for the caller', async () => {
    const graph = new GraphUnderTest();
    const state = 'AWAITING_APPROVAL';
    graph.operations.put(operationOf('a', { state, actor: bob, approval: approvalOf() }));
    graph.operations.put(operationOf('b', { state, actor: bob, approval: approvalOf({ role: 'chief' }) }));
    graph.operations.put(operationOf('c', { state, approval: approvalOf() }));
    graph.operations.put(operationOf('d', { state, actor: bob, approval: approvalOf({ expiresAt: start }) }));
    expect(await graph.data('{ awaitingMyApproval { totalCount nodes { id } coverage { complete } } }')).toEqual({
      awaitingMyApproval: { totalCount: 1, nodes: [{ id: operationId('a') }], coverage: { complete: true } },
    });
  });

  it('hand over decisions, and refuse ids of something else', async () => {
    const graph = new GraphUnderTest();
    graph.operations.put(operationOf('one'));
    const operation = operationId('one');
    await graph.data(approving ?? '', { input: { operation, digest: 'd', comment: null, idempotencyKey: null } });
    await graph.data(rejecting ?? '', { input: { operation, comment: 'no', idempotencyKey: 'k' } });
    expect(graph.operations.requests).toEqual([
      ['decide', { operationId: 'one', decision: 'APPROVED', digest: 'd' }],
      ['decide', { operationId: 'one', decision: 'REJECTED', comment: 'no', idempotencyKey: 'k' }],
    ]);
    expect(graph.auditLog.records).toMatchObject([
      {
        action: 'approveOperation',
        target: { type: 'OPERATION', id: 'one', tenant: 'acme', app: 'web' },
        reason: null,
      },
      { action: 'rejectOperation', reason: 'no' },
    ]);
    const refused = await graph.data(approving ?? '', { input: { operation: 'x', digest: 'd' } });
    expect(refused).toEqual({
      approveOperation: { operation: null, problems: [{ code: 'NOT_FOUND', path: ['input', 'operation'] }] },
    });
  });

  it('hand over that the glass is to be broken', async () => {
    const graph = new GraphUnderTest();
    const app = Buffer.from('App/acme/prod/web/DEPLOYMENT').toString('base64url');
    await graph.data(
      `mutation { restartApp(input: { app: "${app}", breakGlass: true, reason: "fire" }) { problems { code } } }`,
    );
    expect(graph.operations.requests).toMatchObject([['restart', { breakGlass: true, reason: 'fire' }]]);
  });
});
