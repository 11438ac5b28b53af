import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from './clock.ts';
import { formatProblem } from './file-problem.ts';
import type { FileProblem } from './file-problem.ts';
import { watchFolders } from './folder-watcher.ts';
import type { Log } from './log.ts';
import { readTextFile } from './read-text-file.ts';
import type { TextFileForm } from './read-text-file.ts';
import { fail, succeed } from './result.ts';
import type { Result } from './result.ts';

export interface FollowedFileOptions<T> {
  readonly path: string;
  /** The path as messages show it. */
  readonly display: string;
  readonly form: TextFileForm;
  readonly log: Log;
  readonly clock: Clock;
  /** What a text says, or what is wrong with it. */
  parse(text: string): Result<T, readonly FileProblem[]>;
  /** Hears of each valid version, the first one too. */
  take(value: T): void;
}

/** A file that operators write, followed as it changes. */
export interface FollowedFile {
  /** What is wrong with the file now; its last valid version is in use then. */
  readonly problems: readonly FileProblem[];
  close(): Promise<void>;
}

/** Catches what the watch missed: network file systems tell of nothing. Short, since a removed caller has to be out within 5 s. */
const rescanMs = 2_000;
/** A file counts when it was read twice alike, this long apart: half of one that is being written would say something else. */
const settleMs = 100;

/** Reads the file and goes on following it; fails where it is wrong now. */
export async function followFile<T>(
  options: FollowedFileOptions<T>,
): Promise<Result<FollowedFile, readonly FileProblem[]>> {
  const { path, display, form, log, clock } = options;
  const read = () => readTextFile(path, display, form);
  const parse = (text: Awaited<ReturnType<typeof read>>) => (text.ok ? options.parse(text.value) : text);
  const begun = await read();
  const first = parse(begun);
  if (!first.ok) return fail(first.failure);

  let problems: readonly FileProblem[] = [];
  /** What was read, or why it could not be: as it is in use, and as it was seen last where that is another. */
  let settled = JSON.stringify(begun);
  let unsettled: string | null = null;
  let closed = false;
  let running: Promise<void> = Promise.resolve();
  let cancelNext = (): void => {};
  const watcher = watchFolders({ clock, log, settleMs, onChange: () => void rescan() });

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
        options.take(outcome.value);
        await warnOfWriters(options);
      }
    }
    unsettled = isSettled ? null : seen;
    cancelNext();
    cancelNext = closed ? () => {} : clock.after(isSettled ? rescanMs : settleMs, () => void rescan());
  }

  function rescan(): Promise<void> {
    running = running.then(scan).catch((error: unknown) => {
      log.error({ error }, `${display} could not be read`);
      cancelNext = closed ? () => {} : clock.after(rescanMs, () => void rescan());
    });
    return running;
  }

  options.take(first.value);
  await warnOfWriters(options);
  watcher.follow(new Map([[dirname(path), new Set([path])]]));
  await rescan();
  return succeed({
    get problems() {
      return problems;
    },
    async close() {
      closed = true;
      cancelNext();
      watcher.close();
      await running;
    },
  });
}

/** Who can write such a file can give themselves any right. */
async function warnOfWriters({
  path,
  display,
  log,
}: Pick<FollowedFileOptions<unknown>, 'path' | 'display' | 'log'>): Promise<void> {
  const { mode } = await stat(path).catch(() => ({ mode: 0 }));
  if ((mode & 0o002) !== 0) log.warn({}, `${display} can be written by everyone on this machine: chmod o-w ${display}`);
}

function stillInUse(problem: FileProblem): FileProblem {
  return { ...problem, message: `${problem.message} (The last valid version stays in use.)` };
}
