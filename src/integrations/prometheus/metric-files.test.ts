import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { formatProblem } from '../../lib/file-problem.ts';
import { silentLog } from '../../lib/log.ts';
import { createManualClock } from '../../lib/manual-clock.ts';
import { openMetricFiles } from './metric-files.ts';

const root = mkdtempSync(join(tmpdir(), 'tenantry-metric-files-'));
afterAll(() => rmSync(root, { recursive: true }));

const declares = (query: string, ...names: readonly string[]) =>
  JSON.stringify({ metrics: names.map((name) => ({ name, description: name, unit: 'NONE', query, combine: 'SUM' })) });

describe('metrics files', () => {
  it('are followed: one’s own stand in place of those that came before, and a mistake takes nothing away', async () => {
    const folders = ['shipped', 'own'].map((name) => join(root, name));
    for (const folder of folders) mkdirSync(folder);
    const write = (folder: number, file: string, text: string) =>
      writeFileSync(join(folders[folder] ?? '', file), text);
    write(0, 'a.yaml', declares('shipped', 'cpu', 'memory'));
    write(1, 'b.yaml', declares('own', 'cpu'));
    write(1, 'ignored.json', declares('ignored', 'nothing'));
    const clock = createManualClock();
    const files = await openMetricFiles({ folders, clock, log: silentLog, display: (path) => basename(path) });
    const queries = () =>
      files.definitions().map(({ name, computation }) => [name, computation.type === 'COMBINED' && computation.query]);
    const rescan = async () => {
      clock.advance(5_000);
      await clock.waited((delay) => delay === 5_000);
    };
    expect(queries()).toEqual([
      ['cpu', 'own'],
      ['memory', 'shipped'],
    ]);
    expect(files.problems).toEqual([]);

    write(1, 'b.yaml', declares('own[', 'cpu'));
    write(1, 'c.yaml', declares('first', 'orders'));
    write(1, 'd.yaml', declares('second', 'orders'));
    await rescan();
    expect(queries()).toEqual([
      ['cpu', 'own'],
      ['memory', 'shipped'],
      ['orders', 'first'],
    ]);
    expect(files.problems.map(formatProblem)).toEqual([
      'b.yaml:1: metrics.0.query: Is no PromQL from here on: "". (The last valid version stays in use.)',
      'd.yaml: orders: Is not used: c.yaml declares it, too. Give one of the two another name.',
    ]);

    for (const file of ['b.yaml', 'c.yaml']) rmSync(join(root, 'own', file));
    await rescan();
    expect(queries()).toEqual([
      ['cpu', 'shipped'],
      ['memory', 'shipped'],
      ['orders', 'second'],
    ]);
    expect(files.problems).toEqual([]);

    rmSync(join(root, 'own'), { recursive: true });
    await rescan();
    expect(queries()).toHaveLength(3);
    expect(files.problems.map(formatProblem)).toEqual(['own: Cannot be read. Its metrics stay as they were.']);
    await files.close();
  });

  it('tell once of a file that was never right, as long as it stays so', async () => {
    const folder = join(root, 'wrong');
    mkdirSync(folder);
    writeFileSync(join(folder, 'a.yaml'), declares('wrong[', 'cpu'));
    const clock = createManualClock();
    const told: string[] = [];
    const log = { ...silentLog, error: (_: object, text: string) => told.push(text), info: () => told.push('mended') };
    const files = await openMetricFiles({ folders: [folder], clock, log, display: (path) => basename(path) });
    for (let scans = 0; scans < 2; scans += 1) {
      clock.advance(5_000);
      await clock.waited((delay) => delay === 5_000);
    }
    expect(told).toEqual(['a.yaml:1: metrics.0.query: Is no PromQL from here on: "".']);
    await files.close();
  });
});
