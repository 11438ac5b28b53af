import { describe, expect, it } from 'vitest';
import { silentLog } from '../../lib/log.ts';
import { createManualClock } from '../../lib/manual-clock.ts';
import { RecordsUnavailable } from '../records-unavailable.ts';
import { fleetScope } from './access.ts';
import { createAccessBook } from './access-book.ts';
import type { RecordedBinding } from './binding.ts';
import { followBindings } from './follow-bindings.ts';

/** Records that another gateway writes, and how often all bindings were read there. */
function scene() {
  const state = { version: 0, roles: [] as string[], reads: 0, away: false };
  const store = {
    async version() {
      if (state.away) throw new RecordsUnavailable('AWAY', 'away');
      return state.version;
    },
    async all() {
      state.reads += 1;
      const subject = { kind: 'PERSON', name: 'mia' } as const;
      const createdBy = { name: 'ann', kind: 'USER' } as const;
      return state.roles.map((role): RecordedBinding => ({
        id: role,
        role,
        subject,
        scope: fleetScope,
        createdBy,
        createdAt: 0,
      }));
    },
  };
  const set = (...roles: string[]): void => {
    state.roles = roles;
    state.version += 1;
  };
  const clock = createManualClock();
  const book = createAccessBook(silentLog);
  const lines: string[] = [];
  const tell = (_fields: object, message: string): void => void lines.push(message);
  const log = { ...silentLog, info: tell, error: tell };
  const rolesOfMia = () => book.of({ kind: 'USER', name: 'mia', groups: [] }).rolesOn(fleetScope);
  const look = async (): Promise<void> => {
    clock.advance(await clock.waited());
    await clock.waited();
  };
  return { state, set, store, clock, book, log, lines, rolesOfMia, look };
}

describe('bindings in shared records', () => {
  it('are in the book from the beginning, and within 5 s of a change by another gateway', async () => {
    const { set, store, clock, book, log, rolesOfMia, look } = scene();
    set('viewer');
    const followed = await followBindings({ store, book, shared: true, clock, log });
    expect(rolesOfMia()).toEqual(['viewer']);
    set('operator');
    expect(clock.pending().every((delay) => delay < 5_000)).toBe(true);
    await look();
    expect(rolesOfMia()).toEqual(['operator']);
    await followed.close();
    expect(clock.pending()).toEqual([]);
  });

  it('are read whole only when they have changed', async () => {
    const { state, set, store, clock, book, log, look } = scene();
    const followed = await followBindings({ store, book, shared: true, clock, log });
    await look();
    await look();
    expect(state.reads).toBe(1);
    set('viewer');
    await followed.refresh();
    await look();
    expect(state.reads).toBe(2);
    await followed.close();
  });

  it('hold while the records are away, which is told once, and are looked for again', async () => {
    const { state, set, store, clock, book, log, lines, rolesOfMia, look } = scene();
    set('viewer');
    const followed = await followBindings({ store, book, shared: true, clock, log });
    state.away = true;
    await look();
    await look();
    expect([rolesOfMia(), lines.length]).toEqual([['viewer'], 1]);
    state.away = false;
    set('operator');
    await look();
    expect([rolesOfMia(), lines.length]).toEqual([['operator'], 2]);
    await followed.close();
  });
});

it('are not looked for where there is one gateway', async () => {
  const { store, clock, book, log } = scene();
  const followed = await followBindings({ store, book, shared: false, clock, log });
  expect(clock.pending()).toEqual([]);
  await followed.close();
});

it('that were changed here hold here, also where they could not be read right after', async () => {
  const { state, set, store, clock, book, log, rolesOfMia, look } = scene();
  set('operator');
  const followed = await followBindings({ store, book, shared: false, clock, log });
  set();
  state.away = true;
  await expect(followed.refresh()).rejects.toThrow(RecordsUnavailable);
  await look();
  expect(rolesOfMia()).toEqual(['operator']);
  state.away = false;
  clock.advance(await clock.waited());
  await followed.close();
  expect([rolesOfMia(), clock.pending()]).toEqual([[], []]);
});

it('keep a gateway from starting where they cannot be read', async () => {
  const { state, store, clock, book, log } = scene();
  state.away = true;
  await expect(followBindings({ store, book, shared: true, clock, log })).rejects.toThrow(RecordsUnavailable);
});
