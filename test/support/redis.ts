import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';
import { createProcessGroup } from './process-group.ts';
import { everythingIsMandatory } from './real-clusters.ts';
import { planted } from './recording/recording.ts';
import { waitFor } from './wait-for.ts';

/** A Redis server of one's own, that can be mistreated. */
export interface RedisServer {
  /** As its default user, with the password. */
  readonly url: string;
  readonly port: number;
  readonly password: string;
  /** A connection, for what a test has to do itself; to be closed by `stop`. */
  connect(): Redis;
  /** Ends it as a crash does, with all connections, and waits until it is gone. */
  crash(): Promise<void>;
  /** Starts it again, on the same port, and waits until it answers. */
  start(): Promise<void>;
  /** Stops it in mid-instruction: its sockets stay open, and nothing answers. */
  freeze(): void;
  thaw(): void;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

/**
 * Whether this run has Redis: `available`; `unwanted` (`npm run test:quick`); or `missing`. Where everything is mandatory it
 * counts as available, so that the suites run, and fail with the reason.
 */
export function realRedis(env: NodeJS.ProcessEnv = process.env): 'available' | 'unwanted' | 'missing' {
  if (env['TENANTRY_TEST_QUICK'] === '1') return 'unwanted';
  return everythingIsMandatory(env) || findProgram() !== undefined ? 'available' : 'missing';
}

/**
 * Starts a Redis server on a port of 127.0.0.1, which keeps nothing on disk. It ends with the process that started it, however
 * that ends.
 *
 * @throws Error where it is not installed, or with the end of its log when it does not come up
 */
export async function startRedis(): Promise<RedisServer> {
  const program = findProgram();
  if (program === undefined) throw new Error('Redis is not installed: apt-get install redis-server');
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-redis-'));
  const processes = createProcessGroup(folder);
  const password = planted('redis-password');
  const port = await freePort();
  const connections = new Set<Redis>();
  const settings = join(folder, 'redis.conf');
  // Not as arguments: everybody can read these.
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    'save ""',
    'appendonly no',
    `dir ${folder}`,
  ];
  writeFileSync(settings, `${lines.join('\n')}\n`, { mode: 0o600 });

  const connect = () => {
    const redis = new Redis({ host: '127.0.0.1', port, password, retryStrategy: () => null });
    redis.on('error', () => {});
    redis.on('end', () => connections.delete(redis));
    connections.add(redis);
    return redis;
  };
  const start = async () => {
    processes.start('redis', program, [settings]);
    await waitFor('Redis answers', async () => {
      processes.assertRunning('redis');
      const redis = connect();
      try {
        return (await redis.ping()) === 'PONG';
      } catch {
        return false;
      } finally {
        redis.disconnect();
      }
    });
  };

  try {
    await start();
  } catch (error) {
    const log = processes.logTail('redis');
    await processes.stop();
    throw new Error(`Redis did not come up.\n${log}`, { cause: error });
  }
  return {
    url: `redis://:${password}@127.0.0.1:${port}`,
    port,
    password,
    connect,
    start,
    crash: () => processes.kill('redis'),
    freeze: () => processes.signal('redis', 'SIGSTOP'),
    thaw: () => processes.signal('redis', 'SIGCONT'),
    async stop() {
      for (const redis of connections) redis.disconnect();
      await processes.stop();
    },
  };
}

function findProgram(): string | undefined {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...onPath, '/usr/bin'].map((folder) => join(folder, 'redis-server')).find((path) => existsSync(path));
}
