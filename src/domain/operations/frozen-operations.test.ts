import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../lib/clock.ts';
import { auditEntryOf } from '../audit/testing/audit-entry.ts';
import { createFreezeGuard } from '../freezes/freeze-guard.ts';
import type { Freeze } from '../freezes/freeze.ts';
import type { FreezeStore } from '../freezes/freeze-store.ts';
import { RecordsUnavailable } from '../records-unavailable.ts';
import type { Journal } from './journal.ts';
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

const hour = 3_600_000;
const ann = { name: 'ann', kind: 'USER' } as const;
const beside = { key: null, audit: auditEntryOf() };
const frozen = { code: 'FROZEN', retryable: false };

type Change = Omit<Partial<Freeze>, 'scope'> & { readonly scope?: Partial<Freeze['scope']> };

/** Freezes everything for an hour, but for what the change says. */
async function freeze(store: FreezeStore, { scope, ...change }: Change = {}): Promise<Freeze> {
  const now = systemClock.now();
  const made: Freeze = {
    id: crypto.randomUUID(),
    reason: 'Black Friday',
    from: now,
    until: now + hour,
    scope: { tenants: [], environments: [], clusterLabels: [], kinds: [], ...scope },
    allowsRollbacks: false,
    createdBy: ann,
    createdAt: now,
    endedAt: null,
    endedBy: null,
    ...change,
  };
  await store.create(made, beside);
  return made;
}

/** The operations on two simulated clusters, to which something happens whenever they look at the freezes, or something is to begin. */
async function startWith({
  viewed,
  begins,
  asked,
}: {
  viewed?: (store: FreezeStore) => Promise<unknown>;
  begins?: (store: FreezeStore) => Promise<unknown>;
  asked?: () => void;
}) {
  const { operations, records, fleet, engineOn } = await startSimulatedOperations();
  await operations.stop();
  const guard = createFreezeGuard(records.freezes, systemClock);
  const journal: Journal = {
    ...records.journal,
    async view(...given) {
      asked?.();
      const answer = await records.journal.view(...given);
      await viewed?.(records.freezes);
      return answer;
    },
    async begin(operation) {
      await begins?.(records.freezes);
      return records.journal.begin(operation);
    },
  };
  const engine = engineOn(journal, false, {
    async refusal(where) {
      asked?.();
      return guard.refusal(where);
    },
  });
  onTestFinished(() => engine.stop());
  await engine.start();
  return { engine, fleet };
}

