import type { ExecutionResult, GraphQLSchema } from 'graphql';
import { getOperationAST, OverlappingFieldsCanBeMergedRule, parse, specifiedRules, subscribe, validate } from 'graphql';
import type { DocumentNode } from 'graphql';
import { createAccessBook } from '../../../src/domain/access/access-book.ts';
import { createBindings } from '../../../src/domain/access/create-bindings.ts';
import { firstRule } from '../../../src/domain/approvals/approval-rule.ts';
import type { AuditEntry } from '../../../src/domain/audit/audit-record.ts';
import { createAudit } from '../../../src/domain/audit/audit.ts';
import { createFleet } from '../../../src/domain/fleet/create-fleet.ts';
import { MemoryRegistry } from '../../../src/domain/fleet/testing/memory-cluster.ts';
import { ManualClock } from '../../../src/domain/fleet/testing/scene.ts';
import { createFreezes } from '../../../src/domain/freezes/create-freezes.ts';
import { createFreezeGuard } from '../../../src/domain/freezes/freeze-guard.ts';
import { createLogs } from '../../../src/domain/logs/logs.ts';
import { createMetricPolls } from '../../../src/domain/metrics/metric-polls.ts';
import { createOperations } from '../../../src/domain/operations/create-operations.ts';
import { terminalStates } from '../../../src/domain/operations/operation.ts';
import { createRollouts } from '../../../src/domain/rollouts/create-rollouts.ts';
import { createAccessNow } from '../../../src/domain/tokens/access-of-token.ts';
import { createApiTokens } from '../../../src/domain/tokens/create-api-tokens.ts';
import type { GraphqlServices } from '../../../src/graphql/context.ts';
import { createContext } from '../../../src/graphql/create-context.ts';
import { executeCompiled } from '../../../src/graphql/execution/execute-compiled.ts';
import type { ExecuteOperation } from '../../../src/graphql/execution/execute-operation.ts';
import { executeWithGraphqlJs } from '../../../src/graphql/execution/execute-with-graphql-js.ts';
import { keeping } from '../../../src/graphql/kept-fields.ts';
import { maskErrors } from '../../../src/graphql/errors.ts';
import { silentLog } from '../../../src/lib/log.ts';
import type { Person, World } from '../world/model.ts';
import { Doors, hashOf } from './doors.ts';
import { openMemoryRecords } from './memory-records.ts';
import type { MemoryRecords } from './memory-records.ts';
import { metricsOf, WorldSeries } from './world-series.ts';
import { WorldCluster } from './world-cluster.ts';

/** An answer as it leaves the gateway: errors masked, as plain JSON. */
export interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Readonly<Record<string, unknown>> }[];
}

/** A stream that is read as it comes. */
interface OpenStream {
  readonly answers: readonly Answer[];
  isOver(): boolean;
  stop(): Promise<void>;
}

/** A stream that is read one by one. */
interface SlowStream {
  /** Null: there is nothing more, for now or for good. Read no more after that. */
  next(): Promise<Answer | null>;
  stop(): Promise<void>;
}

/** The graph over a generated world, with the product's own parts behind it; only the clusters are in memory. */
export class WorldGraph {
  readonly records: MemoryRecords;
  readonly clusters: readonly WorldCluster[];
  readonly schema: GraphQLSchema;
  readonly #services: GraphqlServices;
  readonly doors: Doors;
  readonly people: readonly Person[];
  readonly #clock: ManualClock;
  readonly #audit: readonly AuditEntry[];
  readonly #close: () => Promise<void>;
  readonly #execute: ExecuteOperation;

  private constructor(
    schema: GraphQLSchema,
    clusters: readonly WorldCluster[],
    records: MemoryRecords,
    services: GraphqlServices,
    doors: Doors,
    clock: ManualClock,
    { world, people }: { readonly world: World; readonly people: readonly Person[] },
    close: () => Promise<void>,
  ) {
    this.schema = schema;
    this.#execute = executorOf(schema);
    this.clusters = clusters;
    this.records = records;
    this.#services = services;
    this.doors = doors;
    this.people = people;
    this.#clock = clock;
    this.#audit = world.audit;
    this.#close = close;
  }

