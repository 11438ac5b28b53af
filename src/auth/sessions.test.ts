import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { environmentScope, fleetScope, tenantScope } from '../domain/access/access.ts';
import type { AccessScope } from '../domain/access/access.ts';
import { createAccessBook } from '../domain/access/access-book.ts';
import type { Binding } from '../domain/access/binding.ts';
import { silentLog } from '../lib/log.ts';
import { createManualClock } from '../lib/manual-clock.ts';
import type { CallerEntry } from './caller-entry.ts';
import { hashToken, newToken } from './caller-token.ts';
import { endOf } from './session.ts';
import { createSessions } from './sessions.ts';

const token = newToken(randomBytes);
const other = newToken(randomBytes);
const mia: CallerEntry = {
  name: 'mia',
  kind: 'USER',
  roles: ['developer'],
  tokenHash: hashToken(token),
  expiresAt: null,
};
const show = (shown: string) => [`Bearer ${shown}`];

function scene(...entries: readonly CallerEntry[]) {
  const clock = createManualClock();
  const book = createAccessBook(silentLog);
  const sessions = createSessions(clock, book);
  sessions.replace(entries);
  return { clock, book, sessions, session: () => sessions.authenticate(show(token)) };
}

describe('a caller', () => {
  it('is known by the token, and its credential by the name', () => {
    const { sessions, session } = scene(mia, { ...mia, name: 'ci', kind: 'TOKEN', tokenHash: hashToken(other) });
    expect(session()).toMatchObject({
      caller: { name: 'mia', kind: 'USER', roles: ['developer'] },
      credential: 'mia',
    });
    expect(sessions.authenticate(show(other))?.caller).toMatchObject({
      name: 'ci',
      kind: 'TOKEN',
      roles: ['developer'],
    });
  });

  it('is nobody without a token, with another, or with the hash for a token', () => {
    const { sessions } = scene(mia);
    expect(sessions.authenticate([])).toBeNull();
    expect(sessions.authenticate(show(other))).toBeNull();
    expect(sessions.authenticate(show(mia.tokenHash))).toBeNull();
  });

  it('who is removed is nobody, and the session ends', () => {
    const { sessions, session } = scene(mia);
    const before = session()!;
    sessions.replace([{ ...mia, name: 'ci', tokenHash: hashToken(other) }]);
    expect([endOf(before), session()]).toEqual(['GONE', null]);
  });

  it('is looked up each time, also for a connection that shows the very same values again', () => {
    const { sessions } = scene(mia);
    const shown = show(token);
    const names = () => sessions.authenticate(shown)?.caller.name;
    expect([names(), names()]).toEqual(['mia', 'mia']);
    sessions.replace([{ ...mia, name: 'eve' }]);
    expect(names()).toBe('eve');
    sessions.replace([]);
    expect(names()).toBeUndefined();
    sessions.replace([mia]);
    expect(names()).toBe('mia');
  });

  it('whose token is another ends what the old one began', () => {
    const { sessions, session } = scene(mia);
    const before = session()!;
    sessions.replace([{ ...mia, tokenHash: hashToken(other) }]);
    expect([endOf(before), session()]).toEqual(['GONE', null]);
    expect(sessions.authenticate(show(other))?.caller.name).toBe('mia');
  });

  it('does not become another one while a session is open: a token that is given to another name ends it', () => {
    const { sessions, session } = scene(mia);
    const before = session()!;
    sessions.replace([{ ...mia, name: 'eve' }]);
    expect([endOf(before), before.caller.name, session()?.caller.name]).toEqual(['GONE', 'mia', 'eve']);
  });

  it('goes on with the roles that have come', () => {
    const { sessions, session } = scene(mia);
    const before = session()!;
    sessions.replace([{ ...mia, roles: ['viewer', 'developer'] }]);
    expect([endOf(before), before.caller.roles]).toEqual([null, ['viewer', 'developer']]);
  });

  it.each([{ roles: ['viewer'] }, { kind: 'TOKEN' as const }])(
    'who is less than before has to begin anew: %j',
    (less) => {
      const { sessions, session } = scene(mia);
      const before = session()!;
      sessions.replace([{ ...mia, ...less }]);
      expect([endOf(before), before.caller]).toMatchObject([
        'CHANGED',
        { name: 'mia', kind: 'USER', roles: ['developer'] },
      ]);
      expect(session()).toMatchObject({ caller: less });
      expect(endOf(session()!)).toBeNull();
    },
  );
});

