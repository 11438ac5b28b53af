import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { chainStart, recordOf, seal } from './audit-chain.ts';
import { auditEntryOf } from './testing/audit-entry.ts';

const place = { sequence: 1, previousHash: chainStart };

describe('a sealed record', () => {
  it('comes back from its content, which holds everything but the hash', () => {
    const { record, content } = seal(auditEntryOf(), place);
    expect(recordOf(content, record.hash)).toEqual(record);
    expect(record).toEqual({ ...auditEntryOf(), ...place, hash: record.hash });
    expect(JSON.parse(content)).toMatchObject({
      at: '2026-01-02T03:04:05.006Z',
      sequence: 1,
      previousHash: chainStart,
    });
  });

  it('has the SHA-256 of its content, whatever the order of its members', () => {
    const { record, content } = seal(auditEntryOf(), place);
    expect(record.hash).toBe(createHash('sha256').update(content).digest('hex'));
    const turned = Object.fromEntries(Object.entries(auditEntryOf()).toReversed());
    expect(seal(auditEntryOf(turned), place).content).toBe(content);
  });

  it.each([
    ['actor', { actor: { name: 'bob', kind: 'TOKEN' } }],
    ['time', { at: Date.UTC(2026, 0, 2, 3, 4, 5, 7) }],
    ['outcome', { outcome: 'DENIED' }],
    ['changes', { changes: [] }],
    ['reason', { reason: null }],
  ] as const)('has another hash for another %s', (_what, change) => {
    expect(seal(auditEntryOf(change), place).record.hash).not.toBe(seal(auditEntryOf(), place).record.hash);
  });

  it('has another hash behind another record, and in another place', () => {
    const { hash } = seal(auditEntryOf(), place).record;
    expect(seal(auditEntryOf(), { ...place, previousHash: hash }).record.hash).not.toBe(hash);
    expect(seal(auditEntryOf(), { ...place, sequence: 2 }).record.hash).not.toBe(hash);
  });

  it('holds no text that a database gives back changed', () => {
    const { record, content } = seal(auditEntryOf({ reason: 'half \uD800 and \0, whole 😀' }), place);
    expect(record.reason).toBe('half \uFFFD and \uFFFD, whole 😀');
    expect(Buffer.from(content).toString()).toBe(content);
  });
});
