import { array, assert, asyncProperty, constant, constantFrom, nat, oneof, record } from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryCluster } from '../fleet/testing/memory-cluster.ts';
import { container, namespace, pod, start, workload } from '../fleet/testing/objects.ts';
import { fleetAt, ManualClock } from '../fleet/testing/scene.ts';
import type { LogEvent } from './follow-logs.ts';
import { logTimeOf } from './log-time.ts';
import { createLogs } from './logs.ts';
import type { LogStreamOptions } from './logs.ts';

const app = { tenant: 'acme', environment: 'prod', name: 'web', kind: 'STATEFUL_SET' } as const;
const set = workload('web', 'STATEFUL_SET');
const owner = { kind: 'StatefulSet', meta: set.meta };

/** Two clusters, in which pods of one app come, write, are restarted and go. */
class Scene {
  readonly clock = new ManualClock();
  readonly clusters = [new MemoryCluster('eu'), new MemoryCluster('us')];
  readonly #fleet;
  readonly #logs;
  readonly #written = new Map<string, number>();
  #pods = 0;

  constructor() {
    for (const cluster of this.clusters) {
      cluster.namespaces.put(namespace('acme-prod'));
      cluster.workloads.STATEFUL_SET.put(set);
    }
    this.#fleet = fleetAt(this.clock, this.clusters);
    this.#logs = createLogs({ fleet: this.#fleet.fleet, redact: (text) => text, clock: this.clock });
  }

  /** The pod's uid. */
  addPod(cluster: number): string {
    this.#pods += 1;
    const uid = `pod-${this.#pods}`;
    this.clusters[cluster]?.pods.put(pod(uid, owner, { meta: { uid } }));
    this.#fleet.tick();
    return uid;
  }

  removePod(cluster: number, uid: string): void {
    const { logs, pods } = this.clusters[cluster] ?? {};
    logs?.end({ podUid: uid, container: 'main', restart: pods?.get(uid)?.restarts ?? 0 });
    pods?.remove(uid);
    this.#fleet.tick();
  }

  restart(cluster: number, uid: string): void {
    const { logs, pods } = this.clusters[cluster] ?? {};
    const present = pods?.get(uid);
    if (present === undefined) return;
    logs?.end({ podUid: uid, container: 'main', restart: present.restarts });
    const restarts = present.restarts + 1;
    pods?.put({ ...present, restarts, containers: [container({ restarts, startedAt: this.clock.now() })] });
    this.#fleet.tick();
  }

  /** Lines of one moment, numbered for each pod. */
  write(cluster: number, uid: string, count: number): void {
    const { logs, pods } = this.clusters[cluster] ?? {};
    for (let written = 0; written < count; written += 1) {
      const number = (this.#written.get(uid) ?? 0) + 1;
      this.#written.set(uid, number);
      const run = { podUid: uid, container: 'main', restart: pods?.get(uid)?.restarts ?? 0 };
      logs?.write(run, { time: logTimeOf(this.clock.now()), text: `${uid} ${number}` });
    }
  }

  written(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#written);
  }

  follow(options: LogStreamOptions): Reader {
    const ending = new AbortController();
    return new Reader(this.#logs.follow(app, options, ending.signal), ending);
  }

  /** Until nothing more happens by itself. */
  async settle(): Promise<void> {
    for (let round = 0; round < 8; round += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      this.clock.advance(250);
    }
  }
}

class Reader {
  readonly events: LogEvent[] = [];
  readonly #ending: AbortController;
  readonly #reading: Promise<void>;

  constructor(stream: AsyncIterable<LogEvent>, ending: AbortController) {
    this.#ending = ending;
    this.#reading = (async () => {
      for await (const event of stream) this.events.push(event);
    })();
  }

  get messages(): readonly string[] {
    return this.events.flatMap(({ lines }) => lines.map(({ message }) => message));
  }
  get marks(): readonly string[] {
    return this.events.flatMap(({ marks }) => marks.map(({ kind, run }) => `${kind} ${run.pod}`));
  }
  get cursor(): string | undefined {
    return this.events.at(-1)?.cursor;
  }
  async close(): Promise<void> {
    this.#ending.abort();
    await this.#reading;
  }
}

type Act =
  | { readonly type: 'WRITE'; readonly pod: number; readonly count: number }
  | { readonly type: 'WAIT'; readonly ms: number }
  | { readonly type: 'RESTART' | 'REPLACE'; readonly pod: number }
  | { readonly type: 'SETTLE' | 'RECONNECT' };

const acts: Arbitrary<readonly Act[]> = array(
  oneof(
    { weight: 6, arbitrary: record({ type: constant('WRITE' as const), pod: nat(2), count: nat(30) }) },
    { weight: 3, arbitrary: record({ type: constant('WAIT' as const), ms: nat(3_000) }) },
    {
      weight: 1,
      arbitrary: record({ type: constantFrom('RESTART' as const, 'REPLACE' as const), pod: nat(2) }),
    },
    { weight: 2, arbitrary: record({ type: constantFrom('SETTLE' as const, 'RECONNECT' as const) }) },
  ),
  { maxLength: 25 },
);

