import type { Answer } from '../graph/world-graph.ts';
import type { ExpectedList } from '../reference/expected-lists.ts';
import type { Thing } from '../reference/things.ts';
import { listFor } from './asker.ts';
import type { Asker } from './asker.ts';
import { Finding } from './finding.ts';

interface Connection {
  readonly nodes: readonly { readonly id?: string }[];
  readonly edges: readonly { readonly node: { readonly id?: string } }[];
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean };
}

/** Every list in an answer that was asked without conditions holds what it may, all of that, and counts it. @throws Finding */
export function checkLists(asker: Asker, answer: Answer, what: () => string): void {
  const byId = new Map(asker.things.map((thing) => [thing.id, thing]));
  const visit = (value: unknown, owner: { readonly type: string; readonly thing?: Thing }): void => {
    if (Array.isArray(value)) {
      for (const each of value) visit(each, owner);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const { __typename: type, id } = value as { readonly __typename?: string; readonly id?: string };
    const thing = id === undefined ? undefined : byId.get(id);
    const here = type === undefined ? owner : { type, ...(thing !== undefined && { thing }) };
    for (const [field, below] of Object.entries(value)) {
      if (isConnection(below)) checkList(asker, `${here.type}.${field}`, here.thing, below, what);
      visit(below, here);
    }
  };
  visit(answer.data, { type: 'Query' });
}

function isConnection(value: unknown): value is Connection {
  return (
    typeof value === 'object' && value !== null && 'pageInfo' in value && 'totalCount' in value && 'nodes' in value
  );
}

function checkList(asker: Asker, place: string, owner: Thing | undefined, found: Connection, what: () => string): void {
  if (owner === undefined && !place.startsWith('Query.')) {
    // Of something that the reference has no list of, such as a cluster that is registered no more.
    if (found.totalCount === 0) return;
    throw new Finding(`${place} of something unknown holds something`, what, found);
  }
  const expected = listFor(asker, place, owner);
  if (expected === undefined) return;
  if (expected === 'REFUSED') throw new Finding(`${place} is answered, and was to be refused`, what, found);
  if (found.pageInfo.hasNextPage) throw new Finding(`${place} is longer than a page: make the worlds smaller`, what);
  compare(place, expected, found, what);
}

function compare(
  place: string,
  expected: Exclude<ExpectedList, 'REFUSED' | undefined>,
  found: Connection,
  what: () => string,
) {
  const count = typeof expected === 'number' ? expected : expected.length;
  const counts = [found.totalCount, found.nodes.length, found.edges.length];
  if (counts.some((each) => each !== count)) {
    throw new Finding(`${place} has to hold ${count}, and holds [total, nodes, edges] ${counts.join(', ')}`, what, {
      expected,
      found: found.nodes.map(({ id }) => id),
    });
  }
  if (typeof expected === 'number') return;
  const ids = found.nodes.map(({ id }) => id ?? '');
  if (sorted(ids) !== sorted(expected))
    throw new Finding(`${place} holds other things than it has to`, what, { expected, ids });
}

function sorted(ids: readonly string[]): string {
  return ids.toSorted().join(' ');
}
