import { describe, expect, it } from 'vitest';
import { chainStart, seal } from './audit-chain.ts';
import { auditLine, linkOfLine } from './audit-lines.ts';
import type { AuditLink } from './audit-log.ts';
import { auditEntryOf } from './testing/audit-entry.ts';

const { record, content } = seal(auditEntryOf(), { sequence: 7, previousHash: chainStart });
const link: AuditLink = { sequence: 7, hash: record.hash, content, altered: [] };

describe('a line of an export', () => {
  it('holds the record, and gives back the link', () => {
    expect(JSON.parse(auditLine(link))).toEqual({ ...record, at: new Date(record.at).toISOString() });
    expect(linkOfLine(auditLine(link))).toEqual(link);
    // Whoever has no other tool takes the hash out and computes it.
    expect(auditLine(link).replace(/"hash":"[0-9a-f]{64}",/, '')).toBe(content);
  });

  it.each<[string, (line: string) => string]>([
    ['is no JSON', () => 'hello'],
    ['is no object', () => '[1]'],
    ['is null', () => 'null'],
    ['has no hash', (line) => line.replace('"hash"', '"hush"')],
    ['has no number', (line) => line.replace('"sequence":7', '"sequence":"7"')],
    ['says one thing twice, of which readers can take either', (line) => line.replace('{', '{"action":"scaleApp",')],
    ['is written in another way', (line) => line.replace(',', ', ')],
  ])('is none where it %s', (_what, spoil) => {
    expect(spoil(auditLine(link))).not.toBe(auditLine(link));
    expect(linkOfLine(spoil(auditLine(link)))).toBeNull();
  });
});
