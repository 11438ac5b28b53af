import { documentOf } from '../graph/world-graph.ts';
import { everybody } from '../reference/discover.ts';
import { placesOf } from '../reference/places.ts';
import { ruleFor } from '../reference/policies.ts';
import type { Dice } from '../world/dice.ts';
import { rulesOf } from '../world/generate-people.ts';
import type { Person } from '../world/model.ts';
import { ask, asked } from './asker.ts';
import type { Asker } from './asker.ts';
import { Finding } from './finding.ts';

const documents = {
  pause:
    'mutation ($app: ID!) { pauseRollout(input: { app: $app, reason: "for a test" }) { operation { id state plan { digest } } } }',
  approve: 'mutation ($input: ApproveOperationInput!) { approveOperation(input: $input) { problems { code } } }',
  end: 'query ($id: ID!) { operation(id: $id) { state problem { code } } }',
} as const;

interface Waiting {
  readonly id: string;
  readonly state: string;
  readonly plan: { readonly digest: string };
}

/**
 * Somebody asks for what one approval lets begin, loses the right to it, or sight of it, and then it is approved: it must not begin.
 * Where nothing is lost it may. @throws Finding
 */
export async function loseWhileWaiting(asker: Asker, dice: Dice): Promise<void> {
  const { world, graph, person, sight, things } = asker;
  const apps = things.filter(
    ({ type, app }) =>
      type === 'App' &&
      app?.kind === 'DEPLOYMENT' &&
      sight.sees(app) &&
      sight.may('PAUSE', app) &&
      ruleFor(world, app, 'PAUSE')?.approvals === 1 &&
      placesOf(world, app).every(({ gap, manager }) => gap === null && manager === null),
  );
  // What a machine may is said by its token.
  if (apps.length === 0 || person.given.length === 0) return;
  const { id: app } = dice.pick(apps);
  const document = documentOf(graph.schema, documents.pause);
  const { data } = await ask(asker, document, { app });
  const { operation } = (data as { readonly pauseRollout: { readonly operation: Waiting | null } }).pauseRollout;
  // Other work may be in its way.
  if (operation?.state !== 'AWAITING_APPROVAL') return;
  const lost = dice.pick(['EVERYTHING', 'SIGHT', 'NOTHING'] as const);
  const before = JSON.stringify(graph.clusters.map(({ written }) => written));
  if (lost !== 'NOTHING') {
    const others = graph.people.filter((other) => other !== person);
    graph.doors.say(rulesOf(lost === 'SIGHT' ? [...others, withoutSight(person)] : others));
  }
  const input = { operation: operation.id, digest: operation.plan.digest };
  await graph.ask(everybody, documentOf(graph.schema, documents.approve), { input });
  await graph.settled();
  const after = await graph.ask(everybody, documentOf(graph.schema, documents.end), { id: operation.id });
  graph.doors.say(world.rules);
  // What they lost has ended their session.
  await graph.doors.enter(person);
  const end = (after.data as { readonly operation: { state: string; problem: { code: string } | null } }).operation;
  const isRefused = end.state === 'REJECTED' && end.problem?.code === 'FORBIDDEN';
  const isWritten = JSON.stringify(graph.clusters.map(({ written }) => written)) !== before;
  if (lost === 'NOTHING' ? !isRefused : isRefused && !isWritten) return;
  throw new Finding(
    lost === 'NOTHING'
      ? 'What was approved is refused, and nothing was lost'
      : 'What was approved begins after it was lost',
    () => `${lost} of ${asked(asker, document, { app })}`,
    end,
  );
}

function withoutSight(person: Person): Person {
  const given = person.given.map((each) => {
    const { role, actions } = each.grant;
    const less = {
      // A role that every gateway has allows what it allows.
      role: role === 'platform-administrator' ? 'custom' : role,
      actions: actions.filter((action) => action !== 'VIEW'),
    };
    return { ...each, grant: { ...each.grant, ...less } };
  });
  return { ...person, given };
}
