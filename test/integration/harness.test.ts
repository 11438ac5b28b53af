import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ControlPlaneClient } from '../support/control-plane-client.ts';
import { sharedCluster } from '../support/shared-clusters.ts';
import type { SharedClusterName } from '../support/shared-clusters.ts';
import { kubernetesVersion } from '../support/toolchain.ts';
import { waitFor } from '../support/wait-for.ts';
import {
  admissionPolicy,
  daemonSet,
  deployment,
  images,
  namespace,
  resourceQuota,
  statefulSet,
  uniqueName,
} from '../support/workloads.ts';

interface Pod {
  readonly metadata: { readonly name: string };
  readonly status: {
    readonly phase: string;
    readonly podIP?: string;
    readonly containerStatuses?: readonly {
      readonly name: string;
      readonly ready: boolean;
      readonly restartCount: number;
      readonly state: { readonly waiting?: { readonly reason: string; readonly message?: string } };
      readonly lastState: {
        readonly terminated?: { readonly reason: string; readonly exitCode: number; readonly message?: string };
      };
    }[];
  };
}

describe.each<[SharedClusterName, '1.35' | '1.36']>([
  ['eu-1', '1.35'],
  ['us-1', '1.36'],
])('the shared cluster %s', (name, minor) => {
  let cluster: ControlPlaneClient;
  const own = uniqueName('harness');

  const pods = async (app: string) => {
    const path = `/api/v1/namespaces/${own}/pods?labelSelector=app.kubernetes.io/name=${app}`;
    const { body } = await cluster.request('GET', path);
    return (body as { items: readonly Pod[] }).items;
  };
  const firstContainer = async (app: string) => (await pods(app))[0]?.status.containerStatuses?.[0];

  beforeAll(async () => {
    cluster = sharedCluster(name);
    await cluster.apply(namespace(own));
  });
  afterAll(async () => {
    await cluster.kubectl(['delete', 'namespace', own, '--wait=false']);
  });

  it('is of its version, with nodes that are Ready', async () => {
    const { body } = await cluster.request('GET', '/version');
    expect(body).toMatchObject({ gitVersion: kubernetesVersion(minor), major: '1', minor: minor.slice(2) });
    const { stdout } = await cluster.kubectl(['wait', 'nodes', '--all', '--for=condition=Ready', '--timeout=10s']);
    expect(stdout.trim().split('\n')).toHaveLength(3);
  });

  it('rolls out workloads of all three kinds, and ends their pods quickly', async () => {
    await cluster.apply(
      deployment({ namespace: own, name: 'web', replicas: 3 }),
      statefulSet({ namespace: own, name: 'db', replicas: 2 }),
      daemonSet({ namespace: own, name: 'agent' }),
    );
    for (const workload of ['deployment/web', 'statefulset/db', 'daemonset/agent']) {
      const { code, stderr } = await cluster.kubectl(['rollout', 'status', workload, '-n', own, '--timeout=30s']);
      expect(stderr).toBe('');
      expect(code).toBe(0);
    }
    const addresses = (await pods('web')).map((pod) => pod.status.podIP);
    expect(new Set(addresses).size).toBe(3);
    await cluster.kubectl(['delete', 'deployment/web', '-n', own]);
    await waitFor('the end of the pods', async () => (await pods('web')).length === 0);
  });

  it('plays an image that cannot be pulled, and the container beside it that can', async () => {
    const sidecars = [{ name: 'proxy', image: images.good }];
    await cluster.apply(
      deployment({ namespace: own, name: 'bad-image', replicas: 1, image: images.doesNotExist, sidecars }),
    );
    const status = await waitFor('ImagePullBackOff', async () => {
      const container = await firstContainer('bad-image');
      return container?.state.waiting?.reason === 'ImagePullBackOff' ? container : undefined;
    });
    expect(status.state.waiting?.message).toContain(`Back-off pulling image "${images.doesNotExist}"`);
    const [pod] = await pods('bad-image');
    expect(pod?.status.phase).toBe('Pending');
    expect(pod?.status.containerStatuses?.map(({ name, ready }) => ({ name, ready }))).toEqual([
      { name: 'app', ready: false },
      { name: 'proxy', ready: true },
    ]);
  });

  it('plays a crash loop with the last words of the container and a restart count that rises', async () => {
    const podAnnotations = { 'tenantry.test/message': 'fatal: no licence', 'tenantry.test/delay': '200ms' };
    await cluster.apply(
      deployment({ namespace: own, name: 'crash', replicas: 1, image: images.crash, podAnnotations }),
    );
    const status = await waitFor('three restarts', async () => {
      const container = await firstContainer('crash');
      return container?.state.waiting?.reason === 'CrashLoopBackOff' && container.restartCount >= 3
        ? container
        : undefined;
    });
    expect(status.lastState.terminated).toMatchObject({ reason: 'Error', exitCode: 1, message: 'fatal: no licence' });
  });

  it('plays a container that is killed for its memory, named by annotation', async () => {
    await cluster.apply(statefulSet({ namespace: own, name: 'hungry', replicas: 1, lifecycle: 'oom' }));
    const status = await waitFor('OOMKilled', async () => {
      const container = await firstContainer('hungry');
      return container?.state.waiting === undefined ? undefined : container.lastState.terminated;
    });
    expect(status).toMatchObject({ reason: 'OOMKilled', exitCode: 137 });
  });

  it('plays a slow start: available in the end, and not at once', async () => {
    const podAnnotations = { 'tenantry.test/delay': '2s' };
    await cluster.apply(deployment({ namespace: own, name: 'slow', replicas: 1, image: images.slow, podAnnotations }));
    await waitFor('running', async () => (await pods('slow'))[0]?.status.phase === 'Running');
    expect(await firstContainer('slow')).toMatchObject({ ready: false });
    const { code } = await cluster.kubectl(['rollout', 'status', 'deployment/slow', '-n', own, '--timeout=30s']);
    expect(code).toBe(0);
  });

  it('plays pods that never become ready', async () => {
    await cluster.apply(daemonSet({ namespace: own, name: 'never', image: images.neverReady }));
    await waitFor('a warning of the readiness probe', async () => {
      const { stdout } = await cluster.kubectl(['get', 'events', '-n', own, '--field-selector=reason=Unhealthy']);
      return stdout.includes('Readiness probe failed');
    });
    expect(await firstContainer('never')).toMatchObject({ ready: false, restartCount: 0 });
  });

  it('enforces quotas and admission policies, which are real', async () => {
    const guarded = uniqueName('harness-guarded');
    const policy = uniqueName('only-our-registry');
    const policyObjects = admissionPolicy(policy, '!object.metadata.name.startsWith("bad-")', 'bad names are not ours');
    await cluster.apply(
      namespace(guarded, { 'tenantry.test/policy': policy }),
      resourceQuota(guarded, { pods: '1' }),
      ...policyObjects,
    );
    await cluster.apply(deployment({ namespace: guarded, name: 'two', replicas: 2 }));
    await waitFor('the refusal of the second pod', async () => {
      const { stdout } = await cluster.kubectl(['get', 'events', '-n', guarded]);
      return stdout.includes('exceeded quota: quota, requested: pods=1');
    });
    // A new policy reaches admission after a moment.
    const refusal = await waitFor('the refusal of the policy', async () => {
      const { stderr } = await cluster.kubectl(['create', 'deployment', 'bad-one', '--image=x', '-n', guarded]);
      await cluster.kubectl(['delete', 'deployment', 'bad-one', '-n', guarded, '--ignore-not-found']);
      return stderr.includes('bad names are not ours') ? stderr : undefined;
    });
    expect(refusal).toContain('denied');
    await cluster.kubectl(['delete', 'validatingadmissionpolicies,validatingadmissionpolicybindings', policy]);
    await cluster.kubectl(['delete', 'namespace', guarded, '--wait=false']);
  });

  it('makes kubeconfigs with exactly the rights of a ClusterRole, and audits what they do', async () => {
    const role = uniqueName('pods-only');
    const kubeconfig = await cluster.serviceAccountKubeconfig(`
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: ${role} }
rules:
  - { apiGroups: [''], resources: [pods], verbs: [get, list, watch] }
`);
    const allowed = await cluster.kubectl(['--kubeconfig', kubeconfig, 'get', 'pods', '-n', own]);
    expect(allowed.code).toBe(0);
    const denied = await cluster.kubectl(['--kubeconfig', kubeconfig, 'get', 'secrets', '-n', own]);
    expect(denied.stderr).toContain('cannot list resource "secrets"');
    const events = cluster.auditEvents().filter((event) => event.objectRef?.namespace === own);
    const seen = events.map(({ user, verb, objectRef, responseStatus }) => [
      user.username.replace(/reader-.*/, 'reader'),
      verb,
      objectRef?.resource,
      responseStatus?.code,
    ]);
    expect(seen).toContainEqual(['system:serviceaccount:default:reader', 'list', 'pods', 200]);
    expect(seen).toContainEqual(['system:serviceaccount:default:reader', 'list', 'secrets', 403]);
    expect(events.filter(({ user }) => user.username.includes('controller'))).toEqual([]);
    await cluster.kubectl(['delete', 'clusterrole', role]);
  });
});
