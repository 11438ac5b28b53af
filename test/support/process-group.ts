import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { openSync, closeSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HopelessError } from './wait-for.ts';

/** Programs that belong together, log into one folder, and never outlive the process that started them. */
export interface ProcessGroup {
  /** Process ids by name, of those that run. */
  readonly pids: ReadonlyMap<string, number>;
  /** Starts a program; its output goes to `NAME.log` in the folder. */
  start(name: string, binary: string, args: readonly string[], user?: ProcessUser): void;
  /** Sends a signal. @throws HopelessError when no such program runs */
  signal(name: string, signal: NodeJS.Signals): void;
  /** Kills one program, by SIGKILL where no signal is given, and waits until it is gone. */
  kill(name: string, signal?: NodeJS.Signals): Promise<void>;
  /** Kills all of them, waits until they are gone and removes the folder. */
  stop(): Promise<void>;
  /** The end of a program's log, for error messages. */
  logTail(name: string): string;
  /** @throws HopelessError with the end of the log when the program has ended by itself */
  assertRunning(name: string): void;
}

/** Whom a program runs as, where that is somebody else than this process. */
export interface ProcessUser {
  readonly uid: number;
  readonly gid: number;
}

// Ends the programs when the process that started them goes away in whatever manner, SIGKILL included: then the pipe
// that is its standard input closes. The pid file is read only then, and holds only programs that were not ended yet.
const watchdogScript = 'cat >/dev/null; while read -r pid; do kill -9 "$pid"; done <"$1/pids" 2>/dev/null; rm -rf "$1"';

/** @param folder an existing folder that belongs to the group and is removed with it */
export function createProcessGroup(folder: string): ProcessGroup {
  const children = new Map<string, ChildProcess>();
  const pids = new Map<string, number>();
  const pidFile = join(folder, 'pids');
  writeFileSync(pidFile, '');
  // Detached: an interrupt from the terminal goes to the whole foreground group, and must not end the watchdog first.
  const watchdog = spawn('sh', ['-c', watchdogScript, 'watchdog', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.unref();
  // The pipe alone must not keep a finished test process alive.
  if (watchdog.stdin !== null && 'unref' in watchdog.stdin) (watchdog.stdin as { unref(): void }).unref();

  const record = () => writeFileSync(pidFile, [...pids.values()].map((pid) => `${pid}\n`).join(''));

  const logTail = (name: string) => {
    try {
      return readFileSync(join(folder, `${name}.log`), 'utf8')
        .split('\n')
        .slice(-15)
        .join('\n');
    } catch {
      return '(no log)';
    }
  };

  const running = (name: string): ChildProcess => {
    const child = children.get(name);
    if (child === undefined || !pids.has(name)) throw new HopelessError(`${name} does not run:\n${logTail(name)}`);
    return child;
  };

  const kill = async (name: string, signal: NodeJS.Signals = 'SIGKILL') => {
    const child = children.get(name);
    if (child === undefined || !pids.has(name)) return;
    // It was unreferenced at its start; now its end is waited for.
    child.ref();
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(signal);
    await gone;
  };

  return {
    pids,
    logTail,
    kill,
    start(name, binary, args, user) {
      const log = openSync(join(folder, `${name}.log`), 'a');
      const child = spawn(binary, args, { cwd: folder, detached: true, stdio: ['ignore', log, log], ...user });
      closeSync(log);
      if (child.pid === undefined) throw new Error(`${binary} cannot be started.`);
      children.set(name, child);
      pids.set(name, child.pid);
      record();
      child.unref();
      child.once('exit', () => {
        if (children.get(name) !== child) return;
        pids.delete(name);
        record();
      });
    },
    signal(name, signal) {
      running(name).kill(signal);
    },
    assertRunning(name) {
      running(name);
    },
    async stop() {
      await Promise.all([...children.keys()].map((name) => kill(name)));
      watchdog.stdin?.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
