// Made by codegen.ts: change schema/ or sdk/operations/ and run `npm run generate`.
import { typedDocument } from '../typed-document.ts';
import type {
  DeployAppMutation,
  DeployAppMutationVariables,
  ScaleAppMutation,
  ScaleAppMutationVariables,
  RollbackAppMutation,
  RollbackAppMutationVariables,
  RestartAppMutation,
  RestartAppMutationVariables,
  PauseRolloutMutation,
  PauseRolloutMutationVariables,
  ResumeRolloutMutation,
  ResumeRolloutMutationVariables,
  CancelOperationMutation,
  CancelOperationMutationVariables,
  CreateFreezeMutation,
  CreateFreezeMutationVariables,
  EndFreezeMutation,
  EndFreezeMutationVariables,
  ApproveOperationMutation,
  ApproveOperationMutationVariables,
  RejectOperationMutation,
  RejectOperationMutationVariables,
  ViewerQuery,
  ViewerQueryVariables,
  CoverageQuery,
  CoverageQueryVariables,
  ClusterQuery,
  ClusterQueryVariables,
  ClustersQuery,
  ClustersQueryVariables,
  TenantsQuery,
  TenantsQueryVariables,
  EnvironmentsQuery,
  EnvironmentsQueryVariables,
  AppQuery,
  AppQueryVariables,
  AppsQuery,
  AppsQueryVariables,
  AppPodsQuery,
  AppPodsQueryVariables,
  AppRevisionsQuery,
  AppRevisionsQueryVariables,
  OperationQuery,
  OperationQueryVariables,
  OperationsQuery,
  OperationsQueryVariables,
  AuditRecordsQuery,
  AuditRecordsQueryVariables,
  FreezesQuery,
  FreezesQueryVariables,
  AwaitingMyApprovalQuery,
  AwaitingMyApprovalQueryVariables,
  AppUsageQuery,
  AppUsageQueryVariables,
  EnvironmentUsageQuery,
  EnvironmentUsageQueryVariables,
  TenantUsageQuery,
  TenantUsageQueryVariables,
  ClusterUsageQuery,
  ClusterUsageQueryVariables,
  MetricDefinitionsQuery,
  MetricDefinitionsQueryVariables,
  AppMetricsQuery,
  AppMetricsQueryVariables,
  EnvironmentMetricsQuery,
  EnvironmentMetricsQueryVariables,
  TenantMetricsQuery,
  TenantMetricsQueryVariables,
  ClusterMetricsQuery,
  ClusterMetricsQueryVariables,
  AppLogsQuery,
  AppLogsQueryVariables,
  RolloutEventsSubscription,
  RolloutEventsSubscriptionVariables,
  OperationStatesSubscription,
  OperationStatesSubscriptionVariables,
  ApprovalRequestsSubscription,
  ApprovalRequestsSubscriptionVariables,
  LogEventsSubscription,
  LogEventsSubscriptionVariables,
  MetricEventsSubscription,
  MetricEventsSubscriptionVariables,
} from './operation-types.ts';

export const DeployAppDocument = typedDocument<DeployAppMutation, DeployAppMutationVariables>(`
mutation DeployApp($input: DeployAppInput!) {
  deployApp(input: $input) {
    ...Outcome
  }
}

fragment Outcome on OperationPayload {
  operation {
    ...OperationDetails
  }
  plan {
    ...PlanDetails
  }
  problems {
    ...ProblemDetails
  }
  preflight {
    ...PreflightDetails
  }
}

fragment OperationDetails on Operation {
  id
  kind
  state
  target {
    id
  }
  actor {
    name
    kind
  }
  reason
  problem {
    ...ProblemDetails
  }
  supersededBy {
    id
  }
  approval {
    ...ApprovalDetails
  }
  steps {
    cluster {
      ...ClusterRef
    }
    namespace
    state
    message
    problem {
      ...ProblemDetails
    }
    startedAt
    finishedAt
  }
  createdAt
  startedAt
  finishedAt
}

fragment ProblemDetails on Problem {
  code
  message
  retryable
  path
  cluster {
    ...ClusterRef
  }
}

fragment ClusterRef on Cluster {
  id
  name
}

fragment ApprovalDetails on Approval {
  required
  role
  requesterMayApprove
  validSeconds
  expiresAt
  approvedAt
  decisions {
    actor {
      name
      kind
    }
    decision
    comment
    at
    digest
  }
  breakGlass {
    by {
      name
      kind
    }
    reason
  }
}

fragment PlanDetails on Plan {
  verdict
  checks {
    ...CheckDetails
  }
  digest
  changes {
    ...ChangeDetails
  }
  warnings {
    ...ProblemDetails
  }
}

fragment CheckDetails on PreflightCheck {
  kind
  outcome
  cluster {
    ...ClusterRef
  }
  message
  remedy
}

fragment ChangeDetails on PlannedChange {
  object {
    cluster {
      ...ClusterRef
    }
    apiVersion
    kind
    namespace
    name
  }
  action
  diff
}

fragment PreflightDetails on Preflight {
  verdict
  checks {
    ...CheckDetails
  }
  digest
  changes {
    ...ChangeDetails
  }
}
`);

export const ScaleAppDocument = typedDocument<ScaleAppMutation, ScaleAppMutationVariables>(`
mutation ScaleApp($input: ScaleAppInput!) {
  scaleApp(input: $input) {
    ...Outcome
  }
}

fragment Outcome on OperationPayload {
  operation {
    ...OperationDetails
  }
  plan {
    ...PlanDetails
  }
  problems {
    ...ProblemDetails
  }
  preflight {
    ...PreflightDetails
  }
}

fragment OperationDetails on Operation {
  id
  kind
  state
  target {
    id
  }
  actor {
    name
    kind
  }
  reason
  problem {
    ...ProblemDetails
  }
  supersededBy {
    id
  }
  approval {
    ...ApprovalDetails
  }
  steps {
    cluster {
      ...ClusterRef
    }
    namespace
    state
    message
    problem {
      ...ProblemDetails
    }
    startedAt
    finishedAt
  }
  createdAt
  startedAt
  finishedAt
}

fragment ProblemDetails on Problem {
  code
  message
  retryable
  path
  cluster {
    ...ClusterRef
  }
}

fragment ClusterRef on Cluster {
  id
  name
}

fragment ApprovalDetails on Approval {
  required
  role
  requesterMayApprove
  validSeconds
  expiresAt
  approvedAt
  decisions {
    actor {
      name
      kind
    }
    decision
    comment
    at
    digest
  }
  breakGlass {
    by {
      name
      kind
    }
    reason
  }
}

fragment PlanDetails on Plan {
  verdict
  checks {
    ...CheckDetails
  }
  digest
  changes {
    ...ChangeDetails
  }
  warnings {
    ...ProblemDetails
  }
}

fragment CheckDetails on PreflightCheck {
  kind
  outcome
  cluster {
    ...ClusterRef
  }
  message
  remedy
}

fragment ChangeDetails on PlannedChange {
  object {
    cluster {
      ...ClusterRef
    }
    apiVersion
    kind
    namespace
    name
  }
  action
  diff
}

fragment PreflightDetails on Preflight {
  verdict
  checks {
    ...CheckDetails
  }
  digest
  changes {
    ...ChangeDetails
  }
}
`);

