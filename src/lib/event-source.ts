/**
 * A stream of events that is pulled, and from which others can go on: what its reader has no time for is merged here, and whoever is
 * at the same place is told the same from then on, so that one source can stand for theirs.
 */
export abstract class EventSource<T> implements AsyncIterable<T, undefined> {
  #begun: Promise<void> | null = null;
  #closed = false;
  #listener: (() => void) | null = null;
  #unfollow: (() => void) | null = null;

  /** Reads what comes first. Called once, before anything is taken; not of a fork. */
  protected abstract start(): Promise<void>;
  /** The next event that is ready, at once. */
  protected abstract shift(): T | undefined;
  /** Whether an event is ready. */
  abstract get readable(): boolean;
  /** Whether everything is told, and nothing more will come. */
  protected abstract get ended(): boolean;
  /** On what all depends that it tells from now on, as a text, while nothing is ready; null: nobody can be said to be there as well. */
  abstract get place(): string | null;
  /** Another source at the same place, with the same to take. */
  abstract fork(): EventSource<T>;
  /** Lets go of what it listens to. */
  protected abstract stop(): void;

  /** Resolves when events can be taken. */
  begin(): Promise<void> {
    this.#begun ??= this.#closed ? Promise.resolve() : this.start();
    return this.#begun;
  }

  take(): T | undefined {
    return this.#closed ? undefined : this.shift();
  }

  get over(): boolean {
    return this.#closed || this.ended;
  }

  /** Calls the listener whenever there may be something to take, or nothing more will come. One listener; null: none. */
  onReady(listener: (() => void) | null): void {
    this.#listener = listener;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#unfollow?.();
    this.stop();
    this.ready();
  }

  /** It is closed when the signal aborts. */
  closeWith(signal: AbortSignal): this {
    const close = (): void => this.close();
    signal.addEventListener('abort', close);
    this.#unfollow = () => signal.removeEventListener('abort', close);
    if (signal.aborted) close();
    return this;
  }

  /** Of a fork: nothing is read before. */
  protected forked(): this {
    this.#begun = Promise.resolve();
    return this;
  }

  protected ready(): void {
    this.#listener?.();
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<T, undefined> {
    let wake = (): void => {};
    const end = { done: true, value: undefined } as const;
    const close = (): typeof end => {
      this.close();
      return end;
    };
    this.onReady(() => wake());
    return {
      next: async () => {
        try {
          await this.begin();
        } catch (error) {
          this.close();
          throw error;
        }
        for (;;) {
          const changed = new Promise<void>((resolve) => (wake = resolve));
          const value = this.take();
          if (value !== undefined) return { done: false, value };
          if (this.over) return close();
          await changed;
        }
      },
      return: async () => close(),
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}
