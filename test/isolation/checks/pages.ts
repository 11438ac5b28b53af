import type { Thing } from '../reference/things.ts';
import type { PagedList } from '../walk/paged-lists.ts';
import type { Dice } from '../world/dice.ts';
import { ask, asked, listFor } from './asker.ts';
import type { Asker } from './asker.ts';
import { Finding } from './finding.ts';

interface Page {
  readonly totalCount: number;
  readonly pageInfo: Readonly<Record<'hasNextPage' | 'hasPreviousPage', boolean>> &
    Readonly<Record<'startCursor' | 'endCursor', string | null>>;
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id?: string } }[];
}

interface Expected {
  readonly count: number;
  /** Null: nothing tells them apart. */
  readonly ids: readonly string[] | null;
}

/**
 * Lists in small pages, forwards and backwards: together they hold what the list has to hold, and each counts that. Then from where
 * others are, whose cursors may lie at what this person may not see. `cursors`: those of others. @throws Finding
 */
export async function readPages(
  asker: Asker,
  lists: readonly PagedList[],
  cursors: readonly string[],
  dice: Dice,
): Promise<void> {
  for (const list of lists) {
    const owner = list.owner === null ? undefined : ownerOf(asker, list.owner, dice);
    if (list.owner !== null && owner === undefined) continue;
    const expected = listFor(asker, list.place, owner);
    if (expected === undefined || expected === 'REFUSED') continue;
    const wanted: Expected =
      typeof expected === 'number' ? { count: expected, ids: null } : { count: expected.length, ids: expected };
    await readThrough(asker, list, owner, wanted, dice);
    if (cursors.length > 0) await readFrom(asker, list, owner, wanted, dice.pick(cursors), dice);
  }
}

function ownerOf({ things, sight }: Asker, type: string, dice: Dice): Thing | undefined {
  const those = things.filter((thing) => thing.type === type && thing.seenBy(sight));
  return those.length === 0 ? undefined : dice.pick(those);
}

async function readThrough(
  asker: Asker,
  list: PagedList,
  owner: Thing | undefined,
  { count, ids }: Expected,
  dice: Dice,
): Promise<void> {
  const isForward = dice.chance(50);
  const size = dice.between(1, 3);
  const found: string[] = [];
  let total = 0;
  for (let cursor: string | null = null, more = true; more;) {
    const variables = {
      ...(owner !== undefined && { of: owner.id }),
      ...(isForward ? { first: size, after: cursor } : { last: size, before: cursor }),
    };
    const what = () => asked(asker, list.document, variables);
    const page = pageOf((await ask(asker, list.document, variables)).data);
    if (page === null) throw new Finding(`A page of ${list.place} is not there`, what);
    if (page.totalCount !== count)
      throw new Finding(`A page of ${list.place} counts ${page.totalCount}, and not ${count}`, what);
    found.push(...page.edges.map(({ node }) => node.id ?? ''));
    total += page.edges.length;
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo;
    [cursor, more] = isForward ? [endCursor, hasNextPage] : [startCursor, hasPreviousPage];
    if (total > count || (more && page.edges.length === 0))
      throw new Finding(`The pages of ${list.place} hold more than ${count}`, what, found);
    if (!more && (total !== count || (ids !== null && sorted(found) !== sorted(ids)))) {
      throw new Finding(`The pages of ${list.place} do not hold what it has to`, what, { found, ids });
    }
  }
}

/** From another's cursor: some of what may be seen, or a refusal. */
async function readFrom(
  asker: Asker,
  list: PagedList,
  owner: Thing | undefined,
  { count, ids }: Expected,
  cursor: string,
  dice: Dice,
): Promise<void> {
  const variables = {
    ...(owner !== undefined && { of: owner.id }),
    ...(dice.chance(50) ? { first: 3, after: cursor } : { last: 3, before: cursor }),
  };
  const page = pageOf((await ask(asker, list.document, variables)).data);
  if (page === null) return;
  const isRight =
    page.totalCount === count && page.edges.every(({ node }) => ids === null || ids.includes(node.id ?? ''));
  if (isRight) return;
  throw new Finding(`${list.place} holds other things from another's cursor on`, () =>
    asked(asker, list.document, variables),
  );
}

function pageOf(data: unknown): Page | null {
  const { list, node } = (data ?? {}) as {
    readonly list?: Page | null;
    readonly node?: { readonly list?: Page | null } | null;
  };
  return list ?? node?.list ?? null;
}

function sorted(ids: readonly string[]): string {
  return ids.toSorted().join(' ');
}
