import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AuditRecordsDocument,
  CreateFreezeDocument,
  EndFreezeDocument,
  OperationDocument,
  operationOf,
} from '../../../sdk/src/sdk.ts';
import type { ActionResult, ApprovalRequest } from '../../../sdk/src/sdk.ts';
import { lockApp } from '../../../src/records/lock-app.ts';
import { openDatabase } from '../../../src/records/open-records.ts';
import { waitFor } from '../../support/wait-for.ts';
import { images } from '../../support/workloads.ts';
import { record } from '../recording.ts';
import { startTwoApproving } from './two-approving.ts';
import type { ApprovingGateway, TwoApproving, Waiting } from './two-approving.ts';

// Approvals over two gateway processes: what is decided at one holds at the other, and what has its approvals begins once.

const minute = 60_000;
const names = ['each', 'moment', 'twice', 'contested', 'told', 'frozen', 'moved', 'unreleased'] as const;

let scene: TwoApproving;
beforeAll(async () => {
  scene = await startTwoApproving([...names, ...['before', 'sent', 'after'].map((moment) => `killed-${moment}`)]);
}, 3 * minute);
afterAll(() => scene?.stop());

const conflict = { kind: 'PROBLEMS', problems: [{ code: 'CONFLICT', retryable: false }] };
const isAccepted = (result: ActionResult) => result.kind === 'OPERATION';

async function shown({ dev }: ApprovingGateway, { operation }: Waiting) {
  const answer = await dev.query(OperationDocument, { id: operation });
  if (answer.operation === null) throw new Error('it is not there');
  return answer.operation;
}

/** The operation once it has ended, which both gateways tell alike. */
async function ended({ one, two }: TwoApproving, { operation }: Waiting) {
  const [at, there] = await Promise.all([one, two].map(({ dev }) => dev.waitForOperation(operation)));
  expect(at).toEqual(there);
  if (at === undefined) throw new Error('there are two');
  return at;
}

