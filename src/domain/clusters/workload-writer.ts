import type { JsonObject, Json } from '../../lib/json.ts';
import type { Result } from '../../lib/result.ts';
import type { ResourceQuota } from '../workloads/resource-quota.ts';
import type { RevisionRecord } from '../workloads/revision-record.ts';
import type { Workload, WorkloadKind } from '../workloads/workload.ts';
import type { ClusterFailure } from './cluster-failure.ts';

/** Names one workload in a cluster. */
export interface WorkloadRef {
  readonly kind: WorkloadKind;
  readonly namespace: string;
  readonly name: string;
}

/** RFC 6902. */
export type JsonPatchOperation =
  | { readonly op: 'test' | 'add' | 'replace'; readonly path: string; readonly value: Json }
  | { readonly op: 'remove'; readonly path: string };

/** A workload as the API server just told it: raw for diffs and templates, projected for decisions. */
export interface LiveWorkload {
  readonly raw: JsonObject;
  readonly workload: Workload;
}

/** A revision with its whole pod template, cleaned of what controllers add: what a rollback writes back. */
export interface LiveRevision {
  readonly template: JsonObject;
  readonly record: RevisionRecord;
}

/** Direct calls to one cluster, each with a deadline; never retried blindly, never following redirects. */
export interface WorkloadWriter {
  /** How many dry runs may be under way that are sent before what they change is read: reads need connections, too. */
  readonly maxEarlyDryRuns: number;
  read(ref: WorkloadRef): Promise<Result<LiveWorkload, ClusterFailure>>;
  /** The revisions that the workload controls (ReplicaSets or ControllerRevisions), oldest first. */
  readRevisions(workload: Workload): Promise<Result<readonly LiveRevision[], ClusterFailure>>;
  /** The quotas of the namespace, with a short deadline: nothing that has to be done depends on them. */
  readQuotas(namespace: string): Promise<Result<readonly ResourceQuota[], ClusterFailure>>;
  /**
   * JSON patch under the field manager `tenantry`. A failed `test` is a CONFLICT (a wrong uid too, which the API server
   * tells as a bare 422). With dryRun nothing is written, but admission and validation have their say; `signal` ends one whose answer
   * nobody needs any more.
   */
  patch(
    ref: WorkloadRef,
    operations: readonly JsonPatchOperation[],
    options: { readonly dryRun: boolean; readonly signal?: AbortSignal },
  ): Promise<Result<LiveWorkload, ClusterFailure>>;
}
