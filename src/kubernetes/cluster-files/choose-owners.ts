import type { FileProblem } from '../../lib/file-problem.ts';
import type { DefinedCluster } from './read-cluster-file.ts';

/** A cluster and the source (a file's name) that defines it. */
export interface OwnedCluster {
  readonly source: string;
  readonly cluster: DefinedCluster;
}

/**
 * Decides which source defines each name. Where two claim one, the one that had it before keeps it, else the first;
 * the other is a problem that names it.
 */
export function chooseOwners(
  sources: ReadonlyMap<string, { readonly clusters: readonly DefinedCluster[] }>,
  before: ReadonlyMap<string, OwnedCluster>,
): { readonly clusters: ReadonlyMap<string, OwnedCluster>; readonly problems: readonly FileProblem[] } {
  const claims = [...sources].flatMap(([source, { clusters }]) => clusters.map((cluster) => ({ source, cluster })));
  const clusters = new Map<string, OwnedCluster>();
  for (const claim of claims) {
    const { name } = claim.cluster.definition;
    if (before.get(name)?.source === claim.source) clusters.set(name, claim);
  }
  const problems: FileProblem[] = [];
  for (const claim of claims) {
    const { name, origin } = claim.cluster.definition;
    const owner = clusters.get(name);
    if (owner === undefined) clusters.set(name, claim);
    else if (owner !== claim) {
      problems.push({
        file: origin,
        line: claim.cluster.nameLine,
        field: 'name',
        message: `${name} is the name of the cluster of ${owner.cluster.definition.origin} already. Give this one another name.`,
      });
    }
  }
  return { clusters, problems };
}
