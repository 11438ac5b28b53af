import type { LogTime } from './log-time.ts';

/** Something of a log that has its moment. */
interface Timed {
  readonly timestamp: LogTime;
}

/** The lines of several logs as one, by their moments; of one log in its own order. The last `most` of them. */
export function mergeLogs<T extends Timed>(logs: readonly (readonly T[])[], most: number): readonly T[] {
  // From the end on, so that what does not fit is never looked at.
  const places = logs.map((lines) => lines.length - 1);
  const merged: T[] = [];
  while (merged.length < most) {
    let newest = -1;
    for (const [index, place] of places.entries()) {
      const time = logs[index]?.[place]?.timestamp;
      const other = newest === -1 ? undefined : logs[newest]?.[places[newest] ?? -1]?.timestamp;
      if (time !== undefined && (other === undefined || time >= other)) newest = index;
    }
    const line = logs[newest]?.[places[newest] ?? -1];
    if (line === undefined) break;
    merged.push(line);
    places[newest] = (places[newest] ?? 0) - 1;
  }
  return merged.reverse();
}
