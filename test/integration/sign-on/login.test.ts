import { randomBytes } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';
import { describe, expect, it } from 'vitest';
import { cookieNames } from '../../../src/graphql/server/session-cookie.ts';
import { freePort } from '../../support/free-port.ts';
import type { EdgeUnderTest } from '../edge/edge-under-test.ts';
import { openSocket, post, send } from '../edge/transports.ts';
import type { Answer } from '../edge/transports.ts';
import { waitFor } from '../../support/wait-for.ts';
import { issuerOf, providerOfTest, signOnUnderTest } from './sign-on-under-test.ts';

// Signing on without a browser, to do what none would. A browser does it in browser/.

const query = { query: '{ hello }' };
const [sessionName, loginName] = [cookieNames.session(false), cookieNames.login(false)];

/** The cookies that an answer sets, those that it takes away with an empty value. */
function cookiesOf({ headers }: Answer): Readonly<Record<string, string>> {
  const pairs = (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';', 1)[0]?.split('=', 2) ?? []);
  return Object.fromEntries(pairs) as Record<string, string>;
}

async function scene({
  groups = ['platform'],
  publicUrl = null,
}: { readonly groups?: readonly string[]; readonly publicUrl?: string | null } = {}) {
  const port = await freePort();
  const origin = publicUrl ?? `http://127.0.0.1:${port}`;
  const { host } = new URL(origin);
  const provider = await providerOfTest({
    accounts: [{ sub: 'u-1001', preferred_username: 'mia', groups }],
    redirectUris: [`${origin}/auth/callback`],
  });
  const login = { issuer: 'corp', clientId: provider.client.id, scopes: ['openid', 'profile', 'groups'] };
  const files = [
    { name: 'client-secret', text: provider.client.secret },
    { name: 'session-key', text: randomBytes(32).toString('base64') },
  ];
  const secrets = { clientSecretFile: 'client-secret', sessionKeyFile: 'session-key' };
  const content = { issuers: [issuerOf(provider)], login: { ...login, ...secrets } };
  const under = await signOnUnderTest(content, { port, files, publicUrl });
  const { edge } = under;
  return {
    ...under,
    provider,
    origin,
    /** Another gateway with the same file and records. */
    another: () => signOnUnderTest(content, { files, signedOff: under.signedOff }),
    /** Begins, and signs on at the provider as a browser would; where that sends the browser back to. */
    async atProvider() {
      const begun = await send(edge, 'GET', '/auth/login', { host });
      const back = await signOnAt(provider.issuer, begun.headers.location ?? '');
      const [kept = ''] = Object.values(cookiesOf(begun));
      return { begun, kept, back: new URL(back) };
    },
    finish: (search: string, kept: string): Promise<Answer> =>
      send(edge, 'GET', `/auth/callback${search}`, {
        host,
        cookie: `${cookieNames.login(publicUrl !== null)}=${kept}`,
      }),
  };
}

/** Goes through the provider's forms with a jar of cookies, until it sends elsewhere. */
async function signOnAt(issuer: string, address: string): Promise<string> {
  const jar = new Map<string, string>();
  const visit = async (url: string, form?: URLSearchParams): Promise<Response> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(form && { method: 'POST', body: form }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';', 1)[0]?.split('=', 2) ?? [];
      jar.set(name, value);
    }
    return answer;
  };
  let answer = await visit(address);
  for (;;) {
    const location = answer.headers.get('location');
    if (location !== null) {
      const next = new URL(location, issuer);
      if (next.origin !== issuer) return next.href;
      answer = await visit(next.href);
      continue;
    }
    const html = await answer.text();
    const action = /<form[^>]* action="([^"]+)"/.exec(html)?.[1];
    const prompt = /name="prompt" value="(\w+)"/.exec(html)?.[1];
    if (action === undefined || prompt === undefined)
      throw new Error(`No form: ${answer.status} ${html.slice(0, 500)}`);
    answer = await visit(new URL(action, issuer).href, new URLSearchParams({ prompt, login: 'u-1001', password: 'x' }));
  }
}