describe('what a caller may', () => {
  const prod = environmentScope({ tenant: 'acme', environment: 'prod' });
  const bound = (role: string, scope: AccessScope): Binding => {
    return { role, subject: { kind: 'PERSON', name: 'mia' }, scope };
  };

  it('is what the roles of the callers’ file allow on the fleet, and nothing where they are unknown', () => {
    const { session } = scene(mia);
    expect(session()?.caller.access.may('DEPLOY', fleetScope)).toBe(true);
    expect(session()?.caller.access.may('FREEZE', fleetScope)).toBe(false);
    const { access, roles } = scene({ ...mia, roles: ['release-manager'] }).session()!.caller;
    expect([access.views, roles, access.rolesOn(prod)]).toEqual([[], ['release-manager'], ['release-manager']]);
  });

  it('grows while the session goes on, and that ends as soon as it is less', () => {
    const { book, session } = scene({ ...mia, roles: ['release-manager'] });
    const before = session()!;
    book.replaceRules({ roles: [], bindings: [bound('viewer', prod)] });
    expect([endOf(before), before.caller.access.may('VIEW', prod)]).toEqual([null, true]);
    book.replaceRules({ roles: [], bindings: [bound('viewer', tenantScope('acme'))] });
    expect(endOf(before)).toBeNull();
    book.replaceRules({ roles: [], bindings: [bound('viewer', prod)] });
    expect([endOf(before), endOf(session()!), session()?.caller.access.may('VIEW', prod)]).toEqual([
      'CHANGED',
      null,
      true,
    ]);
  });

  it('concerns no one else', () => {
    const { book, session } = scene(mia);
    const before = session()!;
    const bob = { ...bound('viewer', prod), subject: { kind: 'PERSON', name: 'bob' } } as const;
    book.replaceRules({ roles: [], bindings: [bob] });
    book.replaceRules({ roles: [], bindings: [] });
    expect(endOf(before)).toBeNull();
  });

  it('is followed until the end', () => {
    const { book, sessions, session } = scene(mia);
    const before = session()!;
    book.replaceRules({ roles: [], bindings: [bound('viewer', prod)] });
    sessions.close();
    book.replaceRules({ roles: [], bindings: [] });
    expect(endOf(before)).toBeNull();
  });
});

describe('an expiry', () => {
  it('ends the session, and the token, to the millisecond', () => {
    const { clock, sessions, session } = scene(mia);
    sessions.replace([{ ...mia, expiresAt: clock.now() + 5_000 }]);
    const before = session()!;
    clock.advance(4_999);
    expect([before.ended.aborted, session()]).toEqual([false, before]);
    clock.advance(1);
    expect([endOf(before), session()]).toEqual(['GONE', null]);
  });

  it('holds without a timer, too: a machine that slept runs its timers late', () => {
    let now = 0;
    const sessions = createSessions({ now: () => now, after: () => () => {} }, createAccessBook(silentLog));
    sessions.replace([{ ...mia, expiresAt: 1 }]);
    expect(sessions.authenticate(show(token))).not.toBeNull();
    now = 1;
    expect(sessions.authenticate(show(token))).toBeNull();
  });

  it('is waited for in parts: a timer of years would ring at once', () => {
    const year = 365 * 24 * 3_600_000;
    const { clock, sessions, session } = scene(mia);
    sessions.replace([{ ...mia, expiresAt: clock.now() + year }]);
    expect(Math.max(...clock.pending())).toBeLessThan(2 ** 31);
    const before = session()!;
    clock.advance(60_000);
    expect(before.ended.aborted).toBe(false);
    expect(clock.pending()).toHaveLength(1);
  });

  it('that has passed at first lets nobody in; moved on, it does', () => {
    const { clock, sessions, session } = scene(mia);
    sessions.replace([{ ...mia, expiresAt: clock.now() - 1 }]);
    expect(session()).toBeNull();
    sessions.replace([{ ...mia, expiresAt: clock.now() + 1 }]);
    expect(session()?.ended.aborted).toBe(false);
  });

  it('is not watched any more after the end', () => {
    const { clock, sessions } = scene(mia);
    sessions.replace([{ ...mia, expiresAt: clock.now() + 5_000 }]);
    sessions.close();
    expect(clock.pending()).toEqual([]);
  });
});
