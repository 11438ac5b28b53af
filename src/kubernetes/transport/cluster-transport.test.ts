import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCertificateAuthority } from '../../../test/support/certificates.ts';
import { systemClock } from '../../lib/clock.ts';
import { createManualClock } from '../../lib/manual-clock.ts';
import { startScriptedServer } from '../fixtures/scripted-server.fixture.ts';
import type { ScriptedServer } from '../fixtures/scripted-server.fixture.ts';
import { createClusterTransport } from './cluster-transport.ts';
import type { ClusterRequest, ClusterTransport } from './cluster-transport.ts';
import type { CredentialSource } from './credentials.ts';
import { createKubeconfigCredentials } from './kubeconfig-credentials.ts';
import { createServerCredentials } from './server-credentials.ts';

const closing: (() => unknown)[] = [];
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenantry-transport-'));
  closing.push(() => rm(folder, { recursive: true }));
});
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function serve(...tls: Parameters<typeof startScriptedServer>): Promise<ScriptedServer> {
  const server = await startScriptedServer(...tls);
  closing.push(() => server.close());
  return server;
}

function connect(credentials: CredentialSource, clock = systemClock): ClusterTransport {
  const transport = createClusterTransport({ credentials, clock });
  closing.push(() => transport.close());
  return transport;
}

const get = (path: string, more: Partial<ClusterRequest> = {}): ClusterRequest => ({
  path,
  what: 'test',
  deadlineMs: 5000,
  ...more,
});

