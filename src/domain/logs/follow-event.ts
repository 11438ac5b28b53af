import type { ContainerRun } from './container-runs.ts';
import type { LogLine } from './line-view.ts';
import type { LogPosition } from './log-position.ts';

/** Something else than a line that happened to the log of a container. */
export interface LogMark {
  readonly kind: 'JOINED' | 'RESTARTED' | 'ENDED' | 'GAP' | 'INTERRUPTED' | 'RESUMED';
  readonly run: ContainerRun;
  /** When it was told; milliseconds since the epoch. */
  readonly at: number;
  /** Of a gap: how many lines it has; null where that is not known, and of other marks. */
  readonly missed: number | null;
  /** In words. */
  readonly message: string;
}

/** What one container's log has next. */
export type FollowItem =
  | {
      readonly type: 'LINE';
      readonly run: ContainerRun;
      readonly time: string;
      /** Null: it is not wanted, and only the place behind it counts. */
      readonly line: LogLine | null;
      readonly position: LogPosition;
    }
  | {
      readonly type: 'MARK';
      readonly mark: LogMark;
      /** Where the reader is behind it. */
      readonly place: { readonly restart: number; readonly position: LogPosition; readonly over: boolean };
    };
