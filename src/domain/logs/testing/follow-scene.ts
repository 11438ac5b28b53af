import { MemoryCluster } from '../../fleet/testing/memory-cluster.ts';
import { container, namespace, pod, workload } from '../../fleet/testing/objects.ts';
import { fleetAt, ManualClock } from '../../fleet/testing/scene.ts';
import type { LogEvent } from '../follow-logs.ts';
import { logTimeOf } from '../log-time.ts';
import { createLogs } from '../logs.ts';
import type { LogStreamOptions } from '../logs.ts';
import type { Redact } from '../redaction.ts';

/** Whose logs are followed. */
export const app = { tenant: 'acme', environment: 'prod', name: 'web', kind: 'STATEFUL_SET' } as const;
export const set = workload('web', 'STATEFUL_SET');
const owner = { kind: 'StatefulSet', meta: set.meta };

/** Two clusters, in which pods of one app come, write, are restarted and go. */
export class FollowScene {
  readonly clock = new ManualClock();
  readonly clusters = [new MemoryCluster('eu'), new MemoryCluster('us')];
  readonly #fleet;
  readonly #logs;
  readonly #written = new Map<string, number>();
  /** How often the app's containers were looked for. */
  looks = 0;
  #pods = 0;

  constructor(redact: Redact = (text) => text) {
    for (const cluster of this.clusters) {
      cluster.namespaces.put(namespace('acme-prod'));
      cluster.workloads.STATEFUL_SET.put(set);
    }
    this.#fleet = fleetAt(this.clock, this.clusters);
    const { fleet } = this.#fleet;
    const counted = {
      ...fleet,
      app: (...asked: Parameters<typeof fleet.app>) => {
        this.looks += 1;
        return fleet.app(...asked);
      },
    };
    this.#logs = createLogs({ fleet: counted, redact, clock: this.clock, random: () => 0.5 });
  }

  /** The pod's uid. */
  addPod(cluster: number): string {
    this.#pods += 1;
    const uid = `pod-${this.#pods}`;
    this.clusters[cluster]?.pods.put(pod(uid, owner, { meta: { uid } }));
    this.#fleet.tick();
    return uid;
  }

  tick(): void {
    this.#fleet.tick();
  }

  replace(cluster: number, by: MemoryCluster): void {
    this.clusters[cluster] = by;
    this.#fleet.registry.add(by);
    this.#fleet.tick();
  }

  remove(cluster: number): void {
    for (const each of this.clusters.slice(cluster, cluster + 1)) this.#fleet.registry.remove(each);
    this.#fleet.tick();
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
      // What is done in slices goes on in later turns of the event loop.
      for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      this.clock.advance(250);
    }
  }
}

/** Reads to the end, or until it is closed. */
export class Reader {
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
  ended(): Promise<void> {
    return this.#reading;
  }
  async close(): Promise<void> {
    this.#ending.abort();
    await this.#reading;
  }
}
