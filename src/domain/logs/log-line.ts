import type { LogPosition } from './log-position.ts';
import type { LogTime } from './log-time.ts';

/** How grave a line is, by its own words; in this order. */
export const logLevels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Names one run of a container in its cluster: each restart begins a new log. */
export interface RunName {
  readonly namespace: string;
  readonly pod: string;
  readonly podUid: string;
  readonly container: string;
  /** How often it was restarted before: 0 is the first run. */
  readonly restart: number;
}

/** A line as its cluster told it. */
export interface RawLine {
  readonly time: LogTime;
  /** Without its line feed; what is not UTF-8 is U+FFFD. */
  readonly text: string;
  /** Whether the line was longer than `maxLineBytes`, and its rest was left out. */
  readonly truncated: boolean;
}

/** A line, and the place behind it. */
export interface PlacedLine extends RawLine {
  readonly position: LogPosition;
}

/** What is kept of a line, in bytes. */
export const maxLineBytes = 65_536;
