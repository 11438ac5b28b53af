import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAccessBook } from '../domain/access/access-book.ts';
import { systemClock } from '../lib/clock.ts';
import type { Clock } from '../lib/clock.ts';
import { formatProblem } from '../lib/file-problem.ts';
import { silentLog } from '../lib/log.ts';
import { openCallersFile } from './callers-file.ts';
import type { CallersFile } from './callers-file.ts';
import { hashToken, newToken } from './caller-token.ts';

/** Without the periodic scan, what the file system tells has to do. */
const watchAlone: Clock = {
  ...systemClock,
  after: (ms, run) => (ms < 2_000 ? systemClock.after(ms, run) : () => {}),
};

const tokens = { mia: newToken(randomBytes), ci: newToken(randomBytes) };
type Name = keyof typeof tokens;

let folder: string;
let path: string;
let target: string;
let callers: CallersFile;
let lines: string[];
let listeners: (() => void)[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenantry-callers-file-'));
  path = join(folder, 'callers.yaml');
  lines = [];
  listeners = [];
});
afterEach(async () => {
  await callers.close();
  await rm(folder, { recursive: true });
});

const record = (fields: object, message: string): void => {
  lines.push(`${message} ${JSON.stringify(fields)}`);
  for (const listener of listeners) listener();
};
const log = { debug: () => {}, info: record, warn: record, error: record };

/** Resolves when a line with these words has been logged. */
function logged(words: string): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (lines.some((line) => line.includes(words))) resolve();
    };
    listeners.push(look);
    look();
  });
}

function textOf(names: readonly Name[], more = ''): string {
  const entries = names.map(
    (name) =>
      `  - name: ${name}\n    kind: USER\n    roles: [developer]\n    tokenHash: ${hashToken(tokens[name])}\n${more}`,
  );
  return `callers:\n${entries.join('')}`;
}

const book = createAccessBook(silentLog);

async function open(text: string, clock: Clock = watchAlone): Promise<CallersFile> {
  await writeFile(path, text);
  const opened = await openCallersFile({ path, display: 'callers.yaml', log, clock, book });
  if (!opened.ok) throw new Error(opened.failure.map(formatProblem).join('\n'));
  callers = opened.value;
  return callers;
}

/** The file is a link into another folder, whose changes the watch does not see. */
async function openElsewhere(text: string, clock: Clock): Promise<void> {
  await mkdir(join(folder, 'elsewhere'));
  target = join(folder, 'elsewhere', 'callers.yaml');
  await symlink(target, path);
  await open(text, clock);
}

const sessionOf = (name: Name) => callers.authenticate([`Bearer ${tokens[name]}`]);

describe('a callers’ file', () => {
  it('that is wrong at first is not opened', async () => {
    await open(textOf(['mia']));
    await writeFile(path, 'callers: []\n');
    const again = await openCallersFile({ path, display: 'callers.yaml', log, clock: watchAlone, book });
    expect(again).toMatchObject({ ok: false, failure: [{ line: 1, field: 'callers' }] });
    await rm(path);
    const without = await openCallersFile({ path, display: 'callers.yaml', log, clock: watchAlone, book });
    expect(without).toMatchObject({ ok: false, failure: [{ message: expect.stringContaining('ENOENT') }] });
  });

  it('is followed: who is added may call, who is removed is shut out', async () => {
    await open(textOf(['mia']));
    const session = sessionOf('mia')!;
    const ended = once(session.ended, 'abort');
    await writeFile(path, textOf(['ci']));
    await ended;
    expect([sessionOf('mia'), sessionOf('ci')?.caller.name, callers.count]).toEqual([null, 'ci', 1]);
    expect(lines).toEqual(['caller added {"caller":"ci"}', 'caller removed {"caller":"mia"}']);
  });

  it('is followed where editors save by putting another file in its place', async () => {
    await open(textOf(['mia']));
    const ended = once(sessionOf('mia')!.ended, 'abort');
    await writeFile(join(folder, 'new'), textOf(['ci']));
    await rename(join(folder, 'new'), path);
    await ended;
    expect(sessionOf('ci')?.caller.name).toBe('ci');
  });

  it('is followed where the file system tells of nothing', async () => {
    await openElsewhere(textOf(['mia']), {
      ...systemClock,
      // The periodic scan does not take its time here.
      after: (ms, run) => systemClock.after(ms === 2_000 ? 20 : ms, run),
    });
    const ended = once(sessionOf('mia')!.ended, 'abort');
    await writeFile(target, textOf(['ci']));
    await ended;
    expect(sessionOf('ci')?.caller.name).toBe('ci');
  });

  it('that breaks stays in use as it was, and says so until it is mended', async () => {
    await open(textOf(['mia']));
    const session = sessionOf('mia')!;
    await writeFile(path, 'callers: []\n');
    await logged('The last valid version stays in use');
    expect(callers.problems.map(formatProblem)).toEqual([
      'callers.yaml:1: callers: [] is an empty list, with which nobody could call. Write the entry that this prints: npm run callers:token -- NAME (The last valid version stays in use.)',
    ]);
    expect([session.ended.aborted, sessionOf('mia')]).toEqual([false, session]);
    await writeFile(path, textOf(['mia', 'ci']));
    await logged('mended: callers.yaml');
    expect([callers.problems, callers.count, session.ended.aborted]).toEqual([[], 2, false]);
  });

  it('that is gone stays in use, too', async () => {
    await open(textOf(['mia']));
    await rm(path);
    await logged('Cannot be read (ENOENT)');
    expect(sessionOf('mia')).not.toBeNull();
  });

  it('counts when it stands still: half of it, which may be valid, shuts nobody out', async () => {
    let next = Promise.withResolvers<() => void>();
    await openElsewhere(textOf(['mia', 'ci']), {
      now: () => 0,
      after(_ms, run) {
        next.resolve(run);
        return () => {};
      },
    });
    const scanned = async (): Promise<void> => {
      const scan = await next.promise;
      next = Promise.withResolvers();
      scan();
      await next.promise;
    };
    const session = sessionOf('ci')!;
    await writeFile(target, textOf(['mia']));
    await scanned();
    await writeFile(target, textOf(['mia', 'ci'], '    expiresAt: 2027-01-01T00:00:00Z\n'));
    await scanned();
    expect(lines).toEqual([]);
    await scanned();
    expect(lines).toEqual(['caller changed {"caller":"mia"}', 'caller changed {"caller":"ci"}']);
    expect(session.ended.aborted).toBe(false);
  });

  it('tells of tokens that have expired', async () => {
    await open(textOf(['mia'], '    expiresAt: 2020-01-01T00:00:00Z\n'));
    expect(lines).toEqual([
      'the token of this caller has expired: make a new one, or remove the caller {"caller":"mia"}',
    ]);
    expect(sessionOf('mia')).toBeNull();
  });

  it('tells when everyone on the machine could write it', async () => {
    await writeFile(path, '');
    await chmod(path, 0o602);
    await open(textOf(['mia']));
    expect(lines).toEqual(['callers.yaml can be written by everyone on this machine: chmod o-w callers.yaml {}']);
  });

  it('never has a token or a hash in the log', async () => {
    await open(textOf(['mia']));
    await writeFile(path, `${textOf(['mia'])}    token: ${tokens.ci}\n`);
    await logged('The last valid version stays in use');
    await writeFile(path, textOf(['ci']));
    await logged('caller removed');
    for (const secret of Object.values(tokens)) {
      expect(lines.join('\n')).not.toContain(secret.slice(4, 20));
      expect(lines.join('\n')).not.toContain(hashToken(secret).slice(7, 30));
    }
  });
});
