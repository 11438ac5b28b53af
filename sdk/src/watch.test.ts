import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createClient } from './create-client.ts';
import type { TenantryClient } from './create-client.ts';
import type { ScriptedGateway } from './testing/scripted-gateway.ts';
import { startScriptedGateway } from './testing/scripted-gateway.ts';

const counts = { desired: 1, current: 1, updated: 1, ready: 1, available: 1 };
const at = '2026-01-01T00:00:00.000Z';

function rolloutEvent(cursor: string, phase = 'PROGRESSING', gap = false) {
  const rollout = { id: 'r', phase, replicas: counts, instances: [], freshness: { stale: false } };
  return { rollout: { rollout, cursor, observedAt: at, gap } };
}

function operationState(state: string) {
  const operation = { id: 'o', kind: 'DEPLOY', state, actor: { name: 'ann', kind: 'USER' }, steps: [], createdAt: at };
  return { operation };
}

function clientOf(gateway: ScriptedGateway): TenantryClient {
  return createClient({ url: gateway.url, reconnectDelayMs: () => 1 });
}

/** A gateway whose subscriptions are scripts, one after the other, the last one again and again; an event that is a function is called instead of told. */
async function scripted(field: 'rollout' | 'operation', scripts: readonly (readonly unknown[])[]) {
  const asked: unknown[] = [];
  const gateway: ScriptedGateway = await startScriptedGateway({
    Subscription: {
      [field]: {
        async *subscribe(_root: unknown, args: { after?: string | null }) {
          const script = scripts[asked.length] ?? scripts.at(-1) ?? [];
          asked.push(args.after ?? null);
          for (const event of script) {
            if (typeof event === 'function') await event(gateway);
            else yield event;
          }
        },
      },
    },
  });
  return { gateway, asked };
}

/** Cuts the connection, and leaves the stream waiting for what never comes. */
function cut(gateway: ScriptedGateway): Promise<void> {
  gateway.cut();
  return new Promise(() => undefined);
}

/** Closes the connection as a gateway does to a caller who may call no more. */
function refuse(gateway: ScriptedGateway): Promise<void> {
  gateway.closeSockets(4403, 'Forbidden');
  return new Promise(() => undefined);
}

async function cursorsOf(client: TenantryClient, after?: string) {
  const seen: (readonly [cursor: string, gap: boolean])[] = [];
  for await (const event of client.watchRollout({ app: 'a', ...(after === undefined ? {} : { after }) })) {
    seen.push([event.cursor, event.gap]);
  }
  return seen;
}

