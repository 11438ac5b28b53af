import type { DocumentNode, GraphQLSchema } from 'graphql';
import { documentOf } from '../graph/world-graph.ts';
import type { Answer } from '../graph/world-graph.ts';
import type { Dice } from '../world/dice.ts';
import { valueFor } from '../walk/argument-values.ts';
import type { Names } from '../walk/argument-values.ts';
import { isRequired } from '../walk/questions.ts';
import type { Question, Questions } from '../walk/questions.ts';
import { ask, asked, askTwice, askWell, listFor } from './asker.ts';
import type { Asker } from './asker.ts';
import { checkFacts } from './facts.ts';
import { Finding } from './finding.ts';
import { checkLists } from './lists.ts';

/** Everything that there is, by its id: what may be seen is there whole, what may not is not there. @throws Finding */
export async function readThings(
  asker: Asker,
  { nodes, nodesAndTheirs }: Questions,
  dice: Dice,
): Promise<readonly string[]> {
  const { things, sight } = asker;
  const rights = rightsOf(asker);
  const cursors: string[] = [];
  const seen = fewOf(
    things.filter((thing) => thing.seenBy(sight)).map(({ id }) => id),
    dice,
  );
  const read = async (document: DocumentNode, ids: readonly string[]) => {
    const variables = { ids, ...rights };
    const answer = await askWell(asker, document, variables);
    const what = () => asked(asker, document, variables);
    for (const [index, node] of nodesOf(answer).entries()) {
      if (node === null) throw new Finding('What may be seen is not there', what, decoded(ids[index]));
    }
    checkLists(asker, answer, what);
    checkFacts(asker, answer, what);
    return answer;
  };
  for (const ids of pagesOf(seen)) cursors.push(...cursorsIn(await read(nodes, ids)));
  if (seen.length > 0) await read(nodesAndTheirs, [dice.pick(seen), dice.pick(seen)]);
  const unseen = fewOf(
    things.filter((thing) => !thing.seenBy(sight)).map(({ id }) => id),
    dice,
  );
  for (const ids of pagesOf(unseen)) {
    const variables = { ids, ...rights };
    const answer = await askTwice(asker, nodes, variables);
    for (const [index, node] of nodesOf(answer).entries()) {
      if (node !== null) {
        throw new Finding('What may not be seen is there', () => asked(asker, nodes, variables), decoded(ids[index]));
      }
    }
  }
  return cursors;
}

/** What every document is told: what the person may read everywhere is asked for. */
function rightsOf({ sight }: Asker) {
  return { audit: sight.may('VIEW_AUDIT'), logs: sight.may('VIEW_LOGS') };
}

/** Every field of Query without conditions. Where a list is longer than a page, all pages together are the list. */
export async function readRoots(asker: Asker, queries: readonly Question[]): Promise<void> {
  const rights = rightsOf(asker);
  for (const { name, document, variables } of queries) {
    if (variables.some((each) => isRequired(each))) continue;
    const expected = isList(document) ? listFor(asker, name) : undefined;
    const answer = await ask(asker, document, rights);
    const what = () => asked(asker, document, {});
    if (expected === 'REFUSED') {
      expectForbidden(answer, what);
      continue;
    }
    if (answer.errors !== undefined)
      throw new Finding(`${name} is refused, and was to be answered`, what, answer.errors);
    checkLists(asker, answer, what);
    checkFacts(asker, answer, what);
  }
}

/** Questions with arguments of what there is, seen and unseen: nothing leaks, and the unseen is as if it were not there. */
export async function readWithArguments(asker: Asker, questions: readonly Question[], names: Names, dice: Dice) {
  for (const { document, variables } of questions)
    await askTwice(asker, document, argumentsFor(variables, names, dice));
}

function argumentsFor(variables: Question['variables'], names: Names, dice: Dice): Record<string, unknown> {
  const few = Math.min(100, 300 / Math.max(1, variables.length));
  return Object.fromEntries(
    variables
      .filter((each) => isRequired(each) || dice.chance(few))
      .map(({ name, type, place }) => [name, valueFor(type, place, names, dice)]),
  );
}

/** The audits of things that may be seen: those that may be read, and a refusal of the others. */
export async function readAudits(asker: Asker, document: DocumentNode, dice: Dice): Promise<void> {
  const owners = asker.things.filter(({ type, seenBy }) => audited.includes(type) && seenBy(asker.sight));
  for (const thing of dice.some(owners, Math.min(100, 200 / Math.max(1, owners.length)))) {
    const variables = { id: thing.id };
    const answer = await ask(asker, document, variables);
    const what = () => asked(asker, document, variables);
    const expected = listFor(asker, `${thing.type}.audit`, thing);
    if (expected === 'REFUSED') expectForbidden(answer, what);
    else if (answer.errors === undefined) checkLists(asker, answer, what);
    else if (expected !== undefined) throw new Finding('An audit that may be read is refused', what, answer.errors);
    checkFacts(asker, answer, what);
  }
}

const audited = ['Tenant', 'Environment', 'App', 'Operation', 'Freeze'];

export function auditDocument(schema: GraphQLSchema): DocumentNode {
  const connection =
    'audit(first: 500) { __typename totalCount pageInfo { hasNextPage } edges { node { id } } nodes { __typename id sequence hash previousHash } }';
  const parts = audited.map((type) => `... on ${type} { ${connection} }`);
  return documentOf(schema, `query ($id: ID!) { node(id: $id) { __typename id ${parts.join(' ')} } }`);
}

/** @throws Finding */
function expectForbidden({ errors }: Answer, what: () => string): void {
  if (errors?.every(({ extensions }) => extensions?.['code'] === 'FORBIDDEN') !== true) {
    throw new Finding('It was to be refused as FORBIDDEN', what, errors);
  }
}

function isList({ definitions }: DocumentNode): boolean {
  const [definition] = definitions;
  const [field] = definition?.kind === 'OperationDefinition' ? definition.selectionSet.selections : [];
  return (
    field?.kind === 'Field' &&
    (field.selectionSet?.selections ?? []).some((each) => each.kind === 'Field' && each.name.value === 'pageInfo')
  );
}

/** What one person asks for by id; among all who ask there is everything. */
function fewOf(ids: readonly string[], dice: Dice): readonly string[] {
  return dice.some(ids, Math.min(100, 4_000 / Math.max(1, ids.length)));
}

/** As many ids as `nodes` takes. */
function pagesOf(ids: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(ids.length / 100) }, (_, page) => ids.slice(page * 100, page * 100 + 100));
}

function nodesOf({ data }: Answer): readonly unknown[] {
  return (data as { readonly nodes?: readonly unknown[] } | null)?.nodes ?? [];
}

function cursorsIn(answer: Answer): readonly string[] {
  return Array.from(
    JSON.stringify(answer).matchAll(/"(?:cursor|endCursor)":"([\w-]+)"/g),
    ([, cursor]) => cursor ?? '',
  );
}

function decoded(id: string | undefined): string {
  return Buffer.from(id ?? '', 'base64url').toString();
}
