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

/**
 * The lines of one run from a place on, until it is over: each once, in order. A reader who is slower than the log reads it again
 * from where it is, since nobody keeps lines for it; only one who is very far behind misses some, and is told how many.
 * @param hasBacklog whether there may be much already: then that is read before the log is followed
 */
export async function* followRun(
  run: ContainerRun,
  from: LogPosition,
  hasBacklog: boolean,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<RunItem, LogPosition> {
  let position = from;
  /** Whether the last read failed, rather than come to the end of the log. */
  let hasFailed = false;
  const isThere = () => run.cluster.pods.get(run.podUid) !== undefined;

  /** What lies behind the position now, in parts, and up to a place where one is given. Answers whether it came so far. */
  async function* readOn(to: LogPosition | null): AsyncGenerator<RunItem, boolean> {
    for (let more = true; more && !signal.aborted;) {
      const lines: PlacedLine[] = [];
      const take = (line: PlacedLine) => lines.push(line) < partLines;
      const read = await run.cluster.logs.read(run, { after: position, deadlineMs }, take, signal);
      hasFailed = !read.ok;
      if (!read.ok && lines.length === 0) return false;
      if (read.ok && read.value.cut) yield { type: 'GAP', missed: null, position };
      for (const line of lines) {
        position = line.position;
        yield { type: 'LINE', line };
      }
      more = read.ok ? read.value.more : true;
      if (to !== null && comparePositions(position, to) >= 0) return true;
    }
    return to === null;
  }

  if (hasBacklog) yield* readOn(null);
  const now = presentState(run);
  const isOver = now === undefined || now.restarts > run.restart || hasEnded(now);
  if (!hasBacklog || !isOver) {
    const inbox = new LogInbox(position);
    const leave = run.cluster.logs.follow(run, position, inbox);
    const wake = () => inbox.wake();
    signal.addEventListener('abort', wake);
    try {
      while (!signal.aborted) {
        const changed = inbox.changed();
        const notice = inbox.takeNotice();
        if (notice !== null) yield { type: notice };
        const { before, lines, cut, isLast } = inbox.take();
        if (comparePositions(position, before) < 0) {
          const lost = inbox.dropped();
          let caughtUp = false;
          if (lost <= mostBehind) {
            caughtUp = yield* readOn(before);
            // What cannot be read now can be later, where its pod is still there: nobody is told of a gap that need not be.
            while (!caughtUp && hasFailed && isThere() && !signal.aborted) {
              await sleep(clock, retryMs, signal);
              caughtUp = yield* readOn(before);
            }
          }
          if (!caughtUp) {
            yield { type: 'GAP', missed: lost === 0 ? null : lost, position: before };
            position = before;
          }
        }
        if (cut) yield { type: 'GAP', missed: null, position };
        for (const line of lines) {
          if (comparePositions(line.position, position) <= 0 && line.time <= position.newest) continue;
          position = line.position;
          yield { type: 'LINE', line };
        }
        if (isLast) break;
        if (lines.length === 0 && notice === null) await changed;
      }
    } finally {
      signal.removeEventListener('abort', wake);
      leave();
    }
    // What a stream that broke at the very end did not tell, its cluster may still have.
    if (!signal.aborted && !inbox.isWhole) {
      const isRead = isThere() && (yield* readOn(null));
      if (!isRead) yield { type: 'GAP', missed: null, position };
    }
  }
  return position;
}
