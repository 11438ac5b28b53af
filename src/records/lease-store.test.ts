import { describe, expect, it } from 'vitest';
import type { NewOperation } from '../domain/operations/journal.ts';
import type { Operation } from '../domain/operations/operation.ts';
import { beginSeen } from './fixtures/begin-seen.ts';
import { journalEntry } from './fixtures/journal-entry.ts';
import { recordEngines } from './fixtures/record-engines.ts';
import { createJournalStore } from './journal-store.ts';

const begin = (operation: Partial<Operation>): NewOperation => ({
  entry: journalEntry(operation),
  holder: 'one',
  inViewOf: { unfinished: [], newest: null },
  asksFreezes: null,
  key: null,
  superseded: [],
  followUpOf: null,
});
const idsOf = (leased: readonly { readonly entry: { readonly operation: Operation } }[]) =>
  leased.map(({ entry }) => entry.operation.id);

describe.each(recordEngines)('leases on $name', ({ open }) => {
  it('last, and are claimed once they do not', async () => {
    const journal = createJournalStore(await open());
    await beginSeen(journal, begin({ id: 'a', createdAt: 1 }));
    await beginSeen(journal, begin({ id: 'b', createdAt: 2 }));
    await beginSeen(journal, begin({ id: 'done', state: 'SUCCEEDED' }));
    expect(await journal.claim('two', 'EXPIRED')).toEqual([]);
    await journal.release('one');
    const claimed = await journal.claim('two', 'EXPIRED');
    expect(idsOf(claimed)).toEqual(['a', 'b']);
    expect(claimed.map(({ fence }) => fence)).toEqual([2, 2]);
    expect(await journal.claim('three', 'EXPIRED')).toEqual([]);
    expect(idsOf(await journal.claim('three', { id: 'b' }))).toEqual(['b']);
    expect(idsOf(await journal.claim('three', { id: 'done' }))).toEqual([]);
    expect(idsOf(await journal.claim('four', 'ALL'))).toEqual(['a', 'b']);
  });

  it('are claimed by one of many at the same moment', async () => {
    const journal = createJournalStore(await open());
    await beginSeen(journal, begin({ id: 'a' }));
    await journal.release('one');
    const claims = await Promise.all(Array.from({ length: 10 }, (_, index) => journal.claim(`g${index}`, 'EXPIRED')));
    expect(claims.flatMap(idsOf)).toEqual(['a']);
  });

  it('are no longer held, and save nothing, once they were claimed', async () => {
    const journal = createJournalStore(await open());
    await beginSeen(journal, begin({ id: 'a' }));
    expect(await journal.hold('a', 1)).toBe(true);
    await journal.claim('two', 'ALL');
    expect(await journal.hold('a', 1)).toBe(false);
    expect(await journal.save(journalEntry({ id: 'a', state: 'RUNNING' }), 1)).toBe(false);
    expect(await journal.save(journalEntry({ id: 'a', state: 'RUNNING' }), 2)).toBe(true);
    expect(await journal.save(journalEntry({ id: 'a', state: 'SUCCEEDED' }), 2)).toBe(true);
    expect(await journal.hold('a', 2)).toBe(false);
  });

  it('that ran out are held again by whoever has them, as long as nobody claimed them', async () => {
    const journal = createJournalStore(await open());
    await beginSeen(journal, begin({ id: 'a' }));
    await journal.release('one');
    expect(await journal.hold('a', 1)).toBe(true);
    expect(await journal.claim('two', 'EXPIRED')).toEqual([]);
  });

  it('are prolonged as far as the gateway knows of them, also those of operations that owe a follow-up', async () => {
    const journal = createJournalStore(await open());
    await beginSeen(journal, begin({ id: 'a' }));
    const failed = begin({ id: 'failed', state: 'FAILED' });
    await beginSeen(journal, { ...failed, entry: { ...failed.entry, followUp: { operationId: 'back' } } });
    await beginSeen(journal, { ...begin({ id: 'other' }), holder: 'two' });
    await journal.release('one');
    expect(await journal.renew('one', ['a', 'failed', 'other'])).toEqual(new Set(['a', 'failed']));
    expect(await journal.claim('three', 'EXPIRED')).toEqual([]);
    await journal.release('one');
    expect(await journal.renew('one', ['a'])).toEqual(new Set(['a']));
    expect(await journal.renew('one', [])).toEqual(new Set());
    expect(idsOf(await journal.claim('three', 'EXPIRED'))).toEqual(['failed']);
  });

  it('refuse an operation that was begun without a look at another one on its app', async () => {
    const journal = createJournalStore(await open());
    await journal.begin(begin({ id: 'a' }));
    expect(await journal.begin(begin({ id: 'b' }))).toEqual({ type: 'OUTRUN' });
    expect(await journal.get('b')).toBeNull();
    const elsewhere = { ...journalEntry().operation.target, environment: 'dev' };
    expect(await journal.begin(begin({ id: 'c', target: elsewhere }))).toEqual({ type: 'BEGUN' });
    const seen = await journal.view(journalEntry().operation.target);
    expect(seen).toEqual({ unfinished: ['a'], newest: { id: 'a', createdAt: 1_000 } });
    expect(await journal.begin({ ...begin({ id: 'd', createdAt: 2_000 }), inViewOf: seen })).toEqual({ type: 'BEGUN' });
    // What was begun, and also what has ended, since it was looked at.
    const late = { ...begin({ id: 'e', createdAt: 3_000 }), inViewOf: seen };
    expect(await journal.begin(late)).toEqual({ type: 'OUTRUN' });
    await journal.save(journalEntry({ id: 'd', state: 'SUCCEEDED' }), 1);
    expect(await journal.begin(late)).toEqual({ type: 'OUTRUN' });
  });

  it('lets one of many begin at the same moment that saw nothing of each other', async () => {
    const journal = createJournalStore(await open());
    const begun = await Promise.all(
      Array.from({ length: 10 }, (_, index) => journal.begin(begin({ id: `op-${index}` }))),
    );
    expect(begun.filter(({ type }) => type === 'BEGUN')).toHaveLength(1);
    expect(await journal.count({})).toBe(1);
  });

  it('counts the changes of what is not terminal', async () => {
    const journal = createJournalStore(await open());
    await beginSeen(journal, begin({ id: 'a' }));
    await beginSeen(journal, begin({ id: 'b' }));
    await journal.save(journalEntry({ id: 'a', state: 'RUNNING' }), 1);
    expect(await journal.versions()).toEqual(
      new Map([
        ['a', 2],
        ['b', 1],
      ]),
    );
    await journal.save(journalEntry({ id: 'a', state: 'FAILED' }), 1);
    expect(await journal.versions()).toEqual(new Map([['b', 1]]));
    expect((await journal.read(['b', 'a', 'none'])).map(({ operation }) => operation.id)).toEqual(['a', 'b']);
    expect(await journal.read([])).toEqual([]);
  });
});
