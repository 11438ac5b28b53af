import type { AuditRecord } from '../../../src/domain/audit/audit-record.ts';
import type { Answer } from '../graph/world-graph.ts';
import { attemptOf } from '../reference/policies.ts';
import type { Attempt } from '../reference/policy.ts';
import { Sight } from '../reference/sight.ts';
import { visibleMarks } from '../reference/visible-part.ts';
import type { Question } from '../walk/questions.ts';
import type { Dice } from '../world/dice.ts';
import { grantsOf, rulesOf } from '../world/generate-people.ts';
import type { Person } from '../world/model.ts';
import { ask, asked, withoutSecrets } from './asker.ts';
import type { Asker } from './asker.ts';
import { difference, Finding } from './finding.ts';

interface Payload {
  readonly operation?: object | null;
  readonly freeze?: object | null;
  readonly binding?: object | null;
  readonly apiToken?: object | null;
  readonly plan?: { readonly verdict: string } | null;
  readonly problems: readonly { readonly code: string; readonly message: string }[];
}

/** How often something was tried, by what had to come of it. */
export type Tried = Map<string, number>;

/** One attempt at a mutation: refused as it has to be, or let through; recorded; and nothing is changed by a refusal. @throws Finding */
export async function tryToChange(asker: Asker, question: Question, dice: Dice, tried: Tried): Promise<void> {
  const mutation = question.name.slice('Mutation.'.length);
  const attempt = attemptOf(mutation, { ...asker, dice });
  if (attempt === null) return;
  const { records } = asker.graph;
  const before = stateOf(asker);
  const recordedBefore = await newest(asker);
  const { payload, what } = await change(asker, question, attempt.input);
  const codes = payload.problems.map(({ code }) => code);
  expectEnd(attempt, payload, codes, what);
  tried.set(`${mutation} ${attempt.expected}`, (tried.get(`${mutation} ${attempt.expected}`) ?? 0) + 1);

  const later = await records.audit.page({
    filter: {},
    above: recordedBefore?.sequence ?? 0,
    limit: 100,
    from: 'START',
  });
  const own = later.records.filter(({ action, actor }) => action === mutation && actor.name === asker.person.name);
  if (own.length !== 1) throw new Finding(`${mutation} left ${own.length} records of the attempt`, what, own);
  expectRecord(own[0], payload, codes, what);

  if (codes.length === 0 && attempt.input['idempotencyKey'] !== undefined && attempt.input['dryRun'] !== true) {
    await repeatWithFewerRights(asker, question, attempt);
  }
  // What is allowed may be refused for what was found on the way, and that can have ended other work.
  if (codes.length === 0 || attempt.expected === 'ALLOWED') return;
  const after = stateOf(asker);
  if (after !== before) {
    throw new Finding(`${mutation} was refused, and has changed something`, what, {
      payload,
      ...difference(before, after),
    });
  }
  if (attempt.expected === 'NOT_FOUND' || attempt.expected === 'REFUSED_EITHER_WAY') {
    const given = JSON.stringify(attempt.input);
    const strangers = withoutSecrets(asker, given);
    if (strangers === given) return;
    const other = await change(asker, question, JSON.parse(strangers) as Record<string, unknown>);
    const [unseen, nonexistent] = [withoutSecrets(asker, JSON.stringify(payload)), JSON.stringify(other.payload)];
    if (unseen !== nonexistent) {
      throw new Finding(
        `${mutation} tells what may not be seen from what there is not`,
        what,
        difference(unseen, nonexistent),
      );
    }
  }
}

/** Who asks for the same again, with the same key, and has lost rights meanwhile, is told of what they still see alone. @throws Finding */
async function repeatWithFewerRights(
  asker: Asker,
  question: Question,
  { input, keeps, isAboutAll }: Attempt,
): Promise<void> {
  const { graph, person, world } = asker;
  const [one] = person.given;
  // What a machine may is said by its token.
  if (one === undefined) return;
  const given =
    keeps === undefined ? [] : [{ ...one, grant: { ...one.grant, scope: keeps, actions: ['VIEW'] } as const }];
  const later: Person = { ...person, given, grants: grantsOf(person.way, given) };
  const sight = new Sight(later, world);
  const leaks = asker.leaks.showing(visibleMarks(world, later, sight));
  graph.doors.say(rulesOf([...graph.people.filter((other) => other !== person), later]));
  await graph.doors.enter(person);
  const { payload, what } = await change({ ...asker, sight, leaks }, question, input);
  const isSeen = isAboutAll === true || later.grants.some(({ actions }) => actions.includes('VIEW'));
  if (!isSeen && (payload.problems.length === 0 || (payload.operation ?? payload.freeze))) {
    throw new Finding('What was asked for is told of to somebody who may not see it any more', what, payload);
  }
  graph.doors.say(world.rules);
  await graph.doors.enter(person);
}

