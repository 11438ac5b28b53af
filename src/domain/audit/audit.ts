import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { redact } from '../../lib/redact.ts';
import type { Page, PageArguments } from '../paging/page.ts';
import type { Problem } from '../problem.ts';
import { RecordsUnavailable } from '../records-unavailable.ts';
import { beginAttempt } from './attempt.ts';
import type { Attempt } from './attempt.ts';
import { auditEntry, endOf } from './audit-draft.ts';
import type { AttemptOutcome, AuditDraft } from './audit-draft.ts';
import type { AuditFilter, AuditLog } from './audit-log.ts';
import { auditPage } from './audit-page.ts';
import type { AuditRecord } from './audit-record.ts';

/** What is answered instead where an attempt cannot be recorded. */
export interface Unrecorded {
  readonly problems: readonly [Problem];
}

/** The audit of everything that anybody tried to change. */
export interface Audit {
  /** Newest first. */
  list(filter: AuditFilter, page: PageArguments): Promise<Page<AuditRecord>>;
  get(hash: string): Promise<AuditRecord | null>;
  /**
   * Runs an attempt and leaves one record of it, however it ends. Where that cannot be written, the answer is UNAVAILABLE instead
   * of what `run` answered. What `run` throws is recorded as FAILED and thrown on.
   */
  attempt<T extends AttemptOutcome>(
    draft: AuditDraft,
    run: (attempt: Attempt) => T | Promise<T>,
  ): Promise<T | Unrecorded>;
}

export interface AuditOptions {
  readonly log: AuditLog;
  readonly clock: Clock;
  readonly logger: Log;
}

export function createAudit({ log, clock, logger }: AuditOptions): Audit {
  const failed = async (draft: AuditDraft) => {
    try {
      await log.append(auditEntry(draft, { outcome: 'FAILED' }, clock.now()));
    } catch (error) {
      logger.error({ action: draft.action, error: redact(String(error)) }, 'a failed attempt could not be recorded');
    }
  };

  return {
    list: (filter, page) => auditPage(log, filter, page),
    get: (hash) => log.get(hash),

    async attempt(draft, run) {
      const attempt = beginAttempt(draft, clock);
      let outcome;
      try {
        outcome = await run(attempt);
      } catch (error) {
        if (!attempt.recorded) await failed(draft);
        throw error;
      }
      if (attempt.recorded) return outcome;
      try {
        await log.append(auditEntry(draft, { ...endOf(outcome), repeated: attempt.repeat }, clock.now()));
        return outcome;
      } catch (error) {
        const trouble = error instanceof RecordsUnavailable ? error.trouble : 'UNFORESEEN';
        logger.error({ trouble, error: redact(String(error)) }, 'the audit cannot be written');
        // That the records fail is said already, and maybe that something was begun all the same.
        if (outcome.problems?.some(({ code }) => code === 'UNAVAILABLE') === true) return outcome;
        return { problems: [unrecorded()] };
      }
    },
  };
}

function unrecorded(): Problem {
  return {
    code: 'UNAVAILABLE',
    message:
      'The attempt cannot be recorded now, so nothing was started. Try again in a moment; the log says what is wrong.',
    retryable: true,
    path: null,
    clusterId: null,
  };
}
