import type { Kysely } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Approval, ApprovalDecision } from '../domain/approvals/approval.ts';
import { auditEntryOf } from '../domain/audit/testing/audit-entry.ts';
import type { Journal, JournaledOperation, NewDecision } from '../domain/operations/journal.ts';
import type { Operation } from '../domain/operations/operation.ts';
import { beginSeen } from './fixtures/begin-seen.ts';
import { journalEntry } from './fixtures/journal-entry.ts';
import { recordEngines } from './fixtures/record-engines.ts';
import { createJournalStore } from './journal-store.ts';
import type { Tables } from './tables.ts';

const approval: Approval = {
  required: 2,
  role: 'release-manager',
  requesterMayApprove: false,
  validSeconds: 60,
  expiresAt: 90_000,
  approvedAt: null,
  brokenBy: null,
  decisions: [],
};
const app = { tenant: 'acme', environment: 'prod', name: 'web', kind: 'DEPLOYMENT' } as const;

function waitingEntry(operation: Partial<Operation> = {}): JournaledOperation {
  const request = { kind: 'RESTART', app, dryRun: false, force: false } as const;
  return {
    ...journalEntry({ state: 'AWAITING_APPROVAL', approval, ...operation }),
    asked: { request, plannedAt: 900 },
  };
}

const decisionOf = (name: string, change: Partial<ApprovalDecision> = {}): ApprovalDecision => ({
  actor: { name, kind: 'USER' },
  decision: 'APPROVED',
  comment: null,
  at: 2_000,
  digest: 'plan',
  ...change,
});
const newDecision = (decision: ApprovalDecision, change: Partial<NewDecision> = {}): NewDecision => ({
  operationId: 'op-1',
  decision,
  key: null,
  audit: auditEntryOf(),
  ended: null,
  approvedSince: 2_400,
  ...change,
});

async function begin(journal: Journal, entry: JournaledOperation): Promise<void> {
  const rest = { holder: 'one', asksFreezes: null, key: null, superseded: [], followUpOf: null };
  await beginSeen(journal, { entry, inViewOf: { unfinished: [], newest: null }, ...rest });
}

const approved = async (journal: Journal, at = 3_000) => ({
  entry: {
    ...waitingEntry({ state: 'RUNNING', approval: { ...approval, approvedAt: at }, startedAt: at }),
    asked: null,
  },
  holder: 'two',
  inViewOf: await journal.view(app),
  asksFreezes: null,
  superseded: [],
  approvedSince: 1_000,
});

const auditCount = async (db: Kysely<Tables>) =>
  (await db.selectFrom('audit_record').select('sequence').execute()).length;

