import type { GraphQLInputObjectType } from 'graphql';
import { getNamedType, isInputObjectType } from 'graphql';
import type { Question } from '../walk/questions.ts';
import type { Dice } from '../world/dice.ts';
import { askTwice } from './asker.ts';
import type { Asker } from './asker.ts';

/**
 * Each list, narrowed to what may not be seen: a tenant, beside a cluster that there is or an environment of the tenant. It says the
 * same as of a tenant that there is not. @throws Finding
 */
export async function askForUnseen(asker: Asker, queries: readonly Question[], dice: Dice): Promise<void> {
  const { world, sight } = asker;
  const all = [
    ...world.clusters.flatMap(({ namespaces }) => namespaces.flatMap(({ environment }) => environment ?? [])),
    ...world.freezes.flatMap(({ scope }) => scope.tenants.map((tenant) => ({ tenant, environment: null }))),
  ];
  const unseen = all.filter(({ tenant }) => !sight.mayView(tenant));
  if (unseen.length === 0) return;
  for (const { document, variables } of queries) {
    const filter = variables.find(({ place }) => /^Query\.\w+\(filter\)$/.test(place));
    const type = filter === undefined ? null : getNamedType(filter.type);
    if (filter === undefined || !isInputObjectType(type)) continue;
    const { tenant, environment } = dice.pick(unseen);
    const has = (field: string) => type.getFields()[field] !== undefined;
    const value = {
      ...(has('tenants') && { tenants: [tenant] }),
      ...(isTenants(type) && { names: [tenant] }),
      ...(has('environments') && environment !== null && dice.chance(50) && { environments: [environment] }),
      ...(has('clusters') && dice.chance(30) && { clusters: [dice.pick(world.clusters).name] }),
    };
    if (Object.keys(value).length > 0) await askTwice(asker, document, { [filter.name]: value });
  }
}

function isTenants({ name }: GraphQLInputObjectType): boolean {
  return name === 'TenantFilter';
}
