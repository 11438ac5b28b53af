import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { redact } from '../../lib/redact.ts';
import type { Actor } from '../caller.ts';
import { auditEntry } from './audit-draft.ts';
import type { AuditLog } from './audit-log.ts';
import type { AuditOutcome } from './audit-record.ts';
import { createRefusalsRecorded } from './refusals-recorded.ts';

/** Where a request came from. */
export interface SignOnOrigin {
  readonly address: string | null;
  readonly requestId: string;
}

/** Who signed on or off: with which credential, too. */
export interface SignOnPerson {
  readonly actor: Actor;
  readonly credential: string;
}

/** What is signed on to, and how: in a browser, or by a credential that comes with a request. */
export type SignOnAction = 'signOn' | 'authenticate';

/** The audit of who came and went. */
export interface SignOnAudit {
  /** False: it could not be recorded, so that nobody may be let in by it. */
  signedOn(person: SignOnPerson, from: SignOnOrigin): Promise<boolean>;
  /** Nobody is kept in because it cannot be recorded: then the log says so. */
  signedOff(person: SignOnPerson, from: SignOnOrigin): Promise<void>;
  /** Whoever tried is not known. Of many not all are recorded; nobody waits for it. */
  refused(action: SignOnAction, from: SignOnOrigin): void;
  close(): void;
}

const unknown: Actor = { name: '(unknown)', kind: 'USER' };

export function createSignOnAudit(options: {
  readonly log: Pick<AuditLog, 'append'>;
  readonly clock: Clock;
  readonly logger: Log;
}): SignOnAudit {
  const { log, clock, logger } = options;
  const refusals = createRefusalsRecorded(clock, (count) =>
    logger.warn({ count }, 'more callers were refused in the last minute than the audit takes'),
  );

  async function record(
    action: SignOnAction | 'signOff',
    outcome: AuditOutcome,
    { actor, credential }: { readonly actor: Actor; readonly credential: string | null },
    { address, requestId }: SignOnOrigin,
  ): Promise<boolean> {
    const draft = { actor, credential, address, requestId, action, target: null, dryRun: false, reason: null };
    try {
      await log.append(auditEntry(draft, { outcome }, clock.now()));
      return true;
    } catch (error) {
      logger.error({ action, outcome, requestId, error: redact(String(error)) }, 'this could not be recorded');
      return false;
    }
  }

  return {
    signedOn: (person, from) => record('signOn', 'ACCEPTED', person, from),
    async signedOff(person, from) {
      await record('signOff', 'ACCEPTED', person, from);
    },
    refused(action, from) {
      if (!refusals.take(from.address ?? '')) return;
      void record(action, 'DENIED', { actor: unknown, credential: null }, from);
    },
    close: () => refusals.close(),
  };
}
