import type { AccessBook } from '../domain/access/access-book.ts';
import type { Clock } from '../lib/clock.ts';
import type { FileProblem } from '../lib/file-problem.ts';
import { followFile } from '../lib/followed-file.ts';
import type { Log } from '../lib/log.ts';
import { succeed } from '../lib/result.ts';
import type { Result } from '../lib/result.ts';
import type { CallerEntry } from './caller-entry.ts';
import { callersFileForm, parseCallers } from './parse-callers.ts';
import type { Session } from './session.ts';
import { createSessions } from './sessions.ts';

export interface CallersFileOptions {
  readonly path: string;
  /** The path as messages show it. */
  readonly display: string;
  readonly log: Log;
  readonly clock: Clock;
  /** Says what the callers may do. */
  readonly book: AccessBook;
}

/** The callers of a file, followed as it changes. */
export interface CallersFile {
  /** An `Authenticate` that always knows at once. */
  authenticate(authorizations: readonly string[]): Session | null;
  /** How many callers there are now. */
  readonly count: number;
  /** Names of the callers that are machines. */
  readonly machines: ReadonlySet<string>;
  /** Names of the roles that callers have by the file whose tokens are good now. */
  readonly roles: ReadonlySet<string>;
  /** What is wrong with the file now; its last valid version is in use then. */
  readonly problems: readonly FileProblem[];
  close(): Promise<void>;
}

/** Reads the file and goes on following it; fails where it is wrong now. */
export async function openCallersFile({
  path,
  display,
  log,
  clock,
  book,
}: CallersFileOptions): Promise<Result<CallersFile, readonly FileProblem[]>> {
  const sessions = createSessions(clock, book);
  let entries: readonly CallerEntry[] | null = null;
  const file = await followFile<readonly CallerEntry[]>({
    path,
    display,
    form: callersFileForm,
    log,
    clock,
    parse: (text) => parseCallers(text, display),
    take(next) {
      if (entries !== null) tellChanges(entries, next, log);
      for (const { name, expiresAt } of next) {
        if (expiresAt === null || expiresAt > clock.now()) continue;
        log.warn({ caller: name }, 'the token of this caller has expired: make a new one, or remove the caller');
      }
      entries = next;
      sessions.replace(next);
    },
  });
  if (!file.ok) return file;
  return succeed({
    authenticate: sessions.authenticate,
    get count() {
      return entries?.length ?? 0;
    },
    get machines() {
      return new Set(entries?.flatMap(({ kind, name }) => (kind === 'TOKEN' ? [name] : [])));
    },
    get roles() {
      const good = (entries ?? []).filter(({ expiresAt }) => expiresAt === null || expiresAt > clock.now());
      return new Set(good.flatMap(({ roles }) => roles));
    },
    get problems() {
      return file.value.problems;
    },
    async close() {
      const closed = file.value.close();
      sessions.close();
      await closed;
    },
  });
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
