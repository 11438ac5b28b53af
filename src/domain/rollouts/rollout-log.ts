import type { AppKey } from '../fleet/keys.ts';
import type { RolloutPhase } from './rollout.ts';

/** A terminal phase that was seen, kept so that a reader who was away is told of it. */
export interface RolloutLogEntry {
  readonly app: AppKey;
  /** Names the rollout: see `Rollout`. */
  readonly rolloutKey: string;
  readonly phase: RolloutPhase;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The rollout as it was then, as JSON of plain data (cluster ids instead of clusters). */
  readonly snapshot: string;
}

/** Keeps terminal phases for an hour, across restarts. */
export interface RolloutLog {
  /** Answers the entry's sequence number, rising within the log. */
  append(entry: RolloutLogEntry): Promise<number>;
  /** Entries of one app with a higher sequence number, oldest first. */
  since(app: AppKey, sequence: number): Promise<readonly (RolloutLogEntry & { readonly sequence: number })[]>;
  /** The newest sequence number; 0 when empty. */
  latest(): Promise<number>;
  /** Deletes entries older than `at`. */
  prune(at: number): Promise<void>;
}