export const RollbackAppDocument = typedDocument<RollbackAppMutation, RollbackAppMutationVariables>(`
mutation RollbackApp($input: RollbackAppInput!) {
  rollbackApp(input: $input) {
    ...Outcome
  }
}

fragment Outcome on OperationPayload {
  operation {
    ...OperationDetails
  }
  plan {
    ...PlanDetails
  }
  problems {
    ...ProblemDetails
  }
  preflight {
    ...PreflightDetails
  }
}

fragment OperationDetails on Operation {
  id
  kind
  state
  target {
    id
  }
  actor {
    name
    kind
  }
  reason
  problem {
    ...ProblemDetails
  }
  supersededBy {
    id
  }
  approval {
    ...ApprovalDetails
  }
  steps {
    cluster {
      ...ClusterRef
    }
    namespace
    state
    message
    problem {
      ...ProblemDetails
    }
    startedAt
    finishedAt
  }
  createdAt
  startedAt
  finishedAt
}

fragment ProblemDetails on Problem {
  code
  message
  retryable
  path
  cluster {
    ...ClusterRef
  }
}

fragment ClusterRef on Cluster {
  id
  name
}

fragment ApprovalDetails on Approval {
  required
  role
  requesterMayApprove
  validSeconds
  expiresAt
  approvedAt
  decisions {
    actor {
      name
      kind
    }
    decision
    comment
    at
    digest
  }
  breakGlass {
    by {
      name
      kind
    }
    reason
  }
}

fragment PlanDetails on Plan {
  verdict
  checks {
    ...CheckDetails
  }
  digest
  changes {
    ...ChangeDetails
  }
  warnings {
    ...ProblemDetails
  }
}

fragment CheckDetails on PreflightCheck {
  kind
  outcome
  cluster {
    ...ClusterRef
  }
  message
  remedy
}

fragment ChangeDetails on PlannedChange {
  object {
    cluster {
      ...ClusterRef
    }
    apiVersion
    kind
    namespace
    name
  }
  action
  diff
}

fragment PreflightDetails on Preflight {
  verdict
  checks {
    ...CheckDetails
  }
  digest
  changes {
    ...ChangeDetails
  }
}
`);

export const RestartAppDocument = typedDocument<RestartAppMutation, RestartAppMutationVariables>(`
mutation RestartApp($input: RestartAppInput!) {
  restartApp(input: $input) {
    ...Outcome
  }
}

fragment Outcome on OperationPayload {
  operation {
    ...OperationDetails
  }
  plan {
    ...PlanDetails
  }
  problems {
    ...ProblemDetails
  }
  preflight {
    ...PreflightDetails
  }
}

fragment OperationDetails on Operation {
  id
  kind
  state
  target {
    id
  }
  actor {
    name
    kind
  }
  reason
  problem {
    ...ProblemDetails
  }
  supersededBy {
    id
  }
  approval {
    ...ApprovalDetails
  }
  steps {
    cluster {
      ...ClusterRef
    }
    namespace
    state
    message
    problem {
      ...ProblemDetails
    }
    startedAt
    finishedAt
  }
  createdAt
  startedAt
  finishedAt
}

fragment ProblemDetails on Problem {
  code
  message
  retryable
  path
  cluster {
    ...ClusterRef
  }
}

fragment ClusterRef on Cluster {
  id
  name
}

fragment ApprovalDetails on Approval {
  required
  role
  requesterMayApprove
  validSeconds
  expiresAt
  approvedAt
  decisions {
    actor {
      name
      kind
    }
    decision
    comment
    at
    digest
  }
  breakGlass {
    by {
      name
      kind
    }
    reason
  }
}

fragment PlanDetails on Plan {
  verdict
  checks {
    ...CheckDetails
  }
  digest
  changes {
    ...ChangeDetails
  }
  warnings {
    ...ProblemDetails
  }
}

fragment CheckDetails on PreflightCheck {
  kind
  outcome
  cluster {
    ...ClusterRef
  }
  message
  remedy
}

fragment ChangeDetails on PlannedChange {
  object {
    cluster {
      ...ClusterRef
    }
    apiVersion
    kind
    namespace
    name
  }
  action
  diff
}

fragment PreflightDetails on Preflight {
  verdict
  checks {
    ...CheckDetails
  }
  digest
  changes {
    ...ChangeDetails
  }
}
`);

export const PauseRolloutDocument = typedDocument<PauseRolloutMutation, PauseRolloutMutationVariables>(`
mutation PauseRollout($input: PauseRolloutInput!) {
  pauseRollout(input: $input) {
    ...Outcome
  }
}

fragment Outcome on OperationPayload {
  operation {
    ...OperationDetails
  }
  plan {
    ...PlanDetails
  }
  problems {
    ...ProblemDetails
  }
  preflight {
    ...PreflightDetails
  }
}

fragment OperationDetails on Operation {
  id
  kind
  state
  target {
    id
  }
  actor {
    name
    kind
  }
  reason
  problem {
    ...ProblemDetails
  }
  supersededBy {
    id
  }
  approval {
    ...ApprovalDetails
  }
  steps {
    cluster {
      ...ClusterRef
    }
    namespace
    state
    message
    problem {
      ...ProblemDetails
    }
    startedAt
    finishedAt
  }
  createdAt
  startedAt
  finishedAt
}

fragment ProblemDetails on Problem {
  code
  message
  retryable
  path
  cluster {
    ...ClusterRef
  }
}

fragment ClusterRef on Cluster {
  id
  name
}

fragment ApprovalDetails on Approval {
  required
  role
  requesterMayApprove
  validSeconds
  expiresAt
  approvedAt
  decisions {
    actor {
      name
      kind
    }
    decision
    comment
    at
    digest
  }
  breakGlass {
    by {
      name
      kind
    }
    reason
  }
}

fragment PlanDetails on Plan {
  verdict
  checks {
    ...CheckDetails
  }
  digest
  changes {
    ...ChangeDetails
  }
  warnings {
    ...ProblemDetails
  }
}

fragment CheckDetails on PreflightCheck {
  kind
  outcome
  cluster {
    ...ClusterRef
  }
  message
  remedy
}

fragment ChangeDetails on PlannedChange {
  object {
    cluster {
      ...ClusterRef
    }
    apiVersion
    kind
    namespace
    name
  }
  action
  diff
}

fragment PreflightDetails on Preflight {
  verdict
  checks {
    ...CheckDetails
  }
  digest
  changes {
    ...ChangeDetails
  }
}
`);

