import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { edgeHelp, edgeSettings, readEdgeConfig } from './edge-config.ts';
import type { EdgeConfig } from './edge-config.ts';
import { readCommandLine } from './command-line.ts';
import { closest } from './lib/did-you-mean.ts';
import { kindOfPath } from './lib/kind-of-path.ts';
import { readRecordsConfig, recordsHelp, recordsSettings } from './records-config.ts';
import type { RecordsConfig } from './records-config.ts';
import type { TracingConfig } from './telemetry/start-tracing.ts';
import { readTracingConfig, tracingHelp, tracingSettings } from './tracing-config.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Everything that can be set from outside, checked. Paths are absolute. */
export interface Config extends RecordsConfig {
  /** An IP address: of the loopback, unless callers are told apart and `publicUrl` says that a proxy with TLS is in front. */
  readonly host: string;
  /** Where a proxy with TLS serves the gateway, without a slash at its end: `https://tenantry.example.com`; null: nowhere. */
  readonly publicUrl: string | null;
  /** 0: any free port. */
  readonly port: number;
  readonly clustersDirectory: string;
  /** A kubeconfig of which every context is a cluster; null: none was given. */
  readonly kubeconfig: string | null;
  /** The file that says who may call; null: there is none, and without sign-on whoever reaches the port is the local administrator. */
  readonly callersFile: string | null;
  /** The file with the providers that people sign on at; null: none. */
  readonly signOnFile: string | null;
  /** The file that says which operations need approvals; null: none does. */
  readonly approvalsFile: string | null;
  /** The file that says who may do what; null: only the callers' file and what is bound by mutation do. */
  readonly accessFile: string | null;
  /** A folder of metrics files of one's own, besides those that come with the gateway; null: none. */
  readonly metricsDirectory: string | null;
  /** A file of redaction rules of one's own for lines of logs, besides those that come with the gateway; null: none. */
  readonly redactionFile: string | null;
  /** What the edge admits. */
  readonly edge: EdgeConfig;
  /** Where traces go; null: none are made. */
  readonly tracing: TracingConfig | null;
  readonly logLevel: LogLevel;
  /** What credential plugins of kubeconfigs get of this process's environment: what they need to find themselves and their accounts. */
  readonly pluginEnvironment: Readonly<Record<string, string>>;
  /** What is accepted but does not do what one may expect; for the log. */
  readonly warnings: readonly string[];
}

/** What the command line and the environment ask for. */
export type ConfigOutcome =
  | { readonly type: 'run'; readonly config: Config }
  | { readonly type: 'print'; readonly text: string }
  | { readonly type: 'invalid'; readonly mistakes: readonly string[] };

interface ConfigSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Without the runtime and the script. */
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Printed by `--version`. */
  readonly version: string;
}

const logLevels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];
const settings = [
  'HOST',
  'PORT',
  'TENANTRY_CLUSTERS',
  'TENANTRY_CALLERS',
  'TENANTRY_SIGN_ON',
  'TENANTRY_PUBLIC_URL',
  'TENANTRY_APPROVALS',
  'TENANTRY_ACCESS',
  'TENANTRY_METRICS',
  'TENANTRY_LOG_REDACTION',
  'LOG_LEVEL',
  ...recordsSettings,
  ...edgeSettings,
  ...tracingSettings,
];
const help = `Tenantry: one GraphQL graph over many Kubernetes clusters.

Usage: npm start -- [options]

  --kubeconfig PATH    register every context of this kubeconfig as a cluster
  --help               show this text
  --version            show the version

Settings (environment variables):
  HOST                 address to listen on (127.0.0.1); others than of the loopback only with
                       TENANTRY_PUBLIC_URL and sign-on or callers
  PORT                 port to listen on; 0 takes a free one (4000)
${recordsHelp}
  TENANTRY_CLUSTERS    folder of cluster files (./clusters)
  TENANTRY_CALLERS     file of those who may call, with the hashes of their tokens; without
                       it and sign-on whoever reaches the port is the local administrator
  TENANTRY_SIGN_ON     file of the OpenID Connect providers that people sign on at (none)
  TENANTRY_PUBLIC_URL  where a proxy with TLS serves the gateway: https://tenantry.example.com
  TENANTRY_APPROVALS   file of the rules which operations need approvals (none)
  TENANTRY_ACCESS      file of roles, and to whom they are given where (none)
  TENANTRY_METRICS     folder of metrics files of your own, on top of observability/metrics (none)
  TENANTRY_LOG_REDACTION
                       file of rules of your own what is taken out of lines of logs, on top of
                       observability/log-redaction.yaml (none)
${edgeHelp}
${tracingHelp}
  LOG_LEVEL            ${logLevels.join(', ')} (info)

Without a cluster file and without --kubeconfig, a simulated fleet is served.
`;

/**
 * Sets NODE_ENV to `production` unless it is something else, for the packages that look at it when they are loaded: graphql-js takes
 * twice as long for each list of values without. To be called before.
 */
export function runAsProduction(): void {
  process.env['NODE_ENV'] ??= 'production';
}

