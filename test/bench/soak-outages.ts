import type { GatewayProcess } from './load-process.ts';

/** What a gateway has to have told by then, in milliseconds: silence within 11 s (see `ConnectionMonitor`), and some for a busy machine. */
export const toldWithinMs = 15_000;

interface Shown {
  readonly clusters: { readonly nodes: readonly { readonly status: string; readonly gap: object | null }[] };
  readonly apps: {
    readonly coverage: { readonly gaps: readonly { readonly cluster: { readonly name: string } }[] };
    readonly nodes: readonly {
      readonly instances: readonly {
        readonly cluster: { readonly name: string };
        readonly freshness: { readonly stale: boolean };
        readonly health: { readonly status: string };
      }[];
    }[];
  };
}

/** What the graph does not say of a cluster that cannot be reached: that it is a gap, and that what is shown of it is as it was. */
export async function untoldOutage(gateway: GatewayProcess, cluster: string): Promise<readonly string[]> {
  const { clusters, apps } = await gateway.ask<Shown>(`{
    clusters(first: 1, filter: { names: ["${cluster}"] }) { nodes { status gap { reason } } }
    apps(first: 20, filter: { clusters: ["${cluster}"] }) {
      coverage { gaps { cluster { name } } }
      nodes { instances { cluster { name } freshness { stale } health { status } } }
    }
  }`);
  const [shown] = clusters.nodes;
  const instances = apps.nodes.flatMap(({ instances: all }) => all.filter((each) => each.cluster.name === cluster));
  return [
    ...(shown?.status === 'UNREACHABLE' && shown.gap !== null ? [] : [`it is shown as ${JSON.stringify(shown)}`]),
    ...(apps.coverage.gaps.some((gap) => gap.cluster.name === cluster) ? [] : ['an answer does not name it as a gap']),
    ...(instances.length > 0 ? [] : ['what it had is not shown any more']),
    ...(instances.every(({ freshness, health }) => freshness.stale && health.status === 'UNKNOWN')
      ? []
      : ['what it had is shown as if it were fresh']),
  ].map((what) => `${cluster} cannot be reached, and ${what}`);
}
