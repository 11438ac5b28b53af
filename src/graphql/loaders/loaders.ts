import DataLoader from 'dataloader';
import type { AppKey } from '../../domain/fleet/keys.ts';
import type { Operation } from '../../domain/operations/operation.ts';
import type { Operations } from '../../domain/operations/operations.ts';
import { appKeyText } from '../ids.ts';

/** Names the operations that set one pod template on one app. */
export interface TemplateKey {
  readonly app: AppKey;
  readonly templateDigest: string;
}

/** What has to be waited for, each thing once a request. */
export interface Loaders {
  readonly operationById: DataLoader<string, Operation | null>;
  readonly operationOfTemplate: DataLoader<TemplateKey, Operation | null, string>;
}

/** Loaders for one request. */
export function createLoaders(operations: Operations): Loaders {
  return {
    operationById: new DataLoader((ids) => settleAll(ids, (id) => operations.get(id))),
    operationOfTemplate: new DataLoader(
      (keys: readonly TemplateKey[]) => settleAll(keys, (key) => operations.ofTemplate(key.app, key.templateDigest)),
      { cacheKeyFn: (key) => `${appKeyText(key.app)}@${key.templateDigest}` },
    ),
  };
}

/** One failure must not fail the others. */
function settleAll<K, V>(keys: readonly K[], load: (key: K) => Promise<V>): Promise<(V | Error)[]> {
  return Promise.all(
    keys.map((key) =>
      load(key).catch((error: unknown) =>
        error instanceof Error ? error : new Error('loading failed', { cause: error }),
      ),
    ),
  );
}
