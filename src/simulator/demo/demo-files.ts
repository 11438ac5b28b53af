import type { Lifecycle } from '../lifecycle/lifecycle.ts';
import type { IntOrString } from '../objects/kube-object.ts';
import type { ResourceRequirements } from '../objects/pod.ts';
import type { NamespaceDefinition, NodePool, OutagePlan, WorkloadDefinition } from './cluster-definition.ts';

/** A file of `clusters/demo/`: one simulated cluster. */
export interface ClusterFile {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly kubernetesVersion: string;
  readonly nodes: NodePool;
  /** Files with lifecycles and tenants, relative to this one. */
  readonly lifecycles?: readonly string[];
  readonly tenants?: readonly string[];
  /** Namespaces that belong to no tenant, and what runs in them. */
  readonly namespaces?: readonly NamespaceDefinition[];
  readonly workloads?: readonly WorkloadDefinition[];
  /** The label keys by which this cluster's namespaces say their tenant and environment. */
  readonly namespaceLabels?: { readonly tenant: string; readonly environment: string };
  readonly outages?: readonly OutagePlan[];
  /** How the gateway is told to read the namespaces; handed on as it is. */
  readonly adopt?: unknown;
}

/** A file of lifecycles. */
export interface LifecycleFile {
  readonly lifecycles: readonly Lifecycle[];
}

/** A file of one tenant: its environments, and its apps in each of them. */
export interface TenantFile {
  readonly tenant: string;
  readonly environments: Readonly<Record<string, EnvironmentEntry>>;
  readonly apps: readonly AppEntry[];
}

export interface EnvironmentEntry {
  readonly clusters: readonly string[];
  /** The hard limits of a ResourceQuota in each cluster. */
  readonly quota?: Readonly<Record<string, string>>;
}

export interface AppEntry {
  readonly name: string;
  readonly kind?: WorkloadDefinition['kind'];
  /** Without a tag: that is the version. */
  readonly image: string;
  readonly port?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Environment variables from secrets, as `secret/key`. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly resources?: ResourceRequirements;
  readonly sidecars?: readonly {
    readonly name: string;
    readonly image: string;
    readonly resources?: ResourceRequirements;
  }[];
  readonly strategy?: WorkloadDefinition['strategy'];
  readonly maxSurge?: IntOrString;
  readonly maxUnavailable?: IntOrString;
  readonly manager?: string;
  /** By environment. */
  readonly in: Readonly<Record<string, AppPlacement & { readonly per?: Readonly<Record<string, AppPlacement>> }>>;
}

/** An app in one environment, or, under `per`, what differs in one cluster. */
export interface AppPlacement {
  readonly version?: string;
  readonly replicas?: number;
  readonly hoursAgo?: number;
  readonly cause?: string;
  readonly history?: readonly { readonly version: string; readonly hoursAgo: number; readonly cause?: string }[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly paused?: boolean;
  readonly progressDeadline?: number;
  readonly autoscale?: WorkloadDefinition['autoscale'];
  /** Default: all clusters of the environment. */
  readonly clusters?: readonly string[];
}
