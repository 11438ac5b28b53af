import { assert, asyncProperty, nat, oneof, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../lib/canonical-json.ts';
import { chainStart, contentHash, seal } from './audit-chain.ts';
import type { AuditLink } from './audit-log.ts';
import { auditEntryOf } from './testing/audit-entry.ts';
import { verifyChain } from './verify-chain.ts';
import type { VerifyOptions } from './verify-chain.ts';

function chain(length: number): AuditLink[] {
  const links: AuditLink[] = [];
  for (let sequence = 1; sequence <= length; sequence += 1) {
    const entry = auditEntryOf({ requestId: `request-${sequence}` });
    const { record, content } = seal(entry, { sequence, previousHash: links.at(-1)?.hash ?? chainStart });
    links.push({ sequence, hash: record.hash, content, altered: [] });
  }
  return links;
}

async function* each(links: readonly AuditLink[]) {
  yield* links;
}

const verify = (links: readonly AuditLink[], options: Partial<VerifyOptions> = {}) =>
  verifyChain(each(links), { fromStart: true, expected: [], ...options });

/** Another content for a link, with the hash that fits it. */
function rewritten(link: AuditLink, change: object): AuditLink {
  const content = canonicalJson({ ...(JSON.parse(link.content) as object), ...change });
  return { ...link, content, hash: contentHash(content) };
}

const five = chain(5);
const [one, two, three, four, last] = five as [AuditLink, AuditLink, AuditLink, AuditLink, AuditLink];

describe('a chain', () => {
  it('is whole as it was written, and so is an empty one', async () => {
    expect(await verify(five)).toEqual({
      count: 5,
      first: { sequence: 1, hash: one.hash, at: '2026-01-02T03:04:05.006Z' },
      last: { sequence: 5, hash: last.hash, at: '2026-01-02T03:04:05.006Z' },
      fault: null,
    });
    expect(await verify([])).toEqual({ count: 0, first: null, last: null, fault: null });
  });

  it.each<[string, readonly AuditLink[], number, RegExp]>([
    ['an altered record', [one, two, { ...three, content: three.content.replace('ann', 'bob') }, four], 3, /altered/],
    ['an altered hash', [one, two, { ...three, hash: four.hash }, four], 3, /altered/],
    ['a content that is none', [{ ...one, content: '[]', hash: contentHash('[]') }], 1, /no audit record/],
    [
      'a record altered with its hash',
      [one, two, rewritten(three, { reason: null }), four],
      4,
      /does not follow record 3/,
    ],
    ['a removed record', [one, two, four, last], 4, /record 3 was removed/],
    ['several removed records', [one, last], 5, /records 2 to 4 were removed/],
    ['a removed beginning', [three, four], 3, /records 1 to 2 were removed/],
    ['a record before the first', [rewritten({ ...one, sequence: 0 }, { sequence: 0 }), one, two], 0, /inserted/],
    ['an inserted record', [one, two, rewritten(two, { reason: 'other' }), three], 2, /inserted/],
    [
      'an inserted record, the rest counted on',
      [one, rewritten(two, { reason: 'x' }), { ...rewritten(two, { sequence: 3 }), sequence: 3 }],
      3,
      /does not follow record 2/,
    ],
    ['two records that changed places', [one, three, two, four], 3, /record 2 was removed/],
    [
      'two contents that changed places',
      [one, { ...two, content: three.content, hash: three.hash }, { ...three, content: two.content, hash: two.hash }],
      2,
      /content is that of record 3/,
    ],
    [
      'a first record that follows another',
      [rewritten(one, { previousHash: two.hash })],
      1,
      /the first record follows none/,
    ],
    ['columns that say something else', [one, { ...two, altered: ['actor_name'] }], 2, /actor_name/],
  ])('shows %s', async (_what, links, sequence, message) => {
    const { fault } = await verify(links);
    expect(fault).toEqual({ sequence, message: expect.stringMatching(message) });
  });

  it('shows any change to any record, any removal but at the end, any other order, at the first place that it touches', async () => {
    const whole = chain(8);
    const place = nat({ max: whole.length - 1 });
    const change = (index: number, links: readonly AuditLink[]) => ({ index, links });
    const altered = tuple(place, nat()).map(([index, at]) => {
      const link = whole[index] as AuditLink;
      const position = at % link.content.length;
      const other = link.content[position] === 'x' ? 'y' : 'x';
      return change(
        index,
        whole.with(index, {
          ...link,
          content: link.content.slice(0, position) + other + link.content.slice(position + 1),
        }),
      );
    });
    const removed = nat({ max: whole.length - 2 }).map((index) => change(index, whole.toSpliced(index, 1)));
    const moved = tuple(place, place)
      .filter(([from, to]) => from !== to)
      .map(([from, to]) =>
        change(Math.min(from, to), whole.toSpliced(from, 1).toSpliced(to, 0, whole[from] as AuditLink)),
      );
    const doubled = tuple(place, place).map(([from, to]) =>
      change(to, whole.toSpliced(to, 0, whole[from] as AuditLink)),
    );
    await assert(
      asyncProperty(oneof(altered, removed, moved, doubled), async ({ index, links }) => {
        const { count, fault } = await verify(links);
        expect(fault).not.toBeNull();
        // A record that was doubled fits once: what follows it does not.
        expect([index, index + 1]).toContain(count);
      }),
      { numRuns: 500 },
    );
  });

  it('cannot tell a cut tail by itself, but by a place that was written down', async () => {
    const cut = five.slice(0, 3);
    expect(await verify(cut)).toMatchObject({ count: 3, fault: null });
    const source = '--expect';
    expect(await verify(cut, { expected: [{ ...last, source }] })).toMatchObject({
      count: 3,
      fault: { sequence: 4, message: expect.stringContaining('records 4 to 5 removed') },
    });
    expect(await verify(five, { expected: [{ ...three, source }] })).toMatchObject({ count: 5, fault: null });
  });

  it('that was written anew shows by a place that was written down', async () => {
    const anew: AuditLink[] = [];
    for (const link of five) {
      anew.push(rewritten(link, { reason: 'other', previousHash: anew.at(-1)?.hash ?? chainStart }));
    }
    expect((await verify(anew)).fault).toBeNull();
    expect(await verify(anew, { expected: [{ ...three, source: '--expect' }] })).toMatchObject({
      count: 2,
      fault: { sequence: 3, message: expect.stringContaining('not the one that --expect knows') },
    });
  });

  it('may begin later where it is an export', async () => {
    const part = five.slice(2);
    expect(await verify(part, { fromStart: false })).toMatchObject({ count: 3, fault: null });
    expect(await verify(part, { fromStart: false, expected: [{ ...one, source: '--expect' }] })).toMatchObject({
      fault: { sequence: 1, message: expect.stringContaining('begins behind it') },
    });
  });
});
