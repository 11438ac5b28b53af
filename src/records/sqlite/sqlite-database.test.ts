import { renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { unsynced } from '../engine-sql.ts';
import { journalEntry } from '../fixtures/journal-entry.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { createJournalStore } from '../journal-store.ts';
import { openDatabase, openRecords } from '../open-records.ts';

const newOperation = (id: string) => ({
  // Of an app of its own.
  entry: journalEntry({ id, target: { ...journalEntry().operation.target, name: id } }),
  key: null,
  superseded: [],
  followUpOf: null,
  holder: 'one',
  inViewOf: { unfinished: [], newest: null },
  asksFreezes: null,
});

it('keeps operations across a restart, in a file that only its user may read', async () => {
  const path = join(temporaryFolder(), 'records.db');
  const first = await openRecords(`sqlite:${path}`);
  await first.journal.begin(newOperation('op-1'));
  await first.close();
  await expect(first.journal.get('op-1')).rejects.toMatchObject({ name: 'RecordsUnavailable', trouble: 'AWAY' });
  const second = await openRecords(`sqlite:${path}`);
  expect(await second.journal.get('op-1')).toEqual(newOperation('op-1').entry.operation);
  await second.close();
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('waits for no disk while it says so, and for each commit behind it again, whatever comes of that', async () => {
  const { db, close } = await openDatabase(`sqlite:${join(temporaryFolder(), 'records.db')}`);
  onTestFinished(close);
  const level = async (on: typeof db) => (await sql<Record<string, unknown>>`pragma synchronous`.execute(on)).rows[0];
  for (const round of [1, 2]) {
    const other: Promise<unknown>[] = [];
    const within = await unsynced(db, async (connection) => {
      // Whoever comes meanwhile waits until it is over.
      other.push(level(db));
      return level(connection);
    });
    expect([round, within, await other[0]]).toEqual([round, { synchronous: 1 }, { synchronous: 2 }]);
    await expect(unsynced(db, () => Promise.reject(new Error('on purpose')))).rejects.toThrow('on purpose');
    expect(await level(db)).toEqual({ synchronous: 2 });
  }
});

it('syncs each commit to disk, with a write-ahead log and foreign keys', async () => {
  const { db, close } = await openDatabase(`sqlite:${join(temporaryFolder(), 'records.db')}`);
  onTestFinished(close);
  const pragma = async (name: string) =>
    (await sql<Record<string, unknown>>`${sql.raw(`pragma ${name}`)}`.execute(db)).rows;
  expect(await pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }]);
  expect(await pragma('synchronous')).toEqual([{ synchronous: 2 }]);
  expect(await pragma('foreign_keys')).toEqual([{ foreign_keys: 1 }]);
});

it('says what to do where the folder is missing, the path is a folder, or the URL is none', async () => {
  const folder = temporaryFolder();
  await expect(openRecords(`sqlite:${folder}/missing/records.db`)).rejects.toThrow(
    /missing of the records file does not exist. Create it/,
  );
  await expect(openRecords(`sqlite:${folder}`)).rejects.toThrow(/is a folder. Let DATABASE_URL name a file in it/);
  await expect(openRecords('mysql://x')).rejects.toThrow(/DATABASE_URL has to be sqlite:PATH/);
});

it('says what to do where the file cannot be written', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  await expect(openRecords(`sqlite:${file}/records.db`)).rejects.toThrow(/cannot be written. Give this user the right/);
});

it('refuses a file that is no database, and leaves it as it was', async () => {
  const path = join(temporaryFolder(), 'notes.txt');
  const text = 'these are my notes\n'.repeat(300);
  writeFileSync(path, text);
  await expect(openRecords(`sqlite:${path}`)).rejects.toThrow(/no SQLite database, or it is damaged/);
  expect(statSync(path).size).toBe(text.length);
});

it('refuses a write while another process holds the lock, half-writes nothing, and goes on reading', async () => {
  const path = join(temporaryFolder(), 'records.db');
  const records = await openRecords(`sqlite:${path}`, { busyTimeoutMs: 20 });
  onTestFinished(() => records.close());
  await records.journal.begin(newOperation('before'));
  const other = new DatabaseSync(path);
  other.exec('begin immediate');
  await expect(records.journal.begin(newOperation('op-1'))).rejects.toMatchObject({ trouble: 'LOCKED' });
  expect(await records.journal.get('before')).not.toBeNull();
  other.exec('rollback');
  other.close();
  expect(await records.journal.get('op-1')).toBeNull();
  expect(await records.journal.begin(newOperation('op-1'))).toEqual({ type: 'BEGUN' });
});

it('refuses to start while another process holds the file exclusively', async () => {
  const path = join(temporaryFolder(), 'records.db');
  const other = new DatabaseSync(path);
  onTestFinished(() => other.close());
  other.exec('pragma locking_mode = exclusive; create table t (a); begin exclusive; insert into t values (1)');
  await expect(openRecords(`sqlite:${path}`, { busyTimeoutMs: 20 })).rejects.toMatchObject({ trouble: 'LOCKED' });
});

it('refuses a write on a full disk, half-writes nothing, and goes on reading', async () => {
  const { db, close } = await openDatabase(`sqlite:${join(temporaryFolder(), 'records.db')}`);
  onTestFinished(close);
  const journal = createJournalStore(db);
  await journal.begin(newOperation('before'));
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db);
  await sql`${sql.raw(`pragma max_page_count = ${rows[0]?.page_count}`)}`.execute(db);
  const large = { ...newOperation('op-1'), entry: journalEntry({ id: 'op-1', reason: 'x'.repeat(100_000) }) };
  await expect(journal.begin(large)).rejects.toMatchObject({ trouble: 'FULL' });
  expect(await journal.get('before')).not.toBeNull();
  expect(await journal.get('op-1')).toBeNull();
  await sql`pragma max_page_count = 1000000`.execute(db);
  expect(await journal.begin(large)).toEqual({ type: 'BEGUN' });
});

it('refuses a write after the file was moved away, instead of writing where nobody will find it', async () => {
  const path = join(temporaryFolder(), 'records.db');
  const records = await openRecords(`sqlite:${path}`);
  onTestFinished(() => records.close());
  renameSync(path, `${path}.old`);
  await expect(records.journal.begin(newOperation('op-1'))).rejects.toMatchObject({ trouble: 'AWAY' });
  renameSync(`${path}.old`, path);
  expect(await records.journal.begin(newOperation('op-1'))).toEqual({ type: 'BEGUN' });
});

it('leaves the event loop free while the file waits for a lock', async () => {
  const path = join(temporaryFolder(), 'records.db');
  const records = await openRecords(`sqlite:${path}`, { busyTimeoutMs: 5_000 });
  onTestFinished(() => records.close());
  const other = new DatabaseSync(path);
  other.exec('begin immediate');
  const begun = records.journal.begin(newOperation('op-1'));
  // This turn of the loop, and the end of the lock, come while the thread waits; in one thread they never would.
  await new Promise<void>((resolve) => setImmediate(resolve));
  other.exec('rollback');
  other.close();
  expect(await begun).toEqual({ type: 'BEGUN' });
});
