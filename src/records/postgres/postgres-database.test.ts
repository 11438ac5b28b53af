import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createCertificateAuthority } from '../../../test/support/certificates.ts';
import { startPostgres } from '../../../test/support/postgres.ts';
import type { PostgresServer } from '../../../test/support/postgres.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import { RecordsUnavailable } from '../../domain/records-unavailable.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { openDatabase } from '../open-records.ts';
import type { RecordsOptions } from '../open-records.ts';
import type { Tables } from '../tables.ts';

let server: PostgresServer;
let url: string;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());
beforeEach(async () => {
  url = await server.createDatabase();
});

async function open(options?: RecordsOptions, at = url): Promise<Kysely<Tables>> {
  const { db, close } = await openDatabase(at, options);
  onTestFinished(close);
  return db;
}
const write = (db: Kysely<Tables>, id: string) =>
  db.transaction().execute(async (trx) => {
    await trx
      .insertInto('cluster_identity')
      .values({ id: `first ${id}`, uid: null })
      .execute();
    await trx
      .insertInto('cluster_identity')
      .values({ id: `second ${id}`, uid: null })
      .execute();
  });
const written = async (db: Kysely<Tables>) =>
  (await db.selectFrom('cluster_identity').select('id').orderBy('id').execute()).map(({ id }) => id);
const failure = async (work: Promise<unknown>): Promise<RecordsUnavailable> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof RecordsUnavailable)) throw new Error(`not a RecordsUnavailable: ${String(error)}`);
  return error;
};

describe('a server that is away', () => {
  it('refuses at once, ends no process, and is used again when it is back', async () => {
    const db = await open();
    // More connections than one, all idle when it crashes.
    await Promise.all(['a', 'b', 'c'].map((id) => write(db, id)));
    await server.crash();
    expect(await failure(written(db))).toMatchObject({ trouble: 'AWAY' });
    expect(await failure(write(db, 'meanwhile'))).toMatchObject({
      message: expect.stringMatching(/cannot be reached \(connect ECONNREFUSED .*\)\. Make sure that it runs/),
    });
    await server.start();
    expect(await written(db)).toHaveLength(6);
    await write(db, 'd');
    expect(await written(db)).toHaveLength(8);
  });

  it('in the middle of a transaction leaves nothing of it', async () => {
    const db = await open();
    const cut = db.transaction().execute(async (trx) => {
      await trx.insertInto('cluster_identity').values({ id: 'half', uid: null }).execute();
      await server.crash();
      await trx.insertInto('cluster_identity').values({ id: 'whole', uid: null }).execute();
    });
    expect(await failure(cut)).toMatchObject({ trouble: 'AWAY' });
    await server.start();
    expect(await written(db)).toEqual([]);
  });

  it('that accepts and never answers is given up, and used again when it answers', async () => {
    const db = await open({ answerTimeoutMs: 2000 });
    await write(db, 'a');
    server.freeze();
    const refused = await Promise.all([failure(write(db, 'b')), failure(written(db))]).finally(() => server.thaw());
    expect(refused.map(({ trouble }) => trouble)).toEqual(['AWAY', 'AWAY']);
    expect(await waitFor('it answers again', () => written(db))).toEqual(['first a', 'second a']);
  });

  it('that never answers lets only those wait who came first', async () => {
    const db = await open({ answerTimeoutMs: 2000 });
    await write(db, 'a');
    server.freeze();
    const first = await failure(written(db));
    // Meanwhile it is asked whether it is only slow.
    await failure(written(db));
    const aSecond = new Client({ connectionString: url, connectionTimeoutMillis: 1000 });
    aSecond.on('error', () => {});
    const next = Promise.all([failure(write(db, 'b')), failure(written(db))]);
    const soonest = await Promise.race([next, aSecond.connect().catch(() => 'after a second')]);
    server.thaw();
    expect(soonest).toMatchObject([{ message: first.message }, { message: first.message }]);
    expect(await waitFor('it answers again', () => written(db))).toEqual(['first a', 'second a']);
  });

  it('that never answers does not keep the gateway from ending', async () => {
    const { db, close } = await openDatabase(url, { answerTimeoutMs: 2000 });
    await write(db, 'a');
    server.freeze();
    const cut = failure(write(db, 'b'));
    await close().finally(() => server.thaw());
    expect(await cut).toMatchObject({ trouble: 'AWAY' });
  });
});

