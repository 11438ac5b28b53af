import { createHmac } from 'node:crypto';
import { exportSPKI, importJWK } from 'jose';
import type { CryptoKey } from 'jose';
import { describe, expect, it } from 'vitest';
import { audience, newKey } from '../../support/oidc-provider.ts';
import type { OidcProvider } from '../../support/oidc-provider.ts';
import { everyWay, issuerOf, providerOfTest, signOnUnderTest } from './sign-on-under-test.ts';

// Tokens of a real provider, over every way into the real edge.

const good = { http: 'ok', sse: 'ok', webSocket: 'ok' };
const refused = { http: 'UNAUTHENTICATED', sse: 'UNAUTHENTICATED', webSocket: 4403 };
const away = { http: 'UNAVAILABLE', sse: 'UNAVAILABLE', webSocket: 1013 };

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const now = (): number => Math.floor(Date.now() / 1_000);

describe('a token of the provider', () => {
  it('says who it is and in which groups, the same on every way in', async () => {
    const provider = await providerOfTest();
    const { edge } = await signOnUnderTest({ issuers: [issuerOf(provider)] });
    const token = await provider.sign({ sub: 'u-1', preferred_username: 'mia', groups: ['platform', 'web'] });
    expect(await everyWay(edge, token)).toEqual(good);
    expect(edge.contexts.length).toBeGreaterThan(0);
    for (const { session, headers } of edge.contexts) {
      expect(session.caller).toMatchObject({
        name: 'corp:u-1',
        displayName: 'mia',
        kind: 'USER',
        groups: ['corp:platform', 'corp:web'],
      });
      expect(session.credential).toBe('mia at corp');
      expect(headers).not.toHaveProperty('authorization');
    }
  });

  it('is good as the provider itself makes it, for a machine', async () => {
    const provider = await providerOfTest();
    const { edge } = await signOnUnderTest({ issuers: [issuerOf(provider)] });
    expect(await everyWay(edge, await provider.clientToken(audience))).toEqual(good);
    expect(edge.contexts[0]?.session.caller.name).toBe(`corp:${provider.client.id}`);
    expect(await everyWay(edge, await provider.clientToken('another'))).toEqual(refused);
  });

  it('makes two subjects two callers, whatever they are called', async () => {
    const provider = await providerOfTest();
    const { signOn } = await signOnUnderTest({ issuers: [issuerOf(provider)] });
    const callers = await Promise.all(
      ['u-1', 'u-2'].map(async (sub) => {
        const session = await signOn.authenticate([
          `Bearer ${await provider.sign({ sub, preferred_username: 'mia' })}`,
        ]);
        return session === null || session === 'UNAVAILABLE' ? null : session.caller;
      }),
    );
    expect(callers.map((caller) => caller?.name)).toEqual(['corp:u-1', 'corp:u-2']);
    expect(callers.map((caller) => caller?.displayName)).toEqual(['mia', 'mia']);
  });

  it('counts for its own issuer alone, where there are several', async () => {
    const [corp, partner] = [await providerOfTest(), await providerOfTest()];
    const issuers = [issuerOf(corp), issuerOf(partner, { name: 'partner', audiences: ['tenantry-partner'] })];
    const { signOn, edge } = await signOnUnderTest({ issuers });
    const theirs = await partner.sign({ aud: 'tenantry-partner', groups: ['platform'] });
    expect(await signOn.authenticate([`Bearer ${theirs}`])).toMatchObject({
      caller: { name: 'partner:somebody', groups: ['partner:platform'] },
    });
    expect(await everyWay(edge, await partner.sign())).toEqual(refused);
    expect(await everyWay(edge, await partner.sign({ iss: corp.issuer }))).toEqual(refused);
    expect(await everyWay(edge, await corp.sign({}, { key: partner.key }))).toEqual(refused);
  });
});

