import { describe, expect, it } from 'vitest';
import { MemoryCluster } from '../fleet/testing/memory-cluster.ts';
import { container, event, pod, revisionOf, start, workload } from '../fleet/testing/objects.ts';
import type { Pod } from '../workloads/pod.ts';
import type { WorkloadKind } from '../workloads/workload.ts';
import { findEvidence, findTrouble, gatherEvidence } from './evidence.ts';

const quotaWords = 'pods "web-1" is forbidden: exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2';
const policyWords = 'admission webhook "images.example.com" denied the request: only images of registry.example.com';

function scene(kind: WorkloadKind = 'DEPLOYMENT') {
  const cluster = new MemoryCluster('eu-1');
  const it = cluster.workloads[kind].put(workload('web', kind, { desired: 2 }));
  const records = kind === 'DEPLOYMENT' ? cluster.replicaSets : cluster.controllerRevisions;
  const record = records.put(revisionOf(it, 1));
  const owner =
    kind === 'DEPLOYMENT' ? { kind: 'ReplicaSet', meta: record.meta } : { kind: 'StatefulSet', meta: it.meta };
  const hash = kind === 'DAEMON_SET' ? '1' : 'web-1';
  const addPod = (overrides: Parameters<typeof pod>[2] = {}): Pod =>
    cluster.pods.put(pod('web-x', owner, { revisionHash: hash, ready: false, ...overrides }));
  const found = (now: number, floor = start, freedAt?: number) =>
    findEvidence(gatherEvidence({ cluster, workload: it }), {
      floor,
      now,
      ...(freedAt === undefined ? {} : { freedAt }),
    });
  const trouble = (now: number) => findTrouble(gatherEvidence({ cluster, workload: it }), { floor: start, now });
  return { cluster, workload: it, record, records, owner, addPod, found, trouble };
}

const crashed = container({
  state: 'WAITING',
  ready: false,
  reason: 'CrashLoopBackOff',
  message: 'back-off 10s restarting failed container',
  restarts: 2,
  lastTermination: { reason: 'Error', message: 'no database at db:5432', exitCode: 3 },
});

