import { mkdirSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openAccessFile } from './auth/access-file.ts';
import type { AccessFileOptions } from './auth/access-file.ts';
import { openApprovalsFile } from './auth/approvals-file.ts';
import type { ApprovalsFile } from './auth/approvals-file.ts';
import { openCallersFile } from './auth/callers-file.ts';
import type { CallersFile, CallersFileOptions } from './auth/callers-file.ts';
import { openSignOn } from './auth/oidc/sign-on.ts';
import type { SignOn, SignOnOptions } from './auth/oidc/sign-on.ts';
import type { Config } from './config.ts';
import { followBindings } from './domain/access/follow-bindings.ts';
import type { FollowBindingsOptions, FollowedBindings } from './domain/access/follow-bindings.ts';
import { parseRedaction } from './domain/logs/parse-redaction.ts';
import { createRedaction, withOwnRules } from './domain/logs/redaction.ts';
import type { Redact } from './domain/logs/redaction.ts';
import { RecordsUnavailable } from './domain/records-unavailable.ts';
import type { Budgets } from './domain/budgets/budgets.ts';
import { openRedisBudgets } from './events/redis-budgets.ts';
import { openRedisSignals } from './events/redis-signals.ts';
import type { RedisSignals } from './events/redis-signals.ts';
import { openMetricFiles } from './integrations/prometheus/metric-files.ts';
import type { MetricFiles, MetricFilesOptions } from './integrations/prometheus/metric-files.ts';
import { formatProblem } from './lib/file-problem.ts';
import { readTextFile } from './lib/read-text-file.ts';
import { followFile } from './lib/followed-file.ts';
import type { FollowedFile } from './lib/followed-file.ts';
import type { Clock } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import { oncePassed } from './records/once-passed.ts';
import { openRecords } from './records/open-records.ts';
import type { Records } from './records/open-records.ts';
import { StartFailure } from './start-failure.ts';

const shippedMetrics = fileURLToPath(new URL('../observability/metrics', import.meta.url));

/** Null where none is configured. @throws StartFailure where it is wrong. */
export async function openConfiguredCallers(
  { callersFile }: Config,
  options: Omit<CallersFileOptions, 'path' | 'display'>,
): Promise<CallersFile | null> {
  if (callersFile === null) return null;
  const opened = await openCallersFile({ path: callersFile, display: displayPath(callersFile), ...options });
  if (opened.ok) return opened.value;
  throw new StartFailure(opened.failure.map(formatProblem).join('\n  '));
}

const shippedRedaction = fileURLToPath(new URL('../observability/log-redaction.yaml', import.meta.url));
const redactionForm = { called: 'a file of redaction rules', maxBytes: 256 * 1024 };

/** What is taken out of log lines, by the rules that come with the gateway and those of the configured file. */
export interface LogRedaction extends FollowedFile {
  readonly redact: Redact;
}

/** @throws StartFailure where rules are wrong: lines are never told without them */
export async function openLogRedaction(
  { redactionFile }: Config,
  { log, clock }: { readonly log: Log; readonly clock: Clock },
): Promise<LogRedaction> {
  const shippedName = displayPath(shippedRedaction);
  const text = await readTextFile(shippedRedaction, shippedName, redactionForm);
  const shipped = text.ok ? parseRedaction(text.value, shippedName) : text;
  if (!shipped.ok) throw new StartFailure(shipped.failure.map(formatProblem).join('\n  '));
  let present = createRedaction(shipped.value);
  const redact: Redact = (line) => present(line);
  if (redactionFile === null) return { redact, problems: [], close: () => Promise.resolve() };
  const display = displayPath(redactionFile);
  const file = await followFile({
    path: redactionFile,
    display,
    form: redactionForm,
    log,
    clock,
    parse: (own) => parseRedaction(own, display),
    take(own) {
      present = createRedaction(withOwnRules(shipped.value, own));
      log.info({ rules: own.length }, `${display} says what is taken out of lines of logs from now on`);
    },
  });
  if (!file.ok) throw new StartFailure(file.failure.map(formatProblem).join('\n  '));
  return {
    redact,
    get problems() {
      return file.value.problems;
    },
    close: () => file.value.close(),
  };
}

