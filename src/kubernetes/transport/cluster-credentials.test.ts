import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createCertificateAuthority } from '../../../test/support/certificates.ts';
import { systemClock } from '../../lib/clock.ts';
import { collectedHeap } from '../../lib/collected-heap.fixture.ts';
import { createManualClock } from '../../lib/manual-clock.ts';
import { connect, get, kubeconfig, serve, temporaryPath } from '../fixtures/transport.fixture.ts';
import { createKubeconfigCredentials } from './kubeconfig-credentials.ts';
import { createServerCredentials } from './server-credentials.ts';

const plugins = { clock: systemClock, execEnvironment: { PATH: '/usr/bin:/bin' } };

describe('a kubeconfig of several clusters', () => {
  it('is read for its context alone, and anew when it was changed', async () => {
    const server = await serve();
    const path = temporaryPath('several.kubeconfig');
    const write = (token: string): Promise<void> =>
      writeFile(
        path,
        JSON.stringify({
          'current-context': 'other',
          contexts: ['wanted', 'other'].map((name) => ({ name, context: { cluster: name, user: name } })),
          clusters: [
            { name: 'other', cluster: {} },
            { name: 'wanted', cluster: { server: server.url } },
          ],
          users: [
            { name: 'other', user: { tokenFile: 'missing' } },
            { name: 'wanted', user: { token } },
          ],
        }),
      );
    await write('first');
    const source = createKubeconfigCredentials(path, 'wanted', plugins);
    expect(await source.read()).toMatchObject({ server: server.url, headers: { authorization: 'Bearer first' } });
    await write('second');
    expect(await source.read()).toMatchObject({ server: server.url, headers: { authorization: 'Bearer second' } });
    await expect(createKubeconfigCredentials(path, 'third', plugins).read()).rejects.toThrow(
      /has no usable context "third"; it has: wanted, other$/,
    );
  });
});

describe('kubeconfigs', () => {
  it('are forgotten with those who read them', async () => {
    const large = 200_000;
    const readNew = async (number: number): Promise<void> => {
      const path = temporaryPath(`large-${number}.kubeconfig`);
      const settings = {
        'current-context': 'it',
        contexts: [{ name: 'it', context: { cluster: 'it', user: 'it' } }],
        clusters: [{ name: 'it', cluster: { server: 'https://127.0.0.1:6443' } }],
        users: [{ name: 'it', user: { token: String(number).padEnd(large, 'x') } }],
      };
      await writeFile(path, JSON.stringify(settings));
      await createKubeconfigCredentials(path, undefined, plugins).read();
    };
    await readNew(0);
    const before = collectedHeap();
    for (let number = 1; number <= 20; number += 1) await readNew(number);
    // What was looked at in this turn of the event loop is held until its end.
    await new Promise((resolve) => setImmediate(resolve));
    expect(collectedHeap() - before).toBeLessThan(5 * large);
  });
});

