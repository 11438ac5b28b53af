import type { ClusterFailureReason } from '../clusters/cluster-failure.ts';
import { ArgumentError } from '../fleet/fleet.ts';
import { containersOf, hasStarted } from './container-runs.ts';
import type { ContainerFilter, LoggingPod } from './container-runs.ts';
import { createLineView } from './line-view.ts';
import type { LineFilter } from './line-view.ts';
import type { ContainerRun } from './container-runs.ts';
import type { LogLine } from './line-view.ts';
import type { PlacedLine } from './log-line.ts';
import type { LogRange } from './log-source.ts';
import { logTimeOf } from './log-time.ts';
import { mergeLogs } from './merge-lines.ts';
import type { Redact } from './redaction.ts';

/** Which lines of which containers. */
export interface LogQuery extends ContainerFilter, LineFilter {
  /** Only lines of this moment and later; milliseconds since the epoch. */
  readonly since?: number;
  /** Only lines before this moment; milliseconds since the epoch. */
  readonly until?: number;
  /** The last this many of them, over all containers. Default 100. */
  readonly tail?: number;
  /** Of each container the run before the present one. */
  readonly previous?: boolean;
}

/**
 * Why the lines of a container are missing, or some of them.
 * LIMITED: only the newest part of its log was looked through. GONE: the cluster has the log no more.
 */
export type LogGapReason = 'LIMITED' | 'GONE' | 'TIMEOUT' | 'UNREACHABLE' | 'UNAUTHORIZED' | 'UNAVAILABLE';

/** A container of which lines may be missing. */
export interface LogGap {
  readonly run: ContainerRun;
  readonly reason: LogGapReason;
}

/** Lines of several containers, by their moments. */
export interface LogLines {
  readonly lines: readonly LogLine[];
  readonly gaps: readonly LogGap[];
}

export const logLimits = {
  /** Lines of one answer. */
  tail: 5_000,
  defaultTail: 100,
  /** Containers of one answer. */
  containers: 100,
  /** Lines of a container that are looked through for those that are wanted. */
  scanned: 10_000,
  /** For each container, in milliseconds; half as long each time that it is asked for fewer lines. */
  deadlineMs: 5_000,
} as const;

/** How often a container is asked for fewer lines, where those that are wanted are more than one answer may be. */
const mostAgain = 2;

/**
 * Reads the logs of these pods, of each container with one request where one has room for its lines, all at once.
 * @throws ArgumentError INVALID for arguments that make no sense or ask for too much
 */
export async function readLogs(
  pods: readonly LoggingPod[],
  query: LogQuery,
  redact: Redact,
  signal: AbortSignal,
): Promise<LogLines> {
  const { tail = logLimits.defaultTail, since, until, previous = false } = query;
  checkTail(tail, logLimits.tail);
  if (since !== undefined && until !== undefined && since >= until) {
    throw new ArgumentError('INVALID', 'since is not before until, so no line can be between them. Swap them.');
  }
  const view = createLineView(query, redact);
  const runs = containersOf(pods, query).flatMap(({ now, ...container }) => {
    const restart = previous ? now.restarts - 1 : now.restarts;
    return hasStarted(now) && restart >= 0 ? [{ ...container, restart }] : [];
  });
  checkContainers(runs.length, logLimits.containers);
  const before = until === undefined ? null : logTimeOf(until);
  const isFiltered = before !== null || [query.grep, query.regex, query.levels].some((each) => each !== undefined);
  const scanned = isFiltered ? logLimits.scanned : tail;
  const range = {
    tail: scanned,
    ...(since !== undefined && { since: logTimeOf(since) }),
    deadlineMs: logLimits.deadlineMs,
  } satisfies LogRange;
  const logs = await Promise.all(
    runs.map(async (run) => {
      const lines: LogLine[] = [];
      let looked = 0;
      const take = (line: PlacedLine): boolean => {
        looked += 1;
        if (before !== null && line.time >= before) return true;
        const shown = view(run, line);
        if (shown !== null) lines.push(shown);
        // Twice as many as are wanted at most, so that dropping the oldest costs little.
        if (lines.length >= 2 * tail + 100) lines.splice(0, lines.length - tail);
        return true;
      };
      let read = await run.cluster.logs.read(run, range, take, signal);
      let isCut = false;
      for (let again = 0; read.ok && read.value.more; again += 1) {
        // The oldest come first, and the newest were not in the answer.
        isCut = true;
        lines.length = 0;
        if (again === mostAgain) break;
        const fewer = { ...range, tail: Math.floor(looked * 0.8), deadlineMs: logLimits.deadlineMs / 2 };
        looked = 0;
        read = await run.cluster.logs.read(run, fewer, take, signal);
      }
      const isLimited = isCut || (isFiltered && looked >= scanned && lines.length < tail);
      const reason = read.ok ? (isLimited ? 'LIMITED' : null) : gapReasons[read.failure.reason];
      return { lines, gap: reason === null ? null : { run, reason } };
    }),
  );
  return {
    lines: mergeLogs(
      logs.map(({ lines }) => lines),
      tail,
    ),
    gaps: logs.flatMap(({ gap }) => gap ?? []),
  };
}

/** @throws ArgumentError INVALID */
export function checkTail(tail: number, most: number): void {
  if (Number.isInteger(tail) && tail >= 0 && tail <= most) return;
  throw new ArgumentError('INVALID', `tail is a number of lines from 0 to ${most}. It was ${tail}.`);
}

/** @throws ArgumentError INVALID */
export function checkContainers(count: number, most: number): void {
  if (count <= most) return;
  throw new ArgumentError(
    'INVALID',
    `These are the logs of ${count} containers, and at most ${most} are read at once. Name some with clusters, pods or containers.`,
  );
}

const gapReasons: Readonly<Record<ClusterFailureReason, LogGapReason>> = {
  UNREACHABLE: 'UNREACHABLE',
  TIMEOUT: 'TIMEOUT',
  UNKNOWN_OUTCOME: 'UNREACHABLE',
  UNAUTHORIZED: 'UNAUTHORIZED',
  FORBIDDEN: 'UNAUTHORIZED',
  NOT_FOUND: 'GONE',
  INVALID: 'GONE',
  CONFLICT: 'UNAVAILABLE',
  QUOTA_EXCEEDED: 'UNAVAILABLE',
  POLICY_DENIED: 'UNAUTHORIZED',
  UNSUPPORTED: 'UNAVAILABLE',
  UNAVAILABLE: 'UNAVAILABLE',
};
