import type { OutageMode } from '../http/api-server.ts';
import type { Lifecycle } from '../lifecycle/lifecycle.ts';
import type { IntOrString } from '../objects/kube-object.ts';
import type { EnvVar, ResourceRequirements } from '../objects/pod.ts';

/** One simulated cluster: what is in it when it starts, and what happens to it. */
export interface ClusterDefinition {
  readonly name: string;
  /** Labels of the cluster itself, such as its region. */
  readonly labels: Readonly<Record<string, string>>;
  /** Such as v1.35.4. */
  readonly kubernetesVersion: string;
  readonly nodes: NodePool;
  readonly namespaces: readonly NamespaceDefinition[];
  readonly workloads: readonly WorkloadDefinition[];
  readonly lifecycles: readonly Lifecycle[];
  readonly outages: readonly OutagePlan[];
}

export interface NodePool {
  readonly count: number;
  readonly cpu: string;
  readonly memory: string;
  readonly zones: readonly string[];
  readonly region?: string;
}

export interface NamespaceDefinition {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** The hard limits of a ResourceQuota, such as `requests.cpu: "8"`. */
  readonly quota?: Readonly<Record<string, string>>;
}

export interface WorkloadDefinition {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  readonly namespace: string;
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Not for DaemonSets. */
  readonly replicas?: number;
  readonly strategy?: 'RollingUpdate' | 'Recreate' | 'OnDelete';
  readonly maxSurge?: IntOrString;
  readonly maxUnavailable?: IntOrString;
  /** In seconds. */
  readonly progressDeadline?: number;
  readonly paused?: boolean;
  readonly autoscale?: { readonly min: number; readonly max: number; readonly cpu: number };
  readonly podAnnotations?: Readonly<Record<string, string>>;
  readonly containers: readonly ContainerDefinition[];
  /** Earlier deploys, oldest first; the workload's own containers are the last one. */
  readonly history?: readonly RevisionDefinition[];
  /** How long ago the last deploy was, in hours. */
  readonly deployedHoursAgo?: number;
  readonly changeCause?: string;
  /** Who applied it: kubectl-client-side-apply, helm, argocd-controller … */
  readonly manager?: string;
}

export interface ContainerDefinition {
  readonly name: string;
  readonly image: string;
  readonly env?: readonly EnvVar[];
  readonly resources?: ResourceRequirements;
  readonly port?: number;
}

export interface RevisionDefinition {
  /** Of the first container. */
  readonly image: string;
  readonly hoursAgo: number;
  readonly changeCause?: string;
}

/** The cluster cannot be reached now and then. Times are seconds since the start of the simulator. */
export interface OutagePlan {
  readonly firstAfter: number;
  readonly every: number;
  readonly lasts: number;
  readonly mode?: OutageMode;
}
