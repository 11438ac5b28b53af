import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MemoryAnswer, MemoryQuestion, ProbeReport } from './process-probe.ts';
import { hashToken, newToken } from '../../src/auth/caller-token.ts';

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A process that a benchmark started; ends with it. */
export interface OwnProcess extends Disposable {
  readonly pid: number;
}

/** The simulator's load mode as a process of its own. */
export interface LoadProcess extends OwnProcess {
  /** Of all its clusters. */
  readonly kubeconfig: string;
  /** Does what `curl` would do with the path: `drive('PUT', '/churn/1000')`. @throws where that is refused */
  drive<T = unknown>(method: 'GET' | 'PUT' | 'POST', path: string): Promise<T>;
}

export async function startLoad(clusters: number, deployments: number): Promise<LoadProcess> {
  const folder = temporaryFolder();
  const kubeconfig = join(folder.path, 'load.kubeconfig');
  const child = start(
    [
      'src/simulator/load/serve-load.ts',
      `--clusters=${clusters}`,
      `--deployments=${deployments}`,
      `--write-kubeconfig=${kubeconfig}`,
    ],
    [],
    {},
  );
  const control = await said(child, /curl (http:\S+)/);
  return {
    pid: child.pid ?? 0,
    kubeconfig,
    async drive<T>(method: 'GET' | 'PUT' | 'POST', path: string) {
      const response = await fetch(`${control}${path}`, { method });
      if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
      return (await response.json()) as T;
    },
    [Symbol.dispose]() {
      child.kill('SIGKILL');
      folder[Symbol.dispose]();
    },
  };
}

/** A gateway as it is run for real: callers with tokens, limits, records on disk. */
export interface GatewayProcess extends OwnProcess {
  /** Such as `http://127.0.0.1:40123`. */
  readonly origin: string;
  readonly token: string;
  /** @throws where the answer has errors */
  ask<T>(query: string): Promise<T>;
  /** Calls with what the probe tells, where it was started with one. */
  onReport(listener: (report: ProbeReport) => void): void;
  /** Bytes that it uses after a collection, where it was started with a probe. */
  memory(): Promise<number>;
  /** Ends it as an operator would: resolves when it has ended. */
  stop(): Promise<void>;
}

/** Starts it and waits until it listens. @param flags of the runtime: `--cpu-prof` */
export async function startGateway(kubeconfig: string, flags: readonly string[] = []): Promise<GatewayProcess> {
  const folder = temporaryFolder();
  writeClusterFiles(join(folder.path, 'clusters'), kubeconfig);
  const token = newToken(randomBytes);
  const caller = { name: 'bench', kind: 'TOKEN', roles: ['platform-administrator'], tokenHash: hashToken(token) };
  writeFileSync(join(folder.path, 'callers.yaml'), JSON.stringify({ callers: [caller] }));
  const child = start(['src/main.ts'], [...startFlags(), ...flags], {
    PORT: '0',
    DATABASE_URL: `sqlite:${join(folder.path, 'records.db')}`,
    TENANTRY_CLUSTERS: join(folder.path, 'clusters'),
    TENANTRY_CALLERS: join(folder.path, 'callers.yaml'),
    LOG_LEVEL: 'warn',
  });
  const origin = await said(child, /listening on (http:\S+)\/graphql/);
  return {
    pid: child.pid ?? 0,
    origin,
    token,
    async ask<T>(query: string) {
      const response = await fetch(`${origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query }),
      });
      const { data, errors } = (await response.json()) as { readonly data?: T; readonly errors?: unknown };
      if (errors !== undefined || data === undefined) throw new Error(JSON.stringify(errors));
      return data;
    },
    onReport(listener) {
      child.on('message', (message: ProbeReport | MemoryAnswer) => {
        if (!('used' in message)) listener(message);
      });
    },
    memory() {
      return new Promise((resolve) => {
        const listen = (message: ProbeReport | MemoryAnswer): void => {
          if (!('used' in message)) return;
          child.off('message', listen);
          resolve(message.used);
        };
        child.on('message', listen);
        child.send('memory' satisfies MemoryQuestion);
      });
    },
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
    [Symbol.dispose]() {
      child.kill('SIGKILL');
      folder[Symbol.dispose]();
    },
  };
}

/** Those that `npm start` gives the runtime. */
function startFlags(): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly scripts: { readonly start: string };
  };
  return scripts.start.split(' ').filter((part) => part.startsWith('--'));
}

/** A file and a kubeconfig for each context, as many clusters are registered: a kubeconfig is read for each of its contexts. */
function writeClusterFiles(folder: string, kubeconfig: string): void {
  mkdirSync(folder);
  const { contexts, clusters, users } = JSON.parse(readFileSync(kubeconfig, 'utf8')) as {
    readonly contexts: readonly { readonly name: string; readonly context: { readonly cluster: string } }[];
    readonly clusters: readonly { readonly name: string }[];
    readonly users: readonly unknown[];
  };
  for (const each of contexts) {
    const { name, context } = each;
    const own = {
      'current-context': name,
      contexts: [each],
      clusters: clusters.filter((cluster) => cluster.name === context.cluster),
      users,
    };
    writeFileSync(join(folder, `${name}.kubeconfig`), JSON.stringify(own));
    writeFileSync(join(folder, `${name}.yaml`), JSON.stringify({ name, kubeconfig: `${name}.kubeconfig` }));
  }
}

function start(
  script: readonly string[],
  flags: readonly string[],
  settings: Readonly<Record<string, string>>,
): ChildProcess {
  const child = spawn(process.execPath, [...flags, ...script], {
    cwd: root,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...settings },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  // However the benchmark ends, but for SIGKILL: then whoever sends that ends the group.
  process.once('exit', () => child.kill('SIGKILL'));
  return child;
}

/** Resolves with what the pattern finds in what the process writes. */
function said(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      const [, found] = pattern.exec(text) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`it ended with code ${code}: ${text}`)));
  });
}

function temporaryFolder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'tenantry-bench-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