async function change(asker: Asker, { name, document, variables }: Question, input: Readonly<Record<string, unknown>>) {
  const given = variables.find(({ place }) => place === `${name}(input)`);
  if (given === undefined) throw new Error(`${name} has no argument input: teach tryToChange how it is called`);
  const values = { [given.name]: input };
  const what = () => asked(asker, document, values);
  const answer = await ask(asker, document, values, await decidersOf(asker, input['operation']));
  await asker.graph.settled();
  return { payload: payloadOf(answer, what), what };
}

/** Whoever sees an operation is told who has decided about it: others who came here before. */
async function decidersOf({ things, sight, graph }: Asker, id: unknown): Promise<readonly string[]> {
  const { operation } = things.find((thing) => thing.id === id) ?? {};
  if (operation === undefined || !sight.seesOperation(operation)) return [];
  const [entry] = await graph.records.journal.read([operation.id]);
  return (entry?.operation.approval?.decisions ?? []).map(({ actor }) => actor.name);
}

function payloadOf({ data, errors }: Answer, what: () => string): Payload {
  const [payload] = Object.values((data ?? {}) as Record<string, Payload | null>);
  if (errors !== undefined || payload === undefined || payload === null) {
    throw new Finding('A mutation answers with its payload, whatever it is', what, errors);
  }
  return payload;
}

function expectEnd(
  { expected, verdict }: Attempt,
  payload: Payload,
  codes: readonly string[],
  what: () => string,
): void {
  const wrong = (words: string) => new Finding(words, what, payload);
  if (codes.length > 0 && (payload.operation ?? payload.freeze ?? payload.binding ?? payload.apiToken))
    throw wrong('It was refused, and answers with something all the same');
  if (verdict !== undefined && payload.plan && payload.plan.verdict !== verdict)
    throw wrong(`A plan has to say ${verdict}`);
  switch (expected) {
    case 'NOT_FOUND':
    case 'FORBIDDEN':
      if (codes.length === 0 || codes.some((code) => code !== expected))
        throw wrong(`It had to be refused as ${expected}`);
      return;
    case 'ALLOWED':
      if (codes.some((code) => code === 'FORBIDDEN' || code === 'NOT_FOUND'))
        throw wrong('It is allowed, and was refused');
      if (
        codes.length === 0 &&
        !(payload.operation ?? payload.freeze ?? payload.binding ?? payload.apiToken ?? payload.plan)
      )
        throw wrong('It answers with nothing');
      return;
    // It may have been taken away before.
    case 'ALLOWED_IF_THERE':
      if (codes.includes('FORBIDDEN')) throw wrong('It is allowed, and was refused');
      return;
    case 'REFUSED_EITHER_WAY':
      return;
  }
}

function expectRecord(
  record: AuditRecord | undefined,
  payload: Payload,
  codes: readonly string[],
  what: () => string,
): void {
  const wanted =
    codes.length === 0
      ? payload.plan && !payload.operation
        ? 'PLANNED'
        : 'ACCEPTED'
      : codes.includes('FORBIDDEN')
        ? 'DENIED'
        : 'REFUSED';
  if (record?.outcome !== wanted)
    throw new Finding(`The attempt had to be recorded as ${wanted}, not ${record?.outcome}`, what, payload);
}

async function newest({ graph }: Asker): Promise<AuditRecord | undefined> {
  const { records } = await graph.records.audit.page({ filter: {}, limit: 1, from: 'START' });
  return records[0];
}

/** All that a mutation could change: the records, and the clusters. */
function stateOf({ graph }: Asker): string {
  return graph.records.changes() + JSON.stringify(graph.clusters.map(({ written }) => written));
}