export const ResumeRolloutDocument = typedDocument<ResumeRolloutMutation, ResumeRolloutMutationVariables>(`
mutation ResumeRollout($input: ResumeRolloutInput!) {
  resumeRollout(input: $input) {
    ...Outcome
  }
}

fragment Outcome on OperationPayload {
  operation {
    ...OperationDetails
  }
  plan {
    ...PlanDetails
  }
  problems {
    ...ProblemDetails
  }
  preflight {
    ...PreflightDetails
  }
}

fragment OperationDetails on Operation {
  id
  kind
  state
  target {
    id
  }
  actor {
    name
    kind
  }
  reason
  problem {
    ...ProblemDetails
  }
  supersededBy {
    id
  }
  approval {
    ...ApprovalDetails
  }
  steps {
    cluster {
      ...ClusterRef
    }
    namespace
    state
    message
    problem {
      ...ProblemDetails
    }
    startedAt
    finishedAt
  }
  createdAt
  startedAt
  finishedAt
}

fragment ProblemDetails on Problem {
  code
  message
  retryable
  path
  cluster {
    ...ClusterRef
  }
}

fragment ClusterRef on Cluster {
  id
  name
}

fragment ApprovalDetails on Approval {
  required
  role
  requesterMayApprove
  validSeconds
  expiresAt
  approvedAt
  decisions {
    actor {
      name
      kind
    }
    decision
    comment
    at
    digest
  }
  breakGlass {
    by {
      name
      kind
    }
    reason
  }
}

fragment PlanDetails on Plan {
  verdict
  checks {
    ...CheckDetails
  }
  digest
  changes {
    ...ChangeDetails
  }
  warnings {
    ...ProblemDetails
  }
}

fragment CheckDetails on PreflightCheck {
  kind
  outcome
  cluster {
    ...ClusterRef
  }
  message
  remedy
}

fragment ChangeDetails on PlannedChange {
  object {
    cluster {
      ...ClusterRef
    }
    apiVersion
    kind
    namespace
    name
  }
  action
  diff
}

fragment PreflightDetails on Preflight {
  verdict
  checks {
    ...CheckDetails
  }
  digest
  changes {
    ...ChangeDetails
  }
}
`);

export const CancelOperationDocument = typedDocument<CancelOperationMutation, CancelOperationMutationVariables>(`
mutation CancelOperation($input: CancelOperationInput!) {
  cancelOperation(input: $input) {
    ...Outcome
  }
}

fragment Outcome on OperationPayload {
  operation {
    ...OperationDetails
  }
  plan {
    ...PlanDetails
  }
  problems {
    ...ProblemDetails
  }
  preflight {
    ...PreflightDetails
  }
}

fragment OperationDetails on Operation {
  id
  kind
  state
  target {
    id
  }
  actor {
    name
    kind
  }
  reason
  problem {
    ...ProblemDetails
  }
  supersededBy {
    id
  }
  approval {
    ...ApprovalDetails
  }
  steps {
    cluster {
      ...ClusterRef
    }
    namespace
    state
    message
    problem {
      ...ProblemDetails
    }
    startedAt
    finishedAt
  }
  createdAt
  startedAt
  finishedAt
}

fragment ProblemDetails on Problem {
  code
  message
  retryable
  path
  cluster {
    ...ClusterRef
  }
}

fragment ClusterRef on Cluster {
  id
  name
}

fragment ApprovalDetails on Approval {
  required
  role
  requesterMayApprove
  validSeconds
  expiresAt
  approvedAt
  decisions {
    actor {
      name
      kind
    }
    decision
    comment
    at
    digest
  }
  breakGlass {
    by {
      name
      kind
    }
    reason
  }
}

fragment PlanDetails on Plan {
  verdict
  checks {
    ...CheckDetails
  }
  digest
  changes {
    ...ChangeDetails
  }
  warnings {
    ...ProblemDetails
  }
}

fragment CheckDetails on PreflightCheck {
  kind
  outcome
  cluster {
    ...ClusterRef
  }
  message
  remedy
}

fragment ChangeDetails on PlannedChange {
  object {
    cluster {
      ...ClusterRef
    }
    apiVersion
    kind
    namespace
    name
  }
  action
  diff
}

fragment PreflightDetails on Preflight {
  verdict
  checks {
    ...CheckDetails
  }
  digest
  changes {
    ...ChangeDetails
  }
}
`);

export const CreateFreezeDocument = typedDocument<CreateFreezeMutation, CreateFreezeMutationVariables>(`
mutation CreateFreeze($input: CreateFreezeInput!) {
  createFreeze(input: $input) {
    freeze {
      ...FreezeDetails
    }
    problems {
      ...ProblemDetails
    }
  }
}

fragment FreezeDetails on Freeze {
  id
  reason
  state
  from
  until
  scope {
    tenants
    environments
    clusterLabels {
      key
      value
    }
    kinds
  }
  allowsRollbacks
  createdBy {
    name
    kind
  }
  createdAt
  endedBy {
    name
    kind
  }
  endedAt
}

fragment ProblemDetails on Problem {
  code
  message
  retryable
  path
  cluster {
    ...ClusterRef
  }
}

fragment ClusterRef on Cluster {
  id
  name
}
`);

export const EndFreezeDocument = typedDocument<EndFreezeMutation, EndFreezeMutationVariables>(`
mutation EndFreeze($input: EndFreezeInput!) {
  endFreeze(input: $input) {
    freeze {
      ...FreezeDetails
    }
    problems {
      ...ProblemDetails
    }
  }
}

fragment FreezeDetails on Freeze {
  id
  reason
  state
  from
  until
  scope {
    tenants
    environments
    clusterLabels {
      key
      value
    }
    kinds
  }
  allowsRollbacks
  createdBy {
    name
    kind
  }
  createdAt
  endedBy {
    name
    kind
  }
  endedAt
}

fragment ProblemDetails on Problem {
  code
  message
  retryable
  path
  cluster {
    ...ClusterRef
  }
}

fragment ClusterRef on Cluster {
  id
  name
}
`);

