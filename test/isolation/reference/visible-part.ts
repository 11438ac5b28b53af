import type { Person, World } from '../world/model.ts';
import { marksIn } from '../world/marks.ts';
import type { Sight } from './sight.ts';

/** The marks of all that somebody may see, each of them wherever it may turn up. */
export function visibleMarks(world: World, person: Person, sight: Sight): ReadonlySet<string> {
  return new Set(marksIn(JSON.stringify(visiblePart(world, person, sight))));
}

/** What of a world may turn up in an answer to this person. */
function visiblePart(world: World, person: Person, sight: Sight): unknown {
  return {
    person,
    environments: sight.environments(),
    clusters: world.clusters
      .filter((cluster) => sight.seesCluster(cluster))
      .map((cluster) => clusterPart(cluster, sight)),
    operations: world.operations.filter((operation) => sight.seesOperation(operation)),
    freezes: world.freezes
      .filter((freeze) => sight.seesFreeze(freeze))
      .map(({ scope, ...freeze }) => ({
        ...freeze,
        scope: { ...scope, tenants: scope.tenants.filter((tenant) => sight.mayView(tenant)) },
      })),
    bindings: [...world.rules.bindings, ...world.bindings].filter(({ scope }) => sight.manages(scope)),
    tokens: world.tokens.filter((token) => sight.seesToken(token)),
    audit: world.audit.filter((entry) => sight.readsAudit(entry)),
  };
}

function clusterPart(cluster: World['clusters'][number], sight: Sight): unknown {
  const { id, name, labels, namespaces, uid, version, words, nodes } = cluster;
  return {
    id,
    name,
    labels,
    ...(sight.platform && { uid, version, words, nodes }),
    namespaces: namespaces.flatMap(({ name: namespace, environment, workloads }) =>
      environment !== null && sight.sees(environment) ? [{ namespace, environment, workloads }] : [],
    ),
  };
}
