// Made by codegen.ts: change schema/ or sdk/operations/ and run `npm run generate`.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** What to deploy, and where. Fields that are left out or null stay as they are. */
export type DeployAppInput = {
  /** The app's id. */
  readonly app: string;
  /** The main container's image: short for a change of that container. */
  readonly image?: string | null | undefined;
  /** Changes by container; together with `image` where both are given. */
  readonly containers?: ReadonlyArray<ContainerChangeInput> | null | undefined;
  /** Names of the clusters to act in. Default: every placement of the app. */
  readonly clusters?: ReadonlyArray<string> | null | undefined;
  /** How long the rollout may take, in seconds. Default: the workload's `progressDeadlineSeconds`, else 600. */
  readonly deadlineSeconds?: number | null | undefined;
  /** What to do when the rollout fails. Default: leave it as it is. */
  readonly onFailure?: OnFailure | null | undefined;
  /** Go ahead although Argo CD, Flux or a controller manages the object. Default false. */
  readonly force?: boolean | null | undefined;
  /** Only answer the plan, as the clusters themselves would carry it out; start nothing. Default false. */
  readonly dryRun?: boolean | null | undefined;
  /**
   * A name for this call, chosen by the caller: calling again with the same key and the same input answers the same
   * operation instead of starting another.
   */
  readonly idempotencyKey?: string | null | undefined;
  /** Why, in words; it is recorded with the operation. Needed with `breakGlass`. */
  readonly reason?: string | null | undefined;
  /** Go ahead without the approvals that a rule asks for, where one of your roles may. Recorded for good. Default false. */
  readonly breakGlass?: boolean | null | undefined;
};

/** What to do when a rollout fails. */
export type OnFailure =
  /** Leave it as it is, for someone to look at. */
  | 'LEAVE'
  /** Go back to the template before. */
  | 'ROLL_BACK'
  | '%future added value';

/** Changes of one container. What is left out or null stays as it is. */
export type ContainerChangeInput = {
  /** The container's name. */
  readonly name: string;
  /** The new image. */
  readonly image?: string | null | undefined;
  /** Environment variables to set or remove; all others stay. */
  readonly env?: ReadonlyArray<EnvChangeInput> | null | undefined;
  /** What it asks for. */
  readonly requests?: ResourcesInput | null | undefined;
  /** What it may use at most. */
  readonly limits?: ResourcesInput | null | undefined;
};

/** One environment variable to set or remove: exactly one of `value`, `secret` and `remove`. */
export type EnvChangeInput = {
  /** The variable's name. */
  readonly name: string;
  /** The new value; may be empty. */
  readonly value?: string | null | undefined;
  /** Take the value from a Secret of the app's namespace. */
  readonly secret?: SecretKeyInput | null | undefined;
  /** True: remove the variable. */
  readonly remove?: boolean | null | undefined;
};

/** A key of a Secret. */
export type SecretKeyInput = {
  /** The Secret's name. */
  readonly name: string;
  /** The key within it. */
  readonly key: string;
};

/** Amounts of computing resources. What is left out or null stays as it is. */
export type ResourcesInput = {
  /** CPU in cores, such as 0.25. */
  readonly cpu?: number | null | undefined;
  /** Memory in bytes. */
  readonly memory?: number | null | undefined;
};

/** How many replicas, and where. */
export type ScaleAppInput = {
  /** The app's id. */
  readonly app: string;
  /** The number of replicas in each placement, 0 or more. */
  readonly replicas: number;
  /** Names of the clusters to act in. Default: every placement of the app. */
  readonly clusters?: ReadonlyArray<string> | null | undefined;
  /** Go ahead although Argo CD, Flux or a controller manages the object. Default false. */
  readonly force?: boolean | null | undefined;
  /** Only answer the plan, as the clusters themselves would carry it out; start nothing. Default false. */
  readonly dryRun?: boolean | null | undefined;
  /**
   * A name for this call, chosen by the caller: calling again with the same key and the same input answers the same
   * operation instead of starting another.
   */
  readonly idempotencyKey?: string | null | undefined;
  /** Why, in words; it is recorded with the operation. Needed with `breakGlass`. */
  readonly reason?: string | null | undefined;
  /** Go ahead without the approvals that a rule asks for, where one of your roles may. Recorded for good. Default false. */
  readonly breakGlass?: boolean | null | undefined;
};

/** What to go back to, and where. */
export type RollbackAppInput = {
  /** The app's id. */
  readonly app: string;
  /**
   * Id of the revision to go back to. Default: each placement's previous one, as `kubectl rollout undo`; that is a CONFLICT
   * where these differ and their last changes came from different operations.
   */
  readonly revision?: string | null | undefined;
  /** A workload's own revision number, where the target is a single placement. */
  readonly toRevision?: number | null | undefined;
  /** Names of the clusters to act in. Default: every placement of the app. */
  readonly clusters?: ReadonlyArray<string> | null | undefined;
  /** How long the rollout may take, in seconds. Default: the workload's `progressDeadlineSeconds`, else 600. */
  readonly deadlineSeconds?: number | null | undefined;
  /** Go ahead although Argo CD, Flux or a controller manages the object. Default false. */
  readonly force?: boolean | null | undefined;
  /** Only answer the plan, as the clusters themselves would carry it out; start nothing. Default false. */
  readonly dryRun?: boolean | null | undefined;
  /**
   * A name for this call, chosen by the caller: calling again with the same key and the same input answers the same
   * operation instead of starting another.
   */
  readonly idempotencyKey?: string | null | undefined;
  /** Why, in words; it is recorded with the operation. Needed with `breakGlass`. */
  readonly reason?: string | null | undefined;
  /** Go ahead without the approvals that a rule asks for, where one of your roles may. Recorded for good. Default false. */
  readonly breakGlass?: boolean | null | undefined;
};

/** What to restart, and where. */
export type RestartAppInput = {
  /** The app's id. */
  readonly app: string;
  /** Names of the clusters to act in. Default: every placement of the app. */
  readonly clusters?: ReadonlyArray<string> | null | undefined;
  /** Go ahead although Argo CD, Flux or a controller manages the object. Default false. */
  readonly force?: boolean | null | undefined;
  /** Only answer the plan, as the clusters themselves would carry it out; start nothing. Default false. */
  readonly dryRun?: boolean | null | undefined;
  /**
   * A name for this call, chosen by the caller: calling again with the same key and the same input answers the same
   * operation instead of starting another.
   */
  readonly idempotencyKey?: string | null | undefined;
  /** Why, in words; it is recorded with the operation. Needed with `breakGlass`. */
  readonly reason?: string | null | undefined;
  /** Go ahead without the approvals that a rule asks for, where one of your roles may. Recorded for good. Default false. */
  readonly breakGlass?: boolean | null | undefined;
};

