import { createHash } from 'node:crypto';
import { fleetScope } from '../access/access.ts';
import type { Access, AccessScope } from '../access/access.ts';
import type { ClusterRegistry, ClusterSource } from '../clusters/cluster-source.ts';
import { gapWords } from '../clusters/gap-words.ts';
import type { EnvironmentKey } from './keys.ts';
import { mayHold, unassigned } from '../tenancy/adoption.ts';
import type { FleetIndex } from './fleet-index.ts';
import type { AppEntry, EnvironmentEntry } from './index-entries.ts';
import { environmentText, tenantPrefix } from './key-text.ts';
import type { Sight } from './sight.ts';
import { compareText } from './sorted-set.ts';

/** The lists of a sight. */
type Lists = Pick<Sight, 'tenants' | 'environments' | 'apps'>;

/** Everything that belongs to somebody: one for all who see that, as each list is as long as the fleet is large. */
export function assignedLists(index: FleetIndex): Lists {
  const prefix = tenantPrefix(unassigned);
  return {
    tenants: kept(index.tenants, () => index.tenants.values().filter(({ name }) => name !== unassigned)),
    environments: kept(index.environments, () => index.environments.withoutPrefix(prefix)),
    apps: kept(index.apps, () => index.apps.withoutPrefix(prefix)),
  };
}

/**
 * What somebody sees who does not see everything. What a question costs goes with what is seen, and not with what there is.
 * `assigned`: see `assignedLists`.
 */
export function narrowSight(access: Access, index: FleetIndex, registry: ClusterRegistry, assigned: Lists): Sight {
  const seesInside = access.may('VIEW_FLEET', fleetScope);
  const seesAllAssigned = access.views.some(({ type }) => type === 'FLEET');
  const parts = seesAllAssigned
    ? []
    : partsOf(access.views).filter(({ tenant }) => seesInside || tenant !== unassigned);
  const environmentsOf = (part: Part): readonly EnvironmentEntry[] => {
    if (part.environment === null) return index.environments.withPrefix(tenantPrefix(part.tenant));
    const found = index.environments.get(environmentText({ ...part, environment: part.environment }));
    return found === undefined ? [] : [found];
  };
  const appsOf = (part: Part): readonly AppEntry[] =>
    part.environment === null
      ? index.apps.withPrefix(tenantPrefix(part.tenant))
      : environmentsOf(part).flatMap(({ apps }) => apps.values());
  const hasTenant = (name: string) =>
    index.tenants.get(name) !== undefined &&
    (seesAllAssigned
      ? name !== unassigned
      : parts.some((part) => part.tenant === name && environmentsOf(part).length > 0));
  const seesCluster = remembered(
    ({ definition }: ClusterSource) =>
      seesInside || seesAllAssigned || parts.some(({ tenant }) => mayHold(definition, tenant)),
  );
  const lists: Lists = seesAllAssigned
    ? assigned
    : {
        // A tenant is there as long as an environment of it is.
        tenants: kept(index.environments, () => {
          const names = new Set(parts.flatMap((part) => environmentsOf(part).map(({ tenant }) => tenant)));
          return [...names].map((name) => ({ name }));
        }),
        environments: kept(index.environments, () => parts.flatMap(environmentsOf)),
        apps: kept(index.apps, () => parts.flatMap(appsOf)),
      };
  return {
    name: seesAllAssigned ? 'assigned' : createHash('sha256').update(JSON.stringify(parts)).digest('base64url'),
    ...lists,
    hasTenant,
    clusters: () => registry.list().filter(seesCluster),
    sees: (environment) => access.sees(environment),
    seesTenant: (name) => access.seesTenant(name),
    seesCluster,
    seesInside,
    gap: (cluster) => {
      const { gap } = cluster.state;
      if (gap === null) return null;
      return { cluster, ...gap, ...(!seesInside && { message: gapWords[gap.reason] }) };
    },
  };
}

/** A tenant, or one environment of it. */
interface Part {
  readonly tenant: string;
  readonly environment: string | null;
}

/** Apart from each other, and in the order of the lists. */
function partsOf(views: readonly AccessScope[]): readonly Part[] {
  const tenants = new Set(views.flatMap((view) => (view.type === 'TENANT' ? [view.tenant] : [])));
  const environments = new Map<string, EnvironmentKey>();
  for (const view of views) {
    if (view.type === 'ENVIRONMENT' && !tenants.has(view.tenant)) environments.set(environmentText(view), view);
  }
  const parts: Part[] = [
    ...[...tenants].map((tenant) => ({ tenant, environment: null })),
    ...[...environments.values()].map(({ tenant, environment }) => ({ tenant, environment })),
  ];
  const text = ({ tenant, environment }: Part) => environmentText({ tenant, environment: environment ?? '' });
  return parts.sort((a, b) => compareText(text(a), text(b)));
}

/** A list that is made anew only when something came into the set, or left it. */
function kept<T>(set: { readonly version: number }, make: () => readonly T[]): () => readonly T[] {
  let items: readonly T[] = [];
  let version = -1;
  return () => {
    if (version !== set.version) {
      items = make();
      version = set.version;
    }
    return items;
  };
}

function remembered<K extends object>(answer: (key: K) => boolean): (key: K) => boolean {
  const known = new WeakMap<K, boolean>();
  return (key) => {
    let is = known.get(key);
    if (is === undefined) known.set(key, (is = answer(key)));
    return is;
  };
}
