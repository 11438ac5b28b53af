import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryCluster } from '../../domain/fleet/testing/memory-cluster.ts';
import { namespace, pod, start, workload } from '../../domain/fleet/testing/objects.ts';
import { fleetAt, ManualClock } from '../../domain/fleet/testing/scene.ts';
import type { LogEvent } from '../../domain/logs/follow-logs.ts';
import { createLogs } from '../../domain/logs/logs.ts';
import type { Logs } from '../../domain/logs/logs.ts';
import { silentLog } from '../../lib/log.ts';
import { startScriptedServer } from '../fixtures/scripted-server.fixture.ts';
import type { ScriptedRequest, ScriptedServer } from '../fixtures/scripted-server.fixture.ts';
import { createClusterTransport } from '../transport/cluster-transport.ts';
import type { ClusterTransport } from '../transport/cluster-transport.ts';
import { createServerCredentials } from '../transport/server-credentials.ts';
import { createKubernetesLogSource } from './kubernetes-log-source.ts';

// An app's stream as its readers get it, over the feed that there is of an API server.

const app = { tenant: 'acme', environment: 'prod', name: 'web', kind: 'STATEFUL_SET' } as const;
/** Beyond this, what a reader missed is not read again for it. */
const mostReadAgain = 50_000;
/** What lies between the feed and a reader who takes nothing: its inbox, the lines that wait to be merged, and one event. */
const mostKept = 2_000 + 2_000 + 500 + 500;

let server: ScriptedServer;
let transport: ClusterTransport;
let logs: Logs;
let log: GrowingLog;
beforeEach(async () => {
  const clock = new ManualClock();
  server = await startScriptedServer();
  transport = createClusterTransport({ credentials: createServerCredentials({ server: server.url }), clock });
  log = new GrowingLog(server);
  const cluster = new MemoryCluster('eu');
  const set = workload('web', 'STATEFUL_SET');
  cluster.namespaces.put(namespace('acme-prod'));
  cluster.workloads.STATEFUL_SET.put(set);
  cluster.pods.put(pod('web-0', { kind: 'StatefulSet', meta: set.meta }));
  const onState = (listener: Parameters<MemoryCluster['onState']>[0]) => cluster.onState(listener);
  const told = { cluster: 'eu', log: silentLog };
  const parts = { ...told, transport, pods: cluster.pods, clock, random: () => 0, refusal: () => null, onState };
  Object.assign(cluster, { logs: createKubernetesLogSource(parts) });
  const { fleet, tick } = fleetAt(clock, [cluster]);
  tick();
  logs = createLogs({ fleet, redact: (text) => text, clock, random: () => 0.5 });
});
afterEach(async () => {
  transport.close();
  await server.close();
});

describe('a reader who does not read', { timeout: 120_000 }, () => {
  let slow: Reader;
  let quick: Reader;
  beforeEach(async () => {
    [slow, quick] = [new Reader(logs), new Reader(logs)];
    for (const reader of [slow, quick]) await reader.read(() => reader.events === 1);
  });
  afterEach(() => Promise.all([slow.close(), quick.close()]));

  /** The log grows, and one of the two reads it. */
  async function growTo(total: number): Promise<void> {
    while (log.written < total) {
      await log.write(1_000);
      await quick.read(() => quick.last === log.written);
    }
  }

  it('is told how many lines it missed, costs a bounded amount of memory, and takes nothing from others', async () => {
    const total = mostReadAgain + 3 * mostKept;
    await growTo(total);
    await slow.read(() => slow.marks.length > 0);
    const kept = slow.numbers.length;
    expect(kept).toBeLessThanOrEqual(mostKept);
    expect(runs(slow.numbers)).toEqual([[1, kept]]);
    expect(slow.marks).toEqual([{ kind: 'GAP', missed: total - kept }]);
    // Behind the mark it is as any other.
    await growTo(total + 1_000);
    await slow.read(() => slow.last === total + 1_000);
    expect(runs(slow.numbers.slice(kept))).toEqual([[total + 1, total + 1_000]]);
    expect(slow.marks.length).toBe(1);

    expect(runs(quick.numbers)).toEqual([[1, total + 1_000]]);
    expect(quick.marks).toEqual([]);
    expect(log.follows).toBe(1);
  });

  it('misses nothing while its cluster can be asked again for what it is behind with', async () => {
    const total = 3 * mostKept;
    await growTo(total);
    await slow.read(() => slow.last === total);
    for (const reader of [slow, quick]) {
      expect(runs(reader.numbers)).toEqual([[1, total]]);
      expect(reader.marks).toEqual([]);
    }
    expect(log.follows).toBe(1);
  });
});

/** The log of one container, as an API server gives it. */
class GrowingLog {
  readonly #lines: { readonly second: number; readonly text: string }[] = [];
  readonly #following = Promise.withResolvers<ReturnType<ScriptedRequest['stream']>>();
  follows = 0;

  constructor({ always }: ScriptedServer) {
    always(
      ({ path }) => path.endsWith('/log'),
      (request) => {
        const stream = request.stream();
        if (request.query.get('follow') !== 'true') {
          void stream.raw(this.#from(request.query));
          stream.end();
          return;
        }
        this.follows += 1;
        this.#following.resolve(stream);
      },
    );
  }

  get written(): number {
    return this.#lines.length;
  }

  /** Resolves when these many lines more are on their way: a thousand of each second. */
  async write(count: number): Promise<void> {
    const added = Array.from({ length: count }, (_, index) => {
      const number = this.#lines.length + 1 + index;
      const ms = start + number;
      const time = new Date(ms).toISOString().replace('Z', '000000Z');
      return { second: Math.floor(ms / 1_000), text: `${time} line ${number}\n` };
    });
    this.#lines.push(...added);
    await (await this.#following.promise).raw(added.map(({ text }) => text).join(''));
  }

  #from(query: URLSearchParams): string {
    const since = Date.parse(query.get('sinceTime') ?? '1970-01-01T00:00:00Z') / 1_000;
    const tail = Number(query.get('tailLines') ?? this.#lines.length);
    const found = this.#lines.filter(({ second }) => second >= since);
    return found.slice(Math.max(0, found.length - tail)).reduce((all, { text }) => all + text, '');
  }
}

/** Follows the app, and takes an event only when it reads. */
class Reader {
  readonly numbers: number[] = [];
  readonly marks: { readonly kind: string; readonly missed: number | null }[] = [];
  events = 0;
  readonly #ending = new AbortController();
  readonly #stream: AsyncIterator<LogEvent>;

  constructor(from: Logs) {
    this.#stream = from.follow(app, { tail: 0 }, this.#ending.signal)[Symbol.asyncIterator]();
  }

  get last(): number | undefined {
    return this.numbers.at(-1);
  }

  async read(until: () => boolean): Promise<void> {
    while (!until()) {
      const { value, done } = await this.#stream.next();
      if (done === true) throw new Error('the stream has ended');
      this.events += 1;
      for (const { message } of value.lines) this.numbers.push(Number(message.split(' ')[1]));
      for (const { kind, missed } of value.marks) this.marks.push({ kind, missed });
    }
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await this.#stream.return?.();
  }
}

/** Numbers that go on by one, each as its first and its last. */
function runs(numbers: readonly number[]): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const number of numbers) {
    const present = found.at(-1);
    if (present !== undefined && present[1] === number - 1) present[1] = number;
    else found.push([number, number]);
  }
  return found;
}
