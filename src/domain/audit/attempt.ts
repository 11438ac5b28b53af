import type { Clock } from '../../lib/clock.ts';
import type { Freeze } from '../freezes/freeze.ts';
import { acceptedEnd, auditEntry } from './audit-draft.ts';
import type { Accepted, AuditDraft } from './audit-draft.ts';
import type { AuditEntry, AuditTarget } from './audit-record.ts';

/** An attempt that is under way, in the hands of whoever does what it asks for. */
export interface Attempt {
  /** The entry that says that it was accepted, to be written in the transaction that does so: neither is there without the other. */
  accepted(done: Accepted): AuditEntry;
  /** As `accepted`, to be written in the transaction that makes or ends the freeze. */
  acceptedFreeze(freeze: Freeze): AuditEntry;
  /** That transaction holds. Where nobody says so, the attempt is recorded by what it answers. */
  wasRecorded(): void;
  /** It answers what an earlier call with the same idempotency key began. */
  isRepeat(): void;
}

/** As whoever began the attempt sees it. */
export interface OwnAttempt extends Attempt {
  readonly recorded: boolean;
  readonly repeat: boolean;
}

export function beginAttempt(draft: AuditDraft, clock: Clock): OwnAttempt {
  let recorded = false;
  let repeat = false;
  return {
    get recorded() {
      return recorded;
    },
    get repeat() {
      return repeat;
    },
    accepted: (done) => auditEntry(draft, acceptedEnd(done), clock.now()),
    acceptedFreeze: (freeze) =>
      auditEntry({ ...draft, target: freezeTarget(freeze) }, { outcome: 'ACCEPTED' }, clock.now()),
    wasRecorded() {
      recorded = true;
    },
    isRepeat() {
      repeat = true;
    },
  };
}

/** A freeze of one tenant, or one environment of it, is found in the audit of these. */
function freezeTarget({ id, scope }: Freeze): AuditTarget {
  const [tenant = null, ...otherTenants] = scope.tenants;
  const [environment = null, ...otherEnvironments] = scope.environments;
  const ofOne = otherTenants.length === 0;
  return {
    type: 'FREEZE',
    id,
    tenant: ofOne ? tenant : null,
    environment: ofOne && otherEnvironments.length === 0 ? environment : null,
    app: null,
    kind: null,
  };
}