/** As `openConfiguredCallers`. */
export async function openConfiguredSignOn(
  { signOnFile }: Config,
  options: Omit<SignOnOptions, 'path' | 'display'>,
): Promise<SignOn | null> {
  if (signOnFile === null) return null;
  const opened = await openSignOn({ path: signOnFile, display: displayPath(signOnFile), ...options });
  if (opened.ok) return opened.value;
  throw new StartFailure(opened.failure.map(formatProblem).join('\n  '));
}

/** As `openConfiguredCallers`. */
export async function openConfiguredAccess(
  { accessFile }: Config,
  options: Omit<AccessFileOptions, 'path' | 'display'>,
): Promise<FollowedFile | null> {
  if (accessFile === null) return null;
  const opened = await openAccessFile({ path: accessFile, display: displayPath(accessFile), ...options });
  if (opened.ok) return opened.value;
  throw new StartFailure(opened.failure.map(formatProblem).join('\n  '));
}

/** As `openConfiguredCallers`. */
export async function openConfiguredApprovals(
  { approvalsFile }: Config,
  log: Log,
  clock: Clock,
): Promise<ApprovalsFile | null> {
  if (approvalsFile === null) return null;
  const opened = await openApprovalsFile({ path: approvalsFile, display: displayPath(approvalsFile), log, clock });
  if (opened.ok) return opened.value;
  throw new StartFailure(opened.failure.map(formatProblem).join('\n  '));
}

/** The metrics that come with the gateway, and those of the configured folder on top. */
export function openConfiguredMetrics(
  { metricsDirectory }: Config,
  options: Pick<MetricFilesOptions, 'log' | 'clock'>,
): Promise<MetricFiles> {
  const folders = [shippedMetrics, ...(metricsDirectory === null ? [] : [metricsDirectory])];
  return openMetricFiles({ folders, display: displayPath, ...options });
}

/** @throws StartFailure where they cannot be used. */
export async function openConfiguredRecords({ database }: Config): Promise<Records> {
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
export async function followConfiguredBindings(
  { bindings: store, shared }: Records,
  options: Omit<FollowBindingsOptions, 'store' | 'shared'>,
): Promise<FollowedBindings> {
  try {
    return await oncePassed(() => followBindings({ store, shared, ...options }), options);
  } catch (error) {
    if (error instanceof RecordsUnavailable) throw new StartFailure(error.message, error);
    throw error;
  }
}

/** What the digests of plans are made with. @throws StartFailure where the records do not tell it. */
export async function readConfiguredPlanKey(records: Records, options: { clock: Clock; log: Log }): Promise<string> {
  try {
    return await oncePassed(() => records.planKey(), options);
  } catch (error) {
    if (error instanceof RecordsUnavailable) throw new StartFailure(error.message, error);
    throw error;
  }
}

/** In the background: without Redis gateways hear of each other a little later. */
export function openConfiguredSignals(
  { redisUrl }: Config,
  records: Records,
  log: Log,
  clock: Clock,
): RedisSignals | null {
  if (redisUrl === null || !records.shared) return null;
  return openRedisSignals({ url: redisUrl, clock, random: Math.random, log });
}

/** In the background, too: until Redis is there each gateway has whole budgets for itself. */
export function openConfiguredBudgets({ redisUrl }: Config, records: Records, log: Log, clock: Clock): Budgets | null {
  if (redisUrl === null || !records.shared) return null;
  return openRedisBudgets({ url: redisUrl, clock, random: Math.random, log });
}

/** Relative to the working folder where it lies below it. */
export function displayPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}
