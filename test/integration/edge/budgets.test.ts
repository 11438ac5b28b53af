import { describe, expect, it } from 'vitest';
import type { Session } from '../../../src/auth/session.ts';
import { createAccess, tenantScope } from '../../../src/domain/access/access.ts';
import { callerOf } from '../../../src/domain/testing/caller-of.ts';
import { createManualClock } from '../../../src/lib/manual-clock.ts';
import { waitFor } from '../../support/wait-for.ts';
import { startEdge, ticksUntil } from './edge-under-test.ts';
import { openSocket, post, send, transports } from './transports.ts';

const rate = { pointsPerSecond: 10, burst: 100 };
const plenty = { pointsPerSecond: 1_000, burst: 1_000 };
const sixty = { query: '{ items(first: 60) { nodes { name } } }' };

/** Whoever says a name is that caller; one with a tenant has rights in that one only. */
function authenticate([said = 'Bearer mia']: readonly string[]): Session {
  const [name = '', tenant] = said.replace('Bearer ', '').split('@');
  const scope = tenant === undefined ? null : tenantScope(tenant);
  const access = scope && createAccess([{ role: 'viewer', scope, actions: new Set(['VIEW'] as const) }]);
  return {
    caller: callerOf(name, [], access ? { access } : {}),
    credential: name,
    ended: new AbortController().signal,
  };
}

describe.each(Object.entries(transports))('budgets over %s', (transport, run) => {
  it('refuse a caller who has used up theirs, until it is back', async () => {
    const clock = createManualClock();
    const edge = await startEdge({ clock, rates: { caller: rate } });
    expect((await run(edge, sixty))[0]?.errors).toBeUndefined();
    const [refused] = await run(edge, sixty);
    expect(refused).toEqual({
      errors: [
        {
          message:
            'What you may ask for is used up: this operation costs 60 points. Try again in 2 s, or ask for less.',
          extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 2 },
        },
      ],
    });
    expect(edge.contexts).toHaveLength(1);
    clock.advance(2_000);
    expect((await run(edge, sixty))[0]?.errors).toBeUndefined();
  });

  it('a query that is not answered in time is answered with that', async () => {
    const clock = createManualClock();
    const edge = await startEdge({ clock, timeouts: { slowReaderMs: 90_000, heartbeatMs: 90_000 } });
    const answer = run(edge, { query: '{ slow }' });
    const release = await edge.slowStarted();
    clock.advance(30_000);
    expect(await answer).toEqual([
      {
        errors: [
          {
            message: 'There was no answer within 30 s. Ask for less, or try again.',
            extensions: { code: 'DEADLINE_EXCEEDED' },
          },
        ],
      },
    ]);
    release();
    expect((await run(edge, { query: '{ hello }' }))[0]?.data).toEqual({ hello: 'Hello, world' });
  });

  it('introspection and hints are there or not, by a switch', async () => {
    const open = await startEdge();
    const shut = await startEdge({ introspection: false });
    for (const query of ['{ __schema { queryType { name } } }', '{ __type(name: "Query") { name } }']) {
      expect((await run(open, { query }))[0]?.errors).toBeUndefined();
      const [refused] = await run(shut, { query });
      expect(refused?.data).toBeUndefined();
      expect(refused?.errors?.[0]?.extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' });
    }
    expect((await run(shut, { query: '{ __typename hello }' }))[0]?.errors).toBeUndefined();
    for (const parameters of [
      { query: '{ helo }' },
      { query: '{ paint(inputt: { colour: RED }) }' },
      { query: '{ paint(input: { colour: REDD }) }' },
      { query: 'query ($i: Paint!) { paint(input: $i) }', variables: { i: { colour: 'RED', not: 'x' } } },
    ]) {
      const [refused] = await run(shut, parameters);
      expect(refused?.errors?.length).toBeGreaterThan(0);
      expect(JSON.stringify(refused)).not.toContain('Did you mean');
    }
    expect(JSON.stringify(await run(open, { query: '{ helo }' }))).toContain('Did you mean');
  });

  if (transport === 'WebSocket') return;

  it('a mutation that is not answered in time goes on', async () => {
    const clock = createManualClock();
    const edge = await startEdge({ clock, timeouts: { slowReaderMs: 90_000, heartbeatMs: 90_000 } });
    const answer = run(edge, { query: 'mutation { slowIncrement }' });
    const release = await edge.slowStarted();
    clock.advance(30_000);
    const [late] = await answer;
    expect(late?.errors).toMatchObject([{ extensions: { code: 'DEADLINE_EXCEEDED' } }]);
    expect(late?.errors?.[0]?.message).toContain('goes on');
    expect(edge.increments()).toBe(0);
    release();
    await post(edge, { query: '{ hello }' });
    expect(edge.increments()).toBe(1);
  });
});