/** What to halt, and where. */
export type PauseRolloutInput = {
  /** The app's id. */
  readonly app: string;
  /** Names of the clusters to act in. Default: every placement of the app. */
  readonly clusters?: ReadonlyArray<string> | null | undefined;
  /** Only answer the plan, as the clusters themselves would carry it out; start nothing. Default false. */
  readonly dryRun?: boolean | null | undefined;
  /**
   * A name for this call, chosen by the caller: calling again with the same key and the same input answers the same
   * operation instead of starting another.
   */
  readonly idempotencyKey?: string | null | undefined;
  /** Why, in words; it is recorded with the operation. Needed with `breakGlass`. */
  readonly reason?: string | null | undefined;
  /** Go ahead without the approvals that a rule asks for, where one of your roles may. Recorded for good. Default false. */
  readonly breakGlass?: boolean | null | undefined;
};

/** What to go on with, and where. */
export type ResumeRolloutInput = {
  /** The app's id. */
  readonly app: string;
  /** Names of the clusters to act in. Default: every placement of the app. */
  readonly clusters?: ReadonlyArray<string> | null | undefined;
  /** Only answer the plan, as the clusters themselves would carry it out; start nothing. Default false. */
  readonly dryRun?: boolean | null | undefined;
  /**
   * A name for this call, chosen by the caller: calling again with the same key and the same input answers the same
   * operation instead of starting another.
   */
  readonly idempotencyKey?: string | null | undefined;
  /** Why, in words; it is recorded with the operation. Needed with `breakGlass`. */
  readonly reason?: string | null | undefined;
  /** Go ahead without the approvals that a rule asks for, where one of your roles may. Recorded for good. Default false. */
  readonly breakGlass?: boolean | null | undefined;
};

/** What to stop. */
export type CancelOperationInput = {
  /** The operation's id. */
  readonly operation: string;
  /**
   * A name for this call, chosen by the caller: calling again with the same key and the same input answers the same
   * operation instead of starting another.
   */
  readonly idempotencyKey?: string | null | undefined;
  /** Why, in words; it is recorded with the operation. */
  readonly reason?: string | null | undefined;
};

/** What was decided about an operation. */
export type ApprovalDecisionKind =
  /** It may begin. */
  | 'APPROVED'
  /** It may not. */
  | 'REJECTED'
  | '%future added value';

/** What to approve. */
export type ApproveOperationInput = {
  /** The operation's id. */
  readonly operation: string;
  /** The digest of the plan that you have looked at: `plan { digest }` of the operation. */
  readonly digest: string;
  /** A comment, of up to 1000 characters. */
  readonly comment?: string | null | undefined;
  /** A name for this call, chosen by the caller: calling again with the same key and the same input answers the same operation. */
  readonly idempotencyKey?: string | null | undefined;
};

/** What to reject. */
export type RejectOperationInput = {
  /** The operation's id. */
  readonly operation: string;
  /** Why, for whoever asked: 1 to 1000 characters. */
  readonly comment: string;
  /** A name for this call, chosen by the caller: calling again with the same key and the same input answers the same operation. */
  readonly idempotencyKey?: string | null | undefined;
};

/** Which apps to list. A condition that is left out or null does not narrow the list. */
export type AppFilter = {
  /** Of any of these tenants. */
  readonly tenants?: ReadonlyArray<string> | null | undefined;
  /** In environments of any of these names, such as `prod`. */
  readonly environments?: ReadonlyArray<string> | null | undefined;
  /** With an instance in any of these clusters. */
  readonly clusters?: ReadonlyArray<string> | null | undefined;
  /** With an instance in a cluster that has all of these labels. */
  readonly clusterLabels?: ReadonlyArray<LabelInput> | null | undefined;
  /** Any of these names. */
  readonly names?: ReadonlyArray<string> | null | undefined;
  /** Names that begin like this. */
  readonly namePrefix?: string | null | undefined;
  /** Any of these kinds. */
  readonly kinds?: ReadonlyArray<WorkloadKind> | null | undefined;
  /** In any of these states of health. */
  readonly health?: ReadonlyArray<HealthStatus> | null | undefined;
  /** Running an image that matches: a repository, `repository:tag`, or a part of either. */
  readonly image?: string | null | undefined;
  /** A Kubernetes label selector on the workload, such as `tier=web,track!=canary`. */
  readonly selector?: string | null | undefined;
};

/** How to order apps. Apps that are equal in this are ordered by name. */
export type AppOrder = {
  /** What to order by. */
  readonly field: AppOrderField;
  /** Which way. */
  readonly direction: OrderDirection;
};

/** What apps can be ordered by. */
export type AppOrderField =
  /** Name, then tenant and environment. */
  | 'NAME'
  /** Health: ascending starts with the best. */
  | 'HEALTH'
  /** Container restarts, summed over the app's pods. */
  | 'RESTARTS'
  /** When the workload last changed. */
  | 'UPDATED_AT'
  | '%future added value';

/** Kinds of workloads. */
export type WorkloadKind =
  /** Interchangeable pods behind ReplicaSets. */
  | 'DEPLOYMENT'
  /** Pods with names and storage of their own, changed in order. */
  | 'STATEFUL_SET'
  /** One pod on each machine that fits. */
  | 'DAEMON_SET'
  | '%future added value';

/** Verdicts on health, best to worst. */
export type HealthStatus =
  /** All that should run is there, updated and available. */
  | 'HEALTHY'
  /** Paused, or at zero replicas by intent. */
  | 'SUSPENDED'
  /** On its way, within its deadline. */
  | 'PROGRESSING'
  /** Its cluster is out of touch, so nobody knows. */
  | 'UNKNOWN'
  /** It should be there and is not. */
  | 'MISSING'
  /** It cannot get to where it should be. */
  | 'DEGRADED'
  | '%future added value';

/** Which audit records to list. A condition that is left out or null does not narrow the list. */
export type AuditFilter = {
  /** Attempts of any of the actors with these names. */
  readonly actors?: ReadonlyArray<string> | null | undefined;
  /** Any of these mutations, such as `deployApp`. */
  readonly actions?: ReadonlyArray<string> | null | undefined;
  /** Attempts that ended in any of these ways. */
  readonly outcomes?: ReadonlyArray<AuditOutcome> | null | undefined;
  /** About any of these tenants, or of what is theirs. */
  readonly tenants?: ReadonlyArray<string> | null | undefined;
  /** About any of the tenants, environments, apps, operations and freezes with these ids, or of what belongs to them. */
  readonly targets?: ReadonlyArray<string> | null | undefined;
  /** About any of the operations with these ids. */
  readonly operations?: ReadonlyArray<string> | null | undefined;
  /** From this moment on. */
  readonly since?: string | null | undefined;
  /** Up to this moment. */
  readonly until?: string | null | undefined;
};