  static async over(world: World, people: readonly Person[], schema: GraphQLSchema): Promise<WorldGraph> {
    const clock = new ManualClock();
    const clusters = world.clusters.map((cluster) => new WorldCluster(cluster));
    const records = await openMemoryRecords();
    await fill(records, world);
    const registry = new MemoryRegistry(...clusters);
    const fleet = createFleet({ registry, clock, processId: 'test' });
    const log = silentLog;
    const { journal } = records;
    const freezes = createFreezes({ store: records.freezes, journal, fleet, clock, log });
    const book = createAccessBook(log);
    const operations = createOperations({
      journal,
      accessNow: createAccessNow(book, records.tokens),
      fleet,
      planKey: 'of this world',
      registry,
      clock,
      log,
      approvals: { ruleFor: (environment, kind) => firstRule(world.approvals, environment, kind) },
      freezes: createFreezeGuard(records.freezes, clock),
      // What is generated is under way in another gateway: this one leaves it as it is.
      shared: true,
    });
    const rollouts = createRollouts({
      fleet,
      registry,
      operations,
      log: records.rolloutLog,
      cursorKey: 'a key',
      clock,
      logger: log,
    });
    await operations.start();
    const audit = createAudit({ log: records.audit, clock, logger: log });
    const refresh = async () => book.replaceRecorded(await records.bindings.all());
    await refresh();
    const doors = await Doors.open(world, people, { book, store: records.tokens, clock, log });
    const bindings = createBindings({
      store: records.bindings,
      journal,
      book,
      fleet,
      refresh,
      clock,
      log,
      isAdministeredElsewhere: () => true,
    });
    let minted = 0;
    const apiTokens = createApiTokens({
      store: records.tokens,
      journal,
      clock,
      log,
      mint: () => ({ secret: 'shown once', hash: `hash ${(minted += 1)}` }),
      isKnown: () => false,
      onRevoked: (id) => doors.revoked(id),
    });
    const metrics = metricsOf(world);
    const series = new WorldSeries(world);
    const services = {
      fleet,
      rollouts,
      operations,
      logs: createLogs({ fleet, redact: (text) => text, clock, random: () => 0.5 }),
      freezes,
      metricCatalog: { definitions: () => metrics },
      series,
      metricPolls: createMetricPolls(series, clock, log),
      audit,
      bindings,
      apiTokens,
      clock,
      itemsPerAnswer: 100_000,
    };
    return new WorldGraph(schema, clusters, records, services, doors, clock, { world, people }, async () => {
      doors.close();
      await operations.stop();
      await rollouts.close();
      fleet.close();
    });
  }

  /** As over HTTP. */
  async ask(person: Person, document: DocumentNode, variables: Readonly<Record<string, unknown>> = {}) {
    const operation = getOperationAST(document);
    if (!operation) throw new Error('a document of one operation is needed');
    const { data, errors } = await this.#execute({ document, operation, variables, context: this.#context(person) });
    const answer = { data: JSON.parse(data ?? 'null') as unknown, ...(errors.length > 0 && { errors }) };
    return plain(answer as ExecutionResult);
  }

  /** What a subscription begins with, and what it tells of what happens meanwhile: up to `most` answers, or the errors of one that is refused. */
  async follow(
    person: Person,
    document: DocumentNode,
    variableValues: Readonly<Record<string, unknown>>,
    most: number,
    meanwhile: () => Promise<void> = async () => {},
  ): Promise<readonly Answer[]> {
    const ending = new AbortController();
    const contextValue = this.#context(person, ending.signal);
    const stream = await subscribe({ schema: this.schema, document, variableValues, contextValue });
    if (!(Symbol.asyncIterator in stream)) return [plain(stream)];
    const answers: Answer[] = [];
    let waits = false;
    let next = stream.next();
    try {
      while (answers.length < most) {
        const told = await Promise.race([next, quiet()]);
        if (told?.done === true || (told === null && waits)) break;
        if (told === null) {
          waits = true;
          await meanwhile();
        } else {
          answers.push(plain(told.value));
          next = stream.next();
        }
      }
    } finally {
      ending.abort();
      await stream.return?.();
    }
    return answers;
  }

  /** Follows something as a connection does: what is open is shut when the session ends. @throws where it is refused */
  async open(
    person: Person,
    document: DocumentNode,
    variableValues: Readonly<Record<string, unknown>>,
  ): Promise<OpenStream> {
    const contextValue = this.#context(person);
    const stream = await subscribe({ schema: this.schema, document, variableValues, contextValue });
    if (!(Symbol.asyncIterator in stream)) throw new Error(`a stream is refused: ${JSON.stringify(plain(stream))}`);
    const stop = async () => void (await stream.return?.());
    this.doors.ended(person)?.addEventListener('abort', () => void stop());
    const answers: Answer[] = [];
    let isOver = false;
    const reading = (async () => {
      for await (const result of stream) answers.push(plain(result));
      isOver = true;
    })();
    return { answers, isOver: () => isOver, stop: async () => void (await Promise.all([stop(), reading])) };
  }

