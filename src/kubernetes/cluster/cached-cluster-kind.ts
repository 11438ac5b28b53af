import type { CachedObject } from '../../domain/clusters/cached-kind.ts';
import { createKindStore } from '../cache/kind-store.ts';
import type { KindStore } from '../cache/kind-store.ts';
import type { ObjectBudget } from '../cache/object-budget.ts';
import type { KindDefinition } from '../kinds.ts';
import { kindName } from '../kinds.ts';
import { createReflector } from '../reflector/reflector.ts';
import type { Reflector, ReflectorOptions } from '../reflector/reflector.ts';

/** One kind of one cluster: its cache and what keeps it in step. */
export interface CachedClusterKind<T extends CachedObject = CachedObject> {
  readonly kind: KindDefinition<T>;
  readonly store: KindStore<T>;
  readonly reflector: Reflector;
}

/** Makes the cache and the reflector of a kind; nothing is called before the reflector runs. */
export function createCachedClusterKind<T extends CachedObject>(
  kind: KindDefinition<T>,
  options: Omit<ReflectorOptions<T>, 'kind' | 'store'> & { readonly budget: ObjectBudget },
): CachedClusterKind<T> {
  const store = createKindStore<T>({
    name: kindName(kind),
    clock: options.clock,
    log: options.log,
    budget: options.budget,
    ...(kind.retention === undefined ? {} : { retention: kind.retention }),
    ...(kind.table === undefined ? {} : { table: kind.table }),
  });
  return { kind, store, reflector: createReflector({ ...options, kind, store }) };
}