async function kubeconfig(name: string, cluster: object, user: object): Promise<string> {
  const path = join(folder, name);
  const config = {
    'current-context': 'c',
    clusters: [{ name: 'c', cluster }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
  };
  await writeFile(path, JSON.stringify(config));
  return path;
}

const plugins = { clock: systemClock, execEnvironment: { PATH: '/usr/bin:/bin' } };

describe('table: a new undici Agent for each request, so: one pooled dispatcher a cluster', () => {
  it('makes 20 calls over one connection or two, and 40 at once over at most 8', async () => {
    const server = await serve();
    server.always(
      () => true,
      (request) => request.json(200, {}),
    );
    const transport = connect(createServerCredentials({ server: server.url }));
    for (let times = 0; times < 20; times += 1) await transport.call(get('/version'));
    expect(server.connections).toBeLessThanOrEqual(2);
    await Promise.all(Array.from({ length: 40 }, () => transport.call(get('/version'))));
    expect(server.connections).toBeLessThanOrEqual(8);
  });

  it('never lets watches keep calls waiting', async () => {
    const server = await serve();
    server.always(
      (request) => request.path === '/watch',
      (request) => void request.stream(),
    );
    server.always(
      (request) => request.path === '/version',
      (request) => request.json(200, {}),
    );
    const transport = connect(createServerCredentials({ server: server.url }));
    const signal = new AbortController().signal;
    await Promise.all(Array.from({ length: 20 }, () => transport.open(get('/watch'), 'watches', signal)));
    expect(await transport.call(get('/version'))).toMatchObject({ ok: true });
  });
});

describe('table: no call timeout, redirects are followed, so: a deadline on each call, a redirect is an error', () => {
  it('ends a call without an answer at its deadline', async () => {
    const server = await serve();
    const clock = createManualClock();
    const transport = connect(createServerCredentials({ server: server.url }), clock);
    const call = transport.call(get('/hangs'));
    const request = await server.next();
    clock.advance(5000);
    expect(await call).toMatchObject({ ok: false, failure: { reason: 'TIMEOUT', retryable: true } });
    await request.abandoned;
  });

  it('ends a call at its deadline that still waits for a connection, or for its credentials', async () => {
    const server = await serve();
    const clock = createManualClock();
    const transport = connect(createServerCredentials({ server: server.url }), clock);
    const slow = Array.from({ length: 8 }, () => transport.call(get('/slow', { deadlineMs: 60_000 })));
    for (const _ of slow) await server.next();
    const queued = transport.call(get('/queued', { deadlineMs: 1000 }));
    const hanging = connect({ read: () => new Promise(() => undefined) }, clock);
    const unread = hanging.call(get('/unread', { deadlineMs: 1000 }));
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    clock.advance(1000);
    expect(await queued).toMatchObject({ failure: { reason: 'TIMEOUT' } });
    expect(await unread).toMatchObject({
      failure: { reason: 'UNAUTHORIZED', message: expect.stringMatching(/in time/) },
    });
    clock.advance(60_000);
    await Promise.all(slow);
    expect(server.requests.map(({ path }) => path)).not.toContain('/queued');
  });

  it('ends a call whose body does not end at its deadline', async () => {
    const server = await serve();
    const clock = createManualClock();
    const transport = connect(createServerCredentials({ server: server.url }), clock);
    const call = transport.call(get('/drips'));
    await (await server.next()).stream().raw('{"a":');
    clock.advance(5000);
    expect(await call).toMatchObject({ ok: false, failure: { reason: 'TIMEOUT' } });
  });

  it('says that the outcome of a write is unknown when no answer came', async () => {
    const server = await serve();
    const transport = connect(createServerCredentials({ server: server.url }));
    const call = transport.call(get('/x', { method: 'PATCH', body: '[]' }));
    (await server.next()).reset();
    expect(await call).toMatchObject({ ok: false, failure: { reason: 'UNKNOWN_OUTCOME' } });
    expect(server.requests).toHaveLength(1);
  });

  it('does not follow a redirect, and does not send credentials there', async () => {
    const [server, elsewhere] = [await serve(), await serve()];
    const transport = connect(createServerCredentials({ server: server.url, token: 'hunter2' }));
    const call = transport.call(get('/version'));
    (await server.next()).json(307, {}, { location: `${elsewhere.url}/version` });
    expect(await call).toMatchObject({
      ok: false,
      failure: { reason: 'UNREACHABLE', message: expect.stringMatching(/redirect/) },
    });
    expect(elsewhere.requests).toHaveLength(0);
  });

  it('does not take an answer that is not JSON for one of an API server, nor one without end', async () => {
    const server = await serve();
    const transport = connect(createServerCredentials({ server: server.url }));
    const call = transport.call(get('/x'));
    await (await server.next()).stream().raw('<html>');
    server.requests[0]?.reset();
    expect((await call).ok).toBe(false);
    const large = transport.call(get('/x'));
    const stream = (await server.next()).stream();
    for (let mebibytes = 0; mebibytes < 33; mebibytes += 1) void stream.raw(' '.repeat(1024 * 1024));
    expect(await large).toMatchObject({ ok: false, failure: { message: expect.stringMatching(/too large/) } });
  });
});

describe('table: ApiException.message carries body and headers, so: own errors, redacted', () => {
  it('never repeats tokens, bodies or credentials in addresses', async () => {
    const server = await serve();
    const transport = connect(createServerCredentials({ server: server.url, token: 'hunter2' }));
    const answers: string[] = [];
    for (const [status, message] of [
      [500, 'failed at https://user:hunter2@db/x with Bearer hunter2.abc and eyJhbGciOi.eyJzdWIi.c2ln'],
      [401, 'token hunter2 is wrong'],
      [302, ''],
    ] as const) {
      const call = transport.call(get('/x', { deadlineMs: 2000 }));
      (await server.next()).fail(status, 'Some', message, { 'x-secret': 'hunter2' });
      if (status === 401) answers.push('');
      answers.push(JSON.stringify(await call));
    }
    expect(answers.join('\n')).not.toMatch(/hunter2|eyJ/);
  });
});

describe('table: impersonation sets the user only, so: group, uid and extra too', () => {
  it('sends all that the kubeconfig says', async () => {
    const server = await serve();
    const path = await kubeconfig(
      'impersonating',
      { server: server.url },
      {
        token: 't',
        as: 'jane',
        'as-uid': '42',
        'as-groups': ['dev', 'ops'],
        'as-user-extra': { 'example.com/Reason': ['audit'] },
      },
    );
    const transport = connect(createKubeconfigCredentials(path, undefined, plugins));
    const call = transport.call(get('/version'));
    const request = await server.next();
    request.json(200, {});
    await call;
    expect(request.headers).toMatchObject({
      authorization: 'Bearer t',
      'impersonate-user': 'jane',
      'impersonate-uid': '42',
      'impersonate-group': 'dev, ops',
      'impersonate-extra-example.com%2freason': 'audit',
    });
  });
});

describe('table: exec plugins have no timeout and inherit the environment, so: a deadline, and only what they are given', () => {
  const exec = (script: string) => ({
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: '/bin/sh',
      args: ['-c', script],
      env: [{ name: 'GIVEN', value: 'yes' }],
    },
  });

  it('gives up a plugin that does not answer, in words, without an unhandled rejection', async () => {
    const path = await kubeconfig('slow', { server: 'https://127.0.0.1:1' }, exec('exec sleep 600'));
    const transport = connect(createKubeconfigCredentials(path, undefined, { ...plugins, execTimeoutMs: 50 }));
    expect(await transport.call(get('/version'))).toMatchObject({
      ok: false,
      failure: { reason: 'UNAUTHORIZED', message: expect.stringMatching(/did not answer within/) },
    });
  });

  it('shows a plugin only the environment that it is given, and keeps what it says out of errors', async () => {
    const server = await serve();
    const script = `printf '{"status":{"token":"%s"}}' "$GIVEN-$PATH-$HOME$USER$NODE_ENV"`;
    const path = await kubeconfig('plugin', { server: server.url }, exec(script));
    const transport = connect(createKubeconfigCredentials(path, undefined, plugins));
    const call = transport.call(get('/version'));
    const request = await server.next();
    expect(request.headers.authorization).toBe('Bearer yes-/usr/bin:/bin-');
    request.json(200, {});
    await call;
    const failing = await kubeconfig('failing', { server: server.url }, exec('echo hunter2; echo hunter2 >&2; exit 3'));
    const answer = await connect(createKubeconfigCredentials(failing, undefined, plugins)).call(get('/version'));
    expect(answer).toMatchObject({
      ok: false,
      failure: { reason: 'UNAUTHORIZED', message: expect.stringMatching(/failed \(3\)/) },
    });
    expect(JSON.stringify(answer)).not.toMatch(/hunter2/);
  });

  it('asks a plugin again when its credential is refused, and not otherwise', async () => {
    const server = await serve();
    const script = `echo x >> ${join(folder, 'runs')}; printf '{"status":{"token":"%s"}}' "$(wc -l < ${join(folder, 'runs')} | tr -d ' ')"`;
    const path = await kubeconfig('counting', { server: server.url }, exec(script));
    const transport = connect(createKubeconfigCredentials(path, undefined, plugins));
    for (const expected of ['Bearer 1', 'Bearer 1']) {
      const call = transport.call(get('/version'));
      const request = await server.next();
      expect(request.headers.authorization).toBe(expected);
      request.json(200, {});
      await call;
    }
    const call = transport.call(get('/version'));
    (await server.next()).fail(401, 'Unauthorized');
    const again = await server.next();
    expect(again.headers.authorization).toBe('Bearer 2');
    again.json(200, {});
    expect((await call).ok).toBe(true);
  });
});