  /** Follows something, and reads no more of it than is asked for. @throws where it is refused */
  async begin(
    person: Person,
    document: DocumentNode,
    variableValues: Readonly<Record<string, unknown>>,
  ): Promise<SlowStream> {
    const ending = new AbortController();
    const contextValue = this.#context(person, ending.signal);
    const stream = await subscribe({ schema: this.schema, document, variableValues, contextValue });
    if (!(Symbol.asyncIterator in stream)) throw new Error(`a stream is refused: ${JSON.stringify(plain(stream))}`);
    return {
      async next() {
        const told = await Promise.race([stream.next(), quiet()]);
        return told === null || told.done === true ? null : plain(told.value);
      },
      async stop() {
        ending.abort();
        await stream.return?.();
      },
    };
  }

  /** Another gateway revokes the token that somebody comes with, and some time goes by. */
  async revoke({ way }: Person): Promise<void> {
    const [audit] = this.#audit;
    if (way.by !== 'API_TOKEN' || audit === undefined) throw new Error('there is no token to revoke');
    const by = { name: 'somebody', kind: 'USER' } as const;
    await this.records.tokens.revoke({ id: way.token.id, by, at: this.#clock.now() }, { key: null, audit });
    this.pass(5_000);
  }

  /** Some time goes by, in milliseconds. */
  pass(ms: number): void {
    this.#clock.advance(ms);
  }

  /** When what was begun has come to where only time would carry it on. */
  async settled(): Promise<void> {
    for (let turns = 0; turns < 4; turns += 1) await quiet();
  }

  close(): Promise<void> {
    return this.#close();
  }

  #context(person: Person, signal?: AbortSignal) {
    return createContext(this.#services, {
      caller: this.doors.callerOf(person),
      origin: { requestId: 'request', address: '127.0.0.1', credential: 'credential' },
      ...(signal !== undefined && { signal }),
    });
  }
}

const executors = new WeakMap<GraphQLSchema, ExecuteOperation>();

/** The gateway's own; one for all worlds, as one gateway has for all callers. */
function executorOf(schema: GraphQLSchema): ExecuteOperation {
  const execute = executors.get(schema) ?? executeCompiled(schema, executeWithGraphqlJs(schema), keeping);
  executors.set(schema, execute);
  return execute;
}

/** Members of an interface have fields of one name and different types; an object is only one of them. */
const rules = specifiedRules.filter((rule) => rule !== OverlappingFieldsCanBeMergedRule);

/** A document that the schema accepts. @throws where it does not: then the walk asks for what is not there. */
export function documentOf(schema: GraphQLSchema, source: string): DocumentNode {
  const document = parse(source);
  const [mistake] = validate(schema, document, rules);
  if (mistake !== undefined) throw new Error(`${mistake.message}\n${source.slice(0, 2_000)}`);
  return document;
}

async function fill(
  { journal, freezes, bindings, tokens, audit }: MemoryRecords,
  { operations, ...world }: World,
): Promise<void> {
  for (const operation of operations) {
    const { steps, state, target } = operation;
    const begun = await journal.begin({
      entry: {
        operation,
        work: steps.map(({ clusterId, namespace }) => ({
          clusterName: clusterId ?? '',
          ref: { kind: target.kind, namespace: namespace ?? '', name: target.name },
          uid: 'uid',
          changes: [],
          templateBefore: '',
          written: null,
        })),
        settings: { deadlineSeconds: null, onFailure: 'LEAVE' },
        followUp: null,
        asked: null,
      },
      holder: 'another gateway',
      inViewOf: terminalStates.includes(state) ? { unfinished: [], newest: null } : await journal.view(target),
      asksFreezes: null,
      key: null,
      superseded: [],
      followUpOf: null,
    });
    if (begun.type !== 'BEGUN') throw new Error(`an operation of the world could not begin: ${begun.type}`);
  }
  const made = world.freezes.length + world.bindings.length + world.tokens.length;
  const [making, later] = [world.audit.slice(0, made), world.audit.slice(made)];
  for (const [index, entry] of making.entries()) {
    const freeze = world.freezes[index];
    const binding = world.bindings[index - world.freezes.length];
    const token = world.tokens[index - world.freezes.length - world.bindings.length];
    if (freeze !== undefined) await freezes.create(freeze, { key: null, audit: entry });
    else if (binding !== undefined)
      await bindings.create(binding, { key: null, audit: () => entry, refusal: () => null });
    else if (token !== undefined) await tokens.create(token, hashOf(token.id), { key: null, audit: entry });
  }
  for (const entry of later) await audit.append(entry);
}

function plain({ data, errors }: ExecutionResult): Answer {
  const masked = errors === undefined ? {} : { errors: maskErrors(errors, { requestId: 'request', log: silentLog }) };
  return JSON.parse(JSON.stringify({ data, ...masked })) as Answer;
}

/** Null when everything that was to happen by itself has happened: no clock of a world goes on. */
async function quiet(): Promise<null> {
  for (let turns = 0; turns < 5; turns += 1) await new Promise<void>((resolve) => setImmediate(resolve));
  return null;
}
