import type { Resolvers } from '../__generated__/resolvers.ts';
import { connectionResolvers } from '../paging/connection.ts';
import { bytesScalar } from '../scalars/bytes.ts';
import { dateTimeScalar } from '../scalars/date-time.ts';
import { approvalRequested } from '../subscriptions/approval-requested.ts';
import { logs } from '../subscriptions/logs.ts';
import { metrics } from '../subscriptions/metrics.ts';
import { operation } from '../subscriptions/operation.ts';
import { rollout } from '../subscriptions/rollout.ts';
import { accessMutations } from './access/access-mutations.ts';
import { accessQueries } from './access/access-queries.ts';
import { HeldRole } from './access/held-role.ts';
import { RoleBindingPayload } from './access/role-binding-payload.ts';
import { RoleBinding } from './access/role-binding.ts';
import { Role } from './access/role.ts';
import { Viewer } from './access/viewer.ts';
import { AppInstance } from './apps/app-instance.ts';
import { Autoscaler } from './apps/autoscaler.ts';
import { appQueries } from './apps/app-queries.ts';
import { App } from './apps/app.ts';
import { ContainerSpec } from './apps/container-spec.ts';
import { EnvVar } from './apps/env-var.ts';
import { approvalMutations } from './approvals/approval-mutations.ts';
import { approvalQueries } from './approvals/approval-queries.ts';
import { Approval } from './approvals/approval.ts';
import { auditQueries } from './audit/audit-queries.ts';
import { AuditRecord } from './audit/audit-record.ts';
import { AuditTarget } from './audit/audit-target.ts';
import { ClusterKind } from './clusters/cluster-kind.ts';
import { ClusterNode } from './clusters/cluster-node.ts';
import { clusterQueries } from './clusters/cluster-queries.ts';
import { Cluster } from './clusters/cluster.ts';
import { commonQueries } from './common/common-queries.ts';
import { freezeMutations } from './freezes/freeze-mutations.ts';
import { FreezePayload } from './freezes/freeze-payload.ts';
import { freezeQueries } from './freezes/freeze-queries.ts';
import { Freeze } from './freezes/freeze.ts';
import { LogGap } from './logs/log-gap.ts';
import { LogLine } from './logs/log-line.ts';
import { LogLines } from './logs/log-lines.ts';
import { LogMark } from './logs/log-mark.ts';
import { Node } from './common/node.ts';
import { ObjectRef } from './common/object-ref.ts';
import { metricQueries } from './metrics/metric-queries.ts';
import { MetricRange } from './metrics/metric-range.ts';
import { MetricSeries } from './metrics/metric-series.ts';
import { mutations } from './operations/mutations.ts';
import { OperationPayload } from './operations/operation-payload.ts';
import { operationQueries } from './operations/operation-queries.ts';
import { PreflightCheck } from './operations/preflight-check.ts';
import { OperationStep } from './operations/operation-step.ts';
import { Operation } from './operations/operation.ts';
import { Problem } from './operations/problem.ts';
import { Container } from './pods/container.ts';
import { KubernetesEvent } from './pods/kubernetes-event.ts';
import { Pod } from './pods/pod.ts';
import { Revision } from './rollouts/revision.ts';
import { Rollout } from './rollouts/rollout.ts';
import { apiTokenMutations } from './tokens/api-token-mutations.ts';
import { ApiTokenPayload } from './tokens/api-token-payload.ts';
import { apiTokenQueries } from './tokens/api-token-queries.ts';
import { ApiToken } from './tokens/api-token.ts';
import { Environment } from './tenancy/environment.ts';
import { tenancyQueries } from './tenancy/tenancy-queries.ts';
import { Tenant } from './tenancy/tenant.ts';
import { MachineUsage } from './usage/machine-usage.ts';
import { ContainerUsage, Usage } from './usage/usage.ts';

/** Every field that is more than a property of its parent. */
export const resolvers: Resolvers = {
  DateTime: dateTimeScalar,
  Bytes: bytesScalar,

  Query: {
    ...commonQueries,
    ...clusterQueries,
    ...tenancyQueries,
    ...appQueries,
    ...operationQueries,
    ...auditQueries,
    ...freezeQueries,
    ...approvalQueries,
    ...accessQueries,
    ...apiTokenQueries,
    ...metricQueries,
  },
  Mutation: { ...mutations, ...freezeMutations, ...approvalMutations, ...accessMutations, ...apiTokenMutations },
  Subscription: { logs, metrics, rollout, operation, approvalRequested },

  ApiToken,
  ApiTokenPayload,
  App,
  AppInstance,
  Approval,
  AuditRecord,
  AuditTarget,
  Autoscaler,
  Cluster,
  ClusterKind,
  ClusterNode,
  Container,
  ContainerSpec,
  ContainerUsage,
  EnvVar,
  Environment,
  Freeze,
  FreezePayload,
  HeldRole,
  KubernetesEvent,
  LogGap,
  LogLine,
  LogLines,
  LogMark,
  MachineUsage,
  MetricRange,
  MetricSeries,
  Node,
  ObjectRef,
  Operation,
  OperationPayload,
  OperationStep,
  PreflightCheck,
  Pod,
  Problem,
  Revision,
  Role,
  RoleBinding,
  RoleBindingPayload,
  Rollout,
  Tenant,
  Usage,
  Viewer,

  ApiTokenConnection: connectionResolvers,
  AppConnection: connectionResolvers,
  AuditRecordConnection: connectionResolvers,
  ClusterConnection: connectionResolvers,
  ClusterNodeConnection: connectionResolvers,
  EnvironmentConnection: connectionResolvers,
  FreezeConnection: connectionResolvers,
  KubernetesEventConnection: connectionResolvers,
  OperationConnection: connectionResolvers,
  PodConnection: connectionResolvers,
  RevisionConnection: connectionResolvers,
  RoleBindingConnection: connectionResolvers,
  TenantConnection: connectionResolvers,
};
