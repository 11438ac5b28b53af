import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { OperationSignal } from '../../../src/domain/operations/operation-signals.ts';
import { openRedisSignals } from '../../../src/events/redis-signals.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import type { Log } from '../../../src/lib/log.ts';
import { startRedis } from '../../support/redis.ts';
import type { RedisServer } from '../../support/redis.ts';
import { waitFor } from '../../support/wait-for.ts';

const signal: OperationSignal = { id: 'one', journaled: true, messages: ['1 of 2 pods are ready.', null] };

/** Every line that was logged in this file. */
const everything: string[] = [];

/** A gateway's end of the signals, with what it heard and logged. */
function open(url: string) {
  const lines: string[] = [];
  const heard: (OperationSignal | 'MISSED')[] = [];
  const line =
    (level: string) =>
    (fields: object, message: string): void => {
      lines.push(`${level} ${message}`);
      everything.push(`${message} ${JSON.stringify(fields)}`);
    };
  const log: Log = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
  const signals = openRedisSignals({ url, clock: systemClock, random: () => 0.1, log });
  onTestFinished(() => signals.close());
  signals.onSignal((each) => void heard.push(each));
  const logged = (pattern: RegExp, times = 1) =>
    waitFor(`${times} × ${pattern}`, () => lines.filter((each) => pattern.test(each)).length >= times);
  return { signals, heard, lines, logged };
}

/** One that is connected. What was missed before that is no longer in `heard` when both are. */
async function connected(url: string) {
  const gateway = open(url);
  await gateway.logged(/^info connected to Redis/);
  return gateway;
}

describe('signals over Redis', { timeout: 60_000 }, () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis?.stop());

  /** Publishes with one end until the other hears it. */
  const until = async (from: ReturnType<typeof open>, to: ReturnType<typeof open>, id: string) => {
    await waitFor(`${id} is heard`, () => {
      from.signals.publish({ id, journaled: true, messages: [] });
      return to.heard.some((each) => each !== 'MISSED' && each.id === id);
    });
  };

  it('reach every other gateway, and not the one that sent them', async () => {
    const [one, two, three] = [await connected(redis.url), await connected(redis.url), await connected(redis.url)];
    one.signals.publish(signal);
    await until(one, two, 'last');
    await until(one, three, 'last');
    expect(two.heard.filter((each) => each !== 'MISSED' && each.id === 'one')).toEqual([signal]);
    expect(three.heard).toContainEqual(signal);
    expect(one.heard.filter((each) => each !== 'MISSED')).toEqual([]);
  });

  it('are told from whatever else is published there', async () => {
    const [one, two] = [await connected(redis.url), await connected(redis.url)];
    const stranger = redis.connect();
    for (const text of ['', 'nonsense', '[]', '{"from":"x","signal":7}', 'x'.repeat(1_000_000)]) {
      await stranger.publish('tenantry:operations', text);
    }
    await stranger.publish('tenantry:other', JSON.stringify({ from: 'x', signal }));
    stranger.disconnect();
    await until(one, two, 'last');
    expect(two.heard.filter((each) => each !== 'MISSED').every(({ id }) => id === 'last')).toBe(true);
  });

  it('are dropped where the server cannot take so many at once, not kept', async () => {
    const [one, two] = [await connected(redis.url), await connected(redis.url)];
    for (let count = 0; count < 5_000; count += 1) one.signals.publish({ ...signal, id: 'many' });
    await until(one, two, 'last');
    expect(two.heard.filter((each) => each !== 'MISSED' && each.id === 'many')).toHaveLength(1_000);
  });

  it('go on after the server was killed and is back; both are told what they may have missed, and say it once', async () => {
    const [one, two] = [await connected(redis.url), await connected(redis.url)];
    await until(one, two, 'before');
    const missed = () => two.heard.filter((each) => each === 'MISSED').length;
    const before = missed();
    const flooding = new AbortController();
    const flood = (async () => {
      while (!flooding.signal.aborted) {
        one.signals.publish({ ...signal, id: 'flood' });
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    await redis.crash();
    await Promise.all([one, two].map(({ logged }) => logged(/^warn Redis is away/)));
    await waitFor('told of the loss', () => missed() > before);
    const atLoss = missed();
    await redis.start();
    await Promise.all([one, two].map(({ logged }) => logged(/^info Redis is back/)));
    await waitFor('told of the return', () => missed() > atLoss);
    flooding.abort();
    await flood;
    await until(one, two, 'after');
    await until(two, one, 'after too');
    for (const { lines } of [one, two]) {
      expect(lines).toEqual([
        expect.stringMatching(/^info connected/),
        expect.stringMatching(/^warn Redis is away/),
        expect.stringMatching(/^info Redis is back/),
      ]);
    }
  });

  it('go on after the server stood still', async () => {
    const [one, two] = [await connected(redis.url), await connected(redis.url)];
    redis.freeze();
    one.signals.publish(signal);
    two.signals.publish(signal);
    await Promise.all([one, two].map(({ logged }) => logged(/^warn Redis is away/)));
    redis.thaw();
    await Promise.all([one, two].map(({ logged }) => logged(/^info Redis is back/)));
    await until(one, two, 'after');
    expect(two.lines).toHaveLength(3);
  });

  it('begin when a server comes up that was not there at first', async () => {
    await redis.crash();
    const one = open(redis.url);
    await one.logged(/^warn Redis is away/);
    expect(everything.at(-1)).toContain(`ECONNREFUSED 127.0.0.1:${redis.port}`);
    one.signals.publish(signal);
    expect(one.heard).toEqual([]);
    await redis.start();
    await one.logged(/^info Redis is back/);
    expect(one.lines).toHaveLength(2);
    await until(await connected(redis.url), one, 'after');
  });

  it('say that a password is wrong, and not which', async () => {
    const one = open(redis.url.replace(redis.password, 'hunter2-is-wrong'));
    await one.logged(/^warn Redis is away/);
    expect(everything.at(-1)).toContain('WRONGPASS');
    const two = open(`redis://127.0.0.1:${redis.port}`);
    await two.logged(/^warn Redis is away/);
    expect(everything.at(-1)).toContain('NOAUTH');
  });

  it('say it where a user may not publish or hear', async () => {
    const admin = redis.connect();
    await admin.call('ACL', 'SETUSER', 'narrow', 'on', '>narrow-secret', 'resetchannels', '+@all');
    await admin.call(
      'ACL',
      'SETUSER',
      'enough',
      'on',
      '>enough-secret',
      'resetchannels',
      '&tenantry:*',
      '+hello',
      '+subscribe',
      '+publish',
      '+ping',
    );
    admin.disconnect();
    const at = (user: string) => redis.url.replace(`:${redis.password}`, `${user}:${user}-secret`);
    const narrow = open(at('narrow'));
    await narrow.logged(/^warn Redis is away/);
    expect(everything.at(-1)).toContain('NOPERM');
    await until(await connected(at('enough')), await connected(redis.url), 'enough');
  });

  it('have never told a password', () => {
    expect(everything.length).toBeGreaterThan(20);
    for (const line of everything) {
      for (const secret of [redis.password, 'hunter2', '-secret']) expect(line).not.toContain(secret);
    }
  });
});
