import { Redis } from 'ioredis';
import { createBackoff } from '../lib/backoff.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { redact } from '../lib/redact.ts';
import { redisAddress, redisErrorText } from './redis-address.ts';

export interface RedisTopicOptions {
  /** `redis://USER:PASSWORD@HOST:PORT`, or `rediss://` for TLS. */
  readonly url: string;
  readonly topic: string;
  /** Hears each text on the topic, one's own included. */
  readonly heard: (text: string) => void;
  /** Called when the server is lost: what is published from now on is not heard. */
  readonly lost: () => void;
  /** Called when texts go both ways, at first and after each loss. */
  readonly back: () => void;
  readonly clock: Clock;
  /** 0 ≤ x < 1, for the waits between attempts to connect. */
  readonly random: () => number;
  readonly log: Log;
}

/** Texts between processes. What is published while the server is away is dropped. */
export interface RedisTopic {
  /** Never blocks, and never fails. */
  publish(text: string): void;
  close(): void;
}

const connectTimeoutMs = 5_000;
/** A server that answers nothing for so long, though asked, is lost. It is asked at least every `heartbeatMs`. In milliseconds. */
const silenceMs = 5_000;
const heartbeatMs = 5_000;
/** How many texts may be on their way to a server that does not answer. */
const maxUnanswered = 1_000;

/**
 * A topic of Redis pub/sub, over one connection (RESP3; Redis 6 or newer), which is made again whenever it is lost. Answers at
 * once, connected or not.
 */
export function openRedisTopic(options: RedisTopicOptions): RedisTopic {
  const { clock, log } = options;
  const { options: address, shown: server } = redisAddress(options.url);
  const backoff = createBackoff(clock, options.random, { initialMs: 250, maxMs: 5_000, resetAfterMs: 10_000 });
  const redis = new Redis({
    ...address,
    protocol: 3,
    connectionName: 'tenantry',
    disableClientInfo: true,
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    socketTimeout: silenceMs,
    retryStrategy: () => backoff.next(),
    // What is not sent now is worth nothing later.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    // Here, so that it is known when texts are heard again.
    autoResubscribe: false,
    // Publishing works while the server loads its data, and a user needs no right to INFO.
    enableReadyCheck: false,
  });

  let state: 'STARTING' | 'UP' | 'AWAY' | 'CLOSED' = 'STARTING';
  let reason: Error | null = null;
  let unanswered = 0;
  let cancelHeartbeat = () => {};
  /** What the server itself said in this outage; an operator has to mend it. */
  const told = new Set<string>();

  const isClosed = () => state === 'CLOSED';
  const up = async () => {
    try {
      await redis.subscribe(options.topic);
      await redis.publish(options.topic, '');
    } catch (error) {
      reason ??= error instanceof Error ? error : new Error(String(error));
      redis.disconnect(true);
      return;
    }
    if (isClosed()) return;
    if (state === 'STARTING') log.info({ server }, 'connected to Redis: other gateways are heard at once');
    else log.info({ server }, 'Redis is back: other gateways are heard at once again');
    state = 'UP';
    told.clear();
    heartbeat();
    options.back();
  };
  const away = () => {
    cancelHeartbeat();
    if (isClosed()) return;
    const error = redact(reason === null ? 'the connection was closed' : redisErrorText(reason));
    const isNew = reason?.name === 'ReplyError' && !told.has(error);
    if (isNew) told.add(error);
    if (state !== 'AWAY' || isNew) {
      log.warn({ server, error }, 'Redis is away: other gateways are heard within a second, from the records');
    }
    reason = null;
    const wasUp = state === 'UP';
    state = 'AWAY';
    if (wasUp) options.lost();
  };
  const heartbeat = () => {
    cancelHeartbeat = clock.after(heartbeatMs, () => {
      redis.ping().catch(ignored);
      heartbeat();
    });
  };

  redis.on('ready', () => void up());
  redis.on('close', away);
  redis.on('error', (error: Error) => (reason = error));
  redis.on('message', (_topic: string, text: string) => {
    if (state === 'UP') options.heard(text);
  });
  redis.connect().catch(ignored);

  return {
    publish(text) {
      if (state !== 'UP' || unanswered >= maxUnanswered) return;
      unanswered += 1;
      redis
        .publish(options.topic, text)
        .catch(ignored)
        .finally(() => (unanswered -= 1));
    },
    close() {
      state = 'CLOSED';
      cancelHeartbeat();
      redis.disconnect();
    },
  };
}

/** The events of the connection tell. */
function ignored(): void {}
