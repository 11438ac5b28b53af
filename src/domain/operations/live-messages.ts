import { isTerminal } from './operation-states.ts';
import type { Operation } from './operation.ts';

/** What the steps of other gateways' operations say at this moment, which is not journaled with each change. */
export interface LiveMessages {
  put(id: string, messages: readonly (string | null)[]): void;
  /** The operation as it is in the journal, with what its running steps say now. */
  onTopOf(operation: Operation): Operation;
  /** Newer ones may have been lost. */
  clear(): void;
  ids(): readonly string[];
  forget(id: string): void;
}

export function createLiveMessages(): LiveMessages {
  const byId = new Map<string, readonly (string | null)[]>();
  return {
    put: (id, messages) => void byId.set(id, messages),
    onTopOf(operation) {
      const messages = byId.get(operation.id);
      if (messages?.length !== operation.steps.length || isTerminal(operation.state)) return operation;
      const steps = operation.steps.map((step, index) =>
        isTerminal(step.state) ? step : { ...step, message: messages[index] ?? null },
      );
      return { ...operation, steps };
    },
    clear: () => byId.clear(),
    ids: () => [...byId.keys()],
    forget: (id) => void byId.delete(id),
  };
}
