import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { auditEntryOf } from '../../../src/domain/audit/testing/audit-entry.ts';
import { createAuditStore } from '../../../src/records/audit-store.ts';
import { temporaryFolder } from '../../../src/records/fixtures/temporary-folder.ts';
import { openDatabase } from '../../../src/records/open-records.ts';

const tool = fileURLToPath(new URL('../../../src/audit-tool.ts', import.meta.url));

/** Runs the tool as an operator does, in an empty folder. */
async function run(databaseUrl: string, ...args: readonly string[]) {
  const env = { PATH: process.env['PATH'], DATABASE_URL: databaseUrl };
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [tool, ...args], { env, cwd: temporaryFolder() }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    );
  });
}

/** Records as a gateway has them open, with three audit records of three days. */
async function records() {
  const folder = temporaryFolder();
  const url = `sqlite:${join(folder, 'records.db')}`;
  const { db, close } = await openDatabase(url);
  onTestFinished(close);
  const audit = createAuditStore(db);
  const hashes: string[] = [];
  for (const day of [1, 2, 3]) {
    const entry = auditEntryOf({ at: Date.UTC(2026, 0, day, 12), reason: 'because\u2028of that' });
    hashes.push((await audit.append(entry)).hash);
  }
  const tamper = async (text = 'because', other = 'perhaps') => {
    await sql`drop trigger audit_record_no_update`.execute(db);
    await sql`update audit_record set content = replace(content, ${text}, ${other}) where sequence = 2`.execute(db);
  };
  return { folder, url, close, tamper, head: `3:${hashes[2]}` };
}

it('tells that the audit is whole and where it ends, beside the gateway and after its end', async () => {
  const { url, head, close } = await records();
  const whole = { code: 0, stdout: expect.stringContaining(`Head: ${head}\n`), stderr: '' };
  const beside = await run(url, 'verify');
  expect(beside).toEqual(whole);
  expect(beside.stdout).toContain(
    'The audit is whole: 3 records: 1 (2026-01-01T12:00:00.000Z) to 3 (2026-01-03T12:00:00.000Z).',
  );
  expect(await run(url, 'verify', '--expect', head)).toEqual(whole);
  await close();
  expect(await run(url, 'verify')).toEqual(whole);
});

it('names the first record that does not fit, and ends with 1', async () => {
  const { url, tamper, head } = await records();
  expect(await run(url, 'verify', '--expect', head.replace('3:', '4:'))).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('--expect knows record 4'),
  });
  await tamper();
  expect(await run(url, 'verify')).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/NOT whole. Record 2: it was altered.*\nBefore that, 1 record fit together: 1 /),
  });
});

it('exports JSON lines with their hashes, which can be checked by themselves', async () => {
  const { folder, url, head } = await records();
  const { code, stdout } = await run(url, 'export');
  expect(code).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { sequence: 1, at: '2026-01-01T12:00:00.000Z', actor: { name: 'ann' }, hash: expect.any(String) },
    { sequence: 2 },
    { sequence: 3, hash: head.slice(2) },
  ]);
  const file = join(folder, 'audit.jsonl');
  writeFileSync(file, stdout);
  expect(await run('', 'verify', '--file', file)).toMatchObject({ code: 0, stdout: expect.stringContaining(head) });

  const part = (await run(url, 'export', '--since', '2026-01-02', '--until', '2026-01-02T23:00:00+01:00')).stdout;
  expect(part).toBe(`${lines[1]}\n`);
  writeFileSync(file, `${lines[0]}\nhello\n${lines[2]}\n`);
  expect(await run('', 'verify', '--file', file)).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('NOT whole. Record 2: '),
  });
  writeFileSync(file, `${lines[1]}\n${lines[2]}\n`);
  expect(await run('', 'verify', '--file', file)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('2 records'),
  });
  expect((await run(url, 'export', '--since', '2027-01-01')).stdout).toBe('');
});

it('says which record cannot be exported because it is none any more', async () => {
  const { url, tamper } = await records();
  await tamper('{', '(');
  expect(await run(url, 'export')).toMatchObject({ code: 2, stderr: expect.stringMatching(/^Record 2 was altered/) });
});

it('says what to mend where it cannot look, changes nothing, and ends with 2', async () => {
  const folder = temporaryFolder();
  const missing = join(folder, 'missing.db');
  expect(await run(`sqlite:${missing}`, 'verify')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/does not exist/),
  });
  expect(existsSync(missing)).toBe(false);
  const notes = join(folder, 'notes.db');
  writeFileSync(notes, 'notes\n'.repeat(1_000));
  expect(await run(`sqlite:${notes}`, 'verify')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/no SQLite database/),
  });
  expect(readFileSync(notes, 'utf8')).toBe('notes\n'.repeat(1_000));
  const empty = join(folder, 'empty.db');
  writeFileSync(empty, '');
  expect(await run(`sqlite:${empty}`, 'verify')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/no audit in these records/),
  });
  expect(readFileSync(empty)).toHaveLength(0);
  for (const [args, words] of [
    [['verify', '--expect', '3'], /write SEQUENCE:HASH/],
    [['verify', '--fle', 'x'], /Unknown option/],
    [['verify', '--file', join(folder, 'none')], /cannot be read/],
    [['export', '--since', 'yesterday'], /no time/],
    [['prune'], /npm run audit:verify/],
  ] as const) {
    expect(await run(`sqlite:${empty}`, ...args)).toMatchObject({ code: 2, stderr: expect.stringMatching(words) });
  }
  expect(await run('mysql://x', 'verify')).toMatchObject({ code: 2, stderr: expect.stringMatching(/DATABASE_URL/) });
});
