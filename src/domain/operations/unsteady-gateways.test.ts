import { describe, expect, it, onTestFinished } from 'vitest';
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
import { createUnpolledClock } from '../../../test/support/unpolled-clock.ts';
import { systemClock } from '../../lib/clock.ts';
import type { Clock } from '../../lib/clock.ts';
import { silentLog } from '../../lib/log.ts';
import { fail } from '../../lib/result.ts';
import { createAudit } from '../audit/audit.ts';
import type { ClusterSource } from '../clusters/cluster-source.ts';
import { OutcomeUnknown, RecordsUnavailable } from '../records-unavailable.ts';
import { freshLeaseMs } from './journal.ts';
import type { Journal } from './journal.ts';
import type { Operation } from './operation.ts';
import type { OperationOutcome } from './operations.ts';
import { ownDraft } from './own-attempt.ts';

const away = () => new RecordsUnavailable('AWAY', 'away, as told');

describe('a gateway', { timeout: 60_000 }, () => {
  it('writes nothing for what is begun while it stops', async () => {
    const { records, engineOn } = await startSimulatedOperations();
    const asked = Promise.withResolvers<void>();
    const goesOn = Promise.withResolvers<void>();
    let writes = 0;
    const journal: Journal = {
      ...records.journal,
      async begin(operation) {
        asked.resolve();
        await goesOn.promise;
        return records.journal.begin(operation);
      },
      hold(...args) {
        writes += 1;
        return records.journal.hold(...args);
      },
    };
    // So late, after the lease was taken, that it is asked for again before each write.
    let late = 0;
    const now = () => systemClock.now() + (late += freshLeaseMs + 1);
    const stopping = engineOn(journal, false, undefined, { clock: { ...systemClock, now } });
    const answer = stopping.deploy(deploy('2'), caller);
    await asked.promise;
    await stopping.stop();
    goesOn.resolve();
    const { id } = operationOf(await answer);
    expect(writes).toBe(0);
    expect(await records.journal.get(id)).toMatchObject({ state: 'RUNNING', steps: [{ finishedAt: null }, {}] });
  });

  it('keeps what it has also where it cannot see what others do, and tries again at the next look', async () => {
    const { records, engineOn } = await startSimulatedOperations();
    let renewals = 0;
    let isBlind = false;
    const thrice = Promise.withResolvers<void>();
    const clock: Clock = { ...systemClock, after: (ms, run) => systemClock.after(Math.min(ms, 20), run) };
    const half = engineOn(
      {
        ...records.journal,
        versions: () => (isBlind ? Promise.reject(away()) : records.journal.versions()),
        renew(holder, ids) {
          renewals += 1;
          if (renewals === 3) thrice.resolve();
          return renewals === 1 ? Promise.reject(away()) : records.journal.renew(holder, ids);
        },
      },
      true,
      undefined,
      { clock },
    );
    onTestFinished(() => half.stop());
    await half.start();
    isBlind = true;
    await expect(thrice.promise).resolves.toBeUndefined();
  });

  it('waits for what began elsewhere while it read what others do', async () => {
    const { operations, records, engineOn } = await startSimulatedOperations();
    const first = operationOf(await operations.deploy(deploy('stuck'), caller));
    const begun: Operation[] = [];
    const { clock } = createUnpolledClock();
    const other = engineOn(
      {
        ...records.journal,
        async versions() {
          const versions = await records.journal.versions();
          if (begun.length === 0) begun.push(operationOf(await operations.deploy(deploy('3'), caller)));
          return versions;
        },
      },
      true,
      undefined,
      { clock },
    );
    onTestFinished(() => other.stop());
    const last = operationOf(await other.deploy(deploy('4'), caller));
    expect(last.state).toBe('PENDING');
    for (const { id } of [first, ...begun]) expect(last.steps[0]?.message).toContain(id);
  });

  it('that takes over one of the queue knows what is ahead of it', async () => {
    const { operations, records, engineOn } = await startSimulatedOperations();
    const { clock } = createUnpolledClock();
    const other = engineOn({ ...records.journal, save: () => Promise.reject(away()) }, true, undefined, { clock });
    onTestFinished(() => other.stop());
    await other.start();
    const first = operationOf(await operations.deploy(deploy('stuck'), caller));
    const second = operationOf(await operations.scale({ app, replicas: 3, ...plain }, caller));
    expect(await other.cancel({ operationId: second.id }, caller)).toMatchObject({
      problems: [{ code: 'UNAVAILABLE' }],
    });
    expect(other.ahead(second).map(({ id }) => id)).toEqual([first.id]);
  });

  it('says that a failed deploy could not be rolled back, however long the records were away', async () => {
    const { operations, records, engineOn } = await startSimulatedOperations();
    await operations.stop();
    let aheadMs = 0;
    let refusals = 0;
    const patient = engineOn(
      {
        ...records.journal,
        begin(operation) {
          if (operation.followUpOf === null || refusals === 3) return records.journal.begin(operation);
          refusals += 1;
          aheadMs += 600_000;
          return Promise.reject(away());
        },
      },
      false,
      undefined,
      { clock: { now: () => Date.now() + aheadMs, after: (ms, run) => systemClock.after(Math.min(ms, 100), run) } },
    );
    onTestFinished(() => patient.stop());
    await patient.start();
    const rollback = new Promise<Operation>((resolve) => {
      patient.onChange((operation) => void (operation.kind === 'ROLLBACK' && resolve(operation)));
    });
    await patient.deploy({ ...deploy('stuck'), onFailure: 'ROLL_BACK', deadlineSeconds: 1 }, caller);
    expect(await rollback).toMatchObject({ state: 'FAILED', problem: { code: 'UNAVAILABLE' } });
    expect(await records.journal.get((await rollback).id)).toEqual(await rollback);
  });

  it('says that it does not know what it began, where the database does not tell; a key finds out', async () => {
    const { records, engineOn } = await startSimulatedOperations();
    const unsure = engineOn(
      {
        ...records.journal,
        async begin(operation) {
          await records.journal.begin(operation);
          throw new OutcomeUnknown('AWAY', 'not known, as told');
        },
      },
      true,
    );
    const keyed = { ...deploy('2'), idempotencyKey: 'once' };
    const audit = createAudit({
      log: { ...records.audit, append: () => Promise.reject(away()) },
      clock: systemClock,
      logger: silentLog,
    });
    const draft = ownDraft({ kind: 'DEPLOY', ...keyed }, caller);
    const asked = await audit.attempt<OperationOutcome>(draft, (attempt) => unsure.deploy(keyed, caller, attempt));
    const notKnown = expect.stringContaining('not known whether this was done');
    expect(asked).toMatchObject({ problems: [{ code: 'UNAVAILABLE', retryable: true, message: notKnown }] });
    expect(operationOf(await unsure.deploy(keyed, caller))).toMatchObject({ state: 'RUNNING' });
    expect(await unsure.restart({ app, ...plain }, caller)).toMatchObject({
      problems: [{ code: 'UNAVAILABLE', retryable: false, message: notKnown }],
    });
    await unsure.stop();
  });

  it('cancels nothing by a key that stands for something else since a moment ago', async () => {
    const { operations, records, engineOn } = await startSimulatedOperations();
    const keyed = { idempotencyKey: 'k' };
    const { id } = operationOf(await operations.deploy(deploy('stuck'), caller));
    const other = engineOn(
      {
        ...records.journal,
        async findKey(...args) {
          const before = await records.journal.findKey(...args);
          await operations.scale({ app, replicas: 3, ...plain, ...keyed }, caller);
          return before;
        },
      },
      true,
    );
    onTestFinished(() => other.stop());
    expect(await other.cancel({ operationId: id, ...keyed }, caller)).toMatchObject({
      problems: [{ code: 'IDEMPOTENCY_MISMATCH' }],
    });
    expect(await state(operations, id, () => true)).toMatchObject({ state: 'RUNNING' });
  });

  it('says of a write that got no answer, and was not seen, that it may still come', async () => {
    const { registry, engineOn } = await startSimulatedOperations();
    const unanswered = { reason: 'UNKNOWN_OUTCOME', message: 'no answer, as told', retryable: true } as const;
    const silent = (cluster: ClusterSource): ClusterSource => ({
      ...cluster,
      get state() {
        return cluster.state;
      },
      writer: {
        ...cluster.writer,
        patch: (ref, patch, options) =>
          options.dryRun ? cluster.writer.patch(ref, patch, options) : Promise.resolve(fail(unanswered)),
      },
    });
    const engine = engineOn(undefined, true, undefined, {
      registry: {
        ...registry,
        byId(id) {
          const cluster = registry.byId(id);
          return cluster && silent(cluster);
        },
      },
    });
    onTestFinished(() => engine.stop());
    const { id } = operationOf(await engine.deploy(deploy('2'), caller));
    await state(engine, id, ({ steps }) => steps.every(({ message }) => message?.startsWith('Trying again') === true));
    await engine.cancel({ operationId: id }, caller);
    const { steps } = await ended(engine, id);
    expect(steps.map(({ message }) => message)).toEqual(
      steps.map(() => expect.stringMatching(/^Cancelled. No write was seen here; one .* may still come/)),
    );
  });
});
