import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../lib/manual-clock.ts';
import { createSeal } from './sealed.ts';

const secret = 'k'.repeat(43);

describe('what is sealed', () => {
  it('is opened by any gateway with the same secret, for the same purpose, until it is over', async () => {
    const clock = createManualClock();
    const [here, there, other] = [
      createSeal(secret, clock),
      createSeal(secret, clock),
      createSeal(`${secret}x`, clock),
    ];
    const text = await here.seal('session', { name: 'corp:u-1' }, clock.now() + 60_000);
    expect(text).not.toContain(Buffer.from('corp:u-1').toString('base64url').slice(0, 8));
    expect(await there.open('session', text)).toMatchObject({ name: 'corp:u-1' });
    expect(await there.open('login', text)).toBeNull();
    expect(await other.open('session', text)).toBeNull();
    expect(await createSeal(null, clock).open('session', text)).toBeNull();
    expect(
      await there.open(
        'session',
        text.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A')),
      ),
    ).toBeNull();
    clock.advance(60_000);
    expect(await there.open('session', text)).toBeNull();
  });

  it.each(['', 'x', 'a.b.c.d.e', 'e30.e30.e30'])('is not %j', async (text) => {
    expect(await createSeal(null, createManualClock()).open('session', text)).toBeNull();
  });
});
