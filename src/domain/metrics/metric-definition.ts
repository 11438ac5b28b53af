import type { Access } from '../access/access.ts';
import type { EnvironmentKey } from '../fleet/keys.ts';

export type MetricUnit =
  'NONE' | 'RATIO' | 'SECONDS' | 'CORES' | 'BYTES' | 'BYTES_PER_SECOND' | 'PER_SECOND' | 'PER_MINUTE';

/** What a metric can be asked of. */
export type MetricLevel = 'APP' | 'ENVIRONMENT' | 'TENANT' | 'CLUSTER';

/** How the values of several clusters become one. */
export type Combination = 'SUM' | 'MAX' | 'MIN';

/** How a metric's value comes about. Expressions are the backend's own language, checked when they were read. */
export type Computation =
  | { readonly type: 'COMBINED'; readonly query: string; readonly combine: Combination }
  /** Both are summed over all clusters, then divided: a mean of the clusters' ratios would be another number. */
  | { readonly type: 'RATIO'; readonly numerator: string; readonly denominator: string }
  /** `of`: 0 to 1. The cumulative buckets (label `le`) are summed over all clusters: quantiles themselves cannot be. */
  | { readonly type: 'QUANTILE'; readonly of: number; readonly buckets: string };

/** What a metric was declared for; a list that is absent narrows nothing. */
export interface MetricReach {
  readonly tenants?: readonly string[];
  readonly environments?: readonly string[];
  readonly apps?: readonly string[];
}

/** A metric that can be asked for by its name. */
export interface MetricDefinition {
  readonly name: string;
  readonly description: string;
  readonly unit: MetricUnit;
  readonly levels: readonly MetricLevel[];
  /** Labels that part it into several series. */
  readonly dimensions: readonly string[];
  readonly appliesTo: MetricReach;
  readonly computation: Computation;
}

/** The metrics that are declared now, by name. */
export interface MetricCatalog {
  definitions(): readonly MetricDefinition[];
}

/** Whether somebody may know that there is such a metric: whoever sees a part of what it was declared for. */
export function isMetricSeen(access: Access, { tenants, environments }: MetricReach): boolean {
  if (tenants === undefined) return true;
  if (environments === undefined) return tenants.some((tenant) => access.seesTenant(tenant));
  return tenants.some((tenant) => environments.some((environment) => access.sees({ tenant, environment })));
}

/** Whether the metric was declared for what is in this environment. */
export function reaches({ tenants, environments }: MetricReach, environment: EnvironmentKey): boolean {
  return (
    (tenants ?? [environment.tenant]).includes(environment.tenant) &&
    (environments ?? [environment.environment]).includes(environment.environment)
  );
}
