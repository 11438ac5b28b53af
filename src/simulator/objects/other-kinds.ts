import type { Condition, KubeObject } from './kube-object.ts';

export interface Namespace extends KubeObject {
  readonly kind: 'Namespace';
  readonly spec: { readonly finalizers: readonly string[] };
  readonly status: { readonly phase: string };
}

export interface Node extends KubeObject {
  readonly kind: 'Node';
  readonly spec: {
    readonly podCIDR?: string;
    readonly providerID?: string;
    readonly unschedulable?: boolean;
    readonly taints?: readonly { readonly key: string; readonly effect: string }[];
  };
  readonly status: {
    readonly capacity: Readonly<Record<string, string>>;
    readonly allocatable: Readonly<Record<string, string>>;
    readonly conditions: readonly Condition[];
    readonly addresses: readonly { readonly type: string; readonly address: string }[];
    readonly nodeInfo: Readonly<Record<string, string>>;
  };
}

export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly resourceVersion?: string;
  readonly fieldPath?: string;
}

/** core/v1 Event. Those of the scheduler have an eventTime and no timestamps, as in a real cluster. */
export interface KubeEvent extends KubeObject {
  readonly kind: 'Event';
  readonly involvedObject: ObjectReference;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly source: { readonly component?: string; readonly host?: string };
  readonly firstTimestamp: string | null;
  readonly lastTimestamp: string | null;
  readonly count?: number;
  readonly eventTime: string | null;
  readonly action?: string;
  readonly reportingComponent: string;
  readonly reportingInstance: string;
}

export interface ResourceQuota extends KubeObject {
  readonly kind: 'ResourceQuota';
  readonly spec: { readonly hard: Readonly<Record<string, string>> };
  readonly status: {
    readonly hard?: Readonly<Record<string, string>>;
    readonly used?: Readonly<Record<string, string>>;
  };
}

export interface HorizontalPodAutoscaler extends KubeObject {
  readonly kind: 'HorizontalPodAutoscaler';
  readonly spec: {
    readonly scaleTargetRef: { readonly apiVersion: string; readonly kind: string; readonly name: string };
    readonly minReplicas?: number;
    readonly maxReplicas: number;
    readonly metrics?: readonly unknown[];
  };
  readonly status: {
    readonly currentReplicas?: number;
    readonly desiredReplicas: number;
    readonly currentMetrics?: readonly unknown[] | null;
    readonly conditions?: readonly Condition[];
    readonly lastScaleTime?: string;
  };
}
