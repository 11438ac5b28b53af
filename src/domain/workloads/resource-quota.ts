/** A ResourceQuota of a namespace, as its cluster just told it. */
export interface ResourceQuota {
  readonly name: string;
  /** By the quota's names (`pods`, `requests.cpu`), quantities as they stand there. */
  readonly hard: Readonly<Record<string, string>>;
  /** As last counted; empty where the cluster has not counted yet. */
  readonly used: Readonly<Record<string, string>>;
  /** It counts only pods that fit all of these. */
  readonly scopes: readonly QuotaScope[];
}

/** @see https://kubernetes.io/docs/concepts/policy/resource-quotas/#quota-scopes */
export interface QuotaScope {
  readonly name: string;
  readonly operator: string;
  readonly values: readonly string[];
}
