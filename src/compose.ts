import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { createApiTokenSessions } from './auth/api-token-sessions.ts';
import { hashToken, newToken } from './auth/caller-token.ts';
import { firstKnown } from './auth/first-known.ts';
import { asLocalAdministrator, localAdministrator } from './auth/session.ts';
import type { Config } from './config.ts';
import { fleetScope } from './domain/access/access.ts';
import { createAccessBook } from './domain/access/access-book.ts';
import type { AccessBook, Identity } from './domain/access/access-book.ts';
import { administersAll } from './domain/access/binding-refusal.ts';
import { createBindings } from './domain/access/create-bindings.ts';
import { createAudit } from './domain/audit/audit.ts';
import { createSignOnAudit } from './domain/audit/sign-on-audit.ts';
import type { ClusterSource } from './domain/clusters/cluster-source.ts';
import { createReadiness, whenSettled } from './domain/clusters/readiness.ts';
import { createFleet } from './domain/fleet/create-fleet.ts';
import { createFreezes } from './domain/freezes/create-freezes.ts';
import { createFreezeGuard } from './domain/freezes/freeze-guard.ts';
import { createLogs } from './domain/logs/logs.ts';
import { createMetricPolls } from './domain/metrics/metric-polls.ts';
import { createOperations } from './domain/operations/create-operations.ts';
import type { OperationsEngine } from './domain/operations/create-operations.ts';
import { startRetention } from './domain/retention/retention.ts';
import { createRollouts } from './domain/rollouts/create-rollouts.ts';
import { createAccessNow } from './domain/tokens/access-of-token.ts';
import { createApiTokens } from './domain/tokens/create-api-tokens.ts';
import type { GraphqlContext } from './graphql/context.ts';
import { createContext } from './graphql/create-context.ts';
import { exampleOperations } from './graphql/example-operations.ts';
import { keeping } from './graphql/kept-fields.ts';
import { createSchema } from './graphql/schema.ts';
import { rateOf } from './graphql/server/admission.ts';
import { createEdge } from './graphql/server/create-edge.ts';
import type { EdgeOptions, RequestInfo } from './graphql/server/edge.ts';
import { openClusterFiles } from './kubernetes/cluster-files/cluster-files.ts';
import type { ClusterFiles } from './kubernetes/cluster-files/cluster-files.ts';
import { createPrometheusSeries } from './integrations/prometheus/prometheus-series.ts';
import { formatProblem } from './lib/file-problem.ts';
import { listClusterFiles } from './kubernetes/cluster-files/list-cluster-files.ts';
import type { FileProblem } from './lib/file-problem.ts';
import { createClusterRegistry } from './kubernetes/cluster-registry.ts';
import { createPrometheusObserver } from './kubernetes/prometheus-observer.ts';
import type { Clock } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import { oncePassed } from './records/once-passed.ts';
import { registerSimulatedFleet } from './simulated-fleet.ts';
import type { RegisteredSimulation } from './simulated-fleet.ts';
import { listenFailure } from './start-failure.ts';
import { registerClusterMetrics } from './telemetry/cluster-metrics.ts';
import { createOperationMetrics } from './telemetry/operation-metrics.ts';
import {
  openConfiguredCallers,
  openConfiguredSignOn,
  openConfiguredAccess,
  openConfiguredApprovals,
  openConfiguredRecords,
  followConfiguredBindings,
  readConfiguredPlanKey,
  openConfiguredSignals,
  openConfiguredBudgets,
  openConfiguredMetrics,
  openLogRedaction,
  displayPath,
} from './open-configured.ts';

/** A gateway that listens. */
export interface Gateway {
  /** Such as `http://127.0.0.1:4000/graphql`. */
  readonly url: string;
  readonly port: number;
  /** Whether it serves the simulated fleet, because no cluster was configured at its start. */
  readonly simulated: boolean;
  /** How many callers the callers' file has now; null where there is none. */
  callers(): number | null;
  /** Names of the providers that people sign on at now; null where there is no sign-on. */
  signOn(): readonly string[] | null;
  /** How many rules the file of approvals has now; null where there is none, and nothing needs an approval. */
  approvalRules(): number | null;
  clusters(): readonly ClusterSource[];
  /** Resolves when every cluster has been read or has failed, or after `timeoutMs` milliseconds. */
  settled(timeoutMs: number): Promise<void>;
  /** What is wrong in the cluster files now. */
  problems(): readonly FileProblem[];
  /** Not ready at once; running requests are waited for, for at most `graceMs` milliseconds; then everything is closed. */
  close(graceMs: number): Promise<void>;
}

export interface GatewayOptions {
  readonly log: Log;
  readonly clock: Clock;
  /** Of the edge, for tests. */
  readonly edge?: Pick<EdgeOptions, 'limits' | 'timeouts' | 'allowedHosts' | 'allowedOrigins'>;
  /** Adds the runtime's own metrics (event loop, heap); once in a process. Default: false. */
  readonly processMetrics?: boolean;
}

