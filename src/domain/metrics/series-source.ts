import type { ClusterSource } from '../clusters/cluster-source.ts';
import type { Result } from '../../lib/result.ts';
import type { Combination } from './metric-definition.ts';
import type { PodNames, ScopePart } from './scope-parts.ts';
import type { TimeGrid } from './time-grid.ts';

/** One expression over what a part of the fleet measures, asked of the backend that has it. */
export interface SeriesQuery {
  readonly cluster: ClusterSource;
  /** Only what is measured here; null: in the whole cluster. Never empty. */
  readonly namespaces: ScopePart['namespaces'];
  /** Only of these pods; null: of all of the namespaces. Never empty. */
  readonly pods: readonly PodNames[] | null;
  /** As it was declared. */
  readonly expression: string;
  /** How the backend brings together what the expression yields. */
  readonly combine: Combination;
  /** Labels that are kept apart. */
  readonly by: readonly string[];
  readonly grid: TimeGrid;
}

/** The values of one combination of labels, one for each moment of the grid; null: none is known. */
export interface SampledSeries {
  /** Of those that were kept apart, all that are not empty. */
  readonly labels: ReadonlyMap<string, string>;
  readonly values: readonly (number | null)[];
}

/** What a backend has. */
export interface SeriesAnswer {
  readonly series: readonly SampledSeries[];
  /** Why that is not all; null where it is. */
  readonly lacks: SeriesFailure | null;
}

/** Why a backend did not answer, in words for those who run it: without secrets. */
export interface SeriesFailure {
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

export type SeriesOutcome = Result<SeriesAnswer, SeriesFailure>;

/** Where series are. */
export interface SeriesSource {
  /**
   * Answers all in their order, with one call of each backend where that can be. Never rejects, and never waits for long: a backend
   * that is away fails its own queries alone.
   */
  fetch(queries: readonly SeriesQuery[], signal?: AbortSignal): Promise<readonly SeriesOutcome[]>;
}
