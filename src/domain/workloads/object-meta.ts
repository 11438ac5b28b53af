/** What the graph needs of a Kubernetes object's metadata. Times in milliseconds since the epoch. */
export interface ObjectMeta {
  readonly uid: string;
  readonly name: string;
  /** Empty for cluster-scoped objects. */
  readonly namespace: string;
  readonly resourceVersion: string;
  /** 0 where the kind has none. */
  readonly generation: number;
  readonly createdAt: number;
  /** When deletion was asked for; null while it was not. */
  readonly deletionRequestedAt: number | null;
  readonly labels: Readonly<Record<string, string>>;
  /** Without `kubectl.kubernetes.io/last-applied-configuration`, which can hold secrets and is large. */
  readonly annotations: Readonly<Record<string, string>>;
  /** The owner that controls it (`ownerReferences[].controller`). */
  readonly controller: OwnerReference | null;
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}
