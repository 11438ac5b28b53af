import type { Clock } from '../../lib/clock.ts';
import { processTurns } from '../../lib/turns.ts';
import { hasEnded, hasStarted, presentState } from './container-runs.ts';
import type { LoggingContainer } from './container-runs.ts';
import type { FollowItem, LogMark } from './follow-event.ts';
import { followRun } from './follow-run.ts';
import type { LineView } from './line-view.ts';
import { firstPosition } from './log-position.ts';
import type { LogPosition } from './log-position.ts';
import { logTimeOf } from './log-time.ts';

/** Where following a container begins. */
export interface FollowStart {
  readonly restart: number;
  readonly position: LogPosition;
  /** Whether that run was over, and read to its end. */
  readonly over: boolean;
  /** Whether there may be much behind the place already. */
  readonly hasBacklog: boolean;
}

interface Following {
  readonly view: LineView;
  readonly clock: Clock;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
}

const words: Readonly<Record<LogMark['kind'], string>> = {
  JOINED: 'The log of another container begins.',
  RESTARTED: 'The container was restarted: the log of its next run begins.',
  ENDED: 'The log has ended: its pod is gone.',
  GAP: 'Lines are missing here.',
  INTERRUPTED: 'The log cannot be read now. It goes on by itself, from the same place.',
  RESUMED: 'The log can be read again.',
};

/** The mark of this kind, in its words. */
export function markOf(
  kind: LogMark['kind'],
  run: LogMark['run'],
  at: number,
  more: { readonly missed?: number | null; readonly message?: string } = {},
): LogMark {
  return { kind, run, at, missed: more.missed ?? null, message: more.message ?? words[kind] };
}

/** The log of a container over all of its runs, until its pod is gone. */
export async function* followContainer(
  container: LoggingContainer,
  start: FollowStart,
  { view, clock, random }: Following,
  signal: AbortSignal,
): AsyncGenerator<FollowItem, void> {
  let { restart, position, over, hasBacklog } = start;
  const run = () => ({ ...container, restart });
  const mark = (kind: LogMark['kind'], more?: { readonly missed?: number | null; readonly message?: string }) =>
    ({
      type: 'MARK',
      mark: markOf(kind, run(), clock.now(), more),
      place: { restart, position, over },
    }) as const satisfies FollowItem;
  const changes = watchPod(container, signal);
  const slice = processTurns.begin();
  try {
    while (!signal.aborted) {
      const changed = changes.next();
      const state = presentState(container);
      if (state === undefined) {
        if (container.cluster.pods.freshness.stale) {
          await changed;
          continue;
        }
        if (!over && position.second !== 0) yield mark('GAP', { message: 'The pod is gone, and the rest of its log.' });
        over = true;
        yield mark('ENDED');
        return;
      }
      if (over && state.restarts > restart) {
        ({ position, hasBacklog } = beginningOf(state.startedAt, position));
        restart += 1;
        over = false;
        yield mark('RESTARTED');
      }
      if (!over && state.restarts > restart + 1) {
        // A cluster has the log of the present run, and of the one before.
        yield mark('GAP', { message: 'The container was restarted several times: the logs of runs between are gone.' });
        restart = state.restarts - 1;
        position = firstPosition;
        hasBacklog = true;
      }
      if (over || (state.restarts === restart && !hasStarted(state))) {
        await changed;
        continue;
      }
      for await (const item of followRun(run(), position, hasBacklog || hasEnded(state), { clock, random }, signal)) {
        if (item.type === 'LINE') {
          // Redacting and comparing take their time, and lines come by the thousand.
          const rest = slice.rest();
          if (rest !== undefined) await rest;
          position = item.line.position;
          const line = view(run(), item.line);
          yield { type: 'LINE', run: run(), time: item.line.time, line, position };
        } else if (item.type === 'GAP') {
          position = item.position;
          yield mark('GAP', { missed: item.missed });
        } else yield mark(item.type);
      }
      over = !signal.aborted;
      hasBacklog = false;
    }
  } finally {
    changes.stop();
  }
}

/**
 * A restart is known a little later than it happens. What was read meanwhile may be of the next run already: lines that are newer
 * than its beginning are, and its log goes on behind them.
 */
function beginningOf(startedAt: number | null, position: LogPosition) {
  const isAhead = startedAt !== null && position.newest >= logTimeOf(startedAt + 1_000);
  return { position: isAhead ? position : firstPosition, hasBacklog: isAhead };
}

/** Resolves when the container's pod has changed since it was asked, or the signal aborted. */
function watchPod({ cluster, podUid }: LoggingContainer, signal: AbortSignal) {
  let wake = (): void => {};
  const unsubscribe = cluster.pods.subscribe(({ object }) => {
    if (object.meta.uid === podUid) wake();
  });
  const unfollow = cluster.onState(() => wake());
  const abort = () => wake();
  signal.addEventListener('abort', abort);
  return {
    next: () => new Promise<void>((resolve) => void (wake = resolve)),
    stop() {
      unsubscribe();
      unfollow();
      signal.removeEventListener('abort', abort);
    },
  };
}
