import { describe, expect, it } from 'vitest';
import { MemoryCluster } from '../../domain/fleet/testing/memory-cluster.ts';
import { namespace, start, workload } from '../../domain/fleet/testing/objects.ts';
import { appId } from '../ids.ts';
import { GraphUnderTest } from '../testing/graph-under-test.ts';

const key = { tenant: 'acme', environment: 'prod', name: 'web', kind: 'DEPLOYMENT' } as const;
const text = `subscription ($app: ID!, $after: String, $untilDone: Boolean) {
  rollout(app: $app, after: $after, untilDone: $untilDone) { rollout { id phase app { name } } cursor observedAt gap }
}`;

function filled(): { graph: GraphUnderTest; cluster: MemoryCluster } {
  const cluster = new MemoryCluster('eu-1');
  cluster.namespaces.put(namespace('acme-prod'));
  cluster.workloads.DEPLOYMENT.put(workload('web'));
  return { graph: new GraphUnderTest(cluster), cluster };
}

describe('subscription rollout', () => {
  it('tells events, with what was asked, until its reader goes', async () => {
    const { graph } = filled();
    const app = graph.fleet.app(key, key.name, key.kind);
    if (app === undefined) throw new Error('no app');
    graph.rollouts.events.push({ rollout: graph.rollouts.of(app), cursor: 'c1', observedAt: start, gap: false });

    const stream = await graph.subscribe(text, { app: appId(key), after: 'c0', untilDone: true });
    if (!(Symbol.asyncIterator in stream)) throw new Error('no stream');
    expect((await stream.next()).value).toMatchObject({
      data: { rollout: { rollout: { phase: 'SUCCEEDED', app: { name: 'web' } }, cursor: 'c1', gap: false } },
    });
    expect(graph.rollouts.streams).toMatchObject([{ options: { after: 'c0', untilDone: true } }]);

    const waiting = stream.next();
    await stream.return?.(undefined);
    expect((await waiting).done).toBe(true);
    expect(graph.rollouts.streams[0]?.signal.aborted).toBe(true);
  });

  it('takes an explicit null for absent', async () => {
    const { graph } = filled();
    await graph.subscribe(text, { app: appId(key), after: null, untilDone: null });
    expect(graph.rollouts.streams.map(({ options }) => options)).toStrictEqual([{ untilDone: false }]);
  });

  it('refuses what is no app, and does not call an app missing that it cannot see', async () => {
    const { graph, cluster } = filled();
    const other = { ...key, name: 'other' };
    expect(await graph.subscribe(text, { app: 'nonsense' })).toMatchObject({
      errors: [{ extensions: { code: 'NOT_FOUND' } }],
    });
    expect(await graph.subscribe(text, { app: appId(other) })).toMatchObject({
      errors: [{ extensions: { code: 'NOT_FOUND' } }],
    });
    cluster.loseTouch();
    expect(await graph.subscribe(text, { app: appId(other) })).toMatchObject({
      errors: [{ originalError: { code: 'COVERAGE_INCOMPLETE' } }],
    });
  });
});
