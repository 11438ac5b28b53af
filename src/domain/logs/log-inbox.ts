import type { ClusterFailure } from '../clusters/cluster-failure.ts';
import type { PlacedLine } from './log-line.ts';
import type { LogPosition } from './log-position.ts';
import type { LogFollower } from './log-source.ts';

/** What is kept for one reader of one run; in characters, more or less. */
const mostKept = 1024 * 1024;
const mostLines = 2_000;

/** What one reader was told and has not read yet: bounded. What does not fit is left out, and the reader sees where that was. */
export class LogInbox implements LogFollower {
  #before: LogPosition;
  #head: LogPosition;
  #lines: PlacedLine[] = [];
  #size = 0;
  #cut = false;
  #isFull = false;
  #lost = 0;
  #isOver = false;
  #isWhole = false;
  #notices: ('INTERRUPTED' | 'RESUMED')[] = [];
  #told: 'INTERRUPTED' | 'RESUMED' = 'RESUMED';
  #wake: () => void = () => {};

  constructor(from: LogPosition) {
    this.#before = from;
    this.#head = from;
  }

  lines(before: LogPosition, lines: readonly PlacedLine[], cut: boolean): void {
    const last = lines.at(-1)?.position ?? before;
    this.#head = last;
    const size = lines.reduce((sum, { text }) => sum + text.length + 100, 0);
    const room = this.#lines.length + lines.length <= mostLines && this.#size + size <= mostKept;
    this.#isFull ||= this.#lines.length > 0 && !room;
    if (this.#isFull) this.#lost += lines.length;
    else {
      if (this.#lines.length === 0) this.#before = before;
      this.#lines.push(...lines);
      this.#size += size;
      this.#cut ||= cut;
    }
    this.#wake();
  }

  trouble(failure: ClusterFailure | null): void {
    const notice = failure === null ? 'RESUMED' : 'INTERRUPTED';
    // For whatever reason: it has been told.
    if (notice === this.#told) return;
    this.#told = notice;
    // One that came and went before it was read has not been.
    if (notice === 'RESUMED' && this.#notices.at(-1) === 'INTERRUPTED') this.#notices.pop();
    else this.#notices.push(notice);
    this.#wake();
  }

  /** Whether the log was heard to its end. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  over(isWhole: boolean): void {
    this.#isOver = true;
    this.#isWhole = isWhole;
    this.#wake();
  }

  wake(): void {
    this.#wake();
  }

  /** Resolves when there may be something to take. */
  changed(): Promise<void> {
    return new Promise((resolve) => void (this.#wake = resolve));
  }

  takeNotice(): 'INTERRUPTED' | 'RESUMED' | null {
    return this.#notices.shift() ?? null;
  }

  /** Lines behind `before`, and whether nothing will come behind them. */
  take(): {
    readonly before: LogPosition;
    readonly lines: readonly PlacedLine[];
    readonly cut: boolean;
    readonly isLast: boolean;
  } {
    if (this.#lines.length === 0 && this.#isFull) {
      // What was left out lies in front of here: lines are kept again.
      this.#isFull = false;
      this.#before = this.#head;
    }
    const taken = { before: this.#before, lines: this.#lines, cut: this.#cut };
    this.#lines = [];
    this.#size = 0;
    this.#cut = false;
    this.#before = taken.lines.at(-1)?.position ?? this.#before;
    return { ...taken, isLast: this.#isOver && !this.#isFull && this.#notices.length === 0 };
  }

  /** How many lines were left out since this was asked last. */
  dropped(): number {
    const lost = this.#lost;
    this.#lost = 0;
    return lost;
  }
}