it('asks what became of a commit that was not answered', async () => {
  const proxy = await startCommitCutter(new URL(url));
  const db = await open({}, proxy.url);
  proxy.cutNext();
  // Done, and said so: the connection ended behind the server's commit, and in front of its answer.
  await write(db, 'a');
  expect(proxy.cuts()).toBe(1);
  expect(await written(db)).toEqual(['first a', 'second a']);
});

describe('what the server refuses', () => {
  it('says who holds a lock, and goes on when it is free', async () => {
    const db = await open({ busyTimeoutMs: 50 });
    const other = await open();
    await other.transaction().execute(async (trx) => {
      await sql`lock table cluster_identity`.execute(trx);
      expect(await failure(write(db, 'a'))).toMatchObject({ trouble: 'LOCKED' });
    });
    await write(db, 'a');
  });

  it('ends a statement that takes too long', async () => {
    const db = await open({ answerTimeoutMs: 2000 });
    expect(await failure(sql`select pg_sleep(60)`.execute(db))).toMatchObject({
      trouble: 'LOCKED',
      message: expect.stringContaining('took too long'),
    });
  });

  it('drops connections that the administrator ended', async () => {
    const [db, other] = [await open(), await open()];
    await Promise.all(['a', 'b', 'c'].map((id) => write(db, id)));
    const ended = db.transaction().execute(async (trx) => {
      await trx.insertInto('cluster_identity').values({ id: 'half', uid: null }).execute();
      const backends = sql<{ ended: boolean }>`select pg_terminate_backend(pid) as ended from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`;
      expect((await backends.execute(other)).rows.length).toBeGreaterThan(2);
      await trx.insertInto('cluster_identity').values({ id: 'whole', uid: null }).execute();
    });
    expect(await failure(ended)).toMatchObject({ trouble: 'AWAY' });
    // The ends of the idle ones may still be on their way.
    expect(await waitFor('a connection', () => written(db))).toHaveLength(6);
  });

  it('says that a standby takes no writes, and reads from it', async () => {
    const db = await open();
    await write(db, 'a');
    await sql`${sql.raw(`alter database ${new URL(url).pathname.slice(1)} set default_transaction_read_only = on`)}`.execute(
      db,
    );
    const standby = await open();
    expect(await failure(write(standby, 'b'))).toMatchObject({
      trouble: 'AWAY',
      message: expect.stringContaining('Let DATABASE_URL name the primary.'),
    });
    expect(await written(standby)).toHaveLength(2);
  });

  it.each([
    ['53100', 'FULL', 'has a full disk. Free some space.'],
    ['53200', 'AWAY', 'has too few resources left.'],
    ['53300', 'AWAY', 'has no connection left.'],
    ['40001', 'LOCKED', 'gave way to another transaction. Try again.'],
    ['40P01', 'LOCKED', 'gave way to another transaction. Try again.'],
    ['57P01', 'AWAY', 'is shutting down, starting, or ended the connection.'],
    ['58030', 'AWAY', 'has trouble with its files or its system.'],
    ['XX001', 'UNUSABLE', 'has damaged data. Restore it from a backup.'],
    ['42501', 'UNUSABLE', 'denies this user a right.'],
  ])('maps SQLSTATE %s to %s, half-writes nothing and goes on reading', async (code, trouble, words) => {
    const db = await open();
    const body = `begin if new.id like 'second%' then raise exception 'as told' using errcode = '${code}'; end if; return new; end`;
    await sql`${sql.raw(`create function refuse() returns trigger language plpgsql as $$ ${body} $$`)}`.execute(db);
    await sql`create trigger refuse before insert on cluster_identity for each row execute function refuse()`.execute(
      db,
    );
    expect(await failure(write(db, 'a'))).toMatchObject({ trouble, message: expect.stringContaining(words) });
    expect(await written(db)).toEqual([]);
    await sql`drop trigger refuse on cluster_identity`.execute(db);
    await write(db, 'a');
    expect(await written(db)).toHaveLength(2);
  });

  it('leaves a constraint that holds for what it is, without the values', async () => {
    const db = await open();
    await write(db, 'a');
    const again = write(db, 'a');
    await expect(again).rejects.toMatchObject({ name: 'PostgresStatementError', code: '23505' });
    await expect(again).rejects.not.toThrow('first a');
  });
});

