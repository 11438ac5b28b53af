import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ready, registerCluster } from '../integration/kubernetes/registered-cluster.ts';
import type { RegisteredCluster } from '../integration/kubernetes/registered-cluster.ts';
import { startControlPlane } from '../support/control-plane.ts';
import type { ControlPlane } from '../support/control-plane.ts';
import { waitFor } from '../support/wait-for.ts';
import { deployment, environmentNamespace } from '../support/workloads.ts';

const namespace = 'acme-prod';

describe('an API server that freezes, dies and forgets', () => {
  let controlPlane: ControlPlane;
  let registered: RegisteredCluster;
  const workloads = () => registered.source.workloads.DEPLOYMENT;

  beforeAll(async () => {
    controlPlane = await startControlPlane({ name: 'faulty', version: '1.36', nodes: 1 });
    await controlPlane.apply(
      environmentNamespace(namespace, 'acme', 'prod'),
      deployment({ namespace, name: 'api', replicas: 1 }),
    );
    registered = await registerCluster('faulty', controlPlane.kubeconfigPath);
    await ready(registered);
    await waitFor('the pod', () => registered.source.pods.inNamespace(namespace).some((pod) => pod.ready));
  });
  afterAll(async () => {
    await registered.close();
    await controlPlane.stop();
  });

  it('fault: frozen: a gap within 15 s, data stale, calls refused at once; right again after', async () => {
    controlPlane.freeze();
    const startedAt = performance.now();
    await waitFor('the gap', () => registered.source.state.gap?.reason === 'UNREACHABLE', { timeout: 20_000 });
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    expect(registered.source.freshness.stale).toBe(true);
    expect(workloads().find(namespace, 'api')).toBeDefined();
    const askedAt = performance.now();
    expect(await registered.source.writer.read({ kind: 'DEPLOYMENT', namespace, name: 'api' })).toMatchObject({
      failure: { reason: 'UNREACHABLE' },
    });
    expect(performance.now() - askedAt).toBeLessThan(1000);
    controlPlane.thaw();
    await ready(registered);
    await controlPlane.apply(deployment({ namespace, name: 'after-thaw', replicas: 0 }));
    await waitFor('what was made after', () => workloads().find(namespace, 'after-thaw'));
    expect(registered.source.freshness.stale).toBe(false);
  });

  it('fault: killed, its history compacted, then back: everything right again', async () => {
    const old = workloads().find(namespace, 'after-thaw');
    await controlPlane.kill();
    await waitFor('the gap', () => registered.source.state.gap?.reason === 'UNREACHABLE', { timeout: 15_000 });
    await controlPlane.compactEtcd();
    await controlPlane.startApiServer();
    // The API server has no history from before: every kind that is not at its newest version is told 410.
    await controlPlane.kubectl(['delete', 'deployment', 'after-thaw', '-n', namespace]);
    await controlPlane.apply(deployment({ namespace, name: 'after-thaw', replicas: 0 }));
    await waitFor(
      'the new one',
      () => {
        const present = workloads().find(namespace, 'after-thaw');
        return present !== undefined && present.meta.uid !== old?.meta.uid;
      },
      { timeout: 60_000 },
    );
    await ready(registered);
    const { stdout } = await controlPlane.kubectl(['get', 'pods,deployments,replicasets', '-A', '-o', 'name']);
    const { source } = registered;
    const held = (): number => source.pods.size + workloads().size + source.replicaSets.size;
    await waitFor('as many objects as kubectl tells', () => held() === stdout.trim().split('\n').length);
    expect(source.freshness.stale).toBe(false);
  });
});
