import type { ControlPlaneClient } from '../../support/control-plane-client.ts';
import type { WorkloadKind } from '../../support/workloads.ts';
import type { WorkloadName } from './many-workloads.ts';
import { podText } from './workload-view.ts';
import type { ClusterView, WorkloadView } from './workload-view.ts';

interface Template {
  readonly spec: { readonly containers: readonly { readonly image: string }[] };
}

interface Item {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly uid: string }[];
  };
  readonly spec: { readonly replicas?: number; readonly template?: Template; readonly nodeName?: string };
  readonly status: Readonly<Record<string, number | string | undefined>> & {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses?: readonly { readonly restartCount: number }[];
  };
  readonly revision?: number;
  readonly data?: { readonly spec: { readonly template: Template } };
}

const kinds = 'deployments,statefulsets,daemonsets,replicasets,controllerrevisions,pods';
const counted: Readonly<Record<WorkloadKind, readonly string[]>> = {
  Deployment: ['replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas'],
  StatefulSet: ['replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas'],
  DaemonSet: ['currentNumberScheduled', 'updatedNumberScheduled', 'numberReady', 'numberAvailable'],
};

/** What `kubectl get` shows of all workloads in the namespaces. */
export async function kubectlView(cluster: ControlPlaneClient, namespaces: readonly string[]): Promise<ClusterView> {
  // One call for all: the moment that it shows should be a short one.
  const { stdout, stderr, code } = await cluster.kubectl(['get', kinds, '--all-namespaces', '-o', 'json']);
  if (code !== 0) throw new Error(stderr);
  const { items } = JSON.parse(stdout) as { items: readonly Item[] };
  const owned = Map.groupBy(items, (item) => item.metadata.ownerReferences?.[0]?.uid ?? '');
  const views: Record<string, WorkloadView> = {};
  for (const item of items) {
    const { kind, metadata } = item;
    if (!namespaces.includes(metadata.namespace) || !isWorkloadKind(kind)) continue;
    views[`${metadata.namespace}/${kind}/${metadata.name}`] = viewOf(item, kind, owned);
  }
  return views;
}

/** What `kubectl rollout status` says at this moment: `done`, `waiting` or `failed`. */
export async function rolloutStatus(
  cluster: ControlPlaneClient,
  { namespace, kind, name }: WorkloadName,
): Promise<string> {
  const args = ['rollout', 'status', `${kind.toLowerCase()}/${name}`, '-n', namespace, '--watch=false'];
  const { code, stdout } = await cluster.kubectl(args);
  if (code !== 0) return 'failed';
  return /successfully rolled out|rolling update complete|roll out complete/.test(stdout) ? 'done' : 'waiting';
}

function viewOf(item: Item, kind: WorkloadKind, owned: ReadonlyMap<string, readonly Item[]>): WorkloadView {
  const children = owned.get(item.metadata.uid) ?? [];
  const records = children.filter((child) => child.kind === 'ReplicaSet' || child.kind === 'ControllerRevision');
  const pods = kind === 'Deployment' ? records.flatMap(({ metadata }) => owned.get(metadata.uid) ?? []) : children;
  const desired = kind === 'DaemonSet' ? count(item.status['desiredNumberScheduled']) : (item.spec.replicas ?? 1);
  const [current, updated, ready, available] = counted[kind].map((field) => count(item.status[field]));
  return {
    image: imageOf(item.spec.template),
    replicas: [desired, current ?? 0, updated ?? 0, ready ?? 0, available ?? 0],
    revisions: records.map((record) => `${numberOf(record)} ${imageOf(templateOf(record))}`).toSorted(),
    revision: currentRevision(item, kind, records),
    pods: pods
      .filter(({ kind }) => kind === 'Pod')
      .map((pod) =>
        podText({
          name: pod.metadata.name,
          phase: pod.status.phase ?? '',
          ready: pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false,
          restarts: (pod.status.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0),
          image: imageOf(pod as unknown as Template),
          node: pod.spec.nodeName ?? null,
        }),
      )
      .toSorted(),
  };
}

/** As the API itself tells it: a Deployment's annotation, the ControllerRevision that a StatefulSet names, a DaemonSet's newest. */
function currentRevision(item: Item, kind: WorkloadKind, records: readonly Item[]): number | null {
  if (kind === 'Deployment') {
    const text = item.metadata.annotations?.['deployment.kubernetes.io/revision'];
    return text === undefined ? null : Number(text);
  }
  if (kind === 'StatefulSet') {
    return records.find(({ metadata }) => metadata.name === item.status['updateRevision'])?.revision ?? null;
  }
  return Math.max(...records.map(({ revision }) => revision ?? 0)) || null;
}

function numberOf(record: Item): number {
  return record.revision ?? Number(record.metadata.annotations?.['deployment.kubernetes.io/revision']);
}

function templateOf(record: Item): Template | undefined {
  return record.kind === 'ReplicaSet' ? record.spec.template : record.data?.spec.template;
}

function imageOf(template: Template | undefined): string {
  return template?.spec.containers[0]?.image ?? 'none';
}

function count(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function isWorkloadKind(kind: string): kind is WorkloadKind {
  return kind in counted;
}
