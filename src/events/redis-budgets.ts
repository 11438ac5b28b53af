import { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { createBucket } from '../domain/budgets/bucket.ts';
import type { Bucket } from '../domain/budgets/bucket.ts';
import { mostBudgets, takeFrom } from '../domain/budgets/budgets.ts';
import type { Budgets, Spending } from '../domain/budgets/budgets.ts';
import type { Rate } from '../domain/budgets/rate.ts';
import { createBackoff } from '../lib/backoff.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { redact } from '../lib/redact.ts';
import { redisAddress, redisErrorText } from './redis-address.ts';

export interface RedisBudgetsOptions {
  /** `redis://USER:PASSWORD@HOST:PORT`, or `rediss://` for TLS. */
  readonly url: string;
  readonly clock: Clock;
  /** 0 ≤ x < 1, for the waits between attempts to connect. */
  readonly random: () => number;
  readonly log: Log;
}

/** What this gateway knows of a budget that all of them share. */
interface SharedBudget {
  readonly key: string;
  readonly rate: Rate;
  /** As the server had it last, less what was taken here since. */
  readonly view: Bucket;
  /** Taken here, and not told yet. */
  untold: number;
  telling: boolean;
  toldAt: number;
}

/** How long what was taken stays untold, in milliseconds; and how much of a burst. */
const tellEveryMs = 100;
const tellShare = 0.02;
const isMuch = ({ untold, rate }: SharedBudget): boolean => untold >= rate.burst * tellShare;
/** A server that answers nothing for so long, though asked, is lost. In milliseconds. */
const silenceMs = 5_000;
const prefix = 'tenantry:budget:';

/**
 * Takes ARGV[1] points from the budget KEYS[1], which comes back at ARGV[2] points a second up to ARGV[3], by the server's clock,
 * and answers what is left: less than nothing where gateways together took more than there was. It is paid back before anything
 * is given again. A full budget is forgotten.
 */
const takeScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local rate = tonumber(ARGV[2])
local burst = tonumber(ARGV[3])
local held = redis.call('HMGET', KEYS[1], 'left', 'at')
local left = tonumber(held[1]) or burst
local at = tonumber(held[2]) or now
left = math.min(burst, left + math.max(0, now - at) / 1000 * rate) - tonumber(ARGV[1])
redis.call('HSET', KEYS[1], 'left', string.format('%.3f', left), 'at', string.format('%.3f', now))
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', math.ceil((burst - left) / rate * 1000) + 1000))
return string.format('%.3f', left)
`;

/**
 * Budgets that all gateways on one Redis share. No request waits for the server: each gateway takes from what it knows, and
 * tells within 100 ms, or at once when 2 % of a burst are untold or it has told nothing for that long. So gateways together can
 * take more than there is by what each takes in that time, and pay it back after. While the server is away, each has the whole
 * budget for itself.
 */
export function openRedisBudgets({ url, clock, random, log }: RedisBudgetsOptions): Budgets {
  const { options: address, shown: server } = redisAddress(url);
  const backoff = createBackoff(clock, random, { initialMs: 250, maxMs: 5_000, resetAfterMs: 10_000 });
  const redis = new Redis({
    ...address,
    protocol: 3,
    connectionName: 'tenantry-budgets',
    disableClientInfo: true,
    lazyConnect: true,
    connectTimeout: silenceMs,
    socketTimeout: silenceMs,
    retryStrategy: () => backoff.next(),
    // What was taken while the server was away is not told later.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    enableReadyCheck: false,
  });
  const budgets = new LRUCache<string, SharedBudget>({ max: mostBudgets });
  const due = new Set<SharedBudget>();
  let cancelTelling: (() => void) | null = null;
  let state: 'STARTING' | 'UP' | 'AWAY' | 'CLOSED' = 'STARTING';
  let reason: Error | null = null;
  let refused = false;

  async function tell(budget: SharedBudget): Promise<void> {
    if (budget.telling || budget.untold === 0) return;
    const points = budget.untold;
    budget.untold = 0;
    budget.toldAt = clock.now();
    if (state !== 'UP') return;
    budget.telling = true;
    const { pointsPerSecond, burst } = budget.rate;
    try {
      const left = await redis.eval(takeScript, 1, `${prefix}${budget.key}`, points, pointsPerSecond, burst);
      budget.view.reset(Number(left) - budget.untold, clock.now());
    } catch (error) {
      // What the server itself refuses, such as a command that this user may not use, stays so until an operator mends it.
      if (error instanceof Error && error.name === 'ReplyError' && !refused) {
        refused = true;
        const message = 'Redis refuses to share budgets: each gateway has the whole budget for itself';
        log.warn({ server, error: redact(error.message) }, message);
      }
    } finally {
      budget.telling = false;
      if (isMuch(budget)) void tell(budget);
      else if (budget.untold > 0) soon(budget);
    }
  }

  function soon(budget: SharedBudget): void {
    due.add(budget);
    cancelTelling ??= clock.after(tellEveryMs, () => {
      cancelTelling = null;
      const all = [...due];
      due.clear();
      for (const each of all) void tell(each);
    });
  }

  function budgetOf({ key, rate }: Spending, now: number): SharedBudget {
    const known = budgets.get(key);
    if (known) return known;
    const budget = { key, rate, view: createBucket(rate, now), untold: 0, telling: false, toldAt: 0 };
    budgets.set(key, budget);
    return budget;
  }

  redis.on('ready', () => {
    if (state === 'CLOSED') return;
    log.info({ server }, state === 'AWAY' ? 'budgets are shared over Redis again' : 'budgets are shared over Redis');
    state = 'UP';
    refused = false;
  });
  redis.on('close', () => {
    if (state === 'CLOSED') return;
    const error = redact(reason === null ? 'the connection was closed' : redisErrorText(reason));
    reason = null;
    if (state !== 'AWAY') log.warn({ server, error }, 'Redis is away: each gateway has the whole budget for itself');
    state = 'AWAY';
  });
  redis.on('error', (error: Error) => (reason = error));
  redis.connect().catch(() => {
    // The events tell.
  });

  return {
    spend(spendings, points) {
      const now = clock.now();
      const touched = spendings.map((spending) => budgetOf(spending, now));
      const lacking = takeFrom(
        touched.map(({ key, view }) => ({ key, bucket: view })),
        points,
        now,
      );
      if (lacking !== null) return lacking;
      for (const budget of touched) {
        budget.untold += points;
        if (isMuch(budget) || now - budget.toldAt >= tellEveryMs) void tell(budget);
        else soon(budget);
      }
      return null;
    },
    close() {
      state = 'CLOSED';
      cancelTelling?.();
      redis.disconnect();
    },
  };
}
