// Made by codegen.ts: change schema/ or sdk/operations/ and run `npm run generate`.
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A moment in time: RFC 3339 in UTC, such as `2026-03-01T12:30:00.000Z`. Inputs may carry any offset. */
  DateTime: { input: string; output: string; }
  /** A whole number of bytes as a JSON number, from 0 to 2^53-1. */
  Bytes: { input: number; output: number; }
};

/** What somebody may do, somewhere. More will come: keep a default branch. */
export type Action =
  /** See a tenant, its environments, its apps and all that belongs to these. Without it everything else is of no use. */
  | 'VIEW'
  /** Read the logs of what may be seen. */
  | 'VIEW_LOGS'
  /** Deploy apps. */
  | 'DEPLOY'
  /** Scale apps. */
  | 'SCALE'
  /** Roll apps back. */
  | 'ROLL_BACK'
  /** Restart apps. */
  | 'RESTART'
  /** Pause rollouts, and let them go on. */
  | 'PAUSE'
  /** Cancel operations of others. One's own can always be cancelled. */
  | 'CANCEL'
  /** Change what Argo CD, Flux or a controller manages, with `force`. */
  | 'FORCE'
  /** Make and end freezes. */
  | 'FREEZE'
  /** Read the audit. */
  | 'VIEW_AUDIT'
  /** See the clusters' machines and versions, and what belongs to no tenant. It means something on the whole fleet only. */
  | 'VIEW_FLEET'
  /** Say who may do what. */
  | 'MANAGE_ACCESS'
  | '%future added value';

/** A name for what somebody may do. */
export type Role = {
  /** Such as `developer`. */
  readonly name: Scalars['String']['output'];
  /** What it is for. */
  readonly description: Scalars['String']['output'];
  /** What it allows. Empty where it only counts in approvals. */
  readonly actions: ReadonlyArray<Action>;
  /** Whether every gateway has it; the others are those of the access file. */
  readonly isBuiltIn: Scalars['Boolean']['output'];
  /** Whether administrators of a tenant may give it there. */
  readonly isDelegable: Scalars['Boolean']['output'];
};

/** Whom a role is given to. */
export type Subject = {
  /** What kind of name it is. */
  readonly kind: SubjectKind;
  /** Of a person or a token, the name that operations are recorded under; of a group, `ISSUER:GROUP`. */
  readonly name: Scalars['String']['output'];
};

/** Kinds of names that roles are given to. */
export type SubjectKind =
  /** A person. */
  | 'PERSON'
  /** All who sign on with this group. */
  | 'GROUP'
  /** A script or a pipeline with a token of its own. */
  | 'TOKEN'
  | '%future added value';

/** Which role, and whose. */
export type BoundRole = {
  /** The role's name. */
  readonly role: Scalars['String']['output'];
  /** Who has it. */
  readonly subject: Subject;
};

/** A role that you have. */
export type HeldRole = {
  /** The role's name. */
  readonly role: Scalars['String']['output'];
  /** The tenant in which you have it; null: everywhere. */
  readonly tenant: Maybe<Scalars['String']['output']>;
  /** The environment of the tenant in which you have it; null: in all of them. */
  readonly environment: Maybe<Scalars['String']['output']>;
};

/** A role, given to somebody, somewhere. */
export type RoleBinding = {
  /** The role's name. */
  readonly role: Scalars['String']['output'];
  /** Who has it. */
  readonly subject: Subject;
  /** The tenant in which they have it; null: everywhere. */
  readonly tenant: Maybe<Scalars['String']['output']>;
  /** The environment of the tenant in which they have it; null: in all of them. */
  readonly environment: Maybe<Scalars['String']['output']>;
  /** What gives it. */
  readonly source: RoleBindingSource;
  /** Who gave it; null where a file does. */
  readonly createdBy: Maybe<Actor>;
  /** When it was given; null where a file does. */
  readonly createdAt: Maybe<Scalars['DateTime']['output']>;
};

/** Where a binding comes from. */
export type RoleBindingSource =
  /** The callers' file, whose roles are had on the whole fleet. */
  | 'CALLERS_FILE'
  /** The access file. */
  | 'ACCESS_FILE'
  /** The mutation `bindRole`. */
  | 'MUTATION'
  | '%future added value';

