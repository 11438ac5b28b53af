import type { ControlPlaneClient } from './control-plane-client.ts';
import { kubernetesVersion } from './toolchain.ts';
import { waitFor } from './wait-for.ts';

export interface NodeOptions {
  readonly labels?: Readonly<Record<string, string>>;
  /** Kubernetes quantities; 32 CPUs, 128Gi and 500 pods when left out. */
  readonly capacity?: { readonly cpu?: string; readonly memory?: string; readonly pods?: string };
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
}

/** Adds nodes that kwok manages, and waits until they are Ready. @returns their names */
export async function addNodes(
  controlPlane: ControlPlaneClient,
  count: number,
  options: NodeOptions = {},
): Promise<readonly string[]> {
  const existing = (await controlPlane.request('GET', '/api/v1/nodes')).body as { items: unknown[] };
  const names = Array.from({ length: count }, (_, index) => `node-${existing.items.length + index + 1}`);
  const resources = { cpu: '32', memory: '128Gi', pods: '500', ...options.capacity };
  for (const [index, name] of names.entries()) {
    const node = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name,
        labels: {
          'kubernetes.io/hostname': name,
          'kubernetes.io/os': 'linux',
          'kubernetes.io/arch': 'amd64',
          'topology.kubernetes.io/zone': `zone-${'abc'[index % 3]}`,
          ...options.labels,
        },
      },
      spec: { taints: options.taints ?? [] },
      status: {
        capacity: resources,
        allocatable: resources,
        addresses: [
          { type: 'InternalIP', address: '127.0.0.1' },
          { type: 'Hostname', address: name },
        ],
        nodeInfo: {
          kubeletVersion: kubernetesVersion(controlPlane.version),
          containerRuntimeVersion: 'containerd://2.1.0',
          architecture: 'amd64',
          operatingSystem: 'linux',
          osImage: 'Debian GNU/Linux 12 (bookworm)',
          kernelVersion: '6.1.0',
          kubeProxyVersion: '',
          machineID: name,
          systemUUID: name,
          bootID: name,
        },
      },
    };
    const { status, body } = await controlPlane.request('POST', '/api/v1/nodes', { body: node });
    if (status !== 201) throw new Error(`Node ${name} was refused: ${JSON.stringify(body)}`);
  }
  await waitFor(`${controlPlane.name}: ${count} more nodes Ready`, async () => {
    const { body } = await controlPlane.request('GET', '/api/v1/nodes');
    const ready = (body as NodeList).items.filter((node) =>
      node.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
    );
    return names.every((name) => ready.some((node) => node.metadata.name === name));
  });
  return names;
}

interface NodeList {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
  }[];
}
