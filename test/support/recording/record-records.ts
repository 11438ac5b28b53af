import { copyFileSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { record, recordingFolder } from './recording.ts';

/**
 * What is kept for people to read, and to look things up: the audit whole, and the rest but for what still has to be written to
 * a cluster, which is kept as long as it has to.
 */
const queries = [
  'select content from audit_record',
  'select reason, plan_json, problem_json, settings_json, follow_up_json from operation',
  'select message, problem_json from operation_step',
  'select work_json from operation_step where finished_at is not null',
  "select asked_json from operation where state <> 'AWAITING_APPROVAL'",
  'select comment from approval_decision',
  'select reason from freeze',
  'select name from api_token',
  'select * from idempotency_key',
];

/** Adds what a gateway's records hold to the recording; nothing where they cannot be read (any more). */
export async function recordRecords(databaseUrl: string): Promise<void> {
  if (recordingFolder() === null) return;
  try {
    if (databaseUrl.startsWith('sqlite:')) recordSqlite(databaseUrl.slice('sqlite:'.length));
    else await recordPostgres(databaseUrl);
  } catch {
    // Away, spoiled on purpose, or never made: then there is nothing to be read there by anybody.
  }
}

/** As `recordRecords`, of each file of records in a folder. */
export async function recordRecordsIn(folder: string): Promise<void> {
  for (const path of globSync('**/*.db', { cwd: folder })) await recordRecords(`sqlite:${join(folder, path)}`);
}

/** Of a copy: who opens such a file after a crash changes it. */
function recordSqlite(path: string): void {
  if (!existsSync(path)) return;
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-records-copy-'));
  try {
    const copy = join(folder, 'records.db');
    for (const suffix of ['', '-wal']) if (existsSync(path + suffix)) copyFileSync(path + suffix, copy + suffix);
    const database = new DatabaseSync(copy);
    try {
      for (const query of queries) for (const row of database.prepare(query).iterate()) add(row);
    } finally {
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function recordPostgres(connectionString: string): Promise<void> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 1_000, query_timeout: 5_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    for (const query of queries) for (const row of (await client.query<object>(query)).rows) add(row);
  } finally {
    await client.end();
  }
}

function add(row: object): void {
  const values = Object.values(row).filter((value) => value !== null);
  if (values.length > 0) record('audit', values.map(String).join('\n'));
}
