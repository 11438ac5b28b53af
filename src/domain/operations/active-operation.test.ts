import { expect, it } from 'vitest';
import { systemClock } from '../../lib/clock.ts';
import type { Clock } from '../../lib/clock.ts';
import { silentLog } from '../../lib/log.ts';
import { RecordsUnavailable } from '../records-unavailable.ts';
import { createActiveOperation } from './active-operation.ts';
import { freshLeaseMs } from './journal.ts';
import type { JournaledOperation } from './journal.ts';
import { withStep } from './operation-states.ts';

const step = {
  clusterId: 'eu',
  namespace: 'acme-prod',
  state: 'RUNNING',
  message: null,
  problem: null,
  startedAt: 1,
  finishedAt: null,
  templateDigest: null,
} as const;
const entry: JournaledOperation = {
  operation: {
    id: 'op-1',
    kind: 'DEPLOY',
    state: 'RUNNING',
    target: { tenant: 'acme', environment: 'prod', name: 'web', kind: 'DEPLOYMENT' },
    actor: { name: 'tester', kind: 'USER' },
    reason: null,
    plan: null,
    steps: [step, { ...step, clusterId: 'us' }],
    problem: null,
    supersededBy: null,
    approval: null,
    createdAt: 1,
    startedAt: 1,
    finishedAt: null,
  },
  work: [],
  settings: { deadlineSeconds: null, onFailure: 'LEAVE' },
  followUp: null,
  asked: null,
};

it('keeps what one step tells while a change of the other is being journaled', async () => {
  const saving = Promise.withResolvers<boolean>();
  const active = createActiveOperation({ entry, fence: 1 }, [], {
    journal: { save: () => saving.promise, hold: () => Promise.resolve(true) },
    clock: systemClock,
    log: silentLog,
    shutdown: new AbortController().signal,
    changed: () => {},
    lost: () => {},
  });
  const change = active.change((before) => ({
    ...before,
    operation: withStep(before.operation, 0, { templateDigest: 'new' }),
  }));
  await Promise.resolve();
  active.tell((operation) => withStep(operation, 1, { message: 'waiting' }));
  saving.resolve(true);
  await change;
  expect(active.entry.operation.steps).toMatchObject([{ templateDigest: 'new' }, { message: 'waiting' }]);
});

/** A clock whose waits are over at once, and what was waited for, in milliseconds. */
function impatient(): { readonly clock: Clock; readonly waits: number[] } {
  const waits: number[] = [];
  const after: Clock['after'] = (delayMs, run) => {
    waits.push(delayMs);
    queueMicrotask(run);
    return () => {};
  };
  return { clock: { ...systemClock, after }, waits };
}

/** An operation whose journal fails with this as long as `save` says so. */
function failing(save: (state: string) => Promise<boolean>) {
  const { clock, waits } = impatient();
  const logged: unknown[] = [];
  const shutdown = new AbortController();
  const note = (level: string) => (fields: object) => void logged.push({ level, ...fields });
  const written = { generation: 2, at: 1, skewMs: 0 };
  const work = [written, null].map((now) => ({ written: now, changes: [{}] })) as unknown as JournaledOperation['work'];
  const active = createActiveOperation({ entry: { ...entry, work }, fence: 1 }, [], {
    journal: { save: ({ operation }) => save(operation.state), hold: () => Promise.resolve(true) },
    clock,
    log: { ...silentLog, warn: note('warn'), error: note('error') },
    shutdown: shutdown.signal,
    changed: () => {},
    lost: () => {},
  });
  return { active, waits, logged, shutdown };
}

it('tries a change for as long as the records are away', async () => {
  let away = 20;
  const { active, waits, logged } = failing(() => {
    away -= 1;
    return away > 0 ? Promise.reject(new RecordsUnavailable('AWAY', 'gone')) : Promise.resolve(true);
  });
  expect(await active.change((before) => before)).toBe(true);
  expect(waits).toEqual(Array.from({ length: 19 }, () => 1_000));
  expect(logged).toEqual(Array.from({ length: 19 }, () => ({ level: 'warn', operation: 'op-1', error: 'gone' })));
});

it('ends as FAILED where a change cannot be journaled for another reason, which is logged each time', async () => {
  const { active, waits, logged } = failing((state) =>
    state === 'FAILED' ? Promise.resolve(true) : Promise.reject(new Error('constraint')),
  );
  expect(await active.change((before) => before)).toBe(false);
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000]);
  expect(logged).toEqual(Array.from({ length: 5 }, () => ({ level: 'error', operation: 'op-1', error: 'constraint' })));
  expect(active.stop.signal.reason).toBe('LOST');
  const { operation, work } = active.entry;
  expect(operation).toMatchObject({
    state: 'FAILED',
    problem: { code: 'UNAVAILABLE', retryable: false },
    steps: [
      { state: 'FAILED', message: expect.stringMatching(/^The change was written here/) },
      { state: 'FAILED', message: expect.stringMatching(/not known/) },
    ],
  });
  expect(work.map(({ changes }) => changes)).toEqual([[], []]);
});

it('tries more and more rarely where not even that can be journaled, until the process stops', async () => {
  let tries = 0;
  const { active, waits, shutdown } = failing(() => {
    tries += 1;
    if (tries === 12) shutdown.abort();
    return Promise.reject(new Error('constraint'));
  });
  expect(await active.change((before) => before)).toBe(false);
  expect(waits.slice(-4)).toEqual([60_000, 60_000, 60_000, 60_000]);
  expect(active.entry.operation.state).toBe('RUNNING');
});

it('counts an error of the change itself like one of the journal', async () => {
  const { active, logged } = failing(() => Promise.resolve(true));
  const change = () => {
    throw new TypeError('a mistake of ours');
  };
  expect(await active.change(change)).toBe(false);
  expect(logged).toHaveLength(5);
  expect(active.entry.operation.state).toBe('FAILED');
});

it('asks for its lease before a write, but for one that was just taken', async () => {
  let now = 1_000;
  const asked: number[] = [];
  const active = createActiveOperation({ entry, fence: 1, askedAt: now }, [], {
    journal: {
      save: () => Promise.resolve(true),
      hold: () => {
        asked.push(now);
        return Promise.resolve(true);
      },
    },
    clock: { ...systemClock, now: () => now },
    log: silentLog,
    shutdown: new AbortController().signal,
    changed: () => {},
    lost: () => {},
  });
  const holdAt = async (time: number) => {
    now = time;
    expect(await active.mayWrite()).toBe(true);
  };
  await holdAt(1_000 + freshLeaseMs);
  expect(asked).toEqual([]);
  await holdAt(1_001 + freshLeaseMs);
  // The clock was set back: how long ago it was is not known.
  await holdAt(999);
  active.stop.abort('LOST');
  await holdAt(1_000);
  expect(asked).toEqual([1_001 + freshLeaseMs, 999, 1_000]);
});
