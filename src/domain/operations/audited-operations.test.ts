import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  app,
  caller,
  deploy,
  ended,
  operationOf,
  plain,
  startSimulatedOperations,
} from '../../../test/support/simulated-operations.ts';
import { silentLog } from '../../lib/log.ts';
import { systemClock } from '../../lib/clock.ts';
import { createAudit } from '../audit/audit.ts';
import type { AuditDraft } from '../audit/audit-draft.ts';
import type { Attempt } from '../audit/attempt.ts';
import type { OperationOutcome } from './operations.ts';
import { ownDraft } from './own-attempt.ts';

const draft: AuditDraft = {
  ...ownDraft({ kind: 'DEPLOY', ...deploy('2') }, caller),
  requestId: 'request-1',
  address: '127.0.0.1',
};

async function startAudited() {
  const scene = await startSimulatedOperations();
  const audit = createAudit({ log: scene.records.audit, clock: systemClock, logger: silentLog });
  return {
    ...scene,
    /** As a mutation does it. */
    attempt: (run: (attempt: Attempt) => Promise<OperationOutcome>) => audit.attempt<OperationOutcome>(draft, run),
    /** Oldest first. */
    async recorded() {
      const { records } = await scene.records.audit.page({ filter: {}, limit: 100, from: 'START' });
      return records.toReversed();
    },
  };
}

