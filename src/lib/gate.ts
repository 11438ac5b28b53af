/** Lets through while it is open; whoever comes while it is shut waits. */
export interface Gate {
  readonly isOpen: boolean;
  open(): void;
  shut(): void;
  /** Resolves when the gate is open, or when the signal aborts. */
  pass(signal: AbortSignal): Promise<void>;
}

/** A gate, shut at first. */
export function createGate(): Gate {
  let isOpen = false;
  const waiting = new Set<() => void>();
  return {
    get isOpen() {
      return isOpen;
    },
    open() {
      isOpen = true;
      for (const go of waiting) go();
    },
    shut() {
      isOpen = false;
    },
    pass(signal) {
      if (isOpen || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const go = (): void => {
          waiting.delete(go);
          signal.removeEventListener('abort', go);
          resolve();
        };
        waiting.add(go);
        signal.addEventListener('abort', go);
      });
    },
  };
}
