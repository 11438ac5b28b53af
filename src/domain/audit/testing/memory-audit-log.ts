import { RecordsUnavailable } from '../../records-unavailable.ts';
import { chainStart, seal } from '../audit-chain.ts';
import type { AuditFilter, AuditLog, AuditQuery } from '../audit-log.ts';
import type { AuditEntry, AuditRecord } from '../audit-record.ts';

/** Fixture: an audit in memory. Its filters are not looked at, only remembered: those of the real one are tested with it. */
export class MemoryAuditLog implements AuditLog {
  readonly records: AuditRecord[] = [];
  readonly filters: AuditFilter[] = [];
  /** While true, nothing can be written. */
  away = false;

  async append(entry: AuditEntry): Promise<AuditRecord> {
    if (this.away) throw new RecordsUnavailable('AWAY', 'The records are away. Bring them back.');
    const previousHash = this.records.at(-1)?.hash ?? chainStart;
    const { record } = seal(entry, { sequence: this.records.length + 1, previousHash });
    this.records.push(record);
    return record;
  }
  async get(hash: string): Promise<AuditRecord | null> {
    return this.records.find((record) => record.hash === hash) ?? null;
  }
  async page({ filter, below = Infinity, above = 0, limit, from }: AuditQuery) {
    this.filters.push(filter);
    const fitting = this.records.filter(({ sequence }) => sequence < below && sequence > above).toReversed();
    const records = from === 'START' ? fitting.slice(0, limit) : fitting.slice(-limit);
    return { records, more: fitting.length > limit };
  }
  async count(): Promise<number> {
    return this.records.length;
  }
}
