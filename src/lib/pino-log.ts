import { writeSync } from 'node:fs';
import { pino } from 'pino';
import type { Log } from './log.ts';
import { redactAll } from './redact-all.ts';
import { redact } from './redact.ts';
import { traceFields } from './tracing.ts';

/** Where log lines go. */
export interface LogDestination {
  write(line: string): void;
}

export interface PinoLogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Lines for people instead of JSON. */
  readonly readable: boolean;
  /** Default: standard error, written at once, so that the last words before a crash are not lost. */
  readonly destination?: LogDestination;
}

const levelNames: Readonly<Record<number, string>> = { 20: 'debug', 30: 'info', 40: 'WARN', 50: 'ERROR', 60: 'FATAL' };

/** A log of JSON lines (pino), or of readable ones. Messages and fields pass through `redact`, here and nowhere else. */
export function createPinoLog({ level, readable, destination = standardError }: PinoLogOptions): Log {
  const sink = readable ? { write: (line: string) => destination.write(readableLine(line)) } : destination;
  const logger = pino(
    {
      level,
      base: null,
      mixin: traceFields,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redactAll(fields) as Record<string, unknown>,
      },
      // Errors are described by `redactAll`; pino's own way would come before it.
      serializers: { err: asItIs, error: asItIs },
    },
    sink,
  );
  const at =
    (method: 'debug' | 'info' | 'warn' | 'error') =>
    (fields: object, message: string): void =>
      logger[method](fields, redact(message));
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function asItIs(value: unknown): unknown {
  return value;
}

const standardError: LogDestination = {
  write(line) {
    try {
      writeSync(2, line);
    } catch {
      // A closed or full pipe: there is nowhere left to say so.
    }
  },
};

/** `12:00:00 info  cluster added  cluster=eu-1` */
function readableLine(json: string): string {
  const { level, time, msg, ...fields } = JSON.parse(json) as Record<string, unknown>;
  const name = typeof level === 'string' ? (levelNames[pino.levels.values[level] ?? 0] ?? level) : '';
  const clock = typeof time === 'string' ? time.slice(11, 19) : '';
  const rest = Object.entries(fields).map(([key, value]) => {
    const { message, stack } = Object(value) as { message?: unknown; stack?: unknown };
    if (typeof stack === 'string') return `\n  ${stack.replaceAll('\n', '\n  ')}`;
    return `${key}=${typeof message === 'string' ? message : typeof value === 'string' ? value : JSON.stringify(value)}`;
  });
  return `${clock} ${name.padEnd(5)} ${[String(msg), ...rest].join('  ')}\n`;
}
