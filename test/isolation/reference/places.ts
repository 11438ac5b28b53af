import type { AppKey } from '../../../src/domain/fleet/keys.ts';
import type { GapReason } from '../../../src/domain/clusters/cluster-state.ts';
import type { World } from '../world/model.ts';

/** A workload of an app. */
interface Place {
  /** Id. */
  readonly cluster: string;
  readonly gap: GapReason | null;
  readonly namespace: string;
  readonly manager: string | null;
}

/** Where an app is. */
export function placesOf({ clusters }: World, app: AppKey): readonly Place[] {
  return clusters.flatMap(({ id, gap, namespaces }) =>
    namespaces
      .filter(({ environment }) => environment?.tenant === app.tenant && environment.environment === app.environment)
      .flatMap(({ name: namespace, workloads }) =>
        workloads
          .filter(({ name, kind }) => name === app.name && kind === app.kind)
          .map(({ manager }) => ({ cluster: id, gap, namespace, manager })),
      ),
  );
}
