import type { Generated, Selectable } from 'kysely';

/** The records' tables. Times are milliseconds since the epoch; members named `…json` hold JSON text. */
export interface Tables {
  operation: OperationTable;
  operation_step: OperationStepTable;
  idempotency_key: IdempotencyKeyTable;
  cluster_identity: ClusterIdentityTable;
  cluster_name: ClusterNameTable;
  rollout_log: RolloutLogTable;
  audit_record: AuditRecordTable;
  audit_head: AuditHeadTable;
  freeze: FreezeTable;
  freeze_tenant: FreezeTenantTable;
  approval_decision: ApprovalDecisionTable;
  api_token: ApiTokenTable;
  api_token_scope: ApiTokenScopeTable;
  role_binding: RoleBindingTable;
  role_binding_head: RoleBindingHeadTable;
  plan_key: PlanKeyTable;
  signed_off_session: SignedOffSessionTable;
}

export interface OperationTable {
  id: string;
  kind: string;
  state: string;
  tenant: string;
  environment: string;
  app: string;
  app_kind: string;
  actor_name: string;
  actor_kind: string;
  reason: string | null;
  plan_json: string | null;
  problem_json: string | null;
  superseded_by: string | null;
  settings_json: string;
  follow_up_json: string | null;
  approval_json: string | null;
  /** Only while it waits for approvals. */
  asked_json: string | null;
  approved_at: number | null;
  /** The gateway that works on it. */
  holder: string;
  fence: number;
  /** By the clock of the database. */
  lease_until: number;
  version: number;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
}

export interface OperationStepTable {
  operation_id: string;
  position: number;
  cluster_id: string | null;
  namespace: string | null;
  state: string;
  message: string | null;
  problem_json: string | null;
  template_digest: string | null;
  work_json: string;
  started_at: number | null;
  finished_at: number | null;
}

export interface IdempotencyKeyTable {
  caller: string;
  key: string;
  input_hash: string;
  operation_id: string;
  created_at: number;
}

export interface ClusterIdentityTable {
  id: string;
  uid: string | null;
}

export interface ClusterNameTable {
  name: string;
  cluster_id: string;
}

export interface RolloutLogTable {
  sequence: Generated<number>;
  tenant: string;
  environment: string;
  app: string;
  app_kind: string;
  rollout_key: string;
  phase: string;
  at: number;
  snapshot: string;
}

/** The columns behind `hash` are what filters look at; all of it is in `content`, too. */
export interface AuditRecordTable {
  sequence: number;
  /** See `SealedRecord` of the domain. */
  content: string;
  hash: string;
  at: number;
  actor_name: string;
  action: string;
  outcome: string;
  tenant: string | null;
  environment: string | null;
  app: string | null;
  app_kind: string | null;
  operation_id: string | null;
  freeze_id: string | null;
}

/** One row: where the chain ends. */
export interface AuditHeadTable {
  id: number;
  sequence: number;
  hash: string;
}

export interface FreezeTable {
  id: string;
  reason: string;
  starts_at: number;
  ends_at: number;
  scope_json: string;
  /** 0 or 1: both engines have whole numbers. */
  allows_rollbacks: number;
  created_by_name: string;
  created_by_kind: string;
  created_at: number;
  ended_at: number | null;
  ended_by_name: string | null;
  ended_by_kind: string | null;
}

export interface FreezeTenantTable {
  freeze_id: string;
  tenant: string;
}

/** At most one of each actor for an operation. */
export interface ApprovalDecisionTable {
  operation_id: string;
  actor_name: string;
  actor_kind: string;
  decision: string;
  comment: string | null;
  digest: string;
  at: number;
}

export interface ApiTokenTable {
  id: string;
  hash: string;
  kind: string;
  name: string;
  actions_json: string;
  groups_json: string;
  created_by_name: string;
  created_by_kind: string;
  created_at: number;
  expires_at: number;
  last_used_at: number | null;
  revoked_at: number | null;
  revoked_by_name: string | null;
  revoked_by_kind: string | null;
}

/** No tenant: the fleet. No environment: the tenant. */
export interface ApiTokenScopeTable {
  token_id: string;
  position: number;
  tenant: string | null;
  environment: string | null;
}

/** No tenant, no environment: empty texts. */
export interface RoleBindingTable {
  id: string;
  role: string;
  subject_kind: string;
  subject_name: string;
  tenant: string;
  environment: string;
  created_by_name: string;
  created_by_kind: string;
  created_at: number;
  removed_by_name: string | null;
  removed_by_kind: string | null;
  removed_at: number | null;
}

/** One row. */
export interface RoleBindingHeadTable {
  id: number;
  /** Counts the changes of bindings. */
  version: number;
}

/** Each until it would be over. */
export interface SignedOffSessionTable {
  id: string;
  expires_at: number;
}

/** One row. */
export interface PlanKeyTable {
  id: number;
  /** 32 random bytes, in Base64. */
  key: string;
}

export type OperationRow = Selectable<OperationTable>;
export type OperationStepRow = Selectable<OperationStepTable>;
export type AuditRow = Selectable<AuditRecordTable>;
export type ApprovalDecisionRow = Selectable<ApprovalDecisionTable>;
export type FreezeRow = Selectable<FreezeTable>;
export type ApiTokenRow = Selectable<ApiTokenTable>;
export type ApiTokenScopeRow = Selectable<ApiTokenScopeTable>;
export type RoleBindingRow = Selectable<RoleBindingTable>;