describe('watchRollout', () => {
  it('goes on behind its last event after a lost connection: nothing twice, nothing left out', async () => {
    const { gateway, asked } = await scripted('rollout', [
      [rolloutEvent('1'), rolloutEvent('2'), cut],
      [cut],
      [rolloutEvent('2'), rolloutEvent('3'), cut],
      [rolloutEvent('4', 'SUCCEEDED')],
    ]);
    await using _closing = gateway;
    const client = clientOf(gateway);
    expect(await cursorsOf(client)).toEqual([
      ['1', false],
      ['2', false],
      ['3', false],
      ['4', false],
    ]);
    expect(asked).toEqual([null, '2', '2', '3']);
    await client.close();
  });

  it('begins behind the cursor that it was given, also when the first connection is lost', async () => {
    const { gateway, asked } = await scripted('rollout', [[cut], [rolloutEvent('8')]]);
    await using _closing = gateway;
    const client = clientOf(gateway);
    expect(await cursorsOf(client, '7')).toEqual([['8', false]]);
    expect(asked).toEqual(['7', '7']);
    await client.close();
  });

  it('leaves a gateway that answers no more, though the connection looks open', async () => {
    const freeze = (gateway: ScriptedGateway) => {
      gateway.freeze();
      return new Promise(() => undefined);
    };
    const { gateway, asked } = await scripted('rollout', [[rolloutEvent('1'), freeze], [rolloutEvent('2')]]);
    await using _closing = gateway;
    const client = createClient({ url: gateway.url, reconnectDelayMs: () => 1, pingMs: 200 });
    expect(await cursorsOf(client)).toEqual([
      ['1', false],
      ['2', false],
    ]);
    expect(asked.slice(0, 2)).toEqual([null, '1']);
    await client.close();
  });

  it('ends when the client is closed, also where the gateway is gone and it tries to come back', async () => {
    const { gateway } = await scripted('rollout', [[rolloutEvent('1'), () => new Promise(() => undefined)]]);
    const client = clientOf(gateway);
    const events = client.watchRollout({ app: 'a' });
    expect(await events.next()).toMatchObject({ value: { cursor: '1' } });
    const rest = events.next();
    const { port } = new URL(gateway.url);
    await gateway[Symbol.asyncDispose]();
    const mute = createServer();
    const comesBack = once(mute, 'connection');
    mute.listen(Number(port), '127.0.0.1');
    const [socket] = (await comesBack) as [Socket];
    const closed = client.close();
    socket.destroy();
    await closed;
    expect(await rest).toEqual({ done: true, value: undefined });
    mute.close();
    await once(mute, 'close');
  });

  it('throws when the gateway shows it the door', async () => {
    const { gateway } = await scripted('rollout', [[rolloutEvent('1'), refuse]]);
    await using _closing = gateway;
    const client = clientOf(gateway);
    await expect(cursorsOf(client)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await client.close();
  });

  it('sends its token when it connects, and goes on with a new one where there is one', async () => {
    const { gateway, asked } = await scripted('rollout', [
      [rolloutEvent('1'), refuse],
      [rolloutEvent('2'), refuse],
      [refuse],
    ]);
    await using _closing = gateway;
    let calls = 0;
    const token = async () => `tnt_${(calls += 1)}`;
    const client = createClient({
      url: gateway.url,
      token,
      connectionParams: { more: true },
      reconnectDelayMs: () => 1,
    });
    const seen: string[] = [];
    const watching = (async () => {
      for await (const { cursor } of client.watchRollout({ app: 'a' })) seen.push(cursor);
    })();
    await expect(watching).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect([seen, asked]).toEqual([
      ['1', '2'],
      [null, '1', '2'],
    ]);
    expect(gateway.connectionParams).toEqual(
      [1, 2, 3].map((call) => ({ more: true, Authorization: `Bearer tnt_${call}` })),
    );
    await client.close();
  });

  it('does not come back with a token that was refused', async () => {
    const { gateway, asked } = await scripted('rollout', [[rolloutEvent('1'), refuse]]);
    await using _closing = gateway;
    const client = createClient({ url: gateway.url, token: 'tnt_a', reconnectDelayMs: () => 1 });
    await expect(cursorsOf(client)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect([asked, gateway.connectionParams]).toEqual([[null], [{ Authorization: 'Bearer tnt_a' }]]);
    await client.close();
  });

  it('marks a gap where the gateway no longer knows its cursor', async () => {
    const expired = () => {
      throw new GraphQLError('too old', { extensions: { code: 'CURSOR_EXPIRED' } });
    };
    const { gateway, asked } = await scripted('rollout', [
      [rolloutEvent('1'), cut],
      [expired],
      [rolloutEvent('9'), rolloutEvent('10'), cut],
      [rolloutEvent('11')],
    ]);
    await using _closing = gateway;
    const client = clientOf(gateway);
    expect(await cursorsOf(client)).toEqual([
      ['1', false],
      ['9', true],
      ['10', false],
      ['11', false],
    ]);
    expect(asked).toEqual([null, '1', null, '10']);
    await client.close();
  });

  it('waits for a gateway that has just started, and throws what is refused for good', async () => {
    const refuseWith = (code: string) => () => {
      throw new GraphQLError('refused', { extensions: { code } });
    };
    const { gateway } = await scripted('rollout', [
      [rolloutEvent('1'), cut],
      [refuseWith('COVERAGE_INCOMPLETE')],
      [rolloutEvent('2'), refuseWith('FORBIDDEN')],
      [refuseWith('NOT_FOUND')],
    ]);
    await using _closing = gateway;
    const client = clientOf(gateway);
    const seen: string[] = [];
    const watching = (async () => {
      for await (const { cursor } of client.watchRollout({ app: 'a' })) seen.push(cursor);
    })();
    await expect(watching).rejects.toMatchObject({ name: 'TenantryError', code: 'FORBIDDEN' });
    expect(seen).toEqual(['1', '2']);
    await expect(cursorsOf(client)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await client.close();
  });

  it('ends when its signal aborts, and when its reader breaks off', async () => {
    let ended = 0;
    await using gateway = await startScriptedGateway({
      Subscription: {
        rollout: {
          async *subscribe() {
            try {
              for (let count = 1; ; count += 1) {
                yield rolloutEvent(`${count}`);
                await new Promise((resolve) => setImmediate(resolve));
              }
            } finally {
              ended += 1;
            }
          },
        },
      },
    });
    const client = clientOf(gateway);
    const abort = new AbortController();
    for await (const { cursor } of client.watchRollout({ app: 'a' }, { signal: abort.signal })) {
      if (cursor === '3') abort.abort();
    }
    const seen: string[] = [];
    for await (const { cursor } of client.watchRollout({ app: 'a' })) {
      seen.push(cursor);
      break;
    }
    expect(seen).toEqual(['1']);
    await client.close();
    await expect.poll(() => ended).toBe(2);
  });
});

describe('waitForOperation', () => {
  it('answers the operation once it has ended, over lost connections', async () => {
    const { gateway } = await scripted('operation', [
      [operationState('PENDING'), operationState('RUNNING'), cut],
      [operationState('RUNNING'), operationState('FAILED')],
    ]);
    await using _closing = gateway;
    const client = clientOf(gateway);
    const states: string[] = [];
    const done = await client.waitForOperation('o', { onState: ({ state }) => states.push(state) });
    expect(done.state).toBe('FAILED');
    expect(states).toEqual(['PENDING', 'RUNNING', 'FAILED']);
    await client.close();
  });

  it('is told of the operation also while a cluster that holds its target is away', async () => {
    const withTarget = (state: string, code: string) => {
      const target = () => {
        throw new GraphQLError('not now', { extensions: { code } });
      };
      return { operation: { ...operationState(state).operation, target } };
    };
    const { gateway } = await scripted('operation', [
      [withTarget('RUNNING', 'COVERAGE_INCOMPLETE'), withTarget('SUCCEEDED', 'COVERAGE_INCOMPLETE')],
      [withTarget('RUNNING', 'INTERNAL_SERVER_ERROR')],
    ]);
    await using _closing = gateway;
    const client = clientOf(gateway);
    expect(await client.waitForOperation('o')).toMatchObject({ state: 'SUCCEEDED', target: null });
    await expect(client.waitForOperation('o')).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
    await client.close();
  });

  it('gives up in time, and says that the operation goes on', async () => {
    const { gateway } = await scripted('operation', [[operationState('RUNNING'), () => new Promise(() => undefined)]]);
    await using _closing = gateway;
    const client = clientOf(gateway);
    await expect(client.waitForOperation('o', { timeoutMs: 50 })).rejects.toMatchObject({ code: 'TIMEOUT' });
    await client.close();
  });
});
