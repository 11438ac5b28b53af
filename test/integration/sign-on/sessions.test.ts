import { describe, expect, it, vi } from 'vitest';
import { subtle } from 'node:crypto';
import { overSse, openSocket, send } from '../edge/transports.ts';
import { ticksUntil } from '../edge/edge-under-test.ts';
import { issuerOf, providerOfTest, signOnUnderTest } from './sign-on-under-test.ts';

// Sessions of those who sign on: for as long as the token, and what they may, lasts.

const ticks = { query: 'subscription { ticks(to: 1000000, bytes: 2000) { count } }' };
const nobody = [{ message: expect.any(String), extensions: { code: 'UNAUTHENTICATED' } }];

async function scene() {
  const provider = await providerOfTest();
  const under = await signOnUnderTest({ issuers: [issuerOf(provider)] });
  const exp = Math.floor(under.clock.now() / 1_000) + 60;
  return { ...under, provider, exp, authorization: `Bearer ${await provider.sign({ exp })}` };
}

describe('a token that expires in mid-subscription', () => {
  it('ends a WebSocket with 4403, after which no event comes', async () => {
    const { edge, clock, exp, authorization } = await scene();
    const socket = await openSocket(edge, { headers: { authorization } });
    socket.send({ id: '1', type: 'subscribe', payload: ticks });
    await ticksUntil(edge.ticks, ({ pulled }) => pulled >= 5);
    clock.advance(exp * 1_000 - clock.now() - 1);
    const before = edge.ticks.pulled;
    await ticksUntil(edge.ticks, ({ pulled }) => pulled > before);
    clock.advance(1);
    const atExpiry = edge.contexts.length;
    expect(await socket.closed).toMatchObject({ code: 4403 });
    await ticksUntil(edge.ticks, ({ open }) => open === 0);
    // A context is asked for before each event.
    expect(edge.contexts.length).toBe(atExpiry);
    const again = await openSocket(edge, { headers: { authorization }, init: false });
    again.send({ type: 'connection_init' });
    expect(await again.closed).toMatchObject({ code: 4403 });
  });

  it('ends an event stream with the reason, after which no event comes', async () => {
    const { edge, clock, exp, authorization } = await scene();
    const ending = send(
      edge,
      'POST',
      '/graphql/stream',
      { 'content-type': 'application/json', accept: 'text/event-stream', authorization },
      JSON.stringify(ticks),
    );
    await ticksUntil(edge.ticks, ({ pulled }) => pulled >= 5);
    clock.advance(exp * 1_000 - clock.now());
    const atExpiry = edge.contexts.length;
    const { text } = await ending;
    const events = text.split('\n\n').filter((event) => event.startsWith('event: next'));
    expect(JSON.parse((events.at(-1) ?? '').replace('event: next\ndata: ', ''))).toEqual({ errors: nobody });
    await ticksUntil(edge.ticks, ({ open }) => open === 0);
    expect(edge.contexts.length).toBe(atExpiry);
    expect(await overSse(edge, ticks)).toMatchObject([{ errors: nobody }]);
  });
});

describe('what somebody may', () => {
  it('goes by the groups that the provider tells, and ends what is open when it becomes less', async () => {
    const { signOn, book, provider } = await scene();
    const bound = {
      subject: { kind: 'GROUP', name: 'corp:platform' },
      role: 'operator',
      scope: { type: 'FLEET' },
    } as const;
    book.replaceRules({ roles: [], bindings: [bound] });
    const session = await signOn.authenticate([`Bearer ${await provider.sign({ groups: 'platform' })}`]);
    if (session === null || session === 'UNAVAILABLE') throw new Error('The token is not good.');
    expect(session.caller.access.rolesOn({ type: 'FLEET' })).toEqual(['operator']);
    book.replaceRules({ roles: [], bindings: [] });
    expect(session.ended).toMatchObject({ aborted: true, reason: 'CHANGED' });
  });
});

describe('a token that comes again', () => {
  it('is not verified again: one signature for a thousand requests, also of those that come at once', async () => {
    const { signOn, authorization } = await scene();
    const verify = vi.spyOn(subtle, 'verify');
    await Promise.all([signOn.authenticate([authorization]), signOn.authenticate([authorization])]);
    for (let n = 0; n < 1_000; n += 1) expect(signOn.authenticate([authorization])).not.toBeInstanceOf(Promise);
    expect(verify).toHaveBeenCalledTimes(1);
    verify.mockRestore();
  });
});
