import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { processSources } from './config.ts';
import { readDatabaseSetting } from './records-config.ts';
import { RecordsUnavailable } from './domain/records-unavailable.ts';
import { backUpSqlite } from './records/sqlite/back-up-sqlite.ts';

const help = `Writes the records of DATABASE_URL, as they are now, to a new file, while the gateway may go on.

  npm run records:backup -- PATH

docs/platform-operator.md says how they are put back.
`;

process.exitCode = run(process.argv.slice(2));

/** 0: done; 2: not done, with the reason on standard error. */
function run(args: readonly string[]): number {
  const { positionals, values } = parseArgs({
    args: [...args],
    options: { help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
    strict: false,
  });
  if (values['help'] === true) {
    process.stdout.write(help);
    return 0;
  }
  const [target] = positionals;
  if (target === undefined || positionals.length > 1) return refuse(help);
  const setting = readDatabaseSetting(processSources(''));
  if (!setting.ok) return refuse(`${setting.failure.join('\n')}\n`);
  const { url, shown } = setting.value;
  if (!url.startsWith('sqlite:')) {
    return refuse(`The records are in PostgreSQL (${shown}): back them up with pg_dump.\n`);
  }
  try {
    const bytes = backUpSqlite(shown, resolve(target));
    process.stdout.write(`The records of ${shown} are backed up in ${resolve(target)} (${bytes} bytes).\n`);
    return 0;
  } catch (error) {
    if (error instanceof RecordsUnavailable) return refuse(`${error.message}\n`);
    throw error;
  }
}

function refuse(words: string): number {
  process.stderr.write(words);
  return 2;
}
