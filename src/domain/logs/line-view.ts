import { levelOf } from './log-level.ts';
import type { ContainerRun } from './container-runs.ts';
import type { LogLevel, RawLine } from './log-line.ts';
import type { LogTime } from './log-time.ts';
import { patternOfCaller } from './pattern.ts';
import type { Redact } from './redaction.ts';
import { safeText } from './safe-text.ts';

/** A line as callers get it: safe to show, and without what looks like a secret. */
export interface LogLine {
  readonly run: ContainerRun;
  readonly timestamp: LogTime;
  /** Null where it cannot be told. */
  readonly level: LogLevel | null;
  readonly message: string;
  readonly truncated: boolean;
}

/** Which lines are wanted; every given condition must hold. */
export interface LineFilter {
  /** Text that the line holds, exactly so. */
  readonly grep?: string;
  /** RE2 that fits somewhere in it. */
  readonly regex?: string;
  /** Lines whose level cannot be told are of none. */
  readonly levels?: readonly LogLevel[];
}

/** The line as callers get it; null where it is not wanted. */
export type LineView = (run: ContainerRun, line: RawLine) => LogLine | null;

/**
 * Lines are made safe and redacted before they are compared with anything: else who asks for lines that hold a text could find out
 * what was taken out.
 * @throws ArgumentError INVALID for a pattern that is none
 */
export function createLineView({ grep, regex, levels }: LineFilter, redact: Redact): LineView {
  const pattern = regex === undefined ? null : patternOfCaller(regex);
  const wanted = levels === undefined ? null : new Set(levels);
  return (run, { time, text, truncated }) => {
    const message = redact(safeText(text));
    if (grep !== undefined && !message.includes(grep)) return null;
    if (pattern !== null && !pattern.test(message)) return null;
    const level = levelOf(message);
    if (wanted !== null && (level === null || !wanted.has(level))) return null;
    return { run, timestamp: time, level, message, truncated };
  };
}
