import { createHash } from 'node:crypto';
import { canonicalJson } from '../../lib/canonical-json.ts';
import type { AuditEntry, AuditRecord } from './audit-record.ts';

/** What the first record follows. */
export const chainStart = '0'.repeat(64);

/** A record as it is kept. */
export interface SealedRecord {
  readonly record: AuditRecord;
  /** What the hash is over: the record but for its hash, as canonical JSON, times in RFC 3339. */
  readonly content: string;
}

/** Puts an entry into its place of the chain. */
export function seal(entry: AuditEntry, place: Pick<AuditRecord, 'sequence' | 'previousHash'>): SealedRecord {
  const clean = keepable({ ...entry, ...place }) as typeof entry & typeof place;
  const content = canonicalJson({ ...clean, at: new Date(clean.at).toISOString() });
  return { record: { ...clean, hash: contentHash(content) }, content };
}

/** SHA-256 (hex) of a record's content. */
export function contentHash(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The record that `seal` made. @throws where the content is not one that it makes. */
export function recordOf(content: string, hash: string): AuditRecord {
  const { at, ...rest } = JSON.parse(content) as Omit<AuditRecord, 'at' | 'hash'> & { readonly at: string };
  return { ...rest, at: Date.parse(at), hash };
}

/**
 * The value with every text as any database gives it back: half a surrogate pair and NUL are replaced, since some engines refuse
 * them and some change them, and the hash would no longer fit.
 */
function keepable(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '\uFFFD');
  if (Array.isArray(value)) return value.map(keepable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, keepable(member)]));
}
