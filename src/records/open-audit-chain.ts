import type { AuditChain } from '../domain/audit/audit-log.ts';
import { RecordsUnavailable } from '../domain/records-unavailable.ts';
import { createAuditChainStore } from './audit-chain-store.ts';
import { openToRead } from './open-records.ts';

export interface OpenedAuditChain {
  readonly chain: AuditChain;
  close(): Promise<void>;
}

/**
 * The chain of the audit in the records at `sqlite:PATH` or `postgres://…`, to read beside gateways that write it. Changes nothing
 * there, not even the schema.
 * @throws RecordsUnavailable with words for the operator.
 */
export async function openAuditChain(url: string): Promise<OpenedAuditChain> {
  const { db, close } = await openToRead(url);
  const chain = createAuditChainStore(db);
  try {
    await chain.head();
  } catch (error) {
    await close();
    if (error instanceof RecordsUnavailable) throw error;
    const message = 'There is no audit in these records. Let DATABASE_URL name those of a gateway of this version.';
    throw new RecordsUnavailable('UNUSABLE', message, error);
  }
  return { chain, close };
}
