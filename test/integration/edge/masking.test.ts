import { describe, expect, it } from 'vitest';
import { secret, startEdge } from './edge-under-test.ts';
import { post, transports } from './transports.ts';

describe.each(Object.entries(transports))('masking over %s', (transport, run) => {
  it('hides what went wrong inside behind a request id that the log has', async () => {
    const edge = await startEdge();
    const [result] = await run(edge, { query: '{ hello boom }' });
    expect(result?.data).toEqual({ hello: 'Hello, world', boom: null });
    expect(result?.errors).toHaveLength(1);
    const [error] = result?.errors ?? [];
    const requestId = error?.extensions?.['requestId'] as string;
    expect(error).toMatchObject({
      message: 'Internal error',
      path: ['boom'],
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
    expect(Object.keys(error?.extensions ?? {}).sort()).toEqual(['code', 'requestId']);
    expect(edge.contexts.map((context) => context.requestId)).toEqual([requestId]);
    expect(edge.logged()).toContain(`"requestId":"${requestId}"`);
    expect(edge.logged()).toContain('cannot reach https://');
    expect(JSON.stringify(result) + edge.logged()).not.toContain(secret);
  });

  it('gives domain errors their code and words', async () => {
    const edge = await startEdge();
    const [result] = await run(edge, { query: '{ refused ambiguous }' });
    expect(result?.errors).toMatchObject([
      { message: 'first has to be 1 to 500.', path: ['refused'], extensions: { code: 'BAD_USER_INPUT' } },
      { message: 'Two kinds have that name: say which.', extensions: { code: 'AMBIGUOUS' } },
    ]);
    expect(edge.logged()).toBe('');
  });

  it.each([
    ['an Int', { colour: 'RED', layers: [1, secret] }, 'at "input.layers[1]": expected a whole number of 32 bits.'],
    ['an enum', { colour: secret }, 'at "input.colour": expected one of RED, GREEN.'],
    ['a string', { colour: 'RED', note: { password: secret } }, 'at "input.note": expected a string.'],
    ['an object', secret, 'Expected type "Paint" to be an object.'],
    ['a missing field', { note: secret }, 'Field "colour" of required type "Colour!" was not provided.'],
  ])('repeats no value of a variable that should be %s', async (_name, input, message) => {
    const edge = await startEdge();
    const query = 'query ($input: Paint!) { paint(input: $input) }';
    const [result] = await run(edge, { query, variables: { input } });
    expect(result?.errors).toHaveLength(1);
    expect(result?.errors?.[0]?.message).toContain(message);
    expect(result?.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' });
    expect(JSON.stringify(result) + edge.logged()).not.toContain(secret);
  });

  it.each([
    ['an enum', `{ paint(input: { colour: "${secret}" }) }`],
    ['an Int', `{ paint(input: { colour: RED, layers: ["${secret}"] }) }`],
    ['an object', `{ paint(input: "${secret}") }`],
    ['a list', `{ hello(name: ["${secret}"]) }`],
    ['an object in place of a string', `{ hello(name: { password: "${secret}" }) }`],
    ['a name', `{ hello "${secret}" }`],
  ])('repeats no literal that should be %s', async (_name, query) => {
    const edge = await startEdge();
    const [result] = await run(edge, { query });
    expect(result?.data).toBeUndefined();
    expect(result?.errors?.length).toBeGreaterThan(0);
    expect(JSON.stringify(result) + edge.logged()).not.toContain(secret);
  });

  it('masks a context that cannot be made', async () => {
    const edge = await startEdge({
      contextFor: () => {
        throw new Error(`token ${secret}`);
      },
    });
    const [result] = await run(edge, { query: '{ hello }' });
    expect(result?.errors).toMatchObject([
      { message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) } },
    ]);
    expect(JSON.stringify(result) + edge.logged()).not.toContain(secret);
  });

  if (transport === 'HTTP') return;

  it('masks an event, and a source that fails', async () => {
    const edge = await startEdge();
    const events = await run(edge, { query: 'subscription { ticks(to: 2) { count boom } }' });
    expect(events).toHaveLength(2);
    expect(events[1]).toMatchObject({
      data: { ticks: { count: 2, boom: null } },
      errors: [{ message: 'Internal error', path: ['ticks', 'boom'] }],
    });
    const failing = await run(edge, { query: 'subscription { failing { count } }' });
    expect(failing).toMatchObject([
      { data: { failing: { count: 1 } } },
      { errors: [{ message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] },
    ]);
    expect(JSON.stringify([events, failing]) + edge.logged()).not.toContain(secret);
  });

  it('passes a refusal on', async () => {
    const edge = await startEdge();
    const [result] = await run(edge, { query: 'subscription { denied { count } }' });
    expect(result?.errors).toMatchObject([{ message: 'You may not see this.', extensions: { code: 'FORBIDDEN' } }]);
  });
});

describe('request ids', () => {
  it('come from the caller', async () => {
    const edge = await startEdge();
    const { result } = await post(edge, { query: '{ boom }' }, { 'x-request-id': 'from-me' });
    expect(result.errors?.[0]?.extensions?.['requestId']).toBe('from-me');
    expect(edge.logged()).toContain('"requestId":"from-me"');
  });
});

describe('contexts', () => {
  it('are made anew for each event of a subscription', async () => {
    const edge = await startEdge();
    await transports.SSE(edge, { query: 'subscription { ticks(to: 3) { count } }' });
    expect(edge.contexts).toHaveLength(4);
    expect(new Set(edge.contexts.map((context) => context.requestId)).size).toBe(1);
  });
});