function withCookie(edge: EdgeUnderTest, session: string, more: OutgoingHttpHeaders = {}): OutgoingHttpHeaders {
  const all = { host: edge.host, cookie: `${sessionName}=${session}`, origin: edge.origin, ...more };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

describe('signing on', () => {
  it('uses PKCE, a state and a nonce, and ends at GraphiQL with a cookie that no script and no other site can use', async () => {
    const { atProvider, finish, edge, origin, logged, clock } = await scene();
    const { begun, kept, back } = await atProvider();
    const asked = new URL(begun.headers.location ?? '').searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: `${origin}/auth/callback`,
    });
    for (const name of ['code_challenge', 'state', 'nonce']) expect(asked.get(name)?.length).toBeGreaterThan(40);
    expect(begun.headers['set-cookie']).toEqual([
      expect.stringMatching(/; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/),
    ]);

    const finished = await finish(back.search, kept);
    expect([finished.status, finished.headers.location]).toEqual([303, '/graphql']);
    const session = cookiesOf(finished)[sessionName] ?? '';
    expect(finished.headers['set-cookie']).toEqual([
      `${loginName}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax`,
      `${sessionName}=${session}; Path=/; Max-Age=3600; HttpOnly; SameSite=Strict`,
    ]);
    const { result } = await post(edge, query, withCookie(edge, session));
    expect(result).toEqual({ data: { hello: 'Hello, world' } });
    expect(edge.contexts[0]?.session.caller).toMatchObject({
      name: 'corp:u-1001',
      displayName: 'mia',
      groups: ['corp:platform'],
    });
    expect(edge.contexts[0]?.headers).not.toHaveProperty('cookie');
    const told = await send(edge, 'GET', '/auth/session', withCookie(edge, session));
    expect(JSON.parse(told.text)).toEqual({ signOn: true, person: { name: 'corp:u-1001', displayName: 'mia' } });

    clock.advance(3_600_000);
    expect((await post(edge, query, withCookie(edge, session))).status).toBe(401);
    const code = back.searchParams.get('code') ?? '';
    expect(code.length).toBeGreaterThan(20);
    for (const secret of [session.slice(30), kept.slice(30), code]) expect(logged()).not.toContain(secret);
  });

  it('succeeds only in the browser that began, once, and with what the provider said', async () => {
    const { atProvider, finish, edge } = await scene();
    const [mine, theirs] = [await atProvider(), await atProvider()];
    const refused = async (search: string, kept: string) => {
      const { status, headers } = await finish(search, kept);
      expect([status, cookiesOf({ headers } as Answer)]).toEqual([403, { [loginName]: '' }]);
    };
    // Somebody else's answer in my browser would sign me on as them.
    await refused(theirs.back.search, mine.kept);
    await refused(mine.back.search, '');
    await refused(mine.back.search, `${mine.kept}x`);
    await refused('', mine.kept);
    await refused('?error=access_denied', mine.kept);
    const forged = new URLSearchParams({
      ...Object.fromEntries(mine.back.searchParams),
      iss: 'https://evil.example.com',
    });
    await refused(`?${forged}`, mine.kept);
    const wrongCode = new URLSearchParams({ ...Object.fromEntries(mine.back.searchParams), code: 'x'.repeat(40) });
    await refused(`?${wrongCode}`, mine.kept);
    expect((await finish(theirs.back.search, theirs.kept)).status).toBe(303);
    // The code is used up.
    await refused(theirs.back.search, theirs.kept);
    // What is kept in the meantime is no session.
    expect((await post(edge, query, withCookie(edge, mine.kept))).status).toBe(401);
  });

  it('sends nobody elsewhere afterwards, whatever the request says', async () => {
    const { atProvider, finish, edge } = await scene();
    const elsewhere =
      '?next=https://evil.example.com&returnTo=//evil.example.com&redirect_uri=https://evil.example.com';
    const begun = await send(edge, 'GET', `/auth/login${elsewhere}`, { host: edge.host });
    expect(begun.headers.location).not.toContain('evil');
    const { kept, back } = await atProvider();
    const finished = await finish(`${back.search}&next=https://evil.example.com`, kept);
    expect(finished.headers.location).toBe('/graphql');
  });

  it('says so where the provider is away, and where somebody is in more groups than a cookie holds', async () => {
    const { atProvider, finish, edge, provider } = await scene({
      groups: [...Array(400).keys()].map((n) => `group-${n}`),
    });
    const { kept, back } = await atProvider();
    const many = await finish(back.search, kept);
    expect([many.status, many.text]).toEqual([403, expect.stringContaining('more groups than')]);
    const another = await atProvider();
    await provider.stop();
    expect(await finish(another.back.search, another.kept)).toMatchObject({ status: 503 });
    expect((await send(edge, 'GET', '/auth/session', { host: edge.host })).status).toBe(200);
  });
});

