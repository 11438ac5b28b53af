import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Takes a lock that is shared by processes of one machine, waiting as long as its holder lives.
 * The lock is a file with the holder's process id; one whose holder is gone is taken over.
 *
 * @param onWait called once, with the holder's process id, when somebody else has the lock
 * @returns the function that gives the lock back
 */
export async function takeFileLock(path: string, onWait: (holder: number) => void): Promise<() => void> {
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
    const holder = readHolder(path);
    if (holder === undefined) {
      await delay(50);
    } else if (!isAlive(holder)) {
      discard(path, holder);
    } else {
      if (!told) onWait(holder);
      told = true;
      await delay(500);
    }
  }
}

/** Whether a process with this id runs, also one that belongs to somebody else. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

function readHolder(path: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(path, 'utf8'), 10);
    return Number.isNaN(pid) ? undefined : pid;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

// Two processes may find the same dead holder. Each moves the file to a name of its own before it removes it: the
// second one either finds nothing to move, or sees by the content that it caught the new holder's lock and puts it back.
function discard(path: string, deadHolder: number): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  if (readHolder(aside) === deadHolder) rmSync(aside, { force: true });
  else renameSync(aside, path);
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
