import type { FollowStart } from './follow-container.ts';
import type { ContainerRun } from './container-runs.ts';
import { firstPosition, positionAt } from './log-position.ts';
import type { LogPosition } from './log-position.ts';
import { secondOf } from './log-time.ts';

const deadlineMs = 3_000;

/**
 * The place in front of the last lines of a run. A place is counted from a whole second on, and the last lines of a log begin
 * anywhere: so it is asked in which second they begin, and then that is read. Where neither can be had, it is the present.
 * @param now milliseconds since the epoch
 */
export async function startOfTail(
  run: ContainerRun,
  tail: number,
  now: number,
  signal: AbortSignal,
): Promise<FollowStart> {
  const { logs } = run.cluster;
  const from = (position: LogPosition): FollowStart => ({
    restart: run.restart,
    position,
    over: false,
    hasBacklog: false,
  });
  const present = from(positionAt(Math.floor(now / 1_000)));
  let first: number | null = null;
  const take = (second: number) => {
    first ??= second;
    return true;
  };
  const asked = await logs.read(
    run,
    { tail: Math.max(1, tail), deadlineMs },
    ({ time }) => take(secondOf(time)),
    signal,
  );
  if (!asked.ok) return present;
  if (first === null) return from(firstPosition);
  // The place in front of each of the last lines, the newest last.
  const places: LogPosition[] = [positionAt(first)];
  const read = await logs.read(
    run,
    { after: positionAt(first), deadlineMs },
    ({ position }) => {
      places.push(position);
      if (places.length > 2 * tail + 100) places.splice(0, places.length - tail - 1);
      return true;
    },
    signal,
  );
  return read.ok ? from(places.at(-1 - tail) ?? places[0] ?? positionAt(first)) : present;
}
