import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { openDatabase } from '../open-records.ts';
import { backUpSqlite } from './back-up-sqlite.ts';

it('has each transaction whole or not at all, while the gateway writes', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'records.db');
  const { db, close } = await openDatabase(`sqlite:${path}`);
  onTestFinished(close);
  let written = 0;
  const ending = new AbortController();
  const writer = (async () => {
    for (; !ending.signal.aborted; written += 1) {
      await db.transaction().execute(async (trx) => {
        const id = `cluster-${written}`;
        await trx.insertInto('cluster_identity').values({ id, uid: null }).execute();
        await trx.insertInto('cluster_name').values({ name: id, cluster_id: id }).execute();
      });
    }
  })();
  for (let backup = 0; backup < 5; backup += 1) {
    const before = written;
    const target = join(folder, `backup-${backup}.db`);
    expect(backUpSqlite(path, target)).toBe(statSync(target).size);
    expect(statSync(target).mode & 0o777).toBe(0o600);
    expect(existsSync(`${target}.part`)).toBe(false);
    const copy = new DatabaseSync(target);
    const [counts] = copy
      .prepare('select (select count(*) from cluster_identity) ids, (select count(*) from cluster_name) names')
      .all();
    expect(counts?.['ids']).toBe(counts?.['names']);
    expect(counts?.['ids']).toBeGreaterThanOrEqual(before);
    expect(copy.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    copy.close();
    // Backing up held this thread: the writer goes on between two of them.
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  ending.abort();
  await writer;
});

it('put back in its place is what the gateway starts with', async () => {
  const folder = temporaryFolder();
  const [path, target] = [join(folder, 'records.db'), join(folder, 'backup.db')];
  const first = await openDatabase(`sqlite:${path}`);
  await first.db.insertInto('cluster_identity').values({ id: 'before', uid: null }).execute();
  backUpSqlite(path, target);
  await first.db.insertInto('cluster_identity').values({ id: 'after', uid: null }).execute();
  await first.close();
  for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
  renameSync(target, path);
  const second = await openDatabase(`sqlite:${path}`);
  onTestFinished(second.close);
  expect(await second.db.selectFrom('cluster_identity').select('id').execute()).toEqual([{ id: 'before' }]);
});

it('says what to do where there is nothing to back up, the target is there, or its folder is not', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'records.db');
  expect(() => backUpSqlite(path, join(folder, 'b.db'))).toThrow(/does not exist. Let DATABASE_URL name the gateway's/);
  await (await openDatabase(`sqlite:${path}`)).close();
  writeFileSync(join(folder, 'mine'), 'mine');
  expect(() => backUpSqlite(path, join(folder, 'mine'))).toThrow(/is there already/);
  expect(() => backUpSqlite(path, join(folder, 'none/b.db'))).toThrow(/could not be backed up.*no such file/);
  writeFileSync(join(folder, 'notes.txt'), 'these are my notes\n'.repeat(300));
  expect(() => backUpSqlite(join(folder, 'notes.txt'), join(folder, 'b.db'))).toThrow(/not a database/);
  expect(existsSync(join(folder, 'b.db.part'))).toBe(false);
});
