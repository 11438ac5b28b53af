import type { Clock } from '../../lib/clock.ts';
import { EventSource } from '../../lib/event-source.ts';
import type { NumberSeal } from '../../lib/number-seal.ts';
import type { ClusterRegistry } from '../clusters/cluster-source.ts';
import type { WholeFleet } from '../fleet/fleet.ts';
import type { App } from '../fleet/fleet-model.ts';
import { appText } from '../fleet/key-text.ts';
import type { AppKey } from '../fleet/keys.ts';
import type { RolloutLog } from './rollout-log.ts';
import { isTerminal, rolloutOf } from './rollout-of.ts';
import type { RolloutOperations } from './rollout-operations.ts';
import { encodePosition, generationsOf, isOneStep, signatureOf } from './rollout-position.ts';
import type { RolloutPosition } from './rollout-position.ts';
import type { RolloutRecorder } from './rollout-recorder.ts';
import { recall } from './rollout-snapshot.ts';
import type { Rollout, RolloutEvent, RolloutPhase } from './rollout.ts';

/** What a stream reads from. */
export interface StreamSources {
  readonly fleet: Pick<WholeFleet, 'app' | 'onAppChange'>;
  readonly registry: Pick<ClusterRegistry, 'byId'>;
  readonly operations: RolloutOperations;
  readonly log: Pick<RolloutLog, 'since'>;
  readonly recorder: Pick<RolloutRecorder, 'sequence' | 'settled' | 'sawAllSince' | 'watchesNoneSince'>;
  readonly seal: NumberSeal;
  readonly clock: Clock;
}

/** A rollout never goes from a higher rank to a lower one; what failed may still succeed late. */
const ranks: Readonly<Record<RolloutPhase, number>> = {
  PENDING: 0,
  PROGRESSING: 1,
  PAUSED: 1,
  FAILED: 2,
  SUCCEEDED: 3,
};

/** More ends than a reader can plausibly leave unread; beyond, the oldest go and the next event says `gap`. */
const mostUnread = 1_000;

interface Unread {
  readonly rollout: Rollout;
  readonly position: RolloutPosition;
  gap: boolean;
}

/** Where a reader begins, and when it ends. */
export interface ReaderOptions {
  readonly after: RolloutPosition | null;
  /** It ends when the rollout has ended and no operation is at work on the app. */
  readonly untilDone: boolean;
}

/** One reader's view of one app's rollouts: what it was told, what it is still to be told. Pulled, never pushed. */
export class RolloutReader extends EventSource<RolloutEvent> {
  readonly #app: AppKey;
  readonly #sources: StreamSources;
  readonly #options: ReaderOptions;
  #unsubscribe: readonly (() => void)[] = [];
  #unread: Unread[] = [];
  /** What the reader will have been told when it has read everything. */
  #known: Omit<RolloutPosition, 'sequence'> | null;
  #latest: Rollout | null = null;
  /** Of the last event: what stays while the phase falls back, and which clusters could not be seen then. */
  #held: (Pick<Rollout, 'phase' | 'finishedAt'> & { readonly gaps: string }) | null = null;
  #gone = false;
  /** While the journal and the log are being read, the present has to wait: it comes after the past. */
  #recalling = true;

  constructor(app: AppKey, sources: StreamSources, options: ReaderOptions) {
    super();
    this.#app = app;
    this.#sources = sources;
    this.#options = options;
    this.#known = options.after;
  }

  #follow(): void {
    const { fleet, operations } = this.#sources;
    const own = appText(this.#app);
    this.#unsubscribe = [
      fleet.onAppChange(this.#app, () => this.#look()),
      operations.onChange((target) => {
        if (appText(target) === own) this.#look();
      }),
    ];
  }

  /** Puts what happened since the reader's cursor before what happens from now on. */
  protected async start(): Promise<void> {
    this.#follow();
    // An operation that another gateway has just begun must not be taken for none.
    await this.#sources.operations.caughtUp();
    const { after } = this.#options;
    if (after !== null) await this.#recall(after);
    this.#recalling = false;
    this.#look();
  }

