import { randomUUID } from 'node:crypto';
import type { OperationSignal, OperationSignals } from '../domain/operations/operation-signals.ts';
import { createListeners } from '../lib/listeners.ts';
import { openRedisTopic } from './redis-topic.ts';
import type { RedisTopicOptions } from './redis-topic.ts';
import { parseSignal, signalText } from './signal-text.ts';

/** Signals over Redis. */
export interface RedisSignals extends OperationSignals {
  close(): void;
}

export type RedisSignalsOptions = Pick<RedisTopicOptions, 'url' | 'clock' | 'random' | 'log'>;

/** Other programs on the same server leave these names alone. Pub/sub knows no numbered databases. */
const topic = 'tenantry:operations';

/** Connects in the background: signals are lost until that is done. */
export function openRedisSignals(options: RedisSignalsOptions): RedisSignals {
  const from = randomUUID();
  const listeners = createListeners<OperationSignal | 'MISSED'>(options.log, 'signals');
  const redis = openRedisTopic({
    ...options,
    topic,
    heard(text) {
      const sent = parseSignal(text);
      if (sent !== null && sent.from !== from) listeners.tell(sent.signal);
    },
    lost: () => listeners.tell('MISSED'),
    back() {
      // What either side published meanwhile, the other did not hear.
      redis.publish(signalText({ from, signal: 'MISSED' }));
      listeners.tell('MISSED');
    },
  });
  return {
    publish: (signal) => redis.publish(signalText({ from, signal })),
    onSignal: (listener) => listeners.add(listener),
    close: () => redis.close(),
  };
}
