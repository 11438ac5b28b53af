import { describe, expect, it } from 'vitest';
import type { IdempotencyRecord, Journal, NewOperation } from '../domain/operations/journal.ts';
import { beginSeen } from './fixtures/begin-seen.ts';
import { journalEntry } from './fixtures/journal-entry.ts';
import { recordEngines } from './fixtures/record-engines.ts';
import { createJournalStore } from './journal-store.ts';

const begin = (entry = journalEntry(), key: IdempotencyRecord | null = null): NewOperation => ({
  entry,
  holder: 'one',
  inViewOf: { unfinished: [], newest: null },
  asksFreezes: null,
  key,
  superseded: [],
  followUpOf: null,
});
const unfinished = async (journal: Journal) => (await journal.claim('one', 'ALL')).map(({ entry }) => entry);
const keyOf = (operationId: string, inputHash = 'hash'): IdempotencyRecord => ({
  caller: 'USER local',
  key: 'k1',
  inputHash,
  operationId,
  createdAt: 5,
});

describe.each(recordEngines)('the journal on $name', ({ open }) => {
  it('gives back what was begun, and what was saved since', async () => {
    const journal = createJournalStore(await open());
    const entry = journalEntry();
    expect(await beginSeen(journal, begin(entry))).toEqual({ type: 'BEGUN' });
    expect(await journal.get('op-1')).toEqual(entry.operation);

    const running = {
      ...entry,
      operation: { ...entry.operation, state: 'RUNNING' as const, startedAt: 1_200 },
      work: entry.work.map((work) => ({ ...work, written: { generation: 4, at: 1_300, skewMs: 0 } })),
    };
    expect(await journal.save(running, 1)).toBe(true);
    expect(await unfinished(journal)).toEqual([running]);
    expect(await journal.get('nowhere')).toBeNull();
  });

  it('reads plans that were written before plans had a verdict', async () => {
    const db = await open();
    const journal = createJournalStore(db);
    const plan = { changes: [], warnings: [], digest: 'old' };
    await beginSeen(journal, begin());
    await db
      .updateTable('operation')
      .set({ plan_json: JSON.stringify(plan) })
      .execute();
    expect((await journal.get('op-1'))?.plan).toEqual({ ...plan, verdict: 'ALLOWED', checks: [] });
    await db.updateTable('operation').set({ approval_json: '{}' }).execute();
    expect((await journal.get('op-1'))?.plan).toEqual({ ...plan, verdict: 'NEEDS_APPROVAL', checks: [] });
    await db.updateTable('operation').set({ plan_json: null }).execute();
    expect((await journal.get('op-1'))?.plan).toBeNull();
  });

  it('never changes a terminal operation again', async () => {
    const journal = createJournalStore(await open());
    const done = journalEntry({ state: 'SUCCEEDED', finishedAt: 2_000 });
    await beginSeen(journal, begin(done));
    expect(await journal.save(journalEntry({ state: 'RUNNING' }), 1)).toBe(false);
    expect(await journal.get('op-1')).toEqual(done.operation);
    expect(await unfinished(journal)).toEqual([]);
  });

  it('lets one of many at once have an idempotency key, and writes nothing for the others', async () => {
    const journal = createJournalStore(await open());
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        journal.begin(begin(journalEntry({ id: `op-${index}` }), keyOf(`op-${index}`))),
      ),
    );
    expect(answers.filter(({ type }) => type === 'BEGUN')).toHaveLength(1);
    const repeated = answers.flatMap((answer) => (answer.type === 'REPEATED' ? [answer.earlier] : []));
    expect(repeated).toEqual(Array.from({ length: 9 }, () => repeated[0]));
    expect(await journal.count({})).toBe(1);
    expect(await journal.get(repeated[0]?.operationId ?? '')).not.toBeNull();
    expect(await journal.findKey('USER other', 'k1')).toBeNull();
  });

  it('ends what is superseded and pays the follow-up in the same transaction', async () => {
    const journal = createJournalStore(await open());
    const failed = { ...journalEntry({ id: 'failed', state: 'FAILED' }), followUp: { operationId: 'back' } };
    await beginSeen(journal, begin(failed));
    const running = journalEntry({ id: 'running', state: 'RUNNING' });
    await beginSeen(journal, begin(running));
    expect((await unfinished(journal)).map(({ operation }) => operation.id)).toEqual(['failed', 'running']);

    const cancelled = {
      ...running,
      operation: { ...running.operation, state: 'CANCELLED' as const, supersededBy: 'back' },
    };
    const back = journalEntry({ id: 'back', kind: 'ROLLBACK' });
    const paying = { ...begin(back), superseded: [cancelled], followUpOf: 'failed' };
    expect(await beginSeen(journal, paying)).toEqual({ type: 'BEGUN' });
    expect(await beginSeen(journal, paying)).toEqual({ type: 'PAID' });
    expect((await journal.get('running'))?.supersededBy).toBe('back');
    expect((await unfinished(journal)).map(({ operation }) => operation.id)).toEqual(['back']);
  });

  it('begins nothing that would end what has ended since', async () => {
    const journal = createJournalStore(await open());
    const running = journalEntry({ id: 'running', state: 'RUNNING' });
    await beginSeen(journal, begin(running));
    const done = journalEntry({ id: 'done', state: 'SUCCEEDED' });
    await beginSeen(journal, begin(done));
    const failed = { ...journalEntry({ id: 'failed', state: 'FAILED' }), followUp: { operationId: 'back' } };
    await beginSeen(journal, begin(failed));
    const superseded = [running, done].map((entry) => ({
      ...entry,
      operation: { ...entry.operation, state: 'CANCELLED' as const, supersededBy: 'back' },
    }));
    const back = begin(journalEntry({ id: 'back', kind: 'ROLLBACK' }), keyOf('back'));
    expect(await beginSeen(journal, { ...back, superseded, followUpOf: 'failed' })).toEqual({ type: 'OUTRUN' });
    expect(await journal.read(['back', 'done', 'failed', 'running'])).toEqual([done, failed, running]);
    expect(await journal.findKey('USER local', 'k1')).toBeNull();
    expect(await beginSeen(journal, { ...back, superseded: superseded.slice(0, 1), followUpOf: 'failed' })).toEqual({
      type: 'BEGUN',
    });
  });

  it('pages newest first from either end, each operation once, also when many share a moment', async () => {
    const journal = createJournalStore(await open());
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const [index, id] of ids.entries()) {
      await beginSeen(journal, begin(journalEntry({ id, createdAt: 100 + Math.floor(index / 3) })));
    }
    const walk: string[] = [];
    let after: { createdAt: number; id: string } | undefined;
    for (;;) {
      const page = await journal.page({ filter: {}, limit: 2, from: 'START', ...(after && { after }) });
      walk.push(...page.operations.map(({ id }) => id));
      const last = page.operations.at(-1);
      if (!page.more || last === undefined) break;
      after = last;
    }
    expect(walk).toEqual(['f', 'e', 'd', 'c', 'b', 'a']);
    const end = await journal.page({ filter: {}, limit: 2, from: 'END', before: { createdAt: 100, id: 'a' } });
    expect(end.operations.map(({ id }) => id)).toEqual(['c', 'b']);
    expect(end.more).toBe(true);
  });

  it('filters by every member of the filter', async () => {
    const journal = createJournalStore(await open());
    await beginSeen(journal, begin(journalEntry({ id: 'deploy' })));
    const target = { tenant: 'umbrella', environment: 'dev', name: 'api', kind: 'STATEFUL_SET' } as const;
    const actor = { name: 'ann', kind: 'TOKEN' } as const;
    await beginSeen(
      journal,
      begin(journalEntry({ id: 'scale', kind: 'SCALE', state: 'FAILED', target, actor, createdAt: 2_000 })),
    );
    const found = async (filter: Parameters<typeof journal.count>[0]) => {
      const { operations } = await journal.page({ filter, limit: 10, from: 'START' });
      expect(await journal.count(filter)).toBe(operations.length);
      return operations.map(({ id }) => id);
    };
    expect(await found({})).toEqual(['scale', 'deploy']);
    expect(await found({ kinds: ['SCALE'] })).toEqual(['scale']);
    expect(await found({ states: ['FAILED', 'RUNNING'] })).toEqual(['scale']);
    expect(await found({ apps: [target] })).toEqual(['scale']);
    expect(await found({ apps: [] })).toEqual([]);
    expect(await found({ kinds: [] })).toEqual([]);
    expect(await found({ tenants: ['acme'] })).toEqual(['deploy']);
    expect(await found({ actors: ['ann'] })).toEqual(['scale']);
    expect(await found({ since: 1_500 })).toEqual(['scale']);
    expect(await found({ until: 1_000 })).toEqual(['deploy']);
  });

  it('knows the newest operation that set a template, per cluster', async () => {
    const journal = createJournalStore(await open());
    await beginSeen(journal, begin(journalEntry({ id: 'old', createdAt: 1 })));
    await beginSeen(journal, begin(journalEntry({ id: 'new', createdAt: 2 })));
    const { target } = journalEntry().operation;
    expect((await journal.ofTemplate(target, 'digest-2'))?.id).toBe('new');
    expect((await journal.ofTemplate(target, 'digest-2', 'us'))?.id).toBe('new');
    expect(await journal.ofTemplate(target, 'digest-2', 'elsewhere')).toBeNull();
    expect(await journal.ofTemplate({ ...target, name: 'other' }, 'digest-2')).toBeNull();
  });
});
