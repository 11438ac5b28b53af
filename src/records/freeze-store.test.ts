import { describe, expect, it } from 'vitest';
import type { Freeze } from '../domain/freezes/freeze.ts';
import type { FreezeFilter } from '../domain/freezes/freezes.ts';
import type { IdempotencyRecord } from '../domain/operations/journal.ts';
import { auditEntryOf } from '../domain/audit/testing/audit-entry.ts';
import { createAuditStore } from './audit-store.ts';
import { journalEntry } from './fixtures/journal-entry.ts';
import { recordEngines } from './fixtures/record-engines.ts';
import { createFreezeStore } from './freeze-store.ts';
import { createJournalStore } from './journal-store.ts';

const ann = { name: 'ann', kind: 'USER' } as const;
const bob = { name: 'bob', kind: 'TOKEN' } as const;
const everything = { tenants: [], environments: [], clusterLabels: [], kinds: [] } as const;

function freezeOf(id: string, change: Partial<Freeze> = {}): Freeze {
  return {
    id,
    reason: 'Black Friday',
    from: 1_000,
    until: 2_000,
    scope: everything,
    allowsRollbacks: false,
    createdBy: ann,
    createdAt: 500,
    endedAt: null,
    endedBy: null,
    ...change,
  };
}

const beside = (key: IdempotencyRecord | null = null) => ({ key, audit: auditEntryOf({ action: 'createFreeze' }) });
const keyOf = (operationId: string): IdempotencyRecord => ({
  caller: 'USER ann',
  key: 'k1',
  inputHash: 'hash',
  operationId,
  createdAt: 5,
});

