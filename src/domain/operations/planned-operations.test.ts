import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../lib/clock.ts';
import { fail, succeed } from '../../lib/result.ts';
import { createAccess, environmentScope } from '../access/access.ts';
import type { Action } from '../access/action.ts';
import { firstRule } from '../approvals/approval-rule.ts';
import type { ApprovalRule } from '../approvals/approval-rule.ts';
import { auditEntryOf } from '../audit/testing/audit-entry.ts';
import type { FreezeStore } from '../freezes/freeze-store.ts';
import { callerOf } from '../testing/caller-of.ts';
import type { OperationsOptions } from './create-operations.ts';
import type { Preflight } from './operation.ts';
import type { OperationOutcome } from './operations.ts';
import {
  app,
  caller,
  deploy,
  ended,
  operationOf,
  plain,
  startSimulatedOperations,
  until,
} from '../../../test/support/simulated-operations.ts';

const dry = (tag: string) => ({ ...deploy(tag), dryRun: true });
const rule: ApprovalRule = {
  approvals: 1,
  role: 'release-manager',
  requesterMayApprove: false,
  waitSeconds: 3600,
  validSeconds: 3600,
  breakGlass: ['chief'],
};
const frozen = { code: 'FROZEN', retryable: false, clusterId: null };

/** Freezes everything for an hour. */
async function freeze(store: FreezeStore): Promise<void> {
  const now = systemClock.now();
  await store.create(
    {
      id: 'f1',
      reason: 'The inventory',
      from: now,
      until: now + 3_600_000,
      scope: { tenants: [], environments: [], clusterLabels: [], kinds: [] },
      allowsRollbacks: false,
      createdBy: { name: 'ann', kind: 'USER' },
      createdAt: now,
      endedAt: null,
      endedBy: null,
    },
    { key: null, audit: auditEntryOf() },
  );
}

async function start(options: Partial<OperationsOptions> = {}) {
  const scene = await startSimulatedOperations();
  await scene.operations.stop();
  const operations = scene.engineOn(scene.records.journal, false, undefined, options);
  onTestFinished(() => operations.stop());
  await operations.start();
  return { ...scene, operations };
}

function found(outcome: OperationOutcome): Preflight {
  if ('plan' in outcome) return outcome.plan;
  const preflight = 'operation' in outcome ? outcome.operation.plan : outcome.preflight;
  if (preflight === null || preflight === undefined) throw new Error(JSON.stringify(outcome));
  return preflight;
}

const refusedKinds = ({ checks }: Preflight) =>
  checks.filter(({ outcome }) => outcome === 'REFUSED').map(({ kind }) => kind);

