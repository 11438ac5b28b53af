import { expect, it } from 'vitest';
import { MemoryCluster } from '../../domain/fleet/testing/memory-cluster.ts';
import { namespace, workload } from '../../domain/fleet/testing/objects.ts';
import { at } from '../testing/at.ts';
import { GraphUnderTest } from '../testing/graph-under-test.ts';

/** Of `count` apps in one environment; 100 items are the most of an answer. */
function graphOf(count: number): GraphUnderTest {
  const cluster = new MemoryCluster('eu-1');
  cluster.namespaces.put(namespace('acme-prod'));
  for (let index = 0; index < count; index += 1) cluster.workloads.DEPLOYMENT.put(workload(`app-${index}`));
  return new GraphUnderTest(cluster);
}

const nested = '{ tenants { nodes { environments { nodes { apps { edges { node { name } } } } } } } }';

it('lets an answer have as many items as are allowed, wherever they come from', async () => {
  const graph = graphOf(49);
  const data = await graph.data(`{ a: apps { nodes { name } } b: apps { nodes { name } } }`);
  expect(at(data, 'b.nodes.48.name')).toBeDefined();
  expect(await graph.data(nested)).toBeDefined();
});

it('ends one that turns out to have more, also of pages whose size nobody gave', async () => {
  const graph = graphOf(49);
  const text = '{ a: apps { nodes { name } } b: apps { nodes { name } } c: apps(first: 3) { nodes { name } } }';
  const { data, errors } = await graph.ask(text);
  expect(data).toBeNull();
  expect(errors).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'cost', maximum: 100 } }]);
  // Each answer is counted anew.
  expect(await graph.data(nested)).toBeDefined();
});