/** Tokens that are wrong in one thing each. */
const wrong: Readonly<Record<string, (provider: OidcProvider) => string | Promise<string>>> = {
  'another audience': (provider) => provider.sign({ aud: 'another' }),
  'no audience': (provider) => provider.sign({ aud: [] }),
  'another issuer': (provider) => provider.sign({ iss: 'https://id.example.com' }),
  'the issuer with a slash': (provider) => provider.sign({ iss: `${provider.issuer}/` }),
  'an expiry that has passed': (provider) => provider.sign({ exp: now() - 1 }),
  'no expiry': (provider) => provider.sign({ exp: undefined }),
  'a beginning to come': (provider) => provider.sign({ nbf: now() + 3_600 }),
  'no subject': (provider) => provider.sign({ sub: undefined }),
  'an empty subject': (provider) => provider.sign({ sub: '' }),
  'a subject of two lines': (provider) => provider.sign({ sub: 'mia\nann' }),
  'a proof that it wants besides': (provider) => provider.sign({ cnf: { jkt: 'x' } }),
  'the type of a logout token': (provider) => provider.sign({}, { header: { typ: 'logout+jwt' } }),
  'the key of another under its name': async (provider) =>
    provider.sign({}, { key: { ...(await newKey()), kid: provider.key.kid } }),
  'a key that it brings along': async (provider) => {
    const key = await newKey();
    return provider.sign({}, { key, header: { jwk: key.publicJwk, kid: undefined } });
  },
  'the name of a key that is not there': async (provider) => provider.sign({}, { key: await newKey() }),
  'alg none': async (provider) => {
    const [, payload] = (await provider.sign()).split('.');
    return `${part({ alg: 'none', kid: provider.key.kid })}.${payload}.`;
  },
  'alg none, and the signature of another': async (provider) => {
    const [, payload, signature] = (await provider.sign()).split('.');
    return `${part({ alg: 'none', kid: provider.key.kid })}.${payload}.${signature}`;
  },
  'alg HS256 by the public key': async (provider) => {
    const publicKey = (await importJWK(provider.key.publicJwk, 'RS256', { extractable: true })) as CryptoKey;
    const [, payload] = (await provider.sign()).split('.');
    const text = `${part({ alg: 'HS256', kid: provider.key.kid })}.${payload}`;
    return `${text}.${createHmac('sha256', await exportSPKI(publicKey))
      .update(text)
      .digest('base64url')}`;
  },
  'an algorithm that is not allowed': (provider) =>
    provider.sign({}, { header: { alg: 'RS256' } }).then(withAlg('RS512')),
  'a payload that was changed': async (provider) => {
    const [header, payload = '', signature] = (await provider.sign()).split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    return `${header}.${part({ ...claims, sub: 'administrator' })}.${signature}`;
  },
  'a signature of nothing': async (provider) => (await provider.sign()).replace(/[^.]+$/, 'AAAA'),
  'three parts of nothing': () => 'a.b.c',
  '20 KB': (provider) => provider.sign({ filling: 'x'.repeat(20_000) }),
};

function withAlg(alg: string): (token: string) => string {
  return (token) => {
    const [header = '', ...rest] = token.split('.');
    const named = JSON.parse(Buffer.from(header, 'base64url').toString()) as object;
    return [part({ ...named, alg }), ...rest].join('.');
  };
}

describe('a token that is not', () => {
  it.each(Object.entries(wrong))('is refused, and not told why: %s', async (_what, make) => {
    const provider = await providerOfTest();
    const { edge, logged } = await signOnUnderTest({ issuers: [issuerOf(provider)] });
    const token = await make(provider);
    expect(await everyWay(edge, token)).toEqual(refused);
    expect(edge.contexts).toEqual([]);
    for (const text of token.split('.').filter((text) => text.length > 8)) expect(logged()).not.toContain(text);
    // The scene is one in which a good one is good.
    expect(await everyWay(edge, await provider.sign())).toEqual(good);
  });
});

describe('a time', () => {
  it('may differ by the leeway, and not by more', async () => {
    const provider = await providerOfTest();
    const { signOn } = await signOnUnderTest({ issuers: [issuerOf(provider, { clockLeewaySeconds: 60 })] });
    const isGood = async (claims: Readonly<Record<string, unknown>>) =>
      (await signOn.authenticate([`Bearer ${await provider.sign(claims)}`])) !== null;
    expect(await isGood({ exp: now() - 30 })).toBe(true);
    expect(await isGood({ exp: now() - 61 })).toBe(false);
    expect(await isGood({ nbf: now() + 30 })).toBe(true);
    expect(await isGood({ nbf: now() + 90 })).toBe(false);
  });
});

