import { EventSource } from '../../../src/lib/event-source.ts';

/** What all sources of a test tell: a number, and how it goes on. */
export class Board {
  value = 0;
  end = Infinity;
  failure: Error | null = null;
  /** Whether a source can tell where it is. */
  isAtAPlace = true;
  readonly sources = new Set<Counts>();
  /** How often a result was made. */
  executions = 0;

  readonly #holding = Promise.withResolvers<() => void>();

  hold(): Promise<void> {
    return new Promise((resolve) => this.#holding.resolve(resolve));
  }

  /** Resolves when `hold` is asked for, with what answers it. */
  held(): Promise<() => void> {
    return this.#holding.promise;
  }

  put(value: number): void {
    this.value = value;
    for (const source of this.sources) source.changed();
  }
}

/** The present number, then each new one; of several that were not taken, the newest. */
export class Counts extends EventSource<number> {
  readonly #board: Board;
  #told: number | null = null;

  constructor(board: Board) {
    super();
    this.#board = board;
  }

  changed(): void {
    this.ready();
  }

  protected async start(): Promise<void> {
    this.#board.sources.add(this);
  }

  protected shift(): number | undefined {
    if (this.#board.failure !== null) throw this.#board.failure;
    this.#told = this.#board.value;
    return this.#told;
  }

  get readable(): boolean {
    return this.#told !== this.#board.value || this.#board.failure !== null;
  }

  protected get ended(): boolean {
    return this.#told !== null && this.#told >= this.#board.end;
  }

  get place(): string | null {
    return this.readable || !this.#board.isAtAPlace ? null : String(this.#told);
  }

  fork(): Counts {
    const fork = new Counts(this.#board).forked();
    fork.#told = this.#told;
    this.#board.sources.add(fork);
    return fork;
  }

  protected stop(): void {
    this.#board.sources.delete(this);
  }
}