/** How an attempt to change something ended. More will come: keep a default branch. */
export type AuditOutcome =
  /** It was done, or begun: `operation` tells how that goes. */
  | 'ACCEPTED'
  /** It was a dry run, and was answered with a plan. */
  | 'PLANNED'
  /** It was refused; `problems` say why. */
  | 'REFUSED'
  /** The caller may not do that; `problems` say why. */
  | 'DENIED'
  /** Something unforeseen went wrong; the log has it under the request's id. */
  | 'FAILED'
  | '%future added value';

/** Kinds of things that attempts are about. More will come: keep a default branch. */
export type AuditTargetType =
  /** An app. */
  | 'APP'
  /** An operation, and the app that it is about. */
  | 'OPERATION'
  /** A freeze. */
  | 'FREEZE'
  /** An API token. */
  | 'API_TOKEN'
  /** A role that is given to somebody. */
  | 'ROLE_BINDING'
  | '%future added value';

/** Which clusters to list. A condition that is left out or null does not narrow the list. */
export type ClusterFilter = {
  /** Any of these names. */
  readonly names?: ReadonlyArray<string> | null | undefined;
  /** All of these labels. */
  readonly labels?: ReadonlyArray<LabelInput> | null | undefined;
  /** Any of these states. */
  readonly statuses?: ReadonlyArray<ClusterStatus> | null | undefined;
};

/** Whether a cluster can be read and changed. */
export type ClusterStatus =
  /** It answers, and everything that is read from it is current. */
  | 'READY'
  /** It is being read for the first time. */
  | 'SYNCING'
  /** It answers, but not everything can be read, or slowly; `statusMessage` says what. */
  | 'DEGRADED'
  /** Its API server does not answer. */
  | 'UNREACHABLE'
  /** Its API server refuses the credentials. */
  | 'UNAUTHORIZED'
  /** It is switched off in its definition. */
  | 'DISABLED'
  | '%future added value';

/** Why an answer lacks a cluster. */
export type GapReason =
  /** It is being read for the first time: its objects are not known yet. */
  | 'SYNCING'
  /** Its API server does not answer. Objects that were seen before are shown as they were. */
  | 'UNREACHABLE'
  /** Its API server refuses the credentials, or the rights that reading needs. */
  | 'UNAUTHORIZED'
  /** It answers, but its objects have not been confirmed lately. */
  | 'STALE'
  /** It is switched off in its definition. */
  | 'DISABLED'
  /** It does not tell what its pods and machines use: it has no metrics API, or that does not answer or may not be read. */
  | 'METRICS_UNAVAILABLE'
  | '%future added value';

/** A label that must be there with exactly this value. */
export type LabelInput = {
  /** Such as `region`. */
  readonly key: string;
  /** The whole value; no patterns. */
  readonly value: string;
};

/** By which way a list is ordered. */
export type OrderDirection =
  /** Smallest, earliest, best first. */
  | 'ASC'
  /** Largest, latest, worst first. */
  | 'DESC'
  | '%future added value';

/** Kinds of actors. */
export type ActorKind =
  /** A person. */
  | 'USER'
  /** A script or a pipeline with a token of its own. */
  | 'TOKEN'
  /** Tenantry itself. */
  | 'SYSTEM'
  | '%future added value';

/** Which freezes to list. A condition that is left out or null does not narrow the list. */
export type FreezeFilter = {
  /** In any of these states now. */
  readonly states?: ReadonlyArray<FreezeState> | null | undefined;
  /** Those that concern any of these tenants: also the ones for every tenant. */
  readonly tenants?: ReadonlyArray<string> | null | undefined;
};

/** Whether a freeze is in force. */
export type FreezeState =
  /** It has not begun. */
  | 'PLANNED'
  /** It is in force. */
  | 'ACTIVE'
  /** Its time is over, or it was ended. */
  | 'OVER'
  | '%future added value';

/** What to freeze, when and why. */
export type CreateFreezeInput = {
  /** Why, in words for those who are refused: up to 1000 characters. */
  readonly reason: string;
  /** When it begins: at most 366 days from now. Default: at once. */
  readonly from?: string | null | undefined;
  /** When it ends: at most 90 days after its beginning. */
  readonly until: string;
  /** What it is about. Default: everything. */
  readonly scope?: FreezeScopeInput | null | undefined;
  /** Whether rollbacks go ahead all the same. Default false. */
  readonly allowsRollbacks?: boolean | null | undefined;
  /**
   * A name for this call, chosen by the caller: calling again with the same key and the same input answers the same freeze
   * instead of making another.
   */
  readonly idempotencyKey?: string | null | undefined;
};

/** What a freeze is about: what fits every part that is given. A part that is left out or null narrows nothing. */
export type FreezeScopeInput = {
  /** Any of these tenants, by name: 1 to 100. */
  readonly tenants?: ReadonlyArray<string> | null | undefined;
  /** Any of these environments, by name, such as `prod`: 1 to 100. */
  readonly environments?: ReadonlyArray<string> | null | undefined;
  /** Clusters with all of these labels: 1 to 100. */
  readonly clusterLabels?: ReadonlyArray<LabelInput> | null | undefined;
  /** Any of these kinds of operations. */
  readonly kinds?: ReadonlyArray<OperationKind> | null | undefined;
};

/** What to end. */
export type EndFreezeInput = {
  /** The freeze's id. */
  readonly freeze: string;
  /** Why, in words; it is recorded in the audit. */
  readonly reason?: string | null | undefined;
  /** A name for this call, chosen by the caller: calling again with the same key and the same input answers the same freeze. */
  readonly idempotencyKey?: string | null | undefined;
};

/** How grave a line of a log is, from the least to the most. */
export type LogLevel =
  /** Every step, for finding out. */
  | 'TRACE'
  /** For developers. */
  | 'DEBUG'
  /** What goes on. */
  | 'INFO'
  /** Something may be wrong. */
  | 'WARN'
  /** Something is wrong. */
  | 'ERROR'
  /** What makes a program end, or a person get up. */
  | 'FATAL'
  | '%future added value';

