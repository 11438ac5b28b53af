import { canonicalJson } from '../../lib/canonical-json.ts';
import type { AuditLink } from './audit-log.ts';

/** A record as a line of an export: its content with its hash, as JSON. @throws where its content is none. */
export function auditLine({ content, hash }: AuditLink): string {
  return canonicalJson({ ...(JSON.parse(content) as object), hash });
}

/** The record of such a line; null where the line is not as `auditLine` writes it, byte for byte. */
export function linkOfLine(line: string): AuditLink | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { hash, ...rest } = value as Readonly<Record<string, unknown>>;
  const sequence = rest['sequence'];
  if (typeof hash !== 'string' || typeof sequence !== 'number') return null;
  const link: AuditLink = { sequence, hash, content: canonicalJson(rest), altered: [] };
  return auditLine(link) === line ? link : null;
}
