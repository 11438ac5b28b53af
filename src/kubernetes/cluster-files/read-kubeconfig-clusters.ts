import { fail, succeed } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import type { FileProblem } from '../../lib/file-problem.ts';
import { readKubeconfigFile } from './kubeconfig-file.ts';
import { toDnsLabel } from './pattern-hint.ts';
import { insecureWarning } from './read-cluster-file.ts';
import type { DefinedCluster } from './read-cluster-file.ts';

/** The clusters of a kubeconfig: one for each usable context, and a problem for each that is not. */
export interface KubeconfigClusters {
  readonly clusters: readonly DefinedCluster[];
  readonly problems: readonly FileProblem[];
}

/** Reads every context of a kubeconfig as a cluster, named after the context. A broken context does not stop the others. */
export async function readKubeconfigClusters(
  path: string,
): Promise<Result<KubeconfigClusters, readonly FileProblem[]>> {
  const file = await readKubeconfigFile(path);
  if (!file.ok) return fail([{ file: '--kubeconfig', line: null, field: null, message: file.failure }]);
  const clusters: DefinedCluster[] = [];
  const problems: FileProblem[] = [];
  const taken = new Set<string>();
  for (const context of file.value.contexts) {
    const name = freeName(toDnsLabel(context.name), taken);
    if (context.problem !== null) {
      problems.push({ file: '--kubeconfig', line: null, field: null, message: context.problem });
      continue;
    }
    const definition = {
      name,
      labels: {},
      connection: { type: 'kubeconfig', path, context: context.name },
      tenants: ['*'],
      adopt: { hide: ['kube-*'] },
      origin: `--kubeconfig ${context.name}`,
    } as const;
    clusters.push({
      definition,
      identity: JSON.stringify([definition, context.identity]),
      warnings: context.insecure ? [insecureWarning] : [],
      nameLine: null,
    });
  }
  return succeed({ clusters, problems });
}

/** Names that two contexts would share are numbered in the file's order: `prod`, `prod-2`. */
function freeName(label: string, taken: Set<string>): string {
  let name = label;
  for (let number = 2; taken.has(name); number++) {
    const suffix = `-${number}`;
    name = label.slice(0, 63 - suffix.length) + suffix;
  }
  taken.add(name);
  return name;
}