export const ApproveOperationDocument = typedDocument<ApproveOperationMutation, ApproveOperationMutationVariables>(`
mutation ApproveOperation($input: ApproveOperationInput!) {
  approveOperation(input: $input) {
    ...Outcome
  }
}

fragment Outcome on OperationPayload {
  operation {
    ...OperationDetails
  }
  plan {
    ...PlanDetails
  }
  problems {
    ...ProblemDetails
  }
  preflight {
    ...PreflightDetails
  }
}

fragment OperationDetails on Operation {
  id
  kind
  state
  target {
    id
  }
  actor {
    name
    kind
  }
  reason
  problem {
    ...ProblemDetails
  }
  supersededBy {
    id
  }
  approval {
    ...ApprovalDetails
  }
  steps {
    cluster {
      ...ClusterRef
    }
    namespace
    state
    message
    problem {
      ...ProblemDetails
    }
    startedAt
    finishedAt
  }
  createdAt
  startedAt
  finishedAt
}

fragment ProblemDetails on Problem {
  code
  message
  retryable
  path
  cluster {
    ...ClusterRef
  }
}

fragment ClusterRef on Cluster {
  id
  name
}

fragment ApprovalDetails on Approval {
  required
  role
  requesterMayApprove
  validSeconds
  expiresAt
  approvedAt
  decisions {
    actor {
      name
      kind
    }
    decision
    comment
    at
    digest
  }
  breakGlass {
    by {
      name
      kind
    }
    reason
  }
}

fragment PlanDetails on Plan {
  verdict
  checks {
    ...CheckDetails
  }
  digest
  changes {
    ...ChangeDetails
  }
  warnings {
    ...ProblemDetails
  }
}

fragment CheckDetails on PreflightCheck {
  kind
  outcome
  cluster {
    ...ClusterRef
  }
  message
  remedy
}

fragment ChangeDetails on PlannedChange {
  object {
    cluster {
      ...ClusterRef
    }
    apiVersion
    kind
    namespace
    name
  }
  action
  diff
}

fragment PreflightDetails on Preflight {
  verdict
  checks {
    ...CheckDetails
  }
  digest
  changes {
    ...ChangeDetails
  }
}
`);

export const RejectOperationDocument = typedDocument<RejectOperationMutation, RejectOperationMutationVariables>(`
mutation RejectOperation($input: RejectOperationInput!) {
  rejectOperation(input: $input) {
    ...Outcome
  }
}

fragment Outcome on OperationPayload {
  operation {
    ...OperationDetails
  }
  plan {
    ...PlanDetails
  }
  problems {
    ...ProblemDetails
  }
  preflight {
    ...PreflightDetails
  }
}

fragment OperationDetails on Operation {
  id
  kind
  state
  target {
    id
  }
  actor {
    name
    kind
  }
  reason
  problem {
    ...ProblemDetails
  }
  supersededBy {
    id
  }
  approval {
    ...ApprovalDetails
  }
  steps {
    cluster {
      ...ClusterRef
    }
    namespace
    state
    message
    problem {
      ...ProblemDetails
    }
    startedAt
    finishedAt
  }
  createdAt
  startedAt
  finishedAt
}

fragment ProblemDetails on Problem {
  code
  message
  retryable
  path
  cluster {
    ...ClusterRef
  }
}

fragment ClusterRef on Cluster {
  id
  name
}

fragment ApprovalDetails on Approval {
  required
  role
  requesterMayApprove
  validSeconds
  expiresAt
  approvedAt
  decisions {
    actor {
      name
      kind
    }
    decision
    comment
    at
    digest
  }
  breakGlass {
    by {
      name
      kind
    }
    reason
  }
}

fragment PlanDetails on Plan {
  verdict
  checks {
    ...CheckDetails
  }
  digest
  changes {
    ...ChangeDetails
  }
  warnings {
    ...ProblemDetails
  }
}

fragment CheckDetails on PreflightCheck {
  kind
  outcome
  cluster {
    ...ClusterRef
  }
  message
  remedy
}

fragment ChangeDetails on PlannedChange {
  object {
    cluster {
      ...ClusterRef
    }
    apiVersion
    kind
    namespace
    name
  }
  action
  diff
}

fragment PreflightDetails on Preflight {
  verdict
  checks {
    ...CheckDetails
  }
  digest
  changes {
    ...ChangeDetails
  }
}
`);

export const ViewerDocument = typedDocument<ViewerQuery, ViewerQueryVariables>(`
query Viewer {
  viewer {
    name
    kind
    roles
  }
}
`);

export const CoverageDocument = typedDocument<CoverageQuery, CoverageQueryVariables>(`
query Coverage {
  coverage {
    ...CoverageDetails
  }
}

fragment CoverageDetails on Coverage {
  complete
  gaps {
    cluster {
      ...ClusterRef
    }
    reason
    since
    message
  }
}

fragment ClusterRef on Cluster {
  id
  name
}
`);

export const ClusterDocument = typedDocument<ClusterQuery, ClusterQueryVariables>(`
query Cluster($name: String!) {
  cluster(name: $name) {
    ...ClusterDetails
  }
}

fragment ClusterDetails on Cluster {
  ...ClusterRef
  uid
  labels {
    key
    value
  }
  status
  statusMessage
  kubernetesVersion
  nodeCount
  freshness {
    observedAt
    stale
  }
}

fragment ClusterRef on Cluster {
  id
  name
}
`);

export const ClustersDocument = typedDocument<ClustersQuery, ClustersQueryVariables>(`
query Clusters($filter: ClusterFilter, $first: Int, $after: String) {
  clusters(filter: $filter, first: $first, after: $after) {
    nodes {
      ...ClusterDetails
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    totalCount
    coverage {
      ...CoverageDetails
    }
  }
}

fragment ClusterDetails on Cluster {
  ...ClusterRef
  uid
  labels {
    key
    value
  }
  status
  statusMessage
  kubernetesVersion
  nodeCount
  freshness {
    observedAt
    stale
  }
}

fragment ClusterRef on Cluster {
  id
  name
}

fragment CoverageDetails on Coverage {
  complete
  gaps {
    cluster {
      ...ClusterRef
    }
    reason
    since
    message
  }
}
`);

export const TenantsDocument = typedDocument<TenantsQuery, TenantsQueryVariables>(`
query Tenants($filter: TenantFilter, $first: Int, $after: String) {
  tenants(filter: $filter, first: $first, after: $after) {
    nodes {
      id
      name
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    totalCount
    coverage {
      ...CoverageDetails
    }
  }
}

fragment CoverageDetails on Coverage {
  complete
  gaps {
    cluster {
      ...ClusterRef
    }
    reason
    since
    message
  }
}

fragment ClusterRef on Cluster {
  id
  name
}
`);

export const EnvironmentsDocument = typedDocument<EnvironmentsQuery, EnvironmentsQueryVariables>(`
query Environments($filter: EnvironmentFilter, $first: Int, $after: String) {
  environments(filter: $filter, first: $first, after: $after) {
    nodes {
      ...EnvironmentSummary
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    totalCount
    coverage {
      ...CoverageDetails
    }
  }
}

fragment EnvironmentSummary on Environment {
  id
  name
  tenant {
    id
    name
  }
  health {
    ...HealthDetails
  }
  placements {
    cluster {
      ...ClusterRef
    }
    namespace
  }
}

fragment HealthDetails on Health {
  status
  reason
  message
}

fragment ClusterRef on Cluster {
  id
  name
}

fragment CoverageDetails on Coverage {
  complete
  gaps {
    cluster {
      ...ClusterRef
    }
    reason
    since
    message
  }
}
`);