describe('behind a proxy with TLS', () => {
  it('has cookies that no other host and no http can set or get, and signs on at the public address alone', async () => {
    const publicUrl = 'https://tenantry.example.com';
    const { atProvider, finish, edge } = await scene({ publicUrl });
    const { begun, kept, back } = await atProvider();
    expect(begun.headers['set-cookie']).toEqual([
      expect.stringMatching(/^__Host-tenantry-login=.*; Path=\/; .*; Secure$/),
    ]);
    expect(back.origin).toBe(publicUrl);
    const finished = await finish(back.search, kept);
    const name = cookieNames.session(true);
    const cookie = `${name}=${cookiesOf(finished)[name]}`;
    expect(finished.headers['set-cookie']?.[1]).toMatch(
      /^__Host-tenantry-session=.*; Path=\/; .*; SameSite=Strict; Secure$/,
    );
    const from = async (origin: string) =>
      (await post(edge, query, { host: 'tenantry.example.com', cookie, origin })).status;
    expect([await from(publicUrl), await from('http://tenantry.example.com')]).toEqual([200, 401]);

    const elsewhere = await send(edge, 'GET', '/auth/login', { host: edge.host });
    expect([elsewhere.status, elsewhere.text]).toEqual([400, expect.stringContaining(`${publicUrl}/graphql`)]);
    expect((await send(edge, 'GET', '/auth/login', { host: 'other.example.com' })).status).toBe(403);
  });
});

