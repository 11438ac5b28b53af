import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recordMetrics } from './recording/record-metrics.ts';
import { recordRecords, recordRecordsIn } from './recording/record-records.ts';
import { record, recordingSettings } from './recording/recording.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const recordsAnswers = new URL('./recording/record-answers.ts', import.meta.url).href;

/** How a process ended, and all that it wrote. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The gateway as a process of its own, as a user starts it. */
export interface GatewayProcess extends AsyncDisposable {
  /** Resolves with what it greets with. Rejects where it ends before. */
  greeting(): Promise<string>;
  /** Such as `http://127.0.0.1:40123/graphql`, from the greeting. */
  url(): Promise<string>;
  /** Resolves when a line on standard error fits. */
  logged(pattern: RegExp): Promise<string>;
  signal(name: NodeJS.Signals): void;
  readonly pid: number;
  readonly ended: Promise<ProcessEnd>;
}

/**
 * Runs `node src/main.ts` in an empty folder.
 * @param env settings; nothing else of this process's environment but PATH and HOME is passed on, and where to record what it lets out
 */
export function startGatewayProcess(
  argv: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): GatewayProcess {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-process-'));
  const child = spawn(process.execPath, ['--import', recordsAnswers, main, ...argv], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], PORT: '0', ...recordingSettings(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const watchers = new Set<() => void>();
  const look = (): void => {
    for (const watcher of watchers) watcher();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    record('logs', text);
    look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    record('logs', text);
    look();
  });
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });

  async function until(find: () => string | undefined, what: string): Promise<string> {
    const found = Promise.withResolvers<string>();
    const check = (): void => {
      const text = find();
      if (text !== undefined) found.resolve(text);
    };
    watchers.add(check);
    check();
    try {
      const tooSoon = ended.then((end): never => {
        throw new Error(`the gateway ended before ${what}: ${JSON.stringify(end)}`);
      });
      return await Promise.race([found.promise, tooSoon]);
    } finally {
      watchers.delete(check);
    }
  }

  const greeting = () => until(() => (stdout.includes('Ctrl+C') ? stdout : undefined), 'it greeted');
  return {
    greeting,
    async url() {
      return /http:\S+/.exec(await greeting())?.[0] ?? '';
    },
    logged: (pattern) => until(() => stderr.split('\n').find((line) => pattern.test(line)), `it logged ${pattern}`),
    signal: (name) => child.kill(name),
    pid: child.pid ?? 0,
    ended,
    async [Symbol.asyncDispose]() {
      const url = stdout.match(/http:\S+\/graphql/)?.[0];
      if (url !== undefined && child.exitCode === null && child.signalCode === null) await recordMetrics(url);
      child.kill('SIGKILL');
      await ended;
      await recordRecordsIn(folder);
      if (env['DATABASE_URL'] !== undefined) await recordRecords(env['DATABASE_URL']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
