import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { RecordsUnavailable } from '../../domain/records-unavailable.ts';

/**
 * Writes the embedded file, as it is at this moment, to a new file that only this user may read, while gateways may go on
 * writing. The new file is there whole and on disk, or not at all. Blocks until it is done.
 * @returns the new file's size in bytes
 * @throws RecordsUnavailable with words for the operator
 */
export function backUpSqlite(path: string, target: string): number {
  if (!existsSync(path)) {
    throw new RecordsUnavailable(
      'AWAY',
      `The records file ${path} does not exist. Let DATABASE_URL name the gateway's.`,
    );
  }
  if (existsSync(target)) {
    throw new RecordsUnavailable('UNUSABLE', `${target} is there already. Give the backup a name of its own.`);
  }
  const unfinished = `${target}.part`;
  try {
    rmSync(unfinished, { force: true });
    // VACUUM INTO fills an empty file: so it is never readable to others.
    closeSync(openSync(unfinished, 'wx', 0o600));
    const source = new DatabaseSync(path, { readOnly: true, timeout: 10_000 });
    try {
      source.prepare('vacuum into ?').run(unfinished);
    } finally {
      source.close();
    }
    const file = openSync(unfinished, 'r+');
    fsyncSync(file);
    closeSync(file);
    renameSync(unfinished, target);
    return statSync(target).size;
  } catch (error) {
    rmSync(unfinished, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new RecordsUnavailable('AWAY', `The records could not be backed up to ${target}: ${reason}.`);
  }
}
