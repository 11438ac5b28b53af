import type { GraphQLOutputType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { anyoneWith } from '../../auth/session.ts';
import { fullAccess } from '../../domain/access/access.ts';
import { MemoryCluster } from '../../domain/fleet/testing/memory-cluster.ts';
import { namespace, start, workload } from '../../domain/fleet/testing/objects.ts';
import { appId, operationId } from '../ids.ts';
import { createSchema } from '../schema.ts';
import { everyField } from '../testing/every-field.ts';
import { GraphUnderTest } from '../testing/graph-under-test.ts';
import { approvalOf, operationOf } from '../testing/memory-operations.ts';

const key = { tenant: 'acme', environment: 'prod', name: 'web', kind: 'DEPLOYMENT' } as const;
const schema = await createSchema();

function selectionOf(field: string): string {
  const type: GraphQLOutputType | undefined = schema.getSubscriptionType()?.getFields()[field]?.type;
  if (type === undefined) throw new Error(`no subscription ${field}`);
  return everyField(schema, type, 5);
}

describe('what many readers are told at once', () => {
  it.each([
    ['rollout', appId(key)],
    ['operation', operationId('one')],
  ])('is about no one of them, in every field of %s', async (field, id) => {
    const cluster = new MemoryCluster('eu-1');
    cluster.namespaces.put(namespace('acme-prod'));
    cluster.workloads.DEPLOYMENT.put(workload('web'));
    const graph = new GraphUnderTest(cluster);
    const app = graph.fleet.app(key, key.name, key.kind);
    if (app === undefined) throw new Error('no app');
    graph.rollouts.events.push({ rollout: graph.rollouts.of(app), cursor: 'c1', observedAt: start, gap: false });
    graph.operations.put(operationOf('one', { state: 'AWAITING_APPROVAL', approval: approvalOf() }));
    graph.itemsPerAnswer = 100_000;
    graph.caller = anyoneWith(fullAccess(['viewer'])).caller;
    const argument = field === 'rollout' ? 'app' : 'id';
    const stream = await graph.subscribe(
      `subscription ($id: ID!) { ${field}(${argument}: $id) ${selectionOf(field)} }`,
      { id },
    );
    if (!(Symbol.asyncIterator in stream)) throw new Error(stream.errors?.[0]?.message ?? 'no stream');
    const { value } = await stream.next();
    expect((value as { errors?: unknown }).errors).toBeUndefined();
    await stream.return?.(undefined);
  });
});
