import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../lib/json.ts';
import { projectEvent } from './cluster-objects.ts';
import { ProjectionError } from './object-meta.ts';
import { cleanTemplate, projectTemplate } from './pod-template.ts';
import { projectPod } from './pod.ts';
import { parseQuantity } from '../../domain/workloads/quantity.ts';
import { projectControllerRevision, projectReplicaSet } from './revision-record.ts';
import { projectWorkload } from './workload.ts';

const metadata = {
  name: 'api',
  namespace: 'shop',
  uid: 'uid-1',
  resourceVersion: '7',
  creationTimestamp: '2026-01-01T00:00:00Z',
};

const template = {
  metadata: { labels: { app: 'api' }, annotations: { 'kubectl.kubernetes.io/default-container': 'main' } },
  spec: {
    containers: [
      { name: 'sidecar', image: 'envoy:1' },
      {
        name: 'main',
        image: 'api:1',
        resources: { requests: { cpu: '250m', memory: '128Mi' }, limits: { memory: '1G' } },
        env: [
          { name: 'LEVEL', value: 'debug' },
          { name: 'DB_PASSWORD', value: 'hunter2' },
          { name: 'DATABASE_URL', value: 'postgres://app:hunter2@db/app' },
          { name: 'EMPTY' },
          { name: 'FROM_SECRET', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
          { name: 'FROM_CONFIG', valueFrom: { configMapKeyRef: { name: 'c', key: 'k' } } },
          { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
        ],
      },
    ],
  },
};

/** Paths of what can be written to. */
function notFrozen(value: unknown, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const within = Object.entries(value).flatMap(([name, inner]) => notFrozen(inner, `${path}.${name}`));
  return Object.isFrozen(value) ? within : [path, ...within];
}

describe('table: 11 KB heap a pod, so: raw JSON is projected at once to what the graph needs', () => {
  it('keeps neither managedFields nor what was applied last, nor large annotations', () => {
    const projected = projectPod({
      metadata: {
        ...metadata,
        managedFields: [{ manager: 'kubelet', fieldsV1: { 'f:status': {} } }],
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}', large: 'x'.repeat(5000), small: 'y' },
      },
      spec: { volumes: [{ name: 'v', secret: { secretName: 's' } }], containers: [{ name: 'c', image: 'i' }] },
      status: { phase: 'Running' },
    });
    expect(JSON.stringify(projected)).not.toMatch(/managedFields|kubelet|last-applied|xxx|secretName/);
    expect(projected.meta.annotations).toEqual({ small: 'y' });
    expect(notFrozen(projected)).toEqual([]);
  });

  it('is frozen, with all it holds, since everyone shares it', () => {
    const owned = {
      ...metadata,
      labels: { app: 'api' },
      ownerReferences: [{ kind: 'X', name: 'x', uid: 'x', controller: true }],
    };
    const terminated = { reason: 'OOMKilled', exitCode: 137 };
    const status = {
      conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate' }],
      containerStatuses: [
        { name: 'main', state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated } },
      ],
    };
    const raw = { metadata: owned, spec: { template, ...template.spec }, data: { spec: { template } }, status };
    const kinds = [
      projectPod(raw),
      projectWorkload('DEPLOYMENT', raw),
      projectWorkload('DAEMON_SET', raw),
      projectReplicaSet({ ...raw, data: undefined }),
      projectControllerRevision(raw),
    ];
    expect(kinds.flatMap((projected) => notFrozen(projected))).toEqual([]);
    expect(notFrozen({ list: [Object.freeze({})] }, 'it')).toEqual(['it', 'it.list']);
  });

  it('refuses what no API server sends', () => {
    expect(() => projectPod({ metadata: { name: 'a' } })).toThrow(ProjectionError);
    expect(() => projectPod({})).toThrow(ProjectionError);
  });
});

