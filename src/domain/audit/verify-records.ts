import type { AuditChain, AuditLink } from './audit-log.ts';
import { verifyChain } from './verify-chain.ts';
import type { ChainReport, Expectation } from './verify-chain.ts';

const linksAtOnce = 500;

/** The links of the chain from one sequence number to another (null: from the beginning, to the end), in their order. Holds a page at a time. */
export async function* auditLinks(
  chain: AuditChain,
  from: number | null,
  to: number | null,
  pageSize = linksAtOnce,
): AsyncGenerator<AuditLink, void, undefined> {
  for (let next = from; ;) {
    const links = await chain.links(next, to, pageSize);
    yield* links;
    const last = links.at(-1);
    if (last === undefined || links.length < pageSize) return;
    next = last.sequence + 1;
  }
}

/**
 * Walks the whole chain in the records, from its first record, while gateways may go on writing. What is expected is expected
 * besides what the records themselves say of the chain's end.
 */
export async function verifyRecords(
  chain: AuditChain,
  { expected, pageSize }: { readonly expected: readonly Expectation[]; readonly pageSize?: number },
): Promise<ChainReport> {
  const before = await chain.head();
  const known = before === null ? [] : [{ ...before, source: 'the table audit_head' }];
  const report = await verifyChain(auditLinks(chain, null, null, pageSize), {
    fromStart: true,
    expected: [...expected, ...known],
  });
  if (report.fault !== null) return report;
  // Read behind the walk: by now it has whatever the walk saw.
  const after = await chain.head();
  const end = report.last?.sequence ?? 0;
  if (after !== null && after.sequence >= end) return report;
  const sequence = (after?.sequence ?? 0) + 1;
  const message = `the chain should end before it, as the table audit_head has it: it was inserted, or that table was altered`;
  return { ...report, fault: { sequence, message } };
}
