import { fleetScope } from '../../../src/domain/access/access.ts';
import { documentOf } from '../graph/world-graph.ts';
import { everybody } from '../reference/discover.ts';
import { Sight } from '../reference/sight.ts';
import { visibleMarks } from '../reference/visible-part.ts';
import type { Dice } from '../world/dice.ts';
import { grantsOf, rulesOf } from '../world/generate-people.ts';
import type { Given, Person } from '../world/model.ts';
import { asked } from './asker.ts';
import type { Asker } from './asker.ts';
import { Finding } from './finding.ts';
import { readRights } from './rights.ts';

/** What becomes of somebody while they follow something. */
interface Change {
  readonly words: 'TAKEN' | 'NARROWED' | 'NO_APPROVER' | 'GIVEN' | 'REVOKED';
  readonly given: readonly Given[];
}

const streams = {
  waiting: 'subscription { approvalRequested { id } }',
  rollout: 'subscription ($app: ID!) { rollout(app: $app) { cursor rollout { id phase } } }',
  metrics:
    'subscription ($app: ID!) { metrics(on: $app, names: ["pods"], step: 5, range: 60) { to metrics { series { points { value } } } } }',
  restart: 'mutation ($app: ID!) { restartApp(input: { app: $app, reason: "for a test" }) { problems { code } } }',
} as const;

/**
 * Somebody follows something, and may less from then on: that has to end it, and nothing more is told. Who may more goes on, and is
 * shown what there is besides. @throws Finding
 */
export async function changeRights(asker: Asker, dice: Dice): Promise<void> {
  const { world, graph, person, sight, things } = asker;
  const apps = things.filter((thing) => thing.type === 'App' && thing.seenBy(sight));
  const app = apps.length === 0 || dice.chance(40) ? null : dice.pick(apps);
  const ofApp = dice.chance(50) ? streams.rollout : streams.metrics;
  const document = documentOf(graph.schema, app === null ? streams.waiting : ofApp);
  const variables = app === null ? {} : { app: app.id };
  const { words, given } = changeOf(person, dice);
  const after: Person = { ...person, given, grants: grantsOf(person.way, given) };
  const isLess = words === 'REVOKED' || mayLess(asker, after);
  const what = () => `${words} of ${asked(asker, document, variables)}`;

  const stream = await graph.open(person, document, variables);
  await graph.settled();
  if (stream.isOver()) throw new Finding('A stream ends before anything happens', what, stream.answers);
  const told = stream.answers.length;
  const others = graph.people.filter((other) => other !== person);
  if (words === 'REVOKED') await graph.revoke(person);
  else graph.doors.say(rulesOf([...others, after]));
  await graph.settled();
  if (stream.isOver() !== isLess) {
    throw new Finding(
      isLess ? 'A stream goes on after rights were lost' : 'A stream ends, and nothing was lost',
      what,
      after,
    );
  }
  if (app !== null) await graph.ask(everybody, documentOf(graph.schema, streams.restart), variables);
  // Time for a point more.
  graph.pass(5_000);
  await graph.settled();
  if (isLess && stream.answers.length > told) {
    throw new Finding('A stream tells of something after rights were lost', what, stream.answers.slice(told));
  }
  if (!isLess) await readAs(asker, after, stream.answers, dice);
  await stream.stop();
  graph.doors.say(world.rules);
}

function changeOf({ name, given, way }: Person, dice: Dice): Change {
  if (way.by === 'API_TOKEN' && dice.chance(40)) return { words: 'REVOKED', given };
  const more: Given = {
    subject: given[0]?.subject ?? { kind: 'PERSON', name },
    role: 'given-besides',
    grant: { role: 'custom', scope: fleetScope, actions: ['VIEW'] },
  };
  if (given.length === 0 || dice.chance(25)) return { words: 'GIVEN', given: [...given, more] };
  const one = dice.pick(given);
  const { grant } = one;
  const words = dice.pick(['TAKEN', 'NARROWED', 'NO_APPROVER'] as const);
  if (words === 'TAKEN') return { words, given: given.filter((each) => each !== one) };
  // A role that every gateway has allows what it allows.
  const role = words === 'NO_APPROVER' || grant.role === 'platform-administrator' ? 'custom' : grant.role;
  const actions = words === 'NARROWED' && grant.actions.length > 0 ? withoutOne(grant.actions, dice) : grant.actions;
  const less = { ...grant, role, actions };
  return { words, given: given.map((each) => (each === one ? { ...each, grant: less } : each)) };
}

function withoutOne<T>(values: readonly T[], dice: Dice): readonly T[] {
  const gone = dice.pick(values);
  return values.filter((value) => value !== gone);
}

/** Whether an action is allowed somewhere no more, or a role is had no more that may count in approvals. Tokens have none. */
function mayLess({ world, person, sight }: Asker, after: Person): boolean {
  const later = new Sight(after, world);
  const ofActions = person.grants.some(({ scope, actions }) => {
    const on = scope.type === 'FLEET' ? {} : scope;
    return actions.some((action) => sight.may(action, on) && !later.may(action, on));
  });
  if (ofActions || person.way.by === 'API_TOKEN') return ofActions;
  return person.given.some(
    ({ role, grant }) =>
      !after.given.some((each) => each.role === role) ||
      (grant.role !== 'custom' && !later.has(grant.role, grant.scope.type === 'FLEET' ? {} : grant.scope)),
  );
}

/** What is told from now on is what may be seen by now, and so is what they are told that they may do. */
async function readAs(asker: Asker, person: Person, told: readonly object[], dice: Dice): Promise<void> {
  const sight = new Sight(person, asker.world);
  const leaks = asker.leaks.showing(visibleMarks(asker.world, person, sight));
  leaks.check({ data: told }, () => `what ${person.name} was told`);
  // They come as before: what they may now is what the gateway has found out meanwhile.
  await readRights({ ...asker, sight, leaks }, dice);
}
