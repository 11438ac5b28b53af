import type { AppKey } from '../fleet/keys.ts';
import type { Operation } from '../operations/operation.ts';

/** What rollouts have to know of operations, without waiting but for `caughtUp`. */
export interface RolloutOperations {
  /** Not terminal, newest first. */
  active(app: AppKey): readonly Operation[];
  /** Resolves when what other gateways did until now is known here, as far as the records can be read. */
  caughtUp(): Promise<void>;
  /** Calls the listener with the app when what `active` or `knownOfTemplate` says of it changed; the answer ends that. */
  onChange(listener: (target: AppKey) => void): () => void;
  /** The newest operation that set this template on the app, as far as it is known without waiting; else null. */
  knownOfTemplate(app: AppKey, templateDigest: string): Pick<Operation, 'id' | 'startedAt' | 'finishedAt'> | null;
}
