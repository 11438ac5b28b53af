/** What is looked at before anything is changed. More will come. */
export type CheckKind =
  /** Whether the caller may. */
  | 'ACCESS'
  /** Whether others have to agree first. */
  | 'APPROVAL'
  | 'FREEZE'
  /** Whether the cluster can be written to. */
  | 'CLUSTER_HEALTH'
  /** Whether what is asked for makes sense for the workload as it is. */
  | 'WORKLOAD'
  /** Whether something else manages the workload. */
  | 'OWNERSHIP'
  | 'AUTOSCALER'
  /** Whether the cluster would take the change: a dry run of the very write. */
  | 'ADMISSION'
  /** Whether the pods would fit into the quotas of the namespace. */
  | 'QUOTA';

/** UNKNOWN: it could not be told, which keeps nothing from going ahead. */
export type CheckOutcome = 'PASSED' | 'WARNED' | 'NEEDS_APPROVAL' | 'REFUSED' | 'UNKNOWN';

/** What one check found. */
export interface Check {
  readonly kind: CheckKind;
  readonly outcome: CheckOutcome;
  /** Id of the cluster that it is about; null where it is about all that is asked for. */
  readonly clusterId: string | null;
  /** What was found, in words for a person. */
  readonly message: string;
  /** What would have to change for it to pass; null where it passed, or where nobody can tell. */
  readonly remedy: string | null;
}

/** What comes of all checks together. */
export type Verdict = 'ALLOWED' | 'NEEDS_APPROVAL' | 'REFUSED';

/** One refusal refuses all; what could not be told refuses nothing. */
export function verdictOf(checks: readonly Check[]): Verdict {
  const has = (wanted: CheckOutcome) => checks.some(({ outcome }) => outcome === wanted);
  return has('REFUSED') ? 'REFUSED' : has('NEEDS_APPROVAL') ? 'NEEDS_APPROVAL' : 'ALLOWED';
}

const order: readonly CheckKind[] = [
  'ACCESS',
  'APPROVAL',
  'FREEZE',
  'CLUSTER_HEALTH',
  'WORKLOAD',
  'OWNERSHIP',
  'AUTOSCALER',
  'ADMISSION',
  'QUOTA',
];

/** Those about everything first, then cluster by cluster as they came, always in the same order of kinds. */
export function inOrder(checks: readonly Check[]): readonly Check[] {
  const clusters = [...new Set(checks.map(({ clusterId }) => clusterId))];
  const place = ({ kind, clusterId }: Check) =>
    (clusterId === null ? 0 : clusters.indexOf(clusterId) + 1) * order.length + order.indexOf(kind);
  return checks.toSorted((a, b) => place(a) - place(b));
}
