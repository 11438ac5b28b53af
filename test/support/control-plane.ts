import { mkdtempSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addNodes } from './nodes.ts';
import type { NodeOptions } from './nodes.ts';
import { connectControlPlane } from './control-plane-client.ts';
import type { ControlPlaneClient } from './control-plane-client.ts';
import { writeControlPlaneFiles } from './control-plane-files.ts';
import type { ControlPlaneFiles } from './control-plane-files.ts';
import { freePort } from './free-port.ts';
import { createProcessGroup } from './process-group.ts';
import { findControlPlaneBinaries } from './toolchain.ts';
import type { KubernetesMinor } from './toolchain.ts';
import { waitFor } from './wait-for.ts';

export interface ControlPlaneOptions {
  /** The name of its context; what a test calls the cluster. */
  readonly name: string;
  readonly version: KubernetesMinor;
  /** How many nodes it has at the start; 3 when left out. */
  readonly nodes?: number;
  /** More flags for the API server, e.g. `--watch-cache=false`. */
  readonly apiServerFlags?: readonly string[];
  /** More flags for kwok, e.g. another `--config`. */
  readonly kwokFlags?: readonly string[];
}

/** A control plane of one's own, that can be mistreated. */
export interface ControlPlane extends ControlPlaneClient {
  /** Process ids by program: etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kwok. */
  readonly pids: ReadonlyMap<string, number>;
  /** Where kwok answers as the kubelet of every node: a port of 127.0.0.1. */
  readonly kubeletPort: number;
  /** Adds nodes, and waits until they are Ready. @returns their names */
  addNodes(count: number, options?: NodeOptions): Promise<readonly string[]>;
  /** Stops the API server in mid-instruction: its sockets stay open, and nothing answers. */
  freeze(): void;
  /** Lets a frozen API server go on. */
  thaw(): void;
  /** Kills the API server and waits until it is gone: its sockets are reset, and its port refuses. */
  kill(): Promise<void>;
  /** Starts a killed API server again, on the same port and the same data, and waits until it is ready. */
  startApiServer(): Promise<void>;
  /** Ends all of it and removes its files. */
  stop(): Promise<void>;
}

/**
 * Starts etcd, an API server, a controller manager, a scheduler and kwok (which plays the kubelets; the lifecycles of
 * its pods are in test/support/stages) on ports of 127.0.0.1 of their own. It takes some 3 s and 550 MB.
 *
 * @throws Error when a program is not built, or with the end of its log when it does not come up
 */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { name, version } = options;
  const binaries = findControlPlaneBinaries(version);
  const folder = mkdtempSync(join(tmpdir(), `tenantry-test-${name}-`));
  const processes = createProcessGroup(folder);
  try {
    const [apiPort, etcdPort, etcdPeerPort] = [await freePort(), await freePort(), await freePort()];
    const url = `https://127.0.0.1:${apiPort}`;
    const etcdUrl = `http://127.0.0.1:${etcdPort}`;
    processes.start('etcd', binaries.etcd, etcdArguments(join(folder, 'etcd'), etcdUrl, etcdPeerPort));
    const files = await writeControlPlaneFiles(folder, name, url);
    const client = connectControlPlane({
      name,
      version,
      url,
      kubeconfigPath: files.paths.administrator,
      contextName: name,
      auditLogPath: files.paths.auditLog,
      folder,
      etcdUrl,
      certificateAuthority: files.authority.certificate,
      ...files.administrator,
    });

    const ready = async (path: string) => {
      processes.assertRunning('kube-apiserver');
      return (await client.request('GET', path)).status === 200;
    };
    const startApiServer = async () => {
      const flags = [...apiServerArguments(files, apiPort, etcdUrl), ...(options.apiServerFlags ?? [])];
      processes.start('kube-apiserver', binaries.apiServer, flags);
      await waitFor(`${name}: the API server ready`, async () => await ready('/readyz'), { timeout: 60_000 });
    };

    await waitFor(`${name}: etcd listening`, async () => await canConnect(etcdPort), { interval: 20 });
    await startApiServer();
    processes.start('kube-controller-manager', binaries.controllerManager, controllerManagerArguments(files));
    processes.start('kube-scheduler', binaries.scheduler, schedulerArguments(files));
    const kubeletPort = await freePort();
    const kwokFlags = [...kwokArguments(files, kubeletPort), ...(options.kwokFlags ?? [])];
    processes.start('kwok', binaries.kwok, kwokFlags);
    const nodes = async (count: number, nodeOptions?: NodeOptions) => await addNodes(client, count, nodeOptions);
    await nodes(options.nodes ?? 3);
    await waitFor(`${name}: the controllers at work`, async () => {
      processes.assertRunning('kube-controller-manager');
      processes.assertRunning('kube-scheduler');
      return (await client.request('GET', '/api/v1/namespaces/default/serviceaccounts/default')).status === 200;
    });

    return {
      ...client,
      pids: processes.pids,
      kubeletPort,
      addNodes: nodes,
      freeze: () => processes.signal('kube-apiserver', 'SIGSTOP'),
      thaw: () => processes.signal('kube-apiserver', 'SIGCONT'),
      kill: async () => await processes.kill('kube-apiserver'),
      startApiServer,
      stop: async () => await processes.stop(),
    };
  } catch (error) {
    const logs = [...processes.pids.keys(), 'kube-apiserver'].map(
      (program) => `${program}:\n${processes.logTail(program)}`,
    );
    await processes.stop();
    throw new Error(`The control plane ${name} did not come up.\n${logs.join('\n')}`, { cause: error });
  }
}

