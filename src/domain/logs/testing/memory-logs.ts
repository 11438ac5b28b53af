import { fail, succeed } from '../../../lib/result.ts';
import type { Result } from '../../../lib/result.ts';
import type { ClusterFailure } from '../../clusters/cluster-failure.ts';
import type { RunName, PlacedLine, RawLine } from '../log-line.ts';
import { PositionCounter, readsFrom, ResumedLog } from '../log-position.ts';
import type { LogPosition } from '../log-position.ts';
import type { LogFollower, LogRange, LogRead, LogSource } from '../log-source.ts';
import { secondOf } from '../log-time.ts';

/** Fixture: logs that a test writes. As an API server it gives whole lines from a whole second on, and no positions. */
export class MemoryLogs implements LogSource {
  readonly #logs = new Map<string, { readonly lines: RawLine[]; over: boolean }>();
  readonly #followers = new Set<{ readonly key: string; readonly run: RunName; readonly tell: () => void }>();
  /** Why nothing can be read; null: it can be. */
  failure: ClusterFailure | null = null;
  /** Of the last lines of a log, how many of the first one answer has room for. */
  roomForTail = (lines: readonly RawLine[]): number => lines.length;
  /** What was asked, in order. */
  readonly asked: { readonly run: RunName; readonly range: LogRange }[] = [];

  get following(): number {
    return this.#followers.size;
  }

  write(run: Named, ...lines: readonly Pick<RawLine, 'time' | 'text'>[]): void {
    this.#logOf(keyOf(run)).lines.push(...lines.map((line) => ({ truncated: false, ...line })));
    this.#tell(keyOf(run));
  }

  end(run: Named): void {
    this.#logOf(keyOf(run)).over = true;
    this.#tell(keyOf(run));
  }

  async read(
    run: RunName,
    range: LogRange,
    take: (line: PlacedLine) => boolean,
  ): Promise<Result<LogRead, ClusterFailure>> {
    this.asked.push({ run, range });
    if (this.failure !== null) return fail(this.failure);
    const { lines } = this.#logOf(keyOf(run));
    if ('after' in range) {
      const resumed = new ResumedLog(range.after);
      let cut: boolean | null = null;
      for (const line of from(lines, range.after)) {
        if (!resumed.isNew(line.time)) continue;
        cut ??= resumed.isCut;
        if (!take({ ...line, position: resumed.position })) {
          return succeed({ position: resumed.position, more: true, cut });
        }
      }
      return succeed({ position: resumed.position, more: false, cut: cut ?? resumed.isCut });
    }
    const counter = new PositionCounter();
    const { tail, since = '' } = range;
    const last = lines.slice(Math.max(0, lines.length - tail));
    const given = last.slice(0, this.roomForTail(last));
    for (const line of given.filter(({ time }) => time >= since)) {
      counter.count(line.time);
      take({ ...line, position: counter.position });
    }
    return succeed({ position: counter.position, more: given.length < last.length, cut: false });
  }

  follow(run: RunName, after: LogPosition, follower: LogFollower): () => void {
    const key = keyOf(run);
    let position = after;
    follower.lines(position, [], false);
    const tell = () => {
      const { lines, over } = this.#logOf(key);
      const resumed = new ResumedLog(position);
      const placed: PlacedLine[] = [];
      for (const line of from(lines, position)) {
        if (resumed.isNew(line.time)) placed.push({ ...line, position: resumed.position });
      }
      const before = position;
      position = placed.at(-1)?.position ?? position;
      if (placed.length > 0) follower.lines(before, placed, false);
      if (over) follower.over(true);
    };
    const entry = { key, run, tell };
    this.#followers.add(entry);
    tell();
    return () => void this.#followers.delete(entry);
  }

  #tell(key: string): void {
    for (const follower of this.#followers) if (follower.key === key) follower.tell();
  }

  #logOf(key: string) {
    const known = this.#logs.get(key);
    if (known !== undefined) return known;
    const made = { lines: [], over: false };
    this.#logs.set(key, made);
    return made;
  }
}

type Named = Pick<RunName, 'podUid' | 'container' | 'restart'>;

function keyOf({ podUid, container, restart }: Named): string {
  return `${podUid} ${container} ${restart}`;
}

function from(lines: readonly RawLine[], position: LogPosition): readonly RawLine[] {
  const second = readsFrom(position);
  return second === null ? lines : lines.filter(({ time }) => secondOf(time) >= second);
}
