import type { ClusterFailure } from '../clusters/cluster-failure.ts';
import { createBackoff } from '../../lib/backoff.ts';
import type { Clock } from '../../lib/clock.ts';
import { sleep } from '../../lib/sleep.ts';
import { hasEnded, presentState } from './container-runs.ts';
import type { ContainerRun } from './container-runs.ts';
import type { PlacedLine } from './log-line.ts';
import { LogInbox } from './log-inbox.ts';
import { comparePositions } from './log-position.ts';
import type { LogPosition } from './log-position.ts';

/** What the log of one run has next. */
export type RunItem =
  | { readonly type: 'LINE'; readonly line: PlacedLine }
  /** `missed`: how many lines; null where that is not known. */
  | { readonly type: 'GAP'; readonly missed: number | null; readonly position: LogPosition }
  | { readonly type: 'INTERRUPTED' | 'RESUMED' };

/** Lines that are read in one request. */
const partLines = 2_000;
/** A reader who is further behind is told how many lines it missed. */
const mostBehind = 50_000;
const deadlineMs = 15_000;
const retryMs = 1_000;
/** How often a log is asked for in vain that may never answer any more. */
const mostTries = 10;
/** Of these, what one counts for that took a whole deadline: much may have been read in vain. */
const triesOfTimeout = 5;
/** Where a cluster answers that it cannot give the log now. */
const backoff = { initialMs: 2_000, maxMs: 10_000, resetAfterMs: 10_000 };
/** How long a cluster is left alone at most, whatever it asks for. */
const longestMs = 60_000;

/**
 * The lines of one run from a place on, until it is over: each once, in order. A reader who is slower than the log reads it again
 * from where it is, since nobody keeps lines for it; only one who is very far behind misses some, and is told how many.
 * @param hasBacklog whether there may be much already: then that is read before the log is followed
 * @param random 0 ≤ x < 1
 */
