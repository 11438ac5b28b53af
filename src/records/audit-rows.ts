import { recordOf } from '../domain/audit/audit-chain.ts';
import type { SealedRecord } from '../domain/audit/audit-chain.ts';
import type { AuditLink } from '../domain/audit/audit-log.ts';
import type { AuditRecord } from '../domain/audit/audit-record.ts';
import type { AuditRow } from './tables.ts';

type FilterColumns = Omit<AuditRow, 'sequence' | 'content' | 'hash'>;

/** The row of a record, as it is written. */
export function auditRow({ record, content }: SealedRecord): AuditRow {
  return { sequence: record.sequence, content, hash: record.hash, ...filterColumns(record) };
}

/** The record of a row: its content tells all of it. */
export function toAuditRecord({ content, hash }: AuditRow): AuditRecord {
  return recordOf(content, hash);
}

/** The row as it is, for checking: with the columns that say something else than the content. */
export function toAuditLink(row: AuditRow): AuditLink {
  const { sequence, content, hash } = row;
  return { sequence: Number(sequence), content, hash, altered: alteredColumns(row) };
}

function filterColumns({ at, actor, action, outcome, target, operationId }: AuditRecord): FilterColumns {
  return {
    at,
    actor_name: actor.name,
    action,
    outcome,
    tenant: target?.tenant ?? null,
    environment: target?.environment ?? null,
    app: target?.app ?? null,
    app_kind: target?.kind ?? null,
    operation_id: operationId ?? (target?.type === 'OPERATION' ? target.id : null),
    freeze_id: target?.type === 'FREEZE' ? target.id : null,
  };
}

function alteredColumns(row: AuditRow): readonly string[] {
  let record: AuditRecord;
  try {
    record = toAuditRecord(row);
    const { at, ...texts } = filterColumns(record);
    const altered = Object.entries(texts).flatMap(([name, value]) =>
      row[name as keyof typeof texts] === value ? [] : [name],
    );
    return Number(row.at) === at ? altered : ['at', ...altered];
  } catch {
    // The content is none: that shows by its hash.
    return [];
  }
}
