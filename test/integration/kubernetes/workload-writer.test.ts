import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Workload } from '../../../src/domain/workloads/workload.ts';
import { sharedCluster } from '../../support/shared-clusters.ts';
import type { SharedClusterName } from '../../support/shared-clusters.ts';
import { waitFor } from '../../support/wait-for.ts';
import {
  admissionPolicy,
  daemonSet,
  deployment,
  images,
  namespace as namespaceObject,
  statefulSet,
  uniqueName,
} from '../../support/workloads.ts';
import { ready, registerCluster } from './registered-cluster.ts';
import type { RegisteredCluster } from './registered-cluster.ts';

describe.each<SharedClusterName>(['eu-1', 'us-1'])('writing to a real API server (%s)', (name) => {
  const cluster = sharedCluster(name);
  const namespace = uniqueName('writer');
  const policy = uniqueName('policy');
  const ref = { kind: 'DEPLOYMENT', namespace, name: 'api' } as const;
  let registered: RegisteredCluster;

  async function held(): Promise<Workload> {
    return waitFor('the deployment', () => registered.source.workloads.DEPLOYMENT.find(namespace, 'api'));
  }
  const testUid = (workload: Workload) => ({ op: 'test', path: '/metadata/uid', value: workload.meta.uid }) as const;
  const replicas = (value: number) => ({ op: 'replace', path: '/spec/replicas', value }) as const;

  beforeAll(async () => {
    registered = await registerCluster(name, cluster.kubeconfigPath);
    await ready(registered);
    await cluster.apply(
      namespaceObject(namespace, { 'tenantry.test/policy': policy }),
      ...admissionPolicy(policy, `object.kind != 'Deployment' || object.spec.replicas < 9`, 'fewer than nine'),
      deployment({ namespace, name: 'api', image: images.good, replicas: 2 }),
      statefulSet({ namespace, name: 'db', replicas: 1 }),
      daemonSet({ namespace, name: 'agent' }),
    );
    await held();
  });
  afterAll(async () => {
    await registered.close();
    await cluster.kubectl(['delete', 'validatingadmissionpolicy,validatingadmissionpolicybinding', policy]);
  });

  it('patches under the field manager tenantry, and a dry run changes nothing', async () => {
    const workload = await held();
    const { writer } = registered.source;
    const tried = await writer.patch(ref, [testUid(workload), replicas(5)], { dryRun: true });
    expect(tried).toMatchObject({ ok: true, value: { workload: { desired: 5 } } });
    expect(await writer.read(ref)).toMatchObject({ ok: true, value: { workload: { desired: 2 } } });
    const done = await writer.patch(ref, [testUid(workload), replicas(3)], { dryRun: false });
    expect(done).toMatchObject({ ok: true, value: { workload: { desired: 3 } } });
    const { stdout } = await cluster.kubectl([
      'get',
      'deployment',
      'api',
      '-n',
      namespace,
      '-o',
      'json',
      '--show-managed-fields',
    ]);
    expect(stdout).toContain('"manager": "tenantry"');
    await waitFor(
      'the change in the cache',
      () => registered.source.workloads.DEPLOYMENT.find(namespace, 'api')?.desired === 3,
    );
  });

  it.each([
    ['a wrong uid', [{ op: 'test', path: '/metadata/uid', value: 'another' }, replicas(4)]],
    ['an old value that moved', [{ op: 'test', path: '/spec/replicas', value: 77 }, replicas(4)]],
    ['a value that is not there any more', [{ op: 'remove', path: '/metadata/annotations/not~1there' }]],
  ] as const)('answers %s with CONFLICT', async (_what, operations) => {
    expect(await registered.source.writer.patch(ref, operations, { dryRun: false })).toMatchObject({
      failure: { reason: 'CONFLICT' },
    });
  });

  it('tells invalid, forbidden by policy, and not found apart', async () => {
    const { writer } = registered.source;
    expect(await writer.patch(ref, [replicas(-1)], { dryRun: true })).toMatchObject({
      failure: { reason: 'INVALID', message: expect.stringMatching(/spec\.replicas/) },
    });
    const denied = await waitFor('the policy in force', async () => {
      const answer = await writer.patch(ref, [replicas(9)], { dryRun: true });
      return !answer.ok && answer;
    });
    expect(denied).toMatchObject({
      failure: { reason: 'POLICY_DENIED', message: expect.stringMatching(/fewer than nine/) },
    });
    expect(await writer.read({ ...ref, name: 'nothing' })).toMatchObject({ failure: { reason: 'NOT_FOUND' } });
  });

  it('keeps & and < in values that a test compares', async () => {
    const { writer } = registered.source;
    const path = '/spec/template/metadata/annotations/odd';
    const value = 'a<b>&c';
    await writer.patch(ref, [{ op: 'add', path: '/spec/template/metadata/annotations', value: { odd: value } }], {
      dryRun: false,
    });
    expect(await writer.patch(ref, [{ op: 'test', path, value }], { dryRun: true })).toMatchObject({ ok: true });
  });

  it('reads revisions whose templates are what kubectl rollout undo writes, for each kind', async () => {
    const { source } = registered;
    for (const [kind, type, workloadName] of [
      ['DEPLOYMENT', 'deployment', 'api'],
      ['STATEFUL_SET', 'statefulset', 'db'],
      ['DAEMON_SET', 'daemonset', 'agent'],
    ] as const) {
      const target = { kind, namespace, name: workloadName };
      const get = async () => {
        const answer = await source.writer.read(target);
        if (!answer.ok) throw new Error(answer.failure.message);
        return answer.value.workload;
      };
      // What a test before this one wrote may still be on its way to a revision: counting them would be a race.
      const revisionOfPresent = async () => {
        const present = await get();
        const read = await source.writer.readRevisions(present);
        if (!read.ok) return false;
        const { digest } = present.template;
        return read.value.some(({ record }) => record.template.digest === digest) && read.value;
      };
      await waitFor(`the present revision of ${workloadName}`, revisionOfPresent);
      const before = await get();
      await cluster.kubectl([
        'set',
        'image',
        `${type}/${workloadName}`,
        '-n',
        namespace,
        '*=registry.example.com/shop/other:2.0.0',
      ]);
      const revisions = await waitFor(`a new revision of ${workloadName}`, revisionOfPresent);
      const old = revisions.find((revision) => revision.record.template.digest === before.template.digest);
      await cluster.kubectl(['rollout', 'undo', `${type}/${workloadName}`, '-n', namespace]);
      const answer = await source.writer.read(target);
      const undone = answer.ok ? (answer.value.raw['spec'] as { readonly template: unknown }).template : undefined;
      expect(withoutNulls(undone)).toEqual(withoutNulls(old?.template));
      expect((await get()).template.digest).toBe(before.template.digest);
    }
  });

  it('names the right that is missing', async () => {
    const kubeconfig = await cluster.serviceAccountKubeconfig(`
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: ${uniqueName('reader')} }
rules:
  - { apiGroups: [""], resources: [namespaces, nodes, events], verbs: [get, list, watch] }
  - { apiGroups: [apps], resources: ["*"], verbs: [get, list, watch] }
  - { apiGroups: [autoscaling], resources: ["*"], verbs: [get, list, watch] }
`);
    const limited = await registerCluster(`${name}-limited`, kubeconfig);
    try {
      await waitFor('the gap', () => limited.source.state.gap?.reason === 'UNAUTHORIZED');
      expect(limited.source.state).toMatchObject({
        status: 'DEGRADED',
        message: expect.stringMatching(/may not list and watch pods in the whole cluster/),
      });
      expect(limited.source.workloads.DEPLOYMENT.availability.status).toBe('SYNCED');
      expect(await limited.source.writer.patch(ref, [replicas(1)], { dryRun: true })).toMatchObject({
        failure: {
          reason: 'FORBIDDEN',
          message: `these credentials may not patch deployments.apps in namespace ${namespace}: grant that right in a Role or ClusterRole`,
        },
      });
    } finally {
      await limited.close();
    }
  });
});

/** Encoders differ in whether they write a null creation time. */
function withoutNulls(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_key, inner: unknown) => (inner === null ? undefined : inner)));
}
