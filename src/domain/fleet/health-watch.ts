import type { Clock } from '../../lib/clock.ts';
import type { ClusterSource } from '../clusters/cluster-source.ts';
import { workloadKinds } from '../workloads/workload.ts';
import type { ClusterIndex } from './cluster-index.ts';
import type { FleetAnswers } from './fleet-answers.ts';
import type { FleetIndex } from './fleet-index.ts';
import { isStale } from './health.ts';
import type { AppEntry } from './index-entries.ts';

/** What goes away before its deadline, which may be in decades, is not remembered for longer. */
const lookAgainMs = 3_600_000;

/** Tells the index of apps whose health may be another though no object changed: time has passed, or a cluster turned stale. */
export class HealthWatch {
  readonly #index: FleetIndex;
  readonly #answers: FleetAnswers;
  readonly #clock: Clock;
  /** Which kinds of a cluster were stale when it was last looked at. */
  readonly #stale = new WeakMap<ClusterSource, readonly boolean[]>();
  /** Until when what was judged of an app holds at most, in milliseconds since the epoch. */
  readonly #until = new Map<AppEntry, number>();
  #soonest = Number.POSITIVE_INFINITY;

  constructor(index: FleetIndex, answers: FleetAnswers, clock: Clock) {
    this.#index = index;
    this.#answers = answers;
    this.#clock = clock;
  }

  /** To be called before what was kept by health is believed. Costs what the clusters are, and not what they hold. */
  look(): void {
    for (const index of this.#index.clusters()) this.#lookAt(index);
    const now = this.#clock.now();
    if (now < this.#soonest) return;
    this.#soonest = Number.POSITIVE_INFINITY;
    for (const [app, until] of this.#until) {
      if (until > now) this.#soonest = Math.min(this.#soonest, until);
      else {
        this.#until.delete(app);
        this.#index.changes.add(app);
      }
    }
  }

  /** As `FleetAnswers.ranking`; when an answer can be another is remembered. */
  ranking(): (app: AppEntry) => number {
    const rank = this.#answers.ranking();
    return (app) => {
      const ranked = rank(app);
      let until = Number.POSITIVE_INFINITY;
      for (const { health } of app.instances.values()) until = Math.min(until, health?.until ?? until);
      if (until === Number.POSITIVE_INFINITY) this.#until.delete(app);
      else this.#until.set(app, (until = Math.min(until, this.#clock.now() + lookAgainMs)));
      this.#soonest = Math.min(this.#soonest, until);
      return ranked;
    };
  }

  #lookAt({ cluster, instances }: ClusterIndex): void {
    const stale = workloadKinds.map((kind) => isStale(cluster, kind));
    const known = this.#stale.get(cluster);
    if (known?.every((was, index) => was === stale[index]) === true) return;
    this.#stale.set(cluster, stale);
    for (const { app } of instances.values()) if (app !== null) this.#index.changes.add(app);
  }
}
