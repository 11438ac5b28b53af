import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAccess, environmentScope, fleetScope, tenantScope } from '../domain/access/access.ts';
import type { Access } from '../domain/access/access.ts';
import { RecordsUnavailable } from '../domain/records-unavailable.ts';
import type { ApiToken } from '../domain/tokens/api-token.ts';
import { silentLog } from '../lib/log.ts';
import { createManualClock } from '../lib/manual-clock.ts';
import { createApiTokenSessions } from './api-token-sessions.ts';
import { hashToken, newToken } from './caller-token.ts';
import { endOf } from './session.ts';
import type { Session } from './session.ts';

const prod = { tenant: 'acme', environment: 'prod' };
const start = Date.UTC(2026, 0, 1);
const secret = newToken((size) => Buffer.alloc(size, 7));
const show = [`Bearer ${secret}`];
const viewAcme = createAccess([{ role: 'viewer', scope: tenantScope('acme'), actions: new Set(['VIEW', 'DEPLOY']) }]);

const machine: ApiToken = {
  id: 't1',
  kind: 'MACHINE',
  name: 'ci',
  actions: ['VIEW', 'DEPLOY'],
  scopes: [environmentScope(prod)],
  createdBy: { name: 'ann', kind: 'USER' },
  groups: [],
  createdAt: start,
  expiresAt: start + 3_600_000,
  lastUsedAt: null,
  revokedAt: null,
  revokedBy: null,
};
const personal: ApiToken = { ...machine, kind: 'PERSONAL', groups: ['sre'], actions: ['VIEW'], scopes: [fleetScope] };

/** A gateway that knows this one token, and a store whose answers can be held back. */
function scene(token: ApiToken, makerMay: Access = viewAcme) {
  const clock = createManualClock(start);
  const state = {
    token,
    maker: makerMay,
    away: false,
    silent: false,
    lookUps: 0,
    uses: [] as number[],
    changed: () => {},
  };
  const reached = <T>(value: T): Promise<T> =>
    state.away ? Promise.reject(new RecordsUnavailable('AWAY', 'away')) : Promise.resolve(value);
  const sessions = createApiTokenSessions({
    store: {
      byHash: (hash) => {
        state.lookUps += 1;
        return reached(hash === hashToken(secret) ? state.token : null);
      },
      revoked: () =>
        state.silent ? new Promise(() => {}) : reached(state.token.revokedAt === null ? [] : [state.token.id]),
      used: (_id, at) => {
        state.uses.push(at);
        return reached(undefined);
      },
    },
    book: {
      of: ({ name, groups }) => (name === 'ann' && groups.includes('sre') ? state.maker : createAccess([])),
      onChange: (listener) => {
        state.changed = listener;
        return () => (state.changed = () => undefined);
      },
    },
    clock,
    log: silentLog,
  });
  onTestFinished(() => sessions.close());
  const signIn = async (): Promise<Session> => {
    const session = await sessions.authenticate(show);
    if (session === null || session === 'UNAVAILABLE') throw new Error(`no session: ${session}`);
    return session;
  };
  return { sessions, clock, state, signIn };
}

