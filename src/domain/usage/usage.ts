import type { ClusterSource } from '../clusters/cluster-source.ts';
import type { Resources } from '../workloads/pod-template.ts';

/** How much of something is used; 1 is all of it. Null where nothing that was measured states it. */
export interface Utilization {
  readonly cpuOfRequests: number | null;
  readonly cpuOfLimits: number | null;
  readonly memoryOfRequests: number | null;
  readonly memoryOfLimits: number | null;
}

/** When something was measured. Both null where nothing was. */
export interface Measured {
  /** The oldest sample's, in milliseconds since the epoch. */
  readonly sampledAt: number | null;
  /** The longest interval that CPU was averaged over, in milliseconds. */
  readonly windowMs: number | null;
}

/** What pods use, in cores and bytes, of those that have not ended. */
export interface WorkloadUsage extends Measured {
  /** Of the measured pods; null where there are pods, and none of them was measured. */
  readonly used: Resources;
  /** Of all pods, as the scheduler reserves it; null where none asks for any. */
  readonly requests: Resources;
  /** Of all pods; null where a container has no limit, for then there is none. */
  readonly limits: Resources;
  /** Over the measured containers that state what they are compared with. */
  readonly utilization: Utilization;
  /** What the measured containers may use more; null where one of them has no limit. */
  readonly headroom: Resources;
  readonly pods: number;
  /** Those that were measured. */
  readonly podsCounted: number;
  /** The clusters of the pods. */
  readonly clusters: ReadonlySet<ClusterSource>;
}

/** What machines use, in cores and bytes, with everything that runs on them. */
export interface MachineUsage extends Measured {
  /** Of the measured machines; null where none was measured. */
  readonly used: Resources;
  /** Of all machines: what pods may take together. */
  readonly allocatable: Resources;
  /** What the pods on all of them ask for; null where none asks for any. */
  readonly requests: Resources;
  /** What the pods on all of them may use; null where a container has no limit. */
  readonly limits: Resources;
  /** Of the measured machines: used of allocatable. */
  readonly utilization: Resources;
  /** Requested of allocatable: how full the scheduler takes them for. */
  readonly requested: Resources;
  /** Of the measured machines: allocatable less used. */
  readonly headroom: Resources;
  readonly machines: number;
  readonly machinesCounted: number;
}
