import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { openAccessFile } from './auth/access-file.ts';
import type { AccessFileOptions } from './auth/access-file.ts';
import { createApiTokenSessions } from './auth/api-token-sessions.ts';
import { openApprovalsFile } from './auth/approvals-file.ts';
import type { ApprovalsFile } from './auth/approvals-file.ts';
import { hashToken, newToken } from './auth/caller-token.ts';
import { openCallersFile } from './auth/callers-file.ts';
import type { CallersFile, CallersFileOptions } from './auth/callers-file.ts';
import { firstKnown } from './auth/first-known.ts';
import { openSignOn } from './auth/oidc/sign-on.ts';
import type { SignOn, SignOnOptions } from './auth/oidc/sign-on.ts';
import { asLocalAdministrator, localAdministrator } from './auth/session.ts';
import type { Config } from './config.ts';
import { fleetScope } from './domain/access/access.ts';
import { createAccessBook } from './domain/access/access-book.ts';
import type { AccessBook, Identity } from './domain/access/access-book.ts';
import { administersAll } from './domain/access/binding-refusal.ts';
import { createBindings } from './domain/access/create-bindings.ts';
import { followBindings } from './domain/access/follow-bindings.ts';
import type { FollowBindingsOptions, FollowedBindings } from './domain/access/follow-bindings.ts';
import { createAudit } from './domain/audit/audit.ts';
import type { ClusterSource } from './domain/clusters/cluster-source.ts';
import { createReadiness, whenSettled } from './domain/clusters/readiness.ts';
import { createFleet } from './domain/fleet/create-fleet.ts';
import { createFreezes } from './domain/freezes/create-freezes.ts';
import { createFreezeGuard } from './domain/freezes/freeze-guard.ts';
import { createOperations } from './domain/operations/create-operations.ts';
import { RecordsUnavailable } from './domain/records-unavailable.ts';
import { startRetention } from './domain/retention/retention.ts';
import { createRollouts } from './domain/rollouts/create-rollouts.ts';
import { createApiTokens } from './domain/tokens/create-api-tokens.ts';
import type { Budgets } from './domain/budgets/budgets.ts';
import { openRedisBudgets } from './events/redis-budgets.ts';
import { openRedisSignals } from './events/redis-signals.ts';
import type { RedisSignals } from './events/redis-signals.ts';
import { createContext } from './graphql/create-context.ts';
import { exampleOperations } from './graphql/example-operations.ts';
import { createSchema } from './graphql/schema.ts';
import { rateOf } from './graphql/server/admission.ts';
import { createEdge } from './graphql/server/create-edge.ts';
import type { EdgeOptions } from './graphql/server/edge.ts';
import { openClusterFiles } from './kubernetes/cluster-files/cluster-files.ts';
import type { ClusterFiles } from './kubernetes/cluster-files/cluster-files.ts';
import { formatProblem } from './lib/file-problem.ts';
import { listClusterFiles } from './kubernetes/cluster-files/list-cluster-files.ts';
import type { FileProblem } from './lib/file-problem.ts';
import type { FollowedFile } from './lib/followed-file.ts';
import { createClusterRegistry } from './kubernetes/cluster-registry.ts';
import { createPrometheusObserver } from './kubernetes/prometheus-observer.ts';
import type { Clock } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import { openRecords } from './records/open-records.ts';
import type { Records } from './records/open-records.ts';
import { registerSimulatedFleet } from './simulated-fleet.ts';
import type { RegisteredSimulation } from './simulated-fleet.ts';
import { listenFailure, StartFailure } from './start-failure.ts';

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
  const signOn = await openConfiguredSignOn(config, { log, clock, book });
  starting.defer(() => signOn?.close());
  const waysIn = [callers, signOn].flatMap((way) => way?.authenticate ?? []);
  const approvals = await openConfiguredApprovals(config, log, clock);
  starting.defer(() => approvals?.close());
  const records = await openConfiguredRecords(config);
  starting.defer(() => records.close());
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

  const fleet = createFleet({ registry, clock });
  starting.defer(() => fleet.close());
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
  const operations = createOperations({
    journal: records.journal,
    shared: records.shared,
    ...(signals !== null && { signals }),
    freezes: createFreezeGuard(records.freezes, clock),
    ...(approvals !== null && { approvals }),
    fleet,
    registry,
    clock,
    log,
  });
  starting.defer(() => operations.stop());
  const rollouts = createRollouts({ fleet, registry, operations, log: records.rolloutLog, clock, logger: log });
  starting.defer(() => rollouts.close());
  const readiness = createReadiness(registry, clock, firstSyncMs);
  const simulated = await nothingConfigured(config);
  const configured: { files: ClusterFiles | null } = { files: null };

  // Requests that come before the clusters are registered wait for it: an empty fleet would be a wrong answer.
  const registered = Promise.withResolvers<void>();
  const audit = createAudit({ log: records.audit, clock, logger: log });
  const tokenSessions = createApiTokenSessions({
    store: records.apiTokens,
    book: waysIn.length === 0 ? withLocalAdministrator(book) : book,
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
  const services = { fleet, rollouts, operations, freezes, audit, bindings, apiTokens, clock, itemsPerAnswer: config.edge.operationCost };
  const edge = createEdge({
    ...options.edge,
    ...admits(config.edge, options.edge),
    ...(budgets !== null && { budgets }),
    schema: createSchema(),
    authenticate: firstKnown(
      waysIn.length === 0
        ? [tokenSessions.authenticate, asLocalAdministrator]
        : [...waysIn, tokenSessions.authenticate],
    ),
    ...(signOn !== null && { login: () => signOn.login }),
    publicUrl: config.publicUrl,
    async contextFor({ requestId, session, remoteAddress, signal }) {
      await registered.promise;
      const origin = { requestId, address: remoteAddress, credential: session.credential };
      return createContext(services, { caller: session.caller, origin, signal });
    },
    readiness: () => {
      if (configured.files === null) return { ready: false, awaiting: [] };
      const problems = [
        ...configured.files.problems,
        ...(callers?.problems ?? []),
        ...(access?.problems ?? []),
        ...(signOn?.problems ?? []),
        ...(approvals?.problems ?? []),
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
  await operations.start();
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

async function openConfiguredCallers(
  { callersFile }: Config,
  options: Omit<CallersFileOptions, 'path' | 'display'>,
): Promise<CallersFile | null> {
  if (callersFile === null) return null;
  const opened = await openCallersFile({ path: callersFile, display: displayPath(callersFile), ...options });
  if (opened.ok) return opened.value;
  throw new StartFailure(opened.failure.map(formatProblem).join('\n  '));
}

async function openConfiguredSignOn(
  { signOnFile }: Config,
  options: Pick<SignOnOptions, 'log' | 'clock' | 'book'>,
): Promise<SignOn | null> {
  if (signOnFile === null) return null;
  const opened = await openSignOn({ path: signOnFile, display: displayPath(signOnFile), ...options });
  if (opened.ok) return opened.value;
  throw new StartFailure(opened.failure.map(formatProblem).join('\n  '));
}

async function openConfiguredAccess(
  { accessFile }: Config,
  options: Omit<AccessFileOptions, 'path' | 'display'>,
): Promise<FollowedFile | null> {
  if (accessFile === null) return null;
  const opened = await openAccessFile({ path: accessFile, display: displayPath(accessFile), ...options });
  if (opened.ok) return opened.value;
  throw new StartFailure(opened.failure.map(formatProblem).join('\n  '));
}

async function openConfiguredApprovals(
  { approvalsFile }: Config,
  log: Log,
  clock: Clock,
): Promise<ApprovalsFile | null> {
  if (approvalsFile === null) return null;
  const opened = await openApprovalsFile({ path: approvalsFile, display: displayPath(approvalsFile), log, clock });
  if (opened.ok) return opened.value;
  throw new StartFailure(opened.failure.map(formatProblem).join('\n  '));
}

async function openConfiguredRecords({ database }: Config): Promise<Records> {
  // The default folder is Tenantry's own; another one that is missing may be a disk that is not mounted.
  if (database.ownFolder !== null) mkdirSync(database.ownFolder, { recursive: true, mode: 0o700 });
  try {
    return await openRecords(database.url);
  } catch (error) {
    if (error instanceof RecordsUnavailable) throw new StartFailure(error.message, error);
    throw error;
  }
}

/** Whoever was given a role by mutation has it from the first request on. */
async function followConfiguredBindings(
  { bindings: store, shared }: Records,
  options: Omit<FollowBindingsOptions, 'store' | 'shared'>,
): Promise<FollowedBindings> {
  try {
    return await followBindings({ store, shared, ...options });
  } catch (error) {
    if (error instanceof RecordsUnavailable) throw new StartFailure(error.message, error);
    throw error;
  }
}

/** Where no callers are told apart, personal tokens are the local administrator's. */
function withLocalAdministrator(book: AccessBook): Pick<AccessBook, 'of' | 'onChange'> {
  const isLocal = ({ kind, name }: Identity) => kind === localAdministrator.kind && name === localAdministrator.name;
  return {
    of: (identity) => (isLocal(identity) ? localAdministrator.access : book.of(identity)),
    onChange: (listener) => book.onChange(listener),
  };
}

/** In the background: without Redis gateways hear of each other a little later. */
function openConfiguredSignals({ redisUrl }: Config, records: Records, log: Log, clock: Clock): RedisSignals | null {
  if (redisUrl === null || !records.shared) return null;
  return openRedisSignals({ url: redisUrl, clock, random: Math.random, log });
}

/** In the background, too: until Redis is there each gateway has whole budgets for itself. */
function openConfiguredBudgets({ redisUrl }: Config, records: Records, log: Log, clock: Clock): Budgets | null {
  if (redisUrl === null || !records.shared) return null;
  return openRedisBudgets({ url: redisUrl, clock, random: Math.random, log });
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

/** Relative to the working folder where it lies below it. */
function displayPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
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