const demoDirectory = fileURLToPath(new URL('../clusters/demo', import.meta.url));
/** What the example operations are about. */
const demoApp = {
  key: { tenant: 'acme', environment: 'staging', name: 'storefront', kind: 'DEPLOYMENT' },
  image: 'registry.acme.example/shop/storefront:4.13.0',
} as const;
const firstSyncMs = 10_000;

/** Wires the parts together and listens. @throws StartFailure with words for the operator; nothing is left running then. */
export async function startGateway(config: Config, options: GatewayOptions): Promise<Gateway> {
  const { log, clock } = options;
  await using starting = new AsyncDisposableStack();
  const metrics = new Registry();
  if (options.processMetrics === true) collectDefaultMetrics({ register: metrics });

  const book = createAccessBook(log);
  const callers = await openConfiguredCallers(config, { log, clock, book });
  starting.defer(() => callers?.close());
  const access = await openConfiguredAccess(config, { log, clock, book });
  starting.defer(() => access?.close());
  const approvals = await openConfiguredApprovals(config, log, clock);
  starting.defer(() => approvals?.close());
  const records = await openConfiguredRecords(config);
  starting.defer(() => records.close());
  const signOn = await openConfiguredSignOn(config, { log, clock, book, signedOff: records.signedOff });
  starting.defer(() => signOn?.close());
  const waysIn = [callers, signOn].flatMap((way) => way?.authenticate ?? []);
  const everyonesBook = waysIn.length === 0 ? withLocalAdministrator(book) : book;
  const retention = startRetention({
    records: records.expired,
    operationsKeptDays: config.operationsKeptDays,
    clock,
    log,
  });
  starting.defer(() => retention.close());
  const registry = createClusterRegistry({
    identities: records.clusterIdentities,
    observer: createPrometheusObserver(metrics),
    execEnvironment: config.pluginEnvironment,
    random: Math.random,
    clock,
    log,
  });
  starting.defer(() => registry.close());
  registerClusterMetrics(metrics, registry, clock);

  const fleet = createFleet({ registry, clock });
  starting.defer(() => fleet.close());
  const metricFiles = await openConfiguredMetrics(config, { log, clock });
  starting.defer(() => metricFiles.close());
  const series = createPrometheusSeries({ clusters: () => registry.list(), clock });
  starting.defer(() => series.close());
  const freezes = createFreezes({ store: records.freezes, journal: records.journal, fleet, clock, log });
  const boundRoles = await followConfiguredBindings(records, { book, clock, log });
  starting.defer(() => boundRoles.close());
  const bindings = createBindings({
    store: records.bindings,
    journal: records.journal,
    book,
    fleet,
    refresh: () => boundRoles.refresh(),
    isAdministeredElsewhere: () =>
      waysIn.length === 0 || [...(callers?.roles ?? [])].some((name) => administersAll(fleetScope, book.role(name))),
    clock,
    log,
  });
  const signals = openConfiguredSignals(config, records, log, clock);
  starting.defer(() => signals?.close());
  const budgets = openConfiguredBudgets(config, records, log, clock);
  starting.defer(() => budgets?.close());
  const planKey = await readConfiguredPlanKey(records, { clock, log });
  const operations: OperationsEngine = createOperations({
    observer: createOperationMetrics(metrics, () => operations.open()),
    journal: records.journal,
    shared: records.shared,
    ...(signals !== null && { signals }),
    freezes: createFreezeGuard(records.freezes, clock),
    ...(approvals !== null && { approvals }),
    accessNow: createAccessNow(everyonesBook, records.apiTokens),
    fleet,
    planKey,
    registry,
    clock,
    log,
  });
  starting.defer(() => operations.stop());
  const rollouts = createRollouts({
    fleet,
    registry,
    operations,
    log: records.rolloutLog,
    cursorKey: planKey,
    clock,
    logger: log,
  });
  starting.defer(() => rollouts.close());
  const redaction = await openLogRedaction(config, { log, clock });
  starting.defer(() => redaction.close());
  const readiness = createReadiness(registry, clock, firstSyncMs);
  const simulated = await nothingConfigured(config);
  const configured: { files: ClusterFiles | null } = { files: null };

  // Requests that come before the clusters are registered wait for it: an empty fleet would be a wrong answer.
  const registered = Promise.withResolvers<void>();
  let isRegistered = false;
  const audit = createAudit({ log: records.audit, clock, logger: log });
  const signOns = createSignOnAudit({ log: records.audit, clock, logger: log });
  starting.defer(() => signOns.close());
  const tokenSessions = createApiTokenSessions({
    store: records.apiTokens,
    book: everyonesBook,
    clock,
    log,
  });
  starting.defer(() => tokenSessions.close());
  const apiTokens = createApiTokens({
    store: records.apiTokens,
    journal: records.journal,
    clock,
    log,
    mint() {
      const secret = newToken(randomBytes);
      return { secret, hash: hashToken(secret) };
    },
    isKnown: (name) => callers?.machines.has(name) === true,
    onRevoked: (id) => tokenSessions.revoked(id),
  });
  const services = {
    fleet,
    rollouts,
    operations,
    logs: createLogs({ fleet, redact: redaction.redact, clock, random: Math.random }),
    freezes,
    audit,
    bindings,
    metricCatalog: metricFiles,
    series,
    metricPolls: createMetricPolls(series, clock, log),
    apiTokens,
    clock,
    itemsPerAnswer: config.edge.operationCost,
  };
  const contextFor = (info: RequestInfo): GraphqlContext =>
    createContext(services, {
      caller: info.session.caller,
      origin: { requestId: info.requestId, address: info.remoteAddress, credential: info.session.credential },
      sessionEnded: info.session.ended,
      // Made when it is asked for.
      get signal() {
        return info.signal;
      },
    });
  const edge = createEdge({
    ...options.edge,
    ...admits(config.edge, options.edge),
    ...(budgets !== null && { budgets }),
    schema: await createSchema(),
    keeping,
    authenticate: firstKnown(
      waysIn.length === 0
        ? [tokenSessions.authenticate, asLocalAdministrator]
        : [...waysIn, tokenSessions.authenticate],
    ),
    ...(signOn !== null && { login: () => signOn.login }),
    signOns,
    publicUrl: config.publicUrl,
    contextFor: (info) => (isRegistered ? contextFor(info) : registered.promise.then(() => contextFor(info))),
    readiness: () => {
      if (configured.files === null) return { ready: false, awaiting: [] };
      const problems = [
        ...configured.files.problems,
        ...(callers?.problems ?? []),
        ...(access?.problems ?? []),
        ...(signOn?.problems ?? []),
        ...(approvals?.problems ?? []),
        ...metricFiles.problems,
        ...redaction.problems,
      ];
      return { ...readiness(), problems: problems.map(formatProblem) };
    },
    examples: exampleOperations(simulated ? demoApp : null),
    log,
    metrics,
    clock,
  });
  // Before anything is read from or done to a cluster: of two gateways on one port the second must not touch anything.
  const address = await edge.listen(config.host, config.port).catch((error: unknown) => {
    throw listenFailure(error, config.host, config.port);
  });
  starting.defer(() => edge.close(0));

  const files = await openClusterFiles({
    directory: config.clustersDirectory,
    kubeconfig: config.kubeconfig,
    target: registry,
    log,
    clock,
    display: displayPath,
  });
  starting.defer(() => files.close());
  if (simulated) {
    const demo = await registerSimulatedFleet({ directory: demoDirectory, target: registry, log });
    starting.defer(() => demo.close());
    const look = () => {
      if (files.count === 0) return;
      unfollow();
      void leave(demo, log);
    };
    const unfollow = files.onChange(look);
    // One may have come while the fleet started.
    look();
  }
  configured.files = files;
  await oncePassed(() => operations.start(), { clock, log });
  isRegistered = true;
  registered.resolve();

  const started = starting.move();
  return {
    url: address.url,
    port: address.port,
    simulated,
    callers: () => callers?.count ?? null,
    signOn: () => signOn?.issuers ?? null,
    approvalRules: () => approvals?.count ?? null,
    clusters: () => registry.list(),
    settled: (timeoutMs) => whenSettled(registry, clock, timeoutMs),
    problems: () => files.problems,
    async close(graceMs) {
      await edge.close(graceMs);
      // While the clusters can still be reached: writes that are under way end well.
      await operations.stop();
      await started.disposeAsync();
    },
  };
}