/** Why lines of a container may be missing. */
export type LogGapReason =
  /** Only the newest part of its log was looked through. */
  | 'LIMITED'
  /** Its cluster has the log no more, or not yet. */
  | 'GONE'
  /** It did not answer in time. */
  | 'TIMEOUT'
  /** Its cluster cannot be reached. */
  | 'UNREACHABLE'
  /** Its cluster does not let the gateway read logs. */
  | 'UNAUTHORIZED'
  /** Its cluster, or the machine of the pod, failed at reading it. */
  | 'UNAVAILABLE'
  | '%future added value';

/** What can happen to the log of a container. */
export type LogMarkKind =
  /** A container came: the log of its first run begins. */
  | 'JOINED'
  /** The container was restarted: the log of its next run begins. */
  | 'RESTARTED'
  /** The container is gone, and its log with it: nothing more comes. */
  | 'ENDED'
  /** Lines are missing here: the cluster has them no more, or the reader was far too slow. */
  | 'GAP'
  /** The log cannot be read for now: it goes on by itself, from the same place. */
  | 'INTERRUPTED'
  /** The log can be read again. */
  | 'RESUMED'
  | '%future added value';

/** Units of values. */
export type MetricUnit =
  /** A number of things. */
  | 'NONE'
  /** A part of a whole: 1 stands for all. */
  | 'RATIO'
  /** Seconds. */
  | 'SECONDS'
  /** CPU in cores: 1 is one core that is busy all the time. */
  | 'CORES'
  /** Bytes. */
  | 'BYTES'
  /** Bytes in each second. */
  | 'BYTES_PER_SECOND'
  /** A number of things in each second. */
  | 'PER_SECOND'
  /** A number of things in each minute. */
  | 'PER_MINUTE'
  | '%future added value';

/** What a metric can be asked of. */
export type MetricLevel =
  /** Apps: over their pods. */
  | 'APP'
  /** Environments: over everything in them. */
  | 'ENVIRONMENT'
  /** Tenants: over their environments. */
  | 'TENANT'
  /** Clusters: over everything in them. */
  | 'CLUSTER'
  | '%future added value';

/** Which operations to list. A condition that is left out or null does not narrow the list. */
export type OperationFilter = {
  /** Any of these kinds. */
  readonly kinds?: ReadonlyArray<OperationKind> | null | undefined;
  /** In any of these states. */
  readonly states?: ReadonlyArray<OperationState> | null | undefined;
  /** On any of the apps with these ids. */
  readonly targets?: ReadonlyArray<string> | null | undefined;
  /** On apps of any of these tenants. */
  readonly tenants?: ReadonlyArray<string> | null | undefined;
  /** Asked for by any of the actors with these names. */
  readonly actors?: ReadonlyArray<string> | null | undefined;
  /** Asked for at this moment or later. */
  readonly since?: string | null | undefined;
  /** Asked for at this moment or earlier. */
  readonly until?: string | null | undefined;
};

/** Kinds of operations. More will come: keep a default branch. */
export type OperationKind =
  /** A new image, environment or resources. */
  | 'DEPLOY'
  /** Another number of replicas. */
  | 'SCALE'
  /** Back to an earlier pod template. */
  | 'ROLLBACK'
  /** All pods anew, from the same template. */
  | 'RESTART'
  /** Halt the rollout. */
  | 'PAUSE'
  /** Go on with a halted rollout. */
  | 'RESUME'
  | '%future added value';

/** How far an operation, or one step of it, is. */
export type OperationState =
  /** It waits for its turn. */
  | 'PENDING'
  /** It waits for someone to approve its plan. */
  | 'AWAITING_APPROVAL'
  /** It is being done. */
  | 'RUNNING'
  /** It is being stopped. */
  | 'CANCELLING'
  /** It ended, and everything is as it should be. Final. */
  | 'SUCCEEDED'
  /** It ended without getting there; `problem` says why. Final. */
  | 'FAILED'
  /** It was stopped. Final. */
  | 'CANCELLED'
  /** It was refused before anything changed, or not approved; `problem` says why. Final. */
  | 'REJECTED'
  | '%future added value';

/** What happens to an object. */
export type ChangeAction =
  /** It is made. */
  | 'CREATE'
  /** It is changed. */
  | 'UPDATE'
  /** It is removed. */
  | 'DELETE'
  | '%future added value';

/** Kinds of problems. More will come: keep a default branch. */
export type ProblemCode =
  /** What the input names is not there. */
  | 'NOT_FOUND'
  /** The input makes no sense; `path` says where. */
  | 'INVALID'
  /** The input fits more than one thing. */
  | 'AMBIGUOUS'
  /** Something else changed, or is changing, the same thing. */
  | 'CONFLICT'
  /** The caller, or the gateway in the cluster, lacks the right. */
  | 'FORBIDDEN'
  /** This kind of workload, or this cluster, cannot do it. */
  | 'UNSUPPORTED'
  /** Argo CD, Flux or a controller owns the object: change it there, or use force. */
  | 'MANAGED_EXTERNALLY'
  /** A quota of the namespace is used up. */
  | 'QUOTA_EXCEEDED'
  /** An admission policy of the cluster refuses it, or whoever had to approve it rejected it. */
  | 'POLICY_DENIED'
  /** Somebody has to approve it first, or did not in time. */
  | 'APPROVAL_REQUIRED'
  /** Changes are frozen for now. */
  | 'FROZEN'
  /** The idempotency key was used before, for another request. */
  | 'IDEMPOTENCY_MISMATCH'
  /** The cluster does not answer. */
  | 'CLUSTER_UNREACHABLE'
  /** Something that is needed does not work at the moment. */
  | 'UNAVAILABLE'
  /** A call took too long. */
  | 'TIMEOUT'
  /** The rollout did not end within its deadline. */
  | 'DEADLINE_EXCEEDED'
  /** The image cannot be pulled. */
  | 'IMAGE_PULL_FAILED'
  /** A container ends again and again. */
  | 'CRASH_LOOP'
  /** No machine fits the pods. */
  | 'UNSCHEDULABLE'
  | '%future added value';

/** Where a pod is in its life. */
export type PodPhase =
  /** It has no machine yet, or not all of its containers were started. */
  | 'PENDING'
  /** At least one container runs, starts or restarts. */
  | 'RUNNING'
  /** All containers ended well and will not be restarted. */
  | 'SUCCEEDED'
  /** All containers ended, at least one of them badly. */
  | 'FAILED'
  /** The machine that it runs on does not report. */
  | 'UNKNOWN'
  | '%future added value';

/** What a container is doing. */
export type ContainerState =
  /** It is not running yet, or waits to be restarted. */
  | 'WAITING'
  /** It runs. */
  | 'RUNNING'
  /** It ended. */
  | 'TERMINATED'
  | '%future added value';

