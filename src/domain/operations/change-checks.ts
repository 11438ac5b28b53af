import type { ClusterFailure } from '../clusters/cluster-failure.ts';
import type { Result } from '../../lib/result.ts';
import type { AppInstance } from '../fleet/fleet-model.ts';
import type { Problem, ProblemCode } from '../problem.ts';
import type { ResourceQuota } from '../workloads/resource-quota.ts';
import { onDeleteWarning, waitForCluster } from './instance-checks.ts';
import { whereOf } from './instance-name.ts';
import type { Check, CheckKind } from './preflight.ts';
import { problem } from './problems.ts';
import { quotaFindings } from './quota-check.ts';
import type { QuotaQuestion } from './quota-check.ts';
import type { WorkRequest } from './work-request.ts';

/** That what is asked for makes sense for the workload as it is. `already`: why there is nothing to change. */
export function workloadCheck(request: WorkRequest, instance: AppInstance, already: string | null): Check {
  const about = { kind: 'WORKLOAD', clusterId: instance.cluster.id } as const;
  if (already !== null) {
    return { ...about, outcome: 'WARNED', message: `Nothing to change: ${already}.`, remedy: null };
  }
  const onDelete = onDeleteWarning(request, instance);
  if (onDelete === null) {
    return { ...about, outcome: 'PASSED', message: `It can be done on ${whereOf(instance)}.`, remedy: null };
  }
  const remedy = 'Delete the pods afterwards, or give it the update strategy RollingUpdate.';
  return { ...about, outcome: 'WARNED', message: onDelete, remedy };
}

const remedies: Readonly<Partial<Record<ProblemCode, string>>> = {
  NOT_FOUND: 'Name something that is there, or leave the cluster out with clusters.',
  INVALID: 'Ask for something that the workload can take.',
  CONFLICT: 'Look at what changed it, or halted it, and then ask again.',
  FORBIDDEN: 'Give Tenantry the right in this cluster, as docs/cluster-role.yaml does.',
  UNSUPPORTED: 'Leave the cluster out with clusters.',
  QUOTA_EXCEEDED: 'Raise the quota, or ask for less.',
  POLICY_DENIED: 'Ask for what the policy allows, or have the policy changed.',
};

const ofCluster: ReadonlySet<ProblemCode> = new Set(['CLUSTER_UNREACHABLE', 'TIMEOUT', 'UNAVAILABLE']);

/** What refused a change, as a check: of this kind, unless the problem itself says of which. */
export function failedCheck({ code, message }: Problem, kind: 'WORKLOAD' | 'ADMISSION', clusterId: string): Check {
  const isAway = ofCluster.has(code);
  return {
    kind: isAway ? 'CLUSTER_HEALTH' : code === 'QUOTA_EXCEEDED' ? 'QUOTA' : kind,
    outcome: 'REFUSED',
    clusterId,
    message,
    remedy: isAway ? waitForCluster : (remedies[code] ?? null),
  };
}

/** What the quotas say, as checks, and as warnings of the plan. `quotas` is null for what brings no pods whatever they say. */
export function quotaChecks(
  question: QuotaQuestion,
  quotas: Result<readonly ResourceQuota[], ClusterFailure> | null,
  { clusterId, namespace }: { readonly clusterId: string; readonly namespace: string },
): { readonly checks: readonly Check[]; readonly warnings: readonly Problem[] } {
  if (quotas === null) {
    const message = 'It brings no new pods.';
    return { checks: [{ kind: 'QUOTA', outcome: 'PASSED', clusterId, message, remedy: null }], warnings: [] };
  }
  if (!quotas.ok) {
    const isForbidden = quotas.failure.reason === 'FORBIDDEN';
    const why = isForbidden ? 'Tenantry may not read them' : 'the cluster did not tell them in time';
    const message = `Whether the quotas of ${namespace} leave room cannot be told: ${why}.`;
    const remedy = isForbidden
      ? 'Let Tenantry list resourcequotas in this cluster, as docs/cluster-role.yaml does.'
      : null;
    return { checks: [{ kind: 'QUOTA', outcome: 'UNKNOWN', clusterId, message, remedy }], warnings: [] };
  }
  const findings = quotaFindings(question, quotas.value);
  return {
    checks: findings.map((finding): Check => ({ kind: 'QUOTA', clusterId, ...finding })),
    warnings: findings
      .filter(({ outcome }) => outcome === 'WARNED')
      .map(({ message, remedy }) => problem('QUOTA_EXCEEDED', `${message} ${remedy ?? ''}`, { clusterId })),
  };
}

const ofEachPlacement: readonly CheckKind[] = [
  'CLUSTER_HEALTH',
  'WORKLOAD',
  'OWNERSHIP',
  'AUTOSCALER',
  'ADMISSION',
  'QUOTA',
];

/** Those that could not be made in a placement because of what others found. */
export function notLookedAt(made: readonly Check[], clusterId: string): readonly Check[] {
  const kinds = new Set(made.map(({ kind }) => kind));
  return ofEachPlacement
    .filter((kind) => !kinds.has(kind))
    .map((kind) => ({
      kind,
      outcome: 'UNKNOWN',
      clusterId,
      message: 'It was not looked at: what else refuses this comes before it.',
      remedy: null,
    }));
}
