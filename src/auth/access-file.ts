import type { AccessBook, AccessRules } from '../domain/access/access-book.ts';
import type { Clock } from '../lib/clock.ts';
import { closest } from '../lib/did-you-mean.ts';
import type { FileProblem } from '../lib/file-problem.ts';
import { followFile } from '../lib/followed-file.ts';
import type { FollowedFile } from '../lib/followed-file.ts';
import type { Log } from '../lib/log.ts';
import type { Result } from '../lib/result.ts';
import { accessFileForm, parseAccess } from './parse-access.ts';

export interface AccessFileOptions {
  readonly path: string;
  /** The path as messages show it. */
  readonly display: string;
  /** Takes what the file says, now and each time that it changes. */
  readonly book: AccessBook;
  readonly log: Log;
  readonly clock: Clock;
}

/** Reads the file into the book and goes on following it; fails where it is wrong now. */
export function openAccessFile({
  path,
  display,
  book,
  log,
  clock,
}: AccessFileOptions): Promise<Result<FollowedFile, readonly FileProblem[]>> {
  let told = false;
  return followFile<AccessRules>({
    path,
    display,
    form: accessFileForm,
    log,
    clock,
    parse: (text) => parseAccess(text, display),
    take(rules) {
      book.replaceRules(rules);
      const counts = { roles: rules.roles.length, bindings: rules.bindings.length };
      if (told) log.info(counts, 'the access file changed: it counts from now on');
      told = true;
      warnOfUnknownRoles(rules, book, log);
    },
  });
}

/** A slip of the pen would give nothing, and nobody would know. */
function warnOfUnknownRoles({ bindings }: AccessRules, book: AccessBook, log: Log): void {
  const unknown = new Set(bindings.map(({ role }) => role).filter((role) => book.role(role) === null));
  for (const role of unknown) {
    const meant = closest(
      role,
      book.roles.map(({ name }) => name),
    );
    log.warn(
      { role, ...(meant !== undefined && { didYouMean: meant }) },
      'a role that is bound is defined nowhere: it allows nothing, and only counts in approvals',
    );
  }
}
