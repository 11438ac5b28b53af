import { logTimeOf, secondOf } from './log-time.ts';
import type { LogTime } from './log-time.ts';

/**
 * A place in the log of one run of a container: behind a line. A log can be asked for from a whole second on, and no finer, so it
 * says how many lines of the newest second, and of the one before, lie in front of it. It is the same whoever counts, since all
 * count all lines of these seconds: see `PositionCounter`.
 */
export interface LogPosition {
  /** The newest second of a line in front of it, in seconds since 1970-01-01T00:00:00Z; 0: nothing lies in front of it. */
  readonly second: number;
  /** Lines of the second before that. */
  readonly before: number;
  /** Lines of `second`. */
  readonly current: number;
  /** The newest moment of a line in front of it; empty where there is none. */
  readonly newest: LogTime;
}

/** In front of the first line. */
export const firstPosition: LogPosition = { second: 0, before: 0, current: 0, newest: '' };

/** In front of the first line of a second. @param second in seconds since 1970-01-01T00:00:00Z */
export function positionAt(second: number): LogPosition {
  return { second, before: 0, current: 0, newest: `${logTimeOf((second - 1) * 1_000).slice(0, 20)}999999999Z` };
}

/** The second from which the log is read to go on behind the position; null: from its beginning. Lines can be late by a second. */
export function readsFrom({ second }: LogPosition): number | null {
  return second === 0 ? null : second - 1;
}

/** Less than 0 where `a` lies in front of `b`; 0 where they are one. */
export function comparePositions(a: LogPosition, b: LogPosition): number {
  return a.second === b.second ? a.before + a.current - (b.before + b.current) : a.second - b.second;
}

/** Counts the lines of one answer, which has to begin in front of whole seconds: the log's first line, or `readsFrom`. */
export class PositionCounter {
  #second = 0;
  #before = 0;
  #current = 0;
  #newest: LogTime = '';

  get position(): LogPosition {
    return { second: this.#second, before: this.#before, current: this.#current, newest: this.#newest };
  }

  /** One more line. */
  count(time: LogTime): void {
    // Most lines are of the newest second, and comparing texts is cheaper than reading them.
    const second =
      time.slice(0, 19) === this.#newest.slice(0, 19) && this.#newest !== '' ? this.#second : secondOf(time);
    if (time > this.#newest) this.#newest = time;
    if (second === this.#second) this.#current += 1;
    else if (second > this.#second) {
      this.#before = second === this.#second + 1 ? this.#current : 0;
      this.#current = 1;
      this.#second = second;
    } else if (second === this.#second - 1) this.#before += 1;
  }
}

/** Tells the lines of an answer that lie behind a position from those in front of it. The answer has to begin at `readsFrom`. */
export class ResumedLog {
  readonly #from: LogPosition;
  readonly #counter = new PositionCounter();
  #sawNewest = false;
  /** Whether the log has fewer lines in front of the position than it had: then these are counted anew. */
  #isShorter = false;

  constructor(from: LogPosition) {
    this.#from = from;
  }

  /** Where the answer is, the lines in front of the position included. */
  get position(): LogPosition {
    const { position } = this.#counter;
    return comparePositions(position, this.#from) < 0 && !this.#isShorter ? this.#from : position;
  }

  /**
   * Whether something may have lain between the position and the first line behind it: the line in front of it is not there any
   * more, so that the log was cut or is another. To be asked once a line behind it came.
   */
  get isCut(): boolean {
    return this.#from.before + this.#from.current > 0 && !this.#sawNewest;
  }

  /** Whether the line, the next one of the answer, lies behind the position. */
  isNew(time: LogTime): boolean {
    this.#counter.count(time);
    const { newest } = this.#from;
    if (time === newest) this.#sawNewest = true;
    // One that is newer than all that was seen was not seen, however the lines count: the beginning of the log may be gone.
    const isBehind = comparePositions(this.#counter.position, this.#from) > 0;
    this.#isShorter ||= !isBehind && time > newest;
    return isBehind || time > newest;
  }
}