export const AppDocument = typedDocument<AppQuery, AppQueryVariables>(`
query App($tenant: String!, $environment: String!, $name: String!, $kind: WorkloadKind) {
  app(tenant: $tenant, environment: $environment, name: $name, kind: $kind) {
    ...AppDetails
  }
}

fragment AppDetails on App {
  ...AppSummary
  managedBy {
    name
    exclusive
    advice
  }
  autoscaler {
    name
    min
    max
  }
  instances {
    cluster {
      ...ClusterRef
    }
    namespace
    name
    image
    paused
    revision
    replicas {
      ...ReplicaDetails
    }
    health {
      ...HealthDetails
    }
    containers {
      name
      main
      image
    }
    freshness {
      observedAt
      stale
    }
  }
  rollout {
    ...RolloutDetails
  }
}

fragment AppSummary on App {
  id
  name
  kind
  environment {
    id
    name
    tenant {
      id
      name
    }
  }
  image
  replicas {
    ...ReplicaDetails
  }
  health {
    ...HealthDetails
  }
  freshness {
    observedAt
    stale
  }
}

fragment ReplicaDetails on ReplicaCounts {
  desired
  current
  updated
  ready
  available
}

fragment HealthDetails on Health {
  status
  reason
  message
}

fragment ClusterRef on Cluster {
  id
  name
}

fragment RolloutDetails on Rollout {
  id
  phase
  image
  message
  startedAt
  finishedAt
  replicas {
    ...ReplicaDetails
  }
  operation {
    id
    kind
    state
  }
  instances {
    cluster {
      ...ClusterRef
    }
    namespace
    phase
    revision
    image
    message
    replicas {
      ...ReplicaDetails
    }
  }
  freshness {
    observedAt
    stale
  }
}
`);

export const AppsDocument = typedDocument<AppsQuery, AppsQueryVariables>(`
query Apps($filter: AppFilter, $orderBy: AppOrder, $first: Int, $after: String) {
  apps(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    nodes {
      ...AppSummary
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    totalCount
    coverage {
      ...CoverageDetails
    }
  }
}

fragment AppSummary on App {
  id
  name
  kind
  environment {
    id
    name
    tenant {
      id
      name
    }
  }
  image
  replicas {
    ...ReplicaDetails
  }
  health {
    ...HealthDetails
  }
  freshness {
    observedAt
    stale
  }
}

fragment ReplicaDetails on ReplicaCounts {
  desired
  current
  updated
  ready
  available
}

fragment HealthDetails on Health {
  status
  reason
  message
}

fragment CoverageDetails on Coverage {
  complete
  gaps {
    cluster {
      ...ClusterRef
    }
    reason
    since
    message
  }
}

fragment ClusterRef on Cluster {
  id
  name
}
`);

export const AppPodsDocument = typedDocument<AppPodsQuery, AppPodsQueryVariables>(`
query AppPods($tenant: String!, $environment: String!, $name: String!, $kind: WorkloadKind, $first: Int, $after: String) {
  app(tenant: $tenant, environment: $environment, name: $name, kind: $kind) {
    id
    pods(first: $first, after: $after) {
      nodes {
        ...PodDetails
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
      coverage {
        ...CoverageDetails
      }
    }
  }
}

fragment PodDetails on Pod {
  id
  name
  namespace
  cluster {
    ...ClusterRef
  }
  nodeName
  phase
  ready
  reason
  message
  restarts
  createdAt
  containers {
    name
    image
    init
    state
    ready
    reason
    message
    exitCode
    restarts
    startedAt
  }
  freshness {
    observedAt
    stale
  }
}

fragment ClusterRef on Cluster {
  id
  name
}

fragment CoverageDetails on Coverage {
  complete
  gaps {
    cluster {
      ...ClusterRef
    }
    reason
    since
    message
  }
}
`);

export const AppRevisionsDocument = typedDocument<AppRevisionsQuery, AppRevisionsQueryVariables>(`
query AppRevisions($tenant: String!, $environment: String!, $name: String!, $kind: WorkloadKind, $first: Int, $after: String) {
  app(tenant: $tenant, environment: $environment, name: $name, kind: $kind) {
    id
    revisions(first: $first, after: $after) {
      nodes {
        ...RevisionDetails
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
      coverage {
        ...CoverageDetails
      }
    }
  }
}

fragment RevisionDetails on Revision {
  id
  templateDigest
  image
  createdAt
  changeCause
  current
  operation {
    id
    kind
  }
  instances {
    cluster {
      ...ClusterRef
    }
    namespace
    number
    current
  }
}

fragment ClusterRef on Cluster {
  id
  name
}

fragment CoverageDetails on Coverage {
  complete
  gaps {
    cluster {
      ...ClusterRef
    }
    reason
    since
    message
  }
}
`);

export const OperationDocument = typedDocument<OperationQuery, OperationQueryVariables>(`
query Operation($id: ID!) {
  operation(id: $id) {
    ...OperationDetails
  }
}

fragment OperationDetails on Operation {
  id
  kind
  state
  target {
    id
  }
  actor {
    name
    kind
  }
  reason
  problem {
    ...ProblemDetails
  }
  supersededBy {
    id
  }
  approval {
    ...ApprovalDetails
  }
  steps {
    cluster {
      ...ClusterRef
    }
    namespace
    state
    message
    problem {
      ...ProblemDetails
    }
    startedAt
    finishedAt
  }
  createdAt
  startedAt
  finishedAt
}

fragment ProblemDetails on Problem {
  code
  message
  retryable
  path
  cluster {
    ...ClusterRef
  }
}

fragment ClusterRef on Cluster {
  id
  name
}

fragment ApprovalDetails on Approval {
  required
  role
  requesterMayApprove
  validSeconds
  expiresAt
  approvedAt
  decisions {
    actor {
      name
      kind
    }
    decision
    comment
    at
    digest
  }
  breakGlass {
    by {
      name
      kind
    }
    reason
  }
}
`);

export const OperationsDocument = typedDocument<OperationsQuery, OperationsQueryVariables>(`
query Operations($filter: OperationFilter, $first: Int, $after: String) {
  operations(filter: $filter, first: $first, after: $after) {
    nodes {
      ...OperationDetails
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    totalCount
    coverage {
      ...CoverageDetails
    }
  }
}

fragment OperationDetails on Operation {
  id
  kind
  state
  target {
    id
  }
  actor {
    name
    kind
  }
  reason
  problem {
    ...ProblemDetails
  }
  supersededBy {
    id
  }
  approval {
    ...ApprovalDetails
  }
  steps {
    cluster {
      ...ClusterRef
    }
    namespace
    state
    message
    problem {
      ...ProblemDetails
    }
    startedAt
    finishedAt
  }
  createdAt
  startedAt
  finishedAt
}

fragment ProblemDetails on Problem {
  code
  message
  retryable
  path
  cluster {
    ...ClusterRef
  }
}

fragment ClusterRef on Cluster {
  id
  name
}

fragment ApprovalDetails on Approval {
  required
  role
  requesterMayApprove
  validSeconds
  expiresAt
  approvedAt
  decisions {
    actor {
      name
      kind
    }
    decision
    comment
    at
    digest
  }
  breakGlass {
    by {
      name
      kind
    }
    reason
  }
}

fragment CoverageDetails on Coverage {
  complete
  gaps {
    cluster {
      ...ClusterRef
    }
    reason
    since
    message
  }
}
`);