describe('the audit of operations', { timeout: 60_000 }, () => {
  it('has one record of each attempt: accepted, repeated, planned, refused, cancelled', async () => {
    const { operations, attempt, recorded } = await startAudited();
    const keyed = { ...deploy('stuck'), idempotencyKey: 'k' };
    const begun = operationOf(await attempt((own) => operations.deploy(keyed, caller, own)));
    expect(operationOf(await attempt((own) => operations.deploy(keyed, caller, own))).id).toBe(begun.id);
    await attempt((own) => operations.deploy({ ...keyed, image: 'shop/web:3' }, caller, own));
    await attempt((own) => operations.deploy({ ...deploy('3'), dryRun: true }, caller, own));
    await attempt((own) => operations.deploy({ ...deploy('3'), clusters: ['nowhere'] }, caller, own));
    await attempt((own) => operations.cancel({ operationId: begun.id }, caller, own));
    await ended(operations, begun.id);
    await attempt((own) => operations.cancel({ operationId: begun.id }, caller, own));

    const about = { operationId: begun.id, planDigest: begun.plan?.digest };
    const none = { operationId: null, planDigest: null, changes: [] };
    expect(await recorded()).toMatchObject([
      { ...draft, ...about, outcome: 'ACCEPTED', repeated: false, changes: begun.plan?.changes },
      { ...draft, ...about, outcome: 'ACCEPTED', repeated: true, changes: [] },
      { ...draft, ...none, outcome: 'REFUSED', problems: [{ code: 'IDEMPOTENCY_MISMATCH' }] },
      { ...draft, outcome: 'PLANNED', operationId: null, changes: [{ action: 'UPDATE' }, { action: 'UPDATE' }] },
      { ...draft, ...none, outcome: 'REFUSED', problems: [{ code: 'INVALID' }] },
      { ...draft, ...about, outcome: 'ACCEPTED', changes: [] },
      { ...draft, ...none, outcome: 'REFUSED', problems: [{ code: 'CONFLICT' }] },
    ]);
  });

  it('has what came from no request, and what Tenantry does itself', async () => {
    const { operations, recorded } = await startAudited();
    const failing = { ...deploy('stuck'), onFailure: 'ROLL_BACK', deadlineSeconds: 1, reason: 'release' } as const;
    const begun = new Promise<string>((resolve) => {
      operations.onChange(({ id: other, kind }) => kind === 'ROLLBACK' && resolve(other));
    });
    const { id } = operationOf(await operations.deploy(failing, caller));
    const back = await begun;
    await ended(operations, back);
    const [first, second, ...more] = await recorded();
    expect(first).toMatchObject({ actor: { name: 'tester', kind: 'USER' }, action: 'deployApp', operationId: id });
    expect(second).toMatchObject({
      actor: { name: 'tenantry', kind: 'SYSTEM' },
      requestId: null,
      address: null,
      action: 'rollbackApp',
      target: { type: 'APP', app: app.name },
      reason: expect.stringContaining(`Deploy ${id} failed`),
      outcome: 'ACCEPTED',
      operationId: back,
      changes: [{ action: 'UPDATE' }, { action: 'UPDATE' }],
    });
    expect(more).toEqual([]);
  });

  it('has a rollback that Tenantry owed and could not start, once', async () => {
    const { operations, recorded } = await startAudited();
    const failing = { ...deploy('stuck'), onFailure: 'ROLL_BACK', deadlineSeconds: 2 } as const;
    const announced = new Promise<string>((resolve) => {
      operations.onChange(({ id, kind }) => kind === 'ROLLBACK' && resolve(id));
    });
    const { id } = operationOf(await operations.deploy(failing, caller));
    // A paused rollout is not rolled back.
    await ended(operations, operationOf(await operations.pause({ app, dryRun: false }, caller)).id);
    await ended(operations, id);
    expect(await ended(operations, await announced)).toMatchObject({ state: 'FAILED' });
    const [, , refused, ...more] = await recorded();
    expect(refused).toMatchObject({
      actor: { kind: 'SYSTEM' },
      action: 'rollbackApp',
      outcome: 'REFUSED',
      operationId: await announced,
      problems: [{ code: 'CONFLICT' }, { code: 'CONFLICT' }],
    });
    expect(more).toEqual([]);
  });

  it('has a cancelling that says more than it may as refused, with nothing cancelled', async () => {
    const { operations, attempt, recorded } = await startAudited();
    const { id } = operationOf(await attempt((own) => operations.deploy(deploy('stuck'), caller, own)));
    const tooLong = { operationId: id, idempotencyKey: 'k'.repeat(256) };
    await attempt((own) => operations.cancel(tooLong, caller, own));
    expect(await recorded()).toMatchObject([{}, { outcome: 'REFUSED', problems: [{ code: 'INVALID' }] }]);
    expect(await operations.get(id)).toMatchObject({ state: 'RUNNING' });
  });

  it('has no cancelling as accepted that changed nothing', async () => {
    const { operations, records, engineOn, attempt, recorded } = await startAudited();
    await operations.stop();
    // Another gateway has the lease by now.
    const next = engineOn({
      ...records.journal,
      save: async (entry, ...rest) =>
        entry.operation.state !== 'CANCELLING' && (await records.journal.save(entry, ...rest)),
    });
    onTestFinished(() => next.stop());
    await next.start();
    const { id } = operationOf(await next.deploy(deploy('stuck'), caller));
    expect(await attempt((own) => next.cancel({ operationId: id }, caller, own))).toMatchObject({
      problems: [{ code: 'UNAVAILABLE', retryable: true }],
    });
    expect((await recorded()).map(({ action, outcome }) => [action, outcome])).toEqual([
      ['deployApp', 'ACCEPTED'],
      ['deployApp', 'REFUSED'],
    ]);
  });

  it('refuses what it cannot record, with nothing started', async () => {
    const { operations, attempt, recorded, database, fleet } = await startAudited();
    const other = new DatabaseSync(database);
    other.exec('begin immediate');
    const unavailable = { problems: [{ code: 'UNAVAILABLE', retryable: true }] };
    expect(await attempt((own) => operations.deploy(deploy('2'), caller, own))).toMatchObject(unavailable);
    const scale = { app, replicas: 3, ...plain };
    expect(await attempt((own) => operations.scale({ ...scale, dryRun: true }, caller, own))).toMatchObject(
      unavailable,
    );
    expect(await attempt((own) => operations.scale({ ...scale, replicas: -1 }, caller, own))).toMatchObject(
      unavailable,
    );
    other.exec('rollback');
    other.close();
    expect(await recorded()).toEqual([]);
    expect(fleet.app(app, 'web')?.instances.map(({ workload }) => workload.meta.generation)).toEqual([1, 1]);
    expect((await operations.list({}, {})).totalCount).toBe(0);
  });
});