/** What comes of all checks of a request together. */
export type PreflightVerdict =
  /** Nothing is in the way. */
  | 'ALLOWED'
  /** It begins once others have approved it. */
  | 'NEEDS_APPROVAL'
  /** At least one check refuses it. */
  | 'REFUSED'
  | '%future added value';

/** What is looked at before anything is changed. More will come: keep a default branch. */
export type CheckKind =
  /** Whether you may do this. */
  | 'ACCESS'
  /** Whether somebody has to approve it first. */
  | 'APPROVAL'
  /** Whether changes are frozen. */
  | 'FREEZE'
  /** Whether the cluster can be written to now. */
  | 'CLUSTER_HEALTH'
  /** Whether it makes sense for the workload as it is: a paused rollout, a revision that is not kept. */
  | 'WORKLOAD'
  /** Whether Argo CD, Flux, Helm or a controller manages the workload. */
  | 'OWNERSHIP'
  /** Whether an autoscaler sets the number of replicas. */
  | 'AUTOSCALER'
  /** Whether the cluster takes the change: a dry run of it, with the cluster's own validation and policies. */
  | 'ADMISSION'
  /**
   * Whether the pods that it brings fit into the namespace's quotas, by the counts of the moment. Too little room is WARNED: pods of
   * others may end meanwhile. REFUSED is only what the cluster itself refuses by a quota when the change is tried.
   */
  | 'QUOTA'
  | '%future added value';

/** What a check found. */
export type CheckOutcome =
  /** Nothing is in the way. */
  | 'PASSED'
  /** It can be done, but the message should be read first. */
  | 'WARNED'
  /** Others have to approve it first. */
  | 'NEEDS_APPROVAL'
  /** It cannot be done like this. */
  | 'REFUSED'
  /** It could not be told. That keeps nothing from going ahead. */
  | 'UNKNOWN'
  | '%future added value';

/** How far a rollout is. */
export type RolloutPhase =
  /** Asked for, but not seen by the cluster yet. */
  | 'PENDING'
  /** New pods take the place of old ones. */
  | 'PROGRESSING'
  /** Halted on purpose, until it is resumed. */
  | 'PAUSED'
  /** All pods run the new template and are available. */
  | 'SUCCEEDED'
  /** It did not get there within its deadline. */
  | 'FAILED'
  | '%future added value';

/** Which tenants to list. A condition that is left out or null does not narrow the list. */
export type TenantFilter = {
  /** Any of these names. */
  readonly names?: ReadonlyArray<string> | null | undefined;
  /** Names that begin like this. */
  readonly namePrefix?: string | null | undefined;
};

/** Which environments to list. A condition that is left out or null does not narrow the list. */
export type EnvironmentFilter = {
  /** Of any of these tenants. */
  readonly tenants?: ReadonlyArray<string> | null | undefined;
  /** Any of these names, such as `prod`. */
  readonly names?: ReadonlyArray<string> | null | undefined;
  /** With a namespace in any of these clusters. */
  readonly clusters?: ReadonlyArray<string> | null | undefined;
  /** In any of these states of health. */
  readonly health?: ReadonlyArray<HealthStatus> | null | undefined;
};

export type ClusterRefFragment = { readonly id: string, readonly name: string };

export type CoverageDetailsFragment = { readonly complete: boolean, readonly gaps: ReadonlyArray<{ readonly reason: GapReason, readonly since: string, readonly message: string, readonly cluster: ClusterRefFragment }> };

export type ClusterDetailsFragment = (
  { readonly uid: string | null, readonly status: ClusterStatus, readonly statusMessage: string | null, readonly kubernetesVersion: string | null, readonly nodeCount: number | null, readonly labels: ReadonlyArray<{ readonly key: string, readonly value: string }>, readonly freshness: { readonly observedAt: string | null, readonly stale: boolean } }
  & ClusterRefFragment
);

export type ReplicaDetailsFragment = { readonly desired: number, readonly current: number, readonly updated: number, readonly ready: number, readonly available: number };

export type HealthDetailsFragment = { readonly status: HealthStatus, readonly reason: string | null, readonly message: string | null };

export type EnvironmentSummaryFragment = { readonly id: string, readonly name: string, readonly tenant: { readonly id: string, readonly name: string }, readonly health: HealthDetailsFragment, readonly placements: ReadonlyArray<{ readonly namespace: string, readonly cluster: ClusterRefFragment }> };

export type AppSummaryFragment = { readonly id: string, readonly name: string, readonly kind: WorkloadKind, readonly image: string | null, readonly environment: { readonly id: string, readonly name: string, readonly tenant: { readonly id: string, readonly name: string } }, readonly replicas: ReplicaDetailsFragment, readonly health: HealthDetailsFragment, readonly freshness: { readonly observedAt: string | null, readonly stale: boolean } };

export type AppDetailsFragment = (
  { readonly managedBy: { readonly name: string, readonly exclusive: boolean, readonly advice: string } | null, readonly autoscaler: { readonly name: string, readonly min: number, readonly max: number } | null, readonly instances: ReadonlyArray<{ readonly namespace: string, readonly name: string, readonly image: string | null, readonly paused: boolean, readonly revision: number | null, readonly cluster: ClusterRefFragment, readonly replicas: ReplicaDetailsFragment, readonly health: HealthDetailsFragment, readonly containers: ReadonlyArray<{ readonly name: string, readonly main: boolean, readonly image: string }>, readonly freshness: { readonly observedAt: string | null, readonly stale: boolean } }>, readonly rollout: RolloutDetailsFragment | null }
  & AppSummaryFragment
);

export type RolloutDetailsFragment = { readonly id: string, readonly phase: RolloutPhase, readonly image: string | null, readonly message: string | null, readonly startedAt: string | null, readonly finishedAt: string | null, readonly replicas: ReplicaDetailsFragment, readonly operation: { readonly id: string, readonly kind: OperationKind, readonly state: OperationState } | null, readonly instances: ReadonlyArray<{ readonly namespace: string, readonly phase: RolloutPhase, readonly revision: number | null, readonly image: string | null, readonly message: string | null, readonly cluster: ClusterRefFragment, readonly replicas: ReplicaDetailsFragment }>, readonly freshness: { readonly observedAt: string | null, readonly stale: boolean } };

export type RevisionDetailsFragment = { readonly id: string, readonly templateDigest: string, readonly image: string | null, readonly createdAt: string, readonly changeCause: string | null, readonly current: boolean, readonly operation: { readonly id: string, readonly kind: OperationKind } | null, readonly instances: ReadonlyArray<{ readonly namespace: string, readonly number: number, readonly current: boolean, readonly cluster: ClusterRefFragment }> };