describe('a key', () => {
  it('may become another without a restart, and the one before goes on as long as it is published', async () => {
    const provider = await providerOfTest();
    const { edge, clock } = await signOnUnderTest({ issuers: [issuerOf(provider)] });
    const [before, unused] = [await provider.sign(), await provider.sign({ sub: 'other' })];
    expect(await everyWay(edge, before)).toEqual(good);
    await provider.rotate(true);
    const after = await provider.sign();
    // It was read a moment ago: not again so soon, whoever asks for it.
    expect(await everyWay(edge, after)).toEqual(refused);
    clock.advance(5_000);
    expect(await everyWay(edge, after)).toEqual(good);
    expect(await everyWay(edge, before)).toEqual(good);
    expect(await everyWay(edge, unused)).toEqual(good);
    expect(provider.requests.get('/jwks')).toBe(2);
  });

  it('that is taken back ends what was signed with it', async () => {
    const provider = await providerOfTest();
    const { edge, clock, signOn } = await signOnUnderTest({ issuers: [issuerOf(provider)] });
    const token = await provider.sign();
    const session = await signOn.authenticate([`Bearer ${token}`]);
    await provider.rotate(false);
    clock.advance(5_000);
    expect(await everyWay(edge, await provider.sign())).toEqual(good);
    expect(session).toMatchObject({ ended: { aborted: true, reason: 'GONE' } });
    expect(await everyWay(edge, token)).toEqual(refused);
  });

  it('is read again by itself, too', async () => {
    const provider = await providerOfTest();
    const { signOn, clock } = await signOnUnderTest({ issuers: [issuerOf(provider)] });
    const session = await signOn.authenticate([`Bearer ${await provider.sign({ exp: now() + 86_400 })}`]);
    if (session === null || session === 'UNAVAILABLE') throw new Error('The token is not good.');
    await provider.rotate(false);
    const ended = new Promise((resolve) =>
      session.ended.addEventListener('abort', () => resolve(session.ended.reason)),
    );
    clock.advance(300_000);
    expect(await ended).toBe('GONE');
  });

  it('that nobody knows makes no more than one request in 5 s', async () => {
    const provider = await providerOfTest();
    const { signOn, clock } = await signOnUnderTest({ issuers: [issuerOf(provider)] });
    await signOn.authenticate([`Bearer ${await provider.sign()}`]);
    const foreign = await newKey();
    for (let at = 0; at < 10; at += 1) {
      const tokens = await Promise.all([...Array(20).keys()].map((n) => provider.sign({ n, at }, { key: foreign })));
      await Promise.all(tokens.map((token) => signOn.authenticate([`Bearer ${token}`])));
      clock.advance(1_000);
    }
    expect(provider.requests.get('/jwks')).toBe(2);
  });
});

describe('a provider that is away', () => {
  it('keeps known keys good, and leaves open what it alone could tell', async () => {
    const provider = await providerOfTest();
    const { edge, clock, logged } = await signOnUnderTest({ issuers: [issuerOf(provider)] });
    const [shown, unused] = [await provider.sign(), await provider.sign({ sub: 'other' })];
    expect(await everyWay(edge, shown)).toEqual(good);
    await provider.stop();
    await provider.rotate(true);
    clock.advance(5_000);
    expect(await everyWay(edge, shown)).toEqual(good);
    expect(await everyWay(edge, unused)).toEqual(good);
    const another = await provider.sign();
    expect(await everyWay(edge, another)).toEqual(away);
    expect(await everyWay(edge, await provider.sign({ aud: 'another' }))).toEqual(refused);
    expect(logged()).toContain('the keys of a sign-on provider cannot be read: known ones go on');
    await provider.start();
    clock.advance(5_000);
    expect(await everyWay(edge, another)).toEqual(good);
  });

  it('lets the gateway start', async () => {
    const provider = await providerOfTest();
    await provider.stop();
    const { edge, clock } = await signOnUnderTest({ issuers: [issuerOf(provider)] });
    const token = await provider.sign();
    expect(await everyWay(edge, token)).toEqual(away);
    await provider.start();
    clock.advance(10_000);
    expect(await everyWay(edge, token)).toEqual(good);
  });
});
