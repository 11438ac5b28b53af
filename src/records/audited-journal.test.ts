import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../domain/audit/audit-record.ts';
import { auditEntryOf } from '../domain/audit/testing/audit-entry.ts';
import { verifyRecords } from '../domain/audit/verify-records.ts';
import { firstFence } from '../domain/operations/journal.ts';
import type { IdempotencyRecord, NewOperation } from '../domain/operations/journal.ts';
import { createAuditChainStore } from './audit-chain-store.ts';
import { createAuditStore } from './audit-store.ts';
import { beginSeen } from './fixtures/begin-seen.ts';
import { journalEntry } from './fixtures/journal-entry.ts';
import { recordEngines } from './fixtures/record-engines.ts';
import { createJournalStore } from './journal-store.ts';

const newOperation = (id: string, key: IdempotencyRecord | null = null): NewOperation => ({
  entry: journalEntry({ id }),
  holder: 'gateway-1',
  inViewOf: { unfinished: [], newest: null },
  asksFreezes: null,
  key,
  superseded: [],
  followUpOf: null,
  audit: auditEntryOf({ operationId: id }),
});
const keyFor = (operationId: string): IdempotencyRecord => ({
  caller: 'USER local',
  key: 'k1',
  inputHash: 'hash',
  operationId,
  createdAt: 5,
});
const cancelling = journalEntry({ id: 'op-1', state: 'CANCELLING' });
const cancelled: AuditEntry = auditEntryOf({ action: 'cancelOperation', operationId: 'op-1' });

describe.each(recordEngines)('an operation and its audit record on $name', ({ open }) => {
  const opened = async () => {
    const db = await open();
    const audit = createAuditStore(db);
    const actions = async () => {
      const { records } = await audit.page({ filter: {}, limit: 10, from: 'START' });
      return records.map(({ action, operationId }) => [action, operationId]);
    };
    return { db, journal: createJournalStore(db), actions };
  };

  it('are written together', async () => {
    const { journal, actions } = await opened();
    expect(await journal.begin(newOperation('op-1'))).toEqual({ type: 'BEGUN' });
    expect(await actions()).toEqual([['deployApp', 'op-1']]);
    expect(await journal.save(cancelling, firstFence, cancelled)).toBe(true);
    expect(await actions()).toEqual([
      ['cancelOperation', 'op-1'],
      ['deployApp', 'op-1'],
    ]);
  });

  it('are not there where nothing was begun or changed', async () => {
    const { journal, actions } = await opened();
    await journal.begin(newOperation('op-1', keyFor('op-1')));
    expect(await journal.begin(newOperation('op-2', keyFor('op-2')))).toMatchObject({ type: 'REPEATED' });
    expect(await journal.begin(newOperation('op-3'))).toEqual({ type: 'OUTRUN' });
    expect(await journal.save(cancelling, firstFence + 1, cancelled)).toBe(false);
    expect(await actions()).toEqual([['deployApp', 'op-1']]);
  });

  it('are neither of them there where the record cannot be written', async () => {
    const { db, journal, actions } = await opened();
    await journal.begin(newOperation('op-1'));
    await db.deleteFrom('audit_head').execute();
    await expect(beginSeen(journal, newOperation('op-2', keyFor('op-2')))).rejects.toMatchObject({
      trouble: 'UNUSABLE',
    });
    expect(await journal.get('op-2')).toBeNull();
    expect(await journal.findKey('USER local', 'k1')).toBeNull();
    await expect(journal.save(cancelling, firstFence, cancelled)).rejects.toThrow();
    expect(await journal.get('op-1')).toMatchObject({ state: 'PENDING' });
    expect(await actions()).toEqual([['deployApp', 'op-1']]);
  });

  it('form one chain, however many begin at once', async () => {
    const { db, journal } = await opened();
    const apps = Array.from({ length: 30 }, (_, index) => `op-${index}`);
    const begun = await Promise.all(
      apps.map((id) => {
        const entry = journalEntry({ id, target: { ...journalEntry().operation.target, name: id } });
        return journal.begin({ ...newOperation(id), entry });
      }),
    );
    expect(begun).toEqual(apps.map(() => ({ type: 'BEGUN' })));
    const report = await verifyRecords(createAuditChainStore(db), { expected: [] });
    expect(report).toMatchObject({ count: 30, fault: null });
  });
});