/** Which bindings to list. A condition that is left out or null does not narrow the list. */
export type RoleBindingFilter = {
  /** Of any of these roles, by name. */
  readonly roles?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Of anybody with one of these names. */
  readonly subjects?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** In any of these tenants, by name, or in an environment of theirs. */
  readonly tenants?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** What to give to whom, and where. */
export type BindRoleInput = {
  /** The role's name. */
  readonly role: Scalars['String']['input'];
  /** Whose it is. */
  readonly subject: SubjectInput;
  /** Id of the tenant or the environment in which they have it. Default: the whole fleet. */
  readonly on?: InputMaybe<Scalars['ID']['input']>;
  /** Why, in words: up to 1000 characters; it is recorded in the audit. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  /**
   * A name for this call, chosen by the caller: calling again with the same key and the same input answers the same binding instead of
   * doing it again.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** What to take back from whom, and where. */
export type UnbindRoleInput = {
  /** The role's name. */
  readonly role: Scalars['String']['input'];
  /** Whose it is. */
  readonly subject: SubjectInput;
  /** Id of the tenant or the environment in which they have it. Default: the whole fleet. */
  readonly on?: InputMaybe<Scalars['ID']['input']>;
  /** Why, in words: up to 1000 characters; it is recorded in the audit. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  /**
   * A name for this call, chosen by the caller: calling again with the same key and the same input answers the same binding instead of
   * doing it again.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Whom a role is given to. */
export type SubjectInput = {
  /** What kind of name it is. */
  readonly kind: SubjectKind;
  /** Of a person or a token, the name that operations are recorded under; of a group, `ISSUER:GROUP`. 1 to 400 characters. */
  readonly name: Scalars['String']['input'];
};

/** The answer to a mutation of bindings: one of two. */
export type RoleBindingPayload = {
  /** The binding that was made, or taken back; null where the call was refused. */
  readonly binding: Maybe<RoleBinding>;
  /** Why nothing was changed; empty otherwise. */
  readonly problems: ReadonlyArray<Problem>;
};

/** A page of bindings. */
export type RoleBindingConnection = {
  /** The bindings of this page. */
  readonly nodes: ReadonlyArray<RoleBinding>;
  /** The bindings of this page with their cursors. */
  readonly edges: ReadonlyArray<RoleBindingEdge>;
  /** Where this page lies in the list. */
  readonly pageInfo: PageInfo;
  /** How many bindings match, over all pages. */
  readonly totalCount: Scalars['Int']['output'];
  /** Bindings come from files and the gateway's own records, so this is always complete. */
  readonly coverage: Coverage;
};

/** A binding and its place in the list. */
export type RoleBindingEdge = {
  /** The binding. */
  readonly node: RoleBinding;
  /** Its place, for `after` and `before`. */
  readonly cursor: Scalars['String']['output'];
};

/**
 * Everything that changes something. Each call answers one of three: an operation, which has been started; a plan, where a
 * dry run was asked for; or problems, and then nothing was started.
 */
export type Mutation = {
  /** Set the image, environment or resources of an app's containers, and roll that out. */
  readonly deployApp: OperationPayload;
  /** Set how many replicas an app has in each placement. */
  readonly scaleApp: OperationPayload;
  /**
   * Go back to an earlier pod template, as `kubectl rollout undo` does: the whole template is replaced. A deploy, scale or
   * restart of the same app that is still running is superseded.
   */
  readonly rollbackApp: OperationPayload;
  /** Replace all pods of an app, one after another, from the same template. */
  readonly restartApp: OperationPayload;
  /** Halt a rollout. Only a Deployment can be halted. */
  readonly pauseRollout: OperationPayload;
  /** Go on with a rollout that was halted. */
  readonly resumeRollout: OperationPayload;
  /** Stop an operation that has not ended. What it has changed stays changed. */
  readonly cancelOperation: OperationPayload;
  /**
   * Give a role to somebody, somewhere. It counts at once, and within 5 s at all other gateways. For callers who may MANAGE_ACCESS there;
   * nobody gives more than they may do there themselves. A role that can count in approvals (one that is not `delegable`, or of no
   * known name) is given by those who may MANAGE_ACCESS on the whole fleet.
   */
  readonly bindRole: RoleBindingPayload;
  /**
   * Take back what `bindRole` gave, for callers who may give it. Open streams of those who may less then end within 5 s, at all
   * gateways. What a file gives is taken back in that file.
   */
  readonly unbindRole: RoleBindingPayload;
  /**
   * Approve an operation that waits for approvals. With enough of them it is planned anew: where that plan does what was approved,
   * the operation begins; where it does not, the operation ends REJECTED with the problem CONFLICT. Approving twice is one approval.
   */
  readonly approveOperation: OperationPayload;
  /** Reject an operation that waits for approvals: it ends REJECTED, whoever has approved it. */
  readonly rejectOperation: OperationPayload;
  /**
   * Forbid changes for a time. What runs already goes on; what is asked for in that time, or would begin in it, is refused as
   * FROZEN. It takes FREEZE on every tenant that it names (on each environment where it names both), on the whole fleet where it
   * names no tenant.
   */
  readonly createFreeze: FreezePayload;
  /** End a freeze before its time; one that has not begun never does. It takes the same right as making it. */
  readonly endFreeze: FreezePayload;
  /**
   * Make an API token: for yourself (it may at most what you may), or for a machine (it calls in its own name; you need
   * `MANAGE_ACCESS` and each of its actions wherever it reaches). Its secret is in this answer alone.
   */
  readonly createApiToken: ApiTokenPayload;
  /** Revoke an API token: it is refused from then on, and what it has open ends within 5 s. */
  readonly revokeApiToken: ApiTokenPayload;
};


/**
 * Everything that changes something. Each call answers one of three: an operation, which has been started; a plan, where a
 * dry run was asked for; or problems, and then nothing was started.
 */
export type MutationDeployAppArgs = {
  input: DeployAppInput;
};


/**
 * Everything that changes something. Each call answers one of three: an operation, which has been started; a plan, where a
 * dry run was asked for; or problems, and then nothing was started.
 */
export type MutationScaleAppArgs = {
  input: ScaleAppInput;
};


/**
 * Everything that changes something. Each call answers one of three: an operation, which has been started; a plan, where a
 * dry run was asked for; or problems, and then nothing was started.
 */
export type MutationRollbackAppArgs = {
  input: RollbackAppInput;
};


/**
 * Everything that changes something. Each call answers one of three: an operation, which has been started; a plan, where a
 * dry run was asked for; or problems, and then nothing was started.
 */
export type MutationRestartAppArgs = {
  input: RestartAppInput;
};


/**
 * Everything that changes something. Each call answers one of three: an operation, which has been started; a plan, where a
 * dry run was asked for; or problems, and then nothing was started.
 */
export type MutationPauseRolloutArgs = {
  input: PauseRolloutInput;
};


/**
 * Everything that changes something. Each call answers one of three: an operation, which has been started; a plan, where a
 * dry run was asked for; or problems, and then nothing was started.
 */
export type MutationResumeRolloutArgs = {
  input: ResumeRolloutInput;
};


/**
 * Everything that changes something. Each call answers one of three: an operation, which has been started; a plan, where a
 * dry run was asked for; or problems, and then nothing was started.
 */
export type MutationCancelOperationArgs = {
  input: CancelOperationInput;
};


/**
 * Everything that changes something. Each call answers one of three: an operation, which has been started; a plan, where a
 * dry run was asked for; or problems, and then nothing was started.
 */
export type MutationBindRoleArgs = {
  input: BindRoleInput;
};


/**
 * Everything that changes something. Each call answers one of three: an operation, which has been started; a plan, where a
 * dry run was asked for; or problems, and then nothing was started.
 */
export type MutationUnbindRoleArgs = {
  input: UnbindRoleInput;
};


/**
 * Everything that changes something. Each call answers one of three: an operation, which has been started; a plan, where a
 * dry run was asked for; or problems, and then nothing was started.
 */
export type MutationApproveOperationArgs = {
  input: ApproveOperationInput;
};


/**
 * Everything that changes something. Each call answers one of three: an operation, which has been started; a plan, where a
 * dry run was asked for; or problems, and then nothing was started.
 */
export type MutationRejectOperationArgs = {
  input: RejectOperationInput;
};


/**
 * Everything that changes something. Each call answers one of three: an operation, which has been started; a plan, where a
 * dry run was asked for; or problems, and then nothing was started.
 */
export type MutationCreateFreezeArgs = {
  input: CreateFreezeInput;
};


/**
 * Everything that changes something. Each call answers one of three: an operation, which has been started; a plan, where a
 * dry run was asked for; or problems, and then nothing was started.
 */
export type MutationEndFreezeArgs = {
  input: EndFreezeInput;
};


/**
 * Everything that changes something. Each call answers one of three: an operation, which has been started; a plan, where a
 * dry run was asked for; or problems, and then nothing was started.
 */
export type MutationCreateApiTokenArgs = {
  input: CreateApiTokenInput;
};


/**
 * Everything that changes something. Each call answers one of three: an operation, which has been started; a plan, where a
 * dry run was asked for; or problems, and then nothing was started.
 */
export type MutationRevokeApiTokenArgs = {
  input: RevokeApiTokenInput;
};

/** What to deploy, and where. Fields that are left out or null stay as they are. */
export type DeployAppInput = {
  /** The app's id. */
  readonly app: Scalars['ID']['input'];
  /** The main container's image: short for a change of that container. */
  readonly image?: InputMaybe<Scalars['String']['input']>;
  /** Changes by container; together with `image` where both are given. */
  readonly containers?: InputMaybe<ReadonlyArray<ContainerChangeInput>>;
  /** Names of the clusters to act in. Default: every placement of the app. */
  readonly clusters?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** How long the rollout may take, in seconds. Default: the workload's `progressDeadlineSeconds`, else 600. */
  readonly deadlineSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** What to do when the rollout fails. Default: leave it as it is. */
  readonly onFailure?: InputMaybe<OnFailure>;
  /** Go ahead although Argo CD, Flux or a controller manages the object. Default false. */
  readonly force?: InputMaybe<Scalars['Boolean']['input']>;
  /** Only answer the plan, as the clusters themselves would carry it out; start nothing. Default false. */
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  /**
   * A name for this call, chosen by the caller: calling again with the same key and the same input answers the same
   * operation instead of starting another.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Why, in words; it is recorded with the operation. Needed with `breakGlass`. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  /** Go ahead without the approvals that a rule asks for, where one of your roles may. Recorded for good. Default false. */
  readonly breakGlass?: InputMaybe<Scalars['Boolean']['input']>;
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
  readonly name: Scalars['String']['input'];
  /** The new image. */
  readonly image?: InputMaybe<Scalars['String']['input']>;
  /** Environment variables to set or remove; all others stay. */
  readonly env?: InputMaybe<ReadonlyArray<EnvChangeInput>>;
  /** What it asks for. */
  readonly requests?: InputMaybe<ResourcesInput>;
  /** What it may use at most. */
  readonly limits?: InputMaybe<ResourcesInput>;
};

/** One environment variable to set or remove: exactly one of `value`, `secret` and `remove`. */
export type EnvChangeInput = {
  /** The variable's name. */
  readonly name: Scalars['String']['input'];
  /** The new value; may be empty. */
  readonly value?: InputMaybe<Scalars['String']['input']>;
  /** Take the value from a Secret of the app's namespace. */
  readonly secret?: InputMaybe<SecretKeyInput>;
  /** True: remove the variable. */
  readonly remove?: InputMaybe<Scalars['Boolean']['input']>;
};

/** A key of a Secret. */
export type SecretKeyInput = {
  /** The Secret's name. */
  readonly name: Scalars['String']['input'];
  /** The key within it. */
  readonly key: Scalars['String']['input'];
};

/** Amounts of computing resources. What is left out or null stays as it is. */
export type ResourcesInput = {
  /** CPU in cores, such as 0.25. */
  readonly cpu?: InputMaybe<Scalars['Float']['input']>;
  /** Memory in bytes. */
  readonly memory?: InputMaybe<Scalars['Bytes']['input']>;
};

/** How many replicas, and where. */
export type ScaleAppInput = {
  /** The app's id. */
  readonly app: Scalars['ID']['input'];
  /** The number of replicas in each placement, 0 or more. */
  readonly replicas: Scalars['Int']['input'];
  /** Names of the clusters to act in. Default: every placement of the app. */
  readonly clusters?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Go ahead although Argo CD, Flux or a controller manages the object. Default false. */
  readonly force?: InputMaybe<Scalars['Boolean']['input']>;
  /** Only answer the plan, as the clusters themselves would carry it out; start nothing. Default false. */
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  /**
   * A name for this call, chosen by the caller: calling again with the same key and the same input answers the same
   * operation instead of starting another.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Why, in words; it is recorded with the operation. Needed with `breakGlass`. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  /** Go ahead without the approvals that a rule asks for, where one of your roles may. Recorded for good. Default false. */
  readonly breakGlass?: InputMaybe<Scalars['Boolean']['input']>;
};

/** What to go back to, and where. */
export type RollbackAppInput = {
  /** The app's id. */
  readonly app: Scalars['ID']['input'];
  /**
   * Id of the revision to go back to. Default: each placement's previous one, as `kubectl rollout undo`; that is a CONFLICT
   * where these differ and their last changes came from different operations.
   */
  readonly revision?: InputMaybe<Scalars['ID']['input']>;
  /** A workload's own revision number, where the target is a single placement. */
  readonly toRevision?: InputMaybe<Scalars['Int']['input']>;
  /** Names of the clusters to act in. Default: every placement of the app. */
  readonly clusters?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** How long the rollout may take, in seconds. Default: the workload's `progressDeadlineSeconds`, else 600. */
  readonly deadlineSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** Go ahead although Argo CD, Flux or a controller manages the object. Default false. */
  readonly force?: InputMaybe<Scalars['Boolean']['input']>;
  /** Only answer the plan, as the clusters themselves would carry it out; start nothing. Default false. */
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  /**
   * A name for this call, chosen by the caller: calling again with the same key and the same input answers the same
   * operation instead of starting another.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Why, in words; it is recorded with the operation. Needed with `breakGlass`. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  /** Go ahead without the approvals that a rule asks for, where one of your roles may. Recorded for good. Default false. */
  readonly breakGlass?: InputMaybe<Scalars['Boolean']['input']>;
};

/** What to restart, and where. */
export type RestartAppInput = {
  /** The app's id. */
  readonly app: Scalars['ID']['input'];
  /** Names of the clusters to act in. Default: every placement of the app. */
  readonly clusters?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Go ahead although Argo CD, Flux or a controller manages the object. Default false. */
  readonly force?: InputMaybe<Scalars['Boolean']['input']>;
  /** Only answer the plan, as the clusters themselves would carry it out; start nothing. Default false. */
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  /**
   * A name for this call, chosen by the caller: calling again with the same key and the same input answers the same
   * operation instead of starting another.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Why, in words; it is recorded with the operation. Needed with `breakGlass`. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  /** Go ahead without the approvals that a rule asks for, where one of your roles may. Recorded for good. Default false. */
  readonly breakGlass?: InputMaybe<Scalars['Boolean']['input']>;
};

/** What to halt, and where. */
export type PauseRolloutInput = {
  /** The app's id. */
  readonly app: Scalars['ID']['input'];
  /** Names of the clusters to act in. Default: every placement of the app. */
  readonly clusters?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only answer the plan, as the clusters themselves would carry it out; start nothing. Default false. */
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  /**
   * A name for this call, chosen by the caller: calling again with the same key and the same input answers the same
   * operation instead of starting another.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Why, in words; it is recorded with the operation. Needed with `breakGlass`. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  /** Go ahead without the approvals that a rule asks for, where one of your roles may. Recorded for good. Default false. */
  readonly breakGlass?: InputMaybe<Scalars['Boolean']['input']>;
};

/** What to go on with, and where. */
export type ResumeRolloutInput = {
  /** The app's id. */
  readonly app: Scalars['ID']['input'];
  /** Names of the clusters to act in. Default: every placement of the app. */
  readonly clusters?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only answer the plan, as the clusters themselves would carry it out; start nothing. Default false. */
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  /**
   * A name for this call, chosen by the caller: calling again with the same key and the same input answers the same
   * operation instead of starting another.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Why, in words; it is recorded with the operation. Needed with `breakGlass`. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  /** Go ahead without the approvals that a rule asks for, where one of your roles may. Recorded for good. Default false. */
  readonly breakGlass?: InputMaybe<Scalars['Boolean']['input']>;
};

/** What to stop. */
export type CancelOperationInput = {
  /** The operation's id. */
  readonly operation: Scalars['ID']['input'];
  /**
   * A name for this call, chosen by the caller: calling again with the same key and the same input answers the same
   * operation instead of starting another.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Why, in words; it is recorded with the operation. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to a mutation: one of three. */
export type OperationPayload = {
  /** The operation that was started or changed, that waits for approvals, or that the idempotency key named; null otherwise. */
  readonly operation: Maybe<Operation>;
  /** What would change, where a dry run was asked for; null otherwise. */
  readonly plan: Maybe<Plan>;
  /** Why nothing was started; empty otherwise. */
  readonly problems: ReadonlyArray<Problem>;
  /**
   * What was found before: every check with its outcome, what would change, and what to do about a check that refuses. Beside
   * whichever of the three is answered; null where it did not come to looking (the input names nothing, or makes no sense).
   */
  readonly preflight: Maybe<Preflight>;
};

/** What a rule asks of an operation, as it stood when the operation was asked for, and what came of it. */
export type Approval = {
  /** How many callers have to approve. */
  readonly required: Scalars['Int']['output'];
  /** The role that they need. */
  readonly role: Scalars['String']['output'];
  /** Whether whoever asked counts as well. */
  readonly requesterMayApprove: Scalars['Boolean']['output'];
  /** How long an approval counts, in seconds. */
  readonly validSeconds: Scalars['Int']['output'];
  /** Until when it waits; null where it never did. */
  readonly expiresAt: Maybe<Scalars['DateTime']['output']>;
  /** When there were enough approvals and it took its place in the queue; null until then. */
  readonly approvedAt: Maybe<Scalars['DateTime']['output']>;
  /** What was decided, at most once by each caller, oldest first. */
  readonly decisions: ReadonlyArray<ApprovalDecision>;
  /** Who went ahead without approvals; null where nobody did. */
  readonly breakGlass: Maybe<BreakGlass>;
};

/** One caller's decision. */
export type ApprovalDecision = {
  /** Who decided. */
  readonly actor: Actor;
  /** What was decided. */
  readonly decision: ApprovalDecisionKind;
  /** Why, as the caller put it. */
  readonly comment: Maybe<Scalars['String']['output']>;
  /** When. */
  readonly at: Scalars['DateTime']['output'];
  /** Digest of the plan that was decided about. */
  readonly digest: Scalars['String']['output'];
};

/** What was decided about an operation. */
export type ApprovalDecisionKind =
  /** It may begin. */
  | 'APPROVED'
  /** It may not. */
  | 'REJECTED'
  | '%future added value';

/** Somebody went ahead without the approvals that a rule asks for. */
export type BreakGlass = {
  /** Who. */
  readonly by: Actor;
  /** Why, as the caller put it. */
  readonly reason: Scalars['String']['output'];
};

/** What to approve. */
export type ApproveOperationInput = {
  /** The operation's id. */
  readonly operation: Scalars['ID']['input'];
  /** The digest of the plan that you have looked at: `plan { digest }` of the operation. */
  readonly digest: Scalars['String']['input'];
  /** A comment, of up to 1000 characters. */
  readonly comment?: InputMaybe<Scalars['String']['input']>;
  /** A name for this call, chosen by the caller: calling again with the same key and the same input answers the same operation. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** What to reject. */
export type RejectOperationInput = {
  /** The operation's id. */
  readonly operation: Scalars['ID']['input'];
  /** Why, for whoever asked: 1 to 1000 characters. */
  readonly comment: Scalars['String']['input'];
  /** A name for this call, chosen by the caller: calling again with the same key and the same input answers the same operation. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Which apps to list. A condition that is left out or null does not narrow the list. */
export type AppFilter = {
  /** Of any of these tenants. */
  readonly tenants?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** In environments of any of these names, such as `prod`. */
  readonly environments?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** With an instance in any of these clusters. */
  readonly clusters?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** With an instance in a cluster that has all of these labels. */
  readonly clusterLabels?: InputMaybe<ReadonlyArray<LabelInput>>;
  /** Any of these names. */
  readonly names?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Names that begin like this. */
  readonly namePrefix?: InputMaybe<Scalars['String']['input']>;
  /** Any of these kinds. */
  readonly kinds?: InputMaybe<ReadonlyArray<WorkloadKind>>;
  /** In any of these states of health. */
  readonly health?: InputMaybe<ReadonlyArray<HealthStatus>>;
  /** Running an image that matches: a repository, `repository:tag`, or a part of either. */
  readonly image?: InputMaybe<Scalars['String']['input']>;
  /** A Kubernetes label selector on the workload, such as `tier=web,track!=canary`. */
  readonly selector?: InputMaybe<Scalars['String']['input']>;
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

/** One workload of an environment, across all clusters that the environment is placed in. */
export type App = Node & {
  /** Derived from the full name and the kind, so that it stays when the app is recreated or moves. */
  readonly id: Scalars['ID']['output'];
  /** Unique within the environment for its kind. */
  readonly name: Scalars['String']['output'];
  /** What kind of workload it is. */
  readonly kind: WorkloadKind;
  /** The environment that it belongs to. */
  readonly environment: Environment;
  /** Image of the main container; null where the instances disagree. */
  readonly image: Maybe<Scalars['String']['output']>;
  /** Pods by state, summed over the instances. */
  readonly replicas: ReplicaCounts;
  /** The worst health of its instances. */
  readonly health: Health;
  /** The app in each placement, ordered by the clusters' names. */
  readonly instances: ReadonlyArray<AppInstance>;
  /** Who else manages it; null where nobody does. */
  readonly managedBy: Maybe<Manager>;
  /** The autoscaler that sets its replicas, of the first placement that has one; null where there is none. */
  readonly autoscaler: Maybe<Autoscaler>;
  /** The rollout that runs now, else the last one; null where the app has no instance. */
  readonly rollout: Maybe<Rollout>;
  /** The pod templates that it runs and ran, newest first. */
  readonly revisions: RevisionConnection;
  /** Its pods, in all placements. */
  readonly pods: PodConnection;
  /** What Kubernetes reports about the app, its revisions and its pods, newest first. */
  readonly events: KubernetesEventConnection;
  /** What was done to it, newest first. */
  readonly operations: OperationConnection;
  /** Freshness of the least fresh instance. */
  readonly freshness: Freshness;
  /** What you may do with the app. */
  readonly allowedActions: ReadonlyArray<Action>;
  /** What anybody tried to change about the app, newest first; null and an error FORBIDDEN for those who may not read it. */
  readonly audit: Maybe<AuditRecordConnection>;
  /** The freezes that concern the app in any of its placements, now or later, in the order in which they begin. */
  readonly freezes: ReadonlyArray<Freeze>;
  /**
   * What its containers wrote, over all clusters, merged by time: the last lines that fit. Each container is asked for its log when
   * this is asked, at most 100 of them; one that does not answer in time is in `gaps`. Null, with an error FORBIDDEN, without the
   * right VIEW_LOGS.
   */
  readonly logs: Maybe<LogLines>;
  /**
   * Series of named metrics, over its pods in all clusters. Each name is answered once, in the order asked. Values come from the
   * clusters' Prometheus backends; one that is away is named in `coverage`, and the others are answered in time.
   */
  readonly metrics: ReadonlyArray<MetricRange>;
  /** What its pods use now, over all placements. */
  readonly usage: Usage;
};


/** One workload of an environment, across all clusters that the environment is placed in. */
export type AppRevisionsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** One workload of an environment, across all clusters that the environment is placed in. */
export type AppPodsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** One workload of an environment, across all clusters that the environment is placed in. */
export type AppEventsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** One workload of an environment, across all clusters that the environment is placed in. */
export type AppOperationsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** One workload of an environment, across all clusters that the environment is placed in. */
export type AppAuditArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** One workload of an environment, across all clusters that the environment is placed in. */
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


/** One workload of an environment, across all clusters that the environment is placed in. */
export type AppMetricsArgs = {
  names: ReadonlyArray<Scalars['String']['input']>;
  from?: InputMaybe<Scalars['DateTime']['input']>;
  to?: InputMaybe<Scalars['DateTime']['input']>;
  step?: InputMaybe<Scalars['Int']['input']>;
  clusters?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** Kinds of workloads. */
export type WorkloadKind =
  /** Interchangeable pods behind ReplicaSets. */
  | 'DEPLOYMENT'
  /** Pods with names and storage of their own, changed in order. */
  | 'STATEFUL_SET'
  /** One pod on each machine that fits. */
  | 'DAEMON_SET'
  | '%future added value';

/** Who else owns an object, so that a change made here may be undone from there. */
export type Manager = {
  /** `Argo CD`, `Flux`, `Helm`, or the kind of the controlling owner. */
  readonly name: Scalars['String']['output'];
  /** Whether a change made here is refused unless forced. */
  readonly exclusive: Scalars['Boolean']['output'];
  /** What to change instead. */
  readonly advice: Scalars['String']['output'];
  /** The managing object, where it is known. */
  readonly object: Maybe<ObjectRef>;
};

/** A HorizontalPodAutoscaler that sets an app's replicas. */
export type Autoscaler = {
  /** The autoscaler's name in the app's namespace. */
  readonly name: Scalars['String']['output'];
  /** The fewest replicas that it sets. */
  readonly min: Scalars['Int']['output'];
  /** The most replicas that it sets. */
  readonly max: Scalars['Int']['output'];
  /** How many replicas there were when it last looked; null before it did. */
  readonly current: Maybe<Scalars['Int']['output']>;
  /** How many replicas it wants; null before it looked. */
  readonly desired: Maybe<Scalars['Int']['output']>;
  /** What it goes by, in the order of its definition. It wants the most replicas that any of them asks for. */
  readonly metrics: ReadonlyArray<AutoscalerMetric>;
  /** What it says of itself: whether it can scale, and what limits it. */
  readonly conditions: ReadonlyArray<AutoscalerCondition>;
  /** When it last changed the number of replicas; null where it never did. */
  readonly lastScaledAt: Maybe<Scalars['DateTime']['output']>;
  /** The HorizontalPodAutoscaler itself, which is what to change. */
  readonly object: ObjectRef;
  /** How fresh these values are. */
  readonly freshness: Freshness;
};

/** One thing that an autoscaler goes by. */
export type AutoscalerMetric = {
  /** Where it comes from. */
  readonly type: AutoscalerMetricType;
  /** Such as `cpu`, or the name of a metric. */
  readonly name: Scalars['String']['output'];
  /** The container that it is about; null unless `type` is CONTAINER_RESOURCE. */
  readonly container: Maybe<Scalars['String']['output']>;
  /** What the autoscaler aims at. */
  readonly target: AutoscalerMetricValue;
  /** What it last read; null where it could not be read, or was not yet. */
  readonly current: Maybe<AutoscalerMetricValue>;
};

/** Where an autoscaler's metric comes from. */
export type AutoscalerMetricType =
  /** CPU or memory of the pods. */
  | 'RESOURCE'
  /** CPU or memory of one container of the pods. */
  | 'CONTAINER_RESOURCE'
  /** Something that each pod tells. */
  | 'PODS'
  /** Something that another object of the cluster tells, such as an ingress. */
  | 'OBJECT'
  /** Something from outside of the cluster, such as the length of a queue. */
  | 'EXTERNAL'
  | '%future added value';

/** A value of an autoscaler's metric: of these, what the metric goes by. CPU in cores, memory in bytes, anything else in its own unit. */
export type AutoscalerMetricValue = {
  /** Used of requested, over all pods; 1 is all of it. */
  readonly utilization: Maybe<Scalars['Float']['output']>;
  /** For each pod. */
  readonly averageValue: Maybe<Scalars['Float']['output']>;
  /** As a whole. */
  readonly value: Maybe<Scalars['Float']['output']>;
};

/** What an autoscaler says of itself. */
export type AutoscalerCondition = {
  /** `AbleToScale`, `ScalingActive` (whether it can read what it goes by) or `ScalingLimited`. */
  readonly type: Scalars['String']['output'];
  /** Whether it is so. */
  readonly status: ConditionStatus;
  /** In one word, such as `TooManyReplicas`. */
  readonly reason: Scalars['String']['output'];
  /** In words. */
  readonly message: Scalars['String']['output'];
  /** Since when; null where that is not told. */
  readonly lastTransitionAt: Maybe<Scalars['DateTime']['output']>;
};

/** Whether a condition holds. */
export type ConditionStatus =
  /** It does. */
  | 'TRUE'
  /** It does not. */
  | 'FALSE'
  /** Nobody can tell. */
  | 'UNKNOWN'
  | '%future added value';

/** Pods by state. */
export type ReplicaCounts = {
  /** How many there should be. */
  readonly desired: Scalars['Int']['output'];
  /** How many there are. */
  readonly current: Scalars['Int']['output'];
  /** How many were made from the newest template. */
  readonly updated: Scalars['Int']['output'];
  /** How many are ready to serve. */
  readonly ready: Scalars['Int']['output'];
  /** How many have been ready for as long as the workload asks. */
  readonly available: Scalars['Int']['output'];
};

/** Whether something works as it should. */
export type Health = {
  /** The verdict. */
  readonly status: HealthStatus;
  /** In one word, such as `CrashLoopBackOff`; null where there is nothing to say. */
  readonly reason: Maybe<Scalars['String']['output']>;
  /** What is wrong, in words; null where there is nothing to say. */
  readonly message: Maybe<Scalars['String']['output']>;
};

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

/** An app in one placement: one workload of one cluster. */
export type AppInstance = {
  /** The cluster. */
  readonly cluster: Cluster;
  /** The namespace there. */
  readonly namespace: Scalars['String']['output'];
  /** What kind of workload it is. */
  readonly kind: WorkloadKind;
  /** The workload's own name, which may differ from the app's. */
  readonly name: Scalars['String']['output'];
  /** The workload's Kubernetes uid. */
  readonly uid: Scalars['String']['output'];
  /** The workload's Kubernetes labels, ordered by key. */
  readonly labels: ReadonlyArray<Label>;
  /** Image of the main container; null where the template has no container. */
  readonly image: Maybe<Scalars['String']['output']>;
  /** The containers of its pod template, in order. */
  readonly containers: ReadonlyArray<ContainerSpec>;
  /** Pods by state. */
  readonly replicas: ReplicaCounts;
  /** Whether it works as it should. */
  readonly health: Health;
  /** Whether its rollout is paused. Only a Deployment can be. */
  readonly paused: Scalars['Boolean']['output'];
  /** The workload's own revision number; null where it is not known. */
  readonly revision: Maybe<Scalars['Int']['output']>;
  /** Who else manages it; null where nobody does. */
  readonly managedBy: Maybe<Manager>;
  /** The autoscaler that sets its replicas; null where there is none. */
  readonly autoscaler: Maybe<Autoscaler>;
  /** When the workload was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** How fresh these values are. */
  readonly freshness: Freshness;
  /** What its pods use now. */
  readonly usage: Usage;
};

/** A container of a pod template. */
export type ContainerSpec = {
  /** Unique within the template. */
  readonly name: Scalars['String']['output'];
  /**
   * Whether it is the main container: the one that the annotation `kubectl.kubernetes.io/default-container` names, else the
   * first.
   */
  readonly main: Scalars['Boolean']['output'];
  /** The image, as it is written in the template. */
  readonly image: Scalars['String']['output'];
  /** Environment variables, in order. */
  readonly env: ReadonlyArray<EnvVar>;
  /** What it asks for; null where it asks for nothing. */
  readonly requests: Maybe<Resources>;
  /** What it may use at most; null where it has no limit. */
  readonly limits: Maybe<Resources>;
};

/** An environment variable of a container. */
export type EnvVar = {
  /** The variable's name. */
  readonly name: Scalars['String']['output'];
  /** Null where the value comes from elsewhere, or is sensitive. */
  readonly value: Maybe<Scalars['String']['output']>;
  /** The Secret or ConfigMap that the value comes from; null where it comes from none. */
  readonly source: Maybe<ObjectRef>;
  /** The key within `source`, or the field of the pod; null where the value is written out. */
  readonly sourceKey: Maybe<Scalars['String']['output']>;
};

/** Amounts of computing resources. */
export type Resources = {
  /** CPU in cores; null where it is not stated. */
  readonly cpu: Maybe<Scalars['Float']['output']>;
  /** Memory in bytes; null where it is not stated. */
  readonly memory: Maybe<Scalars['Bytes']['output']>;
};

/** A page of apps. */
export type AppConnection = {
  /** The apps of this page. */
  readonly nodes: ReadonlyArray<App>;
  /** The apps of this page with their cursors. */
  readonly edges: ReadonlyArray<AppEdge>;
  /** Where this page lies in the list. */
  readonly pageInfo: PageInfo;
  /** How many apps match, over all pages. */
  readonly totalCount: Scalars['Int']['output'];
  /** Which clusters this list covers. */
  readonly coverage: Coverage;
};

/** An app and its place in the list. */
export type AppEdge = {
  /** The app. */
  readonly node: App;
  /** Its place, for `after` and `before`. */
  readonly cursor: Scalars['String']['output'];
};

/** Which audit records to list. A condition that is left out or null does not narrow the list. */
export type AuditFilter = {
  /** Attempts of any of the actors with these names. */
  readonly actors?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Any of these mutations, such as `deployApp`. */
  readonly actions?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Attempts that ended in any of these ways. */
  readonly outcomes?: InputMaybe<ReadonlyArray<AuditOutcome>>;
  /** About any of these tenants, or of what is theirs. */
  readonly tenants?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** About any of the tenants, environments, apps, operations and freezes with these ids, or of what belongs to them. */
  readonly targets?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** About any of the operations with these ids. */
  readonly operations?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** From this moment on. */
  readonly since?: InputMaybe<Scalars['DateTime']['input']>;
  /** Up to this moment. */
  readonly until?: InputMaybe<Scalars['DateTime']['input']>;
};

/**
 * One attempt to change something, as it was recorded. Records form a chain: each holds the hash of the one before, so that
 * a record that is altered, removed or put in between shows.
 */
export type AuditRecord = Node & {
  /** Never changes. */
  readonly id: Scalars['ID']['output'];
  /** Its place in the chain, from 1, without holes; null for those who may not read the audit of the whole fleet. */
  readonly sequence: Maybe<Scalars['Int']['output']>;
  /** When the attempt ended or, for what was accepted, when it began. */
  readonly at: Scalars['DateTime']['output'];
  /** Who tried it. */
  readonly actor: Actor;
  /** Name of the credential that the actor showed; null where none was needed. */
  readonly credential: Maybe<Scalars['String']['output']>;
  /** The IP address that the request came from; null where that is not known, and for what Tenantry does itself. */
  readonly address: Maybe<Scalars['String']['output']>;
  /** The request's id, as the answer's header `x-request-id` and the log have it; null for what Tenantry does itself. */
  readonly requestId: Maybe<Scalars['String']['output']>;
  /** The mutation's name, such as `deployApp`; `signOn`, `signOff`, or `authenticate` for a credential that was refused. */
  readonly action: Scalars['String']['output'];
  /** What it was about; null where the input named nothing that can be. */
  readonly target: Maybe<AuditTarget>;
  /** Whether only a plan was asked for. */
  readonly dryRun: Scalars['Boolean']['output'];
  /** Whether it was answered by what an earlier call with the same idempotency key had begun. */
  readonly repeated: Scalars['Boolean']['output'];
  /** Why, as the caller put it. */
  readonly reason: Maybe<Scalars['String']['output']>;
  /** Whether the actor went ahead without the approvals that a rule asks for. */
  readonly brokeGlass: Scalars['Boolean']['output'];
  /** How it ended. */
  readonly outcome: AuditOutcome;
  /** The operation that it began or changed; null where there is none. */
  readonly operation: Maybe<Operation>;
  /** Digest of the operation's, or the dry run's, plan, or of what was refused; null where there is none. */
  readonly planDigest: Maybe<Scalars['String']['output']>;
  /**
   * What it was to change, as it was planned, and what a refused one would have changed as far as that could be told; empty where there
   * is nothing. Sensitive values are masked.
   */
  readonly changes: ReadonlyArray<PlannedChange>;
  /** Why it was refused; empty where it was not. */
  readonly problems: ReadonlyArray<Problem>;
  /**
   * Hash of the record before it, in hex; 64 zeros in the first record. Null for those who may not read the audit of the
   * whole fleet.
   */
  readonly previousHash: Maybe<Scalars['String']['output']>;
  /**
   * SHA-256 in hex over everything that was recorded, with `previousHash`; null for those who may not read the audit of the
   * whole fleet.
   */
  readonly hash: Maybe<Scalars['String']['output']>;
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

/** What an attempt was about, by the names of that time. */
export type AuditTarget = {
  /** What kind of thing it is. */
  readonly type: AuditTargetType;
  /** The thing itself; null where it is gone, or never was. */
  readonly node: Maybe<Node>;
  /** The tenant that it belongs to; null where it belongs to none, or to several. */
  readonly tenant: Maybe<Scalars['String']['output']>;
  /** The environment that it belongs to; null where it belongs to none, or to several. */
  readonly environment: Maybe<Scalars['String']['output']>;
  /** The app that it is or belongs to; null where there is none. */
  readonly app: Maybe<Scalars['String']['output']>;
  /** The app's kind; null where there is no app. */
  readonly kind: Maybe<WorkloadKind>;
  /** Which role was given or taken back, and whose it is; null where it was about something else. */
  readonly binding: Maybe<BoundRole>;
};

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

/** A page of audit records. */
export type AuditRecordConnection = {
  /** The records of this page. */
  readonly nodes: ReadonlyArray<AuditRecord>;
  /** The records of this page with their cursors. */
  readonly edges: ReadonlyArray<AuditRecordEdge>;
  /** Where this page lies in the list. */
  readonly pageInfo: PageInfo;
  /** How many records match, over all pages. */
  readonly totalCount: Scalars['Int']['output'];
  /** Audit records come from the gateway's own records, so this is always complete. */
  readonly coverage: Coverage;
};

/** An audit record and its place in the list. */
export type AuditRecordEdge = {
  /** The record. */
  readonly node: AuditRecord;
  /** Its place, for `after` and `before`. */
  readonly cursor: Scalars['String']['output'];
};

/** Which clusters to list. A condition that is left out or null does not narrow the list. */
export type ClusterFilter = {
  /** Any of these names. */
  readonly names?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** All of these labels. */
  readonly labels?: InputMaybe<ReadonlyArray<LabelInput>>;
  /** Any of these states. */
  readonly statuses?: InputMaybe<ReadonlyArray<ClusterStatus>>;
};

/** A registered Kubernetes API server. It is known by the uid of its `kube-system` namespace; its name may change. */
export type Cluster = Node & {
  /** Stays the same when the cluster is renamed. */
  readonly id: Scalars['ID']['output'];
  /** The name in its definition, unique among the registered clusters. */
  readonly name: Scalars['String']['output'];
  /** Uid of its `kube-system` namespace; null until the cluster was reached once. */
  readonly uid: Maybe<Scalars['String']['output']>;
  /** The labels of its definition, such as `region: eu`, ordered by key. */
  readonly labels: ReadonlyArray<Label>;
  /** Whether it can be read and changed now. */
  readonly status: ClusterStatus;
  /** What is wrong and what to do, or a warning; null where there is nothing to say. */
  readonly statusMessage: Maybe<Scalars['String']['output']>;
  /** Such as `v1.36.3`; null until the cluster was reached once. */
  readonly kubernetesVersion: Maybe<Scalars['String']['output']>;
  /** Freshness of the least fresh kind of object that is read from it. */
  readonly freshness: Freshness;
  /** Why answers lack this cluster; null while they do not. */
  readonly gap: Maybe<ClusterGap>;
  /** How many machines it has; null until they were listed, or where listing them is not allowed. */
  readonly nodeCount: Maybe<Scalars['Int']['output']>;
  /** Its machines, ordered by name. Empty until they were listed: see `kinds`. */
  readonly nodes: ClusterNodeConnection;
  /** What is read from this cluster, and whether that works. */
  readonly kinds: ReadonlyArray<ClusterKind>;
  /** The environments that have a namespace here, ordered by tenant and name. */
  readonly environments: EnvironmentConnection;
  /** The apps that have an instance here. */
  readonly apps: AppConnection;
  /** Series of named metrics, over everything that runs in it, whoever's it is; empty for who may not see whole clusters. */
  readonly metrics: ReadonlyArray<MetricRange>;
  /** What its machines use now, together; null where you may not see its machines, and of a cluster that is no longer registered. */
  readonly usage: Maybe<MachineUsage>;
};


/** A registered Kubernetes API server. It is known by the uid of its `kube-system` namespace; its name may change. */
export type ClusterNodesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** A registered Kubernetes API server. It is known by the uid of its `kube-system` namespace; its name may change. */
export type ClusterEnvironmentsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** A registered Kubernetes API server. It is known by the uid of its `kube-system` namespace; its name may change. */
export type ClusterAppsArgs = {
  filter?: InputMaybe<AppFilter>;
  orderBy?: InputMaybe<AppOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** A registered Kubernetes API server. It is known by the uid of its `kube-system` namespace; its name may change. */
export type ClusterMetricsArgs = {
  names: ReadonlyArray<Scalars['String']['input']>;
  from?: InputMaybe<Scalars['DateTime']['input']>;
  to?: InputMaybe<Scalars['DateTime']['input']>;
  step?: InputMaybe<Scalars['Int']['input']>;
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

/** One kind of object that is read from a cluster. */
export type ClusterKind = {
  /** The Kubernetes kind, such as `Deployment`. */
  readonly kind: Scalars['String']['output'];
  /** Whether objects of this kind can be read. */
  readonly status: ClusterKindStatus;
  /** What to change where it cannot be read; null otherwise. */
  readonly message: Maybe<Scalars['String']['output']>;
  /** How many objects of this kind are known. */
  readonly count: Scalars['Int']['output'];
  /** How fresh these objects are. */
  readonly freshness: Freshness;
};

/** Whether objects of one kind can be read from a cluster. */
export type ClusterKindStatus =
  /** Not listed yet: what is missing cannot be told from what is not known. */
  | 'SYNCING'
  /** Listed, and watched since. */
  | 'SYNCED'
  /** The cluster has no such API. */
  | 'MISSING'
  /** The cluster does not allow it; `message` names the right that is needed. */
  | 'FORBIDDEN'
  /** There are more objects than the gateway may hold, so some are not known; `message` names the limit. */
  | 'LIMITED'
  | '%future added value';

/** A machine of a cluster. */
export type ClusterNode = Node & {
  /** Derived from the cluster and the machine's uid there. */
  readonly id: Scalars['ID']['output'];
  /** The machine's name in its cluster. */
  readonly name: Scalars['String']['output'];
  /** The cluster that it belongs to. */
  readonly cluster: Cluster;
  /** Whether it reports that it can run pods. */
  readonly ready: Scalars['Boolean']['output'];
  /** Whether new pods may be placed on it; false while it is cordoned. */
  readonly schedulable: Scalars['Boolean']['output'];
  /** Its Kubernetes labels, such as its zone, ordered by key. */
  readonly labels: ReadonlyArray<Label>;
  /** When it joined the cluster. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** How fresh these values are. */
  readonly freshness: Freshness;
  /** What it uses now, with everything that runs on it. */
  readonly usage: MachineUsage;
};

/** A page of clusters. */
export type ClusterConnection = {
  /** The clusters of this page. */
  readonly nodes: ReadonlyArray<Cluster>;
  /** The clusters of this page with their cursors. */
  readonly edges: ReadonlyArray<ClusterEdge>;
  /** Where this page lies in the list. */
  readonly pageInfo: PageInfo;
  /** How many clusters match, over all pages. */
  readonly totalCount: Scalars['Int']['output'];
  /** Which of the registered clusters can be read now. */
  readonly coverage: Coverage;
};

/** A cluster and its place in the list. */
export type ClusterEdge = {
  /** The cluster. */
  readonly node: Cluster;
  /** Its place, for `after` and `before`. */
  readonly cursor: Scalars['String']['output'];
};

/** A page of a cluster's machines. */
export type ClusterNodeConnection = {
  /** The machines of this page. */
  readonly nodes: ReadonlyArray<ClusterNode>;
  /** The machines of this page with their cursors. */
  readonly edges: ReadonlyArray<ClusterNodeEdge>;
  /** Where this page lies in the list. */
  readonly pageInfo: PageInfo;
  /** How many machines are known, over all pages. */
  readonly totalCount: Scalars['Int']['output'];
  /** Whether the cluster contributed its present state. */
  readonly coverage: Coverage;
};

/** A machine and its place in the list. */
export type ClusterNodeEdge = {
  /** The machine. */
  readonly node: ClusterNode;
  /** Its place, for `after`. */
  readonly cursor: Scalars['String']['output'];
};

/** Anything that has a global id. */
export type Node = {
  /** Opaque, unique over all types, and never changes. Pass it to `node`, or wherever an argument asks for an id. */
  readonly id: Scalars['ID']['output'];
};

/** Where a page lies in its list. */
export type PageInfo = {
  /** Whether there is more behind this page. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Whether there is more before this page. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the page's first element, for `before`; null on an empty page. */
  readonly startCursor: Maybe<Scalars['String']['output']>;
  /** Cursor of the page's last element, for `after`; null on an empty page. */
  readonly endCursor: Maybe<Scalars['String']['output']>;
};

/** How fresh a value is that was read from a cluster. */
export type Freshness = {
  /** When the cluster last confirmed the value; null where it never did. */
  readonly observedAt: Maybe<Scalars['DateTime']['output']>;
  /** Whether the cluster is out of touch, so that the value may have changed since `observedAt`. */
  readonly stale: Scalars['Boolean']['output'];
};

/** Which clusters an answer covers. A cluster that could not contribute is named here and never shown as zero rows. */
export type Coverage = {
  /** Whether every cluster contributed its present state. */
  readonly complete: Scalars['Boolean']['output'];
  /** The clusters that did not, ordered by name; empty when `complete`. */
  readonly gaps: ReadonlyArray<ClusterGap>;
};

/** One cluster that an answer lacks, or shows only as it was. */
export type ClusterGap = {
  /** The cluster that is missing. */
  readonly cluster: Cluster;
  /** Why it is missing. */
  readonly reason: GapReason;
  /** Since when it is missing. */
  readonly since: Scalars['DateTime']['output'];
  /** What is wrong and what to do about it. */
  readonly message: Scalars['String']['output'];
};

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

/** A key with its value. */
export type Label = {
  /** Such as `region` or `app.kubernetes.io/name`. */
  readonly key: Scalars['String']['output'];
  /** May be empty. */
  readonly value: Scalars['String']['output'];
};

/** A label that must be there with exactly this value. */
export type LabelInput = {
  /** Such as `region`. */
  readonly key: Scalars['String']['input'];
  /** The whole value; no patterns. */
  readonly value: Scalars['String']['input'];
};

/** Names one Kubernetes object. */
export type ObjectRef = {
  /** The cluster that holds the object. */
  readonly cluster: Cluster;
  /** Such as `apps/v1`. */
  readonly apiVersion: Scalars['String']['output'];
  /** Such as `Deployment`. */
  readonly kind: Scalars['String']['output'];
  /** Null for objects that belong to no namespace. */
  readonly namespace: Maybe<Scalars['String']['output']>;
  /** The object's `metadata.name`. */
  readonly name: Scalars['String']['output'];
};

/** By which way a list is ordered. */
export type OrderDirection =
  /** Smallest, earliest, best first. */
  | 'ASC'
  /** Largest, latest, worst first. */
  | 'DESC'
  | '%future added value';

/** Who is asking. */
export type Viewer = {
  /** The name that operations are recorded under. Of people who signed on it is `ISSUER:SUBJECT`, which nobody else ever has. */
  readonly name: Scalars['String']['output'];
  /** What people call the caller, for showing. Of people who signed on it is what the provider says, and two can have the same. */
  readonly displayName: Scalars['String']['output'];
  /** What kind of caller this is. */
  readonly kind: ActorKind;
  /** The groups that the sign-on provider tells, as `ISSUER:GROUP`; empty for who did not sign on there. */
  readonly groups: ReadonlyArray<Scalars['String']['output']>;
  /** Names of the roles that you have on the whole fleet, such as `developer`: those of the callers' file first. */
  readonly roles: ReadonlyArray<Scalars['String']['output']>;
  /**
   * Whether you may do something now, so that pages can leave out what would be refused. Of what you cannot see, false. It is about
   * rights alone: whether there is such an app, or something is frozen, is another question.
   */
  readonly can: Scalars['Boolean']['output'];
  /** The roles that you have, and where. Those of groups are among them. */
  readonly heldRoles: ReadonlyArray<HeldRole>;
};


/** Who is asking. */
export type ViewerCanArgs = {
  action: Action;
  on?: InputMaybe<Scalars['ID']['input']>;
};

/** Who did something. */
export type Actor = {
  /** Name of the person, the token or the part of the system. */
  readonly name: Scalars['String']['output'];
  /** What kind of actor this is. */
  readonly kind: ActorKind;
};

/** Kinds of actors. */
export type ActorKind =
  /** A person. */
  | 'USER'
  /** A script or a pipeline with a token of its own. */
  | 'TOKEN'
  /** Tenantry itself. */
  | 'SYSTEM'
  | '%future added value';

/**
 * Everything that can be read. Answers come from caches that watches keep current: no query waits for a cluster, and a
 * cluster that is away is named in `coverage` instead of failing the others.
 */
export type Query = {
  /** One object by its id; null where there is none. */
  readonly node: Maybe<Node>;
  /** Objects by their ids, in the order asked; null in the place of an id that names nothing. */
  readonly nodes: ReadonlyArray<Maybe<Node>>;
  /** Who is asking. */
  readonly viewer: Viewer;
  /** Which of all registered clusters answers cover at this moment. */
  readonly coverage: Coverage;
  /** The roles that there are: the built-in ones, then those of the access file. Other names only count in approvals. */
  readonly roles: ReadonlyArray<Role>;
  /**
   * To whom roles are given, and where, by whatever source: ordered by place, role and name. For callers who may MANAGE_ACCESS; they are
   * shown where they may. Without that right anywhere it is an error with the code FORBIDDEN.
   */
  readonly roleBindings: RoleBindingConnection;
  /** What waits for you to approve or reject it, newest first: not what you have decided about already. */
  readonly awaitingMyApproval: OperationConnection;
  /**
   * One app by its full name; null where there is none. Where it is not found while a cluster is missing, the answer is
   * null and an error with the code COVERAGE_INCOMPLETE; where apps of several kinds share the name and no kind is given,
   * null and an error with the code AMBIGUOUS.
   */
  readonly app: Maybe<App>;
  /** The apps of all tenants. */
  readonly apps: AppConnection;
  /**
   * What anybody tried to change, newest first: also what was refused, only planned, or denied. What was asked for is here
   * before it begins; records are never changed or removed. Those that you may read (VIEW_AUDIT where they are about); an
   * error with the code FORBIDDEN where you may read none.
   */
  readonly auditRecords: AuditRecordConnection;
  /** One cluster by its present name; null where none has it. */
  readonly cluster: Maybe<Cluster>;
  /** The registered clusters, ordered by name. */
  readonly clusters: ClusterConnection;
  /** Freezes, newest first. */
  readonly freezes: FreezeConnection;
  /** The metrics that can be asked for by name, ordered by it. What was declared for tenants that are not seen is not among them. */
  readonly metricDefinitions: ReadonlyArray<MetricDefinition>;
  /** One operation by its id; null where there is none. */
  readonly operation: Maybe<Operation>;
  /** What was done, by anybody, newest first. */
  readonly operations: OperationConnection;
  /**
   * One tenant by its name; null where there is none. Where it is not found while a cluster is missing, the answer is null
   * and an error with the code COVERAGE_INCOMPLETE.
   */
  readonly tenant: Maybe<Tenant>;
  /**
   * One environment by its full name; null where there is none. Where it is not found while a cluster is missing, the
   * answer is null and an error with the code COVERAGE_INCOMPLETE.
   */
  readonly environment: Maybe<Environment>;
  /** The tenants, ordered by name. */
  readonly tenants: TenantConnection;
  /** The environments of all tenants, ordered by tenant and name. */
  readonly environments: EnvironmentConnection;
  /**
   * API tokens, newest first: your own, and those of machines and of others that reach no further than where you may
   * `MANAGE_ACCESS`.
   */
  readonly apiTokens: ApiTokenConnection;
};


/**
 * Everything that can be read. Answers come from caches that watches keep current: no query waits for a cluster, and a
 * cluster that is away is named in `coverage` instead of failing the others.
 */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/**
 * Everything that can be read. Answers come from caches that watches keep current: no query waits for a cluster, and a
 * cluster that is away is named in `coverage` instead of failing the others.
 */
export type QueryNodesArgs = {
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/**
 * Everything that can be read. Answers come from caches that watches keep current: no query waits for a cluster, and a
 * cluster that is away is named in `coverage` instead of failing the others.
 */
export type QueryRoleBindingsArgs = {
  filter?: InputMaybe<RoleBindingFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


/**
 * Everything that can be read. Answers come from caches that watches keep current: no query waits for a cluster, and a
 * cluster that is away is named in `coverage` instead of failing the others.
 */
export type QueryAwaitingMyApprovalArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/**
 * Everything that can be read. Answers come from caches that watches keep current: no query waits for a cluster, and a
 * cluster that is away is named in `coverage` instead of failing the others.
 */
export type QueryAppArgs = {
  tenant: Scalars['String']['input'];
  environment: Scalars['String']['input'];
  name: Scalars['String']['input'];
  kind?: InputMaybe<WorkloadKind>;
};


/**
 * Everything that can be read. Answers come from caches that watches keep current: no query waits for a cluster, and a
 * cluster that is away is named in `coverage` instead of failing the others.
 */
export type QueryAppsArgs = {
  filter?: InputMaybe<AppFilter>;
  orderBy?: InputMaybe<AppOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


/**
 * Everything that can be read. Answers come from caches that watches keep current: no query waits for a cluster, and a
 * cluster that is away is named in `coverage` instead of failing the others.
 */
export type QueryAuditRecordsArgs = {
  filter?: InputMaybe<AuditFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


/**
 * Everything that can be read. Answers come from caches that watches keep current: no query waits for a cluster, and a
 * cluster that is away is named in `coverage` instead of failing the others.
 */
export type QueryClusterArgs = {
  name: Scalars['String']['input'];
};


/**
 * Everything that can be read. Answers come from caches that watches keep current: no query waits for a cluster, and a
 * cluster that is away is named in `coverage` instead of failing the others.
 */
export type QueryClustersArgs = {
  filter?: InputMaybe<ClusterFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


/**
 * Everything that can be read. Answers come from caches that watches keep current: no query waits for a cluster, and a
 * cluster that is away is named in `coverage` instead of failing the others.
 */
export type QueryFreezesArgs = {
  filter?: InputMaybe<FreezeFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


/**
 * Everything that can be read. Answers come from caches that watches keep current: no query waits for a cluster, and a
 * cluster that is away is named in `coverage` instead of failing the others.
 */
export type QueryMetricDefinitionsArgs = {
  names?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  level?: InputMaybe<MetricLevel>;
};


/**
 * Everything that can be read. Answers come from caches that watches keep current: no query waits for a cluster, and a
 * cluster that is away is named in `coverage` instead of failing the others.
 */
export type QueryOperationArgs = {
  id: Scalars['ID']['input'];
};


/**
 * Everything that can be read. Answers come from caches that watches keep current: no query waits for a cluster, and a
 * cluster that is away is named in `coverage` instead of failing the others.
 */
export type QueryOperationsArgs = {
  filter?: InputMaybe<OperationFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


/**
 * Everything that can be read. Answers come from caches that watches keep current: no query waits for a cluster, and a
 * cluster that is away is named in `coverage` instead of failing the others.
 */
export type QueryTenantArgs = {
  name: Scalars['String']['input'];
};


/**
 * Everything that can be read. Answers come from caches that watches keep current: no query waits for a cluster, and a
 * cluster that is away is named in `coverage` instead of failing the others.
 */
export type QueryEnvironmentArgs = {
  tenant: Scalars['String']['input'];
  name: Scalars['String']['input'];
};


/**
 * Everything that can be read. Answers come from caches that watches keep current: no query waits for a cluster, and a
 * cluster that is away is named in `coverage` instead of failing the others.
 */
export type QueryTenantsArgs = {
  filter?: InputMaybe<TenantFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


/**
 * Everything that can be read. Answers come from caches that watches keep current: no query waits for a cluster, and a
 * cluster that is away is named in `coverage` instead of failing the others.
 */
export type QueryEnvironmentsArgs = {
  filter?: InputMaybe<EnvironmentFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


/**
 * Everything that can be read. Answers come from caches that watches keep current: no query waits for a cluster, and a
 * cluster that is away is named in `coverage` instead of failing the others.
 */
export type QueryApiTokensArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};

/** Which freezes to list. A condition that is left out or null does not narrow the list. */
export type FreezeFilter = {
  /** In any of these states now. */
  readonly states?: InputMaybe<ReadonlyArray<FreezeState>>;
  /** Those that concern any of these tenants: also the ones for every tenant. */
  readonly tenants?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** A time in which nothing within its scope may be changed. */
export type Freeze = Node & {
  /** Never changes. */
  readonly id: Scalars['ID']['output'];
  /** Why, in words for those who are refused. */
  readonly reason: Scalars['String']['output'];
  /** Whether it is in force now. */
  readonly state: FreezeState;
  /** Its first moment, by the gateway's clock. */
  readonly from: Scalars['DateTime']['output'];
  /** The first moment after it, unless it is ended earlier. */
  readonly until: Scalars['DateTime']['output'];
  /** What it is about. */
  readonly scope: FreezeScope;
  /** Whether rollbacks go ahead all the same. */
  readonly allowsRollbacks: Scalars['Boolean']['output'];
  /** Who made it. */
  readonly createdBy: Actor;
  /** When it was made. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Who ended it early; null where nobody did. */
  readonly endedBy: Maybe<Actor>;
  /** When it was ended early; null where it was not. */
  readonly endedAt: Maybe<Scalars['DateTime']['output']>;
  /** The attempts to make and to end the freeze, newest first; null and an error FORBIDDEN for those who may not read it. */
  readonly audit: Maybe<AuditRecordConnection>;
};


/** A time in which nothing within its scope may be changed. */
export type FreezeAuditArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
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

/** What a freeze is about: what fits every part that is not empty. Where all are empty, it is about everything. */
export type FreezeScope = {
  /** Names of tenants; empty: every tenant. */
  readonly tenants: ReadonlyArray<Scalars['String']['output']>;
  /** Names of environments, such as `prod`; empty: every environment. */
  readonly environments: ReadonlyArray<Scalars['String']['output']>;
  /** Labels that a cluster has to have, all of them; empty: every cluster. */
  readonly clusterLabels: ReadonlyArray<Label>;
  /** Kinds of operations; empty: every kind. */
  readonly kinds: ReadonlyArray<OperationKind>;
};

/** What to freeze, when and why. */
export type CreateFreezeInput = {
  /** Why, in words for those who are refused: up to 1000 characters. */
  readonly reason: Scalars['String']['input'];
  /** When it begins: at most 366 days from now. Default: at once. */
  readonly from?: InputMaybe<Scalars['DateTime']['input']>;
  /** When it ends: at most 90 days after its beginning. */
  readonly until: Scalars['DateTime']['input'];
  /** What it is about. Default: everything. */
  readonly scope?: InputMaybe<FreezeScopeInput>;
  /** Whether rollbacks go ahead all the same. Default false. */
  readonly allowsRollbacks?: InputMaybe<Scalars['Boolean']['input']>;
  /**
   * A name for this call, chosen by the caller: calling again with the same key and the same input answers the same freeze
   * instead of making another.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** What a freeze is about: what fits every part that is given. A part that is left out or null narrows nothing. */
export type FreezeScopeInput = {
  /** Any of these tenants, by name: 1 to 100. */
  readonly tenants?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Any of these environments, by name, such as `prod`: 1 to 100. */
  readonly environments?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Clusters with all of these labels: 1 to 100. */
  readonly clusterLabels?: InputMaybe<ReadonlyArray<LabelInput>>;
  /** Any of these kinds of operations. */
  readonly kinds?: InputMaybe<ReadonlyArray<OperationKind>>;
};

/** What to end. */
export type EndFreezeInput = {
  /** The freeze's id. */
  readonly freeze: Scalars['ID']['input'];
  /** Why, in words; it is recorded in the audit. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  /** A name for this call, chosen by the caller: calling again with the same key and the same input answers the same freeze. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to a mutation of freezes: one of two. */
export type FreezePayload = {
  /** The freeze as it is now; null where the call was refused. */
  readonly freeze: Maybe<Freeze>;
  /** Why nothing was changed; empty otherwise. */
  readonly problems: ReadonlyArray<Problem>;
};

/** A page of freezes. */
export type FreezeConnection = {
  /** The freezes of this page. */
  readonly nodes: ReadonlyArray<Freeze>;
  /** The freezes of this page with their cursors. */
  readonly edges: ReadonlyArray<FreezeEdge>;
  /** Where this page lies in the list. */
  readonly pageInfo: PageInfo;
  /** How many freezes match, over all pages. */
  readonly totalCount: Scalars['Int']['output'];
  /** Freezes come from the gateway's own records, so this is always complete. */
  readonly coverage: Coverage;
};

/** A freeze and its place in the list. */
export type FreezeEdge = {
  /** The freeze. */
  readonly node: Freeze;
  /** Its place, for `after` and `before`. */
  readonly cursor: Scalars['String']['output'];
};

/** Lines of several containers, merged by time. */
export type LogLines = {
  /** The lines, the oldest first. */
  readonly lines: ReadonlyArray<LogLine>;
  /** Containers of which lines may be missing; empty where all answered. */
  readonly gaps: ReadonlyArray<LogGap>;
  /** Which clusters the lines cover: also a cluster whose logs could not be read is a gap. */
  readonly coverage: Coverage;
};

/**
 * A line of a container's log. Terminal sequences are left out, other control characters stand as `\u001b`, and what looks like a
 * secret is replaced by `<redacted>`, by the rules of the gateway's operator.
 */
export type LogLine = {
  /** When it was written: RFC 3339 in UTC, with nanoseconds, such as `2026-03-01T12:30:00.000000001Z`. */
  readonly timestamp: Scalars['String']['output'];
  /** The cluster that the pod runs in. */
  readonly cluster: Cluster;
  /** The pod's namespace. */
  readonly namespace: Scalars['String']['output'];
  /** The pod's name. */
  readonly pod: Scalars['String']['output'];
  /** The container's name. */
  readonly container: Scalars['String']['output'];
  /** In which run of the container: how often it had been restarted. */
  readonly restart: Scalars['Int']['output'];
  /** How grave it is, by its own words; null where it does not say. */
  readonly level: Maybe<LogLevel>;
  /** The line, without its line feed. */
  readonly message: Scalars['String']['output'];
  /** Whether the line was longer than 64 KiB, so that its end was left out. */
  readonly truncated: Scalars['Boolean']['output'];
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

/** A container of which lines may be missing. */
export type LogGap = {
  /** The cluster that the pod runs in. */
  readonly cluster: Cluster;
  /** The pod's name. */
  readonly pod: Scalars['String']['output'];
  /** The container's name. */
  readonly container: Scalars['String']['output'];
  /** Why lines may be missing. */
  readonly reason: LogGapReason;
  /** What is wrong and what to do about it. */
  readonly message: Scalars['String']['output'];
};

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

/** One element of the stream of logs. */
export type LogEvent = {
  /** Lines, in order; empty where there are only marks. */
  readonly lines: ReadonlyArray<LogLine>;
  /** What happened behind these lines; empty where nothing did. */
  readonly marks: ReadonlyArray<LogMark>;
  /** Names this place in the stream, for `after`. */
  readonly cursor: Scalars['String']['output'];
};

/** Something else than a line that happened to the log of a container. */
export type LogMark = {
  /** What happened. */
  readonly kind: LogMarkKind;
  /** The cluster that the pod runs in. */
  readonly cluster: Cluster;
  /** The pod's name. */
  readonly pod: Scalars['String']['output'];
  /** The container's name. */
  readonly container: Scalars['String']['output'];
  /** In which run of the container: how often it had been restarted. */
  readonly restart: Scalars['Int']['output'];
  /** When it was told. */
  readonly at: Scalars['DateTime']['output'];
  /** Of a gap: how many lines are missing; null where that is not known, and of other marks. */
  readonly missed: Maybe<Scalars['Int']['output']>;
  /** The same in words. */
  readonly message: Scalars['String']['output'];
};

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

/** New points of all the metrics that are watched. */
export type MetricEvent = {
  /**
   * The metrics in the order asked, with what is new of them. A series that was told of before and has no value has a gap, as long as
   * its last value lies within `range`. Clusters that `coverage` names are in none of these values.
   */
  readonly metrics: ReadonlyArray<MetricRange>;
  /** The moment of the last point that there can be: names this place in the stream, for `after`. */
  readonly to: Scalars['DateTime']['output'];
};

/** A metric that can be asked for by its name. Metrics are declared in files, in the language of the backend; callers write none of it. */
export type MetricDefinition = {
  /** Such as `request_rate`. */
  readonly name: Scalars['String']['output'];
  /** What it measures. */
  readonly description: Scalars['String']['output'];
  /** The unit of its values. */
  readonly unit: MetricUnit;
  /** What it can be asked of. */
  readonly levels: ReadonlyArray<MetricLevel>;
  /** Labels that part it into several series; empty: it is one series. */
  readonly dimensions: ReadonlyArray<Scalars['String']['output']>;
};

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

/** One metric over a while. */
export type MetricRange = {
  /** What was asked for. */
  readonly metric: MetricDefinition;
  /** The moment of the first point that there can be. */
  readonly from: Scalars['DateTime']['output'];
  /** The moment of the last point that there can be. */
  readonly to: Scalars['DateTime']['output'];
  /** Seconds from one point to the next. */
  readonly step: Scalars['Int']['output'];
  /** Its series, the largest first: one, or one for each combination of labels. Empty where nothing was measured. At most 50. */
  readonly series: ReadonlyArray<MetricSeries>;
  /** How many more series there are, with smaller values. */
  readonly omittedSeries: Scalars['Int']['output'];
  /** The clusters that this lacks: they are in none of the values. */
  readonly coverage: Coverage;
};

/** The values of one series, over all clusters. */
export type MetricSeries = {
  /** Its labels, of the metric's dimensions, ordered by key. */
  readonly labels: ReadonlyArray<Label>;
  /** Its points, in the order of time. */
  readonly points: ReadonlyArray<MetricPoint>;
  /** When there are no values: the series had not begun, or had ended, or one of its clusters did not measure for a while. Never shown as zero. */
  readonly gaps: ReadonlyArray<MetricGap>;
};

/** One value. */
export type MetricPoint = {
  /** When. */
  readonly at: Scalars['DateTime']['output'];
  /** In the metric's unit. Rates are means over the time before. */
  readonly value: Scalars['Float']['output'];
};

/** A time without values. */
export type MetricGap = {
  /** The first moment without a value. */
  readonly from: Scalars['DateTime']['output'];
  /** The last moment without one. */
  readonly to: Scalars['DateTime']['output'];
};

/** Which operations to list. A condition that is left out or null does not narrow the list. */
export type OperationFilter = {
  /** Any of these kinds. */
  readonly kinds?: InputMaybe<ReadonlyArray<OperationKind>>;
  /** In any of these states. */
  readonly states?: InputMaybe<ReadonlyArray<OperationState>>;
  /** On any of the apps with these ids. */
  readonly targets?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** On apps of any of these tenants. */
  readonly tenants?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Asked for by any of the actors with these names. */
  readonly actors?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Asked for at this moment or later. */
  readonly since?: InputMaybe<Scalars['DateTime']['input']>;
  /** Asked for at this moment or earlier. */
  readonly until?: InputMaybe<Scalars['DateTime']['input']>;
};

/**
 * A piece of work that changes something. All work has this shape: poll it with `operation`, follow it with the
 * subscription `operation`, end it with `cancelOperation`. It goes on when the gateway is restarted.
 */
export type Operation = Node & {
  /** Never changes. */
  readonly id: Scalars['ID']['output'];
  /** What is done. */
  readonly kind: OperationKind;
  /** How far it is. */
  readonly state: OperationState;
  /** What it is done to; null where that is gone. */
  readonly target: Maybe<Node>;
  /** Who asked for it. */
  readonly actor: Actor;
  /** Why, as the caller put it. */
  readonly reason: Maybe<Scalars['String']['output']>;
  /** What it changes; null until that was found out. */
  readonly plan: Maybe<Plan>;
  /** The work in each placement. */
  readonly steps: ReadonlyArray<OperationStep>;
  /** Why it failed, was cancelled or refused; null where it was not. */
  readonly problem: Maybe<Problem>;
  /** The operation that took its place; null where none did. */
  readonly supersededBy: Maybe<Operation>;
  /**
   * What has to end before this one starts, oldest first; empty unless it is PENDING. Operations on one app are done one after the
   * other.
   */
  readonly waitsFor: ReadonlyArray<Operation>;
  /** Its place among those that wait: 1 is next. Null unless it is PENDING. */
  readonly queuePosition: Maybe<Scalars['Int']['output']>;
  /** When it was asked for. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When work began; null until then. */
  readonly startedAt: Maybe<Scalars['DateTime']['output']>;
  /** When it ended; null until then. */
  readonly finishedAt: Maybe<Scalars['DateTime']['output']>;
  /** The approvals that it needs, and what came of that; null where no rule asks for any. */
  readonly approval: Maybe<Approval>;
  /**
   * The attempt that began the operation, those that were answered with it, and those to change it, newest first; null
   * and an error FORBIDDEN for those who may not read it.
   */
  readonly audit: Maybe<AuditRecordConnection>;
};


/**
 * A piece of work that changes something. All work has this shape: poll it with `operation`, follow it with the
 * subscription `operation`, end it with `cancelOperation`. It goes on when the gateway is restarted.
 */
export type OperationAuditArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
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

/** The work in one placement. */
export type OperationStep = {
  /** The cluster that it changes; null for work that belongs to none. */
  readonly cluster: Maybe<Cluster>;
  /** The namespace there; null for work that belongs to none. */
  readonly namespace: Maybe<Scalars['String']['output']>;
  /** How far it is. */
  readonly state: OperationState;
  /** What is being done or waited for; null where there is nothing to say. */
  readonly message: Maybe<Scalars['String']['output']>;
  /** Why it failed or was stopped; null where it was not. */
  readonly problem: Maybe<Problem>;
  /** When work began; null until then. */
  readonly startedAt: Maybe<Scalars['DateTime']['output']>;
  /** When it ended; null until then. */
  readonly finishedAt: Maybe<Scalars['DateTime']['output']>;
};

/** What an operation will change, as it was when it was planned. */
export type Plan = {
  /** What came of the checks. */
  readonly verdict: PreflightVerdict;
  /** Every check: first those of the whole request, then those of each placement. Empty for operations of versions that kept none. */
  readonly checks: ReadonlyArray<PreflightCheck>;
  /** The objects that change, with their differences. */
  readonly changes: ReadonlyArray<PlannedChange>;
  /** What to know before going ahead. */
  readonly warnings: ReadonlyArray<Problem>;
  /** HMAC-SHA-256 in hex over the objects and what is set on them, with a key of the gateways: two plans with one digest do the same. */
  readonly digest: Scalars['String']['output'];
};

/** One object that changes. */
export type PlannedChange = {
  /** The object. */
  readonly object: ObjectRef;
  /** What happens to it. */
  readonly action: ChangeAction;
  /** A unified diff of the object as YAML, without its status. Sensitive values are masked. */
  readonly diff: Scalars['String']['output'];
};

/** What happens to an object. */
export type ChangeAction =
  /** It is made. */
  | 'CREATE'
  /** It is changed. */
  | 'UPDATE'
  /** It is removed. */
  | 'DELETE'
  | '%future added value';

/** A refusal or a failure that can be expected: what is wrong and what to do. */
export type Problem = {
  /** What kind of problem it is. */
  readonly code: ProblemCode;
  /** What is wrong and what to do, in words. */
  readonly message: Scalars['String']['output'];
  /** Whether the same call may work later, without anybody changing anything. */
  readonly retryable: Scalars['Boolean']['output'];
  /** Where in the input it lies, such as `["input", "containers", "0", "image"]`; null where it is not about the input. */
  readonly path: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** The cluster that it is about; null where it is about none, or all. */
  readonly cluster: Maybe<Cluster>;
};

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

/** A page of operations. */
export type OperationConnection = {
  /** The operations of this page. */
  readonly nodes: ReadonlyArray<Operation>;
  /** The operations of this page with their cursors. */
  readonly edges: ReadonlyArray<OperationEdge>;
  /** Where this page lies in the list. */
  readonly pageInfo: PageInfo;
  /** How many operations match, over all pages. */
  readonly totalCount: Scalars['Int']['output'];
  /** Operations come from the gateway's own records, so this is always complete. */
  readonly coverage: Coverage;
};

/** An operation and its place in the list. */
export type OperationEdge = {
  /** The operation. */
  readonly node: Operation;
  /** Its place, for `after` and `before`. */
  readonly cursor: Scalars['String']['output'];
};

/** A pod of an app. */
export type Pod = Node & {
  /** Derived from the cluster and the pod's uid there. */
  readonly id: Scalars['ID']['output'];
  /** The pod's name in its namespace. */
  readonly name: Scalars['String']['output'];
  /** Its namespace. */
  readonly namespace: Scalars['String']['output'];
  /** The cluster that it runs in. */
  readonly cluster: Cluster;
  /** The machine that it runs on; null until it has one. */
  readonly nodeName: Maybe<Scalars['String']['output']>;
  /** Where it is in its life. */
  readonly phase: PodPhase;
  /** Whether it is ready to serve. */
  readonly ready: Scalars['Boolean']['output'];
  /** What is wrong, in one word: `CrashLoopBackOff`, `ImagePullBackOff`, `Unschedulable`, `Evicted`; null where nothing is. */
  readonly reason: Maybe<Scalars['String']['output']>;
  /** What is wrong, in words; null where nothing is. */
  readonly message: Maybe<Scalars['String']['output']>;
  /** How often its containers were restarted, in sum. */
  readonly restarts: Scalars['Int']['output'];
  /** When it was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Its containers, init containers included. */
  readonly containers: ReadonlyArray<Container>;
  /** How fresh these values are. */
  readonly freshness: Freshness;
  /** What its containers wrote, merged by time: as `App.logs`, of this pod. */
  readonly logs: Maybe<LogLines>;
  /** What it uses now. */
  readonly usage: Usage;
};


/** A pod of an app. */
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

/** A container of a pod. */
export type Container = {
  /** Unique within the pod. */
  readonly name: Scalars['String']['output'];
  /** The image that it runs. */
  readonly image: Scalars['String']['output'];
  /** Whether it is an init container, which runs before the others. */
  readonly init: Scalars['Boolean']['output'];
  /** What it is doing. */
  readonly state: ContainerState;
  /** Whether it is ready to serve. */
  readonly ready: Scalars['Boolean']['output'];
  /** Why it waits or ended, in one word; null where it runs. */
  readonly reason: Maybe<Scalars['String']['output']>;
  /** Why it waits or ended, in words; null where nothing is said. */
  readonly message: Maybe<Scalars['String']['output']>;
  /** How it ended; null while it did not. */
  readonly exitCode: Maybe<Scalars['Int']['output']>;
  /** How often it was restarted. */
  readonly restarts: Scalars['Int']['output'];
  /** When its present run began; null while it has not. */
  readonly startedAt: Maybe<Scalars['DateTime']['output']>;
  /** How its previous run ended, which explains a crash loop; null where there was none. */
  readonly lastTermination: Maybe<ContainerTermination>;
  /** What it uses now. Whether its cluster measures at all is told by the `usage` of its pod. */
  readonly usage: ContainerUsage;
};

/** What a container is doing. */
export type ContainerState =
  /** It is not running yet, or waits to be restarted. */
  | 'WAITING'
  /** It runs. */
  | 'RUNNING'
  /** It ended. */
  | 'TERMINATED'
  | '%future added value';

/** How a container's run ended. */
export type ContainerTermination = {
  /** In one word, such as `OOMKilled` or `Error`. */
  readonly reason: Scalars['String']['output'];
  /** The last words of the container, where it left any; otherwise empty. */
  readonly message: Scalars['String']['output'];
  /** The exit code; above 128 where a signal ended it. */
  readonly exitCode: Scalars['Int']['output'];
};

/** Something that Kubernetes reported about an object. */
export type KubernetesEvent = {
  /** `Normal` or `Warning`. */
  readonly type: Scalars['String']['output'];
  /** In one word, such as `FailedScheduling`. */
  readonly reason: Scalars['String']['output'];
  /** What happened, in words. */
  readonly message: Scalars['String']['output'];
  /** How often it happened. */
  readonly count: Scalars['Int']['output'];
  /** When it first happened; null where it is not known. */
  readonly firstSeenAt: Maybe<Scalars['DateTime']['output']>;
  /** When it last happened; null where it is not known. */
  readonly lastSeenAt: Maybe<Scalars['DateTime']['output']>;
  /** The object that it is about. */
  readonly object: ObjectRef;
};

/** A page of pods. */
export type PodConnection = {
  /** The pods of this page. */
  readonly nodes: ReadonlyArray<Pod>;
  /** The pods of this page with their cursors. */
  readonly edges: ReadonlyArray<PodEdge>;
  /** Where this page lies in the list. */
  readonly pageInfo: PageInfo;
  /** How many pods there are, over all pages. */
  readonly totalCount: Scalars['Int']['output'];
  /** Which clusters this list covers. */
  readonly coverage: Coverage;
};

/** A pod and its place in the list. */
export type PodEdge = {
  /** The pod. */
  readonly node: Pod;
  /** Its place, for `after`. */
  readonly cursor: Scalars['String']['output'];
};

/** A page of events. */
export type KubernetesEventConnection = {
  /** The events of this page. */
  readonly nodes: ReadonlyArray<KubernetesEvent>;
  /** The events of this page with their cursors. */
  readonly edges: ReadonlyArray<KubernetesEventEdge>;
  /** Where this page lies in the list. */
  readonly pageInfo: PageInfo;
  /** How many events are known, over all pages. */
  readonly totalCount: Scalars['Int']['output'];
  /** Which clusters this list covers. */
  readonly coverage: Coverage;
};

/** An event and its place in the list. */
export type KubernetesEventEdge = {
  /** The event. */
  readonly node: KubernetesEvent;
  /** Its place, for `after`. */
  readonly cursor: Scalars['String']['output'];
};

/**
 * What was found before anything is changed. It is there for what was refused, too: then it says all that is in the way at once, and
 * shows the changes as far as they could be told.
 */
export type Preflight = {
  /** What comes of all checks together. */
  readonly verdict: PreflightVerdict;
  /** Every check: first those of the whole request, then those of each placement. */
  readonly checks: ReadonlyArray<PreflightCheck>;
  /** The objects that would change, with their differences. Not of placements where that could not be told. */
  readonly changes: ReadonlyArray<PlannedChange>;
  /** As `Plan.digest`; null where it could not be told for every placement. */
  readonly digest: Maybe<Scalars['String']['output']>;
};

/** What comes of all checks of a request together. */
export type PreflightVerdict =
  /** Nothing is in the way. */
  | 'ALLOWED'
  /** It begins once others have approved it. */
  | 'NEEDS_APPROVAL'
  /** At least one check refuses it. */
  | 'REFUSED'
  | '%future added value';

/** One thing that was looked at before anything is changed. */
export type PreflightCheck = {
  /** What was looked at. */
  readonly kind: CheckKind;
  /** What was found. */
  readonly outcome: CheckOutcome;
  /** The cluster of the placement that it is about; null where it is about the whole request. */
  readonly cluster: Maybe<Cluster>;
  /** What was found, in words. */
  readonly message: Scalars['String']['output'];
  /** What would have to change for the check to pass; null where it passed, or where that cannot be told. */
  readonly remedy: Maybe<Scalars['String']['output']>;
};

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

/** Streams. Each begins with the present state, so that nothing has to be queried first. */
export type Subscription = {
  /**
   * An app's rollout: the present state at once, then changes. States never go backwards; intermediate ones may be merged
   * for slow readers, the last one is never dropped.
   */
  readonly rollout: RolloutEvent;
  /** An operation: its present state at once, then changes, until it has ended. */
  readonly operation: Operation;
  /**
   * What waits for you to approve or reject it: what is there already, the oldest first, then each new request; every operation
   * once. It never completes.
   */
  readonly approvalRequested: Operation;
  /**
   * What an app's containers write, over all clusters: the last lines of each at once, then new ones as they come. Containers that
   * come later join by themselves, also in a rollout. Each line is told once, in the order of its container; lines of several
   * containers that come about at the same time are in the order of their moments. Needs the right VIEW_LOGS.
   */
  readonly logs: LogEvent;
  /**
   * Series of named metrics, as they go on: the points of the last while, then each new point. A point comes once, when its clusters
   * can have told all of it: a scrape (`scrapeSeconds` of a cluster, 30 where none says) after its moment. Whoever reads slowly gets
   * what has come meanwhile together. Ends when what is watched is gone.
   */
  readonly metrics: MetricEvent;
};


/** Streams. Each begins with the present state, so that nothing has to be queried first. */
export type SubscriptionRolloutArgs = {
  app: Scalars['ID']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  untilDone?: InputMaybe<Scalars['Boolean']['input']>;
};


/** Streams. Each begins with the present state, so that nothing has to be queried first. */
export type SubscriptionOperationArgs = {
  id: Scalars['ID']['input'];
};


/** Streams. Each begins with the present state, so that nothing has to be queried first. */
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


/** Streams. Each begins with the present state, so that nothing has to be queried first. */
export type SubscriptionMetricsArgs = {
  on: Scalars['ID']['input'];
  names: ReadonlyArray<Scalars['String']['input']>;
  step?: InputMaybe<Scalars['Int']['input']>;
  range?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['DateTime']['input']>;
};

/** One element of the rollout stream. */
export type RolloutEvent = {
  /** The rollout as it was at `observedAt`. */
  readonly rollout: Rollout;
  /** Names this place in the stream, for `after`. */
  readonly cursor: Scalars['String']['output'];
  /** When this state was seen. */
  readonly observedAt: Scalars['DateTime']['output'];
  /** Whether states before this one may have been missed, and nobody can tell. False means that none was. */
  readonly gap: Scalars['Boolean']['output'];
};

/**
 * One pod template taking the place of another, in all placements of an app. While an operation on the app runs, the end of
 * an older rollout is never shown; once the operation has ended, every query shows its effect.
 */
export type Rollout = Node & {
  /** Names this rollout of the app; the next rollout has another. */
  readonly id: Scalars['ID']['output'];
  /** The app that rolls out. */
  readonly app: App;
  /** The operation that started it; null where someone else did. */
  readonly operation: Maybe<Operation>;
  /** What `kubectl rollout status` would conclude, over all placements. */
  readonly phase: RolloutPhase;
  /** Image of the main container that is rolled out; null where the placements disagree. */
  readonly image: Maybe<Scalars['String']['output']>;
  /** Pods by state, summed over the placements. */
  readonly replicas: ReplicaCounts;
  /** How far it is, or what stands in its way: pods that crash, an image that cannot be pulled; null where there is nothing to say. */
  readonly message: Maybe<Scalars['String']['output']>;
  /** When it began; null where that is not known. */
  readonly startedAt: Maybe<Scalars['DateTime']['output']>;
  /** When it ended; null while it runs, or where that is not known. */
  readonly finishedAt: Maybe<Scalars['DateTime']['output']>;
  /** The rollout in each placement, ordered by the clusters' names. */
  readonly instances: ReadonlyArray<InstanceRollout>;
  /** Freshness of the least fresh placement. */
  readonly freshness: Freshness;
};

/** A rollout in one placement. */
export type InstanceRollout = {
  /** The cluster. */
  readonly cluster: Cluster;
  /** The namespace there. */
  readonly namespace: Scalars['String']['output'];
  /** What `kubectl rollout status` would conclude of this workload. */
  readonly phase: RolloutPhase;
  /** The workload's own revision number; null where it is not known. */
  readonly revision: Maybe<Scalars['Int']['output']>;
  /** Image of the main container; null where the template has no container. */
  readonly image: Maybe<Scalars['String']['output']>;
  /** Pods by state. */
  readonly replicas: ReplicaCounts;
  /** How far it is, or what stands in its way; null where there is nothing to say. */
  readonly message: Maybe<Scalars['String']['output']>;
};

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

/**
 * A pod template of an app. Each workload counts its revisions by itself, so equal templates in different clusters are one
 * revision here.
 */
export type Revision = Node & {
  /** Derived from the app and the template's digest. */
  readonly id: Scalars['ID']['output'];
  /** SHA-256 of the pod template, in hex: equal templates have equal digests in every cluster. */
  readonly templateDigest: Scalars['String']['output'];
  /** Image of the main container; null where the template has no container. */
  readonly image: Maybe<Scalars['String']['output']>;
  /** The template's containers, in order. */
  readonly containers: ReadonlyArray<ContainerSpec>;
  /** When the first of the app's workloads had it. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The annotation `kubernetes.io/change-cause`; null where there is none. */
  readonly changeCause: Maybe<Scalars['String']['output']>;
  /** Whether any placement runs it now. */
  readonly current: Scalars['Boolean']['output'];
  /** The newest operation that brought it; null where someone else did. */
  readonly operation: Maybe<Operation>;
  /** The workloads that have it, ordered by the clusters' names. */
  readonly instances: ReadonlyArray<RevisionInstance>;
};

/** A revision in one placement. */
export type RevisionInstance = {
  /** The cluster. */
  readonly cluster: Cluster;
  /** The namespace there. */
  readonly namespace: Scalars['String']['output'];
  /** The workload's own number for it, as `kubectl rollout history` shows it. */
  readonly number: Scalars['Int']['output'];
  /** Whether the workload runs it now. */
  readonly current: Scalars['Boolean']['output'];
};

/** A page of revisions. */
export type RevisionConnection = {
  /** The revisions of this page. */
  readonly nodes: ReadonlyArray<Revision>;
  /** The revisions of this page with their cursors. */
  readonly edges: ReadonlyArray<RevisionEdge>;
  /** Where this page lies in the list. */
  readonly pageInfo: PageInfo;
  /** How many revisions are kept, over all pages. */
  readonly totalCount: Scalars['Int']['output'];
  /** Which clusters this list covers. */
  readonly coverage: Coverage;
};

/** A revision and its place in the list. */
export type RevisionEdge = {
  /** The revision. */
  readonly node: Revision;
  /** Its place, for `after`. */
  readonly cursor: Scalars['String']['output'];
};

/** Which tenants to list. A condition that is left out or null does not narrow the list. */
export type TenantFilter = {
  /** Any of these names. */
  readonly names?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Names that begin like this. */
  readonly namePrefix?: InputMaybe<Scalars['String']['input']>;
};

/** Which environments to list. A condition that is left out or null does not narrow the list. */
export type EnvironmentFilter = {
  /** Of any of these tenants. */
  readonly tenants?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Any of these names, such as `prod`. */
  readonly names?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** With a namespace in any of these clusters. */
  readonly clusters?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** In any of these states of health. */
  readonly health?: InputMaybe<ReadonlyArray<HealthStatus>>;
};

/** A customer or a business line: it owns environments. */
export type Tenant = Node & {
  /** Derived from the name, so that it stays when environments come and go. */
  readonly id: Scalars['ID']['output'];
  /** Unique among the tenants. Namespaces that belong to nobody are gathered under `unassigned`. */
  readonly name: Scalars['String']['output'];
  /** The tenant's environments, ordered by name. */
  readonly environments: EnvironmentConnection;
  /** The apps of all the tenant's environments. */
  readonly apps: AppConnection;
  /** What was done to the tenant's apps, newest first. */
  readonly operations: OperationConnection;
  /** What you may do in all of the tenant. */
  readonly allowedActions: ReadonlyArray<Action>;
  /** What anybody tried to change in the tenant, newest first; null and an error FORBIDDEN for those who may not read it. */
  readonly audit: Maybe<AuditRecordConnection>;
  /** Series of named metrics, over all of its environments that are seen: as for an app. */
  readonly metrics: ReadonlyArray<MetricRange>;
  /** What all pods use now in those environments of it that you may see. */
  readonly usage: Usage;
};


/** A customer or a business line: it owns environments. */
export type TenantEnvironmentsArgs = {
  filter?: InputMaybe<EnvironmentFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** A customer or a business line: it owns environments. */
export type TenantAppsArgs = {
  filter?: InputMaybe<AppFilter>;
  orderBy?: InputMaybe<AppOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** A customer or a business line: it owns environments. */
export type TenantOperationsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** A customer or a business line: it owns environments. */
export type TenantAuditArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** A customer or a business line: it owns environments. */
export type TenantMetricsArgs = {
  names: ReadonlyArray<Scalars['String']['input']>;
  from?: InputMaybe<Scalars['DateTime']['input']>;
  to?: InputMaybe<Scalars['DateTime']['input']>;
  step?: InputMaybe<Scalars['Int']['input']>;
  clusters?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** One stage of one tenant, such as `acme/prod`: one namespace in each cluster that it is placed in. */
export type Environment = Node & {
  /** Derived from the full name, so that it stays when the environment is recreated or moves. */
  readonly id: Scalars['ID']['output'];
  /** Unique within the tenant, such as `prod`. */
  readonly name: Scalars['String']['output'];
  /** The tenant that owns it. */
  readonly tenant: Tenant;
  /** The namespaces that hold it, one in each cluster, ordered by the clusters' names. */
  readonly placements: ReadonlyArray<Placement>;
  /** Its apps. */
  readonly apps: AppConnection;
  /** The worst health of its apps. */
  readonly health: Health;
  /** Freshness of the least fresh placement. */
  readonly freshness: Freshness;
  /** What you may do in the environment. */
  readonly allowedActions: ReadonlyArray<Action>;
  /** What anybody tried to change in the environment, newest first; null and an error FORBIDDEN for those who may not read it. */
  readonly audit: Maybe<AuditRecordConnection>;
  /** The freezes that concern the environment in any of its placements, now or later, in the order in which they begin. */
  readonly freezes: ReadonlyArray<Freeze>;
  /** Series of named metrics, over everything that runs in it: as for an app. */
  readonly metrics: ReadonlyArray<MetricRange>;
  /** What all pods in its namespaces use now, those included that belong to no app, such as a Job's. */
  readonly usage: Usage;
};


/** One stage of one tenant, such as `acme/prod`: one namespace in each cluster that it is placed in. */
export type EnvironmentAppsArgs = {
  filter?: InputMaybe<AppFilter>;
  orderBy?: InputMaybe<AppOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** One stage of one tenant, such as `acme/prod`: one namespace in each cluster that it is placed in. */
export type EnvironmentAuditArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** One stage of one tenant, such as `acme/prod`: one namespace in each cluster that it is placed in. */
export type EnvironmentMetricsArgs = {
  names: ReadonlyArray<Scalars['String']['input']>;
  from?: InputMaybe<Scalars['DateTime']['input']>;
  to?: InputMaybe<Scalars['DateTime']['input']>;
  step?: InputMaybe<Scalars['Int']['input']>;
  clusters?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** The namespace that holds an environment in one cluster. */
export type Placement = {
  /** The cluster. */
  readonly cluster: Cluster;
  /** The namespace's name there. */
  readonly namespace: Scalars['String']['output'];
  /** How fresh the knowledge of this placement is. */
  readonly freshness: Freshness;
};

/** A page of tenants. */
export type TenantConnection = {
  /** The tenants of this page. */
  readonly nodes: ReadonlyArray<Tenant>;
  /** The tenants of this page with their cursors. */
  readonly edges: ReadonlyArray<TenantEdge>;
  /** Where this page lies in the list. */
  readonly pageInfo: PageInfo;
  /** How many tenants match, over all pages. */
  readonly totalCount: Scalars['Int']['output'];
  /** Which clusters this list covers. */
  readonly coverage: Coverage;
};

/** A tenant and its place in the list. */
export type TenantEdge = {
  /** The tenant. */
  readonly node: Tenant;
  /** Its place, for `after` and `before`. */
  readonly cursor: Scalars['String']['output'];
};

/** A page of environments. */
export type EnvironmentConnection = {
  /** The environments of this page. */
  readonly nodes: ReadonlyArray<Environment>;
  /** The environments of this page with their cursors. */
  readonly edges: ReadonlyArray<EnvironmentEdge>;
  /** Where this page lies in the list. */
  readonly pageInfo: PageInfo;
  /** How many environments match, over all pages. */
  readonly totalCount: Scalars['Int']['output'];
  /** Which clusters this list covers. */
  readonly coverage: Coverage;
};

/** An environment and its place in the list. */
export type EnvironmentEdge = {
  /** The environment. */
  readonly node: Environment;
  /** Its place, for `after` and `before`. */
  readonly cursor: Scalars['String']['output'];
};

/** A token that somebody made to call with, for themselves or for a machine. */
export type ApiToken = Node & {
  /** Never changes. */
  readonly id: Scalars['ID']['output'];
  /** Who calls with it. */
  readonly kind: ApiTokenKind;
  /** What it is called. A machine's operations are recorded under this name. */
  readonly name: Scalars['String']['output'];
  /** Whether it is good now. */
  readonly state: ApiTokenState;
  /** What it may at most. */
  readonly actions: ReadonlyArray<Action>;
  /** Where it may that, at most. */
  readonly scopes: ReadonlyArray<ApiTokenScope>;
  /** Who made it. */
  readonly createdBy: Actor;
  /** When it was made. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The first moment in which it is good no more. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** When it was used last, to the minute; null where it never was. */
  readonly lastUsedAt: Maybe<Scalars['DateTime']['output']>;
  /** Who revoked it; null where nobody did. */
  readonly revokedBy: Maybe<Actor>;
  /** When it was revoked; null where it was not. */
  readonly revokedAt: Maybe<Scalars['DateTime']['output']>;
};

/** Who calls with an API token. */
export type ApiTokenKind =
  /** Its maker, who may with it at most what the maker may at the time. */
  | 'PERSONAL'
  /** A machine of its own, such as a pipeline. */
  | 'MACHINE'
  | '%future added value';

/** Whether an API token is good. */
export type ApiTokenState =
  /** It can be called with. */
  | 'GOOD'
  /** Its time is over. */
  | 'EXPIRED'
  /** Somebody revoked it. */
  | 'REVOKED'
  | '%future added value';

/** Where an API token reaches: an environment, a tenant, or, with neither, the whole fleet. */
export type ApiTokenScope = {
  /** Name of the tenant; null: the fleet. */
  readonly tenant: Maybe<Scalars['String']['output']>;
  /** Name of the environment; null: all of the tenant. */
  readonly environment: Maybe<Scalars['String']['output']>;
};

/** What to make. */
export type CreateApiTokenInput = {
  /** Who is to call with it. Default: `PERSONAL`. */
  readonly kind?: InputMaybe<ApiTokenKind>;
  /** What to call it: 1 to 128 letters, digits, and . _ @ + - between them. No two machines have the same name. */
  readonly name: Scalars['String']['input'];
  /** What it may at most. Default: of a personal token everything that you may; of a machine's they have to be given. */
  readonly actions?: InputMaybe<ReadonlyArray<Action>>;
  /** Where it may that: ids of tenants and environments, 1 to 100. Default: the fleet. */
  readonly on?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Until when it is good: at most 366 days from now. Default: 90 days. */
  readonly expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Why, in words; it is recorded in the audit. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  /**
   * A name for this call, chosen by the caller: calling again with the same key and the same input answers the same token, without its
   * secret, instead of making another.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** What to revoke. */
export type RevokeApiTokenInput = {
  /** The token's id. */
  readonly token: Scalars['ID']['input'];
  /** Why, in words; it is recorded in the audit. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  /** A name for this call, chosen by the caller: calling again with the same key and the same input answers the same token. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to a mutation of API tokens: one of two. */
export type ApiTokenPayload = {
  /** The token as it is now; null where the call was refused. */
  readonly apiToken: Maybe<ApiToken>;
  /** What to send as `Authorization: Bearer …`: only in the answer that made the token, and never again. */
  readonly secret: Maybe<Scalars['String']['output']>;
  /** Why nothing was changed; empty otherwise. */
  readonly problems: ReadonlyArray<Problem>;
};

/** A page of API tokens. */
export type ApiTokenConnection = {
  /** The tokens of this page. */
  readonly nodes: ReadonlyArray<ApiToken>;
  /** The tokens of this page with their cursors. */
  readonly edges: ReadonlyArray<ApiTokenEdge>;
  /** Where this page lies in the list. */
  readonly pageInfo: PageInfo;
  /** How many there are, over all pages. */
  readonly totalCount: Scalars['Int']['output'];
  /** They come from the gateway's own records, so this is always complete. */
  readonly coverage: Coverage;
};

/** An API token and its place in the list. */
export type ApiTokenEdge = {
  /** The token. */
  readonly node: ApiToken;
  /** Its place, for `after` and `before`. */
  readonly cursor: Scalars['String']['output'];
};

/**
 * What pods use now, next to what they ask for and may use, as their clusters' metrics API (`metrics.k8s.io`) last measured it.
 * Pods that have ended do not count. A pod that was not measured, because it is too young or its cluster has no metrics API, is
 * one of `pods` and not of `podsCounted`, and never counts as one that uses nothing.
 */
export type Usage = {
  /** CPU in cores, of the measured pods; null where there are pods, or may be, and none was measured. */
  readonly cpu: Maybe<Scalars['Float']['output']>;
  /** Memory in bytes (the working set), of the measured pods; null as for `cpu`. */
  readonly memory: Maybe<Scalars['Bytes']['output']>;
  /** What all pods ask for, which is what the scheduler reserves. A container that asks for nothing adds nothing; null where none asks. */
  readonly requests: Resources;
  /** What all pods may use. Null where a container has no limit: then there is none. */
  readonly limits: Resources;
  /** How much of it is used. */
  readonly utilization: Utilization;
  /** What the measured containers may use more, up to their limits; null where one of them has none, or nothing was measured. */
  readonly headroom: Resources;
  /** How many pods there are. */
  readonly pods: Scalars['Int']['output'];
  /** How many of them were measured. */
  readonly podsCounted: Scalars['Int']['output'];
  /** When the oldest of these samples was taken; null without any. */
  readonly sampledAt: Maybe<Scalars['DateTime']['output']>;
  /** Over how many seconds CPU was averaged: of these samples the longest; null without any. */
  readonly windowSeconds: Maybe<Scalars['Float']['output']>;
  /** When the metrics API last answered, of the cluster where that is longest ago. */
  readonly freshness: Freshness;
  /** Which clusters these numbers cover. One that could not tell what its pods use is named here. */
  readonly coverage: Coverage;
};

/** What a container uses now, next to what it asks for and may use, as for `Usage`. */
export type ContainerUsage = {
  /** CPU in cores; null where it was not measured. */
  readonly cpu: Maybe<Scalars['Float']['output']>;
  /** Memory in bytes (the working set); null where it was not measured. */
  readonly memory: Maybe<Scalars['Bytes']['output']>;
  /** What it asks for; null where it asks for nothing. */
  readonly requests: Resources;
  /** What it may use; null where it has no limit. */
  readonly limits: Resources;
  /** How much of it is used. */
  readonly utilization: Utilization;
  /** What it may use more, up to its limits; null where it has none, or was not measured. */
  readonly headroom: Resources;
  /** When the sample was taken; null without one. */
  readonly sampledAt: Maybe<Scalars['DateTime']['output']>;
  /** Over how many seconds CPU was averaged; null without a sample. */
  readonly windowSeconds: Maybe<Scalars['Float']['output']>;
  /** When the metrics API last answered. */
  readonly freshness: Freshness;
};

/**
 * How much is used of what was asked for and of what is allowed; 1 is all of it. Over the measured containers that state what
 * they are compared with; null where there is none.
 */
export type Utilization = {
  /** CPU used of CPU requested. More than 1 is common: a request is a promise, not a bound. */
  readonly cpuOfRequests: Maybe<Scalars['Float']['output']>;
  /** CPU used of the CPU limit. Near 1 it is throttled. */
  readonly cpuOfLimits: Maybe<Scalars['Float']['output']>;
  /** Memory used of memory requested. */
  readonly memoryOfRequests: Maybe<Scalars['Float']['output']>;
  /** Memory used of the memory limit. At 1 a container is killed. */
  readonly memoryOfLimits: Maybe<Scalars['Float']['output']>;
};

/** What machines use now, with everything that runs on them, next to what they have to give. */
export type MachineUsage = {
  /** CPU in cores, of the measured machines; null where none was measured. */
  readonly cpu: Maybe<Scalars['Float']['output']>;
  /** Memory in bytes (the working set), of the measured machines; null where none was measured. */
  readonly memory: Maybe<Scalars['Bytes']['output']>;
  /** What pods may take together, of all machines. */
  readonly allocatable: Resources;
  /** What the pods on them ask for, those of hidden namespaces included; null where pods are there, and none asks. */
  readonly requests: Resources;
  /** What the pods on them may use. Null where a container has no limit. */
  readonly limits: Resources;
  /** Of the measured machines: used of allocatable; 1 is all of it. */
  readonly utilization: MachineShare;
  /** Requested of allocatable: how full the scheduler takes them for; 1 is all of it. */
  readonly requested: MachineShare;
  /** Of the measured machines: allocatable less used. */
  readonly headroom: Resources;
  /** How many machines there are. */
  readonly machines: Scalars['Int']['output'];
  /** How many of them were measured. */
  readonly machinesCounted: Scalars['Int']['output'];
  /** When the oldest of these samples was taken; null without any. */
  readonly sampledAt: Maybe<Scalars['DateTime']['output']>;
  /** Over how many seconds CPU was averaged: of these samples the longest; null without any. */
  readonly windowSeconds: Maybe<Scalars['Float']['output']>;
  /** When the metrics API last answered. */
  readonly freshness: Freshness;
  /** Names the cluster where it could not tell what its machines use. */
  readonly coverage: Coverage;
};

/** Shares of what machines have to give; 1 is all of it. */
export type MachineShare = {
  /** Of the cores; null where it is not known. */
  readonly cpu: Maybe<Scalars['Float']['output']>;
  /** Of the memory; null where it is not known. */
  readonly memory: Maybe<Scalars['Float']['output']>;
};
