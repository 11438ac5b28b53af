/** What one gateway tells the others when an operation changes. A hint: what holds is in the journal. */
export interface OperationSignal {
  readonly id: string;
  /** Whether the journal holds what changed; if not, only messages changed. */
  readonly journaled: boolean;
  /** The messages of the steps, in their order. */
  readonly messages: readonly (string | null)[];
}

/**
 * Signals between gateways on the same journal. They may be lost, come twice or late: whoever listens looks at the journal from
 * time to time as well.
 */
export interface OperationSignals {
  /** Never blocks, and never fails. */
  publish(signal: OperationSignal): void;
  /** Calls the listener with what other gateways publish, or MISSED where something of theirs may have been lost. The answer ends that. */
  onSignal(listener: (heard: OperationSignal | 'MISSED') => void): () => void;
}

/** Of a gateway that is alone, or whose journal is looked at often enough. */
export const noSignals: OperationSignals = { publish() {}, onSignal: () => () => {} };
