import type { SeenFleet } from '../../../domain/fleet/fleet.ts';
import type { Environment, EnvironmentFilter } from '../../../domain/fleet/fleet-model.ts';
import type { PageArguments } from '../../../domain/paging/page.ts';
import { clustersInScope } from '../../clusters-in-scope.ts';
import { narrow } from '../../narrow.ts';
import type { ConnectionModel } from '../../models.ts';
import { connectionOver } from '../../paging/connection.ts';

/** Environments that the filter lets through, within a tenant or a cluster. */
export function environmentsWithin(
  fleet: SeenFleet,
  filter: EnvironmentFilter,
  within: Pick<EnvironmentFilter, 'tenants' | 'clusters'>,
  page: PageArguments,
): ConnectionModel<Environment> {
  const narrowed = narrow(filter, within);
  return connectionOver(() => clustersInScope(fleet, narrowed), fleet.environments(narrowed, page));
}
