import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificateAuthority } from './certificates.ts';
import { startControlPlane } from './control-plane.ts';
import type { ControlPlane, ControlPlaneOptions } from './control-plane.ts';
import { freePort } from './free-port.ts';
import { createProcessGroup } from './process-group.ts';
import { findMetricsServer } from './toolchain.ts';
import { waitFor } from './wait-for.ts';

/** How much a pod uses, as annotations of it: kwok tells it as a kubelet would. */
export function usesOf(cpu: string, memory: string): Readonly<Record<string, string>> {
  return { 'tenantry.test/usage-cpu': cpu, 'tenantry.test/usage-memory': memory };
}

/** A control plane whose metrics API is a real metrics-server, which measures what kwok tells. */
export interface MeasuredControlPlane {
  readonly controlPlane: ControlPlane;
  /** Starts metrics-server (70 MB), and waits until it has measured: it needs two looks, 10 s apart. The first time it is registered, too. */
  startMetricsServer(): Promise<void>;
  /** Ends it from one moment to the next: its API is registered still, and answers 503. */
  killMetricsServer(): Promise<void>;
  stop(): Promise<void>;
}

const annotated = (annotation: string, otherwise: string): object => ({
  expression: `"${annotation}" in pod.metadata.annotations ? Quantity(pod.metadata.annotations["${annotation}"]) : Quantity("${otherwise}")`,
});

const label = (name: string, value: string): object => ({ name, value });
const ofPod = [label('namespace', 'pod.metadata.namespace'), label('pod', 'pod.metadata.name')];
const ofContainer = [label('container', 'container.name'), ...ofPod];

/** What a kubelet serves at /metrics/resource. @see https://kubernetes.io/docs/reference/instrumentation/node-metrics/ */
const kubeletMetrics = [
  ['scrape_error', 'node', 'gauge', '0', []],
  ['container_start_time_seconds', 'container', 'gauge', 'pod.SinceSecond()', ofContainer],
  [
    'container_cpu_usage_seconds_total',
    'container',
    'counter',
    'pod.CumulativeUsage("cpu", container.name)',
    ofContainer,
  ],
  ['container_memory_working_set_bytes', 'container', 'gauge', 'pod.Usage("memory", container.name)', ofContainer],
  ['node_cpu_usage_seconds_total', 'node', 'counter', 'node.CumulativeUsage("cpu")', []],
  ['node_memory_working_set_bytes', 'node', 'gauge', 'node.Usage("memory")', []],
] as const;

const kwokUsage = [
  {
    kind: 'ClusterResourceUsage',
    metadata: { name: 'usage' },
    spec: {
      usages: [
        {
          usage: {
            cpu: annotated('tenantry.test/usage-cpu', '1m'),
            memory: annotated('tenantry.test/usage-memory', '1Mi'),
          },
        },
      ],
    },
  },
  {
    kind: 'Metric',
    metadata: { name: 'kubelet' },
    spec: {
      path: '/metrics/nodes/{nodeName}/metrics/resource',
      metrics: kubeletMetrics.map(([name, dimension, kind, value, labels]) => {
        return { name, dimension, help: name, kind, value, labels };
      }),
    },
  },
].map((document) => JSON.stringify({ apiVersion: 'kwok.x-k8s.io/v1alpha1', ...document }));

/** Starts a control plane that metrics-server can be added to; it has none yet. */
export async function startMeasuredControlPlane(options: ControlPlaneOptions): Promise<MeasuredControlPlane> {
  const folder = mkdtempSync(join(tmpdir(), `tenantry-test-${options.name}-metrics-`));
  const write = (name: string, content: string) => {
    writeFileSync(join(folder, name), content, { mode: 0o600 });
    return join(folder, name);
  };
  const authority = await createCertificateAuthority('front proxy authority');
  const frontProxy = await authority.issue({ commonName: 'front-proxy' });
  const controlPlane = await startControlPlane({
    ...options,
    // How an API server shows the servers behind it who asks.
    apiServerFlags: [
      ...(options.apiServerFlags ?? []),
      `--requestheader-client-ca-file=${write('front-proxy-ca.crt', authority.certificate)}`,
      '--requestheader-allowed-names=front-proxy',
      '--requestheader-username-headers=X-Remote-User',
      '--requestheader-group-headers=X-Remote-Group',
      '--requestheader-extra-headers-prefix=X-Remote-Extra-',
      `--proxy-client-cert-file=${write('front-proxy.crt', frontProxy.certificate)}`,
      `--proxy-client-key-file=${write('front-proxy.key', frontProxy.key)}`,
    ],
    kwokFlags: [...(options.kwokFlags ?? []), `--config=${write('usage.yaml', kwokUsage.join('\n---\n'))}`],
  });
  mkdirSync(join(folder, 'certificates'));
  const processes = createProcessGroup(folder);
  const port = await freePort();
  let registered = false;

  const register = async () => {
    const { body } = await controlPlane.request('GET', '/api/v1/nodes');
    for (const { metadata } of (body as { readonly items: readonly { readonly metadata: { name: string } }[] }).items) {
      const path = `metrics.k8s.io/resource-metrics-path=/metrics/nodes/${metadata.name}/metrics/resource`;
      await controlPlane.kubectl(['annotate', 'node', metadata.name, path]);
    }
    await controlPlane.apply(
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'metrics-server', namespace: 'kube-system' },
        spec: { type: 'ExternalName', externalName: 'localhost' },
      },
      {
        apiVersion: 'apiregistration.k8s.io/v1',
        kind: 'APIService',
        metadata: { name: 'v1beta1.metrics.k8s.io' },
        spec: {
          group: 'metrics.k8s.io',
          version: 'v1beta1',
          service: { namespace: 'kube-system', name: 'metrics-server', port },
          insecureSkipTLSVerify: true,
          groupPriorityMinimum: 100,
          versionPriority: 100,
        },
      },
    );
    registered = true;
  };

  return {
    controlPlane,
    async startMetricsServer() {
      if (!registered) await register();
      const kubeconfig = controlPlane.kubeconfigPath;
      processes.start('metrics-server', findMetricsServer(), [
        `--kubeconfig=${kubeconfig}`,
        `--authentication-kubeconfig=${kubeconfig}`,
        `--authorization-kubeconfig=${kubeconfig}`,
        '--bind-address=127.0.0.1',
        `--secure-port=${port}`,
        `--cert-dir=${join(folder, 'certificates')}`,
        `--kubelet-port=${controlPlane.kubeletPort}`,
        '--kubelet-preferred-address-types=InternalIP',
        '--kubelet-insecure-tls',
        '--kubelet-request-timeout=5s',
        '--metric-resolution=10s',
      ]);
      const measured = async () => {
        processes.assertRunning('metrics-server');
        const { status, body } = await controlPlane.request('GET', '/apis/metrics.k8s.io/v1beta1/pods');
        return status === 200 && (body as { readonly items: readonly unknown[] }).items.length > 0;
      };
      await waitFor(`${options.name}: metrics-server has measured`, measured, {
        timeout: 110_000,
        interval: 500,
      }).catch((error: unknown) => {
        throw new Error(`metrics-server does not measure:\n${processes.logTail('metrics-server')}`, { cause: error });
      });
    },
    killMetricsServer: async () => await processes.kill('metrics-server'),
    async stop() {
      await processes.stop();
      await controlPlane.stop();
    },
  };
}
