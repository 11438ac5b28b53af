import type { HeldObject } from '../../src/simulator/load/held-objects.ts';

/** A line for each Deployment and pod that a load cluster has, with its image and its last change. */
export function linesHeld(
  cluster: string,
  { deployments, pods }: Readonly<Record<'deployments' | 'pods', readonly HeldObject[]>>,
): readonly string[] {
  return [...deployments, ...pods].map(({ namespace, name, revision, sequence }) =>
    line(cluster, namespace, name, `1.0.${revision}`, sequence),
  );
}

interface Placed {
  readonly cluster: { readonly name: string };
  readonly namespace: string;
  readonly name: string;
}

/** An app, as `shownFields` ask for it. */
export interface ShownApp {
  readonly instances: readonly (Placed & {
    readonly image: string;
    readonly labels: readonly { readonly key: string; readonly value: string }[];
  })[];
  readonly pods: {
    readonly nodes: readonly (Placed & {
      readonly containers: readonly {
        readonly image: string;
        readonly lastTermination: { readonly message: string } | null;
      }[];
    })[];
  };
}

export const shownFields = `instances { cluster { name } namespace name image labels { key value } }
  pods(first: 20) { nodes { cluster { name } namespace name containers { image lastTermination { message } } } }`;

/** The same lines of what the graph shows of an app. */
export function linesShown({ instances, pods }: ShownApp): readonly string[] {
  return [
    ...instances.map(({ cluster, namespace, name, image, labels }) => {
      const sequence = labels.find(({ key }) => key === 'load.tenantry.dev/sequence')?.value;
      return line(cluster.name, namespace, name, tagOf(image), Number(sequence));
    }),
    ...pods.nodes.map(({ cluster, namespace, name, containers: [container] }) => {
      const change = container?.lastTermination?.message ?? 'change 0';
      return line(cluster.name, namespace, name, tagOf(container?.image), Number(change.replace('change ', '')));
    }),
  ];
}

function line(cluster: string, namespace: string, name: string, tag: string, sequence: number): string {
  return `${cluster} ${namespace}/${name} ${tag} change ${sequence}`;
}

function tagOf(image = ''): string {
  return image.split(':').at(-1) ?? '';
}
