import type { Binding } from '../access/binding.ts';
import type { Actor } from '../caller.ts';
import type { PlannedChange } from '../operations/operation.ts';
import type { Problem } from '../problem.ts';
import type { WorkloadKind } from '../workloads/workload.ts';

/**
 * How an attempt ended: ACCEPTED (it was done, or begun), PLANNED (a dry run was answered), REFUSED (with problems), DENIED (the
 * caller lacks the right), FAILED (a surprise).
 */
export type AuditOutcome = 'ACCEPTED' | 'PLANNED' | 'REFUSED' | 'DENIED' | 'FAILED';

/** What an attempt was about. What is not known of it, or does not belong to its type, is null. */
export interface AuditTarget {
  readonly type: 'APP' | 'OPERATION' | 'FREEZE' | 'API_TOKEN' | 'ROLE_BINDING';
  /** Of an operation, a freeze, an API token or a binding; apps go by their names. */
  readonly id: string | null;
  readonly tenant: string | null;
  readonly environment: string | null;
  readonly app: string | null;
  readonly kind: WorkloadKind | null;
  /** There only for a binding: which role, and whose. */
  readonly binding?: Pick<Binding, 'role' | 'subject'>;
}

/**
 * One attempt to change something, or to sign on or off. It holds no value that the caller gave but names, and the reason without what
 * looks like a secret; diffs are masked.
 */
export interface AuditEntry {
  /** When it ended, in milliseconds since the epoch. */
  readonly at: number;
  readonly actor: Actor;
  /** Through which credential the actor called; null where none was needed. */
  readonly credential: string | null;
  /** Where the request came from; null for what Tenantry does itself. */
  readonly address: string | null;
  readonly requestId: string | null;
  /** The mutation's name, such as `deployApp`; `signOn`, `signOff`, or `authenticate` for a credential that is none. */
  readonly action: string;
  /** Null where the input named nothing that could be. */
  readonly target: AuditTarget | null;
  readonly dryRun: boolean;
  /** Whether an earlier call with the same idempotency key was answered, and nothing new was done. */
  readonly repeated: boolean;
  readonly reason: string | null;
  /** There only where the actor went ahead without the approvals that a rule asks for. */
  readonly brokeGlass?: true;
  readonly outcome: AuditOutcome;
  /** The operation that was begun, or changed. */
  readonly operationId: string | null;
  readonly planDigest: string | null;
  readonly changes: readonly PlannedChange[];
  readonly problems: readonly Problem[];
}

/** An entry in its place of the chain. */
export interface AuditRecord extends AuditEntry {
  /** From 1, without holes. */
  readonly sequence: number;
  /** Of the record before it; 64 zeros for the first. */
  readonly previousHash: string;
  /** SHA-256 (hex) over the record's content, which holds `previousHash`. */
  readonly hash: string;
}
