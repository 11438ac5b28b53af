import { describe, expect, it } from 'vitest';
import { systemClock } from '../../lib/clock.ts';
import { createManualClock } from '../../lib/manual-clock.ts';
import { connect, get, kubeconfig, serve } from '../fixtures/transport.fixture.ts';
import { createKubeconfigCredentials } from './kubeconfig-credentials.ts';
import { createServerCredentials } from './server-credentials.ts';

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