function etcdArguments(dataFolder: string, url: string, peerPort: number): readonly string[] {
  const peerUrl = `http://127.0.0.1:${peerPort}`;
  return [
    `--data-dir=${dataFolder}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
  ];
}

function apiServerArguments({ paths }: ControlPlaneFiles, port: number, etcdUrl: string): readonly string[] {
  return [
    `--etcd-servers=${etcdUrl}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    `--tls-cert-file=${paths.server}`,
    `--tls-private-key-file=${paths.serverKey}`,
    `--client-ca-file=${paths.authority}`,
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.0.0.0/16',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${paths.serviceAccountPublicKey}`,
    `--service-account-signing-key-file=${paths.serviceAccountKey}`,
    // Endpoints of the service `kubernetes` cannot hold a loopback address, and nothing uses them here.
    '--endpoint-reconciler-type=none',
    '--allow-privileged=true',
    `--audit-policy-file=${paths.auditPolicy}`,
    `--audit-log-path=${paths.auditLog}`,
    '--audit-log-mode=blocking',
  ];
}

// Clients of tests come in bursts, so the limits on what the controllers may ask are above what 2 cores can serve.
const generousLimits = ['--kube-api-qps=500', '--kube-api-burst=1000', '--leader-elect=false'];

function controllerManagerArguments({ paths }: ControlPlaneFiles): readonly string[] {
  return [
    `--kubeconfig=${paths.controllerManager}`,
    '--secure-port=0',
    ...generousLimits,
    `--root-ca-file=${paths.authority}`,
    `--service-account-private-key-file=${paths.serviceAccountKey}`,
    `--cluster-signing-cert-file=${paths.authority}`,
    `--cluster-signing-key-file=${paths.authorityKey}`,
    // Heartbeats are late when the machine is busy; no test may see its nodes go for that.
    '--node-monitor-grace-period=10m',
  ];
}

function schedulerArguments({ paths }: ControlPlaneFiles): readonly string[] {
  return [`--kubeconfig=${paths.scheduler}`, '--secure-port=0', ...generousLimits];
}

function kwokArguments({ paths }: ControlPlaneFiles, port: number): readonly string[] {
  return [
    `--kubeconfig=${paths.kwok}`,
    `--config=${paths.stages}`,
    '--manage-all-nodes=true',
    // Without leases the nodes turn NotReady after a minute, and their pods with them.
    '--node-lease-duration-seconds=40',
    '--cidr=10.244.0.0/16',
    '--node-ip=127.0.0.1',
    `--server-address=127.0.0.1:${port}`,
  ];
}

async function canConnect(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
