import type { DocumentNode, GraphQLSchema } from 'graphql';
import { documentOf } from '../graph/world-graph.ts';
import { idOf } from '../reference/things.ts';
import type { Thing } from '../reference/things.ts';
import type { Dice } from '../world/dice.ts';
import { ask, asked } from './asker.ts';
import type { Asker } from './asker.ts';
import { difference, Finding } from './finding.ts';

const fields = 'logs(tail: 5000) { lines { message cluster { id } namespace pod } gaps { pod } coverage { complete } }';

export function logsDocument(schema: GraphQLSchema): DocumentNode {
  return documentOf(schema, `query ($id: ID!) { node(id: $id) { ... on App { ${fields} } ... on Pod { ${fields} } } }`);
}

/** The logs of apps and pods that may be seen: what their pods say and nothing else, and a refusal where that may not be read. */
export async function readLogs(asker: Asker, document: DocumentNode, dice: Dice): Promise<void> {
  const owners = asker.things.filter(({ type, seenBy }) => (type === 'App' || type === 'Pod') && seenBy(asker.sight));
  for (const thing of dice.some(owners, Math.min(100, 300 / Math.max(1, owners.length)))) {
    const variables = { id: thing.id };
    const { data, errors } = await ask(asker, document, variables);
    const what = () => asked(asker, document, variables);
    if (!asker.sight.may('VIEW_LOGS', thing.app)) {
      if (errors?.every(({ extensions }) => extensions?.['code'] === 'FORBIDDEN') === true) continue;
      throw new Finding('Logs that may not be read were to be refused as FORBIDDEN', what, errors);
    }
    const { node } = data as { readonly node: { readonly logs: { readonly lines: readonly { message: string }[] } } };
    const told = node.logs.lines.map(({ message }) => message).toSorted();
    const expected = saidBy(thing, asker).toSorted();
    if (JSON.stringify(told) !== JSON.stringify(expected)) {
      throw new Finding('Logs have other lines than what the pods say', what, difference(told.join(), expected.join()));
    }
  }
}

/** Whether none of its containers has a line that can be read. */
export function saysNothing(thing: Thing, asker: Asker): boolean {
  return saidBy(thing, asker).length === 0;
}

/** What the pods of an app, or a pod, say: each its name, where its cluster can be reached. */
function saidBy({ type, id, app }: Thing, { world, things }: Asker): readonly string[] {
  const pods = new Set(
    type === 'Pod'
      ? [id]
      : things.filter((thing) => thing.type === 'Pod' && sameApp(thing, app)).map((thing) => thing.id),
  );
  return world.clusters.flatMap((cluster) =>
    cluster.namespaces.flatMap(({ workloads }) =>
      workloads.flatMap((workload) =>
        workload.pods
          .filter(({ uid }) => cluster.gap === null && pods.has(idOf('Pod', cluster.id, uid)))
          .map(({ name }) => `level=info msg=${name}`),
      ),
    ),
  );
}

function sameApp(thing: Thing, app: Thing['app']): boolean {
  return JSON.stringify(thing.app) === JSON.stringify(app);
}
