import { PostgresAdapter, sql } from 'kysely';
import type { Kysely } from 'kysely';
import { describe, expect, it } from 'vitest';
import { chainStart, contentHash, seal } from '../domain/audit/audit-chain.ts';
import { auditEntryOf } from '../domain/audit/testing/audit-entry.ts';
import { auditLinks, verifyRecords } from '../domain/audit/verify-records.ts';
import { auditRow } from './audit-rows.ts';
import { createAuditChainStore } from './audit-chain-store.ts';
import { createAuditStore } from './audit-store.ts';
import { recordEngines } from './fixtures/record-engines.ts';
import type { AuditRow, Tables } from './tables.ts';

/** What somebody does who has the database in their hands. */
async function withoutTriggers(db: Kysely<Tables>): Promise<void> {
  if (db.getExecutor().adapter instanceof PostgresAdapter)
    await sql`alter table audit_record disable trigger all`.execute(db);
  else
    for (const name of ['update', 'delete']) await sql`drop trigger ${sql.raw(`audit_record_no_${name}`)}`.execute(db);
}

const rename = (text: string) => text.replaceAll('"ann"', '"eve"');

describe.each(recordEngines)('the chain of the audit on $name', ({ open }) => {
  const opened = async () => {
    const db = await open();
    const audit = createAuditStore(db);
    const hashes: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      hashes.push((await audit.append(auditEntryOf({ at: 1_000 * index, requestId: `request-${index}` }))).hash);
    }
    const row = (sequence: number) =>
      db.selectFrom('audit_record').selectAll().where('sequence', '=', sequence).executeTakeFirstOrThrow();
    await withoutTriggers(db);
    return { db, audit, hashes, row, chain: createAuditChainStore(db) };
  };

  it('is whole as it was written, page by page, and while more is written', async () => {
    const { chain, audit, hashes } = await opened();
    const report = await verifyRecords(chain, {
      expected: [{ sequence: 3, hash: hashes[2] ?? '', source: 'x' }],
      pageSize: 2,
    });
    expect(report).toMatchObject({
      count: 5,
      first: { sequence: 1 },
      last: { sequence: 5, hash: hashes[4] },
      fault: null,
    });
    const verified = verifyRecords(chain, { expected: [], pageSize: 1 });
    await Promise.all(Array.from({ length: 5 }, () => audit.append(auditEntryOf())));
    expect(await verified).toMatchObject({ fault: null });
  });

  it('is whole where there is none', async () => {
    const chain = createAuditChainStore(await open());
    expect(await verifyRecords(chain, { expected: [] })).toEqual({ count: 0, first: null, last: null, fault: null });
  });

  type Opened = Awaited<ReturnType<typeof opened>>;
  const set = ({ db }: Opened, sequence: number, columns: Partial<AuditRow>) =>
    db.updateTable('audit_record').set(columns).where('sequence', '=', sequence).execute();
  const remove = ({ db }: Opened, sequence: number) =>
    db.deleteFrom('audit_record').where('sequence', '=', sequence).execute();

  const tamperings: readonly [what: string, sequence: number, (records: Opened) => Promise<unknown>][] = [
    ['an altered record', 3, async (all) => set(all, 3, { content: rename((await all.row(3)).content) })],
    [
      'a record that was altered with its hash',
      4,
      async (all) => {
        const content = rename((await all.row(3)).content);
        await set(all, 3, { content, hash: contentHash(content), actor_name: 'eve' });
      },
    ],
    ['a column that filters look at', 2, (all) => set(all, 2, { actor_name: 'eve' })],
    ['an altered time for filters', 2, (all) => set(all, 2, { at: 7 })],
    ['a removed record', 4, (all) => remove(all, 3)],
    ['a removed first record', 2, (all) => remove(all, 1)],
    ['a removed last record', 5, (all) => remove(all, 5)],
    [
      'a removed last record, with a head that counts one less',
      4,
      async (all) => {
        await remove(all, 5);
        await all.db.updateTable('audit_head').set({ sequence: 4 }).execute();
      },
    ],
    [
      'an inserted record',
      6,
      async (all) => {
        const place = { sequence: 6, previousHash: (await all.row(5)).hash };
        await all.db
          .insertInto('audit_record')
          .values(auditRow(seal(auditEntryOf(), place)))
          .execute();
      },
    ],
    [
      'a record before the first',
      -3,
      async ({ db }) => {
        const sealed = seal(auditEntryOf(), { sequence: -3, previousHash: chainStart });
        await db.insertInto('audit_record').values(auditRow(sealed)).execute();
      },
    ],
    [
      'records that changed places',
      2,
      async (all) => {
        const [two, three] = [await all.row(2), await all.row(3)];
        await set(all, 2, { ...three, sequence: 2 });
        await set(all, 3, { ...two, sequence: 3 });
      },
    ],
    ['a head that is gone', 1, ({ db }) => db.deleteFrom('audit_head').execute()],
  ];

  it.each(tamperings)('shows %s, and where', async (_what, sequence, tamper) => {
    const all = await opened();
    await tamper(all);
    expect((await verifyRecords(all.chain, { expected: [] })).fault).toMatchObject({ sequence });
  });

  it('that was cut with its head shows by a place that was written down', async () => {
    const all = await opened();
    await remove(all, 5);
    await all.db
      .updateTable('audit_head')
      .set({ sequence: 4, hash: (await all.row(4)).hash })
      .execute();
    expect(await verifyRecords(all.chain, { expected: [] })).toMatchObject({ count: 4, fault: null });
    const expected = [{ sequence: 5, hash: all.hashes[4] ?? '', source: '--expect' }];
    expect((await verifyRecords(all.chain, { expected })).fault).toMatchObject({ sequence: 5 });
  });

  it('tells the part that lies between two times, without holes', async () => {
    const { chain, audit } = await opened();
    // By the clock of another gateway, which is behind.
    await audit.append(auditEntryOf({ at: 1_500 }));
    expect(await chain.range(null, null)).toEqual({ from: 1, to: 6 });
    expect(await chain.range(1_000, 2_000)).toEqual({ from: 2, to: 6 });
    expect(await chain.range(3_000, null)).toEqual({ from: 4, to: 5 });
    expect(await chain.range(9_000, null)).toBeNull();
    const links: number[] = [];
    for await (const { sequence } of auditLinks(chain, 2, 4, 1)) links.push(sequence);
    expect(links).toEqual([2, 3, 4]);
  });
});