describe('fault: credentials or CA rotated: picked up without a restart', () => {
  it('sends a rotated token at once when the old one is refused', async () => {
    const server = await serve();
    const tokenFile = join(folder, 'token');
    await writeFile(tokenFile, 'old\n');
    const transport = connect(createServerCredentials({ server: server.url, tokenFile }));
    const first = transport.call(get('/version'));
    (await server.next()).json(200, {});
    await first;
    await writeFile(tokenFile, 'new\n');
    const call = transport.call(get('/version', { method: 'PATCH' }));
    const refused = await server.next();
    expect(refused.headers.authorization).toBe('Bearer old');
    refused.fail(401, 'Unauthorized');
    const again = await server.next();
    expect(again.headers.authorization).toBe('Bearer new');
    again.json(200, {});
    expect((await call).ok).toBe(true);
  });

  it('does not repeat a call whose refused credentials are still those on disk', async () => {
    const server = await serve();
    const transport = connect(createServerCredentials({ server: server.url, token: 'old' }));
    const call = transport.call(get('/version'));
    (await server.next()).fail(401, 'Unauthorized');
    expect(await call).toMatchObject({ ok: false, failure: { reason: 'UNAUTHORIZED' } });
    expect(server.requests).toHaveLength(1);
  });

  it('trusts a rotated CA within 5 s, and tells whoever watches to move', async () => {
    const [old, next] = await Promise.all([createCertificateAuthority('old'), createCertificateAuthority('next')]);
    const server = await serve(await old.issue({ commonName: 'server' }));
    server.always(
      () => true,
      (request) => request.json(200, {}),
    );
    const caFile = join(folder, 'ca');
    await writeFile(caFile, old.certificate);
    const clock = createManualClock(Date.now());
    const transport = connect(createServerCredentials({ server: server.url, caFile }), clock);
    let replaced = 0;
    transport.onReplaced(() => {
      replaced += 1;
    });
    expect(await transport.call(get('/version'))).toMatchObject({ ok: true });
    server.renew(await next.issue({ commonName: 'server' }));
    await writeFile(caFile, next.certificate);
    clock.advance(5000);
    expect(await transport.call(get('/version'))).toMatchObject({ ok: true });
    expect(replaced).toBe(1);
  });
});

