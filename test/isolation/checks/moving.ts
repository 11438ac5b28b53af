import { unassigned } from '../../../src/domain/tenancy/adoption.ts';
import { documentOf } from '../graph/world-graph.ts';
import { everybody } from '../reference/discover.ts';
import { placesOf } from '../reference/places.ts';
import type { Dice } from '../world/dice.ts';
import { asked } from './asker.ts';
import type { Asker } from './asker.ts';
import { Finding } from './finding.ts';

const documents = {
  rollout: 'subscription ($app: ID!) { rollout(app: $app) { cursor rollout { id phase } } }',
  restart:
    'mutation ($app: ID!) { restartApp(input: { app: $app, reason: "for a test", force: true, breakGlass: true }) { problems { code } } }',
} as const;

/** Nobody sees anything of them who does not see the whole fleet. */
const stranger = 'stranger';

/**
 * Somebody follows a rollout and reads slowly. What happened meanwhile is not told any more when the app's namespace has gone to
 * somebody else since. @throws Finding
 */
export async function followAway(asker: Asker, dice: Dice): Promise<void> {
  const { world, graph, person, sight, things } = asker;
  // Where the cluster does not believe that it is a stranger's, it is nobody's.
  if (sight.mayView(stranger) || sight.mayView(unassigned)) return;
  const apps = things.flatMap(({ type, id, app }) => {
    const [place, ...others] = app === undefined ? [] : placesOf(world, app);
    return type === 'App' && app !== undefined && place !== undefined && others.length === 0 && sight.sees(app)
      ? [{ id, ...place }]
      : [];
  });
  if (apps.length === 0) return;
  const { id, cluster, namespace } = dice.pick(apps);
  const variables = { app: id };
  const document = documentOf(graph.schema, documents.rollout);
  const stream = await graph.begin(person, document, variables);
  await stream.next();
  await graph.ask(everybody, documentOf(graph.schema, documents.restart), variables);
  await graph.settled();
  const undo = graph.clusters.find((each) => each.id === cluster)?.giveAway(namespace, stranger);
  await graph.settled();
  const told = await stream.next();
  await stream.stop();
  undo?.();
  await graph.settled();
  if (told === null) return;
  throw new Finding('A stream tells of what has gone to somebody else', () => asked(asker, document, variables), told);
}