describe.each(['DEPLOYMENT', 'STATEFUL_SET', 'DAEMON_SET'] as const)('of a %s', (kind) => {
  it('sees nothing in pods that are on their way', () => {
    const { addPod, found } = scene(kind);
    addPod({
      phase: 'PENDING',
      containers: [container({ state: 'WAITING', ready: false, reason: 'ContainerCreating' })],
    });
    expect(found(start + 60_000)).toBeNull();
  });

  it('tells a crash loop at once, with what the container said last', () => {
    const { addPod, found, cluster } = scene(kind);
    addPod({ containers: [crashed] });
    const evidence = found(start + 1);
    expect(evidence?.problem).toMatchObject({ code: 'CRASH_LOOP', clusterId: cluster.id, retryable: false });
    expect(evidence?.problem.message).toBe(
      'eu-1/acme-prod: container "main" of pod "web-x" keeps crashing (exit code 3, 2 restarts): no database at db:5432',
    );
  });

  it('tells that an image cannot be pulled, with its name', () => {
    const { addPod, found } = scene(kind);
    const message = 'Back-off pulling image "app:nope": not found';
    addPod({
      phase: 'PENDING',
      containers: [
        container({ image: 'app:nope', state: 'WAITING', ready: false, reason: 'ImagePullBackOff', message }),
      ],
    });
    const evidence = found(start + 1);
    expect(evidence?.problem.code).toBe('IMAGE_PULL_FAILED');
    expect(evidence?.problem.message).toContain('image "app:nope" of container "main" of pod "web-x" cannot be pulled');
    expect(evidence?.problem.message).toContain('not found');
  });

  it('waits for a first pull error to last, but warns at once', () => {
    const { addPod, found, trouble } = scene(kind);
    addPod({ phase: 'PENDING', containers: [container({ state: 'WAITING', ready: false, reason: 'ErrImagePull' })] });
    expect(found(start + 3_000)).toBeNull();
    expect(trouble(start + 1)?.problem.code).toBe('IMAGE_PULL_FAILED');
    expect(found(start + 8_000)?.problem.code).toBe('IMAGE_PULL_FAILED');
  });

  it('waits for a pod without a node, and for as long as an autoscaler adds one', () => {
    const { addPod, found, cluster } = scene(kind);
    const waiting = addPod({
      phase: 'PENDING',
      nodeName: null,
      reason: 'Unschedulable',
      message: '0/3 nodes are available: 3 Insufficient cpu.',
      containers: [],
    });
    expect(found(start + 3_000)).toBeNull();
    expect(found(start + 8_000)?.problem).toMatchObject({ code: 'UNSCHEDULABLE' });
    expect(found(start + 8_000)?.problem.message).toContain('Insufficient cpu. Lower its requests');
    cluster.events.put(event(waiting, 'TriggeredScaleUp', 'pod triggered scale-up', start + 4_000));
    expect(found(start + 600_000)).toBeNull();
  });

  it('ignores pods of older revisions and pods that are being deleted', () => {
    const { cluster, owner, found, addPod, workload: it, records } = scene(kind);
    const old = records.put(revisionOf(it, 0, { template: { ...it.template, digest: 'old' } }));
    const oldOwner = kind === 'DEPLOYMENT' ? { kind: 'ReplicaSet', meta: old.meta } : owner;
    cluster.pods.put(
      pod('web-old', oldOwner, { revisionHash: kind === 'DAEMON_SET' ? '0' : 'web-0', containers: [crashed] }),
    );
    addPod({ containers: [crashed], meta: { deletionRequestedAt: start } });
    expect(found(start + 60_000)).toBeNull();
  });

  it('does not hold against a change what was there before it, unless it is told again', () => {
    const { addPod, found, cluster } = scene(kind);
    const written = start + 60_000;
    const crashing = addPod({ containers: [crashed] });
    cluster.events.put(event(crashing, 'BackOff', 'Back-off restarting failed container', start + 10_000));
    expect(found(written + 20_000, written)).toBeNull();
    cluster.events.put(
      event(crashing, 'BackOff', 'Back-off restarting failed container', start + 10_000, {
        lastSeenAt: written + 5_000,
      }),
    );
    expect(found(written + 20_000, written)).toMatchObject({ since: written, problem: { code: 'CRASH_LOOP' } });
  });

  it('tells an exceeded quota once it lasts', () => {
    const { cluster, workload: it, record, records, found } = scene(kind);
    const about = kind === 'DEPLOYMENT' ? record : it;
    if (kind === 'DEPLOYMENT') records.put({ ...record, failure: { reason: 'FailedCreate', message: quotaWords } });
    cluster.events.put(event(about, 'FailedCreate', `Error creating: ${quotaWords}`, start + 1_000));
    expect(found(start + 5_000)).toBeNull();
    expect(found(start + 9_000)).toMatchObject({
      since: start + 1_000,
      problem: { code: 'QUOTA_EXCEEDED', retryable: false },
    });
    expect(found(start + 9_000)?.problem.message).toContain('exceeded quota: small');
  });

  it('gives quota that old pods hold the time to come back', () => {
    const { cluster, workload: it, record, records, found, owner } = scene(kind);
    const about = kind === 'DEPLOYMENT' ? record : it;
    if (kind === 'DEPLOYMENT') records.put({ ...record, failure: { reason: 'FailedCreate', message: quotaWords } });
    cluster.events.put(event(about, 'FailedCreate', `Error creating: ${quotaWords}`, start + 1_000));
    const ending = cluster.pods.put(pod('web-ending', owner, { meta: { deletionRequestedAt: start } }));
    expect(found(start + 30_000)).toBeNull();
    cluster.pods.remove(ending.meta.uid);
    expect(found(start + 31_000, start, start + 30_000)).toBeNull();
    cluster.events.put(event(about, 'FailedCreate', `Error creating: ${quotaWords}!`, start + 40_000));
    expect(found(start + 41_000, start, start + 30_000)?.problem.code).toBe('QUOTA_EXCEEDED');
  });

  it('tells a denial by admission at once', () => {
    const { cluster, workload: it, record, records, found } = scene(kind);
    const about = kind === 'DEPLOYMENT' ? record : it;
    if (kind === 'DEPLOYMENT') records.put({ ...record, failure: { reason: 'FailedCreate', message: policyWords } });
    cluster.events.put(event(about, 'FailedCreate', `Error creating: ${policyWords}`, start + 1_000));
    expect(found(start + 1_000)?.problem.code).toBe('POLICY_DENIED');
    expect(found(start + 1_000)?.problem.message).toContain('only images of registry.example.com');
  });

  it('forgets a failed creation after one that succeeded, and one from before the floor', () => {
    const { cluster, workload: it, record, found } = scene(kind);
    const about = kind === 'DEPLOYMENT' ? record : it;
    cluster.events.put(event(about, 'FailedCreate', `Error creating: ${policyWords}`, start + 1_000));
    expect(found(start + 60_000, start + 30_000)).toBeNull();
    cluster.events.put(event(about, 'SuccessfulCreate', 'Created pod: web-x', start + 5_000));
    expect(found(start + 60_000)).toBeNull();
  });
});
