import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeFileLock } from './file-lock.ts';

describe('takeFileLock', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tenantry-lock-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('lets one in at a time', async () => {
    const path = join(folder, 'lock');
    const order: string[] = [];
    const unlock = await takeFileLock(path, () => undefined);
    const second = takeFileLock(path, (holder) => {
      order.push(`waits for ${holder === process.pid ? 'the first' : holder}`);
      order.push('first ends');
      unlock();
    });
    const unlockSecond = await second;
    order.push('second has it');
    unlockSecond();
    expect(order).toEqual(['waits for the first', 'first ends', 'second has it']);
  });

  it('takes over from a holder that is gone', async () => {
    const path = join(folder, 'lock');
    const gone = spawnSync(process.execPath, ['--eval', '']).pid;
    writeFileSync(path, String(gone));
    const waits: number[] = [];
    const unlock = await takeFileLock(path, (holder) => waits.push(holder));
    expect(waits).toEqual([]);
    expect(readFileSync(path, 'utf8')).toBe(String(process.pid));
    unlock();
  });
});
