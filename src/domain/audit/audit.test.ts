import { describe, expect, it } from 'vitest';
import { silentLog } from '../../lib/log.ts';
import { createManualClock } from '../../lib/manual-clock.ts';
import type { Operation } from '../operations/operation.ts';
import type { Problem } from '../problem.ts';
import type { AttemptOutcome, AuditDraft } from './audit-draft.ts';
import { createAudit } from './audit.ts';
import { auditEntryOf } from './testing/audit-entry.ts';
import { MemoryAuditLog } from './testing/memory-audit-log.ts';

const { actor, credential, address, requestId, action, target, changes } = auditEntryOf();
const draft: AuditDraft = { actor, credential, address, requestId, action, target, dryRun: false, reason: 'because' };
const plan = { verdict: 'ALLOWED', checks: [], digest: 'digest-1', changes, warnings: [] } as const;
const operation: Operation = {
  id: 'op-1',
  kind: 'DEPLOY',
  state: 'RUNNING',
  target: { tenant: 'acme', environment: 'prod', name: 'web', kind: 'DEPLOYMENT' },
  actor,
  reason: null,
  plan,
  steps: [],
  problem: null,
  supersededBy: null,
  approval: null,
  createdAt: 0,
  startedAt: 0,
  finishedAt: null,
};
const problem: Problem = { code: 'CONFLICT', message: 'no', retryable: false, path: null, clusterId: null };

function auditUnderTest() {
  const log = new MemoryAuditLog();
  const clock = createManualClock();
  const audit = createAudit({ log, clock, logger: silentLog });
  const answering = (outcome: AttemptOutcome, of: AuditDraft = draft) => audit.attempt(of, () => outcome);
  return { log, clock, audit, answering };
}

describe('an attempt', () => {
  it.each<[AttemptOutcome, object]>([
    [{ problems: [problem] }, { outcome: 'REFUSED', problems: [problem], planDigest: null, changes: [] }],
    [
      { problems: [problem], preflight: { ...plan, verdict: 'REFUSED' } },
      { outcome: 'REFUSED', problems: [problem], planDigest: 'digest-1', changes, operationId: null },
    ],
    [{ problems: [{ ...problem, code: 'FORBIDDEN' }] }, { outcome: 'DENIED' }],
    // A right that the gateway lacks in a cluster is not one that the caller lacks.
    [{ problems: [{ ...problem, code: 'FORBIDDEN', clusterId: 'eu' }] }, { outcome: 'REFUSED' }],
    [{ plan }, { outcome: 'PLANNED', planDigest: 'digest-1', changes, operationId: null }],
    [{ operation }, { outcome: 'ACCEPTED', planDigest: 'digest-1', changes: [], operationId: 'op-1' }],
    [{ freeze: {} }, { outcome: 'ACCEPTED', operationId: null }],
  ])('that answers %j leaves one record, with who, what and when', async (outcome, expected) => {
    const { log, clock, answering } = auditUnderTest();
    clock.advance(1_000);
    expect(await answering(outcome)).toBe(outcome);
    expect(log.records).toHaveLength(1);
    expect(log.records[0]).toMatchObject({ ...draft, at: clock.now(), repeated: false, ...expected });
  });

  it('that was recorded in its transaction is not recorded again', async () => {
    const { log, audit } = auditUnderTest();
    await audit.attempt(draft, async (attempt) => {
      await log.append(attempt.accepted({ operation, changes }));
      attempt.wasRecorded();
      return { operation };
    });
    expect(log.records).toMatchObject([{ outcome: 'ACCEPTED', operationId: 'op-1', planDigest: 'digest-1', changes }]);
    const surprised = audit.attempt(draft, async (attempt) => {
      await log.append(attempt.accepted({ operation, changes }));
      attempt.wasRecorded();
      throw new Error('surprise');
    });
    await expect(surprised).rejects.toThrow('surprise');
    expect(log.records).toHaveLength(2);
  });

  it('that repeats an earlier call says so, and lists no changes', async () => {
    const { log, audit } = auditUnderTest();
    await audit.attempt(draft, (attempt) => {
      attempt.isRepeat();
      return { operation };
    });
    expect(log.records).toMatchObject([{ outcome: 'ACCEPTED', repeated: true, operationId: 'op-1', changes: [] }]);
  });

  it('that ends in a surprise is FAILED, and the surprise goes on', async () => {
    const { log, audit } = auditUnderTest();
    const attempt = audit.attempt(draft, () => {
      throw new Error('hunter2');
    });
    await expect(attempt).rejects.toThrow('hunter2');
    expect(log.records).toMatchObject([{ ...draft, outcome: 'FAILED' }]);
    expect(JSON.stringify(log.records)).not.toContain('hunter2');
  });

  it.each<AttemptOutcome>([{ problems: [problem] }, { plan }, { operation }])(
    'that cannot be recorded is UNAVAILABLE instead of %j',
    async (outcome) => {
      const { log, answering } = auditUnderTest();
      log.away = true;
      expect(await answering(outcome)).toMatchObject({ problems: [{ code: 'UNAVAILABLE', retryable: true }] });
      log.away = false;
      expect(await answering(outcome)).toBe(outcome);
      expect(log.records).toHaveLength(1);
    },
  );

  it('is UNAVAILABLE, too, where writing the record fails in a way that nobody foresaw', async () => {
    const { log, answering } = auditUnderTest();
    log.append = () => Promise.reject(new Error('permission denied'));
    expect(await answering({ plan })).toMatchObject({ problems: [{ code: 'UNAVAILABLE', retryable: true }] });
  });

  it('keeps no more than so much of what a caller can make long, and no secret in words of a problem', async () => {
    const { log, answering } = auditUnderTest();
    const message = 'invalid: password="hunter2"';
    const problems = Array.from({ length: 1_000 }, () => ({ ...problem, message }));
    await answering({ problems }, { ...draft, reason: 'x'.repeat(1_000_000) });
    expect(log.records[0]?.reason).toHaveLength(1_000);
    expect(log.records[0]?.problems).toHaveLength(50);
    expect(JSON.stringify(log.records)).not.toContain('hunter2');
  });
});

describe('the list', () => {
  it('walks newest first from either end, each record once, though more come meanwhile', async () => {
    const { audit, answering } = auditUnderTest();
    for (let index = 0; index < 5; index += 1) await answering({ plan });
    const first = await audit.list({}, { first: 2 });
    expect(first.edges.map(({ node }) => node.sequence)).toEqual([5, 4]);
    expect(first).toMatchObject({ hasNextPage: true, hasPreviousPage: false, totalCount: 5 });
    await answering({ plan });
    const second = await audit.list({}, { first: 10, after: first.edges[1]?.cursor ?? null });
    expect(second.edges.map(({ node }) => node.sequence)).toEqual([3, 2, 1]);
    expect(second).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const last = await audit.list({}, { last: 2, before: second.edges[2]?.cursor ?? null });
    expect(last.edges.map(({ node }) => node.sequence)).toEqual([3, 2]);
    expect(last).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
    await expect(audit.list({}, { after: 'x' })).rejects.toThrow(/not one that this API gave out/);
  });
});
