import { describe, expect, it, onTestFinished } from 'vitest';
import { createManualClock } from '../../lib/manual-clock.ts';
import { systemClock } from '../../lib/clock.ts';
import { firstRule } from '../approvals/approval-rule.ts';
import type { ApprovalRule } from '../approvals/approval-rule.ts';
import { auditEntryOf } from '../audit/testing/audit-entry.ts';
import type { FreezeStore } from '../freezes/freeze-store.ts';
import type { OperationsOptions } from './create-operations.ts';
import type { Operation } from './operation.ts';
import {
  app,
  caller,
  deploy,
  ended,
  operationOf,
  plain,
  startSimulatedOperations,
  state,
} from '../../../test/support/simulated-operations.ts';
import { callerOf } from '../testing/caller-of.ts';

const person = (name: string, role: string) => callerOf(name, [role]);
const [ann, bob] = [person('ann', 'release-manager'), person('bob', 'release-manager')];
const eve = person('eve', 'developer');
const chief = person('chief', 'chief');

const rule: ApprovalRule = {
  approvals: 1,
  role: 'release-manager',
  requesterMayApprove: false,
  waitSeconds: 3600,
  validSeconds: 3600,
  breakGlass: ['chief'],
};

async function start(change: Partial<ApprovalRule> = {}, more: Partial<OperationsOptions> = {}) {
  const scene = await startSimulatedOperations();
  await scene.operations.stop();
  const approvals = {
    ruleFor: (...asked: Parameters<NonNullable<OperationsOptions['approvals']>['ruleFor']>) =>
      firstRule([{ ...rule, ...change }], ...asked),
  };
  const another = async (shared = false, also: Partial<OperationsOptions> = {}) => {
    const engine = scene.engineOn(scene.records.journal, shared, undefined, { approvals, ...more, ...also });
    onTestFinished(() => engine.stop());
    await engine.start();
    return engine;
  };
  const operations = await another();
  const images = () =>
    scene.fleet.app(app, 'web')?.instances.map(({ workload }) => workload.template.containers[0]?.image);
  return { ...scene, operations, another, images };
}

/** Freezes the tenants, or everything, for a minute. */
async function freeze(store: FreezeStore, tenants: readonly string[] = []): Promise<void> {
  const now = systemClock.now();
  await store.create(
    {
      id: crypto.randomUUID(),
      reason: 'no',
      from: now,
      until: now + 60_000,
      scope: { tenants, environments: [], clusterLabels: [], kinds: [] },
      allowsRollbacks: false,
      createdBy: { name: 'ann', kind: 'USER' },
      createdAt: now,
      endedAt: null,
      endedBy: null,
    },
    { key: null, audit: auditEntryOf() },
  );
}

const digestOf = ({ plan }: Operation) => plan?.digest ?? '';
const approve = (operation: Operation, digest = digestOf(operation)) =>
  ({ operationId: operation.id, decision: 'APPROVED', digest }) as const;
const reject = ({ id }: Operation, comment = 'not today') =>
  ({ operationId: id, decision: 'REJECTED', comment }) as const;