export type PodDetailsFragment = { readonly id: string, readonly name: string, readonly namespace: string, readonly nodeName: string | null, readonly phase: PodPhase, readonly ready: boolean, readonly reason: string | null, readonly message: string | null, readonly restarts: number, readonly createdAt: string, readonly cluster: ClusterRefFragment, readonly containers: ReadonlyArray<{ readonly name: string, readonly image: string, readonly init: boolean, readonly state: ContainerState, readonly ready: boolean, readonly reason: string | null, readonly message: string | null, readonly exitCode: number | null, readonly restarts: number, readonly startedAt: string | null }>, readonly freshness: { readonly observedAt: string | null, readonly stale: boolean } };

export type ProblemDetailsFragment = { readonly code: ProblemCode, readonly message: string, readonly retryable: boolean, readonly path: ReadonlyArray<string> | null, readonly cluster: ClusterRefFragment | null };

export type CheckDetailsFragment = { readonly kind: CheckKind, readonly outcome: CheckOutcome, readonly message: string, readonly remedy: string | null, readonly cluster: ClusterRefFragment | null };

export type ChangeDetailsFragment = { readonly action: ChangeAction, readonly diff: string, readonly object: { readonly apiVersion: string, readonly kind: string, readonly namespace: string | null, readonly name: string, readonly cluster: ClusterRefFragment } };

export type PlanDetailsFragment = { readonly verdict: PreflightVerdict, readonly digest: string, readonly checks: ReadonlyArray<CheckDetailsFragment>, readonly changes: ReadonlyArray<ChangeDetailsFragment>, readonly warnings: ReadonlyArray<ProblemDetailsFragment> };

export type PreflightDetailsFragment = { readonly verdict: PreflightVerdict, readonly digest: string | null, readonly checks: ReadonlyArray<CheckDetailsFragment>, readonly changes: ReadonlyArray<ChangeDetailsFragment> };

export type ApprovalDetailsFragment = { readonly required: number, readonly role: string, readonly requesterMayApprove: boolean, readonly validSeconds: number, readonly expiresAt: string | null, readonly approvedAt: string | null, readonly decisions: ReadonlyArray<{ readonly decision: ApprovalDecisionKind, readonly comment: string | null, readonly at: string, readonly digest: string, readonly actor: { readonly name: string, readonly kind: ActorKind } }>, readonly breakGlass: { readonly reason: string, readonly by: { readonly name: string, readonly kind: ActorKind } } | null };

export type OperationDetailsFragment = { readonly id: string, readonly kind: OperationKind, readonly state: OperationState, readonly reason: string | null, readonly createdAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly target:
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
   | null, readonly actor: { readonly name: string, readonly kind: ActorKind }, readonly problem: ProblemDetailsFragment | null, readonly supersededBy: { readonly id: string } | null, readonly approval: ApprovalDetailsFragment | null, readonly steps: ReadonlyArray<{ readonly namespace: string | null, readonly state: OperationState, readonly message: string | null, readonly startedAt: string | null, readonly finishedAt: string | null, readonly cluster: ClusterRefFragment | null, readonly problem: ProblemDetailsFragment | null }> };

export type OutcomeFragment = { readonly operation: OperationDetailsFragment | null, readonly plan: PlanDetailsFragment | null, readonly problems: ReadonlyArray<ProblemDetailsFragment>, readonly preflight: PreflightDetailsFragment | null };

export type AuditRecordDetailsFragment = { readonly id: string, readonly sequence: number | null, readonly at: string, readonly credential: string | null, readonly address: string | null, readonly requestId: string | null, readonly action: string, readonly dryRun: boolean, readonly repeated: boolean, readonly reason: string | null, readonly brokeGlass: boolean, readonly outcome: AuditOutcome, readonly planDigest: string | null, readonly previousHash: string | null, readonly hash: string | null, readonly actor: { readonly name: string, readonly kind: ActorKind }, readonly target: { readonly type: AuditTargetType, readonly tenant: string | null, readonly environment: string | null, readonly app: string | null, readonly kind: WorkloadKind | null, readonly node:
      | { readonly id: string }
      | { readonly id: string }
      | { readonly id: string }
      | { readonly id: string }
      | { readonly id: string }
      | { readonly id: string }
      | { readonly id: string }
      | { readonly id: string }
      | { readonly id: string }
      | { readonly id: string }
      | { readonly id: string }
      | { readonly id: string }
     | null } | null, readonly operation: { readonly id: string, readonly kind: OperationKind, readonly state: OperationState } | null, readonly changes: ReadonlyArray<{ readonly action: ChangeAction, readonly diff: string, readonly object: { readonly apiVersion: string, readonly kind: string, readonly namespace: string | null, readonly name: string, readonly cluster: ClusterRefFragment } }>, readonly problems: ReadonlyArray<ProblemDetailsFragment> };

export type FreezeDetailsFragment = { readonly id: string, readonly reason: string, readonly state: FreezeState, readonly from: string, readonly until: string, readonly allowsRollbacks: boolean, readonly createdAt: string, readonly endedAt: string | null, readonly scope: { readonly tenants: ReadonlyArray<string>, readonly environments: ReadonlyArray<string>, readonly kinds: ReadonlyArray<OperationKind>, readonly clusterLabels: ReadonlyArray<{ readonly key: string, readonly value: string }> }, readonly createdBy: { readonly name: string, readonly kind: ActorKind }, readonly endedBy: { readonly name: string, readonly kind: ActorKind } | null };

export type ResourceDetailsFragment = { readonly cpu: number | null, readonly memory: number | null };

export type UsageDetailsFragment = { readonly cpu: number | null, readonly memory: number | null, readonly pods: number, readonly podsCounted: number, readonly sampledAt: string | null, readonly windowSeconds: number | null, readonly requests: ResourceDetailsFragment, readonly limits: ResourceDetailsFragment, readonly utilization: { readonly cpuOfRequests: number | null, readonly cpuOfLimits: number | null, readonly memoryOfRequests: number | null, readonly memoryOfLimits: number | null }, readonly headroom: ResourceDetailsFragment, readonly freshness: { readonly observedAt: string | null, readonly stale: boolean }, readonly coverage: CoverageDetailsFragment };

export type MachineUsageDetailsFragment = { readonly cpu: number | null, readonly memory: number | null, readonly machines: number, readonly machinesCounted: number, readonly sampledAt: string | null, readonly windowSeconds: number | null, readonly allocatable: ResourceDetailsFragment, readonly requests: ResourceDetailsFragment, readonly limits: ResourceDetailsFragment, readonly utilization: { readonly cpu: number | null, readonly memory: number | null }, readonly requested: { readonly cpu: number | null, readonly memory: number | null }, readonly headroom: ResourceDetailsFragment, readonly freshness: { readonly observedAt: string | null, readonly stale: boolean }, readonly coverage: CoverageDetailsFragment };

