// Made by codegen.ts: change schema/ or sdk/operations/ and run `npm run generate`.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ActorModel, ApiTokenModel, ApiTokenOutcomeModel, AppModel, ApprovalModel, ApprovalDecisionModel, AppInstanceModel, AuditRecordModel, AuditTargetModel, AutoscalerModel, ClusterModel, ClusterGapModel, ClusterKindModel, ClusterNodeModel, ContainerModel, ContainerSpecModel, UsageModel, CoverageModel, EnvVarModel, EnvironmentModel, FreezeModel, FreezeOutcomeModel, FreshnessModel, HeldRoleModel, InstanceRolloutModel, EventModel, MachineUsageModel, LogEventModel, LogGapModel, LogLineModel, LogLinesModel, LogMarkModel, ManagerModel, MetricEventModel, MetricRangeModel, MetricSeriesModel, NodeModel, ObjectRefModel, OperationModel, OutcomeModel, OperationStepModel, PlacementModel, PlanModel, PlannedChangeModel, PodModel, PreflightModel, CheckModel, ProblemModel, RevisionModel, RevisionInstanceModel, RoleModel, RoleBindingModel, RoleBindingOutcomeModel, RolloutModel, RolloutEventModel, TenantModel, CallerModel } from '../models.ts';
import type { GraphqlContext } from '../context.ts';
import type { ConnectionModel } from '../models.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  DateTime: { input: number; output: number; }
  Bytes: { input: number; output: number; }
};

export type Action =
  | 'VIEW'
  | 'VIEW_LOGS'
  | 'DEPLOY'
  | 'SCALE'
  | 'ROLL_BACK'
  | 'RESTART'
  | 'PAUSE'
  | 'CANCEL'
  | 'FORCE'
  | 'FREEZE'
  | 'VIEW_AUDIT'
  | 'VIEW_FLEET'
  | 'MANAGE_ACCESS';

export type Role = {
  readonly __typename?: 'Role';
  readonly name: Scalars['String']['output'];
  readonly description: Scalars['String']['output'];
  readonly actions: ReadonlyArray<Action>;
  readonly isBuiltIn: Scalars['Boolean']['output'];
  readonly isDelegable: Scalars['Boolean']['output'];
};

export type Subject = {
  readonly __typename?: 'Subject';
  readonly kind: SubjectKind;
  readonly name: Scalars['String']['output'];
};

export type SubjectKind =
  | 'PERSON'
  | 'GROUP'
  | 'TOKEN';

export type BoundRole = {
  readonly __typename?: 'BoundRole';
  readonly role: Scalars['String']['output'];
  readonly subject: Subject;
};

export type HeldRole = {
  readonly __typename?: 'HeldRole';
  readonly role: Scalars['String']['output'];
  readonly tenant: Maybe<Scalars['String']['output']>;
  readonly environment: Maybe<Scalars['String']['output']>;
};

export type RoleBinding = {
  readonly __typename?: 'RoleBinding';
  readonly role: Scalars['String']['output'];
  readonly subject: Subject;
  readonly tenant: Maybe<Scalars['String']['output']>;
  readonly environment: Maybe<Scalars['String']['output']>;
  readonly source: RoleBindingSource;
  readonly createdBy: Maybe<Actor>;
  readonly createdAt: Maybe<Scalars['DateTime']['output']>;
};

export type RoleBindingSource =
  | 'CALLERS_FILE'
  | 'ACCESS_FILE'
  | 'MUTATION';