describe('a kubeconfig', () => {
  it('is read where YAML takes its names for numbers', async () => {
    const path = temporaryPath('numbers.kubeconfig');
    await writeFile(
      path,
      JSON.stringify({
        'current-context': 1,
        contexts: [{ name: 1, context: { cluster: 2, user: 123456789012 } }],
        clusters: [{ name: 2, cluster: { server: 'https://127.0.0.1:6443' } }],
        users: [{ name: 123456789012, user: { token: 't' } }],
      }),
    );
    for (const context of [undefined, '1'])
      expect(await createKubeconfigCredentials(path, context, plugins).read()).toMatchObject({
        headers: { authorization: 'Bearer t' },
      });
  });

  it('gives what it names by relative paths, and what it holds itself before that', async () => {
    await writeFile(temporaryPath('ca.pem'), 'the CA');
    await writeFile(temporaryPath('key.pem'), 'the key');
    await writeFile(temporaryPath('token'), 'rotated\n');
    const path = await kubeconfig(
      'files',
      {
        server: 'https://127.0.0.1:6443/',
        'certificate-authority': 'ca.pem',
        'tls-server-name': 'api.example.com',
        'proxy-url': 'http://127.0.0.1:3128',
      },
      {
        'client-certificate': 'missing.pem',
        'client-certificate-data': Buffer.from('the certificate').toString('base64'),
        'client-key': 'key.pem',
        token: 'old',
        tokenFile: 'token',
      },
    );
    expect(await createKubeconfigCredentials(path, undefined, plugins).read()).toEqual({
      server: 'https://127.0.0.1:6443',
      headers: { authorization: 'Bearer rotated' },
      tls: {
        ca: 'the CA',
        cert: 'the certificate',
        key: 'the key',
        servername: 'api.example.com',
        rejectUnauthorized: true,
      },
      proxyUrl: 'http://127.0.0.1:3128',
      warning: null,
    });
  });

  it.each([
    ['a password', { username: 'ann', password: 'p:w', token: 't' }, { authorization: 'Basic YW5uOnA6dw==' }],
    ['a token that YAML takes for a number', { token: 12_345 }, { authorization: 'Bearer 12345' }],
    [
      'somebody to impersonate',
      { token: 't', as: 'ann', 'as-groups': ['a', 'b'], 'as-uid': '7', 'as-user-extra': { 'Some/Key': ['v'] } },
      {
        authorization: 'Bearer t',
        'impersonate-user': 'ann',
        'impersonate-group': ['a', 'b'],
        'impersonate-uid': '7',
        'impersonate-extra-some%2fkey': ['v'],
      },
    ],
    [
      'a name that YAML takes for a boolean',
      { token: 't', as: true },
      { authorization: 'Bearer t', 'impersonate-user': 'true' },
    ],
    ['nothing', {}, {}],
    [
      'an auth-provider',
      {
        'auth-provider': {
          name: 'oidc',
          config: { 'id-token': `e30.${Buffer.from('{"exp":4102444800}').toString('base64url')}.x` },
        },
      },
      { authorization: `Bearer e30.${Buffer.from('{"exp":4102444800}').toString('base64url')}.x` },
    ],
  ])('sends what follows from %s', async (_what, user, headers) => {
    const path = await kubeconfig('user', { server: 'https://127.0.0.1:6443' }, user);
    expect((await createKubeconfigCredentials(path, undefined, plugins).read()).headers).toEqual(headers);
  });

  it.each([
    [
      'a file that is not there',
      { 'certificate-authority': 'no.pem' },
      {},
      /cannot be used \(.*no\.pem cannot be read\)/,
    ],
    ['a token file that is not there', {}, { tokenFile: 'none' }, /the token file .*none of .* cannot be read/],
    ['no server', { server: '' }, {}, /is not a valid kubeconfig/],
    ['groups that are a text', {}, { token: 't', as: 'ann', 'as-groups': 'admins' }, /as-groups .* cannot be used/],
    ['a user to impersonate who is a list', {}, { token: 't', as: ['ann'] }, /as in .* cannot be used/],
    ['extra that is a list', {}, { token: 't', as: 'ann', 'as-user-extra': ['a'] }, /as-user-extra .* cannot be used/],
  ])('says what is wrong: %s', async (_what, cluster, user, message) => {
    const path = await kubeconfig('wrong', { server: 'https://127.0.0.1:6443', ...cluster }, user);
    await expect(createKubeconfigCredentials(path, undefined, plugins).read()).rejects.toThrow(message);
  });

  it('is not read as anonymous where the user of the context is not in it', async () => {
    const path = await kubeconfig('nobody', { server: 'https://127.0.0.1:6443' }, { token: 't' });
    await writeFile(path, (await readFile(path, 'utf8')).replace('"user":"u"', '"user":"x"'));
    await expect(createKubeconfigCredentials(path, undefined, plugins).read()).rejects.toThrow(/has no user "x"/);
  });

  it('may share parts, as YAML lets it', async () => {
    const path = temporaryPath('merged');
    await writeFile(
      path,
      `current-context: c
contexts: [{ name: c, context: { cluster: c, user: u } }]
clusters: [{ name: c, cluster: { server: 'https://127.0.0.1:6443' } }]
shared: &shared { token: t }
users: [{ name: u, user: { <<: *shared, as: ann } }]
`,
    );
    expect((await createKubeconfigCredentials(path, undefined, plugins).read()).headers).toEqual({
      authorization: 'Bearer t',
      'impersonate-user': 'ann',
    });
  });

  it('is missing, or no YAML: says which', async () => {
    const path = temporaryPath('none.kubeconfig');
    const source = createKubeconfigCredentials(path, undefined, plugins);
    await expect(source.read()).rejects.toThrow(/cannot be read$/);
    await writeFile(path, '{ not: [yaml');
    await expect(source.read()).rejects.toThrow(/is not a valid kubeconfig$/);
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
    const script = `echo x >> ${temporaryPath('runs')}; printf '{"status":{"token":"%s"}}' "$(wc -l < ${temporaryPath('runs')} | tr -d ' ')"`;
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
    const tokenFile = temporaryPath('token');
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
    const caFile = temporaryPath('ca');
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
    const caFile = temporaryPath('ca');
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
