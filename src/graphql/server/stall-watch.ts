import type { Clock } from '../../lib/clock.ts';

/** Tells once when nothing has left a stream for `afterMs` milliseconds while something waits: its reader takes nothing off it. */
export class StallWatch {
  readonly #clock: Clock;
  readonly #afterMs: number;
  readonly #stalled: () => void;
  #waiting = 0;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, afterMs: number, stalled: () => void) {
    this.#clock = clock;
    this.#afterMs = afterMs;
    this.#stalled = stalled;
  }

  /** Something was handed to the connection, and waits there. */
  sent(): void {
    this.#waiting += 1;
    if (this.#waiting === 1) this.#arm();
  }

  /** Something of that left. */
  left(): void {
    this.#waiting -= 1;
    this.#arm();
  }

  /** Nothing is watched any more. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #arm(): void {
    this.#cancel?.();
    this.#cancel = this.#waiting > 0 ? this.#clock.after(this.#afterMs, this.#stalled) : null;
  }
}
