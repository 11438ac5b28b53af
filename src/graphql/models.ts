import type { HeldRole } from '../domain/access/access.ts';
import type { BindingOutcome, SourcedBinding } from '../domain/access/bindings.ts';
import type { Role } from '../domain/access/role.ts';
import type { Approval, ApprovalDecision } from '../domain/approvals/approval.ts';
import type { Actor, Caller } from '../domain/caller.ts';
import type { AuditRecord, AuditTarget } from '../domain/audit/audit-record.ts';
import type { CachedKind, CachedObject } from '../domain/clusters/cached-kind.ts';
import type { ClusterSource } from '../domain/clusters/cluster-source.ts';
import type { Freshness } from '../domain/clusters/cluster-state.ts';
import type { FleetEvent, FleetPod, Revision } from '../domain/fleet/fleet.ts';
import type {
  App,
  AppInstance,
  ClusterGap,
  Coverage,
  Environment,
  Manager,
  ObjectRef,
  Placement,
  Tenant,
} from '../domain/fleet/fleet-model.ts';
import type { Freeze } from '../domain/freezes/freeze.ts';
import type { FreezeOutcome } from '../domain/freezes/freezes.ts';
import type { LogEvent } from '../domain/logs/follow-logs.ts';
import type { LogMark } from '../domain/logs/follow-event.ts';
import type { LogLine } from '../domain/logs/line-view.ts';
import type { LogGap, LogLines } from '../domain/logs/read-logs.ts';
import type { Operation, OperationStep, Plan, PlannedChange, Preflight } from '../domain/operations/operation.ts';
import type { MetricRange, MetricSeries } from '../domain/metrics/metric-range.ts';
import type { MetricEvent } from '../domain/metrics/watch-metrics.ts';
import type { OperationOutcome } from '../domain/operations/operations.ts';
import type { Check } from '../domain/operations/preflight.ts';
import type { Page } from '../domain/paging/page.ts';
import type { Problem } from '../domain/problem.ts';
import type { InstanceRollout, Rollout, RolloutEvent } from '../domain/rollouts/rollout.ts';
import type { ApiToken } from '../domain/tokens/api-token.ts';
import type { ApiTokenOutcome } from '../domain/tokens/api-tokens.ts';
import type { MachineUsage, WorkloadUsage } from '../domain/usage/usage.ts';
import type { ClusterNode, HorizontalPodAutoscaler } from '../domain/workloads/cluster-objects.ts';
import type { ContainerSpec, EnvVar } from '../domain/workloads/pod-template.ts';
import type { Container } from '../domain/workloads/pod.ts';

// What a resolver's parent is for each type of the graph: the domain's own objects wherever these will do.

export type ActorModel = Actor;
export type ApiTokenModel = ApiToken;
export type ApiTokenOutcomeModel = ApiTokenOutcome;
export type AppModel = App;
export type AppInstanceModel = AppInstance;
/** The approval of an operation, with the reason of whoever asked for that. */
export type ApprovalModel = Approval & Pick<Operation, 'reason'>;
export type ApprovalDecisionModel = ApprovalDecision;
export type AuditRecordModel = AuditRecord;
export type AuditTargetModel = AuditTarget;
export type CallerModel = Caller;
export type CheckModel = Check;
export type ClusterGapModel = ClusterGap;
/** A container, and the pod that it is of. */
export type ContainerModel = Container & { readonly of: FleetPod };
export type CoverageModel = Coverage;
export type EnvironmentModel = Environment;
export type EventModel = FleetEvent;
export type FreezeModel = Freeze;
export type FreezeOutcomeModel = FreezeOutcome;
export type HeldRoleModel = HeldRole;
export type FreshnessModel = Freshness;
export type InstanceRolloutModel = InstanceRollout;
export type LogEventModel = LogEvent;
export type LogGapModel = LogGap;
export type LogLineModel = LogLine;
export type LogMarkModel = LogMark;
export type ManagerModel = Manager;
export type MetricEventModel = MetricEvent;
export type MetricRangeModel = MetricRange;
export type MetricSeriesModel = MetricSeries;
export type OperationModel = Operation;
export type OperationStepModel = OperationStep;
export type OutcomeModel = OperationOutcome;
export type PlacementModel = Placement;
export type PlanModel = Plan;
export type PlannedChangeModel = PlannedChange;
export type PodModel = FleetPod;
export type PreflightModel = Preflight;
export type ProblemModel = Problem;
export type RevisionModel = Revision;
export type RevisionInstanceModel = Revision['instances'][number];
export type RoleBindingModel = SourcedBinding;
export type RoleBindingOutcomeModel = BindingOutcome;
export type RoleModel = Role;
export type RolloutModel = Rollout;
export type RolloutEventModel = RolloutEvent;
export type TenantModel = Tenant;

/** A cluster that records speak of, and that is no longer registered. */
export interface RemovedCluster {
  readonly id: string;
  readonly removed: true;
}

/** What everyone who sees a cluster sees of it; the rest is for `fleet.inside`. */
export type SeenCluster = Pick<ClusterSource, 'id' | 'name' | 'freshness'> & {
  readonly definition: Pick<ClusterSource['definition'], 'labels'>;
  readonly state: Pick<ClusterSource['state'], 'status'>;
};

export type ClusterModel = SeenCluster | RemovedCluster;

/** A page, and the clusters that its coverage is about; null: it came from the records, which are always complete. */
export interface ConnectionModel<T> {
  readonly page: Page<T>;
  /** Those that it was read from; null of what no cluster holds. */
  readonly clusters: (() => readonly ClusterSource[]) | null;
}

/** One kind of object of a cluster. */
export interface ClusterKindModel {
  readonly kind: string;
  readonly cache: CachedKind<CachedObject>;
}

/** A machine and the cluster that it belongs to. */
export interface ClusterNodeModel {
  readonly cluster: ClusterSource;
  readonly node: ClusterNode;
}

/** Where a pod template is, which is where the objects are that it refers to. */
export interface TemplateHome {
  readonly cluster: ClusterSource;
  readonly namespace: string;
}

export interface ContainerSpecModel {
  readonly spec: ContainerSpec;
  readonly home: TemplateHome;
}

export interface EnvVarModel {
  readonly variable: EnvVar;
  readonly home: TemplateHome;
}

/** An autoscaler and the cluster that it is in. */
export interface AutoscalerModel {
  readonly cluster: ClusterSource;
  readonly autoscaler: HorizontalPodAutoscaler;
}

/** What pods use. `holders`: the clusters that such pods may be in. */
export interface UsageModel {
  readonly usage: WorkloadUsage;
  readonly holders: readonly ClusterSource[];
}

/** What machines of a cluster use. */
export interface MachineUsageModel {
  readonly usage: MachineUsage;
  readonly cluster: ClusterSource;
}

/** Lines of logs. `holders`: the clusters that such containers may be in. */
export interface LogLinesModel extends LogLines {
  readonly holders: readonly ClusterSource[];
}

/** An object, by its cluster or by the id that records have of it. */
export type ObjectRefModel = ObjectRef;

/** Everything with a global id. */
export type NodeModel =
  | ClusterModel
  | ClusterNodeModel
  | TenantModel
  | EnvironmentModel
  | AppModel
  | RevisionModel
  | PodModel
  | RolloutModel
  | OperationModel
  | AuditRecordModel
  | FreezeModel
  | ApiTokenModel;
