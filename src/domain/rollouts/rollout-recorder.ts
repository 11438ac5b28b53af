import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { ClusterRegistry, ClusterSource } from '../clusters/cluster-source.ts';
import type { WholeFleet } from '../fleet/fleet.ts';
import type { App } from '../fleet/fleet-model.ts';
import { appText } from '../fleet/key-text.ts';
import type { AppKey } from '../fleet/keys.ts';
import { workloadKinds } from '../workloads/workload.ts';
import type { RolloutLog, RolloutLogEntry } from './rollout-log.ts';
import { endedAt, isTerminal, rolloutOf, rolloutState } from './rollout-of.ts';
import type { RolloutState } from './rollout-of.ts';
import type { RolloutOperations } from './rollout-operations.ts';
import { cursorKeepMs } from './rollout-position.ts';
import { entryOf } from './rollout-snapshot.ts';

const pruneEveryMs = 10 * 60 * 1000;
const retryMs = 1_000;
/** A watch that is away for long is stale without anything being told of it. */
const watchEveryMs = 1_000;
/** Streams ask a thousand times a second whether others saw the same; what a cluster is told to be meanwhile is looked at when it is told. */
const askedAgainMs = 50;

/** What the recorder works with. */
export interface RecorderOptions {
  readonly fleet: Pick<WholeFleet, 'app' | 'onAnyAppChange'>;
  readonly registry: Pick<ClusterRegistry, 'list'>;
  readonly operations: RolloutOperations;
  readonly log: RolloutLog;
  readonly clock: Clock;
  readonly logger: Log;
}

/** How the rollout of an app was last. */
interface Seen {
  readonly state: RolloutState;
  /** The end that was recorded last; a pod that comes back does not end a rollout twice. */
  readonly recorded: RolloutState | null;
}

/**
 * Writes every terminal phase that the fleet shows into the log, whether anybody is streaming or not, and knows since when each
 * cluster was watched without a break.
 */
export class RolloutRecorder {
  readonly #options: RecorderOptions;
  /** By app. */
  readonly #seen = new Map<string, Seen>();
  /** Since when nothing that the cluster did was missed. */
  readonly #watchedSince = new Map<ClusterSource, number>();
  /** Appends that were not answered yet, in their order. */
  #writing: Promise<void> = Promise.resolve();
  /** When all clusters were looked at. */
  #watchedAt = Number.NEGATIVE_INFINITY;
  #sequence = 0;
  #closed = false;
  #givenUp = false;
  #cancelPrune: () => void = () => {};
  readonly #closing: (() => void)[] = [];