/** Where no callers are told apart, everything is the local administrator's, personal tokens as well. */
function withLocalAdministrator(book: AccessBook): Pick<AccessBook, 'of' | 'onChange'> {
  const isLocal = ({ kind, name }: Identity) => kind === localAdministrator.kind && name === localAdministrator.name;
  return {
    of: (identity) => (isLocal(identity) ? localAdministrator.access : book.of(identity)),
    onChange: (listener) => book.onChange(listener),
  };
}

/** What the edge admits: as it is configured, or as a test says. */
function admits(edge: Config['edge'], test: GatewayOptions['edge'] = {}) {
  return {
    limits: { cost: edge.operationCost, runningPerCaller: edge.callerRequests, ...test.limits },
    timeouts: { deadlineMs: edge.requestSeconds * 1_000, ...test.timeouts },
    rates: { caller: rateOf(edge.callerBudget), tenant: rateOf(edge.tenantBudget) },
    introspection: edge.introspection,
  };
}

/** Whether there is neither a cluster file, right or wrong, nor a kubeconfig. */
async function nothingConfigured({ clustersDirectory, kubeconfig }: Config): Promise<boolean> {
  const { files, problems } = await listClusterFiles(clustersDirectory, displayPath, false);
  return kubeconfig === null && files?.length === 0 && problems.length === 0;
}

async function leave(demo: RegisteredSimulation, log: Log): Promise<void> {
  try {
    await demo.close();
    log.info({}, 'there are cluster files now: the simulated fleet has gone');
  } catch (error) {
    log.error({ error: String(error) }, 'the simulated fleet could not be ended whole');
  }
}