describe('fault: wrong CA, expired certificate: a typed error, never an insecure retry', () => {
  it.each([
    ['a wrong CA', false, /not signed by the CA/],
    ['an expired certificate', true, /expired/],
  ])('names %s and sends nothing', async (_what, expired, message) => {
    const [mine, others] = await Promise.all([
      createCertificateAuthority('mine'),
      createCertificateAuthority('others'),
    ]);
    const issuer = expired ? mine : others;
    const server = await serve(
      await issuer.issue({ commonName: 'server', ...(expired ? { notAfter: new Date(Date.now() - 1000) } : {}) }),
    );
    const caFile = join(folder, 'ca');
    await writeFile(caFile, mine.certificate);
    const answer = await connect(createServerCredentials({ server: server.url, caFile, token: 'hunter2' })).call(
      get('/version'),
    );
    expect(answer).toMatchObject({
      ok: false,
      failure: { reason: 'UNREACHABLE', message: expect.stringMatching(message) },
    });
    expect(server.requests).toHaveLength(0);
  });

  it('says when the client certificate that was refused has expired', async () => {
    const authority = await createCertificateAuthority('ca');
    const server = await serve(await authority.issue({ commonName: 'server' }));
    const client = await authority.issue({ commonName: 'client', notAfter: new Date(Date.now() - 1000) });
    const encode = (pem: string): string => Buffer.from(pem).toString('base64');
    const path = await kubeconfig(
      'expired',
      { server: server.url, 'certificate-authority-data': encode(authority.certificate) },
      { 'client-certificate-data': encode(client.certificate), 'client-key-data': encode(client.key) },
    );
    const call = connect(createKubeconfigCredentials(path, undefined, plugins)).call(get('/version'));
    (await server.next()).fail(401, 'Unauthorized');
    expect(await call).toMatchObject({
      failure: { reason: 'UNAUTHORIZED', message: expect.stringMatching(/client certificate expired at/) },
    });
  });

  it('skips verification only where the kubeconfig says so, with a warning', async () => {
    const authority = await createCertificateAuthority('unknown');
    const server = await serve(await authority.issue({ commonName: 'server' }));
    server.always(
      () => true,
      (request) => request.json(200, {}),
    );
    const path = await kubeconfig('insecure', { server: server.url, 'insecure-skip-tls-verify': true }, { token: 't' });
    const transport = connect(createKubeconfigCredentials(path, undefined, plugins));
    expect(await transport.call(get('/version'))).toMatchObject({ ok: true });
    expect(transport.warning).toMatch(/insecure-skip-tls-verify/);
  });

  it('never sends a token unencrypted to another machine', async () => {
    const answer = await connect(createServerCredentials({ server: 'http://api.example.com', token: 't' })).call(
      get('/version'),
    );
    expect(answer).toMatchObject({ ok: false, failure: { message: expect.stringMatching(/never sent unencrypted/) } });
  });
});
