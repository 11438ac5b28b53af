import type { AccessScope } from '../../../domain/access/access.ts';
import type { AuditSubject } from '../../../domain/audit/audit-log.ts';
import type { SeenAudit } from '../../../domain/audit/seen-audit.ts';
import type { PageArguments } from '../../../domain/paging/page.ts';
import type { AuditRecordModel, ConnectionModel } from '../../models.ts';
import { connectionOfRecords } from '../../paging/connection.ts';

/** A page of what was tried on one thing, which lies in `scope`, and on what belongs to it. */
export async function auditWithin(
  audit: SeenAudit,
  subject: AuditSubject,
  scope: AccessScope,
  page: PageArguments,
): Promise<ConnectionModel<AuditRecordModel>> {
  return connectionOfRecords(await audit.of(subject, scope, page));
}
