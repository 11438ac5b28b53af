import { makeExecutableSchema } from '@graphql-tools/schema';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import type { Session } from '../../../src/auth/session.ts';
import { createAccess, fullAccess, tenantScope } from '../../../src/domain/access/access.ts';
import type { Access } from '../../../src/domain/access/access.ts';
import type { Caller } from '../../../src/domain/caller.ts';
import { callerOf } from '../../../src/domain/testing/caller-of.ts';
import type { RequestInfo } from '../../../src/graphql/server/edge.ts';
import type { Limits } from '../../../src/graphql/server/limits.ts';
import { Board, Counts } from './counts.ts';
import { startEdge } from './edge-under-test.ts';
import type { EdgeUnderTest } from './edge-under-test.ts';
import { openSocket, overSse } from './transports.ts';
import type { Message, Socket } from './transports.ts';

const typeDefs = /* GraphQL */ `
  type Query {
    hello: String!
    "Answers when the test lets it."
    hold: String
  }
  type Subscription {
    count(of: String): Count!
  }
  type Count {
    value: Int!
    of: String
    "Which tenants the caller sees."
    sees: String
    "Who the caller is."
    name: String
    boom: String
    filling: String
  }
`;

/** Somebody with a session that a test ends, or gives other rights. */
class Person implements Session {
  readonly credential: string;
  readonly #end = new AbortController();
  readonly ended = this.#end.signal;
  caller: Caller;

  constructor(name: string, access: Access) {
    this.credential = name;
    this.caller = callerOf(name, [], { access });
  }

  give(access: Access): void {
    this.caller = { ...this.caller, access };
  }

  end(): void {
    this.#end.abort('GONE');
  }
}

const tenantAccess = (tenant: string): Access =>
  createAccess([{ role: 'viewer', scope: tenantScope(tenant), actions: new Set(['VIEW']) }]);

async function scene(limits: Partial<Limits> = {}) {
  const board = new Board();
  const people = new Map<string, Person>();
  const metrics = new Registry();
  let ids = 0;
  const schema = makeExecutableSchema({
    typeDefs,
    resolvers: {
      Query: { hold: () => board.hold() },
      Subscription: {
        count: {
          subscribe: () => new Counts(board),
          resolve: (value: number, args: { of?: string }) => {
            board.executions += 1;
            return { value, of: args.of };
          },
        },
      },
      Count: {
        sees: (_count: unknown, _args: unknown, { session }: RequestInfo) =>
          session.caller.access.views.map((scope) => (scope.type === 'TENANT' ? scope.tenant : scope.type)).join(),
        name: (_count: unknown, _args: unknown, { session }: RequestInfo) => session.caller.name,
        boom: () => {
          throw new Error('boom');
        },
        filling: () => 'x'.repeat(100_000),
      },
    },
  });
  const edge = await startEdge({
    schema,
    metrics,
    newId: () => `request-${(ids += 1)}`,
    authenticate: ([authorization = 'ann']) => people.get(authorization) ?? null,
    contextFor: (info) => info,
    limits,
  });
  const person = (name: string, access: Access = fullAccess(['viewer'])): Person => {
    const made = new Person(name, access);
    people.set(name, made);
    return made;
  };
  person('ann');
  return {
    board,
    edge,
    person,
    /** Subscriptions by the metric. */
    subscriptions: async () =>
      Number(/tenantry_subscriptions\{transport="websocket"\} (\d+)/.exec(await metrics.metrics())?.[1]),
    /** Requests that wait for their turn, by the metric. */
    waiting: async () => Number(/tenantry_requests\{state="waiting"\} (\d+)/.exec(await metrics.metrics())?.[1]),
    /** A reader that was told what is there. */
    async reader(query: string, { as = 'ann', id = '1', variables = {} } = {}): Promise<Socket> {
      const socket = await openSocket(edge, { headers: { authorization: as } });
      socket.send({ id, type: 'subscribe', payload: { query, variables } });
      const first = await socket.next();
      expect(first).toMatchObject({ id, type: 'next' });
      return socket;
    },
  };
}

const plain = 'subscription { count { value } }';
const counted = (message: Message): unknown => (message.payload as { data: { count: unknown } }).data.count;

/** So that all that was sent to the gateway before has been taken in. */
async function roundTrip(socket: Socket): Promise<void> {
  socket.send({ type: 'ping' });
  expect(await socket.next()).toEqual({ type: 'pong' });
}

