import { fork } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import type { Namespace } from '../../domain/workloads/cluster-objects.ts';
import { systemClock } from '../../lib/clock.ts';
import { silentLog } from '../../lib/log.ts';
import { createSlots } from '../../lib/slots.ts';
import { createTurns } from '../../lib/turns.ts';
import { createKindStore } from '../cache/kind-store.ts';
import { createObjectBudget } from '../cache/object-budget.ts';
import { builtInKinds } from '../kinds.ts';
import type { KindDefinition } from '../kinds.ts';
import { silentObserver } from '../observer.ts';
import { createClusterTransport } from '../transport/cluster-transport.ts';
import { createServerCredentials } from '../transport/server-credentials.ts';
import { createReflector } from './reflector.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

interface Reading {
  readonly held: number;
  /** The most objects that were read between two rounds of the event loop. */
  readonly mostAtOnce: number;
  readonly failure: string | undefined;
}

/** Reads a list of `count` objects of `bytes` bytes each from a server in another process. */
async function readList(count: number, bytes: number, streamingList: boolean): Promise<Reading> {
  const child = fork(new URL('../fixtures/large-list-server.fixture.ts', import.meta.url), [
    String(count),
    String(bytes),
  ]);
  closing.push(() => child.kill());
  const [server] = (await once(child, 'message')) as [string];
  let atOnce = 0;
  let mostAtOnce = 0;
  const kind: KindDefinition<Namespace> = {
    ...builtInKinds.namespaces,
    project(raw) {
      atOnce += 1;
      mostAtOnce = Math.max(mostAtOnce, atOnce);
      return builtInKinds.namespaces.project(raw);
    },
  };
  let going = true;
  const round = (): void => {
    atOnce = 0;
    if (going) setImmediate(round);
  };
  round();
  const store = createKindStore<Namespace>({
    name: 'namespaces',
    clock: systemClock,
    log: silentLog,
    budget: createObjectBudget(1e6),
  });
  const transport = createClusterTransport({ credentials: createServerCredentials({ server }), clock: systemClock });
  const ending = new AbortController();
  const failure = await new Promise<string | undefined>((resolve) => {
    const reflector = createReflector({
      cluster: 'test',
      kind,
      store,
      transport,
      clock: systemClock,
      random: Math.random,
      turns: createTurns(),
      lists: createSlots(systemClock, 10, 2000),
      log: silentLog,
      observer: { ...silentObserver, listed: () => resolve(undefined) },
      gate: () => Promise.resolve(),
      streamingList: () => streamingList,
      suspect: () => undefined,
      changed: () => {
        if (reflector.failure !== null) resolve(reflector.failure.message);
      },
    });
    closing.push(() => transport.close());
    void reflector.run(ending.signal);
  });
  going = false;
  ending.abort();
  return { held: store.size, mostAtOnce, failure };
}

const hundredMegabytes = { count: 5000, bytes: 20_000 };

describe('reflector 6: a 5 MB object or a 100 MB list does not stop the event loop for long', () => {
  it.each([
    ['streamed', true],
    ['in pages', false],
  ])(
    'reads 100 MB, %s, a few objects at a time',
    async (_what, streamed) => {
      const reading = await readList(hundredMegabytes.count, hundredMegabytes.bytes, streamed);
      expect(reading.failure).toBeUndefined();
      expect(reading.held).toBe(5000);
      // A page that is parsed at once makes 500; the whole list, 5,000.
      expect(reading.mostAtOnce).toBeLessThan(250);
    },
    60_000,
  );

  it.each([
    ['streamed', true],
    ['in pages', false],
  ])(
    'reads objects of 5 MB, %s, one at a time',
    async (_what, streamed) => {
      const reading = await readList(6, 5_000_000, streamed);
      expect(reading.held).toBe(6);
      expect(reading.mostAtOnce).toBe(1);
    },
    60_000,
  );

  it.each([
    ['streamed', true],
    ['in pages', false],
  ])(
    'refuses, in words, an object that is larger than 32 MB, %s',
    async (_what, streamed) => {
      const reading = await readList(1, 34_000_000, streamed);
      expect(reading.held).toBe(0);
      expect(reading.failure).toMatch(/larger|longer/);
    },
    60_000,
  );
});
