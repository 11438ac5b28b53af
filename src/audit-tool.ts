import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { processSources } from './config.ts';
import { readDatabaseSetting } from './records-config.ts';
import { auditLine, linkOfLine } from './domain/audit/audit-lines.ts';
import type { AuditChain, AuditLink } from './domain/audit/audit-log.ts';
import { verifyChain } from './domain/audit/verify-chain.ts';
import type { ChainReport, Expectation } from './domain/audit/verify-chain.ts';
import { auditLinks, verifyRecords } from './domain/audit/verify-records.ts';
import { RecordsUnavailable } from './domain/records-unavailable.ts';
import { linesOf } from './lib/lines.ts';
import { openAuditChain } from './records/open-audit-chain.ts';

const help = `Checks and exports the audit, in the records of DATABASE_URL, while the gateway may go on.

  npm run audit:verify -- [--file PATH] [--expect SEQUENCE:HASH]
  npm run --silent audit:export -- [--since TIME] [--until TIME] > audit.jsonl

  --file PATH             check this export instead of the records
  --expect SEQUENCE:HASH  a place of the chain that was written down before: this record has to be there, with this hash
  --since, --until TIME   from this moment on, up to this moment, such as 2026-03-01 or 2026-03-01T12:30:00Z

audit:verify ends with 0 where every record fits, 1 where one does not, 2 where it could not look.
`;

/** What the operator has to mend before anything can be looked at. */
class CannotLook extends Error {}

process.exitCode = await run(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof CannotLook || error instanceof RecordsUnavailable)) throw error;
  process.stderr.write(`${error.message}\n`);
  return 2;
});

async function run([command, ...args]: readonly string[]): Promise<number> {
  const { values } = readArguments(args);
  if (values.help === true) {
    process.stdout.write(help);
    return 0;
  }
  if (command === 'verify') {
    const expected = (values.expect ?? []).map(readExpected);
    const { file } = values;
    return tell(
      file === undefined
        ? await inRecords((chain) => verifyRecords(chain, { expected }))
        : await verifyChain(linksOfFile(file), { fromStart: false, expected }),
    );
  }
  if (command === 'export') {
    const [since, until] = [readTime('--since', values.since), readTime('--until', values.until)];
    await inRecords((chain) => pipeline(Readable.from(lines(chain, since, until)), process.stdout));
    return 0;
  }
  throw new CannotLook(help);
}

function readArguments(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const expect = { type: 'string', multiple: true } as const;
  const options = { file: text, expect, since: text, until: text, help: { type: 'boolean', short: 'h' } } as const;
  try {
    return parseArgs({ args: [...args], options });
  } catch (error) {
    throw new CannotLook(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
  }
}

async function inRecords<T>(look: (chain: AuditChain) => Promise<T>): Promise<T> {
  const setting = readDatabaseSetting(processSources(''));
  if (!setting.ok) throw new CannotLook(setting.failure.join('\n'));
  const { chain, close } = await openAuditChain(setting.value.url);
  try {
    return await look(chain);
  } finally {
    await close();
  }
}

async function* linksOfFile(path: string): AsyncGenerator<AuditLink, void, undefined> {
  let number = 0;
  try {
    for await (const line of linesOf(createReadStream(path, 'utf8'))) {
      number += 1;
      const link = linkOfLine(line);
      // What stands there instead of a record fits nowhere.
      yield link ?? { sequence: number, hash: '', content: line, altered: [] };
    }
  } catch (error) {
    throw new CannotLook(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function* lines(chain: AuditChain, since: number | null, until: number | null) {
  const range = await chain.range(since, until);
  if (range === null) return;
  for await (const link of auditLinks(chain, range.from, range.to)) yield `${lineOf(link)}\n`;
}

function lineOf(link: AuditLink): string {
  try {
    return auditLine(link);
  } catch {
    throw new CannotLook(`Record ${link.sequence} was altered and cannot be exported. Look with: npm run audit:verify`);
  }
}

function tell({ count, first, last, fault }: ChainReport): number {
  const records = count === 1 ? '1 record' : `${count} records`;
  const span =
    first === null || last === null ? '' : `: ${first.sequence} (${first.at}) to ${last.sequence} (${last.at})`;
  if (fault !== null) {
    process.stdout.write(`The audit is NOT whole. Record ${fault.sequence}: ${fault.message}.\n`);
    process.stdout.write(`Before that, ${records} fit together${span}.\n`);
    return 1;
  }
  process.stdout.write(`The audit is whole: ${records}${span}.\n`);
  if (last !== null) {
    const place = `${last.sequence}:${last.hash}`;
    process.stdout.write(
      `Head: ${place}\nKeep it elsewhere: with --expect ${place} the next check shows whether these records are still there.\n`,
    );
  }
  return 0;
}

function readExpected(text: string): Expectation {
  const [, sequence, hash] = /^(\d{1,9}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (sequence !== undefined && hash !== undefined) return { sequence: Number(sequence), hash, source: '--expect' };
  throw new CannotLook('--expect: write SEQUENCE:HASH, as the line "Head" of an earlier check has it.');
}

function readTime(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const time = /^\d{4}-\d\d-\d\d(T.+(Z|[+-]\d\d:\d\d))?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new CannotLook(`${name}: ${JSON.stringify(text)} is no time. Write 2026-03-01 or 2026-03-01T12:30:00Z.`);
}
