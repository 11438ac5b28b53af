import type { WorkloadKind } from '../workloads/workload.ts';

/** Names one environment of the fleet. */
export interface EnvironmentKey {
  readonly tenant: string;
  readonly environment: string;
}

/** Names one app of the fleet: full name and kind, so that recreation and moves keep it. */
export interface AppKey extends EnvironmentKey {
  readonly name: string;
  readonly kind: WorkloadKind;
}