describe('subscriptions to the same', () => {
  it('begin with what is there, and are one execution from then on, whatever their ids', async () => {
    const { board, reader, subscriptions } = await scene();
    const ids = ['1', '1', 'a "quoted" id', '\u{1f30d}', 'x'.repeat(200)];
    const sockets: Socket[] = [];
    for (const id of ids) sockets.push(await reader(plain, { id }));
    expect(board.executions).toBe(ids.length);
    for (const value of [1, 2, 70_000]) {
      board.put(value);
      for (const [index, socket] of sockets.entries()) {
        expect(await socket.next()).toEqual({ id: ids[index], type: 'next', payload: { data: { count: { value } } } });
      }
    }
    expect([board.executions, board.sources.size]).toEqual([ids.length + 3, 1]);
    expect(await subscriptions()).toBe(ids.length);
    for (const socket of sockets) socket.raw.close();
  });

  it('tell whoever comes in between what is there, and then what all are told', async () => {
    const { board, reader } = await scene();
    const first = await reader(plain);
    board.put(1);
    expect(counted(await first.next())).toEqual({ value: 1 });
    const second = await reader(plain);
    const third = await reader(plain);
    board.put(2);
    for (const socket of [first, second, third]) expect(counted(await socket.next())).toEqual({ value: 2 });
    expect(board.executions).toBe(5);
    expect(board.sources.size).toBe(1);
  });

  it('go on when the one that began them leaves, and end with the last', async () => {
    const { board, reader, subscriptions } = await scene();
    const [first, second, third] = [await reader(plain), await reader(plain), await reader(plain)];
    first.raw.terminate();
    await first.closed;
    await roundTrip(second);
    board.put(1);
    for (const socket of [second, third]) expect(counted(await socket.next())).toEqual({ value: 1 });
    second.send({ id: '1', type: 'complete' });
    await roundTrip(second);
    board.put(2);
    expect(counted(await third.next())).toEqual({ value: 2 });
    expect(await subscriptions()).toBe(1);
    third.send({ id: '1', type: 'complete' });
    await roundTrip(third);
    expect([board.sources.size, await subscriptions()]).toEqual([0, 0]);
    await roundTrip(second);
  });

  it('stay apart where they ask something else, or cannot tell where they are', async () => {
    const { board, reader } = await scene();
    const query = 'subscription ($of: String) { count(of: $of) { value of } }';
    const sockets = [
      await reader(query, { variables: { of: 'a' } }),
      await reader(query, { variables: { of: 'b' } }),
      await reader(query, { variables: { of: 'b' } }),
      await reader(plain),
    ];
    const before = board.executions;
    board.put(1);
    const told = await Promise.all(sockets.map(async (socket) => counted(await socket.next())));
    expect(told).toEqual([{ value: 1, of: 'a' }, { value: 1, of: 'b' }, { value: 1, of: 'b' }, { value: 1 }]);
    expect(board.executions - before).toBe(3);
    board.isAtAPlace = false;
    sockets.push(await reader(plain));
    board.put(2);
    await Promise.all(sockets.map((socket) => socket.next()));
    expect(board.sources.size).toBe(4);
  });

  it('are read over SSE, too, and complete with their source', async () => {
    const { board, edge, reader } = await scene();
    const socket = await reader(plain);
    board.end = 3;
    const stream = overSse(edge, { query: plain });
    // Where it has begun, it is the same source.
    while (board.executions < 2) await roundTrip(socket);
    await roundTrip(socket);
    for (const value of [1, 2, 3]) {
      board.put(value);
      expect(counted(await socket.next())).toEqual({ value });
    }
    expect(await socket.next()).toEqual({ id: '1', type: 'complete' });
    expect(await stream).toEqual([0, 1, 2, 3].map((value) => ({ data: { count: { value } } })));
    expect([board.executions, board.sources.size]).toEqual([5, 0]);
  });
});

describe('callers', () => {
  const sees = 'subscription { count { value sees } }';

  it('with other rights are told what they see', async () => {
    const { board, person, reader } = await scene();
    const acme = tenantAccess('acme');
    person('acme', acme);
    person('acme too', acme);
    person('globex', tenantAccess('globex'));
    const sockets = new Map<string, Socket>();
    for (const as of ['acme', 'globex', 'acme too', 'ann']) sockets.set(as, await reader(sees, { as }));
    const before = board.executions;
    board.put(1);
    const told = [...sockets].map(async ([as, socket]) => [
      as,
      (counted(await socket.next()) as { sees: string }).sees,
    ]);
    expect(await Promise.all(told)).toEqual([
      ['acme', 'acme'],
      ['globex', 'globex'],
      ['acme too', 'acme'],
      ['ann', 'FLEET'],
    ]);
    expect([board.executions - before, board.sources.size]).toEqual([3, 3]);
  });

  it('are told what they see at each moment, also when that becomes more', async () => {
    const { board, person, reader } = await scene();
    const acme = tenantAccess('acme');
    const one = person('one', acme);
    person('other', acme);
    const sockets = [await reader(sees, { as: 'one' }), await reader(sees, { as: 'other' })];
    one.give(fullAccess(['viewer']));
    board.put(1);
    const told = await Promise.all(sockets.map(async (socket) => counted(await socket.next())));
    expect(told).toEqual([
      { value: 1, sees: 'FLEET' },
      { value: 1, sees: 'acme' },
    ]);
  });

  it('whose session ends are told nothing more, while others go on', async () => {
    const { board, person, reader } = await scene();
    const access = tenantAccess('acme');
    const people = ['one', 'two', 'three'].map((name) => person(name, access));
    const sockets = [];
    for (const { credential } of people) sockets.push(await reader(sees, { as: credential }));
    const [gone, ...others] = sockets;
    people[0]?.end();
    board.put(1);
    expect((await gone?.closed)?.code).toBe(4403);
    for (const socket of others) expect(counted(await socket.next())).toEqual({ value: 1, sees: 'acme' });
    const late = await Promise.race([gone?.next(), others[0] && roundTrip(others[0])]);
    expect(late).toBeUndefined();
    expect(board.executions).toBe(4);
  });

  it('cannot be asked for by what all are told', async () => {
    const { board, edge, reader } = await scene();
    const socket = await reader('subscription { count { value name } }');
    board.put(1);
    expect(await socket.next()).toMatchObject({
      payload: { data: { count: { value: 1, name: null } }, errors: [{ message: 'Internal error' }] },
    });
    expect(edge.logged()).toContain('A shared stream knows what its readers may see');
  });
});