export type RoleBindingFilter = {
  readonly roles?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly subjects?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly tenants?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

export type BindRoleInput = {
  readonly role: Scalars['String']['input'];
  readonly subject: SubjectInput;
  readonly on?: InputMaybe<Scalars['ID']['input']>;
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

export type UnbindRoleInput = {
  readonly role: Scalars['String']['input'];
  readonly subject: SubjectInput;
  readonly on?: InputMaybe<Scalars['ID']['input']>;
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

export type SubjectInput = {
  readonly kind: SubjectKind;
  readonly name: Scalars['String']['input'];
};

export type RoleBindingPayload = {
  readonly __typename?: 'RoleBindingPayload';
  readonly binding: Maybe<RoleBinding>;
  readonly problems: ReadonlyArray<Problem>;
};

export type RoleBindingConnection = {
  readonly __typename?: 'RoleBindingConnection';
  readonly nodes: ReadonlyArray<RoleBinding>;
  readonly edges: ReadonlyArray<RoleBindingEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
  readonly coverage: Coverage;
};

export type RoleBindingEdge = {
  readonly __typename?: 'RoleBindingEdge';
  readonly node: RoleBinding;
  readonly cursor: Scalars['String']['output'];
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  readonly deployApp: OperationPayload;
  readonly scaleApp: OperationPayload;
  readonly rollbackApp: OperationPayload;
  readonly restartApp: OperationPayload;
  readonly pauseRollout: OperationPayload;
  readonly resumeRollout: OperationPayload;
  readonly cancelOperation: OperationPayload;
  readonly bindRole: RoleBindingPayload;
  readonly unbindRole: RoleBindingPayload;
  readonly approveOperation: OperationPayload;
  readonly rejectOperation: OperationPayload;
  readonly createFreeze: FreezePayload;
  readonly endFreeze: FreezePayload;
  readonly createApiToken: ApiTokenPayload;
  readonly revokeApiToken: ApiTokenPayload;
};


export type MutationDeployAppArgs = {
  input: DeployAppInput;
};


export type MutationScaleAppArgs = {
  input: ScaleAppInput;
};


export type MutationRollbackAppArgs = {
  input: RollbackAppInput;
};


export type MutationRestartAppArgs = {
  input: RestartAppInput;
};


export type MutationPauseRolloutArgs = {
  input: PauseRolloutInput;
};


export type MutationResumeRolloutArgs = {
  input: ResumeRolloutInput;
};


export type MutationCancelOperationArgs = {
  input: CancelOperationInput;
};


export type MutationBindRoleArgs = {
  input: BindRoleInput;
};


export type MutationUnbindRoleArgs = {
  input: UnbindRoleInput;
};


export type MutationApproveOperationArgs = {
  input: ApproveOperationInput;
};


export type MutationRejectOperationArgs = {
  input: RejectOperationInput;
};


export type MutationCreateFreezeArgs = {
  input: CreateFreezeInput;
};


export type MutationEndFreezeArgs = {
  input: EndFreezeInput;
};


export type MutationCreateApiTokenArgs = {
  input: CreateApiTokenInput;
};


export type MutationRevokeApiTokenArgs = {
  input: RevokeApiTokenInput;
};

export type DeployAppInput = {
  readonly app: Scalars['ID']['input'];
  readonly image?: InputMaybe<Scalars['String']['input']>;
  readonly containers?: InputMaybe<ReadonlyArray<ContainerChangeInput>>;
  readonly clusters?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly deadlineSeconds?: InputMaybe<Scalars['Int']['input']>;
  readonly onFailure?: InputMaybe<OnFailure>;
  readonly force?: InputMaybe<Scalars['Boolean']['input']>;
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  readonly breakGlass?: InputMaybe<Scalars['Boolean']['input']>;
};

export type OnFailure =
  | 'LEAVE'
  | 'ROLL_BACK';

export type ContainerChangeInput = {
  readonly name: Scalars['String']['input'];
  readonly image?: InputMaybe<Scalars['String']['input']>;
  readonly env?: InputMaybe<ReadonlyArray<EnvChangeInput>>;
  readonly requests?: InputMaybe<ResourcesInput>;
  readonly limits?: InputMaybe<ResourcesInput>;
};

export type EnvChangeInput = {
  readonly name: Scalars['String']['input'];
  readonly value?: InputMaybe<Scalars['String']['input']>;
  readonly secret?: InputMaybe<SecretKeyInput>;
  readonly remove?: InputMaybe<Scalars['Boolean']['input']>;
};

export type SecretKeyInput = {
  readonly name: Scalars['String']['input'];
  readonly key: Scalars['String']['input'];
};

export type ResourcesInput = {
  readonly cpu?: InputMaybe<Scalars['Float']['input']>;
  readonly memory?: InputMaybe<Scalars['Bytes']['input']>;
};

export type ScaleAppInput = {
  readonly app: Scalars['ID']['input'];
  readonly replicas: Scalars['Int']['input'];
  readonly clusters?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly force?: InputMaybe<Scalars['Boolean']['input']>;
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  readonly breakGlass?: InputMaybe<Scalars['Boolean']['input']>;
};

export type RollbackAppInput = {
  readonly app: Scalars['ID']['input'];
  readonly revision?: InputMaybe<Scalars['ID']['input']>;
  readonly toRevision?: InputMaybe<Scalars['Int']['input']>;
  readonly clusters?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly deadlineSeconds?: InputMaybe<Scalars['Int']['input']>;
  readonly force?: InputMaybe<Scalars['Boolean']['input']>;
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  readonly breakGlass?: InputMaybe<Scalars['Boolean']['input']>;
};

export type RestartAppInput = {
  readonly app: Scalars['ID']['input'];
  readonly clusters?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly force?: InputMaybe<Scalars['Boolean']['input']>;
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  readonly breakGlass?: InputMaybe<Scalars['Boolean']['input']>;
};

export type PauseRolloutInput = {
  readonly app: Scalars['ID']['input'];
  readonly clusters?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  readonly breakGlass?: InputMaybe<Scalars['Boolean']['input']>;
};

export type ResumeRolloutInput = {
  readonly app: Scalars['ID']['input'];
  readonly clusters?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  readonly breakGlass?: InputMaybe<Scalars['Boolean']['input']>;
};

export type CancelOperationInput = {
  readonly operation: Scalars['ID']['input'];
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  readonly reason?: InputMaybe<Scalars['String']['input']>;
};

export type OperationPayload = {
  readonly __typename?: 'OperationPayload';
  readonly operation: Maybe<Operation>;
  readonly plan: Maybe<Plan>;
  readonly problems: ReadonlyArray<Problem>;
  readonly preflight: Maybe<Preflight>;
};

export type Approval = {
  readonly __typename?: 'Approval';
  readonly required: Scalars['Int']['output'];
  readonly role: Scalars['String']['output'];
  readonly requesterMayApprove: Scalars['Boolean']['output'];
  readonly validSeconds: Scalars['Int']['output'];
  readonly expiresAt: Maybe<Scalars['DateTime']['output']>;
  readonly approvedAt: Maybe<Scalars['DateTime']['output']>;
  readonly decisions: ReadonlyArray<ApprovalDecision>;
  readonly breakGlass: Maybe<BreakGlass>;
};

export type ApprovalDecision = {
  readonly __typename?: 'ApprovalDecision';
  readonly actor: Actor;
  readonly decision: ApprovalDecisionKind;
  readonly comment: Maybe<Scalars['String']['output']>;
  readonly at: Scalars['DateTime']['output'];
  readonly digest: Scalars['String']['output'];
};

export type ApprovalDecisionKind =
  | 'APPROVED'
  | 'REJECTED';

export type BreakGlass = {
  readonly __typename?: 'BreakGlass';
  readonly by: Actor;
  readonly reason: Scalars['String']['output'];
};

export type ApproveOperationInput = {
  readonly operation: Scalars['ID']['input'];
  readonly digest: Scalars['String']['input'];
  readonly comment?: InputMaybe<Scalars['String']['input']>;
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

export type RejectOperationInput = {
  readonly operation: Scalars['ID']['input'];
  readonly comment: Scalars['String']['input'];
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

export type AppFilter = {
  readonly tenants?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly environments?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly clusters?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly clusterLabels?: InputMaybe<ReadonlyArray<LabelInput>>;
  readonly names?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly namePrefix?: InputMaybe<Scalars['String']['input']>;
  readonly kinds?: InputMaybe<ReadonlyArray<WorkloadKind>>;
  readonly health?: InputMaybe<ReadonlyArray<HealthStatus>>;
  readonly image?: InputMaybe<Scalars['String']['input']>;
  readonly selector?: InputMaybe<Scalars['String']['input']>;
};

export type AppOrder = {
  readonly field: AppOrderField;
  readonly direction: OrderDirection;
};

export type AppOrderField =
  | 'NAME'
  | 'HEALTH'
  | 'RESTARTS'
  | 'UPDATED_AT';

export type App = Node & {
  readonly __typename?: 'App';
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  readonly kind: WorkloadKind;
  readonly environment: Environment;
  readonly image: Maybe<Scalars['String']['output']>;
  readonly replicas: ReplicaCounts;
  readonly health: Health;
  readonly instances: ReadonlyArray<AppInstance>;
  readonly managedBy: Maybe<Manager>;
  readonly autoscaler: Maybe<Autoscaler>;
  readonly rollout: Maybe<Rollout>;
  readonly revisions: RevisionConnection;
  readonly pods: PodConnection;
  readonly events: KubernetesEventConnection;
  readonly operations: OperationConnection;
  readonly freshness: Freshness;
  readonly allowedActions: ReadonlyArray<Action>;
  readonly audit: Maybe<AuditRecordConnection>;
  readonly freezes: ReadonlyArray<Freeze>;
  readonly logs: Maybe<LogLines>;
  readonly metrics: ReadonlyArray<MetricRange>;
  readonly usage: Usage;
};


export type AppRevisionsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type AppPodsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type AppEventsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type AppOperationsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type AppAuditArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type AppLogsArgs = {
  since?: InputMaybe<Scalars['DateTime']['input']>;
  until?: InputMaybe<Scalars['DateTime']['input']>;
  tail?: InputMaybe<Scalars['Int']['input']>;
  grep?: InputMaybe<Scalars['String']['input']>;
  regex?: InputMaybe<Scalars['String']['input']>;
  levels?: InputMaybe<ReadonlyArray<LogLevel>>;
  containers?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  pods?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  clusters?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  previous?: InputMaybe<Scalars['Boolean']['input']>;
};


export type AppMetricsArgs = {
  names: ReadonlyArray<Scalars['String']['input']>;
  from?: InputMaybe<Scalars['DateTime']['input']>;
  to?: InputMaybe<Scalars['DateTime']['input']>;
  step?: InputMaybe<Scalars['Int']['input']>;
  clusters?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

export type WorkloadKind =
  | 'DEPLOYMENT'
  | 'STATEFUL_SET'
  | 'DAEMON_SET';

export type Manager = {
  readonly __typename?: 'Manager';
  readonly name: Scalars['String']['output'];
  readonly exclusive: Scalars['Boolean']['output'];
  readonly advice: Scalars['String']['output'];
  readonly object: Maybe<ObjectRef>;
};

export type Autoscaler = {
  readonly __typename?: 'Autoscaler';
  readonly name: Scalars['String']['output'];
  readonly min: Scalars['Int']['output'];
  readonly max: Scalars['Int']['output'];
  readonly current: Maybe<Scalars['Int']['output']>;
  readonly desired: Maybe<Scalars['Int']['output']>;
  readonly metrics: ReadonlyArray<AutoscalerMetric>;
  readonly conditions: ReadonlyArray<AutoscalerCondition>;
  readonly lastScaledAt: Maybe<Scalars['DateTime']['output']>;
  readonly object: ObjectRef;
  readonly freshness: Freshness;
};

export type AutoscalerMetric = {
  readonly __typename?: 'AutoscalerMetric';
  readonly type: AutoscalerMetricType;
  readonly name: Scalars['String']['output'];
  readonly container: Maybe<Scalars['String']['output']>;
  readonly target: AutoscalerMetricValue;
  readonly current: Maybe<AutoscalerMetricValue>;
};

export type AutoscalerMetricType =
  | 'RESOURCE'
  | 'CONTAINER_RESOURCE'
  | 'PODS'
  | 'OBJECT'
  | 'EXTERNAL';

export type AutoscalerMetricValue = {
  readonly __typename?: 'AutoscalerMetricValue';
  readonly utilization: Maybe<Scalars['Float']['output']>;
  readonly averageValue: Maybe<Scalars['Float']['output']>;
  readonly value: Maybe<Scalars['Float']['output']>;
};

export type AutoscalerCondition = {
  readonly __typename?: 'AutoscalerCondition';
  readonly type: Scalars['String']['output'];
  readonly status: ConditionStatus;
  readonly reason: Scalars['String']['output'];
  readonly message: Scalars['String']['output'];
  readonly lastTransitionAt: Maybe<Scalars['DateTime']['output']>;
};

export type ConditionStatus =
  | 'TRUE'
  | 'FALSE'
  | 'UNKNOWN';

export type ReplicaCounts = {
  readonly __typename?: 'ReplicaCounts';
  readonly desired: Scalars['Int']['output'];
  readonly current: Scalars['Int']['output'];
  readonly updated: Scalars['Int']['output'];
  readonly ready: Scalars['Int']['output'];
  readonly available: Scalars['Int']['output'];
};

export type Health = {
  readonly __typename?: 'Health';
  readonly status: HealthStatus;
  readonly reason: Maybe<Scalars['String']['output']>;
  readonly message: Maybe<Scalars['String']['output']>;
};

export type HealthStatus =
  | 'HEALTHY'
  | 'SUSPENDED'
  | 'PROGRESSING'
  | 'UNKNOWN'
  | 'MISSING'
  | 'DEGRADED';

export type AppInstance = {
  readonly __typename?: 'AppInstance';
  readonly cluster: Cluster;
  readonly namespace: Scalars['String']['output'];
  readonly kind: WorkloadKind;
  readonly name: Scalars['String']['output'];
  readonly uid: Scalars['String']['output'];
  readonly labels: ReadonlyArray<Label>;
  readonly image: Maybe<Scalars['String']['output']>;
  readonly containers: ReadonlyArray<ContainerSpec>;
  readonly replicas: ReplicaCounts;
  readonly health: Health;
  readonly paused: Scalars['Boolean']['output'];
  readonly revision: Maybe<Scalars['Int']['output']>;
  readonly managedBy: Maybe<Manager>;
  readonly autoscaler: Maybe<Autoscaler>;
  readonly createdAt: Scalars['DateTime']['output'];
  readonly freshness: Freshness;
  readonly usage: Usage;
};

export type ContainerSpec = {
  readonly __typename?: 'ContainerSpec';
  readonly name: Scalars['String']['output'];
  readonly main: Scalars['Boolean']['output'];
  readonly image: Scalars['String']['output'];
  readonly env: ReadonlyArray<EnvVar>;
  readonly requests: Maybe<Resources>;
  readonly limits: Maybe<Resources>;
};

export type EnvVar = {
  readonly __typename?: 'EnvVar';
  readonly name: Scalars['String']['output'];
  readonly value: Maybe<Scalars['String']['output']>;
  readonly source: Maybe<ObjectRef>;
  readonly sourceKey: Maybe<Scalars['String']['output']>;
};

export type Resources = {
  readonly __typename?: 'Resources';
  readonly cpu: Maybe<Scalars['Float']['output']>;
  readonly memory: Maybe<Scalars['Bytes']['output']>;
};

export type AppConnection = {
  readonly __typename?: 'AppConnection';
  readonly nodes: ReadonlyArray<App>;
  readonly edges: ReadonlyArray<AppEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
  readonly coverage: Coverage;
};

export type AppEdge = {
  readonly __typename?: 'AppEdge';
  readonly node: App;
  readonly cursor: Scalars['String']['output'];
};

export type AuditFilter = {
  readonly actors?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly actions?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly outcomes?: InputMaybe<ReadonlyArray<AuditOutcome>>;
  readonly tenants?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly targets?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  readonly operations?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  readonly since?: InputMaybe<Scalars['DateTime']['input']>;
  readonly until?: InputMaybe<Scalars['DateTime']['input']>;
};

export type AuditRecord = Node & {
  readonly __typename?: 'AuditRecord';
  readonly id: Scalars['ID']['output'];
  readonly sequence: Maybe<Scalars['Int']['output']>;
  readonly at: Scalars['DateTime']['output'];
  readonly actor: Actor;
  readonly credential: Maybe<Scalars['String']['output']>;
  readonly address: Maybe<Scalars['String']['output']>;
  readonly requestId: Maybe<Scalars['String']['output']>;
  readonly action: Scalars['String']['output'];
  readonly target: Maybe<AuditTarget>;
  readonly dryRun: Scalars['Boolean']['output'];
  readonly repeated: Scalars['Boolean']['output'];
  readonly reason: Maybe<Scalars['String']['output']>;
  readonly brokeGlass: Scalars['Boolean']['output'];
  readonly outcome: AuditOutcome;
  readonly operation: Maybe<Operation>;
  readonly planDigest: Maybe<Scalars['String']['output']>;
  readonly changes: ReadonlyArray<PlannedChange>;
  readonly problems: ReadonlyArray<Problem>;
  readonly previousHash: Maybe<Scalars['String']['output']>;
  readonly hash: Maybe<Scalars['String']['output']>;
};

export type AuditOutcome =
  | 'ACCEPTED'
  | 'PLANNED'
  | 'REFUSED'
  | 'DENIED'
  | 'FAILED';

export type AuditTarget = {
  readonly __typename?: 'AuditTarget';
  readonly type: AuditTargetType;
  readonly node: Maybe<Node>;
  readonly tenant: Maybe<Scalars['String']['output']>;
  readonly environment: Maybe<Scalars['String']['output']>;
  readonly app: Maybe<Scalars['String']['output']>;
  readonly kind: Maybe<WorkloadKind>;
  readonly binding: Maybe<BoundRole>;
};

export type AuditTargetType =
  | 'APP'
  | 'OPERATION'
  | 'FREEZE'
  | 'API_TOKEN'
  | 'ROLE_BINDING';

export type AuditRecordConnection = {
  readonly __typename?: 'AuditRecordConnection';
  readonly nodes: ReadonlyArray<AuditRecord>;
  readonly edges: ReadonlyArray<AuditRecordEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
  readonly coverage: Coverage;
};

export type AuditRecordEdge = {
  readonly __typename?: 'AuditRecordEdge';
  readonly node: AuditRecord;
  readonly cursor: Scalars['String']['output'];
};

export type ClusterFilter = {
  readonly names?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly labels?: InputMaybe<ReadonlyArray<LabelInput>>;
  readonly statuses?: InputMaybe<ReadonlyArray<ClusterStatus>>;
};

export type Cluster = Node & {
  readonly __typename?: 'Cluster';
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  readonly uid: Maybe<Scalars['String']['output']>;
  readonly labels: ReadonlyArray<Label>;
  readonly status: ClusterStatus;
  readonly statusMessage: Maybe<Scalars['String']['output']>;
  readonly kubernetesVersion: Maybe<Scalars['String']['output']>;
  readonly freshness: Freshness;
  readonly gap: Maybe<ClusterGap>;
  readonly nodeCount: Maybe<Scalars['Int']['output']>;
  readonly nodes: ClusterNodeConnection;
  readonly kinds: ReadonlyArray<ClusterKind>;
  readonly environments: EnvironmentConnection;
  readonly apps: AppConnection;
  readonly metrics: ReadonlyArray<MetricRange>;
  readonly usage: Maybe<MachineUsage>;
};


export type ClusterNodesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type ClusterEnvironmentsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type ClusterAppsArgs = {
  filter?: InputMaybe<AppFilter>;
  orderBy?: InputMaybe<AppOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type ClusterMetricsArgs = {
  names: ReadonlyArray<Scalars['String']['input']>;
  from?: InputMaybe<Scalars['DateTime']['input']>;
  to?: InputMaybe<Scalars['DateTime']['input']>;
  step?: InputMaybe<Scalars['Int']['input']>;
};

export type ClusterStatus =
  | 'READY'
  | 'SYNCING'
  | 'DEGRADED'
  | 'UNREACHABLE'
  | 'UNAUTHORIZED'
  | 'DISABLED';

export type ClusterKind = {
  readonly __typename?: 'ClusterKind';
  readonly kind: Scalars['String']['output'];
  readonly status: ClusterKindStatus;
  readonly message: Maybe<Scalars['String']['output']>;
  readonly count: Scalars['Int']['output'];
  readonly freshness: Freshness;
};

export type ClusterKindStatus =
  | 'SYNCING'
  | 'SYNCED'
  | 'MISSING'
  | 'FORBIDDEN'
  | 'LIMITED';

export type ClusterNode = Node & {
  readonly __typename?: 'ClusterNode';
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  readonly cluster: Cluster;
  readonly ready: Scalars['Boolean']['output'];
  readonly schedulable: Scalars['Boolean']['output'];
  readonly labels: ReadonlyArray<Label>;
  readonly createdAt: Scalars['DateTime']['output'];
  readonly freshness: Freshness;
  readonly usage: MachineUsage;
};

export type ClusterConnection = {
  readonly __typename?: 'ClusterConnection';
  readonly nodes: ReadonlyArray<Cluster>;
  readonly edges: ReadonlyArray<ClusterEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
  readonly coverage: Coverage;
};

export type ClusterEdge = {
  readonly __typename?: 'ClusterEdge';
  readonly node: Cluster;
  readonly cursor: Scalars['String']['output'];
};

export type ClusterNodeConnection = {
  readonly __typename?: 'ClusterNodeConnection';
  readonly nodes: ReadonlyArray<ClusterNode>;
  readonly edges: ReadonlyArray<ClusterNodeEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
  readonly coverage: Coverage;
};

export type ClusterNodeEdge = {
  readonly __typename?: 'ClusterNodeEdge';
  readonly node: ClusterNode;
  readonly cursor: Scalars['String']['output'];
};

export type Node = {
  readonly id: Scalars['ID']['output'];
};

export type PageInfo = {
  readonly __typename?: 'PageInfo';
  readonly hasNextPage: Scalars['Boolean']['output'];
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  readonly startCursor: Maybe<Scalars['String']['output']>;
  readonly endCursor: Maybe<Scalars['String']['output']>;
};

export type Freshness = {
  readonly __typename?: 'Freshness';
  readonly observedAt: Maybe<Scalars['DateTime']['output']>;
  readonly stale: Scalars['Boolean']['output'];
};

export type Coverage = {
  readonly __typename?: 'Coverage';
  readonly complete: Scalars['Boolean']['output'];
  readonly gaps: ReadonlyArray<ClusterGap>;
};

export type ClusterGap = {
  readonly __typename?: 'ClusterGap';
  readonly cluster: Cluster;
  readonly reason: GapReason;
  readonly since: Scalars['DateTime']['output'];
  readonly message: Scalars['String']['output'];
};

export type GapReason =
  | 'SYNCING'
  | 'UNREACHABLE'
  | 'UNAUTHORIZED'
  | 'STALE'
  | 'DISABLED'
  | 'METRICS_UNAVAILABLE';

export type Label = {
  readonly __typename?: 'Label';
  readonly key: Scalars['String']['output'];
  readonly value: Scalars['String']['output'];
};

export type LabelInput = {
  readonly key: Scalars['String']['input'];
  readonly value: Scalars['String']['input'];
};

export type ObjectRef = {
  readonly __typename?: 'ObjectRef';
  readonly cluster: Cluster;
  readonly apiVersion: Scalars['String']['output'];
  readonly kind: Scalars['String']['output'];
  readonly namespace: Maybe<Scalars['String']['output']>;
  readonly name: Scalars['String']['output'];
};

export type OrderDirection =
  | 'ASC'
  | 'DESC';

export type Viewer = {
  readonly __typename?: 'Viewer';
  readonly name: Scalars['String']['output'];
  readonly displayName: Scalars['String']['output'];
  readonly kind: ActorKind;
  readonly groups: ReadonlyArray<Scalars['String']['output']>;
  readonly roles: ReadonlyArray<Scalars['String']['output']>;
  readonly can: Scalars['Boolean']['output'];
  readonly heldRoles: ReadonlyArray<HeldRole>;
};


export type ViewerCanArgs = {
  action: Action;
  on?: InputMaybe<Scalars['ID']['input']>;
};

export type Actor = {
  readonly __typename?: 'Actor';
  readonly name: Scalars['String']['output'];
  readonly kind: ActorKind;
};

export type ActorKind =
  | 'USER'
  | 'TOKEN'
  | 'SYSTEM';

export type Query = {
  readonly __typename?: 'Query';
  readonly node: Maybe<Node>;
  readonly nodes: ReadonlyArray<Maybe<Node>>;
  readonly viewer: Viewer;
  readonly coverage: Coverage;
  readonly roles: ReadonlyArray<Role>;
  readonly roleBindings: RoleBindingConnection;
  readonly awaitingMyApproval: OperationConnection;
  readonly app: Maybe<App>;
  readonly apps: AppConnection;
  readonly auditRecords: AuditRecordConnection;
  readonly cluster: Maybe<Cluster>;
  readonly clusters: ClusterConnection;
  readonly freezes: FreezeConnection;
  readonly metricDefinitions: ReadonlyArray<MetricDefinition>;
  readonly operation: Maybe<Operation>;
  readonly operations: OperationConnection;
  readonly tenant: Maybe<Tenant>;
  readonly environment: Maybe<Environment>;
  readonly tenants: TenantConnection;
  readonly environments: EnvironmentConnection;
  readonly apiTokens: ApiTokenConnection;
};


export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


export type QueryNodesArgs = {
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


export type QueryRoleBindingsArgs = {
  filter?: InputMaybe<RoleBindingFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type QueryAwaitingMyApprovalArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryAppArgs = {
  tenant: Scalars['String']['input'];
  environment: Scalars['String']['input'];
  name: Scalars['String']['input'];
  kind?: InputMaybe<WorkloadKind>;
};


export type QueryAppsArgs = {
  filter?: InputMaybe<AppFilter>;
  orderBy?: InputMaybe<AppOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type QueryAuditRecordsArgs = {
  filter?: InputMaybe<AuditFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type QueryClusterArgs = {
  name: Scalars['String']['input'];
};


export type QueryClustersArgs = {
  filter?: InputMaybe<ClusterFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type QueryFreezesArgs = {
  filter?: InputMaybe<FreezeFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type QueryMetricDefinitionsArgs = {
  names?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  level?: InputMaybe<MetricLevel>;
};


export type QueryOperationArgs = {
  id: Scalars['ID']['input'];
};


export type QueryOperationsArgs = {
  filter?: InputMaybe<OperationFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type QueryTenantArgs = {
  name: Scalars['String']['input'];
};


export type QueryEnvironmentArgs = {
  tenant: Scalars['String']['input'];
  name: Scalars['String']['input'];
};


export type QueryTenantsArgs = {
  filter?: InputMaybe<TenantFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type QueryEnvironmentsArgs = {
  filter?: InputMaybe<EnvironmentFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type QueryApiTokensArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};

export type FreezeFilter = {
  readonly states?: InputMaybe<ReadonlyArray<FreezeState>>;
  readonly tenants?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

export type Freeze = Node & {
  readonly __typename?: 'Freeze';
  readonly id: Scalars['ID']['output'];
  readonly reason: Scalars['String']['output'];
  readonly state: FreezeState;
  readonly from: Scalars['DateTime']['output'];
  readonly until: Scalars['DateTime']['output'];
  readonly scope: FreezeScope;
  readonly allowsRollbacks: Scalars['Boolean']['output'];
  readonly createdBy: Actor;
  readonly createdAt: Scalars['DateTime']['output'];
  readonly endedBy: Maybe<Actor>;
  readonly endedAt: Maybe<Scalars['DateTime']['output']>;
  readonly audit: Maybe<AuditRecordConnection>;
};


export type FreezeAuditArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type FreezeState =
  | 'PLANNED'
  | 'ACTIVE'
  | 'OVER';

export type FreezeScope = {
  readonly __typename?: 'FreezeScope';
  readonly tenants: ReadonlyArray<Scalars['String']['output']>;
  readonly environments: ReadonlyArray<Scalars['String']['output']>;
  readonly clusterLabels: ReadonlyArray<Label>;
  readonly kinds: ReadonlyArray<OperationKind>;
};

export type CreateFreezeInput = {
  readonly reason: Scalars['String']['input'];
  readonly from?: InputMaybe<Scalars['DateTime']['input']>;
  readonly until: Scalars['DateTime']['input'];
  readonly scope?: InputMaybe<FreezeScopeInput>;
  readonly allowsRollbacks?: InputMaybe<Scalars['Boolean']['input']>;
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

export type FreezeScopeInput = {
  readonly tenants?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly environments?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly clusterLabels?: InputMaybe<ReadonlyArray<LabelInput>>;
  readonly kinds?: InputMaybe<ReadonlyArray<OperationKind>>;
};

export type EndFreezeInput = {
  readonly freeze: Scalars['ID']['input'];
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

export type FreezePayload = {
  readonly __typename?: 'FreezePayload';
  readonly freeze: Maybe<Freeze>;
  readonly problems: ReadonlyArray<Problem>;
};

export type FreezeConnection = {
  readonly __typename?: 'FreezeConnection';
  readonly nodes: ReadonlyArray<Freeze>;
  readonly edges: ReadonlyArray<FreezeEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
  readonly coverage: Coverage;
};

export type FreezeEdge = {
  readonly __typename?: 'FreezeEdge';
  readonly node: Freeze;
  readonly cursor: Scalars['String']['output'];
};

export type LogLines = {
  readonly __typename?: 'LogLines';
  readonly lines: ReadonlyArray<LogLine>;
  readonly gaps: ReadonlyArray<LogGap>;
  readonly coverage: Coverage;
};

export type LogLine = {
  readonly __typename?: 'LogLine';
  readonly timestamp: Scalars['String']['output'];
  readonly cluster: Cluster;
  readonly namespace: Scalars['String']['output'];
  readonly pod: Scalars['String']['output'];
  readonly container: Scalars['String']['output'];
  readonly restart: Scalars['Int']['output'];
  readonly level: Maybe<LogLevel>;
  readonly message: Scalars['String']['output'];
  readonly truncated: Scalars['Boolean']['output'];
};

export type LogLevel =
  | 'TRACE'
  | 'DEBUG'
  | 'INFO'
  | 'WARN'
  | 'ERROR'
  | 'FATAL';

export type LogGap = {
  readonly __typename?: 'LogGap';
  readonly cluster: Cluster;
  readonly pod: Scalars['String']['output'];
  readonly container: Scalars['String']['output'];
  readonly reason: LogGapReason;
  readonly message: Scalars['String']['output'];
};

export type LogGapReason =
  | 'LIMITED'
  | 'GONE'
  | 'TIMEOUT'
  | 'UNREACHABLE'
  | 'UNAUTHORIZED'
  | 'UNAVAILABLE';

export type LogEvent = {
  readonly __typename?: 'LogEvent';
  readonly lines: ReadonlyArray<LogLine>;
  readonly marks: ReadonlyArray<LogMark>;
  readonly cursor: Scalars['String']['output'];
};

export type LogMark = {
  readonly __typename?: 'LogMark';
  readonly kind: LogMarkKind;
  readonly cluster: Cluster;
  readonly pod: Scalars['String']['output'];
  readonly container: Scalars['String']['output'];
  readonly restart: Scalars['Int']['output'];
  readonly at: Scalars['DateTime']['output'];
  readonly missed: Maybe<Scalars['Int']['output']>;
  readonly message: Scalars['String']['output'];
};

export type LogMarkKind =
  | 'JOINED'
  | 'RESTARTED'
  | 'ENDED'
  | 'GAP'
  | 'INTERRUPTED'
  | 'RESUMED';

export type MetricEvent = {
  readonly __typename?: 'MetricEvent';
  readonly metrics: ReadonlyArray<MetricRange>;
  readonly to: Scalars['DateTime']['output'];
};

export type MetricDefinition = {
  readonly __typename?: 'MetricDefinition';
  readonly name: Scalars['String']['output'];
  readonly description: Scalars['String']['output'];
  readonly unit: MetricUnit;
  readonly levels: ReadonlyArray<MetricLevel>;
  readonly dimensions: ReadonlyArray<Scalars['String']['output']>;
};

export type MetricUnit =
  | 'NONE'
  | 'RATIO'
  | 'SECONDS'
  | 'CORES'
  | 'BYTES'
  | 'BYTES_PER_SECOND'
  | 'PER_SECOND'
  | 'PER_MINUTE';

export type MetricLevel =
  | 'APP'
  | 'ENVIRONMENT'
  | 'TENANT'
  | 'CLUSTER';

export type MetricRange = {
  readonly __typename?: 'MetricRange';
  readonly metric: MetricDefinition;
  readonly from: Scalars['DateTime']['output'];
  readonly to: Scalars['DateTime']['output'];
  readonly step: Scalars['Int']['output'];
  readonly series: ReadonlyArray<MetricSeries>;
  readonly omittedSeries: Scalars['Int']['output'];
  readonly coverage: Coverage;
};

export type MetricSeries = {
  readonly __typename?: 'MetricSeries';
  readonly labels: ReadonlyArray<Label>;
  readonly points: ReadonlyArray<MetricPoint>;
  readonly gaps: ReadonlyArray<MetricGap>;
};

export type MetricPoint = {
  readonly __typename?: 'MetricPoint';
  readonly at: Scalars['DateTime']['output'];
  readonly value: Scalars['Float']['output'];
};

export type MetricGap = {
  readonly __typename?: 'MetricGap';
  readonly from: Scalars['DateTime']['output'];
  readonly to: Scalars['DateTime']['output'];
};

export type OperationFilter = {
  readonly kinds?: InputMaybe<ReadonlyArray<OperationKind>>;
  readonly states?: InputMaybe<ReadonlyArray<OperationState>>;
  readonly targets?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  readonly tenants?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly actors?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly since?: InputMaybe<Scalars['DateTime']['input']>;
  readonly until?: InputMaybe<Scalars['DateTime']['input']>;
};

export type Operation = Node & {
  readonly __typename?: 'Operation';
  readonly id: Scalars['ID']['output'];
  readonly kind: OperationKind;
  readonly state: OperationState;
  readonly target: Maybe<Node>;
  readonly actor: Actor;
  readonly reason: Maybe<Scalars['String']['output']>;
  readonly plan: Maybe<Plan>;
  readonly steps: ReadonlyArray<OperationStep>;
  readonly problem: Maybe<Problem>;
  readonly supersededBy: Maybe<Operation>;
  readonly waitsFor: ReadonlyArray<Operation>;
  readonly queuePosition: Maybe<Scalars['Int']['output']>;
  readonly createdAt: Scalars['DateTime']['output'];
  readonly startedAt: Maybe<Scalars['DateTime']['output']>;
  readonly finishedAt: Maybe<Scalars['DateTime']['output']>;
  readonly approval: Maybe<Approval>;
  readonly audit: Maybe<AuditRecordConnection>;
};


export type OperationAuditArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type OperationKind =
  | 'DEPLOY'
  | 'SCALE'
  | 'ROLLBACK'
  | 'RESTART'
  | 'PAUSE'
  | 'RESUME';

export type OperationState =
  | 'PENDING'
  | 'AWAITING_APPROVAL'
  | 'RUNNING'
  | 'CANCELLING'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'CANCELLED'
  | 'REJECTED';

export type OperationStep = {
  readonly __typename?: 'OperationStep';
  readonly cluster: Maybe<Cluster>;
  readonly namespace: Maybe<Scalars['String']['output']>;
  readonly state: OperationState;
  readonly message: Maybe<Scalars['String']['output']>;
  readonly problem: Maybe<Problem>;
  readonly startedAt: Maybe<Scalars['DateTime']['output']>;
  readonly finishedAt: Maybe<Scalars['DateTime']['output']>;
};

export type Plan = {
  readonly __typename?: 'Plan';
  readonly verdict: PreflightVerdict;
  readonly checks: ReadonlyArray<PreflightCheck>;
  readonly changes: ReadonlyArray<PlannedChange>;
  readonly warnings: ReadonlyArray<Problem>;
  readonly digest: Scalars['String']['output'];
};

export type PlannedChange = {
  readonly __typename?: 'PlannedChange';
  readonly object: ObjectRef;
  readonly action: ChangeAction;
  readonly diff: Scalars['String']['output'];
};

export type ChangeAction =
  | 'CREATE'
  | 'UPDATE'
  | 'DELETE';

export type Problem = {
  readonly __typename?: 'Problem';
  readonly code: ProblemCode;
  readonly message: Scalars['String']['output'];
  readonly retryable: Scalars['Boolean']['output'];
  readonly path: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  readonly cluster: Maybe<Cluster>;
};

export type ProblemCode =
  | 'NOT_FOUND'
  | 'INVALID'
  | 'AMBIGUOUS'
  | 'CONFLICT'
  | 'FORBIDDEN'
  | 'UNSUPPORTED'
  | 'MANAGED_EXTERNALLY'
  | 'QUOTA_EXCEEDED'
  | 'POLICY_DENIED'
  | 'APPROVAL_REQUIRED'
  | 'FROZEN'
  | 'IDEMPOTENCY_MISMATCH'
  | 'CLUSTER_UNREACHABLE'
  | 'UNAVAILABLE'
  | 'TIMEOUT'
  | 'DEADLINE_EXCEEDED'
  | 'IMAGE_PULL_FAILED'
  | 'CRASH_LOOP'
  | 'UNSCHEDULABLE';

export type OperationConnection = {
  readonly __typename?: 'OperationConnection';
  readonly nodes: ReadonlyArray<Operation>;
  readonly edges: ReadonlyArray<OperationEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
  readonly coverage: Coverage;
};

export type OperationEdge = {
  readonly __typename?: 'OperationEdge';
  readonly node: Operation;
  readonly cursor: Scalars['String']['output'];
};

export type Pod = Node & {
  readonly __typename?: 'Pod';
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  readonly namespace: Scalars['String']['output'];
  readonly cluster: Cluster;
  readonly nodeName: Maybe<Scalars['String']['output']>;
  readonly phase: PodPhase;
  readonly ready: Scalars['Boolean']['output'];
  readonly reason: Maybe<Scalars['String']['output']>;
  readonly message: Maybe<Scalars['String']['output']>;
  readonly restarts: Scalars['Int']['output'];
  readonly createdAt: Scalars['DateTime']['output'];
  readonly containers: ReadonlyArray<Container>;
  readonly freshness: Freshness;
  readonly logs: Maybe<LogLines>;
  readonly usage: Usage;
};


export type PodLogsArgs = {
  since?: InputMaybe<Scalars['DateTime']['input']>;
  until?: InputMaybe<Scalars['DateTime']['input']>;
  tail?: InputMaybe<Scalars['Int']['input']>;
  grep?: InputMaybe<Scalars['String']['input']>;
  regex?: InputMaybe<Scalars['String']['input']>;
  levels?: InputMaybe<ReadonlyArray<LogLevel>>;
  containers?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  previous?: InputMaybe<Scalars['Boolean']['input']>;
};

export type PodPhase =
  | 'PENDING'
  | 'RUNNING'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'UNKNOWN';

export type Container = {
  readonly __typename?: 'Container';
  readonly name: Scalars['String']['output'];
  readonly image: Scalars['String']['output'];
  readonly init: Scalars['Boolean']['output'];
  readonly state: ContainerState;
  readonly ready: Scalars['Boolean']['output'];
  readonly reason: Maybe<Scalars['String']['output']>;
  readonly message: Maybe<Scalars['String']['output']>;
  readonly exitCode: Maybe<Scalars['Int']['output']>;
  readonly restarts: Scalars['Int']['output'];
  readonly startedAt: Maybe<Scalars['DateTime']['output']>;
  readonly lastTermination: Maybe<ContainerTermination>;
  readonly usage: ContainerUsage;
};

export type ContainerState =
  | 'WAITING'
  | 'RUNNING'
  | 'TERMINATED';

export type ContainerTermination = {
  readonly __typename?: 'ContainerTermination';
  readonly reason: Scalars['String']['output'];
  readonly message: Scalars['String']['output'];
  readonly exitCode: Scalars['Int']['output'];
};

export type KubernetesEvent = {
  readonly __typename?: 'KubernetesEvent';
  readonly type: Scalars['String']['output'];
  readonly reason: Scalars['String']['output'];
  readonly message: Scalars['String']['output'];
  readonly count: Scalars['Int']['output'];
  readonly firstSeenAt: Maybe<Scalars['DateTime']['output']>;
  readonly lastSeenAt: Maybe<Scalars['DateTime']['output']>;
  readonly object: ObjectRef;
};

export type PodConnection = {
  readonly __typename?: 'PodConnection';
  readonly nodes: ReadonlyArray<Pod>;
  readonly edges: ReadonlyArray<PodEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
  readonly coverage: Coverage;
};

export type PodEdge = {
  readonly __typename?: 'PodEdge';
  readonly node: Pod;
  readonly cursor: Scalars['String']['output'];
};

export type KubernetesEventConnection = {
  readonly __typename?: 'KubernetesEventConnection';
  readonly nodes: ReadonlyArray<KubernetesEvent>;
  readonly edges: ReadonlyArray<KubernetesEventEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
  readonly coverage: Coverage;
};

export type KubernetesEventEdge = {
  readonly __typename?: 'KubernetesEventEdge';
  readonly node: KubernetesEvent;
  readonly cursor: Scalars['String']['output'];
};

export type Preflight = {
  readonly __typename?: 'Preflight';
  readonly verdict: PreflightVerdict;
  readonly checks: ReadonlyArray<PreflightCheck>;
  readonly changes: ReadonlyArray<PlannedChange>;
  readonly digest: Maybe<Scalars['String']['output']>;
};

export type PreflightVerdict =
  | 'ALLOWED'
  | 'NEEDS_APPROVAL'
  | 'REFUSED';

export type PreflightCheck = {
  readonly __typename?: 'PreflightCheck';
  readonly kind: CheckKind;
  readonly outcome: CheckOutcome;
  readonly cluster: Maybe<Cluster>;
  readonly message: Scalars['String']['output'];
  readonly remedy: Maybe<Scalars['String']['output']>;
};

export type CheckKind =
  | 'ACCESS'
  | 'APPROVAL'
  | 'FREEZE'
  | 'CLUSTER_HEALTH'
  | 'WORKLOAD'
  | 'OWNERSHIP'
  | 'AUTOSCALER'
  | 'ADMISSION'
  | 'QUOTA';

export type CheckOutcome =
  | 'PASSED'
  | 'WARNED'
  | 'NEEDS_APPROVAL'
  | 'REFUSED'
  | 'UNKNOWN';

export type Subscription = {
  readonly __typename?: 'Subscription';
  readonly rollout: RolloutEvent;
  readonly operation: Operation;
  readonly approvalRequested: Operation;
  readonly logs: LogEvent;
  readonly metrics: MetricEvent;
};


export type SubscriptionRolloutArgs = {
  app: Scalars['ID']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  untilDone?: InputMaybe<Scalars['Boolean']['input']>;
};


export type SubscriptionOperationArgs = {
  id: Scalars['ID']['input'];
};


export type SubscriptionLogsArgs = {
  app: Scalars['ID']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  tail?: InputMaybe<Scalars['Int']['input']>;
  grep?: InputMaybe<Scalars['String']['input']>;
  regex?: InputMaybe<Scalars['String']['input']>;
  levels?: InputMaybe<ReadonlyArray<LogLevel>>;
  containers?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  pods?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  clusters?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};


export type SubscriptionMetricsArgs = {
  on: Scalars['ID']['input'];
  names: ReadonlyArray<Scalars['String']['input']>;
  step?: InputMaybe<Scalars['Int']['input']>;
  range?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['DateTime']['input']>;
};

export type RolloutEvent = {
  readonly __typename?: 'RolloutEvent';
  readonly rollout: Rollout;
  readonly cursor: Scalars['String']['output'];
  readonly observedAt: Scalars['DateTime']['output'];
  readonly gap: Scalars['Boolean']['output'];
};

export type Rollout = Node & {
  readonly __typename?: 'Rollout';
  readonly id: Scalars['ID']['output'];
  readonly app: App;
  readonly operation: Maybe<Operation>;
  readonly phase: RolloutPhase;
  readonly image: Maybe<Scalars['String']['output']>;
  readonly replicas: ReplicaCounts;
  readonly message: Maybe<Scalars['String']['output']>;
  readonly startedAt: Maybe<Scalars['DateTime']['output']>;
  readonly finishedAt: Maybe<Scalars['DateTime']['output']>;
  readonly instances: ReadonlyArray<InstanceRollout>;
  readonly freshness: Freshness;
};

export type InstanceRollout = {
  readonly __typename?: 'InstanceRollout';
  readonly cluster: Cluster;
  readonly namespace: Scalars['String']['output'];
  readonly phase: RolloutPhase;
  readonly revision: Maybe<Scalars['Int']['output']>;
  readonly image: Maybe<Scalars['String']['output']>;
  readonly replicas: ReplicaCounts;
  readonly message: Maybe<Scalars['String']['output']>;
};

export type RolloutPhase =
  | 'PENDING'
  | 'PROGRESSING'
  | 'PAUSED'
  | 'SUCCEEDED'
  | 'FAILED';

export type Revision = Node & {
  readonly __typename?: 'Revision';
  readonly id: Scalars['ID']['output'];
  readonly templateDigest: Scalars['String']['output'];
  readonly image: Maybe<Scalars['String']['output']>;
  readonly containers: ReadonlyArray<ContainerSpec>;
  readonly createdAt: Scalars['DateTime']['output'];
  readonly changeCause: Maybe<Scalars['String']['output']>;
  readonly current: Scalars['Boolean']['output'];
  readonly operation: Maybe<Operation>;
  readonly instances: ReadonlyArray<RevisionInstance>;
};

export type RevisionInstance = {
  readonly __typename?: 'RevisionInstance';
  readonly cluster: Cluster;
  readonly namespace: Scalars['String']['output'];
  readonly number: Scalars['Int']['output'];
  readonly current: Scalars['Boolean']['output'];
};

export type RevisionConnection = {
  readonly __typename?: 'RevisionConnection';
  readonly nodes: ReadonlyArray<Revision>;
  readonly edges: ReadonlyArray<RevisionEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
  readonly coverage: Coverage;
};

export type RevisionEdge = {
  readonly __typename?: 'RevisionEdge';
  readonly node: Revision;
  readonly cursor: Scalars['String']['output'];
};

export type TenantFilter = {
  readonly names?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly namePrefix?: InputMaybe<Scalars['String']['input']>;
};

export type EnvironmentFilter = {
  readonly tenants?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly names?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly clusters?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly health?: InputMaybe<ReadonlyArray<HealthStatus>>;
};

export type Tenant = Node & {
  readonly __typename?: 'Tenant';
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  readonly environments: EnvironmentConnection;
  readonly apps: AppConnection;
  readonly operations: OperationConnection;
  readonly allowedActions: ReadonlyArray<Action>;
  readonly audit: Maybe<AuditRecordConnection>;
  readonly metrics: ReadonlyArray<MetricRange>;
  readonly usage: Usage;
};


export type TenantEnvironmentsArgs = {
  filter?: InputMaybe<EnvironmentFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type TenantAppsArgs = {
  filter?: InputMaybe<AppFilter>;
  orderBy?: InputMaybe<AppOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type TenantOperationsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type TenantAuditArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type TenantMetricsArgs = {
  names: ReadonlyArray<Scalars['String']['input']>;
  from?: InputMaybe<Scalars['DateTime']['input']>;
  to?: InputMaybe<Scalars['DateTime']['input']>;
  step?: InputMaybe<Scalars['Int']['input']>;
  clusters?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

export type Environment = Node & {
  readonly __typename?: 'Environment';
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  readonly tenant: Tenant;
  readonly placements: ReadonlyArray<Placement>;
  readonly apps: AppConnection;
  readonly health: Health;
  readonly freshness: Freshness;
  readonly allowedActions: ReadonlyArray<Action>;
  readonly audit: Maybe<AuditRecordConnection>;
  readonly freezes: ReadonlyArray<Freeze>;
  readonly metrics: ReadonlyArray<MetricRange>;
  readonly usage: Usage;
};


export type EnvironmentAppsArgs = {
  filter?: InputMaybe<AppFilter>;
  orderBy?: InputMaybe<AppOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type EnvironmentAuditArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type EnvironmentMetricsArgs = {
  names: ReadonlyArray<Scalars['String']['input']>;
  from?: InputMaybe<Scalars['DateTime']['input']>;
  to?: InputMaybe<Scalars['DateTime']['input']>;
  step?: InputMaybe<Scalars['Int']['input']>;
  clusters?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

export type Placement = {
  readonly __typename?: 'Placement';
  readonly cluster: Cluster;
  readonly namespace: Scalars['String']['output'];
  readonly freshness: Freshness;
};

export type TenantConnection = {
  readonly __typename?: 'TenantConnection';
  readonly nodes: ReadonlyArray<Tenant>;
  readonly edges: ReadonlyArray<TenantEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
  readonly coverage: Coverage;
};

export type TenantEdge = {
  readonly __typename?: 'TenantEdge';
  readonly node: Tenant;
  readonly cursor: Scalars['String']['output'];
};

export type EnvironmentConnection = {
  readonly __typename?: 'EnvironmentConnection';
  readonly nodes: ReadonlyArray<Environment>;
  readonly edges: ReadonlyArray<EnvironmentEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
  readonly coverage: Coverage;
};

export type EnvironmentEdge = {
  readonly __typename?: 'EnvironmentEdge';
  readonly node: Environment;
  readonly cursor: Scalars['String']['output'];
};

export type ApiToken = Node & {
  readonly __typename?: 'ApiToken';
  readonly id: Scalars['ID']['output'];
  readonly kind: ApiTokenKind;
  readonly name: Scalars['String']['output'];
  readonly state: ApiTokenState;
  readonly actions: ReadonlyArray<Action>;
  readonly scopes: ReadonlyArray<ApiTokenScope>;
  readonly createdBy: Actor;
  readonly createdAt: Scalars['DateTime']['output'];
  readonly expiresAt: Scalars['DateTime']['output'];
  readonly lastUsedAt: Maybe<Scalars['DateTime']['output']>;
  readonly revokedBy: Maybe<Actor>;
  readonly revokedAt: Maybe<Scalars['DateTime']['output']>;
};

export type ApiTokenKind =
  | 'PERSONAL'
  | 'MACHINE';

export type ApiTokenState =
  | 'GOOD'
  | 'EXPIRED'
  | 'REVOKED';

export type ApiTokenScope = {
  readonly __typename?: 'ApiTokenScope';
  readonly tenant: Maybe<Scalars['String']['output']>;
  readonly environment: Maybe<Scalars['String']['output']>;
};

export type CreateApiTokenInput = {
  readonly kind?: InputMaybe<ApiTokenKind>;
  readonly name: Scalars['String']['input'];
  readonly actions?: InputMaybe<ReadonlyArray<Action>>;
  readonly on?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  readonly expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

export type RevokeApiTokenInput = {
  readonly token: Scalars['ID']['input'];
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

export type ApiTokenPayload = {
  readonly __typename?: 'ApiTokenPayload';
  readonly apiToken: Maybe<ApiToken>;
  readonly secret: Maybe<Scalars['String']['output']>;
  readonly problems: ReadonlyArray<Problem>;
};

export type ApiTokenConnection = {
  readonly __typename?: 'ApiTokenConnection';
  readonly nodes: ReadonlyArray<ApiToken>;
  readonly edges: ReadonlyArray<ApiTokenEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
  readonly coverage: Coverage;
};

export type ApiTokenEdge = {
  readonly __typename?: 'ApiTokenEdge';
  readonly node: ApiToken;
  readonly cursor: Scalars['String']['output'];
};

export type Usage = {
  readonly __typename?: 'Usage';
  readonly cpu: Maybe<Scalars['Float']['output']>;
  readonly memory: Maybe<Scalars['Bytes']['output']>;
  readonly requests: Resources;
  readonly limits: Resources;
  readonly utilization: Utilization;
  readonly headroom: Resources;
  readonly pods: Scalars['Int']['output'];
  readonly podsCounted: Scalars['Int']['output'];
  readonly sampledAt: Maybe<Scalars['DateTime']['output']>;
  readonly windowSeconds: Maybe<Scalars['Float']['output']>;
  readonly freshness: Freshness;
  readonly coverage: Coverage;
};

export type ContainerUsage = {
  readonly __typename?: 'ContainerUsage';
  readonly cpu: Maybe<Scalars['Float']['output']>;
  readonly memory: Maybe<Scalars['Bytes']['output']>;
  readonly requests: Resources;
  readonly limits: Resources;
  readonly utilization: Utilization;
  readonly headroom: Resources;
  readonly sampledAt: Maybe<Scalars['DateTime']['output']>;
  readonly windowSeconds: Maybe<Scalars['Float']['output']>;
  readonly freshness: Freshness;
};

export type Utilization = {
  readonly __typename?: 'Utilization';
  readonly cpuOfRequests: Maybe<Scalars['Float']['output']>;
  readonly cpuOfLimits: Maybe<Scalars['Float']['output']>;
  readonly memoryOfRequests: Maybe<Scalars['Float']['output']>;
  readonly memoryOfLimits: Maybe<Scalars['Float']['output']>;
};

export type MachineUsage = {
  readonly __typename?: 'MachineUsage';
  readonly cpu: Maybe<Scalars['Float']['output']>;
  readonly memory: Maybe<Scalars['Bytes']['output']>;
  readonly allocatable: Resources;
  readonly requests: Resources;
  readonly limits: Resources;
  readonly utilization: MachineShare;
  readonly requested: MachineShare;
  readonly headroom: Resources;
  readonly machines: Scalars['Int']['output'];
  readonly machinesCounted: Scalars['Int']['output'];
  readonly sampledAt: Maybe<Scalars['DateTime']['output']>;
  readonly windowSeconds: Maybe<Scalars['Float']['output']>;
  readonly freshness: Freshness;
  readonly coverage: Coverage;
};

export type MachineShare = {
  readonly __typename?: 'MachineShare';
  readonly cpu: Maybe<Scalars['Float']['output']>;
  readonly memory: Maybe<Scalars['Float']['output']>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Action: Action;
  Role: ResolverTypeWrapper<RoleModel>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Subject: ResolverTypeWrapper<Subject>;
  SubjectKind: SubjectKind;
  BoundRole: ResolverTypeWrapper<BoundRole>;
  HeldRole: ResolverTypeWrapper<HeldRoleModel>;
  RoleBinding: ResolverTypeWrapper<RoleBindingModel>;
  RoleBindingSource: RoleBindingSource;
  RoleBindingFilter: RoleBindingFilter;
  BindRoleInput: BindRoleInput;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  UnbindRoleInput: UnbindRoleInput;
  SubjectInput: SubjectInput;
  RoleBindingPayload: ResolverTypeWrapper<RoleBindingOutcomeModel>;
  RoleBindingConnection: ResolverTypeWrapper<ConnectionModel<RoleBindingModel>>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  RoleBindingEdge: ResolverTypeWrapper<Omit<RoleBindingEdge, 'node'> & { node: ResolversTypes['RoleBinding'] }>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  DeployAppInput: DeployAppInput;
  OnFailure: OnFailure;
  ContainerChangeInput: ContainerChangeInput;
  EnvChangeInput: EnvChangeInput;
  SecretKeyInput: SecretKeyInput;
  ResourcesInput: ResourcesInput;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  ScaleAppInput: ScaleAppInput;
  RollbackAppInput: RollbackAppInput;
  RestartAppInput: RestartAppInput;
  PauseRolloutInput: PauseRolloutInput;
  ResumeRolloutInput: ResumeRolloutInput;
  CancelOperationInput: CancelOperationInput;
  OperationPayload: ResolverTypeWrapper<OutcomeModel>;
  Approval: ResolverTypeWrapper<ApprovalModel>;
  ApprovalDecision: ResolverTypeWrapper<ApprovalDecisionModel>;
  ApprovalDecisionKind: ApprovalDecisionKind;
  BreakGlass: ResolverTypeWrapper<Omit<BreakGlass, 'by'> & { by: ResolversTypes['Actor'] }>;
  ApproveOperationInput: ApproveOperationInput;
  RejectOperationInput: RejectOperationInput;
  AppFilter: AppFilter;
  AppOrder: AppOrder;
  AppOrderField: AppOrderField;
  App: ResolverTypeWrapper<AppModel>;
  WorkloadKind: WorkloadKind;
  Manager: ResolverTypeWrapper<ManagerModel>;
  Autoscaler: ResolverTypeWrapper<AutoscalerModel>;
  AutoscalerMetric: ResolverTypeWrapper<AutoscalerMetric>;
  AutoscalerMetricType: AutoscalerMetricType;
  AutoscalerMetricValue: ResolverTypeWrapper<AutoscalerMetricValue>;
  AutoscalerCondition: ResolverTypeWrapper<AutoscalerCondition>;
  ConditionStatus: ConditionStatus;
  ReplicaCounts: ResolverTypeWrapper<ReplicaCounts>;
  Health: ResolverTypeWrapper<Health>;
  HealthStatus: HealthStatus;
  AppInstance: ResolverTypeWrapper<AppInstanceModel>;
  ContainerSpec: ResolverTypeWrapper<ContainerSpecModel>;
  EnvVar: ResolverTypeWrapper<EnvVarModel>;
  Resources: ResolverTypeWrapper<Resources>;
  AppConnection: ResolverTypeWrapper<ConnectionModel<AppModel>>;
  AppEdge: ResolverTypeWrapper<Omit<AppEdge, 'node'> & { node: ResolversTypes['App'] }>;
  AuditFilter: AuditFilter;
  AuditRecord: ResolverTypeWrapper<AuditRecordModel>;
  AuditOutcome: AuditOutcome;
  AuditTarget: ResolverTypeWrapper<AuditTargetModel>;
  AuditTargetType: AuditTargetType;
  AuditRecordConnection: ResolverTypeWrapper<ConnectionModel<AuditRecordModel>>;
  AuditRecordEdge: ResolverTypeWrapper<Omit<AuditRecordEdge, 'node'> & { node: ResolversTypes['AuditRecord'] }>;
  ClusterFilter: ClusterFilter;
  Cluster: ResolverTypeWrapper<ClusterModel>;
  ClusterStatus: ClusterStatus;
  ClusterKind: ResolverTypeWrapper<ClusterKindModel>;
  ClusterKindStatus: ClusterKindStatus;
  ClusterNode: ResolverTypeWrapper<ClusterNodeModel>;
  ClusterConnection: ResolverTypeWrapper<ConnectionModel<ClusterModel>>;
  ClusterEdge: ResolverTypeWrapper<Omit<ClusterEdge, 'node'> & { node: ResolversTypes['Cluster'] }>;
  ClusterNodeConnection: ResolverTypeWrapper<ConnectionModel<ClusterNodeModel>>;
  ClusterNodeEdge: ResolverTypeWrapper<Omit<ClusterNodeEdge, 'node'> & { node: ResolversTypes['ClusterNode'] }>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Bytes: ResolverTypeWrapper<Scalars['Bytes']['output']>;
  Node: ResolverTypeWrapper<NodeModel>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Freshness: ResolverTypeWrapper<FreshnessModel>;
  Coverage: ResolverTypeWrapper<CoverageModel>;
  ClusterGap: ResolverTypeWrapper<ClusterGapModel>;
  GapReason: GapReason;
  Label: ResolverTypeWrapper<Label>;
  LabelInput: LabelInput;
  ObjectRef: ResolverTypeWrapper<ObjectRefModel>;
  OrderDirection: OrderDirection;
  Viewer: ResolverTypeWrapper<CallerModel>;
  Actor: ResolverTypeWrapper<ActorModel>;
  ActorKind: ActorKind;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  FreezeFilter: FreezeFilter;
  Freeze: ResolverTypeWrapper<FreezeModel>;
  FreezeState: FreezeState;
  FreezeScope: ResolverTypeWrapper<FreezeScope>;
  CreateFreezeInput: CreateFreezeInput;
  FreezeScopeInput: FreezeScopeInput;
  EndFreezeInput: EndFreezeInput;
  FreezePayload: ResolverTypeWrapper<FreezeOutcomeModel>;
  FreezeConnection: ResolverTypeWrapper<ConnectionModel<FreezeModel>>;
  FreezeEdge: ResolverTypeWrapper<Omit<FreezeEdge, 'node'> & { node: ResolversTypes['Freeze'] }>;
  LogLines: ResolverTypeWrapper<LogLinesModel>;
  LogLine: ResolverTypeWrapper<LogLineModel>;
  LogLevel: LogLevel;
  LogGap: ResolverTypeWrapper<LogGapModel>;
  LogGapReason: LogGapReason;
  LogEvent: ResolverTypeWrapper<LogEventModel>;
  LogMark: ResolverTypeWrapper<LogMarkModel>;
  LogMarkKind: LogMarkKind;
  MetricEvent: ResolverTypeWrapper<MetricEventModel>;
  MetricDefinition: ResolverTypeWrapper<MetricDefinition>;
  MetricUnit: MetricUnit;
  MetricLevel: MetricLevel;
  MetricRange: ResolverTypeWrapper<MetricRangeModel>;
  MetricSeries: ResolverTypeWrapper<MetricSeriesModel>;
  MetricPoint: ResolverTypeWrapper<MetricPoint>;
  MetricGap: ResolverTypeWrapper<MetricGap>;
  OperationFilter: OperationFilter;
  Operation: ResolverTypeWrapper<OperationModel>;
  OperationKind: OperationKind;
  OperationState: OperationState;
  OperationStep: ResolverTypeWrapper<OperationStepModel>;
  Plan: ResolverTypeWrapper<PlanModel>;
  PlannedChange: ResolverTypeWrapper<PlannedChangeModel>;
  ChangeAction: ChangeAction;
  Problem: ResolverTypeWrapper<ProblemModel>;
  ProblemCode: ProblemCode;
  OperationConnection: ResolverTypeWrapper<ConnectionModel<OperationModel>>;
  OperationEdge: ResolverTypeWrapper<Omit<OperationEdge, 'node'> & { node: ResolversTypes['Operation'] }>;
  Pod: ResolverTypeWrapper<PodModel>;
  PodPhase: PodPhase;
  Container: ResolverTypeWrapper<ContainerModel>;
  ContainerState: ContainerState;
  ContainerTermination: ResolverTypeWrapper<ContainerTermination>;
  KubernetesEvent: ResolverTypeWrapper<EventModel>;
  PodConnection: ResolverTypeWrapper<ConnectionModel<PodModel>>;
  PodEdge: ResolverTypeWrapper<Omit<PodEdge, 'node'> & { node: ResolversTypes['Pod'] }>;
  KubernetesEventConnection: ResolverTypeWrapper<ConnectionModel<EventModel>>;
  KubernetesEventEdge: ResolverTypeWrapper<Omit<KubernetesEventEdge, 'node'> & { node: ResolversTypes['KubernetesEvent'] }>;
  Preflight: ResolverTypeWrapper<PreflightModel>;
  PreflightVerdict: PreflightVerdict;
  PreflightCheck: ResolverTypeWrapper<CheckModel>;
  CheckKind: CheckKind;
  CheckOutcome: CheckOutcome;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RolloutEvent: ResolverTypeWrapper<RolloutEventModel>;
  Rollout: ResolverTypeWrapper<RolloutModel>;
  InstanceRollout: ResolverTypeWrapper<InstanceRolloutModel>;
  RolloutPhase: RolloutPhase;
  Revision: ResolverTypeWrapper<RevisionModel>;
  RevisionInstance: ResolverTypeWrapper<RevisionInstanceModel>;
  RevisionConnection: ResolverTypeWrapper<ConnectionModel<RevisionModel>>;
  RevisionEdge: ResolverTypeWrapper<Omit<RevisionEdge, 'node'> & { node: ResolversTypes['Revision'] }>;
  TenantFilter: TenantFilter;
  EnvironmentFilter: EnvironmentFilter;
  Tenant: ResolverTypeWrapper<TenantModel>;
  Environment: ResolverTypeWrapper<EnvironmentModel>;
  Placement: ResolverTypeWrapper<PlacementModel>;
  TenantConnection: ResolverTypeWrapper<ConnectionModel<TenantModel>>;
  TenantEdge: ResolverTypeWrapper<Omit<TenantEdge, 'node'> & { node: ResolversTypes['Tenant'] }>;
  EnvironmentConnection: ResolverTypeWrapper<ConnectionModel<EnvironmentModel>>;
  EnvironmentEdge: ResolverTypeWrapper<Omit<EnvironmentEdge, 'node'> & { node: ResolversTypes['Environment'] }>;
  ApiToken: ResolverTypeWrapper<ApiTokenModel>;
  ApiTokenKind: ApiTokenKind;
  ApiTokenState: ApiTokenState;
  ApiTokenScope: ResolverTypeWrapper<ApiTokenScope>;
  CreateApiTokenInput: CreateApiTokenInput;
  RevokeApiTokenInput: RevokeApiTokenInput;
  ApiTokenPayload: ResolverTypeWrapper<ApiTokenOutcomeModel>;
  ApiTokenConnection: ResolverTypeWrapper<ConnectionModel<ApiTokenModel>>;
  ApiTokenEdge: ResolverTypeWrapper<Omit<ApiTokenEdge, 'node'> & { node: ResolversTypes['ApiToken'] }>;
  Usage: ResolverTypeWrapper<UsageModel>;
  ContainerUsage: ResolverTypeWrapper<UsageModel>;
  Utilization: ResolverTypeWrapper<Utilization>;
  MachineUsage: ResolverTypeWrapper<MachineUsageModel>;
  MachineShare: ResolverTypeWrapper<MachineShare>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Role: RoleModel;
  String: Scalars['String']['output'];
  Boolean: Scalars['Boolean']['output'];
  Subject: Subject;
  BoundRole: BoundRole;
  HeldRole: HeldRoleModel;
  RoleBinding: RoleBindingModel;
  RoleBindingFilter: RoleBindingFilter;
  BindRoleInput: BindRoleInput;
  ID: Scalars['ID']['output'];
  UnbindRoleInput: UnbindRoleInput;
  SubjectInput: SubjectInput;
  RoleBindingPayload: RoleBindingOutcomeModel;
  RoleBindingConnection: ConnectionModel<RoleBindingModel>;
  Int: Scalars['Int']['output'];
  RoleBindingEdge: Omit<RoleBindingEdge, 'node'> & { node: ResolversParentTypes['RoleBinding'] };
  Mutation: Record<PropertyKey, never>;
  DeployAppInput: DeployAppInput;
  ContainerChangeInput: ContainerChangeInput;
  EnvChangeInput: EnvChangeInput;
  SecretKeyInput: SecretKeyInput;
  ResourcesInput: ResourcesInput;
  Float: Scalars['Float']['output'];
  ScaleAppInput: ScaleAppInput;
  RollbackAppInput: RollbackAppInput;
  RestartAppInput: RestartAppInput;
  PauseRolloutInput: PauseRolloutInput;
  ResumeRolloutInput: ResumeRolloutInput;
  CancelOperationInput: CancelOperationInput;
  OperationPayload: OutcomeModel;
  Approval: ApprovalModel;
  ApprovalDecision: ApprovalDecisionModel;
  BreakGlass: Omit<BreakGlass, 'by'> & { by: ResolversParentTypes['Actor'] };
  ApproveOperationInput: ApproveOperationInput;
  RejectOperationInput: RejectOperationInput;
  AppFilter: AppFilter;
  AppOrder: AppOrder;
  App: AppModel;
  Manager: ManagerModel;
  Autoscaler: AutoscalerModel;
  AutoscalerMetric: AutoscalerMetric;
  AutoscalerMetricValue: AutoscalerMetricValue;
  AutoscalerCondition: AutoscalerCondition;
  ReplicaCounts: ReplicaCounts;
  Health: Health;
  AppInstance: AppInstanceModel;
  ContainerSpec: ContainerSpecModel;
  EnvVar: EnvVarModel;
  Resources: Resources;
  AppConnection: ConnectionModel<AppModel>;
  AppEdge: Omit<AppEdge, 'node'> & { node: ResolversParentTypes['App'] };
  AuditFilter: AuditFilter;
  AuditRecord: AuditRecordModel;
  AuditTarget: AuditTargetModel;
  AuditRecordConnection: ConnectionModel<AuditRecordModel>;
  AuditRecordEdge: Omit<AuditRecordEdge, 'node'> & { node: ResolversParentTypes['AuditRecord'] };
  ClusterFilter: ClusterFilter;
  Cluster: ClusterModel;
  ClusterKind: ClusterKindModel;
  ClusterNode: ClusterNodeModel;
  ClusterConnection: ConnectionModel<ClusterModel>;
  ClusterEdge: Omit<ClusterEdge, 'node'> & { node: ResolversParentTypes['Cluster'] };
  ClusterNodeConnection: ConnectionModel<ClusterNodeModel>;
  ClusterNodeEdge: Omit<ClusterNodeEdge, 'node'> & { node: ResolversParentTypes['ClusterNode'] };
  DateTime: Scalars['DateTime']['output'];
  Bytes: Scalars['Bytes']['output'];
  Node: NodeModel;
  PageInfo: PageInfo;
  Freshness: FreshnessModel;
  Coverage: CoverageModel;
  ClusterGap: ClusterGapModel;
  Label: Label;
  LabelInput: LabelInput;
  ObjectRef: ObjectRefModel;
  Viewer: CallerModel;
  Actor: ActorModel;
  Query: Record<PropertyKey, never>;
  FreezeFilter: FreezeFilter;
  Freeze: FreezeModel;
  FreezeScope: FreezeScope;
  CreateFreezeInput: CreateFreezeInput;
  FreezeScopeInput: FreezeScopeInput;
  EndFreezeInput: EndFreezeInput;
  FreezePayload: FreezeOutcomeModel;
  FreezeConnection: ConnectionModel<FreezeModel>;
  FreezeEdge: Omit<FreezeEdge, 'node'> & { node: ResolversParentTypes['Freeze'] };
  LogLines: LogLinesModel;
  LogLine: LogLineModel;
  LogGap: LogGapModel;
  LogEvent: LogEventModel;
  LogMark: LogMarkModel;
  MetricEvent: MetricEventModel;
  MetricDefinition: MetricDefinition;
  MetricRange: MetricRangeModel;
  MetricSeries: MetricSeriesModel;
  MetricPoint: MetricPoint;
  MetricGap: MetricGap;
  OperationFilter: OperationFilter;
  Operation: OperationModel;
  OperationStep: OperationStepModel;
  Plan: PlanModel;
  PlannedChange: PlannedChangeModel;
  Problem: ProblemModel;
  OperationConnection: ConnectionModel<OperationModel>;
  OperationEdge: Omit<OperationEdge, 'node'> & { node: ResolversParentTypes['Operation'] };
  Pod: PodModel;
  Container: ContainerModel;
  ContainerTermination: ContainerTermination;
  KubernetesEvent: EventModel;
  PodConnection: ConnectionModel<PodModel>;
  PodEdge: Omit<PodEdge, 'node'> & { node: ResolversParentTypes['Pod'] };
  KubernetesEventConnection: ConnectionModel<EventModel>;
  KubernetesEventEdge: Omit<KubernetesEventEdge, 'node'> & { node: ResolversParentTypes['KubernetesEvent'] };
  Preflight: PreflightModel;
  PreflightCheck: CheckModel;
  Subscription: Record<PropertyKey, never>;
  RolloutEvent: RolloutEventModel;
  Rollout: RolloutModel;
  InstanceRollout: InstanceRolloutModel;
  Revision: RevisionModel;
  RevisionInstance: RevisionInstanceModel;
  RevisionConnection: ConnectionModel<RevisionModel>;
  RevisionEdge: Omit<RevisionEdge, 'node'> & { node: ResolversParentTypes['Revision'] };
  TenantFilter: TenantFilter;
  EnvironmentFilter: EnvironmentFilter;
  Tenant: TenantModel;
  Environment: EnvironmentModel;
  Placement: PlacementModel;
  TenantConnection: ConnectionModel<TenantModel>;
  TenantEdge: Omit<TenantEdge, 'node'> & { node: ResolversParentTypes['Tenant'] };
  EnvironmentConnection: ConnectionModel<EnvironmentModel>;
  EnvironmentEdge: Omit<EnvironmentEdge, 'node'> & { node: ResolversParentTypes['Environment'] };
  ApiToken: ApiTokenModel;
  ApiTokenScope: ApiTokenScope;
  CreateApiTokenInput: CreateApiTokenInput;
  RevokeApiTokenInput: RevokeApiTokenInput;
  ApiTokenPayload: ApiTokenOutcomeModel;
  ApiTokenConnection: ConnectionModel<ApiTokenModel>;
  ApiTokenEdge: Omit<ApiTokenEdge, 'node'> & { node: ResolversParentTypes['ApiToken'] };
  Usage: UsageModel;
  ContainerUsage: UsageModel;
  Utilization: Utilization;
  MachineUsage: MachineUsageModel;
  MachineShare: MachineShare;
};

export type RoleResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Role'] = ResolversParentTypes['Role']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  actions?: Resolver<ReadonlyArray<ResolversTypes['Action']>, ParentType, ContextType>;
  isBuiltIn?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isDelegable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type SubjectResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Subject'] = ResolversParentTypes['Subject']> = {
  kind?: Resolver<ResolversTypes['SubjectKind'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type BoundRoleResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['BoundRole'] = ResolversParentTypes['BoundRole']> = {
  role?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['Subject'], ParentType, ContextType>;
};

export type HeldRoleResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['HeldRole'] = ResolversParentTypes['HeldRole']> = {
  role?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tenant?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  environment?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RoleBindingResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RoleBinding'] = ResolversParentTypes['RoleBinding']> = {
  role?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['Subject'], ParentType, ContextType>;
  tenant?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  environment?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  source?: Resolver<ResolversTypes['RoleBindingSource'], ParentType, ContextType>;
  createdBy?: Resolver<Maybe<ResolversTypes['Actor']>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type RoleBindingPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RoleBindingPayload'] = ResolversParentTypes['RoleBindingPayload']> = {
  binding?: Resolver<Maybe<ResolversTypes['RoleBinding']>, ParentType, ContextType>;
  problems?: Resolver<ReadonlyArray<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type RoleBindingConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RoleBindingConnection'] = ResolversParentTypes['RoleBindingConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['RoleBinding']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['RoleBindingEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  coverage?: Resolver<ResolversTypes['Coverage'], ParentType, ContextType>;
};

export type RoleBindingEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RoleBindingEdge'] = ResolversParentTypes['RoleBindingEdge']> = {
  node?: Resolver<ResolversTypes['RoleBinding'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  deployApp?: Resolver<ResolversTypes['OperationPayload'], ParentType, ContextType, RequireFields<MutationDeployAppArgs, 'input'>>;
  scaleApp?: Resolver<ResolversTypes['OperationPayload'], ParentType, ContextType, RequireFields<MutationScaleAppArgs, 'input'>>;
  rollbackApp?: Resolver<ResolversTypes['OperationPayload'], ParentType, ContextType, RequireFields<MutationRollbackAppArgs, 'input'>>;
  restartApp?: Resolver<ResolversTypes['OperationPayload'], ParentType, ContextType, RequireFields<MutationRestartAppArgs, 'input'>>;
  pauseRollout?: Resolver<ResolversTypes['OperationPayload'], ParentType, ContextType, RequireFields<MutationPauseRolloutArgs, 'input'>>;
  resumeRollout?: Resolver<ResolversTypes['OperationPayload'], ParentType, ContextType, RequireFields<MutationResumeRolloutArgs, 'input'>>;
  cancelOperation?: Resolver<ResolversTypes['OperationPayload'], ParentType, ContextType, RequireFields<MutationCancelOperationArgs, 'input'>>;
  bindRole?: Resolver<ResolversTypes['RoleBindingPayload'], ParentType, ContextType, RequireFields<MutationBindRoleArgs, 'input'>>;
  unbindRole?: Resolver<ResolversTypes['RoleBindingPayload'], ParentType, ContextType, RequireFields<MutationUnbindRoleArgs, 'input'>>;
  approveOperation?: Resolver<ResolversTypes['OperationPayload'], ParentType, ContextType, RequireFields<MutationApproveOperationArgs, 'input'>>;
  rejectOperation?: Resolver<ResolversTypes['OperationPayload'], ParentType, ContextType, RequireFields<MutationRejectOperationArgs, 'input'>>;
  createFreeze?: Resolver<ResolversTypes['FreezePayload'], ParentType, ContextType, RequireFields<MutationCreateFreezeArgs, 'input'>>;
  endFreeze?: Resolver<ResolversTypes['FreezePayload'], ParentType, ContextType, RequireFields<MutationEndFreezeArgs, 'input'>>;
  createApiToken?: Resolver<ResolversTypes['ApiTokenPayload'], ParentType, ContextType, RequireFields<MutationCreateApiTokenArgs, 'input'>>;
  revokeApiToken?: Resolver<ResolversTypes['ApiTokenPayload'], ParentType, ContextType, RequireFields<MutationRevokeApiTokenArgs, 'input'>>;
};

export type OperationPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['OperationPayload'] = ResolversParentTypes['OperationPayload']> = {
  operation?: Resolver<Maybe<ResolversTypes['Operation']>, ParentType, ContextType>;
  plan?: Resolver<Maybe<ResolversTypes['Plan']>, ParentType, ContextType>;
  problems?: Resolver<ReadonlyArray<ResolversTypes['Problem']>, ParentType, ContextType>;
  preflight?: Resolver<Maybe<ResolversTypes['Preflight']>, ParentType, ContextType>;
};

export type ApprovalResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Approval'] = ResolversParentTypes['Approval']> = {
  required?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  requesterMayApprove?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  validSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  approvedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  decisions?: Resolver<ReadonlyArray<ResolversTypes['ApprovalDecision']>, ParentType, ContextType>;
  breakGlass?: Resolver<Maybe<ResolversTypes['BreakGlass']>, ParentType, ContextType>;
};

export type ApprovalDecisionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ApprovalDecision'] = ResolversParentTypes['ApprovalDecision']> = {
  actor?: Resolver<ResolversTypes['Actor'], ParentType, ContextType>;
  decision?: Resolver<ResolversTypes['ApprovalDecisionKind'], ParentType, ContextType>;
  comment?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  digest?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type BreakGlassResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['BreakGlass'] = ResolversParentTypes['BreakGlass']> = {
  by?: Resolver<ResolversTypes['Actor'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AppResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['App'] = ResolversParentTypes['App']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['WorkloadKind'], ParentType, ContextType>;
  environment?: Resolver<ResolversTypes['Environment'], ParentType, ContextType>;
  image?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  replicas?: Resolver<ResolversTypes['ReplicaCounts'], ParentType, ContextType>;
  health?: Resolver<ResolversTypes['Health'], ParentType, ContextType>;
  instances?: Resolver<ReadonlyArray<ResolversTypes['AppInstance']>, ParentType, ContextType>;
  managedBy?: Resolver<Maybe<ResolversTypes['Manager']>, ParentType, ContextType>;
  autoscaler?: Resolver<Maybe<ResolversTypes['Autoscaler']>, ParentType, ContextType>;
  rollout?: Resolver<Maybe<ResolversTypes['Rollout']>, ParentType, ContextType>;
  revisions?: Resolver<ResolversTypes['RevisionConnection'], ParentType, ContextType, Partial<AppRevisionsArgs>>;
  pods?: Resolver<ResolversTypes['PodConnection'], ParentType, ContextType, Partial<AppPodsArgs>>;
  events?: Resolver<ResolversTypes['KubernetesEventConnection'], ParentType, ContextType, Partial<AppEventsArgs>>;
  operations?: Resolver<ResolversTypes['OperationConnection'], ParentType, ContextType, Partial<AppOperationsArgs>>;
  freshness?: Resolver<ResolversTypes['Freshness'], ParentType, ContextType>;
  allowedActions?: Resolver<ReadonlyArray<ResolversTypes['Action']>, ParentType, ContextType>;
  audit?: Resolver<Maybe<ResolversTypes['AuditRecordConnection']>, ParentType, ContextType, Partial<AppAuditArgs>>;
  freezes?: Resolver<ReadonlyArray<ResolversTypes['Freeze']>, ParentType, ContextType>;
  logs?: Resolver<Maybe<ResolversTypes['LogLines']>, ParentType, ContextType, RequireFields<AppLogsArgs, 'tail' | 'previous'>>;
  metrics?: Resolver<ReadonlyArray<ResolversTypes['MetricRange']>, ParentType, ContextType, RequireFields<AppMetricsArgs, 'names'>>;
  usage?: Resolver<ResolversTypes['Usage'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ManagerResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Manager'] = ResolversParentTypes['Manager']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  exclusive?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  advice?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  object?: Resolver<Maybe<ResolversTypes['ObjectRef']>, ParentType, ContextType>;
};

export type AutoscalerResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Autoscaler'] = ResolversParentTypes['Autoscaler']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  min?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  max?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  current?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  desired?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  metrics?: Resolver<ReadonlyArray<ResolversTypes['AutoscalerMetric']>, ParentType, ContextType>;
  conditions?: Resolver<ReadonlyArray<ResolversTypes['AutoscalerCondition']>, ParentType, ContextType>;
  lastScaledAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  object?: Resolver<ResolversTypes['ObjectRef'], ParentType, ContextType>;
  freshness?: Resolver<ResolversTypes['Freshness'], ParentType, ContextType>;
};

export type AutoscalerMetricResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AutoscalerMetric'] = ResolversParentTypes['AutoscalerMetric']> = {
  type?: Resolver<ResolversTypes['AutoscalerMetricType'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  container?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  target?: Resolver<ResolversTypes['AutoscalerMetricValue'], ParentType, ContextType>;
  current?: Resolver<Maybe<ResolversTypes['AutoscalerMetricValue']>, ParentType, ContextType>;
};

export type AutoscalerMetricValueResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AutoscalerMetricValue'] = ResolversParentTypes['AutoscalerMetricValue']> = {
  utilization?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  averageValue?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type AutoscalerConditionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AutoscalerCondition'] = ResolversParentTypes['AutoscalerCondition']> = {
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ConditionStatus'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lastTransitionAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type ReplicaCountsResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ReplicaCounts'] = ResolversParentTypes['ReplicaCounts']> = {
  desired?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  current?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  updated?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  ready?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  available?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type HealthResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Health'] = ResolversParentTypes['Health']> = {
  status?: Resolver<ResolversTypes['HealthStatus'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AppInstanceResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AppInstance'] = ResolversParentTypes['AppInstance']> = {
  cluster?: Resolver<ResolversTypes['Cluster'], ParentType, ContextType>;
  namespace?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['WorkloadKind'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  uid?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  labels?: Resolver<ReadonlyArray<ResolversTypes['Label']>, ParentType, ContextType>;
  image?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  containers?: Resolver<ReadonlyArray<ResolversTypes['ContainerSpec']>, ParentType, ContextType>;
  replicas?: Resolver<ResolversTypes['ReplicaCounts'], ParentType, ContextType>;
  health?: Resolver<ResolversTypes['Health'], ParentType, ContextType>;
  paused?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  revision?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  managedBy?: Resolver<Maybe<ResolversTypes['Manager']>, ParentType, ContextType>;
  autoscaler?: Resolver<Maybe<ResolversTypes['Autoscaler']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  freshness?: Resolver<ResolversTypes['Freshness'], ParentType, ContextType>;
  usage?: Resolver<ResolversTypes['Usage'], ParentType, ContextType>;
};

export type ContainerSpecResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ContainerSpec'] = ResolversParentTypes['ContainerSpec']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  main?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  image?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  env?: Resolver<ReadonlyArray<ResolversTypes['EnvVar']>, ParentType, ContextType>;
  requests?: Resolver<Maybe<ResolversTypes['Resources']>, ParentType, ContextType>;
  limits?: Resolver<Maybe<ResolversTypes['Resources']>, ParentType, ContextType>;
};

export type EnvVarResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['EnvVar'] = ResolversParentTypes['EnvVar']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  source?: Resolver<Maybe<ResolversTypes['ObjectRef']>, ParentType, ContextType>;
  sourceKey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ResourcesResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Resources'] = ResolversParentTypes['Resources']> = {
  cpu?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  memory?: Resolver<Maybe<ResolversTypes['Bytes']>, ParentType, ContextType>;
};

export type AppConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AppConnection'] = ResolversParentTypes['AppConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['App']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['AppEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  coverage?: Resolver<ResolversTypes['Coverage'], ParentType, ContextType>;
};

export type AppEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AppEdge'] = ResolversParentTypes['AppEdge']> = {
  node?: Resolver<ResolversTypes['App'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AuditRecordResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AuditRecord'] = ResolversParentTypes['AuditRecord']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  sequence?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  actor?: Resolver<ResolversTypes['Actor'], ParentType, ContextType>;
  credential?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  address?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  requestId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  action?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  target?: Resolver<Maybe<ResolversTypes['AuditTarget']>, ParentType, ContextType>;
  dryRun?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  repeated?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  brokeGlass?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['AuditOutcome'], ParentType, ContextType>;
  operation?: Resolver<Maybe<ResolversTypes['Operation']>, ParentType, ContextType>;
  planDigest?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  changes?: Resolver<ReadonlyArray<ResolversTypes['PlannedChange']>, ParentType, ContextType>;
  problems?: Resolver<ReadonlyArray<ResolversTypes['Problem']>, ParentType, ContextType>;
  previousHash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AuditTargetResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AuditTarget'] = ResolversParentTypes['AuditTarget']> = {
  type?: Resolver<ResolversTypes['AuditTargetType'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType>;
  tenant?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  environment?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  app?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<Maybe<ResolversTypes['WorkloadKind']>, ParentType, ContextType>;
  binding?: Resolver<Maybe<ResolversTypes['BoundRole']>, ParentType, ContextType>;
};

export type AuditRecordConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AuditRecordConnection'] = ResolversParentTypes['AuditRecordConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['AuditRecord']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['AuditRecordEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  coverage?: Resolver<ResolversTypes['Coverage'], ParentType, ContextType>;
};

export type AuditRecordEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AuditRecordEdge'] = ResolversParentTypes['AuditRecordEdge']> = {
  node?: Resolver<ResolversTypes['AuditRecord'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ClusterResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Cluster'] = ResolversParentTypes['Cluster']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  uid?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  labels?: Resolver<ReadonlyArray<ResolversTypes['Label']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ClusterStatus'], ParentType, ContextType>;
  statusMessage?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kubernetesVersion?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  freshness?: Resolver<ResolversTypes['Freshness'], ParentType, ContextType>;
  gap?: Resolver<Maybe<ResolversTypes['ClusterGap']>, ParentType, ContextType>;
  nodeCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  nodes?: Resolver<ResolversTypes['ClusterNodeConnection'], ParentType, ContextType, Partial<ClusterNodesArgs>>;
  kinds?: Resolver<ReadonlyArray<ResolversTypes['ClusterKind']>, ParentType, ContextType>;
  environments?: Resolver<ResolversTypes['EnvironmentConnection'], ParentType, ContextType, Partial<ClusterEnvironmentsArgs>>;
  apps?: Resolver<ResolversTypes['AppConnection'], ParentType, ContextType, Partial<ClusterAppsArgs>>;
  metrics?: Resolver<ReadonlyArray<ResolversTypes['MetricRange']>, ParentType, ContextType, RequireFields<ClusterMetricsArgs, 'names'>>;
  usage?: Resolver<Maybe<ResolversTypes['MachineUsage']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ClusterKindResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ClusterKind'] = ResolversParentTypes['ClusterKind']> = {
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ClusterKindStatus'], ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  freshness?: Resolver<ResolversTypes['Freshness'], ParentType, ContextType>;
};

export type ClusterNodeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ClusterNode'] = ResolversParentTypes['ClusterNode']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  cluster?: Resolver<ResolversTypes['Cluster'], ParentType, ContextType>;
  ready?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  schedulable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  labels?: Resolver<ReadonlyArray<ResolversTypes['Label']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  freshness?: Resolver<ResolversTypes['Freshness'], ParentType, ContextType>;
  usage?: Resolver<ResolversTypes['MachineUsage'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ClusterConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ClusterConnection'] = ResolversParentTypes['ClusterConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Cluster']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['ClusterEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  coverage?: Resolver<ResolversTypes['Coverage'], ParentType, ContextType>;
};

export type ClusterEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ClusterEdge'] = ResolversParentTypes['ClusterEdge']> = {
  node?: Resolver<ResolversTypes['Cluster'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ClusterNodeConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ClusterNodeConnection'] = ResolversParentTypes['ClusterNodeConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['ClusterNode']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['ClusterNodeEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  coverage?: Resolver<ResolversTypes['Coverage'], ParentType, ContextType>;
};

export type ClusterNodeEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ClusterNodeEdge'] = ResolversParentTypes['ClusterNodeEdge']> = {
  node?: Resolver<ResolversTypes['ClusterNode'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface BytesScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Bytes'], any> {
  name: 'Bytes';
}

export type NodeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'App' | 'AuditRecord' | 'Cluster' | 'ClusterNode' | 'Freeze' | 'Operation' | 'Pod' | 'Rollout' | 'Revision' | 'Tenant' | 'Environment' | 'ApiToken', ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type FreshnessResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Freshness'] = ResolversParentTypes['Freshness']> = {
  observedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  stale?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type CoverageResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Coverage'] = ResolversParentTypes['Coverage']> = {
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  gaps?: Resolver<ReadonlyArray<ResolversTypes['ClusterGap']>, ParentType, ContextType>;
};

export type ClusterGapResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ClusterGap'] = ResolversParentTypes['ClusterGap']> = {
  cluster?: Resolver<ResolversTypes['Cluster'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['GapReason'], ParentType, ContextType>;
  since?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type LabelResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Label'] = ResolversParentTypes['Label']> = {
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ObjectRefResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ObjectRef'] = ResolversParentTypes['ObjectRef']> = {
  cluster?: Resolver<ResolversTypes['Cluster'], ParentType, ContextType>;
  apiVersion?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  namespace?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ViewerResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  displayName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ActorKind'], ParentType, ContextType>;
  groups?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  roles?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  can?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<ViewerCanArgs, 'action'>>;
  heldRoles?: Resolver<ReadonlyArray<ResolversTypes['HeldRole']>, ParentType, ContextType>;
};

export type ActorResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Actor'] = ResolversParentTypes['Actor']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ActorKind'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  nodes?: Resolver<ReadonlyArray<Maybe<ResolversTypes['Node']>>, ParentType, ContextType, RequireFields<QueryNodesArgs, 'ids'>>;
  viewer?: Resolver<ResolversTypes['Viewer'], ParentType, ContextType>;
  coverage?: Resolver<ResolversTypes['Coverage'], ParentType, ContextType>;
  roles?: Resolver<ReadonlyArray<ResolversTypes['Role']>, ParentType, ContextType>;
  roleBindings?: Resolver<ResolversTypes['RoleBindingConnection'], ParentType, ContextType, Partial<QueryRoleBindingsArgs>>;
  awaitingMyApproval?: Resolver<ResolversTypes['OperationConnection'], ParentType, ContextType, Partial<QueryAwaitingMyApprovalArgs>>;
  app?: Resolver<Maybe<ResolversTypes['App']>, ParentType, ContextType, RequireFields<QueryAppArgs, 'tenant' | 'environment' | 'name'>>;
  apps?: Resolver<ResolversTypes['AppConnection'], ParentType, ContextType, Partial<QueryAppsArgs>>;
  auditRecords?: Resolver<ResolversTypes['AuditRecordConnection'], ParentType, ContextType, Partial<QueryAuditRecordsArgs>>;
  cluster?: Resolver<Maybe<ResolversTypes['Cluster']>, ParentType, ContextType, RequireFields<QueryClusterArgs, 'name'>>;
  clusters?: Resolver<ResolversTypes['ClusterConnection'], ParentType, ContextType, Partial<QueryClustersArgs>>;
  freezes?: Resolver<ResolversTypes['FreezeConnection'], ParentType, ContextType, Partial<QueryFreezesArgs>>;
  metricDefinitions?: Resolver<ReadonlyArray<ResolversTypes['MetricDefinition']>, ParentType, ContextType, Partial<QueryMetricDefinitionsArgs>>;
  operation?: Resolver<Maybe<ResolversTypes['Operation']>, ParentType, ContextType, RequireFields<QueryOperationArgs, 'id'>>;
  operations?: Resolver<ResolversTypes['OperationConnection'], ParentType, ContextType, Partial<QueryOperationsArgs>>;
  tenant?: Resolver<Maybe<ResolversTypes['Tenant']>, ParentType, ContextType, RequireFields<QueryTenantArgs, 'name'>>;
  environment?: Resolver<Maybe<ResolversTypes['Environment']>, ParentType, ContextType, RequireFields<QueryEnvironmentArgs, 'tenant' | 'name'>>;
  tenants?: Resolver<ResolversTypes['TenantConnection'], ParentType, ContextType, Partial<QueryTenantsArgs>>;
  environments?: Resolver<ResolversTypes['EnvironmentConnection'], ParentType, ContextType, Partial<QueryEnvironmentsArgs>>;
  apiTokens?: Resolver<ResolversTypes['ApiTokenConnection'], ParentType, ContextType, Partial<QueryApiTokensArgs>>;
};

export type FreezeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Freeze'] = ResolversParentTypes['Freeze']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['FreezeState'], ParentType, ContextType>;
  from?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  until?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  scope?: Resolver<ResolversTypes['FreezeScope'], ParentType, ContextType>;
  allowsRollbacks?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  createdBy?: Resolver<ResolversTypes['Actor'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  endedBy?: Resolver<Maybe<ResolversTypes['Actor']>, ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  audit?: Resolver<Maybe<ResolversTypes['AuditRecordConnection']>, ParentType, ContextType, Partial<FreezeAuditArgs>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type FreezeScopeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['FreezeScope'] = ResolversParentTypes['FreezeScope']> = {
  tenants?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  environments?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  clusterLabels?: Resolver<ReadonlyArray<ResolversTypes['Label']>, ParentType, ContextType>;
  kinds?: Resolver<ReadonlyArray<ResolversTypes['OperationKind']>, ParentType, ContextType>;
};

export type FreezePayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['FreezePayload'] = ResolversParentTypes['FreezePayload']> = {
  freeze?: Resolver<Maybe<ResolversTypes['Freeze']>, ParentType, ContextType>;
  problems?: Resolver<ReadonlyArray<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type FreezeConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['FreezeConnection'] = ResolversParentTypes['FreezeConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Freeze']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['FreezeEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  coverage?: Resolver<ResolversTypes['Coverage'], ParentType, ContextType>;
};

export type FreezeEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['FreezeEdge'] = ResolversParentTypes['FreezeEdge']> = {
  node?: Resolver<ResolversTypes['Freeze'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type LogLinesResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['LogLines'] = ResolversParentTypes['LogLines']> = {
  lines?: Resolver<ReadonlyArray<ResolversTypes['LogLine']>, ParentType, ContextType>;
  gaps?: Resolver<ReadonlyArray<ResolversTypes['LogGap']>, ParentType, ContextType>;
  coverage?: Resolver<ResolversTypes['Coverage'], ParentType, ContextType>;
};

export type LogLineResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['LogLine'] = ResolversParentTypes['LogLine']> = {
  timestamp?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  cluster?: Resolver<ResolversTypes['Cluster'], ParentType, ContextType>;
  namespace?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  pod?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  container?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  restart?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  level?: Resolver<Maybe<ResolversTypes['LogLevel']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  truncated?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type LogGapResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['LogGap'] = ResolversParentTypes['LogGap']> = {
  cluster?: Resolver<ResolversTypes['Cluster'], ParentType, ContextType>;
  pod?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  container?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['LogGapReason'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type LogEventResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['LogEvent'] = ResolversParentTypes['LogEvent']> = {
  lines?: Resolver<ReadonlyArray<ResolversTypes['LogLine']>, ParentType, ContextType>;
  marks?: Resolver<ReadonlyArray<ResolversTypes['LogMark']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type LogMarkResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['LogMark'] = ResolversParentTypes['LogMark']> = {
  kind?: Resolver<ResolversTypes['LogMarkKind'], ParentType, ContextType>;
  cluster?: Resolver<ResolversTypes['Cluster'], ParentType, ContextType>;
  pod?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  container?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  restart?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  missed?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MetricEventResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['MetricEvent'] = ResolversParentTypes['MetricEvent']> = {
  metrics?: Resolver<ReadonlyArray<ResolversTypes['MetricRange']>, ParentType, ContextType>;
  to?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type MetricDefinitionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['MetricDefinition'] = ResolversParentTypes['MetricDefinition']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  unit?: Resolver<ResolversTypes['MetricUnit'], ParentType, ContextType>;
  levels?: Resolver<ReadonlyArray<ResolversTypes['MetricLevel']>, ParentType, ContextType>;
  dimensions?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MetricRangeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['MetricRange'] = ResolversParentTypes['MetricRange']> = {
  metric?: Resolver<ResolversTypes['MetricDefinition'], ParentType, ContextType>;
  from?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  step?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  series?: Resolver<ReadonlyArray<ResolversTypes['MetricSeries']>, ParentType, ContextType>;
  omittedSeries?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  coverage?: Resolver<ResolversTypes['Coverage'], ParentType, ContextType>;
};

export type MetricSeriesResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['MetricSeries'] = ResolversParentTypes['MetricSeries']> = {
  labels?: Resolver<ReadonlyArray<ResolversTypes['Label']>, ParentType, ContextType>;
  points?: Resolver<ReadonlyArray<ResolversTypes['MetricPoint']>, ParentType, ContextType>;
  gaps?: Resolver<ReadonlyArray<ResolversTypes['MetricGap']>, ParentType, ContextType>;
};

export type MetricPointResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['MetricPoint'] = ResolversParentTypes['MetricPoint']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type MetricGapResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['MetricGap'] = ResolversParentTypes['MetricGap']> = {
  from?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type OperationResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Operation'] = ResolversParentTypes['Operation']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['OperationKind'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['OperationState'], ParentType, ContextType>;
  target?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType>;
  actor?: Resolver<ResolversTypes['Actor'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  plan?: Resolver<Maybe<ResolversTypes['Plan']>, ParentType, ContextType>;
  steps?: Resolver<ReadonlyArray<ResolversTypes['OperationStep']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  supersededBy?: Resolver<Maybe<ResolversTypes['Operation']>, ParentType, ContextType>;
  waitsFor?: Resolver<ReadonlyArray<ResolversTypes['Operation']>, ParentType, ContextType>;
  queuePosition?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  approval?: Resolver<Maybe<ResolversTypes['Approval']>, ParentType, ContextType>;
  audit?: Resolver<Maybe<ResolversTypes['AuditRecordConnection']>, ParentType, ContextType, Partial<OperationAuditArgs>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OperationStepResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['OperationStep'] = ResolversParentTypes['OperationStep']> = {
  cluster?: Resolver<Maybe<ResolversTypes['Cluster']>, ParentType, ContextType>;
  namespace?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['OperationState'], ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type PlanResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Plan'] = ResolversParentTypes['Plan']> = {
  verdict?: Resolver<ResolversTypes['PreflightVerdict'], ParentType, ContextType>;
  checks?: Resolver<ReadonlyArray<ResolversTypes['PreflightCheck']>, ParentType, ContextType>;
  changes?: Resolver<ReadonlyArray<ResolversTypes['PlannedChange']>, ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<ResolversTypes['Problem']>, ParentType, ContextType>;
  digest?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PlannedChangeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PlannedChange'] = ResolversParentTypes['PlannedChange']> = {
  object?: Resolver<ResolversTypes['ObjectRef'], ParentType, ContextType>;
  action?: Resolver<ResolversTypes['ChangeAction'], ParentType, ContextType>;
  diff?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ProblemResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Problem'] = ResolversParentTypes['Problem']> = {
  code?: Resolver<ResolversTypes['ProblemCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  retryable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  path?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  cluster?: Resolver<Maybe<ResolversTypes['Cluster']>, ParentType, ContextType>;
};

export type OperationConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['OperationConnection'] = ResolversParentTypes['OperationConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Operation']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['OperationEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  coverage?: Resolver<ResolversTypes['Coverage'], ParentType, ContextType>;
};

export type OperationEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['OperationEdge'] = ResolversParentTypes['OperationEdge']> = {
  node?: Resolver<ResolversTypes['Operation'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PodResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Pod'] = ResolversParentTypes['Pod']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  namespace?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  cluster?: Resolver<ResolversTypes['Cluster'], ParentType, ContextType>;
  nodeName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  phase?: Resolver<ResolversTypes['PodPhase'], ParentType, ContextType>;
  ready?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  restarts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  containers?: Resolver<ReadonlyArray<ResolversTypes['Container']>, ParentType, ContextType>;
  freshness?: Resolver<ResolversTypes['Freshness'], ParentType, ContextType>;
  logs?: Resolver<Maybe<ResolversTypes['LogLines']>, ParentType, ContextType, RequireFields<PodLogsArgs, 'tail' | 'previous'>>;
  usage?: Resolver<ResolversTypes['Usage'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ContainerResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Container'] = ResolversParentTypes['Container']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  image?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  init?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ContainerState'], ParentType, ContextType>;
  ready?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  exitCode?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  restarts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastTermination?: Resolver<Maybe<ResolversTypes['ContainerTermination']>, ParentType, ContextType>;
  usage?: Resolver<ResolversTypes['ContainerUsage'], ParentType, ContextType>;
};

export type ContainerTerminationResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ContainerTermination'] = ResolversParentTypes['ContainerTermination']> = {
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  exitCode?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type KubernetesEventResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['KubernetesEvent'] = ResolversParentTypes['KubernetesEvent']> = {
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  firstSeenAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastSeenAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  object?: Resolver<ResolversTypes['ObjectRef'], ParentType, ContextType>;
};

export type PodConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PodConnection'] = ResolversParentTypes['PodConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Pod']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['PodEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  coverage?: Resolver<ResolversTypes['Coverage'], ParentType, ContextType>;
};

export type PodEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PodEdge'] = ResolversParentTypes['PodEdge']> = {
  node?: Resolver<ResolversTypes['Pod'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type KubernetesEventConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['KubernetesEventConnection'] = ResolversParentTypes['KubernetesEventConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['KubernetesEvent']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['KubernetesEventEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  coverage?: Resolver<ResolversTypes['Coverage'], ParentType, ContextType>;
};

export type KubernetesEventEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['KubernetesEventEdge'] = ResolversParentTypes['KubernetesEventEdge']> = {
  node?: Resolver<ResolversTypes['KubernetesEvent'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PreflightResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Preflight'] = ResolversParentTypes['Preflight']> = {
  verdict?: Resolver<ResolversTypes['PreflightVerdict'], ParentType, ContextType>;
  checks?: Resolver<ReadonlyArray<ResolversTypes['PreflightCheck']>, ParentType, ContextType>;
  changes?: Resolver<ReadonlyArray<ResolversTypes['PlannedChange']>, ParentType, ContextType>;
  digest?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PreflightCheckResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PreflightCheck'] = ResolversParentTypes['PreflightCheck']> = {
  kind?: Resolver<ResolversTypes['CheckKind'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['CheckOutcome'], ParentType, ContextType>;
  cluster?: Resolver<Maybe<ResolversTypes['Cluster']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  remedy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  rollout?: SubscriptionResolver<ResolversTypes['RolloutEvent'], "rollout", ParentType, ContextType, RequireFields<SubscriptionRolloutArgs, 'app' | 'untilDone'>>;
  operation?: SubscriptionResolver<ResolversTypes['Operation'], "operation", ParentType, ContextType, RequireFields<SubscriptionOperationArgs, 'id'>>;
  approvalRequested?: SubscriptionResolver<ResolversTypes['Operation'], "approvalRequested", ParentType, ContextType>;
  logs?: SubscriptionResolver<ResolversTypes['LogEvent'], "logs", ParentType, ContextType, RequireFields<SubscriptionLogsArgs, 'app' | 'tail'>>;
  metrics?: SubscriptionResolver<ResolversTypes['MetricEvent'], "metrics", ParentType, ContextType, RequireFields<SubscriptionMetricsArgs, 'on' | 'names' | 'range'>>;
};

export type RolloutEventResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RolloutEvent'] = ResolversParentTypes['RolloutEvent']> = {
  rollout?: Resolver<ResolversTypes['Rollout'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  observedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  gap?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type RolloutResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Rollout'] = ResolversParentTypes['Rollout']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  app?: Resolver<ResolversTypes['App'], ParentType, ContextType>;
  operation?: Resolver<Maybe<ResolversTypes['Operation']>, ParentType, ContextType>;
  phase?: Resolver<ResolversTypes['RolloutPhase'], ParentType, ContextType>;
  image?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  replicas?: Resolver<ResolversTypes['ReplicaCounts'], ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  instances?: Resolver<ReadonlyArray<ResolversTypes['InstanceRollout']>, ParentType, ContextType>;
  freshness?: Resolver<ResolversTypes['Freshness'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InstanceRolloutResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['InstanceRollout'] = ResolversParentTypes['InstanceRollout']> = {
  cluster?: Resolver<ResolversTypes['Cluster'], ParentType, ContextType>;
  namespace?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  phase?: Resolver<ResolversTypes['RolloutPhase'], ParentType, ContextType>;
  revision?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  image?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  replicas?: Resolver<ResolversTypes['ReplicaCounts'], ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RevisionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Revision'] = ResolversParentTypes['Revision']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  templateDigest?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  image?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  containers?: Resolver<ReadonlyArray<ResolversTypes['ContainerSpec']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  changeCause?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  current?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  operation?: Resolver<Maybe<ResolversTypes['Operation']>, ParentType, ContextType>;
  instances?: Resolver<ReadonlyArray<ResolversTypes['RevisionInstance']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RevisionInstanceResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RevisionInstance'] = ResolversParentTypes['RevisionInstance']> = {
  cluster?: Resolver<ResolversTypes['Cluster'], ParentType, ContextType>;
  namespace?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  current?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type RevisionConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RevisionConnection'] = ResolversParentTypes['RevisionConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Revision']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['RevisionEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  coverage?: Resolver<ResolversTypes['Coverage'], ParentType, ContextType>;
};

export type RevisionEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RevisionEdge'] = ResolversParentTypes['RevisionEdge']> = {
  node?: Resolver<ResolversTypes['Revision'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type TenantResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Tenant'] = ResolversParentTypes['Tenant']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  environments?: Resolver<ResolversTypes['EnvironmentConnection'], ParentType, ContextType, Partial<TenantEnvironmentsArgs>>;
  apps?: Resolver<ResolversTypes['AppConnection'], ParentType, ContextType, Partial<TenantAppsArgs>>;
  operations?: Resolver<ResolversTypes['OperationConnection'], ParentType, ContextType, Partial<TenantOperationsArgs>>;
  allowedActions?: Resolver<ReadonlyArray<ResolversTypes['Action']>, ParentType, ContextType>;
  audit?: Resolver<Maybe<ResolversTypes['AuditRecordConnection']>, ParentType, ContextType, Partial<TenantAuditArgs>>;
  metrics?: Resolver<ReadonlyArray<ResolversTypes['MetricRange']>, ParentType, ContextType, RequireFields<TenantMetricsArgs, 'names'>>;
  usage?: Resolver<ResolversTypes['Usage'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EnvironmentResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Environment'] = ResolversParentTypes['Environment']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tenant?: Resolver<ResolversTypes['Tenant'], ParentType, ContextType>;
  placements?: Resolver<ReadonlyArray<ResolversTypes['Placement']>, ParentType, ContextType>;
  apps?: Resolver<ResolversTypes['AppConnection'], ParentType, ContextType, Partial<EnvironmentAppsArgs>>;
  health?: Resolver<ResolversTypes['Health'], ParentType, ContextType>;
  freshness?: Resolver<ResolversTypes['Freshness'], ParentType, ContextType>;
  allowedActions?: Resolver<ReadonlyArray<ResolversTypes['Action']>, ParentType, ContextType>;
  audit?: Resolver<Maybe<ResolversTypes['AuditRecordConnection']>, ParentType, ContextType, Partial<EnvironmentAuditArgs>>;
  freezes?: Resolver<ReadonlyArray<ResolversTypes['Freeze']>, ParentType, ContextType>;
  metrics?: Resolver<ReadonlyArray<ResolversTypes['MetricRange']>, ParentType, ContextType, RequireFields<EnvironmentMetricsArgs, 'names'>>;
  usage?: Resolver<ResolversTypes['Usage'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PlacementResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Placement'] = ResolversParentTypes['Placement']> = {
  cluster?: Resolver<ResolversTypes['Cluster'], ParentType, ContextType>;
  namespace?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  freshness?: Resolver<ResolversTypes['Freshness'], ParentType, ContextType>;
};

export type TenantConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['TenantConnection'] = ResolversParentTypes['TenantConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Tenant']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['TenantEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  coverage?: Resolver<ResolversTypes['Coverage'], ParentType, ContextType>;
};

export type TenantEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['TenantEdge'] = ResolversParentTypes['TenantEdge']> = {
  node?: Resolver<ResolversTypes['Tenant'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type EnvironmentConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['EnvironmentConnection'] = ResolversParentTypes['EnvironmentConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Environment']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['EnvironmentEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  coverage?: Resolver<ResolversTypes['Coverage'], ParentType, ContextType>;
};

export type EnvironmentEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['EnvironmentEdge'] = ResolversParentTypes['EnvironmentEdge']> = {
  node?: Resolver<ResolversTypes['Environment'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ApiTokenResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ApiToken'] = ResolversParentTypes['ApiToken']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ApiTokenKind'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ApiTokenState'], ParentType, ContextType>;
  actions?: Resolver<ReadonlyArray<ResolversTypes['Action']>, ParentType, ContextType>;
  scopes?: Resolver<ReadonlyArray<ResolversTypes['ApiTokenScope']>, ParentType, ContextType>;
  createdBy?: Resolver<ResolversTypes['Actor'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  revokedBy?: Resolver<Maybe<ResolversTypes['Actor']>, ParentType, ContextType>;
  revokedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ApiTokenScopeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ApiTokenScope'] = ResolversParentTypes['ApiTokenScope']> = {
  tenant?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  environment?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ApiTokenPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ApiTokenPayload'] = ResolversParentTypes['ApiTokenPayload']> = {
  apiToken?: Resolver<Maybe<ResolversTypes['ApiToken']>, ParentType, ContextType>;
  secret?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  problems?: Resolver<ReadonlyArray<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type ApiTokenConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ApiTokenConnection'] = ResolversParentTypes['ApiTokenConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['ApiToken']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['ApiTokenEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  coverage?: Resolver<ResolversTypes['Coverage'], ParentType, ContextType>;
};

export type ApiTokenEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ApiTokenEdge'] = ResolversParentTypes['ApiTokenEdge']> = {
  node?: Resolver<ResolversTypes['ApiToken'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type UsageResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Usage'] = ResolversParentTypes['Usage']> = {
  cpu?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  memory?: Resolver<Maybe<ResolversTypes['Bytes']>, ParentType, ContextType>;
  requests?: Resolver<ResolversTypes['Resources'], ParentType, ContextType>;
  limits?: Resolver<ResolversTypes['Resources'], ParentType, ContextType>;
  utilization?: Resolver<ResolversTypes['Utilization'], ParentType, ContextType>;
  headroom?: Resolver<ResolversTypes['Resources'], ParentType, ContextType>;
  pods?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  podsCounted?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sampledAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  windowSeconds?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  freshness?: Resolver<ResolversTypes['Freshness'], ParentType, ContextType>;
  coverage?: Resolver<ResolversTypes['Coverage'], ParentType, ContextType>;
};

export type ContainerUsageResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ContainerUsage'] = ResolversParentTypes['ContainerUsage']> = {
  cpu?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  memory?: Resolver<Maybe<ResolversTypes['Bytes']>, ParentType, ContextType>;
  requests?: Resolver<ResolversTypes['Resources'], ParentType, ContextType>;
  limits?: Resolver<ResolversTypes['Resources'], ParentType, ContextType>;
  utilization?: Resolver<ResolversTypes['Utilization'], ParentType, ContextType>;
  headroom?: Resolver<ResolversTypes['Resources'], ParentType, ContextType>;
  sampledAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  windowSeconds?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  freshness?: Resolver<ResolversTypes['Freshness'], ParentType, ContextType>;
};

export type UtilizationResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Utilization'] = ResolversParentTypes['Utilization']> = {
  cpuOfRequests?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  cpuOfLimits?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  memoryOfRequests?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  memoryOfLimits?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type MachineUsageResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['MachineUsage'] = ResolversParentTypes['MachineUsage']> = {
  cpu?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  memory?: Resolver<Maybe<ResolversTypes['Bytes']>, ParentType, ContextType>;
  allocatable?: Resolver<ResolversTypes['Resources'], ParentType, ContextType>;
  requests?: Resolver<ResolversTypes['Resources'], ParentType, ContextType>;
  limits?: Resolver<ResolversTypes['Resources'], ParentType, ContextType>;
  utilization?: Resolver<ResolversTypes['MachineShare'], ParentType, ContextType>;
  requested?: Resolver<ResolversTypes['MachineShare'], ParentType, ContextType>;
  headroom?: Resolver<ResolversTypes['Resources'], ParentType, ContextType>;
  machines?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  machinesCounted?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sampledAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  windowSeconds?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  freshness?: Resolver<ResolversTypes['Freshness'], ParentType, ContextType>;
  coverage?: Resolver<ResolversTypes['Coverage'], ParentType, ContextType>;
};

export type MachineShareResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['MachineShare'] = ResolversParentTypes['MachineShare']> = {
  cpu?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  memory?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = GraphqlContext> = {
  Role?: RoleResolvers<ContextType>;
  Subject?: SubjectResolvers<ContextType>;
  BoundRole?: BoundRoleResolvers<ContextType>;
  HeldRole?: HeldRoleResolvers<ContextType>;
  RoleBinding?: RoleBindingResolvers<ContextType>;
  RoleBindingPayload?: RoleBindingPayloadResolvers<ContextType>;
  RoleBindingConnection?: RoleBindingConnectionResolvers<ContextType>;
  RoleBindingEdge?: RoleBindingEdgeResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  OperationPayload?: OperationPayloadResolvers<ContextType>;
  Approval?: ApprovalResolvers<ContextType>;
  ApprovalDecision?: ApprovalDecisionResolvers<ContextType>;
  BreakGlass?: BreakGlassResolvers<ContextType>;
  App?: AppResolvers<ContextType>;
  Manager?: ManagerResolvers<ContextType>;
  Autoscaler?: AutoscalerResolvers<ContextType>;
  AutoscalerMetric?: AutoscalerMetricResolvers<ContextType>;
  AutoscalerMetricValue?: AutoscalerMetricValueResolvers<ContextType>;
  AutoscalerCondition?: AutoscalerConditionResolvers<ContextType>;
  ReplicaCounts?: ReplicaCountsResolvers<ContextType>;
  Health?: HealthResolvers<ContextType>;
  AppInstance?: AppInstanceResolvers<ContextType>;
  ContainerSpec?: ContainerSpecResolvers<ContextType>;
  EnvVar?: EnvVarResolvers<ContextType>;
  Resources?: ResourcesResolvers<ContextType>;
  AppConnection?: AppConnectionResolvers<ContextType>;
  AppEdge?: AppEdgeResolvers<ContextType>;
  AuditRecord?: AuditRecordResolvers<ContextType>;
  AuditTarget?: AuditTargetResolvers<ContextType>;
  AuditRecordConnection?: AuditRecordConnectionResolvers<ContextType>;
  AuditRecordEdge?: AuditRecordEdgeResolvers<ContextType>;
  Cluster?: ClusterResolvers<ContextType>;
  ClusterKind?: ClusterKindResolvers<ContextType>;
  ClusterNode?: ClusterNodeResolvers<ContextType>;
  ClusterConnection?: ClusterConnectionResolvers<ContextType>;
  ClusterEdge?: ClusterEdgeResolvers<ContextType>;
  ClusterNodeConnection?: ClusterNodeConnectionResolvers<ContextType>;
  ClusterNodeEdge?: ClusterNodeEdgeResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Bytes?: GraphQLScalarType;
  Node?: NodeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Freshness?: FreshnessResolvers<ContextType>;
  Coverage?: CoverageResolvers<ContextType>;
  ClusterGap?: ClusterGapResolvers<ContextType>;
  Label?: LabelResolvers<ContextType>;
  ObjectRef?: ObjectRefResolvers<ContextType>;
  Viewer?: ViewerResolvers<ContextType>;
  Actor?: ActorResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Freeze?: FreezeResolvers<ContextType>;
  FreezeScope?: FreezeScopeResolvers<ContextType>;
  FreezePayload?: FreezePayloadResolvers<ContextType>;
  FreezeConnection?: FreezeConnectionResolvers<ContextType>;
  FreezeEdge?: FreezeEdgeResolvers<ContextType>;
  LogLines?: LogLinesResolvers<ContextType>;
  LogLine?: LogLineResolvers<ContextType>;
  LogGap?: LogGapResolvers<ContextType>;
  LogEvent?: LogEventResolvers<ContextType>;
  LogMark?: LogMarkResolvers<ContextType>;
  MetricEvent?: MetricEventResolvers<ContextType>;
  MetricDefinition?: MetricDefinitionResolvers<ContextType>;
  MetricRange?: MetricRangeResolvers<ContextType>;
  MetricSeries?: MetricSeriesResolvers<ContextType>;
  MetricPoint?: MetricPointResolvers<ContextType>;
  MetricGap?: MetricGapResolvers<ContextType>;
  Operation?: OperationResolvers<ContextType>;
  OperationStep?: OperationStepResolvers<ContextType>;
  Plan?: PlanResolvers<ContextType>;
  PlannedChange?: PlannedChangeResolvers<ContextType>;
  Problem?: ProblemResolvers<ContextType>;
  OperationConnection?: OperationConnectionResolvers<ContextType>;
  OperationEdge?: OperationEdgeResolvers<ContextType>;
  Pod?: PodResolvers<ContextType>;
  Container?: ContainerResolvers<ContextType>;
  ContainerTermination?: ContainerTerminationResolvers<ContextType>;
  KubernetesEvent?: KubernetesEventResolvers<ContextType>;
  PodConnection?: PodConnectionResolvers<ContextType>;
  PodEdge?: PodEdgeResolvers<ContextType>;
  KubernetesEventConnection?: KubernetesEventConnectionResolvers<ContextType>;
  KubernetesEventEdge?: KubernetesEventEdgeResolvers<ContextType>;
  Preflight?: PreflightResolvers<ContextType>;
  PreflightCheck?: PreflightCheckResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  RolloutEvent?: RolloutEventResolvers<ContextType>;
  Rollout?: RolloutResolvers<ContextType>;
  InstanceRollout?: InstanceRolloutResolvers<ContextType>;
  Revision?: RevisionResolvers<ContextType>;
  RevisionInstance?: RevisionInstanceResolvers<ContextType>;
  RevisionConnection?: RevisionConnectionResolvers<ContextType>;
  RevisionEdge?: RevisionEdgeResolvers<ContextType>;
  Tenant?: TenantResolvers<ContextType>;
  Environment?: EnvironmentResolvers<ContextType>;
  Placement?: PlacementResolvers<ContextType>;
  TenantConnection?: TenantConnectionResolvers<ContextType>;
  TenantEdge?: TenantEdgeResolvers<ContextType>;
  EnvironmentConnection?: EnvironmentConnectionResolvers<ContextType>;
  EnvironmentEdge?: EnvironmentEdgeResolvers<ContextType>;
  ApiToken?: ApiTokenResolvers<ContextType>;
  ApiTokenScope?: ApiTokenScopeResolvers<ContextType>;
  ApiTokenPayload?: ApiTokenPayloadResolvers<ContextType>;
  ApiTokenConnection?: ApiTokenConnectionResolvers<ContextType>;
  ApiTokenEdge?: ApiTokenEdgeResolvers<ContextType>;
  Usage?: UsageResolvers<ContextType>;
  ContainerUsage?: ContainerUsageResolvers<ContextType>;
  Utilization?: UtilizationResolvers<ContextType>;
  MachineUsage?: MachineUsageResolvers<ContextType>;
  MachineShare?: MachineShareResolvers<ContextType>;
};