export const AuditRecordsDocument = typedDocument<AuditRecordsQuery, AuditRecordsQueryVariables>(`
query AuditRecords($filter: AuditFilter, $first: Int, $after: String) {
  auditRecords(filter: $filter, first: $first, after: $after) {
    nodes {
      ...AuditRecordDetails
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    totalCount
    coverage {
      ...CoverageDetails
    }
  }
}

fragment AuditRecordDetails on AuditRecord {
  id
  sequence
  at
  actor {
    name
    kind
  }
  credential
  address
  requestId
  action
  target {
    type
    tenant
    environment
    app
    kind
    node {
      id
    }
  }
  dryRun
  repeated
  reason
  brokeGlass
  outcome
  operation {
    id
    kind
    state
  }
  planDigest
  changes {
    object {
      cluster {
        ...ClusterRef
      }
      apiVersion
      kind
      namespace
      name
    }
    action
    diff
  }
  problems {
    ...ProblemDetails
  }
  previousHash
  hash
}

fragment ClusterRef on Cluster {
  id
  name
}

fragment ProblemDetails on Problem {
  code
  message
  retryable
  path
  cluster {
    ...ClusterRef
  }
}

fragment CoverageDetails on Coverage {
  complete
  gaps {
    cluster {
      ...ClusterRef
    }
    reason
    since
    message
  }
}
`);

export const FreezesDocument = typedDocument<FreezesQuery, FreezesQueryVariables>(`
query Freezes($filter: FreezeFilter, $first: Int, $after: String) {
  freezes(filter: $filter, first: $first, after: $after) {
    nodes {
      ...FreezeDetails
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    totalCount
    coverage {
      ...CoverageDetails
    }
  }
}

fragment FreezeDetails on Freeze {
  id
  reason
  state
  from
  until
  scope {
    tenants
    environments
    clusterLabels {
      key
      value
    }
    kinds
  }
  allowsRollbacks
  createdBy {
    name
    kind
  }
  createdAt
  endedBy {
    name
    kind
  }
  endedAt
}

fragment CoverageDetails on Coverage {
  complete
  gaps {
    cluster {
      ...ClusterRef
    }
    reason
    since
    message
  }
}

fragment ClusterRef on Cluster {
  id
  name
}
`);

export const AwaitingMyApprovalDocument = typedDocument<AwaitingMyApprovalQuery, AwaitingMyApprovalQueryVariables>(`
query AwaitingMyApproval($first: Int, $after: String) {
  awaitingMyApproval(first: $first, after: $after) {
    nodes {
      ...OperationDetails
      plan {
        ...PlanDetails
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    totalCount
    coverage {
      ...CoverageDetails
    }
  }
}

fragment OperationDetails on Operation {
  id
  kind
  state
  target {
    id
  }
  actor {
    name
    kind
  }
  reason
  problem {
    ...ProblemDetails
  }
  supersededBy {
    id
  }
  approval {
    ...ApprovalDetails
  }
  steps {
    cluster {
      ...ClusterRef
    }
    namespace
    state
    message
    problem {
      ...ProblemDetails
    }
    startedAt
    finishedAt
  }
  createdAt
  startedAt
  finishedAt
}

fragment ProblemDetails on Problem {
  code
  message
  retryable
  path
  cluster {
    ...ClusterRef
  }
}

fragment ClusterRef on Cluster {
  id
  name
}

fragment ApprovalDetails on Approval {
  required
  role
  requesterMayApprove
  validSeconds
  expiresAt
  approvedAt
  decisions {
    actor {
      name
      kind
    }
    decision
    comment
    at
    digest
  }
  breakGlass {
    by {
      name
      kind
    }
    reason
  }
}

fragment PlanDetails on Plan {
  verdict
  checks {
    ...CheckDetails
  }
  digest
  changes {
    ...ChangeDetails
  }
  warnings {
    ...ProblemDetails
  }
}

fragment CheckDetails on PreflightCheck {
  kind
  outcome
  cluster {
    ...ClusterRef
  }
  message
  remedy
}

fragment ChangeDetails on PlannedChange {
  object {
    cluster {
      ...ClusterRef
    }
    apiVersion
    kind
    namespace
    name
  }
  action
  diff
}

fragment CoverageDetails on Coverage {
  complete
  gaps {
    cluster {
      ...ClusterRef
    }
    reason
    since
    message
  }
}
`);

export const AppUsageDocument = typedDocument<AppUsageQuery, AppUsageQueryVariables>(`
query AppUsage($tenant: String!, $environment: String!, $name: String!, $kind: WorkloadKind) {
  app(tenant: $tenant, environment: $environment, name: $name, kind: $kind) {
    id
    usage {
      ...UsageDetails
    }
  }
}

fragment UsageDetails on Usage {
  cpu
  memory
  requests {
    ...ResourceDetails
  }
  limits {
    ...ResourceDetails
  }
  utilization {
    cpuOfRequests
    cpuOfLimits
    memoryOfRequests
    memoryOfLimits
  }
  headroom {
    ...ResourceDetails
  }
  pods
  podsCounted
  sampledAt
  windowSeconds
  freshness {
    observedAt
    stale
  }
  coverage {
    ...CoverageDetails
  }
}

fragment ResourceDetails on Resources {
  cpu
  memory
}

fragment CoverageDetails on Coverage {
  complete
  gaps {
    cluster {
      ...ClusterRef
    }
    reason
    since
    message
  }
}

fragment ClusterRef on Cluster {
  id
  name
}
`);

export const EnvironmentUsageDocument = typedDocument<EnvironmentUsageQuery, EnvironmentUsageQueryVariables>(`
query EnvironmentUsage($tenant: String!, $name: String!) {
  environment(tenant: $tenant, name: $name) {
    id
    usage {
      ...UsageDetails
    }
  }
}

fragment UsageDetails on Usage {
  cpu
  memory
  requests {
    ...ResourceDetails
  }
  limits {
    ...ResourceDetails
  }
  utilization {
    cpuOfRequests
    cpuOfLimits
    memoryOfRequests
    memoryOfLimits
  }
  headroom {
    ...ResourceDetails
  }
  pods
  podsCounted
  sampledAt
  windowSeconds
  freshness {
    observedAt
    stale
  }
  coverage {
    ...CoverageDetails
  }
}

fragment ResourceDetails on Resources {
  cpu
  memory
}

fragment CoverageDetails on Coverage {
  complete
  gaps {
    cluster {
      ...ClusterRef
    }
    reason
    since
    message
  }
}

fragment ClusterRef on Cluster {
  id
  name
}
`);

