import { describe, expect, it, onTestFinished } from 'vitest';
import type { ApprovalRule } from '../approvals/approval-rule.ts';
import { accessOf } from '../testing/access-of.ts';
import { callerOf } from '../testing/caller-of.ts';
import type { OperationOutcome } from './operations.ts';
import { operationsSeenBy } from './seen-operations.ts';
import {
  app,
  caller,
  deploy,
  ended,
  operationOf,
  plain,
  startSimulatedOperations,
} from '../../../test/support/simulated-operations.ts';

const person = (name: string, ...held: readonly string[]) =>
  callerOf(name, ['chief'], { access: accessOf(...held), kind: 'USER' });
const ofGlobex = person('gil', 'tenant-administrator globex', 'chief globex');
const viewer = person('vic', 'viewer acme', 'developer acme/dev', 'chief acme/dev');
const developer = person('mia', 'developer acme/prod', 'chief acme/prod');

const rule: ApprovalRule = {
  kinds: ['RESTART'],
  approvals: 1,
  role: 'chief',
  requesterMayApprove: true,
  waitSeconds: 3600,
  validSeconds: 3600,
  breakGlass: ['chief'],
};

async function start() {
  const scene = await startSimulatedOperations();
  await scene.operations.stop();
  const approvals = { ruleFor: (_app: object, kind: string) => (kind === 'RESTART' ? rule : null) };
  const operations = scene.engineOn(scene.records.journal, false, undefined, { approvals });
  onTestFinished(() => operations.stop());
  await operations.start();
  return operations;
}

const codes = (outcome: OperationOutcome) => ('problems' in outcome ? outcome.problems.map(({ code }) => code) : []);
const message = (outcome: OperationOutcome) => ('problems' in outcome ? outcome.problems[0].message : '');

describe('operations', { timeout: 60_000 }, () => {
  it('are for those who may do that there: others are told so, or that there is no such app', async () => {
    const operations = await start();
    const none = { ...app, name: 'none' };
    for (const dryRun of [true, false]) {
      const ask = (target: typeof app, by: typeof viewer) => [
        operations.deploy({ ...deploy('2'), app: target, dryRun }, by),
        operations.scale({ app: target, replicas: 3, ...plain, dryRun }, by),
        operations.rollback({ app: target, ...plain, dryRun }, by),
        operations.restart({ app: target, ...plain, dryRun }, by),
        operations.pause({ app: target, dryRun }, by),
        operations.resume({ app: target, dryRun }, by),
      ];
      const [unseen, absent, seen] = await Promise.all([
        Promise.all(ask(app, ofGlobex)),
        Promise.all(ask(none, ofGlobex)),
        Promise.all(ask(app, viewer)),
      ]);
      expect(unseen.map(codes)).toEqual(unseen.map(() => ['NOT_FOUND']));
      expect(JSON.stringify(absent).replaceAll('none', 'web')).toBe(JSON.stringify(unseen));
      expect(seen.map(codes)).toEqual(seen.map(() => ['FORBIDDEN']));
      expect(message(await operations.scale({ app: none, replicas: 3, ...plain, dryRun }, developer))).toBe(
        'There is no app none in acme/prod.',
      );
    }
    expect(codes(await operations.scale({ app, replicas: 3, ...plain, dryRun: true }, developer))).toEqual([]);
    expect(codes(await operations.scale({ app, replicas: 3, dryRun: true, force: true }, developer))).toEqual([
      'FORBIDDEN',
    ]);
  });

  it('are cancelled by those who may, and by whoever asked for them', async () => {
    const operations = await start();
    const stuck = operationOf(await operations.deploy(deploy('stuck'), developer));
    const cancel = (operationId: string, by: typeof viewer, more = {}) =>
      operations.cancel({ operationId, ...more }, by);
    expect(await cancel(stuck.id, ofGlobex)).toEqual(await cancel('none', ofGlobex));
    expect(codes(await cancel(stuck.id, ofGlobex))).toEqual(['NOT_FOUND']);
    const refused = await cancel(stuck.id, viewer);
    expect(codes(refused)).toEqual(['FORBIDDEN']);
    expect(message(refused)).toBe(
      'You may not cancel what others asked for in acme/prod. Ask an administrator of acme for the role developer.',
    );
    const demoted = person('mia', 'viewer acme');
    const byToken = { ...demoted, viaApiToken: 't1' } as const;
    expect(codes(await cancel(stuck.id, byToken))).toEqual(['FORBIDDEN']);
    expect(codes(await cancel(stuck.id, demoted, { idempotencyKey: 'k' }))).toEqual([]);
    expect(await ended(operations, stuck.id)).toMatchObject({ state: 'CANCELLED' });
    // Who has lost sight of it since is not told what became of it by the same key either.
    const gone = await cancel(stuck.id, person('mia'), { idempotencyKey: 'k' });
    expect(codes(gone)).toEqual(['NOT_FOUND']);
    const others = operationOf(await operations.deploy(deploy('stuck'), caller));
    expect(codes(await cancel(others.id, developer))).toEqual([]);
    await ended(operations, others.id);
  });

  it('are approved by those who have the role there and see them', async () => {
    const operations = await start();
    const asked = operationOf(await operations.restart({ app, ...plain }, developer));
    expect(asked.state).toBe('AWAITING_APPROVAL');
    const approve = (operationId: string, by: typeof viewer, more = {}) =>
      operations.decide({ operationId, decision: 'APPROVED', digest: asked.plan?.digest ?? '', ...more }, by);
    expect(await approve(asked.id, ofGlobex)).toEqual(await approve('none', ofGlobex));
    expect(codes(await approve(asked.id, viewer))).toEqual(['FORBIDDEN']);
    const unseeing = person('una', 'chief');
    expect(codes(await approve(asked.id, unseeing))).toEqual(['NOT_FOUND']);
    const awaited = async (by: typeof viewer) => (await operations.awaiting(by, {})).totalCount;
    expect([await awaited(ofGlobex), await awaited(viewer), await awaited(unseeing), await awaited(developer)]).toEqual(
      [0, 0, 0, 1],
    );
    // Glass is for the role to break where it is held.
    const fast = { reason: 'fire', breakGlass: true } as const;
    const elsewhere = person('eli', 'developer acme/prod', 'chief acme/dev');
    expect(codes(await operations.restart({ app, ...plain, ...fast }, elsewhere))).toEqual(['FORBIDDEN']);
    expect(codes(await approve(asked.id, developer, { idempotencyKey: 'k' }))).toEqual([]);
    expect(codes(await approve(asked.id, person('mia'), { idempotencyKey: 'k' }))).toEqual(['NOT_FOUND']);
    expect(await ended(operations, asked.id)).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('are told of, found and listed where they are seen alone', async () => {
    const operations = await start();
    const views = [ofGlobex, viewer].map(({ access }) => operationsSeenBy(operations, access));
    const told = views.map((view) => {
      const states: string[] = [];
      view.onChange(({ state }) => void states.push(state));
      return states;
    });
    const { id } = operationOf(await operations.scale({ app, replicas: 1, ...plain }, developer));
    await ended(operations, id);
    expect(await Promise.all(views.map(async (view) => (await view.get(id))?.id ?? null))).toEqual([null, id]);
    expect(await Promise.all(views.map(async (view) => (await view.list({}, {})).totalCount))).toEqual([0, 1]);
    expect([told[0], told[1]?.at(-1)]).toEqual([[], 'SUCCEEDED']);
  });
});
