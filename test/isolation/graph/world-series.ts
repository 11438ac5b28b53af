import type { MetricDefinition } from '../../../src/domain/metrics/metric-definition.ts';
import type { SeriesOutcome, SeriesQuery, SeriesSource } from '../../../src/domain/metrics/series-source.ts';
import { unassigned } from '../../../src/domain/tenancy/adoption.ts';
import { fail, succeed } from '../../../src/lib/result.ts';
import type { World } from '../world/model.ts';

/** The metric that everyone may ask for: the number of pods that are measured. */
export const podsMetric = 'pods';

/** It, and one metric of each tenant's own, and one of all environments of one name, which carry these names. */
export function metricsOf({ clusters }: Pick<World, 'clusters'>): readonly MetricDefinition[] {
  const all = clusters.flatMap(({ namespaces }) => namespaces.flatMap((each) => each.environment ?? []));
  const tenants = new Set(all.map(({ tenant }) => tenant));
  const assigned = all.filter(({ tenant }) => tenant !== unassigned);
  const environments = new Set(assigned.map(({ environment }) => environment));
  const metric = {
    description: 'of a test',
    unit: 'NONE',
    levels: ['APP', 'ENVIRONMENT', 'TENANT', 'CLUSTER'],
    dimensions: [],
    appliesTo: {},
    computation: { type: 'COMBINED', query: 'pods', combine: 'SUM' },
  } as const;
  return [
    { ...metric, name: podsMetric },
    ...[...tenants].map((tenant) => ({ ...metric, name: `of ${tenant}`, appliesTo: { tenants: [tenant] } })),
    ...[...environments].map((environment) => {
      const whose = new Set(assigned.flatMap((each) => (each.environment === environment ? each.tenant : [])));
      return { ...metric, name: `in ${environment}`, appliesTo: { tenants: [...whose], environments: [environment] } };
    }),
  ];
}

/** What the clusters' backends would have: as many as there are pods in a scope, all the time; one that measures nothing fails. */
export class WorldSeries implements SeriesSource {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  async fetch(queries: readonly SeriesQuery[]): Promise<readonly SeriesOutcome[]> {
    return queries.map((query) => this.#answer(query));
  }

  #answer({ cluster, namespaces, pods, grid }: SeriesQuery): SeriesOutcome {
    const model = this.#world.clusters.find(({ id }) => id === cluster.id);
    if (model === undefined || !model.measured) return fail({ message: model?.words ?? 'no cluster', since: 0 });
    const count = model.namespaces
      .filter(({ name }) => namespaces?.includes(name) ?? true)
      .flatMap(({ workloads }) => workloads)
      // Pods are called otherwise here than by their controllers.
      .filter(({ name }) => pods?.some(({ prefix }) => prefix.startsWith(`${name}-`)) ?? true)
      .reduce((sum, workload) => sum + workload.pods.length, 0);
    const values = Array.from({ length: grid.count }, () => count);
    return succeed({ series: count === 0 ? [] : [{ labels: new Map<string, string>(), values }], lacks: null });
  }
}