export const TenantUsageDocument = typedDocument<TenantUsageQuery, TenantUsageQueryVariables>(`
query TenantUsage($name: String!) {
  tenant(name: $name) {
    id
    usage {
      ...UsageDetails
    }
  }
}

fragment UsageDetails on Usage {
  cpu
  memory
  requests {
    ...ResourceDetails
  }
  limits {
    ...ResourceDetails
  }
  utilization {
    cpuOfRequests
    cpuOfLimits
    memoryOfRequests
    memoryOfLimits
  }
  headroom {
    ...ResourceDetails
  }
  pods
  podsCounted
  sampledAt
  windowSeconds
  freshness {
    observedAt
    stale
  }
  coverage {
    ...CoverageDetails
  }
}

fragment ResourceDetails on Resources {
  cpu
  memory
}

fragment CoverageDetails on Coverage {
  complete
  gaps {
    cluster {
      ...ClusterRef
    }
    reason
    since
    message
  }
}

fragment ClusterRef on Cluster {
  id
  name
}
`);

export const ClusterUsageDocument = typedDocument<ClusterUsageQuery, ClusterUsageQueryVariables>(`
query ClusterUsage($name: String!) {
  cluster(name: $name) {
    id
    usage {
      ...MachineUsageDetails
    }
  }
}

fragment MachineUsageDetails on MachineUsage {
  cpu
  memory
  allocatable {
    ...ResourceDetails
  }
  requests {
    ...ResourceDetails
  }
  limits {
    ...ResourceDetails
  }
  utilization {
    cpu
    memory
  }
  requested {
    cpu
    memory
  }
  headroom {
    ...ResourceDetails
  }
  machines
  machinesCounted
  sampledAt
  windowSeconds
  freshness {
    observedAt
    stale
  }
  coverage {
    ...CoverageDetails
  }
}

fragment ResourceDetails on Resources {
  cpu
  memory
}

fragment CoverageDetails on Coverage {
  complete
  gaps {
    cluster {
      ...ClusterRef
    }
    reason
    since
    message
  }
}

fragment ClusterRef on Cluster {
  id
  name
}
`);

export const MetricDefinitionsDocument = typedDocument<MetricDefinitionsQuery, MetricDefinitionsQueryVariables>(`
query MetricDefinitions($names: [String!], $level: MetricLevel) {
  metricDefinitions(names: $names, level: $level) {
    ...MetricDetails
  }
}

fragment MetricDetails on MetricDefinition {
  name
  description
  unit
  levels
  dimensions
}
`);

export const AppMetricsDocument = typedDocument<AppMetricsQuery, AppMetricsQueryVariables>(`
query AppMetrics($tenant: String!, $environment: String!, $name: String!, $kind: WorkloadKind, $names: [String!]!, $from: DateTime, $to: DateTime, $step: Int, $clusters: [String!]) {
  app(tenant: $tenant, environment: $environment, name: $name, kind: $kind) {
    id
    metrics(names: $names, from: $from, to: $to, step: $step, clusters: $clusters) {
      ...MetricRangeDetails
    }
  }
}

fragment MetricRangeDetails on MetricRange {
  metric {
    ...MetricDetails
  }
  from
  to
  step
  series {
    labels {
      key
      value
    }
    points {
      at
      value
    }
    gaps {
      from
      to
    }
  }
  omittedSeries
  coverage {
    ...CoverageDetails
  }
}

fragment MetricDetails on MetricDefinition {
  name
  description
  unit
  levels
  dimensions
}

fragment CoverageDetails on Coverage {
  complete
  gaps {
    cluster {
      ...ClusterRef
    }
    reason
    since
    message
  }
}

fragment ClusterRef on Cluster {
  id
  name
}
`);

export const EnvironmentMetricsDocument = typedDocument<EnvironmentMetricsQuery, EnvironmentMetricsQueryVariables>(`
query EnvironmentMetrics($tenant: String!, $name: String!, $names: [String!]!, $from: DateTime, $to: DateTime, $step: Int, $clusters: [String!]) {
  environment(tenant: $tenant, name: $name) {
    id
    metrics(names: $names, from: $from, to: $to, step: $step, clusters: $clusters) {
      ...MetricRangeDetails
    }
  }
}

fragment MetricRangeDetails on MetricRange {
  metric {
    ...MetricDetails
  }
  from
  to
  step
  series {
    labels {
      key
      value
    }
    points {
      at
      value
    }
    gaps {
      from
      to
    }
  }
  omittedSeries
  coverage {
    ...CoverageDetails
  }
}

fragment MetricDetails on MetricDefinition {
  name
  description
  unit
  levels
  dimensions
}

fragment CoverageDetails on Coverage {
  complete
  gaps {
    cluster {
      ...ClusterRef
    }
    reason
    since
    message
  }
}

fragment ClusterRef on Cluster {
  id
  name
}
`);

export const TenantMetricsDocument = typedDocument<TenantMetricsQuery, TenantMetricsQueryVariables>(`
query TenantMetrics($name: String!, $names: [String!]!, $from: DateTime, $to: DateTime, $step: Int, $clusters: [String!]) {
  tenant(name: $name) {
    id
    metrics(names: $names, from: $from, to: $to, step: $step, clusters: $clusters) {
      ...MetricRangeDetails
    }
  }
}

fragment MetricRangeDetails on MetricRange {
  metric {
    ...MetricDetails
  }
  from
  to
  step
  series {
    labels {
      key
      value
    }
    points {
      at
      value
    }
    gaps {
      from
      to
    }
  }
  omittedSeries
  coverage {
    ...CoverageDetails
  }
}

fragment MetricDetails on MetricDefinition {
  name
  description
  unit
  levels
  dimensions
}

fragment CoverageDetails on Coverage {
  complete
  gaps {
    cluster {
      ...ClusterRef
    }
    reason
    since
    message
  }
}

fragment ClusterRef on Cluster {
  id
  name
}
`);

export const ClusterMetricsDocument = typedDocument<ClusterMetricsQuery, ClusterMetricsQueryVariables>(`
query ClusterMetrics($name: String!, $names: [String!]!, $from: DateTime, $to: DateTime, $step: Int) {
  cluster(name: $name) {
    id
    metrics(names: $names, from: $from, to: $to, step: $step) {
      ...MetricRangeDetails
    }
  }
}

fragment MetricRangeDetails on MetricRange {
  metric {
    ...MetricDetails
  }
  from
  to
  step
  series {
    labels {
      key
      value
    }
    points {
      at
      value
    }
    gaps {
      from
      to
    }
  }
  omittedSeries
  coverage {
    ...CoverageDetails
  }
}

fragment MetricDetails on MetricDefinition {
  name
  description
  unit
  levels
  dimensions
}

fragment CoverageDetails on Coverage {
  complete
  gaps {
    cluster {
      ...ClusterRef
    }
    reason
    since
    message
  }
}

fragment ClusterRef on Cluster {
  id
  name
}
`);