describe('following the logs of an app', () => {
  it('tells each line once, in the order of its pod, whatever comes between, and wherever its reader goes on', async () => {
    await assert(
      asyncProperty(acts, async (script) => {
        const scene = new Scene();
        const homes = [0, 0, 1];
        const uids = homes.map((cluster) => scene.addPod(cluster));
        const told: string[] = [];
        let reader = scene.follow({ tail: 0 });
        await scene.settle();
        let cursor = reader.cursor ?? '';
        for (const act of script) {
          const [home, uid] = 'pod' in act ? [homes[act.pod] ?? 0, uids[act.pod] ?? ''] : [0, ''];
          if (act.type === 'WRITE') scene.write(home, uid, act.count);
          else if (act.type === 'WAIT') scene.clock.advance(act.ms);
          else if (act.type === 'SETTLE') await scene.settle();
          else if (act.type === 'RESTART') {
            // A cluster has two runs: one whose reader is further behind has lost some.
            await scene.settle();
            scene.restart(home, uid);
            await scene.settle();
          } else if (act.type === 'REPLACE') {
            // What a pod wrote is gone with it.
            await scene.settle();
            scene.removePod(home, uid);
            uids[act.pod] = scene.addPod(home);
            await scene.settle();
          } else {
            await reader.close();
            told.push(...reader.messages);
            cursor = reader.cursor ?? cursor;
            reader = scene.follow({ after: cursor });
          }
        }
        await scene.settle();
        await reader.close();
        told.push(...reader.messages);
        for (const [uid, count] of Object.entries(scene.written())) {
          const numbers = told.filter((each) => each.startsWith(`${uid} `)).map((each) => Number(each.split(' ')[1]));
          expect(numbers).toEqual(Array.from({ length: count }, (_, index) => index + 1));
        }
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it('begins with the last lines of each container, and goes on with new ones in the order of their moments', async () => {
    const scene = new Scene();
    const [one, other] = [scene.addPod(0), scene.addPod(1)];
    scene.write(0, one, 5);
    scene.clock.advance(10);
    scene.write(1, other, 5);
    const reader = scene.follow({ tail: 2 });
    await scene.settle();
    expect(reader.messages).toEqual([`${one} 4`, `${one} 5`, `${other} 4`, `${other} 5`]);
    scene.write(1, other, 1);
    scene.clock.advance(10);
    scene.write(0, one, 1);
    await scene.settle();
    expect(reader.messages.slice(4)).toEqual([`${other} 6`, `${one} 6`]);
    await reader.close();
  });

  it('says which containers came, were restarted and went', async () => {
    const scene = new Scene();
    const one = scene.addPod(0);
    const reader = scene.follow({});
    await scene.settle();
    const other = scene.addPod(1);
    await scene.settle();
    scene.restart(0, one);
    await scene.settle();
    scene.removePod(1, other);
    await scene.settle();
    expect(reader.marks).toEqual([`JOINED ${other}`, `RESTARTED ${one}`, `ENDED ${other}`]);
    await reader.close();
  });

  it('marks what a pod wrote that went while its reader was away', async () => {
    const scene = new Scene();
    const [one, other] = [scene.addPod(0), scene.addPod(0)];
    const first = scene.follow({});
    await scene.settle();
    scene.write(0, one, 1);
    scene.write(0, other, 1);
    await scene.settle();
    await first.close();
    scene.write(0, one, 3);
    scene.removePod(0, one);
    const second = scene.follow({ after: first.cursor ?? '' });
    await scene.settle();
    expect([second.messages, second.marks]).toEqual([[], [`GAP ${one}`, `ENDED ${one}`]]);
    await second.close();
  });

  it('stops reading a namespace that is given to somebody else', async () => {
    const scene = new Scene();
    const one = scene.addPod(0);
    const reader = scene.follow({});
    await scene.settle();
    expect(scene.clusters[0]?.logs.following).toBe(1);
    const labels = { 'tenantry.dev/tenant': 'globex', 'tenantry.dev/environment': 'prod' };
    scene.clusters[0]?.namespaces.put(namespace('acme-prod', labels));
    scene.addPod(0);
    await scene.settle();
    scene.write(0, one, 1);
    await scene.settle();
    expect(reader.messages).toEqual([]);
    expect(scene.clusters[0]?.logs.following).toBe(0);
    await reader.close();
  });

  it('takes no cursor of another app, nor one that somebody made up', () => {
    const scene = new Scene();
    for (const after of ['', 'nonsense', '../../x', Buffer.from('[]').toString('base64url'), 'é']) {
      expect(() => scene.follow({ after })).toThrow('cursor');
    }
    expect(start).toBe(scene.clock.now());
  });
});