export async function* followRun(
  run: ContainerRun,
  from: LogPosition,
  hasBacklog: boolean,
  { clock, random }: { readonly clock: Clock; readonly random: () => number },
  signal: AbortSignal,
): AsyncGenerator<RunItem, LogPosition> {
  let position = from;
  /** Why the last read failed; null: it came to the end of the log, or of what was wanted of it. */
  let failure: ClusterFailure | null = null;
  let isInterrupted = false;
  const waits = createBackoff(clock, random, backoff);
  const isThere = () => run.cluster.pods.get(run.podUid) !== undefined;
  const isOver = () => {
    const now = presentState(run);
    return now === undefined || now.restarts > run.restart || hasEnded(now);
  };
  /** Whether its cluster can have the log: it has that of the present run, and of the one before. */
  const isKept = () => (presentState(run)?.restarts ?? Infinity) <= run.restart + 1;

  function* notice(type: 'INTERRUPTED' | 'RESUMED'): Generator<RunItem, void> {
    if (isInterrupted === (type === 'INTERRUPTED')) return;
    isInterrupted = !isInterrupted;
    yield { type };
  }

  /** What lies behind the position now, in parts, and up to a place where one is given. Answers whether it came so far. */
  async function* readOn(to: LogPosition | null): AsyncGenerator<RunItem, boolean> {
    for (let more = true; more && !signal.aborted;) {
      const lines: PlacedLine[] = [];
      const take = (line: PlacedLine) => lines.push(line) < partLines;
      const read = await run.cluster.logs.read(run, { after: position, deadlineMs }, take, signal);
      failure = read.ok ? null : read.failure;
      if (!read.ok && lines.length === 0) return false;
      if (read.ok && read.value.cut) yield { type: 'GAP', missed: null, position };
      for (const line of lines) {
        position = line.position;
        yield { type: 'LINE', line };
      }
      more = read.ok ? read.value.more : true;
      if (to !== null && comparePositions(position, to) >= 0) return true;
    }
    return to === null && !signal.aborted;
  }

  /** As `readOn`; what cannot be read now is asked for again while its cluster may have it: nobody is told of a gap that need not be. */
  async function* readAll(to: LogPosition | null): AsyncGenerator<RunItem, boolean> {
    const wasInterrupted = isInterrupted;
    let tries = 0;
    let isRead = false;
    for (;;) {
      const before = position;
      isRead = yield* readOn(to);
      if (isRead || failure === null || failure.reason === 'NOT_FOUND' || signal.aborted) break;
      // A run that is over may never be readable again, nor one of which nothing new comes in a whole deadline.
      const isAway = failure.reason === 'UNREACHABLE';
      const isLate = failure.reason === 'TIMEOUT';
      const mayLast = isAway || (!isLate && !isOver());
      tries = mayLast || position !== before ? 0 : tries + (isLate ? triesOfTimeout : 1);
      if (tries >= mostTries || !isKept()) break;
      const { retryAfterMs = 0 } = failure;
      yield* notice('INTERRUPTED');
      // As many ask as there are readers behind, without end; one that is away is known to be, and not called.
      const waitMs = mayLast && !isAway ? waits.next() : retryMs;
      await sleep(clock, Math.max(waitMs, Math.min(retryAfterMs, longestMs)), signal);
    }
    if (!wasInterrupted) yield* notice('RESUMED');
    return isRead;
  }

  /** Whether its source gave up following a run that goes on, and nothing has been heard since. */
  let isLeft = false;

  /** What the log holds behind the position, and what is added, until it is told to be over. Answers whether it was heard to its end. */
  async function* follow(): AsyncGenerator<RunItem, boolean> {
    const inbox = new LogInbox(position);
    const leave = run.cluster.logs.follow(run, position, inbox);
    const wake = () => inbox.wake();
    signal.addEventListener('abort', wake);
    try {
      while (!signal.aborted) {
        const changed = inbox.changed();
        const told = inbox.takeNotice();
        if (told !== null) {
          isLeft = false;
          yield* notice(told);
        }
        const { before, lines, cut, isLast } = inbox.take();
        if (comparePositions(position, before) < 0) {
          const lost = inbox.dropped();
          const caughtUp = lost <= mostBehind && (yield* readAll(before));
          if (!caughtUp) {
            yield { type: 'GAP', missed: lost === 0 ? null : lost, position: before };
            position = before;
          }
        }
        if (cut) yield { type: 'GAP', missed: null, position };
        // Of a clock that was set back, lines have the place of the one in front of them: only what was read already is left out.
        const isAhead = comparePositions(position, before) > 0;
        if (lines.length > 0 && isLeft) {
          isLeft = false;
          yield* notice('RESUMED');
        }
        for (const line of lines) {
          if (isAhead && comparePositions(line.position, position) <= 0 && line.time <= position.newest) continue;
          position = line.position;
          yield { type: 'LINE', line };
        }
        if (isLast) break;
        if (lines.length === 0 && told === null) await changed;
      }
    } finally {
      signal.removeEventListener('abort', wake);
      leave();
    }
    return inbox.isWhole;
  }

  let isWhole = false;
  if (hasBacklog) {
    // What comes behind the end of a log that is not over is not read by that.
    const wasOver = isOver();
    isWhole = (yield* readOn(null)) && wasOver;
  }
  if (!isWhole && !(hasBacklog && isOver())) {
    isWhole = yield* follow();
    while (!isWhole && !isOver() && !signal.aborted) {
      isLeft = true;
      yield* notice('INTERRUPTED');
      await sleep(clock, waits.next(), signal);
      isWhole = yield* follow();
    }
  }
  // What a stream that broke at the very end did not tell, its cluster may still have.
  if (!isWhole && !signal.aborted) {
    const isRead = isThere() && (yield* readAll(null));
    if (!isRead && !signal.aborted) yield { type: 'GAP', missed: null, position };
  }
  if (isLeft && !signal.aborted) yield* notice('RESUMED');
  return position;
}
