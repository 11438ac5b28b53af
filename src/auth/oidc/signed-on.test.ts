import { describe, expect, it } from 'vitest';
import { createAccessBook } from '../../domain/access/access-book.ts';
import { createManualClock } from '../../lib/manual-clock.ts';
import { silentLog } from '../../lib/log.ts';
import { endOf } from '../session.ts';
import { createSignedOn } from './signed-on.ts';
import type { SignOn } from './signed-on.ts';

function scene() {
  const clock = createManualClock();
  const signedOn = createSignedOn(clock, createAccessBook(silentLog));
  const signOn = (more: Partial<SignOn> = {}): SignOn => ({
    person: { name: 'corp:u-1', displayName: 'mia', groups: [] },
    issuer: 'corp',
    expiresAt: clock.now() + 60_000,
    key: { kid: 'a', mark: 'x' },
    id: null,
    ...more,
  });
  return { clock, signedOn, signOn };
}

describe('a credential that was found good', () => {
  it('is known until it expires, to the millisecond, and what is open ends then', () => {
    const { clock, signedOn, signOn } = scene();
    const session = signedOn.add('hash', signOn())!;
    const longer = signedOn.add('longer', signOn({ expiresAt: clock.now() + 90_000 }))!;
    clock.advance(59_999);
    expect([signedOn.find('hash'), endOf(session)]).toEqual([session, null]);
    clock.advance(1);
    expect([signedOn.find('hash'), endOf(session), endOf(longer)]).toEqual([null, 'GONE', null]);
    expect(signedOn.add('hash', signOn({ expiresAt: clock.now() }))).toBeNull();
    clock.advance(30_000);
    expect(endOf(longer)).toBe('GONE');
    expect(clock.pending()).toEqual([]);
  });

  it('has one session, however often it is found good', () => {
    const { signedOn, signOn } = scene();
    expect(signedOn.add('hash', signOn())).toBe(signedOn.add('hash', signOn()));
  });

  it('ends where the file or the key says so, and others go on', () => {
    const { signedOn, signOn } = scene();
    const [mine, theirs] = [signedOn.add('1', signOn())!, signedOn.add('2', signOn({ issuer: 'partner' }))!];
    signedOn.end(({ issuer }) => (issuer === 'corp' ? 'CHANGED' : null));
    expect([endOf(mine), endOf(theirs), signedOn.find('1')]).toEqual(['CHANGED', null, null]);
  });

  it('of a browser that signed off is refused until it would be over, under whichever text it comes', () => {
    const { clock, signedOn, signOn } = scene();
    const session = signedOn.add('1', signOn({ id: 'x' }))!;
    const other = signedOn.add('2', signOn({ id: 'y' }))!;
    signedOn.signOut('x', clock.now() + 60_000);
    expect([endOf(session), endOf(other)]).toEqual(['GONE', null]);
    expect([signedOn.find('1'), signedOn.add('3', signOn({ id: 'x' }))]).toEqual([null, null]);
    clock.advance(60_000);
    expect(clock.pending()).toEqual([]);
  });

  it('makes room when there are too many: the one that was used longest ago may come back', () => {
    const { signedOn, signOn } = scene();
    const [first, second] = [signedOn.add('first', signOn())!, signedOn.add('second', signOn())!];
    for (let n = 0; n < 9_998; n += 1) signedOn.add(`${n}`, signOn());
    signedOn.find('first');
    signedOn.add('one more', signOn());
    expect([endOf(first), endOf(second)]).toEqual([null, 'CHANGED']);
  });

  it('is not watched any more after the end', () => {
    const { clock, signedOn, signOn } = scene();
    signedOn.add('hash', signOn());
    signedOn.close();
    expect(clock.pending()).toEqual([]);
  });
});
