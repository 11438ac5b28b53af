import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, globSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Client } from 'pg';
import type { KeyPair } from './certificates.ts';
import { freePort } from './free-port.ts';
import { createProcessGroup } from './process-group.ts';
import type { ProcessUser } from './process-group.ts';
import { everythingIsMandatory } from './real-clusters.ts';
import { planted } from './recording/recording.ts';
import { waitFor } from './wait-for.ts';

/** A PostgreSQL server of one's own, that can be mistreated. */
export interface PostgresServer {
  /** Its database `postgres`, as its superuser, with the password. */
  readonly url: string;
  readonly password: string;
  /** Makes an empty database. @returns its URL */
  createDatabase(): Promise<string>;
  /** Ends it as a crash does, with all connections, and waits until it is gone. */
  crash(): Promise<void>;
  /** Starts it again, on the same port and the same data, and waits until it answers. */
  start(): Promise<void>;
  /** Stops it in mid-instruction: its sockets stay open, and nothing answers. */
  freeze(): void;
  thaw(): void;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Its certificate: it takes TLS then. Without: it does not. */
  readonly certificate?: KeyPair;
}

/**
 * Whether this run has PostgreSQL: `available`; `unwanted` (`npm run test:quick`); or `missing`. Where everything is
 * mandatory it counts as available, so that the suites run, and fail with the reason.
 */
export function realPostgres(env: NodeJS.ProcessEnv = process.env): 'available' | 'unwanted' | 'missing' {
  if (env['TENANTRY_TEST_QUICK'] === '1') return 'unwanted';
  return everythingIsMandatory(env) || findPrograms() !== undefined ? 'available' : 'missing';
}

/**
 * Starts a PostgreSQL server on a port of 127.0.0.1, with its data in a temporary folder. It takes some 2 s and 60 MB. It
 * ends with the process that started it, however that ends.
 *
 * @throws Error where it is not installed, or with the end of its log when it does not come up
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const programs = findPrograms();
  if (programs === undefined) throw new Error('PostgreSQL is not installed: apt-get install postgresql');
  const user = serverUser();
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-postgres-'));
  const processes = createProcessGroup(folder);
  const password = planted('postgres-password');
  const port = await freePort();
  const url = (database: string) => `postgres://tenantry:${password}@127.0.0.1:${port}/${database}`;
  const data = join(folder, 'data');
  /** Files that only the server's user may read. */
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    if (user !== undefined) chownSync(path, user.uid, user.gid);
    return path;
  };
  let tls: readonly string[] = [];

  const ask = async (sql: string) => {
    const client = new Client({ connectionString: url('postgres'), connectionTimeoutMillis: 1000 });
    client.on('error', () => {});
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  const start = async () => {
    processes.start('postgres', join(programs, 'postgres'), [...serverArguments(data, port), ...tls], user);
    await waitFor('PostgreSQL answers', async () => {
      processes.assertRunning('postgres');
      await ask('select 1');
      return true;
    });
  };
  const thaw = () => {
    signalChildren(processes.pids.get('postgres'), 'SIGCONT');
    processes.signal('postgres', 'SIGCONT');
  };
  let databases = 0;

  try {
    if (user !== undefined) chownSync(folder, user.uid, user.gid);
    const passwordFile = write('password', password);
    if (options.certificate !== undefined) {
      const [file, key] = [
        write('tls.crt', options.certificate.certificate),
        write('tls.key', options.certificate.key),
      ];
      tls = ['-c', 'ssl=on', '-c', `ssl_cert_file=${file}`, '-c', `ssl_key_file=${key}`];
    }
    const init = ['-D', data, '-U', 'tenantry', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--no-sync'];
    const how = { cwd: folder, stdio: 'pipe', ...user } as const;
    execFileSync(join(programs, 'initdb'), [...init, '--encoding=UTF8', '--locale=C.UTF-8'], how);
    await start();
  } catch (error) {
    const log = processes.logTail('postgres');
    await processes.stop();
    throw new Error(`PostgreSQL did not come up.\n${log}`, { cause: error });
  }
  return {
    url: url('postgres'),
    password,
    start,
    async createDatabase() {
      databases += 1;
      await ask(`create database test_${databases}`);
      return url(`test_${databases}`);
    },
    // SIGQUIT: at once, with no word to the clients' transactions. Its children would outlive a SIGKILL for a moment, and keep
    // a new one from starting.
    crash: () => processes.kill('postgres', 'SIGQUIT'),
    freeze() {
      processes.signal('postgres', 'SIGSTOP');
      // Each connection has a process of its own.
      signalChildren(processes.pids.get('postgres'), 'SIGSTOP');
    },
    thaw,
    async stop() {
      // What stands still hears no other signal.
      if (processes.pids.has('postgres')) thaw();
      await processes.kill('postgres', 'SIGQUIT');
      await processes.stop();
    },
  };
}

function serverArguments(data: string, port: number): readonly string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    fsync: 'off',
    full_page_writes: 'off',
    // Nothing of it is left in the system when it is killed.
    dynamic_shared_memory_type: 'mmap',
    log_min_messages: 'warning',
  };
  return ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** The folder of its programs: Debian's newest, else the first one on PATH. */
function findPrograms(): string | undefined {
  const debian = globSync('/usr/lib/postgresql/*/bin').toSorted((a, b) =>
    a.localeCompare(b, undefined, { numeric: true }),
  );
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...debian.toReversed(), ...onPath].find(
    (folder) => existsSync(join(folder, 'postgres')) && existsSync(join(folder, 'initdb')),
  );
}

/** PostgreSQL refuses to run as root: then it runs as the user that its package made. */
function serverUser(): ProcessUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (kind: '-u' | '-g') => Number(execFileSync('id', [kind, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function signalChildren(pid: number | undefined, signal: NodeJS.Signals): void {
  const listed = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  for (const child of listed.trim().split(/\s+/)) {
    try {
      process.kill(Number(child), signal);
    } catch {
      // It has ended since.
    }
  }
}
