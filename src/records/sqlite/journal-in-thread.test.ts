import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { CompiledQuery } from 'kysely';
import { expect, it, onTestFinished, vi } from 'vitest';
import { auditEntryOf } from '../../domain/audit/testing/audit-entry.ts';
import { journalEntry } from '../fixtures/journal-entry.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { openDatabase, openRecords } from '../open-records.ts';
import { startSqliteThread } from './sqlite-thread.ts';

const operation = {
  entry: journalEntry(),
  key: null,
  superseded: [],
  followUpOf: null,
  holder: 'one',
  inViewOf: { unfinished: [], newest: null },
  asksFreezes: null,
};
const path = () => join(temporaryFolder(), 'records.db');

it('shows what is done in the thread to what is asked statement by statement, and the other way round', async () => {
  const { journal, close } = await openRecords(`sqlite:${path()}`);
  onTestFinished(close);
  const { target } = operation.entry.operation;
  expect(await journal.view(target)).toEqual({ unfinished: [], newest: null });
  expect(await journal.begin(operation)).toEqual({ type: 'BEGUN' });
  expect(await journal.get('op-1')).toEqual(operation.entry.operation);
  expect(await journal.begin(operation)).toEqual({ type: 'OUTRUN' });
  const [leased] = await journal.claim('two', 'ALL');
  expect(await journal.hold('op-1', 1)).toBe(false);
  expect(await journal.save(operation.entry, 1)).toBe(false);
  expect(await journal.hold('op-1', leased?.fence ?? 0)).toBe(true);
  expect(await journal.save(journalEntry({ state: 'SUCCEEDED' }), leased?.fence ?? 0)).toBe(true);
  expect(await journal.view(target)).toEqual({ unfinished: [], newest: { id: 'op-1', createdAt: 1_000 } });
});

it('begins nothing while a transaction is open that is made statement by statement', async () => {
  const { db, calls, close } = await openDatabase(`sqlite:${path()}`);
  onTestFinished(close);
  const begun: unknown[] = [];
  await db.transaction().execute(async (trx) => {
    begun.push(calls?.begin?.(operation));
    for (let statement = 0; statement < 5; statement += 1)
      await trx.executeQuery(CompiledQuery.raw('update audit_head set sequence = 7'));
  });
  expect(await Promise.all(begun)).toEqual([{ type: 'BEGUN' }]);
});

it('tells why the records cannot be used as it tells it of a statement', async () => {
  const file = path();
  const { journal, close } = await openRecords(`sqlite:${file}`, { busyTimeoutMs: 10 });
  onTestFinished(close);
  const other = new DatabaseSync(file);
  other.exec('begin immediate');
  await expect(journal.begin(operation)).rejects.toMatchObject({ name: 'RecordsUnavailable', trouble: 'LOCKED' });
  other.exec('delete from audit_head; commit');
  other.close();
  await expect(journal.begin({ ...operation, audit: auditEntryOf() })).rejects.toThrow(
    /table audit_head, which tells where it ends, is empty/,
  );
  expect(await journal.get('op-1')).toBeNull();
  renameSync(file, `${file}.away`);
  await expect(journal.begin(operation)).rejects.toMatchObject({ trouble: 'AWAY' });
});

it('is asked by the key of an app alone, and waits for no answer to what cannot be asked', async () => {
  const file = path();
  const { journal, close } = await openRecords(`sqlite:${file}`);
  onTestFinished(close);
  const more = { ...operation.entry.operation.target, instances: () => [] };
  expect(await journal.view(more)).toEqual({ unfinished: [], newest: null });
  const thread = await startSqliteThread({ path: file, busyTimeoutMs: 10 });
  onTestFinished(() => thread.close());
  const ref = vi.spyOn(Worker.prototype, 'ref');
  onTestFinished(() => ref.mockRestore());
  await expect(thread.call('view', [more])).rejects.toThrow(/could not be cloned/);
  // The process would not end for it.
  expect(ref).not.toHaveBeenCalled();
  expect(await thread.run('select 1 as one', [])).toMatchObject({ rows: [{ one: 1 }] });
});