export type MetricDetailsFragment = { readonly name: string, readonly description: string, readonly unit: MetricUnit, readonly levels: ReadonlyArray<MetricLevel>, readonly dimensions: ReadonlyArray<string> };

export type MetricRangeDetailsFragment = { readonly from: string, readonly to: string, readonly step: number, readonly omittedSeries: number, readonly metric: MetricDetailsFragment, readonly series: ReadonlyArray<{ readonly labels: ReadonlyArray<{ readonly key: string, readonly value: string }>, readonly points: ReadonlyArray<{ readonly at: string, readonly value: number }>, readonly gaps: ReadonlyArray<{ readonly from: string, readonly to: string }> }>, readonly coverage: CoverageDetailsFragment };

export type LogLineDetailsFragment = { readonly timestamp: string, readonly namespace: string, readonly pod: string, readonly container: string, readonly restart: number, readonly level: LogLevel | null, readonly message: string, readonly truncated: boolean, readonly cluster: ClusterRefFragment };

export type DeployAppMutationVariables = Exact<{
  input: DeployAppInput;
}>;


export type DeployAppMutation = { readonly deployApp: OutcomeFragment };

export type ScaleAppMutationVariables = Exact<{
  input: ScaleAppInput;
}>;


export type ScaleAppMutation = { readonly scaleApp: OutcomeFragment };

export type RollbackAppMutationVariables = Exact<{
  input: RollbackAppInput;
}>;


export type RollbackAppMutation = { readonly rollbackApp: OutcomeFragment };

export type RestartAppMutationVariables = Exact<{
  input: RestartAppInput;
}>;


export type RestartAppMutation = { readonly restartApp: OutcomeFragment };

export type PauseRolloutMutationVariables = Exact<{
  input: PauseRolloutInput;
}>;


export type PauseRolloutMutation = { readonly pauseRollout: OutcomeFragment };

export type ResumeRolloutMutationVariables = Exact<{
  input: ResumeRolloutInput;
}>;


export type ResumeRolloutMutation = { readonly resumeRollout: OutcomeFragment };

export type CancelOperationMutationVariables = Exact<{
  input: CancelOperationInput;
}>;


export type CancelOperationMutation = { readonly cancelOperation: OutcomeFragment };

export type CreateFreezeMutationVariables = Exact<{
  input: CreateFreezeInput;
}>;


export type CreateFreezeMutation = { readonly createFreeze: { readonly freeze: FreezeDetailsFragment | null, readonly problems: ReadonlyArray<ProblemDetailsFragment> } };

export type EndFreezeMutationVariables = Exact<{
  input: EndFreezeInput;
}>;


export type EndFreezeMutation = { readonly endFreeze: { readonly freeze: FreezeDetailsFragment | null, readonly problems: ReadonlyArray<ProblemDetailsFragment> } };

export type ApproveOperationMutationVariables = Exact<{
  input: ApproveOperationInput;
}>;


export type ApproveOperationMutation = { readonly approveOperation: OutcomeFragment };

export type RejectOperationMutationVariables = Exact<{
  input: RejectOperationInput;
}>;


export type RejectOperationMutation = { readonly rejectOperation: OutcomeFragment };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { readonly viewer: { readonly name: string, readonly kind: ActorKind, readonly roles: ReadonlyArray<string> } };

export type CoverageQueryVariables = Exact<{ [key: string]: never; }>;


export type CoverageQuery = { readonly coverage: CoverageDetailsFragment };

export type ClusterQueryVariables = Exact<{
  name: string;
}>;


export type ClusterQuery = { readonly cluster: ClusterDetailsFragment | null };