/** The process's own environment and command line. */
export function processSources(version: string): ConfigSources {
  return { env: process.env, argv: process.argv.slice(2), cwd: process.cwd(), version };
}

/** Reads and checks all settings; every mistake is reported, each with what to write instead. Values that can hold passwords are never repeated. */
export function readConfig(sources: ConfigSources): ConfigOutcome {
  const mistakes: string[] = [];
  const warnings: string[] = [];
  const setting = (name: string): string | undefined => sources.env[name]?.trim() || undefined;

  const commandLine = readCommandLine(sources, settings, mistakes);
  if (commandLine.help) return { type: 'print', text: help };
  if (commandLine.version) return { type: 'print', text: `${sources.version}\n` };

  const publicUrl = readPublicUrl(setting('TENANTRY_PUBLIC_URL'), mistakes);
  const config: Config = {
    host: readHost(setting, publicUrl, mistakes),
    publicUrl,
    port: readPort(setting('PORT'), mistakes),
    ...readRecordsConfig(setting, sources.cwd, mistakes),
    clustersDirectory: readClustersDirectory(setting('TENANTRY_CLUSTERS'), sources.cwd, mistakes),
    kubeconfig: commandLine.kubeconfig,
    callersFile: readCallersFile(setting('TENANTRY_CALLERS'), sources.cwd, mistakes),
    signOnFile: readSignOnFile(setting('TENANTRY_SIGN_ON'), sources.cwd, mistakes),
    approvalsFile: readRulesFile('TENANTRY_APPROVALS', setting, sources.cwd, mistakes),
    accessFile: readRulesFile('TENANTRY_ACCESS', setting, sources.cwd, mistakes),
    metricsDirectory: readMetricsDirectory(setting('TENANTRY_METRICS'), sources.cwd, mistakes),
    redactionFile: readRedactionFile(setting('TENANTRY_LOG_REDACTION'), sources.cwd, mistakes),
    edge: readEdgeConfig(setting, mistakes),
    tracing: readTracingConfig(setting, mistakes),
    logLevel: readLogLevel(setting('LOG_LEVEL'), mistakes),
    pluginEnvironment: readPluginEnvironment(sources.env),
    warnings,
  };
  if (config.redisUrl !== null && config.database.url.startsWith('sqlite:')) warnings.push(pointlessRedis);
  warnOfMisspelled(sources.env, warnings);
  return mistakes.length > 0 ? { type: 'invalid', mistakes } : { type: 'run', config };
}

function readHost(setting: (name: string) => string | undefined, publicUrl: string | null, mistakes: string[]): string {
  const host = setting('HOST')?.replace(/^\[(.*)\]$/, '$1') ?? '127.0.0.1';
  // Not left to the resolver, which may know `localhost` as something else.
  if (host.toLowerCase() === 'localhost') return '127.0.0.1';
  const version = isIP(host);
  if (version === 4 && host.startsWith('127.')) return host;
  if (version === 6 && new URL(`http://[${host}]/`).hostname === '[::1]') return '::1';
  const instead = 'Or listen on this machine only: HOST=127.0.0.1';
  if (version === 0) {
    mistakes.push(`HOST: ${JSON.stringify(host)} is not an IP address. Write: HOST=127.0.0.1`);
  } else if (setting('TENANTRY_CALLERS') === undefined && setting('TENANTRY_SIGN_ON') === undefined) {
    mistakes.push(
      `HOST: ${JSON.stringify(host)} is not a loopback address, and without TENANTRY_SIGN_ON or TENANTRY_CALLERS whoever can reach the port is the administrator. Give one of these. ${instead}`,
    );
  } else if (publicUrl === null) {
    mistakes.push(
      `HOST: ${JSON.stringify(host)} is not a loopback address, and Tenantry itself speaks no TLS: tokens would go over the network for all to read. Put a proxy with TLS in front, and say where it serves: TENANTRY_PUBLIC_URL=https://tenantry.example.com. ${instead}`,
    );
  } else return host;
  return '127.0.0.1';
}

function readPublicUrl(value: string | undefined, mistakes: string[]): string | null {
  if (value === undefined) return null;
  const url = URL.canParse(value) ? new URL(value) : null;
  // Its origin and nothing else: GraphiQL and its cookies are at the root.
  if (url?.protocol === 'https:' && `${url.origin}/` === url.href) return url.origin;
  mistakes.push(
    'TENANTRY_PUBLIC_URL: not https:// and a host. Write where browsers find the gateway, without a path: TENANTRY_PUBLIC_URL=https://tenantry.example.com',
  );
  return null;
}

function readPort(value: string | undefined, mistakes: string[]): number {
  if (value === undefined) return 4000;
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  mistakes.push(
    `PORT: ${JSON.stringify(value)} is not a port. Write a whole number from 1 to 65535, or 0 for a free one: PORT=4000`,
  );
  return 4000;
}

