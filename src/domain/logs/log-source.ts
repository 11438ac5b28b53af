import type { Result } from '../../lib/result.ts';
import type { ClusterFailure } from '../clusters/cluster-failure.ts';
import type { RunName, PlacedLine } from './log-line.ts';
import type { LogPosition } from './log-position.ts';
import type { LogTime } from './log-time.ts';

/** Which part of a run's log is read. */
export type LogRange = {
  /** For how long it may be read, in milliseconds. */
  readonly deadlineMs: number;
} & (
  | {
      /** The last this many lines. Their positions say nothing: what is counted has to begin at a whole second. */
      readonly tail: number;
      /** Of these, only lines of this moment and later. */
      readonly since?: LogTime;
    }
  | {
      /** What lies behind this place. */
      readonly after: LogPosition;
    }
);

/** How reading ended well. */
export interface LogRead {
  /** Behind the last line that was read. */
  readonly position: LogPosition;
  /** Whether the log goes on there: the reader had enough, or it was more than one answer may be. Then a line was given at least. */
  readonly more: boolean;
  /** Whether lines behind `after` may be missing, since they are there no more. */
  readonly cut: boolean;
}

/** Who is told a log as it grows. */
export interface LogFollower {
  /** The next lines, behind `before`; `cut`: what lay between may be missing. Also without lines, to say how far the source is. */
  lines(before: LogPosition, lines: readonly PlacedLine[], cut: boolean): void;
  /** The log cannot be read now; the source goes on trying. Null: it can be again. */
  trouble(failure: ClusterFailure | null): void;
  /**
   * Nothing more will be told: the run is over, or the source cannot go on by itself. `isWhole`: the log was heard to its end; else
   * read the rest, where it is, and of a run that goes on follow it again.
   */
  over(isWhole: boolean): void;
}

/** Where the logs of a cluster are read: its API server, or a product that collects them. */
export interface LogSource {
  /** Gives each line to `take`, the oldest first, until that answers false. */
  read(
    run: RunName,
    range: LogRange,
    take: (line: PlacedLine) => boolean,
    signal: AbortSignal,
  ): Promise<Result<LogRead, ClusterFailure>>;
  /**
   * Tells the follower what the log holds behind the position, and what is added, until the run is over or the answer is called.
   * However many follow, the log is read once: who comes later is told where it is, and reads what lies before with `read`.
   */
  follow(run: RunName, from: LogPosition, follower: LogFollower): () => void;
}