describe('projectTemplate', () => {
  it('shows containers, with the main one by annotation and no sensitive value', () => {
    const projected = projectTemplate(template);
    expect(projected.image).toBe('api:1');
    expect(projected.containers.map(({ name, main }) => ({ name, main }))).toEqual([
      { name: 'sidecar', main: false },
      { name: 'main', main: true },
    ]);
    const [, main] = projected.containers;
    expect(main?.requests).toEqual({ cpu: 0.25, memory: 134_217_728 });
    expect(main?.limits).toEqual({ cpu: null, memory: 1e9 });
    expect(main?.env).toEqual([
      { name: 'LEVEL', value: 'debug', source: null, sourceKey: null },
      { name: 'DB_PASSWORD', value: null, source: null, sourceKey: null },
      { name: 'DATABASE_URL', value: null, source: null, sourceKey: null },
      { name: 'EMPTY', value: '', source: null, sourceKey: null },
      { name: 'FROM_SECRET', value: null, source: { kind: 'Secret', name: 's' }, sourceKey: 'k' },
      { name: 'FROM_CONFIG', value: null, source: { kind: 'ConfigMap', name: 'c' }, sourceKey: 'k' },
      { name: 'NODE', value: null, source: { kind: 'Field', name: 'spec.nodeName' }, sourceKey: 'spec.nodeName' },
    ]);
  });

  it('gives equal templates one digest, whoever keeps them, and any change another', () => {
    const withHash = {
      ...template,
      metadata: { ...template.metadata, creationTimestamp: null, labels: { 'pod-template-hash': 'abc', app: 'api' } },
    };
    const owner = {
      ownerReferences: [{ uid: 'w', kind: 'Deployment', name: 'api', apiVersion: 'apps/v1', controller: true }],
    };
    const workload = projectWorkload('DEPLOYMENT', { metadata, spec: { template } });
    const replicaSet = projectReplicaSet({ metadata: { ...metadata, ...owner }, spec: { template: withHash } });
    const patch = { spec: { template: { ...withHash, $patch: 'replace' } } };
    const revision = projectControllerRevision({ metadata: { ...metadata, ...owner }, revision: 3, data: patch });
    expect(workload.template.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(replicaSet.template.digest).toBe(workload.template.digest);
    expect(revision.template.digest).toBe(workload.template.digest);
    expect(revision).toMatchObject({ number: 3, meta: { controller: { uid: 'w' } } });
    // The digest covers what is masked: a changed password is another revision.
    const other = structuredClone(template);
    Object.assign(other.spec.containers[1]?.env?.[1] ?? {}, { value: 'hunter3' });
    expect(projectTemplate(other).digest).not.toBe(workload.template.digest);
    expect(cleanTemplate(withHash)).toEqual(template);
  });

  it('gives a claim in a volume one digest with the null that older API servers write, and without', () => {
    const claiming = (claim: JsonObject): JsonObject => ({
      spec: {
        volumes: [{ name: 'a' }, { name: 'b', ephemeral: { volumeClaimTemplate: { metadata: claim, spec: {} } } }],
      },
    });
    const digest = projectTemplate(claiming({ labels: { a: 'b' } })).digest;
    expect(projectTemplate(claiming({ creationTimestamp: null, labels: { a: 'b' } })).digest).toBe(digest);
    expect(projectTemplate(claiming({ labels: { a: 'c' } })).digest).not.toBe(digest);
  });
});

describe('projectWorkload', () => {
  it('counts each kind under one set of names', () => {
    const deployment = projectWorkload('DEPLOYMENT', {
      metadata: { ...metadata, annotations: { 'deployment.kubernetes.io/revision': '4' } },
      spec: { template, paused: true, strategy: { type: 'Recreate' } },
      status: { observedGeneration: 2, replicas: 3, updatedReplicas: 2, readyReplicas: 1, availableReplicas: 1 },
    });
    expect(deployment).toMatchObject({
      desired: 1,
      paused: true,
      strategy: 'RECREATE',
      revision: 4,
      progressDeadlineSeconds: 600,
    });
    expect(deployment.status).toMatchObject({ observedGeneration: 2, current: 3, updated: 2, ready: 1, available: 1 });
    const daemonSet = projectWorkload('DAEMON_SET', {
      metadata,
      spec: { template, updateStrategy: { type: 'OnDelete' } },
      status: {
        desiredNumberScheduled: 5,
        currentNumberScheduled: 4,
        updatedNumberScheduled: 3,
        numberReady: 2,
        numberAvailable: 1,
      },
    });
    expect(daemonSet).toMatchObject({
      desired: 5,
      strategy: 'ON_DELETE',
      progressDeadlineSeconds: null,
      revision: null,
    });
    expect(daemonSet.status).toMatchObject({ current: 4, updated: 3, ready: 2, available: 1 });
    const statefulSet = projectWorkload('STATEFUL_SET', {
      metadata,
      spec: { template, replicas: 0, updateStrategy: { rollingUpdate: { partition: 2 } } },
      status: { currentRevision: 'a', updateRevision: 'b' },
    });
    expect(statefulSet).toMatchObject({
      desired: 0,
      partition: 2,
      status: { currentRevision: 'a', updateRevision: 'b' },
    });
  });
});

describe('projectPod', () => {
  const pod = (status: JsonObject, more: JsonObject = {}) =>
    projectPod({
      metadata: { ...metadata, ...more },
      spec: { containers: [{ name: 'c', image: 'i' }], initContainers: [{ name: 'i', image: 'i' }] },
      status,
    });

  it.each<[string, JsonObject, string | null, string | null]>([
    ['runs', { phase: 'Running', containerStatuses: [{ name: 'c', ready: true, state: { running: {} } }] }, null, null],
    [
      'crashes',
      {
        phase: 'Running',
        containerStatuses: [{ name: 'c', state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 10s' } } }],
      },
      'CrashLoopBackOff',
      'back-off 10s',
    ],
    [
      'cannot be scheduled',
      {
        phase: 'Pending',
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes' }],
      },
      'Unschedulable',
      '0/3 nodes',
    ],
    ['was evicted', { phase: 'Failed', reason: 'Evicted', message: 'low on memory' }, 'Evicted', 'low on memory'],
    [
      'initialises',
      { phase: 'Pending', initContainerStatuses: [{ name: 'i', state: { running: {} } }] },
      'Init:0/1',
      null,
    ],
    [
      'cannot initialise',
      { phase: 'Pending', initContainerStatuses: [{ name: 'i', state: { waiting: { reason: 'ImagePullBackOff' } } }] },
      'Init:ImagePullBackOff',
      null,
    ],
    [
      'is done',
      {
        phase: 'Succeeded',
        containerStatuses: [{ name: 'c', state: { terminated: { exitCode: 0, reason: 'Completed' } } }],
      },
      'Completed',
      null,
    ],
    [
      'was killed',
      { phase: 'Failed', containerStatuses: [{ name: 'c', state: { terminated: { exitCode: 137, signal: 9 } } }] },
      'Signal:9',
      null,
    ],
    ['waits', { phase: 'Pending' }, 'Pending', null],
  ])('says of one that %s what kubectl says', (_what, status, reason, message) => {
    expect(pod(status)).toMatchObject({ reason, message });
  });

  it('says Terminating of one that is being deleted, and when that was asked for', () => {
    const deleted = pod(
      { phase: 'Running' },
      { deletionTimestamp: '2026-01-01T00:01:00Z', deletionGracePeriodSeconds: 30 },
    );
    expect(deleted.reason).toBe('Terminating');
    expect(deleted.meta.deletionRequestedAt).toBe(Date.parse('2026-01-01T00:00:30Z'));
  });

  it('keeps how a container ended before', () => {
    const { containers, restarts } = pod({
      phase: 'Running',
      containerStatuses: [
        {
          name: 'c',
          restartCount: 4,
          state: { waiting: { reason: 'CrashLoopBackOff' } },
          lastState: { terminated: { exitCode: 1, reason: 'Error', message: 'no database' } },
        },
      ],
    });
    expect(restarts).toBe(4);
    expect(containers.find((each) => !each.init)).toMatchObject({
      state: 'WAITING',
      lastTermination: { reason: 'Error', message: 'no database', exitCode: 1 },
    });
  });
});

describe('projectEvent', () => {
  it('reads events of both APIs', () => {
    const involvedObject = { kind: 'Pod', uid: 'p' };
    expect(
      projectEvent({
        metadata,
        involvedObject,
        count: 3,
        firstTimestamp: '2026-01-01T00:00:00Z',
        lastTimestamp: '2026-01-01T00:01:00Z',
      }),
    ).toMatchObject({
      count: 3,
      firstSeenAt: Date.parse('2026-01-01T00:00:00Z'),
      lastSeenAt: Date.parse('2026-01-01T00:01:00Z'),
    });
    const series = { count: 9, lastObservedTime: '2026-01-01T00:02:00.000000Z' };
    expect(
      projectEvent({ metadata, involvedObject, eventTime: '2026-01-01T00:00:00.000000Z', lastTimestamp: null, series }),
    ).toMatchObject({
      count: 9,
      firstSeenAt: Date.parse('2026-01-01T00:00:00Z'),
      lastSeenAt: Date.parse('2026-01-01T00:02:00Z'),
    });
  });
});

describe('parseQuantity', () => {
  it.each([
    ['100m', 0.1],
    ['1', 1],
    ['1.5', 1.5],
    ['1e3', 1000],
    ['1E', 1e18],
    ['128Mi', 134_217_728],
    ['1G', 1e9],
    ['500u', 0.0005],
    [2, 2],
    ['', null],
    ['1Zi', null],
    ['abc', null],
  ])('reads %j as %j', (text, value) => {
    expect(parseQuantity(text)).toBe(value);
  });
});
