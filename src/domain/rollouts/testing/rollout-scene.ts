import { silentLog } from '../../../lib/log.ts';
import { appText } from '../../fleet/key-text.ts';
import type { AppKey } from '../../fleet/keys.ts';
import { MemoryCluster } from '../../fleet/testing/memory-cluster.ts';
import { namespace, revisionOf, start, workload } from '../../fleet/testing/objects.ts';
import { ManualClock, fleetAt } from '../../fleet/testing/scene.ts';
import { terminalStates } from '../../operations/operation.ts';
import type { Operation, OperationState, OperationStep } from '../../operations/operation.ts';
import { createRollouts } from '../create-rollouts.ts';
import type { RolloutLog, RolloutLogEntry } from '../rollout-log.ts';
import type { RolloutEvent } from '../rollout.ts';

/** Fixture: operations that a test moves by hand. */
export class MemoryOperations {
  readonly all = new Map<string, Operation>();
  readonly #listeners = new Set<(operation: Operation) => void>();

  /** What is done when it is asked to catch up, once: what another gateway did. */
  elsewhere: () => void = () => {};

  caughtUp(): Promise<void> {
    this.elsewhere();
    this.elsewhere = () => {};
    return Promise.resolve();
  }
  active(app: AppKey): readonly Operation[] {
    return [...this.all.values()].filter(
      ({ target, state }) => appText(target) === appText(app) && !terminalStates.includes(state),
    );
  }
  onChange(listener: (operation: Operation) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  ofTemplate(app: AppKey, templateDigest: string): Promise<Operation | null> {
    const found = [...this.all.values()].filter(
      ({ target, steps }) =>
        appText(target) === appText(app) && steps.some((step) => step.templateDigest === templateDigest),
    );
    return Promise.resolve(found.at(-1) ?? null);
  }
  set(id: string, target: AppKey, state: OperationState, steps: readonly Partial<OperationStep>[] = []): void {
    const operation: Operation = {
      id,
      kind: 'DEPLOY',
      state,
      target,
      actor: { name: 'local', kind: 'USER' },
      reason: null,
      plan: null,
      steps: steps.map((step) => ({
        clusterId: null,
        namespace: null,
        state,
        message: null,
        problem: null,
        startedAt: state === 'PENDING' ? null : start,
        finishedAt: null,
        templateDigest: null,
        ...step,
      })),
      problem: null,
      supersededBy: null,
      approval: null,
      createdAt: start,
      startedAt: start,
      finishedAt: null,
    };
    this.all.set(id, operation);
    for (const listener of this.#listeners) listener(operation);
  }
}

/** Fixture: a log that outlives what reads it. */
export class MemoryLog implements RolloutLog {
  readonly entries: (RolloutLogEntry & { readonly sequence: number })[] = [];
  fails = false;
  refused = 0;

  append(entry: RolloutLogEntry): Promise<number> {
    if (this.fails) {
      this.refused += 1;
      return Promise.reject(new Error('disk full'));
    }
    const newest = this.entries.findLast(({ app }) => appText(app) === appText(entry.app));
    if (newest?.rolloutKey === entry.rolloutKey && newest.phase === entry.phase)
      return Promise.resolve(newest.sequence);
    const sequence = this.entries.length + 1;
    this.entries.push({ ...entry, sequence });
    return Promise.resolve(sequence);
  }
  since(app: AppKey, sequence: number): Promise<readonly (RolloutLogEntry & { readonly sequence: number })[]> {
    return Promise.resolve(
      this.entries.filter((entry) => appText(entry.app) === appText(app) && entry.sequence > sequence),
    );
  }
  latest(): Promise<number> {
    return Promise.resolve(this.entries.length);
  }
  prune(at: number): Promise<void> {
    for (let index = this.entries.length - 1; index >= 0; index -= 1) {
      if ((this.entries[index]?.at ?? at) < at) this.entries.splice(index, 1);
    }
    return Promise.resolve();
  }
}

export const web: AppKey = { tenant: 'acme', environment: 'prod', name: 'web', kind: 'DEPLOYMENT' };

/** Fixture: a process that watches these clusters; start another one on the same log to restart it. */
export function rolloutScene(
  clusters: readonly MemoryCluster[],
  log = new MemoryLog(),
  operations = new MemoryOperations(),
  clock = new ManualClock(),
) {
  const scene = fleetAt(clock, clusters);
  const { fleet, registry } = scene;
  const rollouts = createRollouts({ fleet, registry, operations, log, cursorKey: 'a key', clock, logger: silentLog });
  scene.tick();
  return { ...scene, log, operations, rollouts };
}

/** What a Deployment of three replicas looks like at one moment of its rollout. */
export function deployment(
  image: string,
  generation: number,
  moment: 'written' | 'half' | 'done' | 'failed' | 'paused',
  annotations: Record<string, string> = {},
) {
  const progressing = (reason: string) => ({
    conditions: [
      {
        type: 'Progressing',
        status: reason === 'ProgressDeadlineExceeded' ? ('False' as const) : ('True' as const),
        reason,
        message: '',
        lastTransitionAt: start,
        lastUpdateAt: start,
      },
    ],
  });
  const status = {
    written: { observedGeneration: generation - 1 },
    half: { updated: 1, available: 2, current: 3 },
    paused: { updated: 1, available: 2, current: 3 },
    done: progressing('NewReplicaSetAvailable'),
    failed: { updated: 1, available: 2, current: 3, ...progressing('ProgressDeadlineExceeded') },
  }[moment];
  return workload('web', 'DEPLOYMENT', {
    desired: 3,
    image,
    paused: moment === 'paused',
    meta: { generation, annotations },
    status,
  });
}

/** Puts the Deployment and, unless it was only just written, its ReplicaSet into the cluster. */
export function roll(cluster: MemoryCluster, ...args: Parameters<typeof deployment>): void {
  const made = cluster.workloads.DEPLOYMENT.put(deployment(...args));
  if (args[2] !== 'written') cluster.replicaSets.put(revisionOf(made, args[1]));
}

/** Reads a stream one event at a time. */
export function readerOf(stream: AsyncIterable<RolloutEvent>) {
  const iterator = stream[Symbol.asyncIterator]();
  const read: RolloutEvent[] = [];
  return {
    read,
    /** The next event as words: phase, image, and `gap` where there is one; `end` at the end. */
    async next(): Promise<string> {
      const { done, value } = await iterator.next();
      if (done === true) return 'end';
      read.push(value);
      return `${value.rollout.phase} ${value.rollout.image ?? '-'}${value.gap ? ' gap' : ''}`;
    },
    get cursor(): string {
      return read.at(-1)?.cursor ?? '';
    },
  };
}

/** Fixture: one cluster with the app rolled out, which a test moves on; its streams; and another process in its place. */
export function rollingScene() {
  const eu = new MemoryCluster('eu');
  eu.namespaces.put(namespace('acme-prod'));
  roll(eu, 'app:1', 1, 'done');
  const made = rolloutScene([eu]);
  const abort = new AbortController();
  /** The change, and the news of it. */
  const to = (...args: Parameters<typeof roll> extends [unknown, ...infer Rest] ? Rest : never) => {
    made.clock.advance(1);
    roll(eu, ...args);
    made.tick();
  };
  const stream = (options: { after?: string; untilDone?: boolean } = {}) =>
    readerOf(made.rollouts.stream(web, { untilDone: false, ...options }, abort.signal));
  const restart = () => {
    made.clock.advance(1_000);
    return rolloutScene([eu], made.log, made.operations, made.clock);
  };
  return { eu, ...made, abort, to, stream, restart };
}