export const AppLogsDocument = typedDocument<AppLogsQuery, AppLogsQueryVariables>(`
query AppLogs($tenant: String!, $environment: String!, $name: String!, $kind: WorkloadKind, $since: DateTime, $until: DateTime, $tail: Int, $grep: String, $regex: String, $levels: [LogLevel!], $containers: [String!], $pods: [String!], $clusters: [String!], $previous: Boolean) {
  app(tenant: $tenant, environment: $environment, name: $name, kind: $kind) {
    id
    logs(
      since: $since
      until: $until
      tail: $tail
      grep: $grep
      regex: $regex
      levels: $levels
      containers: $containers
      pods: $pods
      clusters: $clusters
      previous: $previous
    ) {
      lines {
        ...LogLineDetails
      }
      gaps {
        cluster {
          ...ClusterRef
        }
        pod
        container
        reason
        message
      }
      coverage {
        ...CoverageDetails
      }
    }
  }
}

fragment LogLineDetails on LogLine {
  timestamp
  cluster {
    ...ClusterRef
  }
  namespace
  pod
  container
  restart
  level
  message
  truncated
}

fragment ClusterRef on Cluster {
  id
  name
}

fragment CoverageDetails on Coverage {
  complete
  gaps {
    cluster {
      ...ClusterRef
    }
    reason
    since
    message
  }
}
`);

export const RolloutEventsDocument = typedDocument<RolloutEventsSubscription, RolloutEventsSubscriptionVariables>(`
subscription RolloutEvents($app: ID!, $after: String, $untilDone: Boolean) {
  rollout(app: $app, after: $after, untilDone: $untilDone) {
    rollout {
      ...RolloutDetails
    }
    cursor
    observedAt
    gap
  }
}

fragment RolloutDetails on Rollout {
  id
  phase
  image
  message
  startedAt
  finishedAt
  replicas {
    ...ReplicaDetails
  }
  operation {
    id
    kind
    state
  }
  instances {
    cluster {
      ...ClusterRef
    }
    namespace
    phase
    revision
    image
    message
    replicas {
      ...ReplicaDetails
    }
  }
  freshness {
    observedAt
    stale
  }
}

fragment ReplicaDetails on ReplicaCounts {
  desired
  current
  updated
  ready
  available
}

fragment ClusterRef on Cluster {
  id
  name
}
`);

export const OperationStatesDocument = typedDocument<OperationStatesSubscription, OperationStatesSubscriptionVariables>(`
subscription OperationStates($id: ID!) {
  operation(id: $id) {
    ...OperationDetails
  }
}

fragment OperationDetails on Operation {
  id
  kind
  state
  target {
    id
  }
  actor {
    name
    kind
  }
  reason
  problem {
    ...ProblemDetails
  }
  supersededBy {
    id
  }
  approval {
    ...ApprovalDetails
  }
  steps {
    cluster {
      ...ClusterRef
    }
    namespace
    state
    message
    problem {
      ...ProblemDetails
    }
    startedAt
    finishedAt
  }
  createdAt
  startedAt
  finishedAt
}

fragment ProblemDetails on Problem {
  code
  message
  retryable
  path
  cluster {
    ...ClusterRef
  }
}

fragment ClusterRef on Cluster {
  id
  name
}

fragment ApprovalDetails on Approval {
  required
  role
  requesterMayApprove
  validSeconds
  expiresAt
  approvedAt
  decisions {
    actor {
      name
      kind
    }
    decision
    comment
    at
    digest
  }
  breakGlass {
    by {
      name
      kind
    }
    reason
  }
}
`);

export const ApprovalRequestsDocument = typedDocument<ApprovalRequestsSubscription, ApprovalRequestsSubscriptionVariables>(`
subscription ApprovalRequests {
  approvalRequested {
    ...OperationDetails
    plan {
      ...PlanDetails
    }
  }
}

fragment OperationDetails on Operation {
  id
  kind
  state
  target {
    id
  }
  actor {
    name
    kind
  }
  reason
  problem {
    ...ProblemDetails
  }
  supersededBy {
    id
  }
  approval {
    ...ApprovalDetails
  }
  steps {
    cluster {
      ...ClusterRef
    }
    namespace
    state
    message
    problem {
      ...ProblemDetails
    }
    startedAt
    finishedAt
  }
  createdAt
  startedAt
  finishedAt
}

fragment ProblemDetails on Problem {
  code
  message
  retryable
  path
  cluster {
    ...ClusterRef
  }
}

fragment ClusterRef on Cluster {
  id
  name
}

fragment ApprovalDetails on Approval {
  required
  role
  requesterMayApprove
  validSeconds
  expiresAt
  approvedAt
  decisions {
    actor {
      name
      kind
    }
    decision
    comment
    at
    digest
  }
  breakGlass {
    by {
      name
      kind
    }
    reason
  }
}

fragment PlanDetails on Plan {
  verdict
  checks {
    ...CheckDetails
  }
  digest
  changes {
    ...ChangeDetails
  }
  warnings {
    ...ProblemDetails
  }
}

fragment CheckDetails on PreflightCheck {
  kind
  outcome
  cluster {
    ...ClusterRef
  }
  message
  remedy
}

fragment ChangeDetails on PlannedChange {
  object {
    cluster {
      ...ClusterRef
    }
    apiVersion
    kind
    namespace
    name
  }
  action
  diff
}
`);

export const LogEventsDocument = typedDocument<LogEventsSubscription, LogEventsSubscriptionVariables>(`
subscription LogEvents($app: ID!, $after: String, $tail: Int, $grep: String, $regex: String, $levels: [LogLevel!], $containers: [String!], $pods: [String!], $clusters: [String!]) {
  logs(
    app: $app
    after: $after
    tail: $tail
    grep: $grep
    regex: $regex
    levels: $levels
    containers: $containers
    pods: $pods
    clusters: $clusters
  ) {
    lines {
      ...LogLineDetails
    }
    marks {
      kind
      cluster {
        ...ClusterRef
      }
      pod
      container
      restart
      at
      missed
      message
    }
    cursor
  }
}

fragment LogLineDetails on LogLine {
  timestamp
  cluster {
    ...ClusterRef
  }
  namespace
  pod
  container
  restart
  level
  message
  truncated
}

fragment ClusterRef on Cluster {
  id
  name
}
`);

export const MetricEventsDocument = typedDocument<MetricEventsSubscription, MetricEventsSubscriptionVariables>(`
subscription MetricEvents($on: ID!, $names: [String!]!, $step: Int, $range: Int, $after: DateTime) {
  metrics(on: $on, names: $names, step: $step, range: $range, after: $after) {
    metrics {
      ...MetricRangeDetails
    }
    to
  }
}

fragment MetricRangeDetails on MetricRange {
  metric {
    ...MetricDetails
  }
  from
  to
  step
  series {
    labels {
      key
      value
    }
    points {
      at
      value
    }
    gaps {
      from
      to
    }
  }
  omittedSeries
  coverage {
    ...CoverageDetails
  }
}

fragment MetricDetails on MetricDefinition {
  name
  description
  unit
  levels
  dimensions
}

fragment CoverageDetails on Coverage {
  complete
  gaps {
    cluster {
      ...ClusterRef
    }
    reason
    since
    message
  }
}

fragment ClusterRef on Cluster {
  id
  name
}
`);