describe('an API token', () => {
  it('of a machine calls in its own name, as far as it reaches', async () => {
    const { caller, credential } = await scene(machine).signIn();
    expect(caller).toMatchObject({ name: 'ci', kind: 'TOKEN', groups: [], viaApiToken: 't1' });
    expect(credential).toBe('ci');
    expect(caller.access.may('DEPLOY', environmentScope(prod))).toBe(true);
    expect(caller.access.may('VIEW', tenantScope('acme'))).toBe(false);
    expect(caller.access.rolesOn(environmentScope(prod))).not.toContain('viewer');
  });

  it('of a person calls in that name, and never may more than that person', async () => {
    const { caller } = await scene(personal).signIn();
    expect(caller).toMatchObject({ name: 'ann', kind: 'USER', groups: ['sre'], viaApiToken: 't1' });
    expect([caller.access.sees(prod), caller.access.sees({ tenant: 'globex', environment: 'prod' })]).toEqual([
      true,
      false,
    ]);
    // What the maker may, and the token does not.
    expect(caller.access.may('DEPLOY', environmentScope(prod))).toBe(false);
  });

  it('is looked up once, and then known at once', async () => {
    const { sessions, state, signIn } = scene(machine);
    await Promise.all([signIn(), signIn()]);
    expect(sessions.authenticate(show)).not.toBeInstanceOf(Promise);
    expect(state.lookUps).toBe(1);
  });

  it('that is unknown, revoked or over is nobody, and what is no token is not looked up', async () => {
    const { sessions, state } = scene({ ...machine, revokedAt: start });
    expect(await sessions.authenticate(show)).toBeNull();
    state.token = { ...machine, expiresAt: start };
    expect(await sessions.authenticate(show)).toBeNull();
    expect(await sessions.authenticate([`Bearer ${newToken((size) => Buffer.alloc(size, 8))}`])).toBeNull();
    expect(state.lookUps).toBe(3);
    for (const other of [[], ['Bearer x'], [...show, ...show]]) expect(sessions.authenticate(other)).toBeNull();
    expect(state.lookUps).toBe(3);
  });

  it('ends its session at its expiry', async () => {
    const { sessions, clock, signIn } = scene({ ...machine, expiresAt: start + 1_500 });
    const session = await signIn();
    clock.advance(1_499);
    expect(endOf(session)).toBeNull();
    clock.advance(1);
    expect(endOf(session)).toBe('GONE');
    expect(await sessions.authenticate(show)).toBeNull();
  });

  it('ends its session at its expiry also while the records do not answer', async () => {
    const { clock, state, signIn } = scene({ ...machine, expiresAt: start + 60_000 });
    const session = await signIn();
    state.silent = true;
    clock.advance(59_999);
    expect(endOf(session)).toBeNull();
    clock.advance(1);
    expect(endOf(session)).toBe('GONE');
  });

  it('that another gateway revokes ends its session within 5 s', async () => {
    const { sessions, clock, state, signIn } = scene(machine);
    const session = await signIn();
    state.token = { ...machine, revokedAt: start };
    clock.advance(2_000);
    await once(session.ended, 'abort');
    expect(endOf(session)).toBe('GONE');
    expect(await sessions.authenticate(show)).toBeNull();
  });

  it('that is revoked here ends its session at once', async () => {
    const { sessions, signIn } = scene(machine);
    const session = await signIn();
    sessions.revoked('t1');
    expect(endOf(session)).toBe('GONE');
  });

  it('tells the records of its use, each minute at most', async () => {
    const { sessions, clock, state, signIn } = scene(machine);
    await signIn();
    sessions.authenticate(show);
    clock.advance(59_999);
    sessions.authenticate(show);
    clock.advance(1);
    sessions.authenticate(show);
    expect(state.uses).toEqual([start, start + 60_000]);
  });

  it('goes on while the records are away; one that was not shown before cannot be told then', async () => {
    const { sessions, clock, state, signIn } = scene(machine);
    state.away = true;
    expect(await sessions.authenticate(show)).toBe('UNAVAILABLE');
    state.away = false;
    const session = await signIn();
    state.away = true;
    clock.advance(2_000);
    await clock.waited();
    expect([endOf(session), sessions.authenticate(show)]).toEqual([null, session]);
    state.away = false;
    state.token = { ...machine, revokedAt: start };
    clock.advance(2_000);
    await once(session.ended, 'abort');
    expect(endOf(session)).toBe('GONE');
  });

  it('ends its session when its maker may less, and not when it may more', async () => {
    const { state, signIn } = scene(personal);
    const session = await signIn();
    state.maker = createAccess([{ role: 'viewer', scope: fleetScope, actions: new Set(['VIEW', 'DEPLOY']) }]);
    state.changed();
    expect([endOf(session), session.caller.access.sees({ tenant: 'globex', environment: 'dev' })]).toEqual([
      null,
      true,
    ]);
    state.maker = createAccess([]);
    state.changed();
    expect(endOf(session)).toBe('CHANGED');
  });
});
