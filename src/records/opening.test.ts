import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createClusterIdentityStore } from './cluster-identity-store.ts';
import { recordEngines } from './fixtures/record-engines.ts';
import { createJournalStore } from './journal-store.ts';
import { openDatabase } from './open-records.ts';

const opener = fileURLToPath(new URL('fixtures/open-records-process.ts', import.meta.url));

/** Processes, each of which opens the records at the URLs that it is sent. */
async function startOpeners(count: number) {
  const openers = Array.from({ length: count }, () => fork(opener, [], { execArgv: [] }));
  onTestFinished(() => openers.forEach((child) => child.kill('SIGKILL')));
  const heard = (child: ChildProcess) => once(child, 'message').then(([answer]) => answer as unknown);
  await Promise.all(openers.map(heard));
  /** What each says of opening it at the same moment. */
  return (url: string) => {
    const told = Promise.all(openers.map(heard));
    for (const child of openers) child.send(url);
    return told;
  };
}

describe.each(recordEngines)('opening records on $name', ({ fresh, open }) => {
  it('makes the tables once where several processes meet an empty database', async () => {
    const openAtOnce = await startOpeners(4);
    for (let round = 0; round < 3; round += 1) {
      const url = await fresh();
      expect(await openAtOnce(url)).toEqual(Array.from({ length: 4 }, () => 'opened'));
      const { db, close } = await openDatabase(url);
      const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
      expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
      expect(await createJournalStore(db).count({})).toBe(0);
      await close();
    }
  });

  it('leaves nothing of a migration that breaks in the middle', async () => {
    const url = await fresh();
    const first = await openDatabase(url);
    // The first table of the migration comes, the second one is there already.
    await sql`drop table cluster_name`.execute(first.db);
    await sql`drop table cluster_identity`.execute(first.db);
    await sql`create table cluster_name (name text)`.execute(first.db);
    await sql`delete from kysely_migration where name >= '0002'`.execute(first.db);
    await first.close();
    await expect(openDatabase(url)).rejects.toMatchObject({ name: 'RecordsUnavailable', trouble: 'UNUSABLE' });
    await expect(openDatabase(url)).rejects.toThrow(/cluster_name.*already exists/);
  });

  it('refuses what a newer version, or another order of migrations, has written', async () => {
    const url = await fresh();
    const { db, close } = await openDatabase(url);
    await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '2026-01-01T00:00:00Z')`.execute(db);
    await expect(openDatabase(url)).rejects.toThrow(/written by another version of Tenantry/);
    await sql`delete from kysely_migration where name in ('9999-later', '0002-clusters')`.execute(db);
    await expect(openDatabase(url)).rejects.toThrow(/written by another version of Tenantry/);
    await close();
  });

  it('takes an empty list for what it is: nothing is in it', async () => {
    const db = await open();
    const journal = createJournalStore(db);
    expect(await journal.count({ states: [], tenants: [], kinds: [] })).toBe(0);
    expect(await journal.read([])).toEqual([]);
    const outside = db.selectFrom('cluster_name').select('name').where('name', 'not in', []);
    expect(await outside.execute()).toEqual([]);
  });

  it('gives a cluster that several gateways meet at once one id', async () => {
    const url = await fresh();
    const gateways = await Promise.all([openDatabase(url), openDatabase(url), openDatabase(url)]);
    const stores = gateways.map(({ db }) => createClusterIdentityStore(db));
    for (const name of ['eu', 'us', 'ap']) {
      const ids = await Promise.all(stores.map((store) => store.idForName(name)));
      expect(new Set(ids).size).toBe(1);
    }
    const bound = await Promise.all(stores.map(async (store) => store.bind(await store.idForName('eu'), 'eu', 'uid')));
    expect(bound).toEqual(bound.map(() => ({ id: expect.any(String) })));
    expect(new Set(bound.map((given) => JSON.stringify(given))).size).toBe(1);
    await Promise.all(gateways.map(({ close }) => close()));
  });
});