describe('what is asked for', { timeout: 60_000 }, () => {
  it('is looked at from every side, in every placement, in an order that stays', async () => {
    const { operations, registry } = await start();
    const plan = found(await operations.deploy(dry('2'), caller));
    const ofPlacement = ['CLUSTER_HEALTH', 'WORKLOAD', 'OWNERSHIP', 'AUTOSCALER', 'ADMISSION', 'QUOTA'];
    expect(plan.verdict).toBe('ALLOWED');
    expect(plan.checks.map(({ kind }) => kind)).toEqual([
      'ACCESS',
      'APPROVAL',
      'FREEZE',
      ...ofPlacement,
      ...ofPlacement,
    ]);
    expect(plan.checks.every(({ outcome, remedy }) => outcome === 'PASSED' && remedy === null)).toBe(true);
    const [eu, us] = ['eu', 'us'].map((name) => registry.byName(name)?.id);
    expect(plan.checks.map(({ clusterId }) => clusterId)).toEqual([
      null,
      null,
      null,
      ...ofPlacement.map(() => eu),
      ...ofPlacement.map(() => us),
    ]);
    const begun = operationOf(await operations.deploy(deploy('2'), caller));
    expect(begun.plan).toMatchObject({ verdict: 'ALLOWED', checks: plan.checks, digest: plan.digest });
    expect((await ended(operations, begun.id)).plan?.checks).toEqual(plan.checks);
  });

  it('is told all that is in its way at once, and shown what would change where that can be told', async () => {
    const { operations, registry, records, us } = await start();
    await freeze(records.freezes);
    us.setReachable(false);
    await until(registry, () => registry.byName('us')?.state.gap?.reason === 'UNREACHABLE');
    const outcome = await operations.deploy(deploy('2'), caller);
    expect(outcome).toMatchObject({ problems: [frozen] });
    const preflight = found(outcome);
    expect(preflight).toMatchObject({ verdict: 'REFUSED', digest: null });
    expect(refusedKinds(preflight)).toEqual(['FREEZE', 'CLUSTER_HEALTH']);
    expect(preflight.changes).toMatchObject([
      { object: { clusterId: registry.byName('eu')?.id }, diff: expect.stringContaining('shop/web:2') },
    ]);
    const away = preflight.checks.filter(({ clusterId }) => clusterId === registry.byName('us')?.id);
    expect(away.map(({ kind, outcome: each }) => [kind, each])).toEqual([
      ['CLUSTER_HEALTH', 'REFUSED'],
      ['WORKLOAD', 'UNKNOWN'],
      ['OWNERSHIP', 'PASSED'],
      ['AUTOSCALER', 'PASSED'],
      ['ADMISSION', 'UNKNOWN'],
      ['QUOTA', 'UNKNOWN'],
    ]);
    expect(away[0]?.remedy).toContain('Try again when it is back');
    // A dry run answers the plan of what can be planned, and says that it may not be.
    const planned = await operations.deploy({ ...dry('2'), clusters: ['eu'] }, caller);
    expect(planned).toMatchObject({ plan: { verdict: 'REFUSED', warnings: [frozen] } });
    expect((await operations.list({}, {})).totalCount).toBe(0);
  });

  it('is refused with what it would be where the workload cannot take it, and where only the cluster refuses', async () => {
    const { operations } = await start();
    await ended(operations, operationOf(await operations.pause({ app, dryRun: false }, caller)).id);
    const paused = await operations.deploy(deploy('2'), caller);
    expect(paused).toMatchObject({ problems: [{ code: 'CONFLICT' }, { code: 'CONFLICT' }] });
    expect(refusedKinds(found(paused))).toEqual(['WORKLOAD', 'WORKLOAD']);
    await ended(operations, operationOf(await operations.resume({ app, dryRun: false }, caller)).id);
    const tooMuch = { ...dry('2'), containers: [{ name: 'web', requests: { cpu: 2 }, limits: { cpu: 1 } }] };
    const refused = await operations.deploy(tooMuch, caller);
    expect(refusedKinds(found(refused))).toEqual(['ADMISSION', 'ADMISSION']);
    expect(found(refused).checks.find(({ kind }) => kind === 'ADMISSION')?.remedy).toEqual(expect.any(String));
  });

  it('needs approvals where a rule says so, and may not go without by those whom the rule does not name', async () => {
    const { operations } = await start({ approvals: { ruleFor: (...asked) => firstRule([rule], ...asked) } });
    const planned = found(await operations.deploy(dry('2'), caller));
    expect(planned.verdict).toBe('NEEDS_APPROVAL');
    expect(planned.checks.find(({ kind }) => kind === 'APPROVAL')).toMatchObject({
      outcome: 'NEEDS_APPROVAL',
      remedy: 'Ask somebody with the role release-manager to approve it.',
    });
    const waiting = operationOf(await operations.deploy(deploy('2'), caller));
    expect(waiting).toMatchObject({ state: 'AWAITING_APPROVAL', plan: { verdict: 'NEEDS_APPROVAL' } });
    const broken = { ...deploy('2'), breakGlass: true, reason: 'down' };
    const refused = await operations.deploy(broken, caller);
    expect(refused).toMatchObject({ problems: [{ code: 'FORBIDDEN', path: ['input', 'breakGlass'] }] });
    expect(refusedKinds(found(refused))).toEqual(['APPROVAL']);
    expect(found(refused).changes).toHaveLength(2);
    const chief = operationOf(await operations.deploy(broken, callerOf('chief', ['chief'])));
    expect(chief.plan).toMatchObject({ verdict: 'ALLOWED' });
    expect(chief.plan?.checks.find(({ kind }) => kind === 'APPROVAL')).toMatchObject({ outcome: 'WARNED' });
  });

  it('is refused to who may not do it, who learns no more of it', async () => {
    const { operations } = await start();
    const scope = environmentScope({ tenant: 'acme', environment: 'prod' });
    const viewer = callerOf('viewer', ['viewer'], {
      access: createAccess([{ role: 'viewer', scope, actions: new Set<Action>(['VIEW']) }]),
    });
    for (const request of [deploy('2'), dry('2')]) {
      const refused = await operations.deploy(request, viewer);
      expect(refused).toMatchObject({ problems: [{ code: 'FORBIDDEN' }] });
      expect(found(refused)).toMatchObject({
        verdict: 'REFUSED',
        checks: [{ kind: 'ACCESS', outcome: 'REFUSED', remedy: expect.any(String) }],
        changes: [],
        digest: null,
      });
    }
  });

  it('is warned of a quota with the numbers, and goes on where the quotas cannot be read', async () => {
    const { operations, registry } = await start();
    const [eu, us] = ['eu', 'us'].map((name) => registry.byName(name)?.writer);
    if (eu === undefined || us === undefined) throw new Error('both are registered');
    const quota = { name: 'small', hard: { pods: '3' }, used: { pods: '2' }, scopes: [] };
    Reflect.set(eu, 'readQuotas', async () => succeed([quota]));
    const forbidden = { reason: 'FORBIDDEN', message: 'no right to list resourcequotas', retryable: false } as const;
    Reflect.set(us, 'readQuotas', async () => fail(forbidden));
    const outcome = await operations.scale({ app, replicas: 5, ...plain, dryRun: true }, caller);
    expect(outcome).toMatchObject({
      plan: {
        verdict: 'ALLOWED',
        changes: [{}, {}],
        warnings: [{ code: 'QUOTA_EXCEEDED', clusterId: registry.byName('eu')?.id }],
      },
    });
    expect(found(outcome).checks.filter(({ kind }) => kind === 'QUOTA')).toMatchObject([
      {
        outcome: 'WARNED',
        message: expect.stringContaining('pods=3 more, and the quota small has pods=1 left'),
        remedy: expect.stringContaining('at least pods=5'),
      },
      { outcome: 'UNKNOWN', remedy: expect.stringContaining('resourcequotas') },
    ]);
  });

  it('shows no secret in what was found', async () => {
    const { operations, records } = await start();
    await freeze(records.freezes);
    const env = [{ name: 'DB_PASSWORD', value: 'hunter2-hunter2' }];
    const outcome = await operations.deploy({ ...deploy('2'), containers: [{ name: 'web', env }] }, caller);
    expect(found(outcome).changes).toHaveLength(2);
    expect(JSON.stringify(outcome)).not.toContain('hunter2');
  });
});
