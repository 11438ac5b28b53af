import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { Turns } from '../../lib/turns.ts';
import type { ClusterObserver } from '../observer.ts';

/** What every part of a cluster's engine is given from outside. */
export interface EngineParts {
  readonly clock: Clock;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  readonly log: Log;
  readonly turns: Turns;
  readonly observer: ClusterObserver;
  /** Default 250 000. */
  readonly maxObjectsPerCluster?: number;
}
