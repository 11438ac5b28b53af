import DataLoader from 'dataloader';
import type { ClusterSource } from '../../domain/clusters/cluster-source.ts';
import type { AppKey, EnvironmentKey } from '../../domain/fleet/keys.ts';
import type { Freeze } from '../../domain/freezes/freeze.ts';
import type { SeenFreezes } from '../../domain/freezes/seen-freezes.ts';
import type { SeriesOutcome, SeriesQuery, SeriesSource } from '../../domain/metrics/series-source.ts';
import type { Operation } from '../../domain/operations/operation.ts';
import type { SeenOperations } from '../../domain/operations/seen-operations.ts';
import { inSpan } from '../../lib/tracing.ts';
import type { SpanSpec } from '../../lib/tracing.ts';
import { podsOnMachines } from '../../domain/usage/sum-machines.ts';
import type { PodsOnMachines } from '../../domain/usage/sum-machines.ts';
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
  readonly freezeById: DataLoader<string, Freeze | null>;
  /** What pods ask for by machine: gone through once for all machines that are asked for at the same time. */
  readonly podsOnMachines: DataLoader<ClusterSource, PodsOnMachines>;
  /** What is asked at the same time goes out together: one call of each backend. */
  readonly series: DataLoader<SeriesQuery, SeriesOutcome>;
  /** By whatever asks: those in force or planned are read once for all who ask at the same time. */
  readonly freezesAhead: DataLoader<EnvironmentKey, readonly Freeze[]>;
}

interface LoadedFrom {
  readonly operations: SeenOperations;
  readonly freezes: SeenFreezes;
  readonly series: SeriesSource;
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal | undefined;
}

/** Loaders for one request. */
export function createLoaders({ operations, freezes, series, signal }: LoadedFrom): Loaders {
  return {
    operationById: new DataLoader((ids) => settleAll('operationById', ids, (id) => operations.get(id))),
    operationOfTemplate: new DataLoader(
      (keys: readonly TemplateKey[]) =>
        settleAll('operationOfTemplate', keys, (key) => operations.ofTemplate(key.app, key.templateDigest)),
      { cacheKeyFn: (key) => `${appKeyText(key.app)}@${key.templateDigest}` },
    ),
    freezeById: new DataLoader((ids) => settleAll('freezeById', ids, (id) => freezes.get(id))),
    podsOnMachines: new DataLoader(
      async (clusters) => {
        const found = new Map([...new Set(clusters)].map((cluster) => [cluster, podsOnMachines(cluster)]));
        return clusters.map((cluster) => found.get(cluster) ?? podsOnMachines(cluster));
      },
      { cache: false },
    ),
    series: new DataLoader(
      (queries: readonly SeriesQuery[]) =>
        inSpan(spanOf('series', queries.length), async () => [...(await series.fetch(queries, signal))]),
      { cache: false },
    ),
    // Not kept: a subscription's loaders live as long as it does.
    freezesAhead: new DataLoader(
      async (askers) => {
        const ahead = await inSpan(spanOf('freezesAhead', askers.length), () => freezes.ahead());
        return askers.map(() => ahead);
      },
      { cache: false },
    ),
  };
}

function spanOf(loader: string, keys: number): SpanSpec {
  return { name: `load ${loader}`, onlyWithin: true, attributes: { 'tenantry.keys': keys } };
}

/** One failure must not fail the others. */
function settleAll<K, V>(loader: string, keys: readonly K[], load: (key: K) => Promise<V>): Promise<(V | Error)[]> {
  return inSpan(spanOf(loader, keys.length), () =>
    Promise.all(
      keys.map((key) =>
        load(key).catch((error: unknown) =>
          error instanceof Error ? error : new Error('loading failed', { cause: error }),
        ),
      ),
    ),
  );
}
