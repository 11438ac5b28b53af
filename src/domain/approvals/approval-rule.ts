import type { EnvironmentKey } from '../fleet/keys.ts';
import type { OperationKind } from '../operations/operation.ts';

/** Which operations need approvals, and whose. It is about what fits every list that it has. */
export interface ApprovalRule {
  readonly tenants?: readonly string[];
  readonly environments?: readonly string[];
  readonly kinds?: readonly OperationKind[];
  /** How many callers have to approve: 1 or more. */
  readonly approvals: number;
  /** The role that they need. */
  readonly role: string;
  /** Whether whoever asked counts as well. */
  readonly requesterMayApprove: boolean;
  /** How long a request waits, in seconds. */
  readonly waitSeconds: number;
  /** How long an approval counts, in seconds. */
  readonly validSeconds: number;
  /** The roles that may go ahead without approvals. */
  readonly breakGlass: readonly string[];
}

/** The rules as they are now. */
export interface ApprovalRules {
  /** The one that an operation has to follow; null: it needs no approval. */
  ruleFor(environment: EnvironmentKey, kind: OperationKind): ApprovalRule | null;
}

/** Nothing needs an approval. */
export const noApprovals: ApprovalRules = { ruleFor: () => null };

/** The first rule that fits, in the order given. */
export function firstRule(
  rules: readonly ApprovalRule[],
  { tenant, environment }: EnvironmentKey,
  kind: OperationKind,
): ApprovalRule | null {
  const fits = <T>(list: readonly T[] | undefined, value: T) => list === undefined || list.includes(value);
  const found = rules.find(
    (rule) => fits(rule.tenants, tenant) && fits(rule.environments, environment) && fits(rule.kinds, kind),
  );
  return found ?? null;
}
