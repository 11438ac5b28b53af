import { paginate, typedDocument } from '../../../sdk/src/sdk.ts';
import type { Connection, schema, TenantryClient } from '../../../sdk/src/sdk.ts';
import type { WorkloadKind } from '../../support/workloads.ts';
import type { WorkloadName } from './many-workloads.ts';
import { podText } from './workload-view.ts';
import type { ClusterView, WorkloadView } from './workload-view.ts';

type App = Pick<schema.App, 'id' | 'name' | 'kind' | 'environment' | 'instances' | 'rollout' | 'revisions' | 'pods'>;

const appsDocument = typedDocument<{ apps: Connection<App> }, { tenant: string; after: string | null }>(`
  query Everything($tenant: String!, $after: String) {
    apps(filter: { tenants: [$tenant] }, first: 40, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        id name kind
        instances {
          cluster { name } namespace name image revision
          replicas { desired current updated ready available }
        }
        rollout { phase instances { cluster { name } phase revision } }
        revisions(first: 100) { nodes { image instances { cluster { name } number current } } }
        pods(first: 500) { nodes { name namespace cluster { name } phase ready restarts nodeName containers { image } } }
      }
    }
  }
`);

const kindNames: Readonly<Record<string, WorkloadKind>> = {
  DEPLOYMENT: 'Deployment',
  STATEFUL_SET: 'StatefulSet',
  DAEMON_SET: 'DaemonSet',
};

/** What the graph shows of a tenant: by cluster, then by workload; and the phases by the same names. */
export interface TenantView {
  readonly clusters: Readonly<Record<string, ClusterView>>;
  readonly phases: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Ids of apps by `namespace/Kind/name`, which are the same in each cluster. */
  readonly ids: Readonly<Record<string, string>>;
}

/** Asks for everything of a tenant, page by page. */
export async function graphView(client: TenantryClient, tenant: string): Promise<TenantView> {
  const clusters: Record<string, Record<string, WorkloadView>> = {};
  const phases: Record<string, Record<string, string>> = {};
  const ids: Record<string, string> = {};
  for await (const app of paginate(async (after) => (await client.query(appsDocument, { tenant, after })).apps)) {
    for (const instance of app.instances) {
      const cluster = instance.cluster.name;
      const key = workloadKey({ namespace: instance.namespace, kind: kindOf(app.kind), name: instance.name });
      const { desired, current, updated, ready, available } = instance.replicas;
      ids[key] = app.id;
      (clusters[cluster] ??= {})[key] = {
        image: instance.image ?? 'none',
        replicas: [desired, current, updated, ready, available],
        revisions: revisionsOf(app, cluster),
        revision: instance.revision,
        pods: podsOf(app, cluster, instance.namespace),
      };
      const rollout = app.rollout?.instances.find((one) => one.cluster.name === cluster);
      (phases[cluster] ??= {})[key] = rollout?.phase ?? 'none';
    }
  }
  return { clusters, phases, ids };
}

/** `namespace/Kind/name` */
export function workloadKey({ namespace, kind, name }: WorkloadName): string {
  return `${namespace}/${kind}/${name}`;
}

function revisionsOf(app: App, cluster: string): readonly string[] {
  return app.revisions.nodes
    .flatMap(({ image, instances }) =>
      instances.filter((instance) => instance.cluster.name === cluster).map(({ number }) => `${number} ${image}`),
    )
    .toSorted();
}

function podsOf(app: App, cluster: string, namespace: string): readonly string[] {
  return app.pods.nodes
    .filter((pod) => pod.cluster.name === cluster && pod.namespace === namespace)
    .map(({ name, phase, ready, restarts, nodeName, containers }) =>
      podText({ name, phase, ready, restarts, image: containers[0]?.image ?? 'none', node: nodeName }),
    )
    .toSorted();
}

function kindOf(kind: string): WorkloadKind {
  const name = kindNames[kind];
  if (name === undefined) throw new Error(`unknown kind ${kind}`);
  return name;
}
