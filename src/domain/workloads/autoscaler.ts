/** Where a metric of a HorizontalPodAutoscaler comes from. @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/ */
export type AutoscalerMetricType = 'RESOURCE' | 'CONTAINER_RESOURCE' | 'PODS' | 'OBJECT' | 'EXTERNAL';

/** One thing that an autoscaler goes by: what it aims at, and what it last read. */
export interface AutoscalerMetric {
  readonly type: AutoscalerMetricType;
  /** Such as `cpu`, or the name of a metric. */
  readonly name: string;
  /** Of a CONTAINER_RESOURCE. */
  readonly container: string | null;
  readonly target: AutoscalerMetricValue;
  /** Null where it could not be read, or was not yet. */
  readonly current: AutoscalerMetricValue | null;
}

/** Of these only what the metric goes by is there. CPU in cores, memory in bytes, others in their own unit. */
export interface AutoscalerMetricValue {
  /** Of what the pods request; 1 is all of it. */
  readonly utilization: number | null;
  /** For each pod. */
  readonly averageValue: number | null;
  readonly value: number | null;
}

/** What an autoscaler says of itself: `AbleToScale`, `ScalingActive`, `ScalingLimited`. */
export interface AutoscalerCondition {
  readonly type: string;
  readonly status: 'TRUE' | 'FALSE' | 'UNKNOWN';
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionAt: number | null;
}
