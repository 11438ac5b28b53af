import type { AppInstance } from '../fleet/fleet-model.ts';

/** Names an instance in messages: `eu-1/acme-prod/web`. */
export function whereOf({ cluster, workload }: AppInstance): string {
  return `${cluster.name}/${workload.meta.namespace}/${workload.meta.name}`;
}