describe('the session of a browser', () => {
  const signedOn = async () => {
    const all = await scene();
    const { kept, back } = await all.atProvider();
    return { ...all, session: cookiesOf(await all.finish(back.search, kept))[sessionName] ?? '' };
  };

  it('counts only where the request comes from a page of ours', async () => {
    const { edge, session } = await signedOn();
    const statusOf = async (more: OutgoingHttpHeaders) =>
      (await post(edge, query, withCookie(edge, session, more))).status;
    expect(await statusOf({})).toBe(200);
    expect(await statusOf({ origin: undefined, 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await statusOf({ origin: undefined })).toBe(401);
    expect(await statusOf({ origin: undefined, 'sec-fetch-site': 'cross-site' })).toBe(401);
    expect(await statusOf({ origin: undefined, 'sec-fetch-site': 'same-site' })).toBe(401);
    expect(await statusOf({ 'sec-fetch-site': 'cross-site' })).toBe(401);
    expect(await statusOf({ origin: 'null' })).toBe(403);
    expect(await statusOf({ origin: 'https://evil.example.com' })).toBe(403);
    // Another server on this machine.
    expect(await statusOf({ origin: 'http://127.0.0.1:1' })).toBe(403);
    const form = { 'content-type': 'text/plain' };
    const simple = await send(edge, 'POST', '/graphql', withCookie(edge, session, form), JSON.stringify(query));
    expect(simple.status).toBe(415);
    const get = await send(edge, 'GET', '/graphql?query=%7Bhello%7D', withCookie(edge, session));
    expect(get.status).toBe(400);
  });

  it('is known by every gateway with the same key', async () => {
    const { session, another } = await signedOn();
    const { edge } = await another();
    expect((await post(edge, query, withCookie(edge, session))).status).toBe(200);
    expect(edge.contexts[0]?.session.caller.name).toBe('corp:u-1001');
    expect((await post(edge, query, withCookie(edge, `${session}x`))).status).toBe(401);
  });

  it('goes behind a token: who sends one is that, or nobody', async () => {
    const { edge, session, provider } = await signedOn();
    const authorization = `Bearer ${await provider.sign({ sub: 'other' })}`;
    await post(edge, query, withCookie(edge, session, { authorization }));
    expect(edge.contexts.at(-1)?.session.caller.name).toBe('corp:other');
    expect((await post(edge, query, withCookie(edge, session, { authorization: 'Bearer x' }))).status).toBe(401);
  });

  it('opens a WebSocket of our own pages, and of no others', async () => {
    const { edge, session } = await signedOn();
    const cookie = `${sessionName}=${session}`;
    const own = await openSocket(edge, { headers: { cookie, origin: edge.origin } });
    own.raw.terminate();
    const none = await openSocket(edge, { headers: { cookie }, init: false });
    none.send({ type: 'connection_init' });
    expect(await none.closed).toMatchObject({ code: 4403 });
    await expect(openSocket(edge, { headers: { cookie, origin: 'https://evil.example.com' } })).rejects.toThrow('403');
  });

  it('ends with signing off, which only our own pages can do', async () => {
    const { edge, session } = await signedOn();
    const socket = await openSocket(edge, { headers: { cookie: `${sessionName}=${session}`, origin: edge.origin } });
    const off = (more: OutgoingHttpHeaders) => send(edge, 'POST', '/auth/logout', withCookie(edge, session, more));
    expect((await off({ origin: undefined })).status).toBe(403);
    expect((await off({ origin: 'https://evil.example.com' })).status).toBe(403);
    expect((await send(edge, 'GET', '/auth/logout', withCookie(edge, session))).status).toBe(405);
    expect((await post(edge, query, withCookie(edge, session))).status).toBe(200);
    const done = await off({});
    expect([done.status, cookiesOf(done)]).toEqual([204, { [sessionName]: '' }]);
    expect(await socket.closed).toMatchObject({ code: 4403 });
    expect((await post(edge, query, withCookie(edge, session))).status).toBe(401);
  });
});

describe('signing off at one gateway', () => {
  const signedOnAtTwo = async () => {
    const all = await scene();
    const { kept, back } = await all.atProvider();
    const session = cookiesOf(await all.finish(back.search, kept))[sessionName] ?? '';
    const off = () => send(all.edge, 'POST', '/auth/logout', withCookie(all.edge, session));
    return { ...all, session, off, there: await all.another() };
  };

  it('ends what is open at another within 5 s, and nobody gets in there by it any more', async () => {
    const { session, off, there } = await signedOnAtTwo();
    const cookie = { cookie: `${sessionName}=${session}`, origin: there.edge.origin };
    const socket = await openSocket(there.edge, { headers: cookie });
    expect((await post(there.edge, query, withCookie(there.edge, session))).status).toBe(200);
    expect((await off()).status).toBe(204);
    there.clock.advance(2_000);
    expect(await socket.closed).toMatchObject({ code: 4403 });
    expect((await post(there.edge, query, withCookie(there.edge, session))).status).toBe(401);
  });

  it('is known at another that sees the session for the first time', async () => {
    const { session, off, there, another } = await signedOnAtTwo();
    await off();
    for (const { edge } of [there, await another()]) {
      expect((await post(edge, query, withCookie(edge, session))).status).toBe(401);
    }
  });

  it('holds where it is done, and whom nobody can tell of waits, while the records are away', async () => {
    const { session, off, there, signedOff, edge, logged } = await signedOnAtTwo();
    signedOff.away = true;
    expect((await post(there.edge, query, withCookie(there.edge, session))).status).toBe(503);
    expect((await off()).status).toBe(204);
    expect((await post(edge, query, withCookie(edge, session))).status).toBe(401);
    expect(logged()).toContain('other gateways cannot be told now');
    signedOff.away = false;
    expect((await post(there.edge, query, withCookie(there.edge, session))).status).toBe(200);
    // Who goes on signed on stays so.
    signedOff.away = true;
    there.clock.advance(2_000);
    await waitFor('the look that fails', () => there.logged().includes('elsewhere cannot be read now'));
    expect((await post(there.edge, query, withCookie(there.edge, session))).status).toBe(200);
  });
});

describe('the audit', () => {
  const from = { address: '127.0.0.1', requestId: expect.stringMatching(/^[\w-]{36}$/) };
  const mia = { actor: { name: 'corp:u-1001', kind: 'USER' }, credential: 'mia at corp' };
  const nobody = { outcome: 'DENIED', actor: { name: '(unknown)' }, credential: null, ...from };

  it('tells who signed on and off, once each, and who was refused', async () => {
    const { atProvider, finish, edge, audit } = await scene();
    const { kept, back } = await atProvider();
    expect((await finish('?error=access_denied', kept)).status).toBe(403);
    const session = cookiesOf(await finish(back.search, kept))[sessionName] ?? '';
    const off = () => send(edge, 'POST', '/auth/logout', withCookie(edge, session));
    for (const _ of [1, 2, 3]) expect((await off()).status).toBe(204);
    expect(audit.records).toMatchObject([
      { action: 'signOn', ...nobody },
      { action: 'signOn', outcome: 'ACCEPTED', ...mia, ...from },
      { action: 'signOff', outcome: 'ACCEPTED', ...mia, ...from },
    ]);
  });

  it('tells of credentials that are none, by each way in, and not of those who show none', async () => {
    const { edge, audit } = await scene();
    const authorization = 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJtaWEifQ.none';
    expect((await post(edge, query, { authorization })).status).toBe(401);
    expect((await post(edge, query)).status).toBe(401);
    const socket = await openSocket(edge, { init: false });
    socket.send({ type: 'connection_init', payload: { Authorization: authorization } } as never);
    await socket.closed;
    expect(audit.records).toMatchObject([
      { action: 'authenticate', ...nobody },
      { action: 'authenticate', ...nobody, requestId: expect.stringMatching(/^[\w-]{36}/) },
    ]);
    expect(JSON.stringify(audit.records)).not.toContain('eyJ');
  });

  it('keeps out whom it cannot record, and nobody in', async () => {
    const { atProvider, finish, edge, audit } = await scene();
    const [first, second] = [await atProvider(), await atProvider()];
    const session = cookiesOf(await finish(first.back.search, first.kept))[sessionName] ?? '';
    audit.away = true;
    const kept = await finish(second.back.search, second.kept);
    expect([kept.status, cookiesOf(kept), kept.text]).toEqual([
      503,
      { [loginName]: '' },
      expect.stringContaining('cannot be recorded'),
    ]);
    expect((await send(edge, 'POST', '/auth/logout', withCookie(edge, session))).status).toBe(204);
    expect((await post(edge, query, withCookie(edge, session))).status).toBe(401);
  });
});