  constructor(options: RecorderOptions) {
    this.#options = options;
    const { fleet, operations, log } = options;
    this.#writing = log.latest().then(
      (sequence) => void (this.#sequence = Math.max(this.#sequence, sequence)),
      (error: unknown) => this.#complain(error),
    );
    this.#closing.push(
      fleet.onAnyAppChange((apps, clusters) => {
        // Of what is told in a first sync, hardly anything says how a cluster is.
        if (clusters.length > 0 || this.#options.clock.now() - this.#watchedAt >= watchEveryMs) this.#watchClusters();
        for (const key of apps) this.#look(key);
      }),
      operations.onChange((target) => this.#look(target)),
    );
    this.#pruneLater();
    this.#watchClusters();
  }

  /** Up to where the log is written for sure; what is on its way comes after it. */
  get sequence(): number {
    return this.#sequence;
  }

  /** When everything that was seen so far is written. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  /** Whether nothing that the app's clusters did since `at` can have been missed. */
  sawAllSince(app: App, at: number): boolean {
    this.#watchClustersNow();
    return app.instances.every(({ cluster }) => (this.#watchedSince.get(cluster) ?? Number.POSITIVE_INFINITY) <= at);
  }

  /** Whether no cluster that is watched now was taken up only after `at`: then all who look on since then or later miss the same. */
  watchesNoneSince(at: number): boolean {
    if (this.#options.clock.now() - this.#watchedAt >= askedAgainMs) this.#watchClusters();
    for (const since of this.#watchedSince.values()) if (since > at) return false;
    return true;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelPrune();
    for (const close of this.#closing) close();
    await this.#writing;
  }

  #look(key: AppKey): void {
    const app = this.#find(key);
    const text = appText(key);
    if (app === undefined) {
      this.#seen.delete(text);
      return;
    }
    const before = this.#seen.get(text);
    // Before a cluster's first sync is done its workloads stand there without pods and revisions.
    if (before === undefined && !app.instances.every(({ cluster }) => cluster.state.synced)) return;
    const { operations, clock } = this.#options;
    const state = rolloutState(app, operations);
    if (before !== undefined && isSame(before.state, state)) return;
    const recorded = before?.recorded ?? null;
    const isEnd = isTerminal(state.phase);
    this.#seen.set(text, { state, recorded: isEnd ? state : recorded });
    if (!isEnd || (recorded !== null && isSame(recorded, state))) return;
    // Seen for the first time, as after a start: only what ended within the life of a cursor can be news to anybody.
    const isNews = (ended: number | null) => clock.now() - (ended ?? 0) <= cursorKeepMs;
    const ended = before === undefined ? endedAt(app) : null;
    if (ended !== null && !isNews(ended)) return;
    const rollout = rolloutOf(app, operations, clock.now());
    if (before !== undefined || isNews(ended ?? rollout.startedAt)) this.#append(entryOf(rollout, clock.now()));
  }

  #find(key: AppKey): App | undefined {
    try {
      return this.#options.fleet.app(key, key.name, key.kind);
    } catch {
      return undefined; // Not there, while its cluster is missing: nothing to record.
    }
  }

  #append(entry: RolloutLogEntry): void {
    this.#writing = this.#writing.then(() => this.#write(entry));
  }

  /** Tries once more after a while; a log that is away for longer loses entries, and says so. */
  async #write(entry: RolloutLogEntry): Promise<void> {
    for (let attempt = 1; attempt <= 2 && !this.#givenUp; attempt += 1) {
      try {
        this.#sequence = Math.max(this.#sequence, await this.#options.log.append(entry));
        return;
      } catch (error) {
        this.#complain(error);
        // A gateway that ends does not wait for a log that is away entry by entry.
        this.#givenUp = this.#closed;
        if (attempt === 1 && !this.#closed)
          await new Promise<void>((resolve) => void this.#options.clock.after(retryMs, resolve));
      }
    }
  }

  /** Once a moment, of which many streams ask: what is missed is missed from then on, so nothing was by then. */
  #watchClustersNow(): void {
    if (this.#options.clock.now() !== this.#watchedAt) this.#watchClusters();
  }

  /** Asked hundreds of times a second, so that it makes nothing that is not kept. */
  #watchClusters(): void {
    const clusters = this.#options.registry.list();
    const now = this.#options.clock.now();
    this.#watchedAt = now;
    let watched = 0;
    for (const cluster of clusters) {
      if (isMissed(cluster)) this.#watchedSince.delete(cluster);
      else {
        watched += 1;
        if (!this.#watchedSince.has(cluster)) this.#watchedSince.set(cluster, now);
      }
    }
    if (watched === this.#watchedSince.size) return;
    const present = new Set(clusters);
    for (const cluster of this.#watchedSince.keys()) if (!present.has(cluster)) this.#watchedSince.delete(cluster);
  }

  #pruneLater(): void {
    const { clock, log } = this.#options;
    this.#cancelPrune = clock.after(pruneEveryMs, () => {
      log.prune(clock.now() - cursorKeepMs).catch((error: unknown) => this.#complain(error));
      if (!this.#closed) this.#pruneLater();
    });
  }

  #complain(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#options.logger.warn(
      { error: message },
      'The log of rollouts cannot be used; streams that resume may miss an end.',
    );
  }
}

function isSame(one: RolloutState, other: RolloutState): boolean {
  return one.key === other.key && one.phase === other.phase;
}

/** Whether the cluster does things that are not seen. */
function isMissed({ state, workloads }: ClusterSource): boolean {
  if (!state.synced) return true;
  for (const kind of workloadKinds) {
    const { availability, freshness } = workloads[kind];
    if (availability.status === 'SYNCED' && freshness.stale) return true;
  }
  return false;
}
