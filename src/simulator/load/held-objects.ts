import type { LoadCluster } from './load-cluster.ts';
import { deploymentKind, looks, podKind } from './load-kinds.ts';

/** An object as a load cluster has it. */
export interface HeldObject {
  readonly uid: string;
  readonly tenant: string;
  readonly environment: string;
  readonly namespace: string;
  readonly app: string;
  readonly name: string;
  /** Of its Deployment: the image's tag is `1.0.` and this. */
  readonly revision: number;
  /** How many changes the cluster had seen with the last one of this object, as the object says it: 0 of a pod that was never restarted. */
  readonly sequence: number;
}

/** What a load cluster has now, to be compared with what is shown of it elsewhere. */
export function heldObjects(cluster: LoadCluster): {
  readonly deployments: readonly HeldObject[];
  readonly pods: readonly HeldObject[];
} {
  const held = (kind: typeof podKind): readonly HeldObject[] =>
    cluster
      .log(kind)
      .snapshot()
      .map((row) => {
        const { uid, tenant, environment, namespace, app, hash, suffix } = kind.fill(cluster, row);
        const name = kind === podKind ? `${app}-${hash}-${suffix}` : app;
        const sequence = kind === podKind && row.look === looks.pod.running ? 0 : row.sequence;
        return { uid, tenant, environment, namespace, app, name, revision: row.revision, sequence };
      });
  return { deployments: held(deploymentKind), pods: held(podKind) };
}
