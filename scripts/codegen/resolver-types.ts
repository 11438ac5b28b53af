import * as typescript from '@graphql-codegen/typescript';
import * as typescriptResolvers from '@graphql-codegen/typescript-resolvers';
import { runPlugins } from './run-plugins.ts';

/** Parents of the resolvers, by type of the graph: see src/graphql/models.ts. */
const models: Readonly<Record<string, string>> = {
  Actor: 'ActorModel',
  ApiToken: 'ApiTokenModel',
  ApiTokenPayload: 'ApiTokenOutcomeModel',
  App: 'AppModel',
  Approval: 'ApprovalModel',
  ApprovalDecision: 'ApprovalDecisionModel',
  AppInstance: 'AppInstanceModel',
  AuditRecord: 'AuditRecordModel',
  AuditTarget: 'AuditTargetModel',
  Autoscaler: 'AutoscalerModel',
  Cluster: 'ClusterModel',
  ClusterGap: 'ClusterGapModel',
  ClusterKind: 'ClusterKindModel',
  ClusterNode: 'ClusterNodeModel',
  Container: 'ContainerModel',
  ContainerSpec: 'ContainerSpecModel',
  ContainerUsage: 'UsageModel',
  Coverage: 'CoverageModel',
  EnvVar: 'EnvVarModel',
  Environment: 'EnvironmentModel',
  Freeze: 'FreezeModel',
  FreezePayload: 'FreezeOutcomeModel',
  Freshness: 'FreshnessModel',
  HeldRole: 'HeldRoleModel',
  InstanceRollout: 'InstanceRolloutModel',
  KubernetesEvent: 'EventModel',
  MachineUsage: 'MachineUsageModel',
  LogEvent: 'LogEventModel',
  LogGap: 'LogGapModel',
  LogLine: 'LogLineModel',
  LogLines: 'LogLinesModel',
  LogMark: 'LogMarkModel',
  Manager: 'ManagerModel',
  MetricEvent: 'MetricEventModel',
  MetricRange: 'MetricRangeModel',
  MetricSeries: 'MetricSeriesModel',
  Node: 'NodeModel',
  ObjectRef: 'ObjectRefModel',
  Operation: 'OperationModel',
  OperationPayload: 'OutcomeModel',
  OperationStep: 'OperationStepModel',
  Placement: 'PlacementModel',
  Plan: 'PlanModel',
  PlannedChange: 'PlannedChangeModel',
  Pod: 'PodModel',
  Preflight: 'PreflightModel',
  PreflightCheck: 'CheckModel',
  Problem: 'ProblemModel',
  Revision: 'RevisionModel',
  RevisionInstance: 'RevisionInstanceModel',
  Role: 'RoleModel',
  RoleBinding: 'RoleBindingModel',
  RoleBindingPayload: 'RoleBindingOutcomeModel',
  Rollout: 'RolloutModel',
  RolloutEvent: 'RolloutEventModel',
  Tenant: 'TenantModel',
  Usage: 'UsageModel',
  Viewer: 'CallerModel',
};

/** Types with connections, by the parent of their nodes. */
const listed: Readonly<Record<string, string>> = {
  ApiToken: 'ApiTokenModel',
  App: 'AppModel',
  AuditRecord: 'AuditRecordModel',
  Cluster: 'ClusterModel',
  ClusterNode: 'ClusterNodeModel',
  Environment: 'EnvironmentModel',
  Freeze: 'FreezeModel',
  KubernetesEvent: 'EventModel',
  Operation: 'OperationModel',
  Pod: 'PodModel',
  Revision: 'RevisionModel',
  RoleBinding: 'RoleBindingModel',
  Tenant: 'TenantModel',
};

/** The text of src/graphql/__generated__/resolvers.ts. */
export function generateResolverTypes(): Promise<string> {
  const mappers = Object.fromEntries([
    ...Object.entries(models).map(([type, model]) => [type, `../models.ts#${model}`]),
    ...Object.entries(listed).map(([type, model]) => [`${type}Connection`, `ConnectionModel<${model}>`]),
  ]);
  return runPlugins(
    {
      typescript,
      typescriptResolvers,
      models: {
        plugin: () => ({ prepend: ["import type { ConnectionModel } from '../models.ts';"], content: '' }),
      },
    },
    {
      contextType: '../context.ts#GraphqlContext',
      enumsAsTypes: true,
      immutableTypes: true,
      useTypeImports: true,
      disableDescriptions: true,
      strictScalars: true,
      noSchemaStitching: true,
      avoidOptionals: { field: true },
      scalars: { DateTime: 'number', Bytes: 'number', ID: 'string' },
      mappers,
    },
  );
}
