import type { OperationSignal, OperationSignals } from '../../src/domain/operations/operation-signals.ts';
import { createListeners } from '../../src/lib/listeners.ts';
import { silentLog } from '../../src/lib/log.ts';

/** Signals between gateways in this process; each has its own end. */
export interface SignalHub {
  end(): OperationSignals;
  /** Tells every gateway that signals may have been lost. */
  missed(): void;
  /** What was published, in order. */
  readonly published: readonly OperationSignal[];
}

export function createSignalHub(): SignalHub {
  const published: OperationSignal[] = [];
  const listeners = createListeners<{ readonly from: unknown; readonly heard: OperationSignal | 'MISSED' }>(
    silentLog,
    'signals',
  );
  return {
    published,
    end() {
      const end: OperationSignals = {
        publish(signal) {
          published.push(signal);
          // As from another process: never in the middle of what the sender does.
          setImmediate(() => listeners.tell({ from: end, heard: signal }));
        },
        onSignal: (listener) => listeners.add(({ from, heard }) => void (from !== end && listener(heard))),
      };
      return end;
    },
    missed: () => listeners.tell({ from: null, heard: 'MISSED' }),
  };
}