describe('errors', () => {
  it('bear the id of each operation', async () => {
    const { board, edge, reader } = await scene();
    const query = 'subscription { count { value boom } }';
    const sockets = [await reader(query), await reader(query), await reader(query)];
    board.put(1);
    const ids = await Promise.all(sockets.map(async (socket) => requestIdIn(await socket.next())));
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(logLines(edge, id)).toContain('boom');
  });

  it('of a source are the last that each is told', async () => {
    const { board, edge, reader, subscriptions } = await scene();
    const sockets = [await reader(plain), await reader(plain)];
    board.failure = new Error('away');
    board.put(1);
    const ids: string[] = [];
    for (const socket of sockets) {
      ids.push(requestIdIn(await socket.next()));
      expect(await socket.next()).toEqual({ id: '1', type: 'complete' });
    }
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(logLines(edge, id)).toContain('away');
    expect([board.sources.size, await subscriptions()]).toEqual([0, 0]);
  });
});

describe('a reader that does not read', () => {
  it('goes on alone, holds up nobody, and is one of many again when it has caught up', async () => {
    const { board, reader } = await scene();
    const query = 'subscription { count { value filling } }';
    const [slow, quick, other] = [await reader(query), await reader(query), await reader(query)];
    // As slow as the first: what they are not told is kept once.
    const slower = [await reader(query), await reader(query)];
    for (const socket of [slow, ...slower]) socket.raw.pause();
    const valueOf = (message: Message) => (counted(message) as { value: number }).value;
    const last = 200;
    for (let value = 1; value <= last; value += 1) {
      board.put(value);
      for (const socket of [quick, other]) expect(valueOf(await socket.next())).toBe(value);
    }
    expect(board.sources.size).toBeLessThanOrEqual(4);
    for (const socket of slower) socket.raw.terminate();
    slow.raw.resume();
    const values: number[] = [];
    while (values.at(-1) !== last) values.push(valueOf(await slow.next()));
    expect(values.length).toBeLessThan(last);
    expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
    await roundTrip(slow);
    const before = board.executions;
    board.put(last + 1);
    for (const socket of [slow, quick, other]) expect(valueOf(await socket.next())).toBe(last + 1);
    expect([board.executions - before, board.sources.size]).toEqual([1, 1]);
  });
});

describe('a subscription that waits for its turn', () => {
  it('does not begin when its socket has gone meanwhile', async () => {
    const { board, edge, subscriptions, waiting } = await scene({ runningPerCaller: 1 });
    const busy = await openSocket(edge, { headers: { authorization: 'ann' } });
    busy.send({ id: '1', type: 'subscribe', payload: { query: '{ hold }' } });
    const release = await board.held();
    const gone = await openSocket(edge, { headers: { authorization: 'ann' } });
    const query = `${plain} # ${'x'.repeat(40_000)}`;
    gone.send({ id: '1', type: 'subscribe', payload: { query } });
    while ((await waiting()) === 0) await roundTrip(busy);
    gone.raw.terminate();
    await gone.closed;
    await roundTrip(busy);
    release();
    expect(await busy.next()).toMatchObject({ type: 'next' });
    expect(await busy.next()).toMatchObject({ type: 'complete' });
    // A turn of its own, behind that of whoever has gone.
    busy.send({ id: '2', type: 'subscribe', payload: { query } });
    expect(await busy.next()).toMatchObject({ id: '2', type: 'next' });
    expect([board.sources.size, await subscriptions()]).toEqual([1, 1]);
    busy.raw.close();
  });
});

function requestIdIn(message: Message): string {
  const { errors } = message.payload as { errors: { extensions: { requestId: string } }[] };
  return errors[0]?.extensions.requestId ?? 'none';
}

function logLines(edge: EdgeUnderTest, requestId: string): string {
  const lines = edge.logged().split('\n');
  return lines.filter((line) => line.includes(`"requestId":"${requestId}"`)).join('\n');
}