describe('statuses over HTTP', () => {
  it('are 429 with Retry-After, and 504', async () => {
    const clock = createManualClock();
    const edge = await startEdge({ clock, rates: { caller: rate } });
    await post(edge, sixty);
    const refused = await post(edge, sixty);
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '2']);
    const slow = post(edge, { query: '{ slow }' });
    await edge.slowStarted();
    clock.advance(30_000);
    expect((await slow).status).toBe(504);
  });

  it('are 429 with Retry-After for who has too many requests, on SSE too, and nobody else waits', async () => {
    const edge = await startEdge({ authenticate, limits: { runningPerCaller: 1, waitingPerCaller: 1 } });
    const as = (name: string) => ({ authorization: `Bearer ${name}` });
    const running = post(edge, { query: '{ slow }' }, as('mia'));
    const release = await edge.slowStarted();
    const waiting = post(edge, { query: '{ hello }' }, as('mia'));
    const body = JSON.stringify({ query: '{ hello }' });
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream', ...as('mia') };
    // Whichever of the two comes first waits, and the other is refused.
    const answers = [waiting, send(edge, 'POST', '/graphql/stream', headers, body)];
    const refused = await Promise.race(answers);
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '1']);
    expect(JSON.parse(refused.text)).toMatchObject({
      errors: [{ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 1 } }],
    });
    expect((await post(edge, { query: '{ hello }' }, as('ben'))).status).toBe(200);
    release();
    expect((await Promise.all(answers)).map(({ status }) => status).toSorted()).toEqual([200, 429]);
    expect((await running).status).toBe(200);
  });
});

describe('open streams', () => {
  it('are nobody’s all: one caller has half of them at most, of each kind', async () => {
    const edge = await startEdge({ authenticate, limits: { sockets: 4, eventStreams: 4 } });
    const as = (name: string) => ({ authorization: `Bearer ${name}` });
    const sockets = [await openSocket(edge, { headers: as('mia') }), await openSocket(edge, { headers: as('mia') })];
    const third = await openSocket(edge, { headers: as('mia'), init: false });
    third.send({ type: 'connection_init' });
    expect((await third.closed).code).toBe(1013);
    const bens = await openSocket(edge, { headers: as('ben') });
    sockets[0]?.raw.close();
    await sockets[0]?.closed;
    await waitFor('it is given back', async () => {
      const again = await openSocket(edge, { headers: as('mia'), init: false });
      again.send({ type: 'connection_init' });
      return (await Promise.race([again.next().then(({ type }) => type), again.closed])) === 'connection_ack';
    });
    bens.raw.close();
    const headers = (name: string) => ({
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...as(name),
    });
    const silence = JSON.stringify({ query: 'subscription { silence { count } }' });
    const open = [1, 2].map(() => send(edge, 'POST', '/graphql/stream', headers('mia'), silence));
    await ticksUntil(edge.ticks, (ticks) => ticks.open === 2);
    const refused = await send(edge, 'POST', '/graphql/stream', headers('mia'), silence);
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '5']);
    const quick = JSON.stringify({ query: '{ hello }' });
    expect((await send(edge, 'POST', '/graphql/stream', headers('ben'), quick)).status).toBe(200);
    await edge.close(0);
    await Promise.allSettled(open);
  });
});

describe('the budget of a tenant', () => {
  it('is shared by its callers, and by nobody else', async () => {
    const clock = createManualClock();
    const edge = await startEdge({ clock, authenticate, rates: { caller: plenty, tenant: rate } });
    const status = async (name: string): Promise<number> =>
      (await post(edge, sixty, { authorization: `Bearer ${name}` })).status;
    expect(await status('ann@acme')).toBe(200);
    expect(await status('bob@acme')).toBe(429);
    expect(await status('cid@globex')).toBe(200);
    expect(await status('root')).toBe(200);
    expect(await status('root')).toBe(200);
    clock.advance(2_000);
    expect(await status('bob@acme')).toBe(200);
  });
});

describe('a WebSocket', () => {
  it('has as many quick queries answered as it sends, however many at once', async () => {
    const edge = await startEdge();
    const socket = await openSocket(edge);
    for (let id = 0; id < 500; id += 1) {
      socket.send({ id: String(id), type: 'subscribe', payload: { query: '{ hello }' } });
    }
    for (let message = 0; message < 1_000; message += 1) {
      expect((await socket.next()).type).toMatch(/^(next|complete)$/);
    }
    socket.raw.terminate();
  });
});
