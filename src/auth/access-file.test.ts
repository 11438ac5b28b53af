import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { fleetScope } from '../domain/access/access.ts';
import { createAccessBook } from '../domain/access/access-book.ts';
import { systemClock } from '../lib/clock.ts';
import { formatProblem } from '../lib/file-problem.ts';
import { silentLog } from '../lib/log.ts';
import { openAccessFile } from './access-file.ts';

const mia = { kind: 'USER', name: 'mia', groups: [] } as const;
const textOf = (role: string) => `bindings:\n  - { role: ${role}, people: [mia], where: { fleet: true } }\n`;

async function opened(text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'tenantry-access-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'access.yaml');
  await writeFile(path, text);
  const book = createAccessBook(silentLog);
  const warned: object[] = [];
  const log = { ...silentLog, warn: (fields: object) => void warned.push(fields) };
  const file = await openAccessFile({ path, display: 'access.yaml', book, log, clock: systemClock });
  if (file.ok) onTestFinished(() => file.value.close());
  return { path, book, warned, file };
}

it('is read into the book and followed; while it is wrong its last valid version stays in use', async () => {
  const { path, book, file } = await opened(textOf('viewer'));
  if (!file.ok) throw new Error('it is right');
  const rolesOf = () => book.of(mia).rolesOn(fleetScope);
  expect(rolesOf()).toEqual(['viewer']);
  await writeFile(path, textOf('operator'));
  await expect.poll(rolesOf, { timeout: 5_000 }).toEqual(['operator']);
  await writeFile(path, 'bindings: 1\n');
  await expect
    .poll(() => file.value.problems.map(formatProblem), { timeout: 5_000 })
    .toEqual([expect.stringContaining('access.yaml:1: bindings: Has to be a list.')]);
  expect(rolesOf()).toEqual(['operator']);
});

it('is refused where it is wrong at first, and gives nothing then', async () => {
  const { book, file } = await opened('bindings: 1\n');
  expect([file.ok, book.written]).toEqual([false, []]);
});

it('warns of roles that are defined nowhere', async () => {
  const { warned } = await opened(textOf('veiwer'));
  expect(warned).toEqual([{ role: 'veiwer', didYouMean: 'viewer' }]);
});
