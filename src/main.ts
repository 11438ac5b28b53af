import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { startGateway } from './compose.ts';
import type { Gateway } from './compose.ts';
import { processSources, readConfig } from './config.ts';
import type { Config } from './config.ts';
import { formatProblem } from './kubernetes/cluster-files/cluster-file-problem.ts';
import { systemClock } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import { createPinoLog } from './lib/pino-log.ts';
import { StartFailure } from './start-failure.ts';

/** How long running requests and operations are waited for when the process is told to end, in milliseconds. */
const drainMs = 10_000;
/** How long the greeting waits for the clusters, so that it can tell how they are, in milliseconds. */
const firstLookMs = 3_000;
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

async function run(config: Config): Promise<void> {
  const log = createPinoLog({ level: config.logLevel, readable: process.stderr.isTTY });
  guard(log);
  let stopping = false;
  const starting = startGateway(config, { log, clock: systemClock });

  // From the first moment on: a process that is told to end while it starts has to end as well.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) {
        log.warn({ signal }, 'told to end a second time: ending at once');
        process.exit(1);
      }
      stopping = true;
      log.info({ signal }, 'draining');
      starting.then((gateway) => stop(gateway, log)).catch(() => process.exit(1));
    });
  }

  try {
    const gateway = await starting;
    await gateway.settled(firstLookMs);
    for (const warning of config.warnings) log.warn({}, warning);
    process.stdout.write(greeting(config, gateway));
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error;
    process.stderr.write(`Tenantry cannot start:\n  ${error.message}\n`);
    process.exit(2);
  }
}

async function stop(gateway: Gateway, log: Log): Promise<void> {
  await gateway.close(drainMs);
  log.info({}, 'stopped');
  process.exit(0);
}

/** Nothing fails silently: what nobody caught is logged, and ends the process, whose state nobody knows any more. */
function guard(log: Log): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.error({ error: error instanceof Error ? error : new Error(String(error)) }, `${event}: ending`);
      process.exit(70);
    });
  }
}

/** What to open, what it is connected to, and how to connect more. */
function greeting(config: Config, gateway: Gateway): string {
  const folder = relative(process.cwd(), config.clustersDirectory) || '.';
  const problems = gateway.problems().map((problem) => `    ${formatProblem(problem)}`);
  const lines = [
    '',
    `Tenantry ${version} is listening on ${gateway.url}`,
    '',
    '  Open it in a browser for GraphiQL, with operations to begin with. README.md has the same for a terminal.',
    '',
    ...connectedTo(gateway),
    ...(problems.length === 0 ? [] : ['', '  Not used, because of these mistakes:', ...problems]),
    '',
    gateway.simulated
      ? `  To connect your own clusters: npm start -- --kubeconfig ~/.kube/config, or files in ${folder}/ (see README.md)`
      : `  To connect more clusters: files in ${folder}/ are picked up as they come (see README.md)`,
    `  Operations are recorded in ${config.databasePath}`,
    '  Ctrl+C stops it',
    '',
  ];
  return `${lines.join('\n')}\n`;
}

const shownClusters = 20;

function connectedTo(gateway: Gateway): readonly string[] {
  const clusters = gateway.clusters();
  const kind = gateway.simulated ? 'a simulated fleet, since no cluster is configured' : 'these clusters';
  if (clusters.length === 0) return ['  Connected to no cluster'];
  const more = clusters.length - shownClusters;
  return [
    `  Connected to ${kind}:`,
    ...clusters.slice(0, shownClusters).map(({ name, state }) => {
      const version = state.kubernetesVersion === null ? '' : `  Kubernetes ${state.kubernetesVersion}`;
      const message = state.message === null || state.status === 'SYNCING' ? '' : `  ${state.message}`;
      return `    ${name}  ${state.status}${version}${message}`;
    }),
    ...(more > 0 ? [`    and ${more} more`] : []),
  ];
}

const outcome = readConfig(processSources(version));
if (outcome.type === 'print') process.stdout.write(outcome.text);
else if (outcome.type === 'invalid') {
  const lines = outcome.mistakes.map((mistake) => `  ${mistake}\n`).join('');
  process.stderr.write(`Tenantry cannot start:\n${lines}`);
  process.exitCode = 2;
} else await run(outcome.config);