describe.each(recordEngines)('operations that wait for approvals, on $name', ({ open }) => {
  it('are given back with what was decided, and are in nobody’s way', async () => {
    const db = await open();
    const journal = createJournalStore(db);
    const entry = waitingEntry();
    await begin(journal, entry);
    expect(await journal.read(['op-1'])).toEqual([entry]);
    expect(await journal.view(app)).toEqual({ unfinished: [], newest: { id: 'op-1', createdAt: 1_000 } });
    expect(await journal.claim('two', 'ALL')).toEqual([]);
    expect(await journal.claim('two', { id: 'op-1' })).toEqual([]);
    const before = (await journal.versions()).get('op-1') ?? 0;

    const [first, again] = [decisionOf('ann'), decisionOf('ann', { at: 2_500, comment: 'still' })];
    for (const decision of [first, decisionOf('bob', { at: 2_100 }), again]) {
      expect(await journal.decide(newDecision(decision))).toEqual({ type: 'DECIDED' });
    }
    const decisions = [decisionOf('bob', { at: 2_100 }), again];
    expect(await journal.waiting()).toEqual([{ ...entry.operation, approval: { ...approval, decisions } }]);
    expect((await journal.versions()).get('op-1')).toBeGreaterThan(before);
    expect(await auditCount(db)).toBe(3);
  });

  it('have an approval once, also of a caller who gives it several times at the same moment', async () => {
    const db = await open();
    const journal = createJournalStore(db);
    await begin(journal, waitingEntry());
    const give = (at: number, change: Partial<ApprovalDecision> = {}, rest: Partial<NewDecision> = {}) =>
      journal.decide(newDecision(decisionOf('ann', { at, ...change }), { approvedSince: 1_000, ...rest }));
    const answers = await Promise.all([give(2_000), give(2_001), give(2_002)]);
    expect(answers.map(({ type }) => type).toSorted()).toEqual(['DECIDED', 'MADE', 'MADE']);
    expect(await auditCount(db)).toBe(1);
    const key = { caller: 'ann', key: 'k', inputHash: 'h', operationId: 'op-1', createdAt: 2_000 };
    expect(await give(2_003, {}, { key })).toEqual({ type: 'MADE' });
    expect(await journal.findKey('ann', 'k')).toBeNull();
    expect(await give(2_004, { digest: 'another' })).toEqual({ type: 'DECIDED' });
    expect(await give(2_005, { digest: 'another' }, { approvedSince: 2_004 })).toEqual({ type: 'DECIDED' });
    const rejected = waitingEntry({ state: 'REJECTED', finishedAt: 2_200 });
    expect(await give(2_006, { decision: 'REJECTED' }, { ended: rejected })).toEqual({ type: 'DECIDED' });
  });

  it('begin once, with enough approvals of their plan that still count', async () => {
    const journal = createJournalStore(await open());
    await begin(journal, waitingEntry());
    await journal.decide(newDecision(decisionOf('ann')));
    await journal.decide(newDecision(decisionOf('old', { at: 1_000 })));
    await journal.decide(newDecision(decisionOf('other', { digest: 'another' })));
    expect(await journal.queueApproved(await approved(journal))).toEqual({ type: 'GONE' });
    await journal.decide(newDecision(decisionOf('bob')));

    const outrun = { ...(await approved(journal)), inViewOf: { unfinished: ['x'], newest: null } };
    expect(await journal.queueApproved(outrun)).toEqual({ type: 'OUTRUN' });
    const same = await approved(journal);
    const answers = await Promise.all(Array.from({ length: 5 }, () => journal.queueApproved(same)));
    expect(answers.filter(({ type }) => type === 'QUEUED')).toEqual([{ type: 'QUEUED', fence: 2 }]);
    expect(await journal.get('op-1')).toMatchObject({ state: 'RUNNING', approval: { approvedAt: 3_000 } });
    expect((await journal.read(['op-1']))[0]?.asked).toBeNull();
    expect(await journal.view(app)).toEqual({ unfinished: ['op-1'], newest: { id: 'op-1', createdAt: 3_000 } });
    expect(await journal.hold('op-1', 2)).toBe(true);
    expect(await journal.waiting()).toEqual([]);
    expect(await journal.decide(newDecision(decisionOf('cyd')))).toEqual({ type: 'GONE' });
  });

  it('end once: rejected, cancelled or begun, whatever comes first', async () => {
    const db = await open();
    const journal = createJournalStore(db);
    await begin(journal, waitingEntry());
    await journal.decide(newDecision(decisionOf('ann')));
    await journal.decide(newDecision(decisionOf('bob')));
    const rejected = waitingEntry({ state: 'REJECTED', finishedAt: 2_200 });
    const cancelled = waitingEntry({ state: 'CANCELLED', finishedAt: 2_200 });
    const no = decisionOf('bob', { decision: 'REJECTED', comment: 'no' });
    const ready = await approved(journal);
    const [a, b, c] = await Promise.all([
      journal.decide(newDecision(no, { ended: rejected })),
      journal.endWaiting(cancelled, auditEntryOf()),
      journal.queueApproved(ready),
    ]);
    expect([a.type === 'DECIDED', b, c.type === 'QUEUED'].filter(Boolean)).toHaveLength(1);
    const { state } = (await journal.get('op-1')) ?? {};
    expect(state).toBe(b ? 'CANCELLED' : a.type === 'DECIDED' ? 'REJECTED' : 'RUNNING');
    expect(await journal.endWaiting(cancelled)).toBe(false);
    expect(await journal.waiting()).toEqual([]);
  });

  it('keep an idempotency key for a decision that was made, and for no other', async () => {
    const db = await open();
    const journal = createJournalStore(db);
    await begin(journal, waitingEntry());
    const key = { caller: 'USER ann', key: 'k', inputHash: 'h', operationId: 'op-1', createdAt: 5 };
    const decision = newDecision(decisionOf('ann'), { key });
    expect(await journal.decide(decision)).toEqual({ type: 'DECIDED' });
    expect(await journal.decide(decision)).toEqual({ type: 'REPEATED', earlier: key });
    await journal.endWaiting(waitingEntry({ state: 'CANCELLED' }));
    const late = { ...key, key: 'late' };
    expect(await journal.decide({ ...decision, key: late })).toEqual({ type: 'GONE' });
    expect(await journal.findKey(late.caller, late.key)).toBeNull();
    expect(await auditCount(db)).toBe(1);
  });
});
