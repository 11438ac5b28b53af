import type { DocumentNode, ExecutionResult } from 'graphql';
import { execute, graphql, parse, subscribe } from 'graphql';
import { createAccessBook } from '../../domain/access/access-book.ts';
import { memoryBindings } from '../../domain/access/testing/memory-bindings.ts';
import { createAudit } from '../../domain/audit/audit.ts';
import { MemoryAuditLog } from '../../domain/audit/testing/memory-audit-log.ts';
import type { Caller } from '../../domain/caller.ts';
import { createFleet } from '../../domain/fleet/create-fleet.ts';
import type { WholeFleet } from '../../domain/fleet/fleet.ts';
import type { App } from '../../domain/fleet/fleet-model.ts';
import { MemoryRegistry } from '../../domain/fleet/testing/memory-cluster.ts';
import type { MemoryCluster } from '../../domain/fleet/testing/memory-cluster.ts';
import { start } from '../../domain/fleet/testing/objects.ts';
import { createLogs } from '../../domain/logs/logs.ts';
import type { MetricDefinition } from '../../domain/metrics/metric-definition.ts';
import { createMetricPolls } from '../../domain/metrics/metric-polls.ts';
import { MemorySeries } from '../../domain/metrics/testing/memory-series.ts';
import type { Rollout, RolloutEvent } from '../../domain/rollouts/rollout.ts';
import type { Rollouts } from '../../domain/rollouts/rollouts.ts';
import { createApiTokens } from '../../domain/tokens/create-api-tokens.ts';
import { MemoryApiTokenStore } from '../../domain/tokens/testing/memory-api-token-store.ts';
import { EventSource } from '../../lib/event-source.ts';
import { silentLog } from '../../lib/log.ts';
import { createManualClock } from '../../lib/manual-clock.ts';
import type { GraphqlContext } from '../context.ts';
import { createContext } from '../create-context.ts';
import { createSchema } from '../schema.ts';
import { MemoryFreezes } from './memory-freezes.ts';
import { MemoryOperations } from './memory-operations.ts';
import { callerOf } from '../../domain/testing/caller-of.ts';

const schema = await createSchema();

/** Fixture: the graph over clusters that a test fills by hand; no edge, and nothing is masked. */
export class GraphUnderTest {
  readonly operations = new MemoryOperations();
  readonly auditLog = new MemoryAuditLog();
  readonly freezes = new MemoryFreezes();
  readonly rollouts = new MemoryRollouts();
  readonly series = new MemorySeries();
  readonly clock = createManualClock(start);
  metrics: readonly MetricDefinition[] = [];
  readonly registry: MemoryRegistry;
  readonly fleet: WholeFleet;
  readonly book = createAccessBook(silentLog);
  /** Who asks from now on; at first somebody from whom nothing is kept. */
  caller = callerOf('ann');
  itemsPerAnswer = 100;
  #minted = 0;
  readonly #services;

  constructor(...clusters: readonly MemoryCluster[]) {
    const { clock } = this;
    this.registry = new MemoryRegistry(...clusters);
    this.fleet = createFleet({ registry: this.registry, clock, processId: 'test' });
    const itemsPerAnswer = (): number => this.itemsPerAnswer;
    this.#services = {
      fleet: this.fleet,
      rollouts: this.rollouts,
      operations: this.operations,
      logs: createLogs({
        fleet: this.fleet,
        redact: (text) => text.replaceAll('hunter2', '<redacted>'),
        clock,
        random: () => 0.5,
      }),
      metricCatalog: { definitions: () => this.metrics },
      series: this.series,
      metricPolls: createMetricPolls(this.series, clock, silentLog),
      audit: createAudit({ log: this.auditLog, clock, logger: silentLog }),
      freezes: this.freezes,
      apiTokens: createApiTokens({
        store: new MemoryApiTokenStore(this.auditLog),
        journal: { findKey: async () => null },
        clock,
        log: silentLog,
        mint: () => ({ secret: `secret ${(this.#minted += 1)}`, hash: `hash ${this.#minted}` }),
        isKnown: () => false,
        onRevoked: () => undefined,
      }),
      bindings: memoryBindings(this.fleet, clock, this.auditLog, this.book),
      clock,
      get itemsPerAnswer() {
        return itemsPerAnswer();
      },
    };
  }

  get #context(): GraphqlContext {
    return createContext(this.#services, {
      caller: this.caller,
      origin: { requestId: 'request-1', address: '127.0.0.1', credential: 'ann' },
    });
  }

  /** What an edge runs an operation of this caller with. */
  contextFor(caller: Caller): GraphqlContext {
    this.caller = caller;
    return this.#context;
  }

  async ask(source: string, variableValues: Readonly<Record<string, unknown>> = {}): Promise<ExecutionResult> {
    const result = await graphql({ schema, source, variableValues, contextValue: this.#context });
    // graphql-js makes objects without a prototype, which no comparison likes.
    return { ...result, data: JSON.parse(JSON.stringify(result.data ?? null)) };
  }

  /** The data. @throws where there are errors. */
  async data(source: string, variableValues: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const { data, errors } = await this.ask(source, variableValues);
    if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join('; '), { cause: errors[0] });
    return data;
  }

  /** Answers a document that was looked at before, to one caller. */
  async run(document: DocumentNode, caller: Caller): Promise<ExecutionResult> {
    return execute({ schema, document, contextValue: this.contextFor(caller) });
  }

  subscribe(source: string, variableValues: Readonly<Record<string, unknown>> = {}) {
    return subscribe({ schema, document: parse(source), variableValues, contextValue: this.#context });
  }
}

/** Fixture: every app's last rollout is done; a stream tells `events`, and waits until it is closed. */
export class MemoryRollouts implements Rollouts {
  readonly events: RolloutEvent[] = [];
  readonly streams: { readonly options: object; readonly signal: AbortSignal }[] = [];

  of(app: App): Rollout {
    const counts = { desired: 1, current: 1, updated: 1, ready: 1, available: 1 };
    const common = { phase: 'SUCCEEDED', image: 'app:1', replicas: counts, message: null } as const;
    const instances = app.instances.map(({ cluster, workload }) => {
      return { ...common, cluster, namespace: workload.meta.namespace, revision: 1 };
    });
    return { app, key: 'rollout-1', operationId: null, ...common, startedAt: start, finishedAt: null, instances };
  }

  stream(...[, options]: Parameters<Rollouts['stream']>): EventSource<RolloutEvent> {
    const closed = new AbortController();
    this.streams.push({ options, signal: closed.signal });
    return new MemoryRolloutEvents(this.events, closed);
  }
}

class MemoryRolloutEvents extends EventSource<RolloutEvent> {
  readonly #events: readonly RolloutEvent[];
  readonly #closed: AbortController;
  #told = 0;

  constructor(events: readonly RolloutEvent[], closed: AbortController) {
    super();
    this.#events = events;
    this.#closed = closed;
  }

  protected async start(): Promise<void> {}

  protected shift(): RolloutEvent | undefined {
    return this.#events[this.#told++];
  }

  get readable(): boolean {
    return this.#told < this.#events.length;
  }

  protected get ended(): boolean {
    return false;
  }

  get place(): string | null {
    return null;
  }

  fork(): MemoryRolloutEvents {
    const fork = new MemoryRolloutEvents(this.#events, this.#closed).forked();
    fork.#told = this.#told;
    return fork;
  }

  protected stop(): void {
    this.#closed.abort();
  }
}
