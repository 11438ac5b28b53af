/** The pod template of a workload or of one of its revisions. */
export interface PodTemplate {
  /**
   * SHA-256 (hex) of the template's canonical JSON without what controllers add to it
   * (`pod-template-hash`, `$patch`, a null creationTimestamp): equal templates have equal digests in every cluster.
   */
  readonly digest: string;
  readonly containers: readonly ContainerSpec[];
  /** The main container's image: annotation `kubectl.kubernetes.io/default-container`, else the first container. */
  readonly image: string | null;
}

export interface ContainerSpec {
  readonly name: string;
  readonly main: boolean;
  readonly image: string;
  readonly env: readonly EnvVar[];
  readonly requests: Resources | null;
  readonly limits: Resources | null;
}

/** `value` is null where it comes from elsewhere (`source`) or is sensitive: a sensitive value never enters a cache. */
export interface EnvVar {
  readonly name: string;
  readonly value: string | null;
  readonly source: { readonly kind: 'Secret' | 'ConfigMap' | 'Field' | 'Resource'; readonly name: string } | null;
  readonly sourceKey: string | null;
}

/** CPU in cores, memory in bytes; null where the container states none. */
export interface Resources {
  readonly cpu: number | null;
  readonly memory: number | null;
}
