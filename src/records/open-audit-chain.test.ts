import { describe, expect, it, onTestFinished } from 'vitest';
import { auditEntryOf } from '../domain/audit/testing/audit-entry.ts';
import { verifyRecords } from '../domain/audit/verify-records.ts';
import { recordEngines } from './fixtures/record-engines.ts';
import { openAuditChain } from './open-audit-chain.ts';
import { openRecords } from './open-records.ts';

describe.each(recordEngines)('the chain beside a gateway on $name', ({ fresh }) => {
  it('is read while the gateway writes', async () => {
    const url = await fresh();
    const { audit, close } = await openRecords(url);
    onTestFinished(close);
    const { chain, close: closeChain } = await openAuditChain(url);
    onTestFinished(closeChain);
    expect(await verifyRecords(chain, { expected: [] })).toMatchObject({ count: 0, fault: null });
    await audit.append(auditEntryOf());
    expect(await verifyRecords(chain, { expected: [] })).toMatchObject({ count: 1, fault: null });
  });

  it('is not there before a gateway has made it, and is not made', async () => {
    const url = await fresh();
    for (const _again of [1, 2]) {
      await expect(openAuditChain(url)).rejects.toMatchObject({ name: 'RecordsUnavailable' });
    }
  });
});