describe('a freeze', { timeout: 30_000 }, () => {
  it('refuses what is asked for while it holds, and nothing else', async () => {
    const { operations, records, fleet } = await startSimulatedOperations();
    await freeze(records.freezes, { scope: { tenants: ['umbrella'] } });
    await freeze(records.freezes, { from: systemClock.now() + hour, until: systemClock.now() + 2 * hour });
    const { id, until } = await freeze(records.freezes, { scope: { kinds: ['DEPLOY'] } });
    expect(await operations.deploy(deploy('2'), caller)).toMatchObject({
      problems: [
        {
          ...frozen,
          message: expect.stringContaining(`until ${new Date(until).toISOString()}: Black Friday.`),
          clusterId: null,
        },
      ],
    });
    expect((await operations.list({}, {})).totalCount).toBe(0);
    const scaled = operationOf(await operations.scale({ app, replicas: 3, ...plain }, caller));
    expect(await ended(operations, scaled.id)).toMatchObject({ state: 'SUCCEEDED' });

    await records.freezes.end({ id, by: ann, at: systemClock.now() }, beside);
    const deployed = operationOf(await operations.deploy(deploy('2'), caller));
    expect(await ended(operations, deployed.id)).toMatchObject({ state: 'SUCCEEDED' });
    const shown = fleet.app(app, 'web');
    expect(shown && fleet.image(shown)).toBe('shop/web:2');
  });

  it('by labels refuses an operation as a whole, and not one that leaves these clusters out', async () => {
    const { operations, registry, records } = await startSimulatedOperations();
    await freeze(records.freezes, { scope: { clusterLabels: [{ key: 'region', value: 'eu' }] } });
    expect(await operations.deploy(deploy('2'), caller)).toMatchObject({
      problems: [
        {
          ...frozen,
          message: expect.stringMatching(/frozen in eu .* only us\./),
          clusterId: registry.byName('eu')?.id,
        },
      ],
    });
    const asked = operationOf(await operations.deploy({ ...deploy('2'), clusters: ['us'] }, caller));
    expect(await ended(operations, asked.id)).toMatchObject({ state: 'SUCCEEDED', steps: [{ state: 'SUCCEEDED' }] });
  });

  it('is a warning of the plan in a dry run', async () => {
    const { operations, records } = await startSimulatedOperations();
    const dryRun = { ...deploy('2'), dryRun: true };
    const free = await operations.deploy(dryRun, caller);
    await freeze(records.freezes);
    const warned = await operations.deploy(dryRun, caller);
    expect(warned).toMatchObject({ plan: { changes: [{}, {}], warnings: [frozen] } });
    expect('plan' in warned && 'plan' in free && warned.plan.digest === free.plan.digest).toBe(true);
  });

  it('answers a repeated call with the operation that was begun before', async () => {
    const { operations, records } = await startSimulatedOperations();
    const keyed = { ...deploy('2'), idempotencyKey: 'k1' };
    const { id } = operationOf(await operations.deploy(keyed, caller));
    await freeze(records.freezes);
    expect(operationOf(await operations.deploy(keyed, caller)).id).toBe(id);
    expect(await ended(operations, id)).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('lets rollbacks pass where it says so, which supersede what runs; and cancelling always', async () => {
    const { operations, records, fleet } = await startSimulatedOperations();
    const first = operationOf(await operations.deploy(deploy('stuck'), caller));
    const strict = await freeze(records.freezes);
    await freeze(records.freezes, { allowsRollbacks: true });
    expect(await operations.rollback({ app, ...plain }, caller)).toMatchObject({ problems: [frozen] });
    expect(operations.active(app)).toMatchObject([{ id: first.id, state: 'RUNNING' }]);

    await records.freezes.end({ id: strict.id, by: ann, at: systemClock.now() }, beside);
    const back = operationOf(await operations.rollback({ app, ...plain }, caller));
    expect(await ended(operations, back.id)).toMatchObject({ state: 'SUCCEEDED' });
    expect(await operations.get(first.id)).toMatchObject({ state: 'CANCELLED', supersededBy: back.id });
    const shown = fleet.app(app, 'web');
    expect(shown && fleet.image(shown)).toBe('shop/web:1');
  });

  it('ends what waits at its turn, with nothing written; what runs goes on until then', async () => {
    const { operations, records, fleet } = await startSimulatedOperations();
    const first = operationOf(await operations.deploy(deploy('stuck'), caller));
    const second = operationOf(await operations.scale({ app, replicas: 3, ...plain }, caller));
    await freeze(records.freezes);
    expect(operations.active(app)).toMatchObject([
      { id: second.id, state: 'PENDING' },
      { id: first.id, state: 'RUNNING' },
    ]);
    await operations.cancel({ operationId: first.id }, caller);
    const message = 'Nothing was written here: refused when its turn came.';
    const step = { state: 'FAILED', message, problem: frozen, startedAt: null, finishedAt: expect.any(Number) };
    expect(await ended(operations, second.id)).toMatchObject({
      state: 'FAILED',
      problem: { ...frozen, message: expect.stringContaining('acme/prod is frozen until') },
      startedAt: null,
      steps: [step, step],
    });
    expect(fleet.app(app, 'web')?.instances.map(({ workload }) => workload.desired)).toEqual([2, 2]);
    expect(operations.active(app)).toEqual([]);
  });

  it('does not keep a deploy that began before it from being rolled back', async () => {
    const { operations, records, fleet } = await startSimulatedOperations();
    const rollback = new Promise<Operation>((resolve) => {
      operations.onChange((operation) => void (operation.kind === 'ROLLBACK' && resolve(operation)));
    });
    const risky = { ...deploy('stuck'), onFailure: 'ROLL_BACK', deadlineSeconds: 1 } as const;
    const { id } = operationOf(await operations.deploy(risky, caller));
    await freeze(records.freezes);
    expect(await ended(operations, id)).toMatchObject({ state: 'FAILED', problem: { code: 'DEADLINE_EXCEEDED' } });
    expect(await ended(operations, (await rollback).id)).toMatchObject({ state: 'SUCCEEDED' });
    const shown = fleet.app(app, 'web');
    expect(shown && fleet.image(shown)).toBe('shop/web:1');
  });

  it('does not keep what Tenantry itself had queued from beginning, after a restart either', async () => {
    const { operations, records, database, engineOn } = await startSimulatedOperations();
    const first = operationOf(await operations.deploy(deploy('stuck'), caller));
    const owed = operationOf(await operations.scale({ app, replicas: 3, ...plain }, caller));
    const queued = operationOf(await operations.restart({ app, ...plain }, caller));
    await operations.stop();
    // As a crash may leave it: what was ahead has ended, and its follow-up has not begun.
    const file = new DatabaseSync(database);
    file.prepare("update operation set state = 'FAILED' where id = ?").run(first.id);
    file.prepare("update operation set actor_kind = 'SYSTEM' where id = ?").run(owed.id);
    file.close();
    await freeze(records.freezes);
    const next = engineOn();
    onTestFinished(() => next.stop());
    await next.start();
    expect(await state(next, owed.id, ({ startedAt }) => startedAt !== null)).toMatchObject({ kind: 'SCALE' });
    await next.cancel({ operationId: owed.id }, caller);
    expect(await ended(next, queued.id)).toMatchObject({ state: 'FAILED', problem: frozen });
  });

  it('that is made while an operation is planned refuses it, too', async () => {
    let views = 0;
    const { engine, fleet } = await startWith({ viewed: async (store) => (views += 1) === 1 && (await freeze(store)) });
    const told = await engine.deploy(deploy('2'), caller);
    expect(told).toMatchObject({ problems: [frozen], preflight: { verdict: 'REFUSED', changes: [{}, {}] } });
    expect(views).toBe(1);
    const shown = fleet.app(app, 'web');
    expect(shown && fleet.image(shown)).toBe('shop/web:1');
    // As somebody is told who comes later.
    expect(await engine.deploy(deploy('2'), caller)).toEqual(told);
    expect((await engine.list({}, {})).totalCount).toBe(0);
  });

  it('keeps nothing from beginning that it is not about, however many are made meanwhile', async () => {
    let freezes = 0;
    const { engine } = await startWith({
      begins: async (store) => freeze(store, { scope: { tenants: [`other-${(freezes += 1)}`] } }),
    });
    expect(await engine.deploy(deploy('2'), caller)).toHaveProperty('operation');
    expect(freezes).toBe(1);
  });

  it('keeps no rollback from beginning that it lets pass, however many are made meanwhile', async () => {
    let freezes = 0;
    let isOn = false;
    const { engine } = await startWith({
      begins: async (store) => isOn && (freezes += 1) > 0 && (await freeze(store, { allowsRollbacks: true })),
    });
    operationOf(await engine.deploy(deploy('stuck'), caller));
    isOn = true;
    const back = operationOf(await engine.rollback({ app, ...plain }, caller));
    expect(await ended(engine, back.id)).toMatchObject({ state: 'SUCCEEDED' });
    expect(freezes).toBe(1);
  });

  it('that cannot be read refuses what is asked for, and keeps what waits waiting', async () => {
    let away = false;
    const { engine } = await startWith({
      asked() {
        if (!away) return;
        away = false;
        throw new RecordsUnavailable('AWAY', 'The records are away. Bring them back.');
      },
    });
    const first = operationOf(await engine.deploy(deploy('stuck'), caller));
    const second = operationOf(await engine.scale({ app, replicas: 3, ...plain }, caller));
    away = true;
    expect(await engine.restart({ app, ...plain }, caller)).toMatchObject({
      problems: [{ code: 'UNAVAILABLE', retryable: true }],
    });
    away = true;
    await engine.cancel({ operationId: first.id }, caller);
    expect(await state(engine, second.id, ({ state: now }) => now !== 'PENDING')).toMatchObject({ state: 'RUNNING' });
  });
});
