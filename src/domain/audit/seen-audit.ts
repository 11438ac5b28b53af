import { fleetScope } from '../access/access.ts';
import type { Access, AccessScope } from '../access/access.ts';
import { isWithin, reachOf } from '../access/reach.ts';
import { refusalOf } from '../access/refusal.ts';
import type { Seen } from '../access/seen.ts';
import { ArgumentError } from '../fleet/fleet.ts';
import type { Page, PageArguments } from '../paging/page.ts';
import type { AuditFilter, AuditSubject } from './audit-log.ts';
import type { AuditRecord } from './audit-record.ts';
import type { Audit } from './audit.ts';

interface AuditView extends Pick<Audit, 'get' | 'attempt'> {
  /** Whether the place of records in the chain is shown: it tells how many others there are. */
  readonly showsChain: boolean;
  /** Newest first: what the caller may read. @throws ArgumentError FORBIDDEN where that is nothing at all. */
  list(filter: AuditFilter, page: PageArguments): Promise<Page<AuditRecord>>;
  /** As `list`, of what was tried on something that lies in `scope`. @throws ArgumentError FORBIDDEN where the caller may not read that. */
  of(subject: AuditSubject, scope: AccessScope, page: PageArguments): Promise<Page<AuditRecord>>;
}

/** The audit as one caller may read it: what was tried where that is allowed; what is about no tenant, only for the whole fleet. */
export type SeenAudit = Seen<AuditView>;

export function auditSeenBy(audit: Audit, access: Access): SeenAudit {
  const within = reachOf(access, 'VIEW_AUDIT');
  const readsNothing = within?.type === 'PARTS' && within.tenants.length === 0 && within.environments.length === 0;
  const forbidden = (scope: AccessScope) => new ArgumentError('FORBIDDEN', refusalOf('VIEW_AUDIT', scope));
  const list = async (filter: AuditFilter, page: PageArguments) => {
    if (readsNothing) throw forbidden(fleetScope);
    return audit.list({ ...filter, ...(within !== null && { within }) }, page);
  };
  const view: AuditView = {
    showsChain: access.may('VIEW_AUDIT', fleetScope),
    list,
    async of(subject, scope, page) {
      if (!access.may('VIEW_AUDIT', scope)) throw forbidden(scope);
      return list({ targets: [subject] }, page);
    },
    async get(hash) {
      const record = await audit.get(hash);
      const { tenant = null, environment = null } = record?.target ?? {};
      return isWithin(within, { tenant, environment }) ? record : null;
    },
    attempt: (draft, run) => audit.attempt(draft, run),
  };
  return view as SeenAudit;
}
