import type { Audit } from '../../../domain/audit/audit.ts';
import type { AuditSubject } from '../../../domain/audit/audit-log.ts';
import type { PageArguments } from '../../../domain/paging/page.ts';
import type { AuditRecordModel, ConnectionModel } from '../../models.ts';
import { connectionOfRecords } from '../../paging/connection.ts';

/** A page of what was tried on one thing, and on what belongs to it. */
export async function auditWithin(
  audit: Audit,
  subject: AuditSubject,
  page: PageArguments,
): Promise<ConnectionModel<AuditRecordModel>> {
  return connectionOfRecords(await audit.list({ targets: [subject] }, page));
}