export type ClustersQueryVariables = Exact<{
  filter?: ClusterFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ClustersQuery = { readonly clusters: { readonly totalCount: number, readonly nodes: ReadonlyArray<ClusterDetailsFragment>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly coverage: CoverageDetailsFragment } };

export type TenantsQueryVariables = Exact<{
  filter?: TenantFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type TenantsQuery = { readonly tenants: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly coverage: CoverageDetailsFragment } };

export type EnvironmentsQueryVariables = Exact<{
  filter?: EnvironmentFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type EnvironmentsQuery = { readonly environments: { readonly totalCount: number, readonly nodes: ReadonlyArray<EnvironmentSummaryFragment>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly coverage: CoverageDetailsFragment } };

export type AppQueryVariables = Exact<{
  tenant: string;
  environment: string;
  name: string;
  kind?: WorkloadKind | null | undefined;
}>;


export type AppQuery = { readonly app: AppDetailsFragment | null };

export type AppsQueryVariables = Exact<{
  filter?: AppFilter | null | undefined;
  orderBy?: AppOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AppsQuery = { readonly apps: { readonly totalCount: number, readonly nodes: ReadonlyArray<AppSummaryFragment>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly coverage: CoverageDetailsFragment } };

export type AppPodsQueryVariables = Exact<{
  tenant: string;
  environment: string;
  name: string;
  kind?: WorkloadKind | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AppPodsQuery = { readonly app: { readonly id: string, readonly pods: { readonly totalCount: number, readonly nodes: ReadonlyArray<PodDetailsFragment>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly coverage: CoverageDetailsFragment } } | null };

export type AppRevisionsQueryVariables = Exact<{
  tenant: string;
  environment: string;
  name: string;
  kind?: WorkloadKind | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AppRevisionsQuery = { readonly app: { readonly id: string, readonly revisions: { readonly totalCount: number, readonly nodes: ReadonlyArray<RevisionDetailsFragment>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly coverage: CoverageDetailsFragment } } | null };

export type OperationQueryVariables = Exact<{
  id: string;
}>;


export type OperationQuery = { readonly operation: OperationDetailsFragment | null };

export type OperationsQueryVariables = Exact<{
  filter?: OperationFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type OperationsQuery = { readonly operations: { readonly totalCount: number, readonly nodes: ReadonlyArray<OperationDetailsFragment>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly coverage: CoverageDetailsFragment } };

export type AuditRecordsQueryVariables = Exact<{
  filter?: AuditFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AuditRecordsQuery = { readonly auditRecords: { readonly totalCount: number, readonly nodes: ReadonlyArray<AuditRecordDetailsFragment>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly coverage: CoverageDetailsFragment } };

export type FreezesQueryVariables = Exact<{
  filter?: FreezeFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type FreezesQuery = { readonly freezes: { readonly totalCount: number, readonly nodes: ReadonlyArray<FreezeDetailsFragment>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly coverage: CoverageDetailsFragment } };

export type AwaitingMyApprovalQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AwaitingMyApprovalQuery = { readonly awaitingMyApproval: { readonly totalCount: number, readonly nodes: ReadonlyArray<(
      { readonly plan: PlanDetailsFragment | null }
      & OperationDetailsFragment
    )>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly coverage: CoverageDetailsFragment } };

export type AppUsageQueryVariables = Exact<{
  tenant: string;
  environment: string;
  name: string;
  kind?: WorkloadKind | null | undefined;
}>;


export type AppUsageQuery = { readonly app: { readonly id: string, readonly usage: UsageDetailsFragment } | null };

export type EnvironmentUsageQueryVariables = Exact<{
  tenant: string;
  name: string;
}>;


export type EnvironmentUsageQuery = { readonly environment: { readonly id: string, readonly usage: UsageDetailsFragment } | null };

export type TenantUsageQueryVariables = Exact<{
  name: string;
}>;


export type TenantUsageQuery = { readonly tenant: { readonly id: string, readonly usage: UsageDetailsFragment } | null };

export type ClusterUsageQueryVariables = Exact<{
  name: string;
}>;


export type ClusterUsageQuery = { readonly cluster: { readonly id: string, readonly usage: MachineUsageDetailsFragment | null } | null };

export type MetricDefinitionsQueryVariables = Exact<{
  names?: ReadonlyArray<string> | string | null | undefined;
  level?: MetricLevel | null | undefined;
}>;


export type MetricDefinitionsQuery = { readonly metricDefinitions: ReadonlyArray<MetricDetailsFragment> };

export type AppMetricsQueryVariables = Exact<{
  tenant: string;
  environment: string;
  name: string;
  kind?: WorkloadKind | null | undefined;
  names: ReadonlyArray<string> | string;
  from?: string | null | undefined;
  to?: string | null | undefined;
  step?: number | null | undefined;
  clusters?: ReadonlyArray<string> | string | null | undefined;
}>;


export type AppMetricsQuery = { readonly app: { readonly id: string, readonly metrics: ReadonlyArray<MetricRangeDetailsFragment> } | null };

export type EnvironmentMetricsQueryVariables = Exact<{
  tenant: string;
  name: string;
  names: ReadonlyArray<string> | string;
  from?: string | null | undefined;
  to?: string | null | undefined;
  step?: number | null | undefined;
  clusters?: ReadonlyArray<string> | string | null | undefined;
}>;


export type EnvironmentMetricsQuery = { readonly environment: { readonly id: string, readonly metrics: ReadonlyArray<MetricRangeDetailsFragment> } | null };

export type TenantMetricsQueryVariables = Exact<{
  name: string;
  names: ReadonlyArray<string> | string;
  from?: string | null | undefined;
  to?: string | null | undefined;
  step?: number | null | undefined;
  clusters?: ReadonlyArray<string> | string | null | undefined;
}>;


export type TenantMetricsQuery = { readonly tenant: { readonly id: string, readonly metrics: ReadonlyArray<MetricRangeDetailsFragment> } | null };

export type ClusterMetricsQueryVariables = Exact<{
  name: string;
  names: ReadonlyArray<string> | string;
  from?: string | null | undefined;
  to?: string | null | undefined;
  step?: number | null | undefined;
}>;


export type ClusterMetricsQuery = { readonly cluster: { readonly id: string, readonly metrics: ReadonlyArray<MetricRangeDetailsFragment> } | null };

export type AppLogsQueryVariables = Exact<{
  tenant: string;
  environment: string;
  name: string;
  kind?: WorkloadKind | null | undefined;
  since?: string | null | undefined;
  until?: string | null | undefined;
  tail?: number | null | undefined;
  grep?: string | null | undefined;
  regex?: string | null | undefined;
  levels?: ReadonlyArray<LogLevel> | LogLevel | null | undefined;
  containers?: ReadonlyArray<string> | string | null | undefined;
  pods?: ReadonlyArray<string> | string | null | undefined;
  clusters?: ReadonlyArray<string> | string | null | undefined;
  previous?: boolean | null | undefined;
}>;


export type AppLogsQuery = { readonly app: { readonly id: string, readonly logs: { readonly lines: ReadonlyArray<LogLineDetailsFragment>, readonly gaps: ReadonlyArray<{ readonly pod: string, readonly container: string, readonly reason: LogGapReason, readonly message: string, readonly cluster: ClusterRefFragment }>, readonly coverage: CoverageDetailsFragment } | null } | null };

export type RolloutEventsSubscriptionVariables = Exact<{
  app: string;
  after?: string | null | undefined;
  untilDone?: boolean | null | undefined;
}>;


export type RolloutEventsSubscription = { readonly rollout: { readonly cursor: string, readonly observedAt: string, readonly gap: boolean, readonly rollout: RolloutDetailsFragment } };

export type OperationStatesSubscriptionVariables = Exact<{
  id: string;
}>;


export type OperationStatesSubscription = { readonly operation: OperationDetailsFragment };

export type ApprovalRequestsSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type ApprovalRequestsSubscription = { readonly approvalRequested: (
    { readonly plan: PlanDetailsFragment | null }
    & OperationDetailsFragment
  ) };

export type LogEventsSubscriptionVariables = Exact<{
  app: string;
  after?: string | null | undefined;
  tail?: number | null | undefined;
  grep?: string | null | undefined;
  regex?: string | null | undefined;
  levels?: ReadonlyArray<LogLevel> | LogLevel | null | undefined;
  containers?: ReadonlyArray<string> | string | null | undefined;
  pods?: ReadonlyArray<string> | string | null | undefined;
  clusters?: ReadonlyArray<string> | string | null | undefined;
}>;


export type LogEventsSubscription = { readonly logs: { readonly cursor: string, readonly lines: ReadonlyArray<LogLineDetailsFragment>, readonly marks: ReadonlyArray<{ readonly kind: LogMarkKind, readonly pod: string, readonly container: string, readonly restart: number, readonly at: string, readonly missed: number | null, readonly message: string, readonly cluster: ClusterRefFragment }> } };

export type MetricEventsSubscriptionVariables = Exact<{
  on: string;
  names: ReadonlyArray<string> | string;
  step?: number | null | undefined;
  range?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type MetricEventsSubscription = { readonly metrics: { readonly to: string, readonly metrics: ReadonlyArray<MetricRangeDetailsFragment> } };
