import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLog } from '../../lib/log.ts';
import { createManualClock } from '../../lib/manual-clock.ts';
import { createProviderKeys } from './provider-keys.ts';
import type { IssuerSettings } from './sign-on-settings.ts';
import { audience, issuerOfTest, newKey } from './testing/issuer.ts';
import type { IssuerKey } from './testing/issuer.ts';
import { verifyToken } from './verify-token.ts';

/** An issuer that publishes this key, and who tokens are found to be of. */
async function scene(published: IssuerKey) {
  const provider = await issuerOfTest(published);
  const clock = createManualClock(Date.UTC(2026, 0, 1));
  const issuer: IssuerSettings = {
    name: 'corp',
    url: provider.url,
    audiences: [audience],
    algorithms: ['ES256'],
    groupsClaim: 'groups',
    nameClaim: null,
    clockLeewaySeconds: 0,
  };
  const keys = createProviderKeys({ issuer, clock, log: silentLog, onChange: () => {} });
  onTestFinished(() => keys.close());
  await keys.refresh();
  const verify = async (key: IssuerKey): Promise<string | undefined> => {
    const token = await provider.sign(key, clock.now());
    const verified = await verifyToken(token, { issuer, keys, audiences: [audience], clock });
    return typeof verified === 'string' ? verified : verified.claims.sub;
  };
  return { provider, clock, verify };
}

describe.each([
  ['without a name', undefined],
  ['of the same name as before', 'the-key'],
])('a key %s', (_what, kid) => {
  it('that takes the place of another is read when a token comes that was signed with it', async () => {
    const [before, after] = [await newKey(kid), await newKey(kid)];
    const { provider, clock, verify } = await scene(before);
    expect(await verify(before)).toBe('mia');
    provider.publish(after);
    clock.advance(5_000);
    expect(await verify(after)).toBe('mia');
    expect(await verify(before)).toBe('REFUSED');
    expect(provider.reads).toBe(2);
  });

  it('that nobody has makes no more than one request in 5 s', async () => {
    const [own, foreign] = [await newKey(kid), await newKey(kid)];
    const { provider, clock, verify } = await scene(own);
    for (let second = 0; second < 10; second += 1) {
      expect(await verify(foreign)).toBe('REFUSED');
      clock.advance(1_000);
    }
    expect(provider.reads).toBe(2);
  });
});

describe('while the provider is away, a signature that fits no known key', () => {
  it('can be told to be wrong only where it names a known one', async () => {
    const [unnamed, another] = [await newKey(), await newKey()];
    const [named, forged] = [await newKey('a'), await newKey('a')];
    const scenes = [await scene(unnamed), await scene(named)] as const;
    for (const { provider, clock } of scenes) {
      provider.goAway();
      clock.advance(5_000);
    }
    expect([await scenes[0].verify(unnamed), await scenes[0].verify(another)]).toEqual(['mia', 'UNAVAILABLE']);
    expect([await scenes[1].verify(named), await scenes[1].verify(forged)]).toEqual(['mia', 'REFUSED']);
  });
});
