import type { SeenFleet } from '../../../domain/fleet/fleet.ts';
import type { App, AppFilter } from '../../../domain/fleet/fleet-model.ts';
import type { PageArguments } from '../../../domain/paging/page.ts';
import type { AppOrder } from '../../__generated__/resolvers.ts';
import { clustersInScope } from '../../clusters-in-scope.ts';
import type { ConnectionModel } from '../../models.ts';
import { narrow } from '../../narrow.ts';
import { connectionOver } from '../../paging/connection.ts';

/** Conditions that the place of a field sets, beside those of its filter. */
type Within = Pick<AppFilter, 'tenants' | 'environments' | 'clusters'>;

/** Apps that the filter lets through, within a tenant, an environment or a cluster. */
export function appsWithin(
  fleet: SeenFleet,
  filter: AppFilter,
  within: Within,
  args: PageArguments & { readonly orderBy?: AppOrder | null },
): ConnectionModel<App> | Promise<ConnectionModel<App>> {
  const narrowed = narrow(filter, within);
  const order = args.orderBy ?? { field: 'NAME', direction: 'ASC' };
  const answer = () => connectionOver(() => clustersInScope(fleet, narrowed), fleet.apps(narrowed, order, args));
  return fleet.prepareApps(narrowed, order, args)?.then(answer) ?? answer();
}
