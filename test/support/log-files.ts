import { appendFileSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startControlPlane } from './control-plane.ts';
import type { ControlPlane, ControlPlaneOptions } from './control-plane.ts';

/** Names a pod whose log a test writes. */
export interface LoggedPod {
  readonly namespace: string;
  readonly name: string;
}

/** A control plane whose kubelets (kwok) give logs through its API server, read by the kubelet's own code from files of the test. */
export interface LoggingControlPlane {
  readonly controlPlane: ControlPlane;
  /** Adds lines to the log of a pod's containers, in the format of container runtimes: see `criLine`. */
  append(pod: LoggedPod, lines: readonly string[]): void;
  /** A pod of the same name has a log of its own from now on; what reads the present one goes on with that. */
  renew(pod: LoggedPod): void;
  stop(): Promise<void>;
}

/** `tag`: F for a line, P for the part of a line that the next one goes on with. @see https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md */
export function criLine(time: string, text: string, tag: 'F' | 'P' = 'F'): string {
  return `${time} stdout ${tag} ${text}`;
}

/**
 * The pods have to be named beforehand.
 * @param start what else the control plane is started with: see `startMeasuredControlPlane`
 */
export async function startLoggingControlPlane(
  options: ControlPlaneOptions,
  pods: readonly LoggedPod[],
  start: (options: ControlPlaneOptions) => Promise<ControlPlane> = startControlPlane,
): Promise<LoggingControlPlane> {
  const folder = mkdtempSync(join(tmpdir(), `tenantry-test-${options.name}-logs-`));
  let files = 0;
  const linkOf = ({ namespace, name }: LoggedPod) => join(folder, `${namespace}_${name}`);
  const renew = (pod: LoggedPod): void => {
    files += 1;
    const file = join(folder, `${files}.log`);
    writeFileSync(file, '');
    // In one step, so that a reader finds one or the other.
    symlinkSync(file, `${linkOf(pod)}.next`);
    renameSync(`${linkOf(pod)}.next`, linkOf(pod));
  };
  for (const pod of pods) renew(pod);
  const logs = pods.map((pod) => ({
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'Logs',
    metadata: pod,
    spec: { logs: [{ logsFile: linkOf(pod), follow: true }] },
  }));
  const config = join(folder, 'logs.yaml');
  writeFileSync(config, logs.map((each) => JSON.stringify(each)).join('\n---\n'));
  const controlPlane = await start({
    ...options,
    apiServerFlags: [...(options.apiServerFlags ?? []), '--kubelet-preferred-address-types=InternalIP'],
    kwokFlags: [...(options.kwokFlags ?? []), `--config=${config}`],
  });
  await serveKubelet(controlPlane);
  return {
    controlPlane,
    append: (pod, lines) => appendFileSync(linkOf(pod), lines.map((line) => `${line}\n`).join('')),
    renew,
    async stop() {
      await controlPlane.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Tells the API server where the kubelets of its nodes are. */
async function serveKubelet(controlPlane: ControlPlane): Promise<void> {
  const { body } = await controlPlane.request('GET', '/api/v1/nodes');
  const status = JSON.stringify({
    status: { daemonEndpoints: { kubeletEndpoint: { Port: controlPlane.kubeletPort } } },
  });
  for (const { metadata } of (body as { readonly items: readonly { readonly metadata: { name: string } }[] }).items) {
    await controlPlane.kubectl(['patch', 'node', metadata.name, '--subresource=status', '--type=merge', '-p', status]);
  }
}
