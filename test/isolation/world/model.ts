import type { AccessScope } from '../../../src/domain/access/access.ts';
import type { Action } from '../../../src/domain/access/action.ts';
import type { AccessRules } from '../../../src/domain/access/access-book.ts';
import type { RecordedBinding, Subject } from '../../../src/domain/access/binding.ts';
import type { ApprovalRule } from '../../../src/domain/approvals/approval-rule.ts';
import type { AuditEntry } from '../../../src/domain/audit/audit-record.ts';
import type { ClusterDefinition } from '../../../src/domain/clusters/cluster-definition.ts';
import type { GapReason } from '../../../src/domain/clusters/cluster-state.ts';
import type { EnvironmentKey } from '../../../src/domain/fleet/keys.ts';
import type { Freeze } from '../../../src/domain/freezes/freeze.ts';
import type { Operation } from '../../../src/domain/operations/operation.ts';
import type { ApiToken } from '../../../src/domain/tokens/api-token.ts';
import type { WorkloadKind } from '../../../src/domain/workloads/workload.ts';

/** A world as data: what the graph is made from, and what the reference tells from, without any of the product's code between. */
export interface World {
  readonly seed: string;
  readonly clusters: readonly ModelCluster[];
  readonly operations: readonly Operation[];
  readonly freezes: readonly Freeze[];
  readonly bindings: readonly RecordedBinding[];
  /** What the people were given, as an access file says it. */
  readonly rules: AccessRules;
  readonly tokens: readonly ApiToken[];
  readonly approvals: readonly ApprovalRule[];
  /** Oldest first: the first has the sequence 1. */
  readonly audit: readonly AuditEntry[];
}

export interface ModelCluster {
  readonly id: string;
  readonly name: string;
  readonly uid: string;
  readonly version: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly tenants: readonly string[];
  readonly adopt: ClusterDefinition['adopt'];
  /** Null: it can be read. */
  readonly gap: GapReason | null;
  /** Whether its metrics API answers: then each of its pods uses one byte. */
  readonly measured: boolean;
  /** What its API server says. */
  readonly words: string;
  readonly nodes: readonly { readonly name: string; readonly uid: string; readonly zone: string }[];
  readonly namespaces: readonly ModelNamespace[];
}

export interface ModelNamespace {
  readonly name: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What it was made to hold; null: it is hidden. */
  readonly environment: EnvironmentKey | null;
  readonly workloads: readonly ModelWorkload[];
}

export interface ModelWorkload {
  readonly kind: WorkloadKind;
  readonly name: string;
  readonly uid: string;
  readonly image: string;
  readonly label: string;
  readonly variable: string;
  readonly replicas: number;
  readonly cause: string;
  readonly pods: readonly ModelPod[];
  readonly events: readonly { readonly uid: string; readonly reason: string; readonly message: string }[];
  /** Name of the autoscaler; null: there is none. */
  readonly autoscaler: string | null;
  /** Name of the Argo CD application that manages it; null: nobody does. */
  readonly manager: string | null;
}

interface ModelPod {
  readonly name: string;
  readonly uid: string;
  readonly node: string;
  readonly reason: string | null;
  readonly message: string | null;
}

/** Somebody who asks. */
export interface Person {
  readonly name: string;
  /** What they, or a group that they are in, were given. */
  readonly given: readonly Given[];
  /** What they may where, by all that they were given and as far as what they come with lets them. */
  readonly grants: readonly ModelGrant[];
  readonly way: Way;
}

/** A grant, and the name of the role that allows it. */
export interface Given {
  readonly subject: Subject;
  readonly role: string;
  readonly grant: ModelGrant;
}

/** How somebody comes. FREE: past all doors. */
export type Way =
  | { readonly by: 'FREE' }
  | { readonly by: 'CALLERS_FILE' }
  | { readonly by: 'SIGN_ON'; readonly groups: readonly string[] }
  | { readonly by: 'API_TOKEN'; readonly token: ApiToken };

export interface ModelGrant {
  readonly role: string;
  readonly scope: AccessScope;
  readonly actions: readonly Action[];
}
