import { GraphQLError } from 'graphql';
import { startGateway } from './compose.ts';
import type { Gateway } from './compose.ts';
import type { Config } from './config.ts';
import { greeting } from './greeting.ts';
import { systemClock } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import { createPinoLog } from './lib/pino-log.ts';
import { StartFailure } from './start-failure.ts';
import { startTracing } from './telemetry/start-tracing.ts';
import type { Tracing } from './telemetry/start-tracing.ts';

/** How long running requests and operations are waited for when the process is told to end, in milliseconds. */
const drainMs = 10_000;
/** How long a collector may take for the last traces, in milliseconds. */
const lastTracesMs = 2_000;
/** How long the greeting waits for the clusters, so that it can tell how they are, in milliseconds. */
const firstLookMs = 3_000;

/** Starts the gateway as this process: greets, and ends on SIGTERM and SIGINT after draining, at once on the second one. */
export async function runGateway(config: Config, version: string): Promise<void> {
  const log = createPinoLog({ level: config.logLevel, readable: process.stderr.isTTY });
  guard(config);
  const tracing = config.tracing === null ? null : startTracing(config.tracing, version, log);
  const starting = startGateway(config, { log, clock: systemClock, processMetrics: true });
  endOnSignals(starting, tracing, log);
  try {
    const gateway = await starting;
    await gateway.settled(firstLookMs);
    for (const warning of config.warnings) log.warn({}, warning);
    process.stdout.write(greeting(version, config, gateway));
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error;
    process.stderr.write(`Tenantry cannot start:\n  ${error.message}\n`);
    process.exit(2);
  }
}

/** From the first moment on: a process that is told to end while it starts has to end as well. */
function endOnSignals(starting: Promise<Gateway>, tracing: Tracing | null, log: Log): void {
  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) {
      log.warn({ signal }, 'told to end a second time: ending at once');
      process.exit(1);
    }
    stopping = true;
    log.info({ signal }, 'draining');
    const gateway = await starting;
    await gateway.close(drainMs);
    await tracing?.close(lastTracesMs);
    log.info({}, 'stopped');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
}

/** Nothing fails silently: what nobody caught is logged whatever the level, and ends the process, whose state nobody knows any more. */
function guard({ logLevel }: Config): void {
  const log = createPinoLog({ level: logLevel === 'silent' ? 'error' : logLevel, readable: process.stderr.isTTY });
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      // graphql-js waits for no other item of a list in which one has failed: the answer tells of that one.
      if (event === 'unhandledRejection' && error instanceof GraphQLError) return;
      log.error({ error: error instanceof Error ? error : new Error(String(error)) }, `${event}: ending`);
      process.exit(70);
    });
  }
}