describe('an operation that a rule concerns', { timeout: 60_000 }, () => {
  it('waits, in nobody’s way, and begins when another approves its plan', async () => {
    const { operations, images } = await start({ kinds: ['DEPLOY'] });
    const told: string[] = [];
    operations.onChange(({ kind, state: now }) => void (kind === 'DEPLOY' && told.push(now)));
    const asked = operationOf(await operations.deploy(deploy('2'), caller));
    expect(asked).toMatchObject({
      state: 'AWAITING_APPROVAL',
      startedAt: null,
      steps: [{ state: 'AWAITING_APPROVAL', message: 'Waits for an approval by release-manager.' }, {}],
      approval: { required: 1, role: 'release-manager', decisions: [], approvedAt: null, brokenBy: null },
    });
    expect(operations.active(app)).toEqual([]);
    const scaled = operationOf(await operations.scale({ app, replicas: 3, ...plain }, caller));
    expect(await ended(operations, scaled.id)).toMatchObject({ state: 'SUCCEEDED' });
    expect(images()).toEqual(['shop/web:1', 'shop/web:1']);

    const page = await operations.awaiting(ann, {});
    expect(page.edges.map(({ node }) => node.id)).toEqual([asked.id]);
    expect((await operations.awaiting(caller, {})).totalCount).toBe(0);
    const approved = operationOf(await operations.decide({ ...approve(asked), comment: 'go' }, ann));
    expect(approved).toMatchObject({ state: 'RUNNING', createdAt: asked.createdAt });
    expect(await ended(operations, asked.id)).toMatchObject({
      state: 'SUCCEEDED',
      plan: asked.plan,
      approval: {
        approvedAt: expect.any(Number),
        decisions: [
          { actor: { name: 'ann', kind: 'USER' }, decision: 'APPROVED', comment: 'go', digest: digestOf(asked) },
        ],
      },
    });
    expect(images()).toEqual(['shop/web:2', 'shop/web:2']);
    expect((await operations.awaiting(ann, {})).totalCount).toBe(0);
    expect(told.filter((now, index) => now !== told[index - 1])).toEqual(['AWAITING_APPROVAL', 'RUNNING', 'SUCCEEDED']);
    expect(operationOf(await operations.decide(approve(asked), ann)).id).toBe(asked.id);
    expect(await operations.decide(approve(asked), bob)).toMatchObject({ problems: [{ code: 'CONFLICT' }] });
  });

  it('is decided about by those with the role alone, and not by whoever asked', async () => {
    const { operations } = await start();
    const asked = operationOf(await operations.restart({ app, ...plain }, ann));
    for (const [who, words] of [
      [eve, /role release-manager/],
      [ann, /Somebody else/],
    ] as const) {
      for (const decision of [approve(asked), reject(asked)]) {
        expect(await operations.decide(decision, who)).toMatchObject({
          problems: [{ code: 'FORBIDDEN', message: expect.stringMatching(words), clusterId: null }],
        });
      }
    }
    expect(await operations.decide(approve(asked, 'another'), bob)).toMatchObject({
      problems: [{ code: 'CONFLICT', path: ['input', 'digest'] }],
    });
    expect(await operations.decide({ ...approve(asked), operationId: 'nowhere' }, bob)).toMatchObject({
      problems: [{ code: 'NOT_FOUND' }],
    });
    expect(await operations.decide(reject(asked, ' '), bob)).toMatchObject({
      problems: [{ code: 'INVALID', path: ['input', 'comment'] }],
    });
    expect(await operations.get(asked.id)).toMatchObject({ state: 'AWAITING_APPROVAL', approval: { decisions: [] } });
    operationOf(await operations.decide(approve(asked), bob));
    expect(await ended(operations, asked.id)).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('lets whoever asked approve it where the rule says so', async () => {
    const { operations } = await start({ requesterMayApprove: true });
    const asked = operationOf(await operations.deploy(deploy('2'), ann));
    operationOf(await operations.decide(approve(asked), ann));
    expect(await ended(operations, asked.id)).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('needs as many callers as the rule says; one who approves twice is one', async () => {
    const { operations, another } = await start({ approvals: 2 });
    const other = await another(true);
    const asked = operationOf(await operations.deploy(deploy('2'), caller));
    for (let times = 0; times < 2; times += 1) {
      expect(operationOf(await operations.decide(approve(asked), ann))).toMatchObject({
        state: 'AWAITING_APPROVAL',
        approval: { decisions: [{ actor: { name: 'ann' } }] },
      });
    }
    expect((await operations.awaiting(ann, {})).totalCount).toBe(0);
    const third = { ...ann, name: 'cyd' };
    await Promise.all([operations.decide(approve(asked), bob), other.decide(approve(asked), third)]);
    expect(await ended(operations, asked.id)).toMatchObject({ state: 'SUCCEEDED' });
    expect((await operations.list({}, {})).totalCount).toBe(1);
  });

  it('is void once what it changes has moved, and says what', async () => {
    const { operations, images } = await start();
    const asked = operationOf(await operations.deploy(deploy('2'), caller));
    const moved = operationOf(
      await operations.deploy({ ...deploy('3'), clusters: ['eu'], reason: 'now', breakGlass: true }, chief),
    );
    await ended(operations, moved.id);
    const outcome = operationOf(await operations.decide(approve(asked), ann));
    expect(outcome).toMatchObject({
      state: 'REJECTED',
      problem: {
        code: 'CONFLICT',
        message: expect.stringMatching(
          /eu\/acme-prod\/web: image of container web is "shop\/web:3" now, and was "shop\/web:1"/,
        ),
      },
      steps: [{ state: 'REJECTED' }, { state: 'REJECTED' }],
    });
    expect(images()).toEqual(['shop/web:3', 'shop/web:1']);
  });

  it('never begins once it is rejected, or cancelled', async () => {
    const { operations, images, another } = await start({ approvals: 2 });
    const first = operationOf(await operations.deploy(deploy('2'), caller));
    operationOf(await operations.decide(approve(first), ann));
    expect(operationOf(await operations.decide(reject(first), ann))).toMatchObject({
      state: 'REJECTED',
      problem: { code: 'POLICY_DENIED', message: 'Rejected by ann: not today' },
      approval: { decisions: [{ decision: 'REJECTED' }] },
    });
    expect(operationOf(await operations.decide(reject(first), ann)).state).toBe('REJECTED');
    const second = operationOf(await operations.deploy(deploy('2'), caller));
    const cancel = { operationId: second.id, idempotencyKey: 'c' };
    for (let times = 0; times < 2; times += 1) {
      expect(operationOf(await operations.cancel(cancel, caller))).toMatchObject({
        state: 'CANCELLED',
        steps: [{ state: 'CANCELLED', message: expect.stringContaining('waited for approvals') }, {}],
      });
    }
    const other = await another(true);
    for (const { id } of [first, second]) {
      expect(
        await other.decide({ operationId: id, decision: 'APPROVED', digest: digestOf(second) }, bob),
      ).toMatchObject({
        problems: [{ code: 'CONFLICT' }],
      });
    }
    expect(images()).toEqual(['shop/web:1', 'shop/web:1']);
  });

  it('ends when it has waited for too long, also where its gateway is gone', async () => {
    const { operations, another } = await start({ waitSeconds: 1 });
    const asked = operationOf(await operations.deploy(deploy('2'), caller));
    await operations.stop();
    const next = await another();
    expect(await ended(next, asked.id)).toMatchObject({
      state: 'REJECTED',
      problem: { code: 'APPROVAL_REQUIRED', message: expect.stringContaining('Ask again') },
    });
  });

  it('outlives its gateway, with its request', async () => {
    const { operations, another, images } = await start();
    const asked = operationOf(await operations.restart({ app, ...plain }, caller));
    await operations.stop();
    const next = await another();
    expect((await next.awaiting(ann, {})).edges.map(({ node }) => node.id)).toEqual([asked.id]);
    operationOf(await next.decide(approve(asked), ann));
    expect(await ended(next, asked.id)).toMatchObject({ state: 'SUCCEEDED' });
    expect(images()).toEqual(['shop/web:1', 'shop/web:1']);
  });

  it('begins also where the gateway that took the last approval is gone', async () => {
    const { operations, records } = await start();
    const asked = operationOf(await operations.deploy(deploy('2'), caller));
    const decision = {
      actor: { name: 'ann', kind: 'USER' },
      decision: 'APPROVED',
      comment: null,
      at: systemClock.now(),
      digest: digestOf(asked),
    } as const;
    const audit = auditEntryOf();
    await records.journal.decide({ operationId: asked.id, decision, key: null, audit, ended: null, approvedSince: 0 });
    expect(await ended(operations, asked.id)).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('takes its place in the queue behind what came first, and its approvals have to count at its turn', async () => {
    const clock = createManualClock(systemClock.now());
    const steps = { ...systemClock, now: () => clock.now() };
    const { operations } = await start({ kinds: ['SCALE'], validSeconds: 60 }, { clock: steps });
    const asked = operationOf(await operations.scale({ app, replicas: 3, ...plain }, caller));
    const late = operationOf(await operations.scale({ app, replicas: 4, ...plain }, caller));
    const running = operationOf(await operations.deploy(deploy('stuck'), caller));
    const next = operationOf(await operations.restart({ app, ...plain }, caller));
    const queued = operationOf(await operations.decide(approve(asked), ann));
    expect(queued.state).toBe('PENDING');
    expect(operations.ahead(queued).map(({ id }) => id)).toEqual([running.id, next.id]);
    clock.advance(61_000);
    await operations.cancel({ operationId: next.id }, caller);
    await operations.cancel({ operationId: running.id }, caller);
    expect(await ended(operations, asked.id)).toMatchObject({
      state: 'FAILED',
      problem: { code: 'APPROVAL_REQUIRED' },
      startedAt: null,
    });
    expect(operationOf(await operations.decide(approve(late), ann)).state).toBe('RUNNING');
  });

  it('is written on what the approvers saw alone, whatever is ahead of it in the queue', async () => {
    const { operations, images } = await start();
    const glass = { breakGlass: true, reason: 'now' };
    const running = operationOf(await operations.deploy({ ...deploy('stuck'), ...glass }, chief));
    await state(operations, running.id, ({ steps }) => steps.every(({ message }) => message !== null));
    const asked = operationOf(await operations.deploy(deploy('2'), caller));
    const ahead = operationOf(await operations.deploy({ ...deploy('3'), ...glass }, chief));
    expect(operationOf(await operations.decide(approve(asked), ann)).state).toBe('PENDING');
    await operations.cancel({ operationId: running.id }, caller);
    expect(await ended(operations, ahead.id)).toMatchObject({ state: 'SUCCEEDED' });
    expect(await ended(operations, asked.id)).toMatchObject({
      state: 'FAILED',
      problem: { code: 'CONFLICT', message: expect.stringContaining('"shop/web:3" now, and was "shop/web:stuck"') },
    });
    expect(images()).toEqual(['shop/web:3', 'shop/web:3']);
  });

  it('is refused by a freeze when it is approved', async () => {
    const { operations, records } = await start();
    const asked = operationOf(await operations.deploy(deploy('2'), caller));
    await freeze(records.freezes);
    expect(operationOf(await operations.decide(approve(asked), ann))).toMatchObject({
      state: 'REJECTED',
      problem: { code: 'FROZEN' },
    });
  });

  it('is refused by a freeze that comes right before it begins, and by none that is about others', async () => {
    const { operations, records, another, images } = await start();
    let tenants = ['umbrella'];
    const late = await another(true, {
      journal: {
        ...records.journal,
        async queueApproved(approved) {
          await freeze(records.freezes, tenants);
          return records.journal.queueApproved(approved);
        },
      },
    });
    const first = operationOf(await operations.deploy(deploy('2'), caller));
    expect(operationOf(await late.decide(approve(first), ann))).toMatchObject({ state: 'RUNNING' });
    await ended(operations, first.id);
    tenants = ['acme'];
    const second = operationOf(await operations.deploy(deploy('3'), caller));
    expect(operationOf(await late.decide(approve(second), ann))).toMatchObject({
      state: 'REJECTED',
      problem: { code: 'FROZEN' },
    });
    expect(images()).toEqual(['shop/web:2', 'shop/web:2']);
  });

  it('goes ahead at once for those who may break the glass, with a reason, and shows that for good', async () => {
    const { operations } = await start();
    const broken = { ...deploy('2'), breakGlass: true };
    expect(await operations.deploy({ ...broken, reason: 'fire' }, eve)).toMatchObject({
      problems: [{ code: 'FORBIDDEN', path: ['input', 'breakGlass'] }],
    });
    for (const reason of [{}, { reason: ' ' }]) {
      expect(await operations.deploy({ ...broken, ...reason }, chief)).toMatchObject({
        problems: [{ code: 'INVALID', path: ['input', 'reason'] }],
      });
    }
    expect((await operations.list({}, {})).totalCount).toBe(0);
    const { id, state: now } = operationOf(await operations.deploy({ ...broken, reason: 'fire' }, chief));
    expect(now).toBe('RUNNING');
    const by = { name: 'chief', kind: 'USER' };
    expect(await ended(operations, id)).toMatchObject({
      state: 'SUCCEEDED',
      reason: 'fire',
      approval: { brokenBy: by },
    });
    expect(
      await operations.decide(approve(operationOf({ operation: await state(operations, id, () => true) })), ann),
    ).toMatchObject({
      problems: [{ code: 'CONFLICT' }],
    });
  });

  it('is told by the plan of a dry run', async () => {
    const { operations } = await start({ approvals: 2 });
    expect(await operations.deploy({ ...deploy('2'), dryRun: true }, caller)).toMatchObject({
      plan: {
        warnings: [
          {
            code: 'APPROVAL_REQUIRED',
            message: expect.stringContaining('2 approvals by callers with the role release-manager'),
          },
        ],
      },
    });
  });

  it('has what it will set in the journal only as long as it waits', async () => {
    const { operations, records } = await start();
    const asked = operationOf(await operations.deploy(deploy('2'), caller));
    expect((await records.journal.read([asked.id]))[0]?.asked).not.toBeNull();
    operationOf(await operations.decide(reject(asked), ann));
    expect((await records.journal.read([asked.id]))[0]).toMatchObject({
      asked: null,
      work: [{ changes: [] }, { changes: [] }],
    });
  });

  it('is not asked of the rollback that a failed deploy owes', async () => {
    const { operations } = await start();
    const rollback = new Promise<Operation>((resolve) => {
      operations.onChange((operation) => void (operation.kind === 'ROLLBACK' && resolve(operation)));
    });
    const asked = operationOf(
      await operations.deploy({ ...deploy('stuck'), onFailure: 'ROLL_BACK', deadlineSeconds: 1 }, caller),
    );
    operationOf(await operations.decide(approve(asked), ann));
    expect(await ended(operations, asked.id)).toMatchObject({ state: 'FAILED' });
    expect(await ended(operations, (await rollback).id)).toMatchObject({ state: 'SUCCEEDED', approval: null });
  });
});