describe.each(recordEngines)('the freezes on $name', ({ open }) => {
  it('give back what was written, and who ended it', async () => {
    const store = createFreezeStore(await open());
    const freeze = freezeOf('f1', {
      scope: {
        tenants: ['acme', 'umbrella'],
        environments: ['prod'],
        clusterLabels: [{ key: 'region', value: 'eu' }],
        kinds: ['DEPLOY'],
      },
      allowsRollbacks: true,
      until: 4_102_444_800_000,
    });
    expect(await store.create(freeze, beside())).toBeNull();
    expect(await store.get('f1')).toEqual(freeze);
    expect(await store.get('f2')).toBeNull();
    expect(await store.end({ id: 'f1', by: bob, at: 1_500 }, beside())).toBe(true);
    expect(await store.get('f1')).toEqual({ ...freeze, endedAt: 1_500, endedBy: bob });
  });

  it('let nothing begin that they forbid by then, whatever was seen of them before', async () => {
    const db = await open();
    const [store, journal] = [createFreezeStore(db), createJournalStore(db)];
    const entry = journalEntry();
    const { target } = entry.operation;
    const { tenant, environment } = target;
    const where = {
      environment: { tenant, environment },
      kind: 'DEPLOY',
      clusters: [{ id: 'c', name: 'eu', labels: {} }],
    } as const;
    await store.create(freezeOf('f1', { scope: { ...everything, tenants: ['another'] } }), beside());
    const { freezes, ...inViewOf } = await journal.view(target, 1_500);
    expect(freezes?.map(({ id }) => id)).toEqual(['f1']);
    expect(await journal.view(target)).toEqual(inViewOf);
    const rest = { entry, holder: 'one', inViewOf, key: null, superseded: [], followUpOf: null };
    const beginAt = (at: number) => journal.begin({ ...rest, asksFreezes: { where, at } });
    await store.create(freezeOf('f2', { from: 1_900 }), beside());
    expect(await beginAt(1_900)).toMatchObject({
      type: 'FROZEN',
      problem: { code: 'FROZEN', message: expect.stringContaining('Black Friday') },
    });
    expect(await journal.get(entry.operation.id)).toBeNull();
    expect(await beginAt(1_899)).toEqual({ type: 'BEGUN' });
  });

  it('are ended once, and not after their time', async () => {
    const store = createFreezeStore(await open());
    await store.create(freezeOf('f1'), beside());
    const ends = await Promise.all([1, 2, 3].map((at) => store.end({ id: 'f1', by: bob, at }, beside())));
    expect(ends.filter((ended) => ended === true)).toHaveLength(1);
    await store.create(freezeOf('f2'), beside());
    expect(await store.end({ id: 'f2', by: bob, at: 2_000 }, beside())).toBe(false);
    expect(await store.end({ id: 'nowhere', by: bob, at: 1 }, beside())).toBe(false);
    expect((await store.get('f2'))?.endedAt).toBeNull();
  });

  it('let one of many at once have an idempotency key, and write nothing for the others', async () => {
    const db = await open();
    const store = createFreezeStore(db);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => store.create(freezeOf(`f${index}`), beside(keyOf(`f${index}`)))),
    );
    expect(answers.filter((answer) => answer === null)).toHaveLength(1);
    expect(await store.count({}, 0)).toBe(1);
    const kept = await createJournalStore(db).findKey('USER ann', 'k1');
    expect(await store.get(kept?.operationId ?? '')).not.toBeNull();
    expect(answers.find((answer) => answer !== null)).toEqual(kept);
    // Of whatever it was used for: one key, one thing.
    expect(await store.end({ id: kept?.operationId ?? '', by: bob, at: 1_100 }, beside(keyOf('other')))).toEqual(kept);
    expect((await store.get(kept?.operationId ?? ''))?.endedAt).toBeNull();
  });

  it('are there with their audit record, or not at all', async () => {
    const db = await open();
    const store = createFreezeStore(db);
    const audit = createAuditStore(db);
    const recorded = async () => (await audit.page({ filter: {}, limit: 9, from: 'END' })).records.map(({ at }) => at);
    await store.create(freezeOf('f1'), { key: keyOf('f1'), audit: auditEntryOf({ at: 1 }) });
    await store.create(freezeOf('f2'), { key: keyOf('f2'), audit: auditEntryOf({ at: 2 }) });
    await store.end({ id: 'f1', by: bob, at: 1_500 }, { key: null, audit: auditEntryOf({ at: 3 }) });
    await store.end({ id: 'f1', by: bob, at: 1_500 }, { key: null, audit: auditEntryOf({ at: 4 }) });
    expect(await recorded()).toEqual([3, 1]);
    await db.deleteFrom('audit_head').execute();
    await expect(store.create(freezeOf('f3'), beside())).rejects.toThrow();
    expect(await store.get('f3')).toBeNull();
  });

  it('keep no key for an end that was none', async () => {
    const db = await open();
    const store = createFreezeStore(db);
    await store.create(freezeOf('f1'), beside());
    expect(await store.end({ id: 'f1', by: bob, at: 2_500 }, beside(keyOf('f1')))).toBe(false);
    expect(await createJournalStore(db).findKey('USER ann', 'k1')).toBeNull();
    expect(await store.end({ id: 'f1', by: bob, at: 1_500 }, beside(keyOf('f1')))).toBe(true);
    expect(await createJournalStore(db).findKey('USER ann', 'k1')).toEqual(keyOf('f1'));
  });

  it('tell what is in force and what is planned, in the order in which they begin', async () => {
    const store = createFreezeStore(await open());
    await store.create(freezeOf('later', { from: 1_800, until: 1_900 }), beside());
    await store.create(freezeOf('now'), beside());
    await store.create(freezeOf('over', { from: 100, until: 1_500 }), beside());
    await store.create(freezeOf('ended'), beside());
    await store.end({ id: 'ended', by: bob, at: 1_400 }, beside());
    expect((await store.ahead(1_500)).map(({ id }) => id)).toEqual(['now', 'later']);
    expect((await store.ahead(1_499)).map(({ id }) => id)).toEqual(['over', 'now', 'later']);
    expect(await store.ahead(2_000)).toEqual([]);
  });

  it('page newest first from either end, each once, also when many share a moment', async () => {
    const store = createFreezeStore(await open());
    for (const [index, id] of ['a', 'b', 'c', 'd', 'e', 'f'].entries()) {
      await store.create(freezeOf(id, { createdAt: 100 + Math.floor(index / 3) }), beside());
    }
    const walk: string[] = [];
    let after: { createdAt: number; id: string } | undefined;
    for (;;) {
      const page = await store.page({ filter: {}, now: 0, limit: 4, from: 'START', ...(after && { after }) });
      walk.push(...page.freezes.map(({ id }) => id));
      after = page.freezes.at(-1);
      if (!page.more || after === undefined) break;
    }
    expect(walk).toEqual(['f', 'e', 'd', 'c', 'b', 'a']);
    const before = { createdAt: 100, id: 'a' };
    const end = await store.page({ filter: {}, now: 0, limit: 2, from: 'END', before });
    expect(end.freezes.map(({ id }) => id)).toEqual(['c', 'b']);
    expect(end.more).toBe(true);
  });

  it('are filtered by state and by the tenants that they can concern', async () => {
    const store = createFreezeStore(await open());
    await store.create(freezeOf('all', { createdAt: 3 }), beside());
    await store.create(
      freezeOf('acme', { createdAt: 2, from: 1_600, scope: { ...everything, tenants: ['acme'] } }),
      beside(),
    );
    const two = { ...everything, tenants: ['umbrella', 'acme'] };
    await store.create(freezeOf('both', { createdAt: 1, until: 1_200, scope: two }), beside());
    const found = async (filter: FreezeFilter) => {
      const { freezes } = await store.page({ filter, now: 1_500, limit: 10, from: 'START' });
      expect(await store.count(filter, 1_500)).toBe(freezes.length);
      return freezes.map(({ id }) => id);
    };
    expect(await found({})).toEqual(['all', 'acme', 'both']);
    expect(await found({ states: ['ACTIVE'] })).toEqual(['all']);
    expect(await found({ states: ['PLANNED', 'OVER'] })).toEqual(['acme', 'both']);
    expect(await found({ states: [] })).toEqual([]);
    expect(await found({ tenants: ['umbrella'] })).toEqual(['all', 'both']);
    expect(await found({ tenants: ['acme'], states: ['ACTIVE', 'PLANNED'] })).toEqual(['all', 'acme']);
    expect(await found({ tenants: ['initech'] })).toEqual(['all']);
    expect(await found({ tenants: [] })).toEqual([]);
    await store.end({ id: 'all', by: bob, at: 1_400 }, beside());
    expect(await found({ states: ['OVER'] })).toEqual(['all', 'both']);
  });
});
