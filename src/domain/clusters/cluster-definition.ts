/** How a registered cluster is reached and read: one file of `clusters/`, or one context of `--kubeconfig`. */
export interface ClusterDefinition {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly connection: ClusterConnectionSource;
  /** Tenants that this cluster may hold; `["*"]`: any. Labels on namespaces that claim another are not believed. */
  readonly tenants: readonly string[];
  readonly adopt: AdoptionRules;
  /** Where its series are; absent: nowhere that the gateway knows of. */
  readonly prometheus?: PrometheusSource;
  /** Where it was defined, for messages: a file name, or `--kubeconfig context`. */
  readonly origin: string;
}

/** Exactly one way to reach the API server. Paths are absolute. */
export type ClusterConnectionSource =
  | { readonly type: 'kubeconfig'; readonly path: string; readonly context?: string }
  | { readonly type: 'inCluster' }
  | {
      readonly type: 'server';
      readonly server: string;
      readonly caFile?: string;
      readonly tokenFile?: string;
      /** For a cluster that this process made itself (the simulated fleet); never from a file. Secret. */
      readonly token?: string;
    };

/** A Prometheus, or what speaks its HTTP API (Thanos, Mimir, VictoriaMetrics). Paths are absolute. */
export interface PrometheusSource {
  /** Without `/api/v1`. */
  readonly url: string;
  /** What every series of this cluster carries, where the backend holds those of several. */
  readonly clusterLabel?: { readonly name: string; readonly value: string };
  readonly tokenFile?: string;
  readonly caFile?: string;
  /** Sent as `X-Scope-OrgID`: whose series are asked of a backend with tenants of its own. */
  readonly orgId?: string;
  /** What the backend calls the labels of namespaces and pods. */
  readonly labels: { readonly namespace: string; readonly pod: string };
  /** How often what is measured is measured, in seconds. */
  readonly scrapeSeconds: number;
  /** Whether a namespace's name may have been another tenant's before the present namespace was made. Default: false. */
  readonly reusedNamespaces?: boolean;
}

/** How namespaces without `tenantry.dev` labels are read. */
export interface AdoptionRules {
  /** Label keys that stand for tenant, environment (on namespaces) and app (on workloads). */
  readonly labels?: { readonly tenant?: string; readonly environment?: string; readonly app?: string };
  /** namespace → `tenant/environment`. */
  readonly assign?: Readonly<Record<string, string>>;
  /** Name pattern of namespaces, such as `{tenant}-{environment}`. */
  readonly namespaces?: string;
  /** Environment names that the pattern may yield; absent: any without a hyphen. */
  readonly environments?: readonly string[];
  /** Namespaces that are not shown; `*` stands for any characters. Default `["kube-*"]`. */
  readonly hide: readonly string[];
}
