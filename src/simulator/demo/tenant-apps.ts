import type { EnvVar } from '../objects/pod.ts';
import type { NamespaceDefinition, WorkloadDefinition } from './cluster-definition.ts';
import type { AppEntry, AppPlacement, ClusterFile, TenantFile } from './demo-files.ts';

const tenantryLabels = { tenant: 'tenantry.dev/tenant', environment: 'tenantry.dev/environment' };

/** The namespaces of a tenant in a cluster: one for each environment that is placed there. */
export function namespacesOf(
  { tenant, environments }: TenantFile,
  cluster: ClusterFile,
): readonly NamespaceDefinition[] {
  const keys = cluster.namespaceLabels ?? tenantryLabels;
  return Object.entries(environments)
    .filter(([, { clusters }]) => clusters.includes(cluster.name))
    .map(([environment, { quota }]) => ({
      name: `${tenant}-${environment}`,
      labels: { [keys.tenant]: tenant, [keys.environment]: environment },
      ...(quota === undefined ? {} : { quota }),
    }));
}

/** What a tenant runs in a cluster. */
export function workloadsOf(file: TenantFile, cluster: string): readonly WorkloadDefinition[] {
  return file.apps.flatMap((app) =>
    Object.entries(app.in).flatMap(([environment, { per, ...entry }]) => {
      const placed = entry.clusters ?? file.environments[environment]?.clusters ?? [];
      if (!placed.includes(cluster)) return [];
      return [makeWorkloadDefinition(app, { ...entry, ...per?.[cluster] }, `${file.tenant}-${environment}`)];
    }),
  );
}

function makeWorkloadDefinition(app: AppEntry, placement: AppPlacement, namespace: string): WorkloadDefinition {
  const image = (version: string): string => `${app.image}:${version}`;
  const env = environmentOf({ ...app.env, ...placement.env }, app.secrets ?? {});
  const version = placement.version ?? 'latest';
  return {
    kind: app.kind ?? 'Deployment',
    namespace,
    name: app.name,
    labels: { ...app.labels },
    ...defined({
      annotations: { ...app.annotations, ...placement.annotations },
      replicas: placement.replicas,
      strategy: app.strategy,
      maxSurge: app.maxSurge,
      maxUnavailable: app.maxUnavailable,
      progressDeadline: placement.progressDeadline,
      paused: placement.paused,
      autoscale: placement.autoscale,
      deployedHoursAgo: placement.hoursAgo,
      changeCause: placement.cause,
      manager: app.manager,
    }),
    containers: [
      { name: app.name, image: image(version), ...defined({ env, resources: app.resources, port: app.port }) },
      ...(app.sidecars ?? []),
    ],
    history: (placement.history ?? []).map(({ version: earlier, hoursAgo, cause }) => ({
      image: image(earlier),
      hoursAgo,
      ...defined({ changeCause: cause }),
    })),
  };
}

function environmentOf(
  values: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>>,
): readonly EnvVar[] | undefined {
  const env: EnvVar[] = [
    ...Object.entries(values).map(([name, value]) => ({ name, value })),
    ...Object.entries(secrets).map(([name, source]) => {
      const [secret = '', key = ''] = source.split('/');
      return { name, valueFrom: { secretKeyRef: { name: secret, key } } };
    }),
  ];
  return env.length === 0 ? undefined : env;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The members that are not undefined. */
function defined<T extends object>(members: T): Defined<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>;
}
