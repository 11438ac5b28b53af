import type { DocumentNode } from 'graphql';
import { print } from 'graphql';
import type { Answer, WorldGraph } from '../graph/world-graph.ts';
import { expectedList } from '../reference/expected-lists.ts';
import type { ExpectedList } from '../reference/expected-lists.ts';
import type { Sight } from '../reference/sight.ts';
import type { Thing } from '../reference/things.ts';
import { unmarked } from '../world/marks.ts';
import type { Person, World } from '../world/model.ts';
import { difference, Finding } from './finding.ts';
import type { Leaks } from './leaks.ts';

type Variables = Readonly<Record<string, unknown>>;

/** Somebody who asks the graph of a world; whatever is answered is searched for what may not be seen. */
export interface Asker {
  readonly world: World;
  readonly graph: WorldGraph;
  readonly person: Person;
  readonly sight: Sight;
  readonly things: readonly Thing[];
  readonly leaks: Leaks;
}

/** An answer without a leak. `known`: what may turn up in it besides, since it came to be meanwhile. @throws Finding */
export async function ask(
  asker: Asker,
  document: DocumentNode,
  variables: Variables = {},
  known: readonly string[] = [],
): Promise<Answer> {
  const answer = await asker.graph.ask(asker.person, document, variables);
  asker.leaks.check(answer, () => asked(asker, document, variables), [variables, known]);
  return answer;
}

/** An answer without a leak and without errors. @throws Finding */
export async function askWell(asker: Asker, document: DocumentNode, variables: Variables = {}): Promise<Answer> {
  const answer = await ask(asker, document, variables);
  if (answer.errors !== undefined) {
    throw new Finding(
      'The answer has errors, and was to have none',
      () => asked(asker, document, variables),
      answer.errors,
    );
  }
  return answer;
}

/**
 * The same answer for what may not be seen as for what there is not: asked for both, the answers differ in nothing but the names.
 * @throws Finding
 */
export async function askTwice(asker: Asker, document: DocumentNode, variables: Variables): Promise<Answer> {
  const answer = await ask(asker, document, variables);
  const given = JSON.stringify(variables);
  const strangers = withoutSecrets(asker, given);
  if (strangers === given) return answer;
  const instead = JSON.parse(strangers) as Variables;
  const other = await asker.graph.ask(asker.person, document, instead);
  const [one, two] = [withoutSecrets(asker, JSON.stringify(answer)), JSON.stringify(other)];
  if (timeless(one) !== timeless(two)) {
    throw new Finding(
      'What may not be seen is answered otherwise than what there is not',
      () => `${asked(asker, document, variables)}\ninstead: ${strangers}`,
      difference(timeless(one), timeless(two)),
    );
  }
  return answer;
}

/** The text with the names of nothing in the place of all that the person may not see, within ids and cursors, too. */
export function withoutSecrets({ leaks }: Asker, text: string): string {
  const gone = (mark: string) => leaks.isSecret(mark);
  const swapped = text.replaceAll(/(?<=")[\w-]{16,}(?=")/g, (part) => {
    const inside = Buffer.from(part, 'base64url').toString();
    if (!/^[\x20-\x7e]+$/.test(inside)) return part;
    const other = unmarked(inside, gone);
    return other === inside ? part : Buffer.from(other).toString('base64url');
  });
  return unmarked(swapped, gone);
}

/** Each walk in an order that changes has a name of its own, a sealed number, which is in its cursors. */
function timeless(text: string): string {
  return text.replaceAll(/(?<=")[\w-]{16,}(?=")/g, (part) =>
    Buffer.from(part, 'base64url')
      .toString()
      .replace(/^(\["[^"]*",)"[\w-]{22}"/, '$1'),
  );
}

export function listFor(asker: Asker, place: string, owner?: Thing): ExpectedList {
  return expectedList(place, { ...asker, owner });
}

export function asked({ world, person }: Asker, document: DocumentNode, variables: Variables): string {
  const source = print(document).replaceAll(/\s+/g, ' ');
  return [
    `seed ${world.seed}, by ${JSON.stringify(person)}`,
    source.length > 2_000 ? `${source.slice(0, 2_000)}…` : source,
    JSON.stringify(variables),
  ].join('\n');
}
