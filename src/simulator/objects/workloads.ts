import type { Condition, IntOrString, KubeObject, LabelSelector } from './kube-object.ts';
import type { PodTemplate } from './pod.ts';

export interface Deployment extends KubeObject {
  readonly kind: 'Deployment';
  readonly spec: {
    readonly replicas: number;
    readonly selector: LabelSelector;
    readonly template: PodTemplate;
    readonly strategy: {
      readonly type: 'RollingUpdate' | 'Recreate';
      readonly rollingUpdate?: { readonly maxSurge: IntOrString; readonly maxUnavailable: IntOrString };
    };
    readonly minReadySeconds?: number;
    readonly revisionHistoryLimit: number;
    readonly progressDeadlineSeconds: number;
    readonly paused?: boolean;
  };
  readonly status: DeploymentStatus;
}

export interface DeploymentStatus {
  readonly observedGeneration?: number;
  readonly replicas?: number;
  readonly updatedReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly unavailableReplicas?: number;
  readonly terminatingReplicas?: number;
  readonly collisionCount?: number;
  readonly conditions?: readonly Condition[];
}

export interface ReplicaSet extends KubeObject {
  readonly kind: 'ReplicaSet';
  readonly spec: {
    readonly replicas: number;
    readonly selector: LabelSelector;
    readonly template: PodTemplate;
    readonly minReadySeconds?: number;
  };
  readonly status: ReplicaSetStatus;
}

export interface ReplicaSetStatus {
  readonly observedGeneration?: number;
  readonly replicas: number;
  readonly fullyLabeledReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly terminatingReplicas?: number;
  readonly conditions?: readonly Condition[];
}

export interface StatefulSet extends KubeObject {
  readonly kind: 'StatefulSet';
  readonly spec: {
    readonly replicas: number;
    readonly selector: LabelSelector;
    readonly serviceName: string;
    readonly template: PodTemplate;
    readonly podManagementPolicy: 'OrderedReady' | 'Parallel';
    readonly updateStrategy: {
      readonly type: 'RollingUpdate' | 'OnDelete';
      readonly rollingUpdate?: { readonly partition: number };
    };
    readonly persistentVolumeClaimRetentionPolicy?: { readonly whenDeleted: string; readonly whenScaled: string };
    readonly minReadySeconds?: number;
    readonly revisionHistoryLimit: number;
  };
  readonly status: StatefulSetStatus;
}

export interface StatefulSetStatus {
  readonly observedGeneration?: number;
  readonly replicas: number;
  readonly readyReplicas?: number;
  readonly availableReplicas: number;
  readonly currentReplicas?: number;
  readonly updatedReplicas?: number;
  readonly currentRevision?: string;
  readonly updateRevision?: string;
  readonly collisionCount?: number;
}

export interface DaemonSet extends KubeObject {
  readonly kind: 'DaemonSet';
  readonly spec: {
    readonly selector: LabelSelector;
    readonly template: PodTemplate;
    readonly updateStrategy: {
      readonly type: 'RollingUpdate' | 'OnDelete';
      readonly rollingUpdate?: { readonly maxSurge: IntOrString; readonly maxUnavailable: IntOrString };
    };
    readonly minReadySeconds?: number;
    readonly revisionHistoryLimit: number;
  };
  readonly status: DaemonSetStatus;
}

export interface DaemonSetStatus {
  readonly observedGeneration?: number;
  readonly currentNumberScheduled: number;
  readonly desiredNumberScheduled: number;
  readonly numberMisscheduled: number;
  readonly numberReady: number;
  readonly updatedNumberScheduled?: number;
  readonly numberAvailable?: number;
  readonly numberUnavailable?: number;
  readonly collisionCount?: number;
}

export interface ControllerRevision extends KubeObject {
  readonly kind: 'ControllerRevision';
  /** The patch that restores the template: `{ spec: { template: { …, $patch: replace } } }`. */
  readonly data: { readonly spec: { readonly template: PodTemplate & { readonly $patch: 'replace' } } };
  readonly revision: number;
}

/** The kinds that own pods of their own accord and that a caller may patch. */
export type Workload = Deployment | StatefulSet | DaemonSet;