describe('a deploy that needs two approvals, at two gateways', { timeout: 2 * minute }, () => {
  it('begins once when one has approved it at each', async () => {
    const { one, two } = scene;
    const asked = await scene.ask(one, 'each', images.better);
    expect(operationOf(await one.ann.approveOperation(asked)).state).toBe('AWAITING_APPROVAL');
    operationOf(await two.bob.approveOperation(asked));
    const { state, approval } = await ended(scene, asked);
    expect(state).toBe('SUCCEEDED');
    expect(approval?.decisions.map(({ actor }) => actor.name)).toEqual(['ann', 'bob']);
    expect(scene.patches('each')).toBe(1);
    expect(await one.cat.approveOperation(asked)).toMatchObject(conflict);
  });

  it('begins once when both are given at the same moment', async () => {
    const { one, two } = scene;
    for (let round = 1; round <= 5; round += 1) {
      const asked = await scene.ask(
        round % 2 === 0 ? one : two,
        'moment',
        `registry.example.com/shop/api:2.0.${round}`,
      );
      const both = await Promise.all([one.ann.approveOperation(asked), two.bob.approveOperation(asked)]);
      expect(both.map(isAccepted)).toEqual([true, true]);
      expect(await ended(scene, asked)).toMatchObject({ state: 'SUCCEEDED', approval: { decisions: [{}, {}] } });
      expect(scene.patches('moment')).toBe(round);
    }
  });

  it('has one decision of a caller who approves it at both', async () => {
    const { one, two } = scene;
    const asked = await scene.ask(two, 'twice', images.better);
    const twice = await Promise.all([one, two, one, two].map(({ ann }) => ann.approveOperation(asked)));
    expect(twice.map(isAccepted)).toEqual([true, true, true, true]);
    expect((await shown(one, asked)).approval?.decisions).toHaveLength(1);
    expect(await shown(two, asked)).toMatchObject({ state: 'AWAITING_APPROVAL', startedAt: null });
    const filter = { operations: [asked.operation] };
    const { nodes } = (await one.dev.query(AuditRecordsDocument, { filter })).auditRecords;
    const approvals = nodes.filter(({ action }) => action === 'approveOperation');
    expect(approvals.map(({ outcome }) => outcome)).toEqual(['ACCEPTED', 'ACCEPTED', 'ACCEPTED', 'ACCEPTED']);
    expect(approvals.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(scene.patches('twice')).toBe(0);
    operationOf(await one.bob.approveOperation(asked));
    expect(await ended(scene, asked)).toMatchObject({ state: 'SUCCEEDED' });
    expect(scene.patches('twice')).toBe(1);
  });

  it('has one outcome, the same at both, when it is approved at one and rejected at the other', async ({
    annotate,
  }) => {
    const { one, two } = scene;
    let approved = 0;
    for (let round = 0; round < 8; round += 1) {
      const asked = await scene.ask(one, 'contested', `registry.example.com/shop/api:2.1.${round}`);
      operationOf(await two.ann.approveOperation(asked));
      const rejection = { operation: asked.operation, comment: 'not before Monday' };
      const [at, there] = round % 2 === 0 ? [one, two] : [two, one];
      const [approval, reject] = await Promise.all([
        at.bob.approveOperation(asked),
        // Later from round to round: during the transaction, during the planning that comes behind it, and when it has begun.
        delay(round * 30).then(() => there.cat.rejectOperation(rejection)),
      ]);
      const { state, problem, approval: told } = await ended(scene, asked);
      const isRejected = isAccepted(reject);
      const decisions = told?.decisions.map(({ actor }) => actor.name);
      // An approval that was recorded before the rejection was not too late, though it had no effect.
      expect({ state, problem, decisions, approval: isAccepted(approval) || approval, reject }).toMatchObject(
        isRejected
          ? {
              state: 'REJECTED',
              problem: { code: 'POLICY_DENIED', message: 'Rejected by cat: not before Monday' },
              approval: isAccepted(approval) || conflict,
            }
          : { state: 'SUCCEEDED', problem: null, decisions: ['ann', 'bob'], approval: true, reject: conflict },
      );
      approved += isRejected ? 0 : 1;
      expect(scene.patches('contested')).toBe(approved);
    }
    await annotate(`${approved} of 8 were approved`);
  });

  it('is told at the other gateway to those who may approve it', async () => {
    const { one, two } = scene;
    const ending = new AbortController();
    const telling = record(two.ann.watchApprovalRequests({ signal: ending.signal }));
    const asked = await scene.ask(one, 'told', images.better);
    const told: ApprovalRequest = await telling.first('the request', ({ id }) => id === asked.operation);
    expect(told.plan?.digest).toBe(asked.digest);
    ending.abort();
    const rejection = { operation: asked.operation, comment: 'no' };
    const twice = await Promise.all([one, two].map(({ cat }) => cat.rejectOperation(rejection)));
    expect(twice.map(isAccepted)).toEqual([true, true]);
    expect(await ended(scene, asked)).toMatchObject({ state: 'REJECTED', approval: { decisions: [{}] } });
  });

  it('does not begin at one where a freeze was made at the other', async () => {
    const { one, two } = scene;
    const asked = await scene.ask(two, 'frozen', images.better);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const scope = { tenants: ['acme'], environments: ['prod'], kinds: ['DEPLOY'] as const };
    operationOf(await one.ann.approveOperation(asked));
    const input = { reason: 'Black Friday', until, scope: { ...scope, kinds: [...scope.kinds] } };
    const { createFreeze } = await one.admin.mutate(CreateFreezeDocument, { input });
    expect(createFreeze.problems).toEqual([]);
    operationOf(await two.bob.approveOperation(asked));
    expect(await ended(scene, asked)).toMatchObject({ state: 'REJECTED', problem: { code: 'FROZEN' } });
    expect(scene.patches('frozen')).toBe(0);
    const end = { freeze: createFreeze.freeze?.id ?? '' };
    expect((await two.admin.mutate(EndFreezeDocument, { input: end })).endFreeze.problems).toEqual([]);
  });

  it('is void, and says why, when kubectl has changed meanwhile what it is about', async () => {
    const { one, two } = scene;
    const asked = await scene.ask(one, 'moved', images.better);
    operationOf(await one.ann.approveOperation(asked));
    await scene.cluster.kubectl(['-n', 'acme-prod', 'set', 'image', 'deployment/moved', `*=${images.slow}`]);
    const before = scene.patches('moved');
    operationOf(await two.bob.approveOperation(asked));
    expect(await ended(scene, asked)).toMatchObject({
      state: 'REJECTED',
      startedAt: null,
      problem: { code: 'CONFLICT', message: expect.stringContaining(images.slow) },
    });
    expect(scene.patches('moved')).toBe(before);
  });

  it('begins at the other gateway when the one that took the last approval is killed before', async () => {
    const { one } = scene;
    const dying = await scene.startAnother();
    const asked = await scene.ask(dying, 'unreleased', images.better);
    operationOf(await one.ann.approveOperation(asked));
    const { db, close } = await openDatabase(scene.databaseUrl);
    try {
      await db.transaction().execute(async (trx) => {
        // While this lasts nothing is let into the app's queue: what is approved is recorded, and cannot begin.
        await lockApp(trx, { tenant: 'acme', environment: 'prod', name: 'unreleased', kind: 'DEPLOYMENT' });
        const unanswered = dying.bob.approveOperation(asked).catch(() => 'no answer');
        await waitFor('the last approval is recorded', async () => {
          return (await shown(one, asked)).approval?.decisions.length === 2;
        });
        dying.process.signal('SIGKILL');
        expect(await unanswered).toBe('no answer');
      });
    } finally {
      await close();
    }
    expect(await ended(scene, asked)).toMatchObject({ state: 'SUCCEEDED', approval: { decisions: [{}, {}] } });
    expect(scene.patches('unreleased')).toBe(1);
  });

  it.each([
    ['before it writes', 'before'],
    ['while it writes', 'sent'],
    ['when it has written', 'after'],
  ])('is done once when the gateway that began it is killed %s', async (_when, moment) => {
    const { one, two } = scene;
    const name = `killed-${moment}`;
    const dying = await scene.startAnother(`${moment} PATCH ${scene.cluster.url}/apis/apps/v1/deployments/${name} #1`);
    const asked = await scene.ask(dying, name, images.better);
    operationOf(await one.ann.approveOperation(asked));
    // Each gateway looks once a second at what waits: only the one that is to die shall see that it has its approvals.
    for (const other of [one, two]) other.process.signal('SIGSTOP');
    try {
      // It may answer before the point.
      await dying.bob.approveOperation(asked).catch(() => null);
      expect(await dying.process.ended).toMatchObject({ code: null });
    } finally {
      for (const other of [one, two]) other.process.signal('SIGCONT');
    }
    expect(await ended(scene, asked)).toMatchObject({ state: 'SUCCEEDED', approval: { decisions: [{}, {}] } });
    expect(scene.patches(name)).toBe(1);
    expect(await one.bob.approveOperation(asked)).toMatchObject({ operation: { id: asked.operation } });
  });
});
