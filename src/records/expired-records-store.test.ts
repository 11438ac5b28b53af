import { describe, expect, it, vi } from 'vitest';
import { startRetention } from '../domain/retention/retention.ts';
import type { ExpiredRecords } from '../domain/retention/retention.ts';
import { RecordsUnavailable } from '../domain/records-unavailable.ts';
import { silentLog } from '../lib/log.ts';
import { createManualClock } from '../lib/manual-clock.ts';
import { createExpiredRecordsStore } from './expired-records-store.ts';
import { beginSeen } from './fixtures/begin-seen.ts';
import { journalEntry } from './fixtures/journal-entry.ts';
import { recordEngines } from './fixtures/record-engines.ts';
import { createJournalStore } from './journal-store.ts';

const dayMs = 24 * 3600 * 1000;
const now = 1000 * dayMs;

describe.each(recordEngines)('what is too old on $name', ({ open }) => {
  /** Operations by the days since their end. */
  async function aged(ends: Readonly<Record<string, number>>) {
    const db = await open();
    const journal = createJournalStore(db);
    const write = (entry: ReturnType<typeof journalEntry>) =>
      beginSeen(journal, {
        entry,
        holder: 'one',
        inViewOf: { unfinished: [], newest: null },
        asksFreezes: null,
        key: null,
        superseded: [],
        followUpOf: null,
      });
    for (const [id, days] of Object.entries(ends)) {
      const finishedAt = now - days * dayMs;
      await write(journalEntry({ id, state: 'SUCCEEDED', createdAt: finishedAt - 10, finishedAt }));
    }
    return { db, journal, write, expired: createExpiredRecordsStore(db) };
  }

  it('goes with its steps, and nothing else does', async () => {
    const { db, journal, write, expired } = await aged({ old: 401, kept: 399 });
    const old = { createdAt: now - 500 * dayMs, finishedAt: now - 450 * dayMs };
    await write(journalEntry({ ...old, id: 'running', state: 'RUNNING', finishedAt: null }));
    await write(journalEntry({ ...old, id: 'ended-late', state: 'FAILED', finishedAt: now }));
    const owing = journalEntry({ ...old, id: 'owing', state: 'FAILED' });
    await write({ ...owing, followUp: { operationId: 'back' } });
    await write(journalEntry({ ...old, id: 'failed', state: 'FAILED' }));
    expect(await journal.count({})).toBe(6);

    expect(await expired.pruneOperations(now - 400 * dayMs)).toBe(2);
    expect(await expired.pruneOperations(now - 400 * dayMs)).toBe(0);
    const left = await db.selectFrom('operation').select('id').orderBy('id').execute();
    expect(left.map(({ id }) => id)).toEqual(['ended-late', 'kept', 'owing', 'running']);
    const steps = await db.selectFrom('operation_step').select('operation_id').distinct().execute();
    expect(steps.map((step) => step.operation_id).toSorted()).toEqual(['ended-late', 'kept', 'owing', 'running']);
  });

  it('is told by the clock of the database, however wrong that of a gateway is', async () => {
    const { journal, expired } = await aged({});
    const databaseNow = await expired.now();
    expect(Math.abs(databaseNow - Date.now())).toBeLessThan(60_000);
    await journal.saveKey({ caller: 'c', key: 'k', inputHash: 'h', operationId: 'o', createdAt: databaseNow - dayMs });
    const clock = createManualClock(databaseNow + 800 * dayMs);
    const retention = startRetention({ records: expired, operationsKeptDays: 400, clock, log: silentLog });
    await clock.waited();
    expect(await journal.findKey('c', 'k')).not.toBeNull();
    await retention.close();
  });

  it('goes in steps, at the start and each day, until the gateway ends', async () => {
    const many = Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`old-${index}`, 401]));
    const { journal, expired } = await aged({ ...many, tomorrow: 399.5, kept: 398 });
    await journal.saveKey({ caller: 'c', key: 'old', inputHash: 'h', operationId: 'o', createdAt: now - 8 * dayMs });
    await journal.saveKey({ caller: 'c', key: 'new', inputHash: 'h', operationId: 'o', createdAt: now - 6.5 * dayMs });
    const steps: number[] = [];
    const clock = createManualClock(now);
    const records: ExpiredRecords = {
      ...expired,
      now: async () => clock.now(),
      async pruneOperations(at) {
        steps.push(await expired.pruneOperations(at));
        return steps.at(-1) ?? 0;
      },
    };
    const retention = startRetention({ records, operationsKeptDays: 400, clock, log: silentLog });
    await clock.waited();
    expect(steps).toEqual([500, 1, 0]);
    expect(await journal.count({})).toBe(2);
    expect(await journal.findKey('c', 'old')).toBeNull();
    expect(await journal.findKey('c', 'new')).not.toBeNull();
    clock.advance(dayMs);
    await clock.waited();
    expect(await journal.findKey('c', 'new')).toBeNull();
    expect(await journal.get('tomorrow')).toBeNull();
    expect(await journal.get('kept')).not.toBeNull();
    await retention.close();
    expect(clock.pending()).toEqual([]);
  });
});

it('comes again the next day where the records are away, and says so', async () => {
  const warn = vi.fn();
  const away = () => Promise.reject(new RecordsUnavailable('AWAY', 'it is away'));
  const clock = createManualClock();
  const records = { now: away, pruneKeys: away, pruneOperations: away };
  const retention = startRetention({ records, operationsKeptDays: 400, clock, log: { ...silentLog, warn } });
  expect(await clock.waited()).toBe(dayMs);
  expect(warn).toHaveBeenCalledExactlyOnceWith({ error: 'it is away' }, expect.stringContaining('tomorrow again'));
  await retention.close();
});