  protected stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }

  fork(): RolloutReader {
    const fork = new RolloutReader(this.#app, this.#sources, this.#options).forked();
    fork.#unread = this.#unread.map((unread) => ({ ...unread }));
    fork.#known = this.#known;
    fork.#latest = this.#latest;
    fork.#held = this.#held;
    fork.#gone = this.#gone;
    fork.#recalling = false;
    fork.#follow();
    return fork;
  }

  get place(): string | null {
    const known = this.#known;
    const app = this.#find();
    if (this.#recalling || this.#unread.length > 0 || known === null || app === 'absent' || app === 'unknown') {
      return null;
    }
    const { rolloutKey, phase, signature, generations, at } = known;
    // What may have been missed since then depends on when that was, also in a cluster that the app comes to only later.
    const since = this.#sources.recorder.watchesNoneSince(at) ? null : at;
    const held = this.#held === null ? null : [this.#held.phase, this.#held.finishedAt, this.#held.gaps];
    const operation = this.#latest?.operationId ?? null;
    return JSON.stringify([rolloutKey, phase, signature, generations, since, held, operation, this.#options.untilDone]);
  }

  get readable(): boolean {
    return this.#unread.length > 0;
  }

  protected shift(): RolloutEvent | undefined {
    const next = this.#unread.shift();
    if (next === undefined) return undefined;
    const { rollout, position, gap } = next;
    return { rollout, cursor: encodePosition(this.#app, position, this.#sources.seal), observedAt: position.at, gap };
  }

  /** Whether nothing more is to come for a reader who only waits for the end. */
  protected get ended(): boolean {
    if (!this.#options.untilDone || this.#recalling || this.#unread.length > 0) return false;
    if (this.#sources.operations.active(this.#app).length > 0) return false;
    // The operation behind a rollout can fail before the rollout does, on evidence; no operation is active here.
    return (
      this.#gone ||
      (this.#known !== null && isTerminal(this.#known.phase)) ||
      (this.#latest?.operationId ?? null) !== null
    );
  }

  async #recall(after: RolloutPosition): Promise<void> {
    const { log, recorder, registry } = this.#sources;
    await recorder.settled();
    const app = this.#find();
    if (app === 'absent' || app === 'unknown') return;
    const entries = await log.since(this.#app, after.sequence);
    for (const entry of entries) {
      // Its place in the log was not known yet when the cursor was made.
      if (entry.at < after.at || (entry.at === after.at && entry.rolloutKey !== after.rolloutKey)) continue;
      const { rollout, signature, generations } = recall(entry, app, registry);
      const { rolloutKey, phase, at, sequence } = entry;
      this.#tell(rollout, { rolloutKey, phase, at, sequence, signature, generations }, app);
    }
  }

  #look(): void {
    if (this.#recalling) return;
    const { clock, operations, recorder } = this.#sources;
    const app = this.#find();
    this.#gone = app === 'absent';
    if (app !== 'absent' && app !== 'unknown') {
      const rollout = rolloutOf(app, operations, clock.now());
      this.#latest = rollout;
      this.#tell(
        rollout,
        {
          rolloutKey: rollout.key,
          phase: rollout.phase,
          at: clock.now(),
          sequence: recorder.sequence,
          signature: signatureOf(rollout),
          generations: generationsOf(rollout),
        },
        app,
      );
    }
    this.ready();
  }

  #tell(rollout: Rollout, position: RolloutPosition, app: App): void {
    const known = this.#known;
    if (known !== null && known.rolloutKey === position.rolloutKey) {
      if (known.signature === position.signature) return;
      if (ranks[position.phase] < ranks[known.phase]) {
        this.#tellGaps(rollout, position, app);
        return;
      }
    }
    this.#push(rollout, position, app);
  }

  /** What falls back is not told, but that its clusters cannot be seen any more, or can again, is: under the phase told last. */
  #tellGaps(rollout: Rollout, position: RolloutPosition, app: App): void {
    if (this.#held === null || this.#held.gaps === gapsOf(rollout)) return;
    const { phase, finishedAt } = this.#held;
    this.#push({ ...rollout, phase, finishedAt }, { ...position, phase }, app);
  }

  #push(rollout: Rollout, position: RolloutPosition, app: App): void {
    const known = this.#known;
    const last = this.#unread.at(-1);
    // What was not read yet is out of date; only ends are kept, each once.
    const merges =
      last !== undefined &&
      (!isTerminal(last.position.phase) ||
        (last.position.rolloutKey === position.rolloutKey && last.position.phase === position.phase));
    const gap = !this.#explains(known, position, app) || (merges && last.gap);
    if (merges) this.#unread.pop();
    this.#unread.push({ rollout, position, gap });
    this.#known = position;
    this.#held = { phase: rollout.phase, finishedAt: rollout.finishedAt, gaps: gapsOf(rollout) };
    while (this.#unread.length > mostUnread) {
      this.#unread.shift();
      const [next] = this.#unread;
      if (next !== undefined) next.gap = true;
    }
  }

  /** Whether nothing can have ended unseen between the two: it was watched, or there was no room for it. */
  #explains(known: Omit<RolloutPosition, 'sequence'> | null, next: RolloutPosition, app: App): boolean {
    if (known === null || known.rolloutKey === next.rolloutKey) return true;
    if (this.#sources.recorder.sawAllSince(app, known.at)) return true;
    return isTerminal(known.phase) && isOneStep(known.generations, next.generations);
  }

  /** `unknown` while a cluster that could hold it is missing: it may come back. */
  #find(): App | 'absent' | 'unknown' {
    try {
      return this.#sources.fleet.app(this.#app, this.#app.name, this.#app.kind) ?? 'absent';
    } catch {
      return 'unknown';
    }
  }
}

/** Equal where the same clusters cannot be seen, for the same reasons. */
function gapsOf({ instances }: Rollout): string {
  return instances.map(({ cluster }) => `${cluster.id} ${cluster.state.gap?.reason ?? ''}`).join();
}
