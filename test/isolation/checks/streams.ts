import type { GraphQLSchema } from 'graphql';
import type { Action } from '../../../src/domain/access/action.ts';
import { everybody } from '../reference/discover.ts';
import type { Thing } from '../reference/things.ts';
import { documentOf } from '../graph/world-graph.ts';
import type { Answer } from '../graph/world-graph.ts';
import type { Question } from '../walk/questions.ts';
import type { Dice } from '../world/dice.ts';
import { asked, listFor, withoutSecrets } from './asker.ts';
import type { Asker } from './asker.ts';
import { checkFacts, checkWatched } from './facts.ts';
import { Finding } from './finding.ts';
import { saysNothing } from './logs.ts';

interface Subject {
  readonly types: readonly string[];
  readonly argument: string;
  /** What is needed besides seeing a thing of this type. */
  readonly actions?: Readonly<Record<string, Action>>;
  /** Whether it has no present state, so that the stream begins later. */
  readonly isQuiet?: (thing: Thing, asker: Asker) => boolean;
  /** Holds what it begins with against the reference. */
  readonly holds?: (asker: Asker, thing: Thing, answer: Answer, what: () => string) => void;
}

/** What a subscription is about, and what it begins with. One that is not here fails the test. */
const subjects: Readonly<Record<string, Subject | 'WAITING'>> = {
  'Subscription.logs': {
    types: ['App'],
    argument: 'app',
    actions: { App: 'VIEW_LOGS' },
    isQuiet: (thing, asker) => saysNothing(thing, asker),
  },
  'Subscription.metrics': {
    types: ['App', 'Environment', 'Tenant', 'Cluster'],
    argument: 'on',
    actions: { Cluster: 'VIEW_FLEET' },
    holds: checkWatched,
  },
  'Subscription.rollout': { types: ['App'], argument: 'app' },
  'Subscription.operation': { types: ['Operation'], argument: 'id' },
  'Subscription.approvalRequested': 'WAITING',
};

/** Begins a stream: of what may be seen with its present state, of anything else as of what there is not. @throws Finding */
export async function follow(asker: Asker, question: Question, dice: Dice): Promise<void> {
  const subject = subjects[question.name];
  if (subject === undefined) {
    throw new Error(
      `The isolation test does not know what ${question.name} begins with. Say in \`subjects\` of test/isolation/checks/streams.ts ` +
        'what it is about, and hold its first answers against the reference there.',
    );
  }
  if (subject === 'WAITING') return followWaiting(asker, question);
  const those = asker.things.filter(({ type }) => subject.types.includes(type));
  if (those.length === 0) return;
  await followThing(asker, question, dice.pick(those), subject);
}

async function followThing(asker: Asker, { name, document, variables }: Question, thing: Thing, subject: Subject) {
  const { argument, actions, isQuiet, holds } = subject;
  const action = actions?.[thing.type];
  const variable = variables.find(({ place }) => place === `${name}(${argument})`);
  if (variable === undefined) throw new Error(`${name} has no argument ${argument} any more`);
  const values = { [variable.name]: thing.id };
  const what = () => asked(asker, document, values);
  const answers = await asker.graph.follow(asker.person, document, values, 2);
  for (const answer of answers) check(asker, answer, values, what);
  if (thing.seenBy(asker.sight) && action !== undefined && !asker.sight.may(action, thing.app)) {
    if (answers[0]?.errors?.[0]?.extensions?.['code'] === 'FORBIDDEN') return;
    throw new Finding('A stream that may not be followed has to be refused as FORBIDDEN', what, answers);
  }
  if (thing.seenBy(asker.sight)) {
    if (answers.length === 0 && isQuiet?.(thing, asker) === true) return;
    if (answers.length === 0 || answers.some(({ errors }) => errors !== undefined)) {
      throw new Finding('A stream of what may be seen has to begin with its present state', what, answers);
    }
    const [first] = answers;
    if (first !== undefined) holds?.(asker, thing, first, what);
    return;
  }
  const instead = { [variable.name]: JSON.parse(withoutSecrets(asker, JSON.stringify(thing.id))) as string };
  const others = await asker.graph.follow(asker.person, document, instead, 2);
  if (answers[0]?.errors === undefined || withoutSecrets(asker, JSON.stringify(answers)) !== JSON.stringify(others)) {
    throw new Finding('A stream of what may not be seen is not refused as one of what there is not', what, {
      answers,
      others,
    });
  }
}

/** What waits for the person, and nothing else that is decided about meanwhile. */
async function followWaiting(asker: Asker, { document }: Question): Promise<void> {
  const what = () => asked(asker, document, {});
  const approve = approval(asker.graph.schema);
  const meanwhile = async () => {
    for (const { id, operation } of asker.things) {
      if (operation?.state !== 'AWAITING_APPROVAL') continue;
      const input = { operation: id, digest: operation.plan?.digest ?? '' };
      await asker.graph.ask(everybody, approve, { input });
    }
  };
  const answers = await asker.graph.follow(asker.person, document, {}, 500, meanwhile);
  for (const answer of answers) check(asker, answer, {}, what);
  const expected = listFor(asker, 'Query.awaitingMyApproval');
  if (answers.some(({ errors }) => errors !== undefined)) throw new Finding('The stream has errors', what, answers);
  const told = answers.map(
    ({ data }) => (data as { readonly approvalRequested: { readonly id: string } }).approvalRequested.id,
  );
  if (JSON.stringify(told.toSorted()) !== JSON.stringify([...(expected as readonly string[])].toSorted())) {
    throw new Finding('What is told to wait is not what waits for the person', what, { expected, told });
  }
}

function check(asker: Asker, answer: Answer, values: unknown, what: () => string): void {
  asker.leaks.check(answer, what, values);
  checkFacts(asker, answer, what);
}

function approval(schema: GraphQLSchema) {
  return documentOf(
    schema,
    'mutation ($input: ApproveOperationInput!) { approveOperation(input: $input) { problems { code } } }',
  );
}
