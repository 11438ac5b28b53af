import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../lib/clock.ts';
import { formatProblem } from '../lib/file-problem.ts';
import type { FileProblem } from '../lib/file-problem.ts';
import { watchFolders } from '../lib/folder-watcher.ts';
import type { Log } from '../lib/log.ts';
import { readTextFile } from '../lib/read-text-file.ts';
import { fail, succeed } from '../lib/result.ts';
import type { Result } from '../lib/result.ts';
import type { CallerEntry } from './caller-entry.ts';
import { callersFileForm, parseCallers } from './parse-callers.ts';
import type { Authenticate } from './session.ts';
import { createSessions } from './sessions.ts';

export interface CallersFileOptions {
  readonly path: string;
  /** The path as messages show it. */
  readonly display: string;
  readonly log: Log;
  readonly clock: Clock;
}

/** The callers of a file, followed as it changes. */
export interface CallersFile {
  readonly authenticate: Authenticate;
  /** How many callers there are now. */
  readonly count: number;
  /** What is wrong with the file now; its last valid version is in use then. */
  readonly problems: readonly FileProblem[];
  close(): Promise<void>;
}

/** Catches what the watch missed: network file systems tell of nothing. Short, since a removed caller has to be out within 5 s. */
const rescanMs = 2_000;
/** A file counts when it was read twice alike, this long apart: half of one that is being written would shut callers out. */
const settleMs = 100;

/** Reads the file and goes on following it; fails where it is wrong now. */
export async function openCallersFile(
  options: CallersFileOptions,
): Promise<Result<CallersFile, readonly FileProblem[]>> {
  const { path, display, log, clock } = options;
  const read = () => readTextFile(path, display, callersFileForm);
  const parse = (text: Awaited<ReturnType<typeof read>>) => (text.ok ? parseCallers(text.value, display) : text);
  const begun = await read();
  const first = parse(begun);
  if (!first.ok) return fail(first.failure);

  const sessions = createSessions(clock);
  let entries: readonly CallerEntry[] = [];
  let problems: readonly FileProblem[] = [];
  /** What was read, or why it could not be: as it is in use, and as it was seen last where that is another. */
  let settled = JSON.stringify(begun);
  let unsettled: string | null = null;
  let closed = false;
  let running: Promise<void> = Promise.resolve();
  let cancelNext = (): void => {};
  const watcher = watchFolders({ clock, log, settleMs, onChange: () => void rescan() });

  function take(next: readonly CallerEntry[]): void {
    for (const { name, expiresAt } of next) {
      if (expiresAt === null || expiresAt > clock.now()) continue;
      log.warn({ caller: name }, 'the token of this caller has expired: make a new one, or remove the caller');
    }
    entries = next;
    sessions.replace(next);
  }

  function tellProblems(found: readonly FileProblem[]): void {
    for (const problem of found) log.error({}, formatProblem(problem));
    if (found.length === 0 && problems.length > 0) log.info({}, `mended: ${display}`);
    problems = found;
  }

  async function scan(): Promise<void> {
    if (closed) return;
    const text = await read();
    const seen = JSON.stringify(text);
    const isSettled = seen === settled || seen === unsettled;
    if (isSettled && seen !== settled) {
      settled = seen;
      const outcome = parse(text);
      tellProblems(outcome.ok ? [] : outcome.failure.map(stillInUse));
      if (outcome.ok) {
        tellChanges(entries, outcome.value, log);
        take(outcome.value);
        await warnOfWriters(options);
      }
    }
    unsettled = isSettled ? null : seen;
    cancelNext();
    cancelNext = closed ? () => {} : clock.after(isSettled ? rescanMs : settleMs, () => void rescan());
  }

  function rescan(): Promise<void> {
    running = running.then(scan).catch((error: unknown) => {
      log.error({ error }, 'the callers’ file could not be read');
      cancelNext = closed ? () => {} : clock.after(rescanMs, () => void rescan());
    });
    return running;
  }

  take(first.value);
  await warnOfWriters(options);
  watcher.follow(new Map([[dirname(path), new Set([path])]]));
  await rescan();
  return succeed({
    authenticate: sessions.authenticate,
    get count() {
      return entries.length;
    },
    get problems() {
      return problems;
    },
    async close() {
      closed = true;
      cancelNext();
      watcher.close();
      sessions.close();
      await running;
    },
  });
}

/** Who can write the file can give themselves any role. */
async function warnOfWriters({ path, display, log }: CallersFileOptions): Promise<void> {
  const { mode } = await stat(path).catch(() => ({ mode: 0 }));
  if ((mode & 0o002) !== 0) log.warn({}, `${display} can be written by everyone on this machine: chmod o-w ${display}`);
}

function stillInUse(problem: FileProblem): FileProblem {
  return { ...problem, message: `${problem.message} (The last valid version stays in use.)` };
}

function tellChanges(before: readonly CallerEntry[], after: readonly CallerEntry[], log: Log): void {
  const known = new Map(before.map((entry) => [entry.name, JSON.stringify(entry)]));
  for (const entry of after) {
    const was = known.get(entry.name);
    known.delete(entry.name);
    if (was === undefined) log.info({ caller: entry.name }, 'caller added');
    else if (was !== JSON.stringify(entry)) log.info({ caller: entry.name }, 'caller changed');
  }
  for (const name of known.keys()) log.info({ caller: name }, 'caller removed');
}