function readClustersDirectory(value: string | undefined, cwd: string, mistakes: string[]): string {
  const directory = resolve(cwd, value ?? './clusters');
  const kind = kindOfPath(directory);
  if (value !== undefined && kind !== 'a folder') {
    const instead =
      kind === 'file' ? ` Write: TENANTRY_CLUSTERS=${resolve(directory, '..')}` : ' Create it, or give another.';
    mistakes.push(
      `TENANTRY_CLUSTERS: ${directory} is ${kind === 'file' ? 'a file' : kind}; it has to be the folder of the cluster files.${instead}`,
    );
  }
  return directory;
}

function readMetricsDirectory(value: string | undefined, cwd: string, mistakes: string[]): string | null {
  if (value === undefined) return null;
  const directory = resolve(cwd, value);
  const kind = kindOfPath(directory);
  if (kind !== 'a folder') {
    mistakes.push(
      `TENANTRY_METRICS: ${directory} is ${kind === 'file' ? 'a file' : kind}; it has to be the folder of your metrics files. Create it, or give another.`,
    );
  }
  return directory;
}

function readRedactionFile(value: string | undefined, cwd: string, mistakes: string[]): string | null {
  if (value === undefined) return null;
  const path = resolve(cwd, value);
  const kind = kindOfPath(path);
  if (kind !== 'file') {
    mistakes.push(
      `TENANTRY_LOG_REDACTION: ${path} is ${kind}. Give the path of a file of redaction rules, as observability/log-redaction.yaml is one.`,
    );
  }
  return path;
}

function readCallersFile(value: string | undefined, cwd: string, mistakes: string[]): string | null {
  if (value === undefined) return null;
  const path = resolve(cwd, value);
  const kind = kindOfPath(path);
  if (kind !== 'file') {
    mistakes.push(
      `TENANTRY_CALLERS: ${path} is ${kind}. Give the path of a file of callers; npm run callers:token -- NAME prints an entry to begin with.`,
    );
  }
  return path;
}

function readSignOnFile(value: string | undefined, cwd: string, mistakes: string[]): string | null {
  if (value === undefined) return null;
  const path = resolve(cwd, value);
  const kind = kindOfPath(path);
  if (kind !== 'file') {
    mistakes.push(
      `TENANTRY_SIGN_ON: ${path} is ${kind}. Give the path of a sign-on file, as docs/platform-operator.md describes it.`,
    );
  }
  return path;
}

/** A file that says something about callers, who have to be told apart then. */
function readRulesFile(
  name: 'TENANTRY_APPROVALS' | 'TENANTRY_ACCESS',
  setting: (name: string) => string | undefined,
  cwd: string,
  mistakes: string[],
): string | null {
  const value = setting(name);
  if (value === undefined) return null;
  const { called, pointless } = rulesFiles[name];
  const path = resolve(cwd, value);
  const kind = kindOfPath(path);
  if (kind !== 'file') {
    mistakes.push(
      `${name}: ${path} is ${kind}. Give the path of ${called}, as docs/platform-operator.md describes it.`,
    );
  }
  if (setting('TENANTRY_CALLERS') === undefined && setting('TENANTRY_SIGN_ON') === undefined) {
    mistakes.push(
      `${name}: without TENANTRY_CALLERS or TENANTRY_SIGN_ON everyone is the same administrator, ${pointless}. Give one of these, too.`,
    );
  }
  return path;
}

const rulesFiles = {
  TENANTRY_APPROVALS: {
    called: 'a file of approval rules',
    pointless: 'and nobody could approve what another asks for',
  },
  TENANTRY_ACCESS: { called: 'an access file', pointless: 'who may do everything' },
} as const;

function readLogLevel(value: string | undefined, mistakes: string[]): LogLevel {
  const level = logLevels.find((known) => known === (value ?? 'info').toLowerCase());
  if (level !== undefined) return level;
  mistakes.push(`LOG_LEVEL: ${JSON.stringify(value)} is not a level. Write one of: ${logLevels.join(', ')}`);
  return 'info';
}

const pointlessRedis =
  'REDIS_URL is not used: with records in a file there is one gateway. Several share a PostgreSQL database, see DATABASE_URL.';

const pluginVariables =
  /^(PATH|HOME|USER|LOGNAME|LANG|TMPDIR|XDG_\w+|(HTTPS?|NO|ALL)_PROXY|(AWS|AZURE|AAD|GOOGLE|CLOUDSDK|OCI|DIGITALOCEAN|KUBELOGIN)_\w+)$/i;

function readPluginEnvironment(env: ConfigSources['env']): Readonly<Record<string, string>> {
  const entries = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && pluginVariables.test(name) ? [[name, value] as const] : [],
  );
  return Object.fromEntries(entries);
}

/** Only what is close to a setting: a Kubernetes Service of that name puts many TENANTRY_… variables into the environment. */
function warnOfMisspelled(env: ConfigSources['env'], warnings: string[]): void {
  for (const name of Object.keys(env)) {
    if (!name.startsWith('TENANTRY_') || settings.includes(name)) continue;
    const meant = closest(name, settings);
    if (meant !== undefined) warnings.push(`${name} is not a setting. Did you mean ${meant}?`);
  }
}
