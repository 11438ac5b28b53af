import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Workload } from '../../../src/domain/workloads/workload.ts';
import { sharedCluster } from '../../support/shared-clusters.ts';
import type { SharedClusterName } from '../../support/shared-clusters.ts';
import { waitFor } from '../../support/wait-for.ts';
import {
  daemonSet,
  deployment,
  environmentNamespace,
  images,
  statefulSet,
  uniqueName,
} from '../../support/workloads.ts';
import { ready, registerCluster } from './registered-cluster.ts';
import type { RegisteredCluster } from './registered-cluster.ts';

interface KubectlWorkload {
  readonly metadata: { readonly name: string; readonly uid: string; readonly generation: number };
  readonly spec: {
    readonly replicas?: number;
    readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
  readonly status: {
    readonly readyReplicas?: number;
    readonly numberReady?: number;
    readonly desiredNumberScheduled?: number;
  };
}

describe.each<SharedClusterName>(['eu-1', 'us-1'])('the caches of %s agree with kubectl', (name) => {
  const cluster = sharedCluster(name);
  const namespace = uniqueName('caches-prod');
  let registered: RegisteredCluster;

  async function list<T>(kind: string): Promise<readonly T[]> {
    const { stdout } = await cluster.kubectl(['get', kind, '-n', namespace, '-o', 'json']);
    return (JSON.parse(stdout) as { items: readonly T[] }).items;
  }

  beforeAll(async () => {
    registered = await registerCluster(name, cluster.kubeconfigPath);
    await ready(registered);
    await cluster.apply(
      environmentNamespace(namespace, uniqueName('caches'), 'prod'),
      deployment({ namespace, name: 'good', replicas: 3 }),
      deployment({ namespace, name: 'broken', image: images.doesNotExist, replicas: 1 }),
      deployment({
        namespace,
        name: 'crash',
        replicas: 1,
        lifecycle: 'crash-loop',
        podAnnotations: { 'tenantry.test/message': 'no database' },
      }),
      deployment({ namespace, name: 'nowhere', replicas: 1, podSpec: { nodeSelector: { zone: 'none' } } }),
      statefulSet({ namespace, name: 'db', replicas: 2 }),
      daemonSet({ namespace, name: 'agent' }),
    );
    await waitFor('the workloads as far as they get', () => {
      const { source } = registered;
      const pods = source.pods.inNamespace(namespace);
      const nodes = source.nodes.size;
      return (
        pods.filter((pod) => pod.ready).length === 3 + 2 + nodes &&
        pods.length === 3 + 2 + nodes + 3 &&
        pods.some((pod) => pod.reason === 'CrashLoopBackOff')
      );
    });
  });
  afterAll(() => registered.close());

  it('in workloads: counts, images, generations', async () => {
    const { source } = registered;
    await waitFor('the same workloads', async () => {
      for (const [kind, plural] of [
        ['DEPLOYMENT', 'deployments'],
        ['STATEFUL_SET', 'statefulsets'],
        ['DAEMON_SET', 'daemonsets'],
      ] as const) {
        const told = (await list<KubectlWorkload>(plural)).map((each) => ({
          name: each.metadata.name,
          uid: each.metadata.uid,
          generation: each.metadata.generation,
          image: each.spec.template.spec.containers[0]?.image,
          desired: each.spec.replicas ?? each.status.desiredNumberScheduled,
          ready: each.status.readyReplicas ?? each.status.numberReady ?? 0,
        }));
        const held = [...source.workloads[kind].inNamespace(namespace)].map((each: Workload) => ({
          name: each.meta.name,
          uid: each.meta.uid,
          generation: each.meta.generation,
          image: each.template.image,
          desired: each.desired,
          ready: each.status.ready,
        }));
        const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name);
        expect(held.sort(byName)).toEqual(told.sort(byName));
      }
      return true;
    });
  });

  it('in the STATUS and RESTARTS of every pod', async () => {
    await waitFor('the same pods', async () => {
      const { stdout } = await cluster.kubectl(['get', 'pods', '-n', namespace, '--no-headers']);
      const told = stdout
        .trim()
        .split('\n')
        .map((line) => {
          const [name = '', , status = '', restarts = ''] = line.split(/\s+/);
          return `${name} ${status} ${restarts}`;
        });
      const held = registered.source.pods.inNamespace(namespace).map((pod) => {
        // The one word that is not kubectl's.
        const status = pod.reason === 'Unschedulable' ? 'Pending' : (pod.reason ?? 'Running');
        return `${pod.meta.name} ${status} ${pod.restarts}`;
      });
      expect(held.sort()).toEqual(told.sort());
      return true;
    });
  });

  it('in revisions: their templates have the digest of the workload that runs them', () => {
    const { source } = registered;
    const held = source.workloads.DEPLOYMENT.find(namespace, 'good');
    const [replicaSet] = source.replicaSets.ownedBy(held?.meta.uid ?? '');
    expect(replicaSet).toMatchObject({ number: 1, replicas: 3, template: { digest: held?.template.digest } });
    for (const [kind, workloadName] of [
      ['STATEFUL_SET', 'db'],
      ['DAEMON_SET', 'agent'],
    ] as const) {
      const workload = source.workloads[kind].find(namespace, workloadName);
      const [revision] = source.controllerRevisions.ownedBy(workload?.meta.uid ?? '');
      expect(revision).toMatchObject({ number: 1, template: { digest: workload?.template.digest } });
    }
  });

  it('in events about an object, in why a pod does not run, and in what is deleted', async () => {
    const { source } = registered;
    const pods = source.pods.inNamespace(namespace);
    const crashing = pods.find((pod) => pod.reason === 'CrashLoopBackOff');
    expect(crashing?.containers[0]?.lastTermination).toMatchObject({ message: 'no database', exitCode: 1 });
    const unschedulable = pods.find((pod) => pod.reason === 'Unschedulable');
    expect(unschedulable?.message).toMatch(/nodes are available|node\(s\) didn't match/);
    const about = await waitFor('FailedScheduling', () => {
      const events = source.events.about(unschedulable?.meta.uid ?? '');
      return events.some((event) => event.reason === 'FailedScheduling') && events;
    });
    expect(about[0]?.object).toMatchObject({ kind: 'Pod', name: unschedulable?.meta.name });
    const uid = source.workloads.DEPLOYMENT.find(namespace, 'nowhere')?.meta.uid ?? '';
    await cluster.kubectl(['delete', 'deployment', 'nowhere', '-n', namespace]);
    await waitFor(
      'the deletion',
      () => source.workloads.DEPLOYMENT.get(uid) === undefined && source.replicaSets.ownedBy(uid).length === 0,
    );
  });

  it('and knows the cluster: uid, version, nodes, freshness', async () => {
    const { state, freshness, nodes } = registered.source;
    const { stdout } = await cluster.kubectl(['get', 'namespace', 'kube-system', '-o', 'jsonpath={.metadata.uid}']);
    expect(state).toMatchObject({ uid: stdout, gap: null, synced: true });
    expect(state.kubernetesVersion).toMatch(name === 'eu-1' ? /^v1\.35\./ : /^v1\.36\./);
    expect(freshness.stale).toBe(false);
    expect([...nodes.all()].every((node) => node.ready && node.schedulable)).toBe(true);
  });
});
