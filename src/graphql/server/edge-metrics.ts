import { Counter, Gauge, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';
import type { RequestInfo } from './edge.ts';
import type { Depth } from './turnstile.ts';

type Transport = RequestInfo['transport'];

/** What the edge counts; names in the manner of Prometheus. */
export interface EdgeMetrics {
  /** An HTTP answer; `route` is one of ours or `other`. */
  answered(route: string, status: number): void;
  /** An operation that ended; `outcome` is `ok` or the code of its first error. */
  operated(transport: Transport, type: string, outcome: string, seconds: number): void;
  /** An operation that may run, and what it may cost, in points. */
  costed(type: string, points: number): void;
  /** A subscription began. */
  subscribed(transport: Transport): void;
  /** It has ended. */
  unsubscribed(transport: Transport): void;
  opened(transport: 'websocket' | 'sse'): void;
  closed(transport: 'websocket' | 'sse'): void;
  /** A caller was refused because nobody knows them. */
  refused(transport: Transport): void;
  /** A reader was dropped because it took nothing off its stream. */
  stalled(transport: 'websocket' | 'sse'): void;
}

/** Registers the edge's metrics. Each registry takes one edge. `depth`: how many requests run and wait now. */
export function createEdgeMetrics(registry: Registry, depth: () => Depth): EdgeMetrics {
  const registers = [registry];
  const answers = new Counter({
    name: 'tenantry_http_answers_total',
    help: 'HTTP answers by route and status.',
    labelNames: ['route', 'status'],
    registers,
  });
  const operations = new Histogram({
    name: 'tenantry_graphql_operation_duration_seconds',
    help: 'GraphQL operations by transport, type and outcome (ok, or the code of the first error); of subscriptions the start.',
    labelNames: ['transport', 'type', 'outcome'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  });
  const streams = new Gauge({
    name: 'tenantry_open_streams',
    help: 'Open WebSockets and SSE streams.',
    labelNames: ['transport'],
    registers,
  });
  const stalls = new Counter({
    name: 'tenantry_stalled_streams_total',
    help: 'Streams that were closed because their reader took nothing off them.',
    labelNames: ['transport'],
    registers,
  });
  const refusals = new Counter({
    name: 'tenantry_unauthenticated_total',
    help: 'Requests and WebSockets without a valid token.',
    labelNames: ['transport'],
    registers,
  });
  const costs = new Histogram({
    name: 'tenantry_graphql_operation_cost_points',
    help: 'What GraphQL operations that were let in may cost, in points (items of lists), by type.',
    labelNames: ['type'],
    buckets: [1, 10, 100, 1_000, 10_000, 100_000],
    registers,
  });
  const subscriptions = new Gauge({
    name: 'tenantry_subscriptions',
    help: 'Subscriptions that go on.',
    labelNames: ['transport'],
    registers,
  });
  registry.registerMetric(
    new Gauge({
      name: 'tenantry_requests',
      help: 'Requests now, by whether they are running or waiting for their turn.',
      labelNames: ['state'],
      registers: [],
      collect() {
        for (const [state, count] of Object.entries(depth())) this.set({ state }, count);
      },
    }),
  );
  for (const transport of ['websocket', 'sse']) subscriptions.set({ transport }, 0);
  return {
    costed: (type, points) => costs.observe({ type }, points),
    subscribed: (transport) => subscriptions.inc({ transport }),
    unsubscribed: (transport) => subscriptions.dec({ transport }),
    answered: (route, status) => answers.inc({ route, status }),
    operated: (transport, type, outcome, seconds) => operations.observe({ transport, type, outcome }, seconds),
    opened: (transport) => streams.inc({ transport }),
    closed: (transport) => streams.dec({ transport }),
    refused: (transport) => refusals.inc({ transport }),
    stalled: (transport) => stalls.inc({ transport }),
  };
}