describe('opening', () => {
  const elsewhere = (change: (at: URL) => void): string => {
    const at = new URL(url);
    change(at);
    return at.href;
  };

  it('says what to do where the login, the database or the server is wrong, and never the password', async () => {
    const password = 'hunter2-%C3%A9';
    const wrong = {
      'refuses the login. Check user and password': elsewhere((at) => (at.password = password)),
      'has no such database. Create it (createdb)': elsewhere((at) => (at.pathname = 'none')),
      'cannot be reached (connect ECONNREFUSED': elsewhere((at) => (at.port = '1')),
      'cannot be reached (The server does not support SSL connections)': elsewhere(
        (at) => (at.search = `sslmode=verify-full&password=${password}`),
      ),
      'cannot be reached (ENOENT: no such file': elsewhere(
        (at) => (at.search = 'sslmode=verify-full&sslrootcert=/none'),
      ),
    };
    for (const [words, at] of Object.entries(wrong)) {
      const error = await failure(openDatabase(at));
      expect(error.message).toContain(words);
      const all = inspect(error, { depth: 10, showHidden: true });
      for (const secret of [server.password, 'hunter2']) expect(all).not.toContain(secret);
    }
  });

  it('checks the certificate of a server, as the URL says', async () => {
    const folder = temporaryFolder();
    const authority = await createCertificateAuthority('records');
    const encrypted = await startPostgres({ certificate: await authority.issue({ commonName: 'postgres' }) });
    onTestFinished(() => encrypted.stop());
    const files = { right: authority.certificate, wrong: (await createCertificateAuthority('other')).certificate };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const trusting = (name: string) => `${encrypted.url}?sslmode=verify-full&sslrootcert=${join(folder, name)}`;
    const db = await open({}, trusting('right'));
    const { rows } = await sql`select ssl from pg_stat_ssl where pid = pg_backend_pid()`.execute(db);
    expect(rows).toEqual([{ ssl: true }]);
    expect(await failure(openDatabase(trusting('wrong')))).toMatchObject({
      trouble: 'AWAY',
      message: expect.stringMatching(/cannot be reached \(.*certificate/),
    });
  });

  it('takes no more connections than it is allowed, however many ask at once', async () => {
    const db = await open();
    await Promise.all(Array.from({ length: 60 }, (_, index) => write(db, String(index).padStart(2, '0'))));
    expect(await written(db)).toHaveLength(120);
    const { rows } = await sql<{ count: number }>`select count(*) as count from pg_stat_activity
      where datname = current_database() and application_name = 'tenantry'`.execute(db);
    expect(rows).toEqual([{ count: 10 }]);
  });

  it('answers whole numbers as numbers, and says where one does not fit', async () => {
    const db = await open();
    const { rows } = await sql`select 9007199254740991::bigint as whole`.execute(db);
    expect(rows).toEqual([{ whole: Number.MAX_SAFE_INTEGER }]);
    await expect(sql`select 9007199254740993::bigint as whole`.execute(db)).rejects.toThrow(
      'beyond what a number holds',
    );
  });

  it('keeps, and finds, words with a character that PostgreSQL does not hold', async () => {
    const db = await open();
    await write(db, 'a\u0000b');
    const found = db.selectFrom('cluster_identity').select('id').where('id', '=', 'first a\u0000b');
    expect(await found.execute()).toEqual([{ id: 'first a\ufffdb' }]);
  });

  it('refuses what is asked after closing', async () => {
    const { db, close } = await openDatabase(url);
    await close();
    expect(await failure(written(db))).toMatchObject({ trouble: 'AWAY', message: 'The records are closed.' });
  });
});

/** Stands before the server; when told so, ends the next connection that commits when the server has done it, without the answer. */
async function startCommitCutter(target: URL) {
  let cutting = false;
  let cuts = 0;
  const proxy = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    let committing = false;
    client.on('data', (data: Buffer) => {
      if (cutting && /\bcommit\b/.test(data.toString('latin1'))) committing = true;
      upstream.write(data);
    });
    upstream.on('data', (data: Buffer) => {
      if (!committing) {
        client.write(data);
        return;
      }
      cutting = false;
      cuts += 1;
      client.destroy();
      upstream.destroy();
    });
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on('close', end).on('error', end);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => void proxy.close());
  const through = new URL(target);
  through.port = String((proxy.address() as AddressInfo).port);
  return { url: through.href, cutNext: () => (cutting = true), cuts: () => cuts };
}
