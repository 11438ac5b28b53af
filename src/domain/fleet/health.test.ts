import { describe, expect, it } from 'vitest';
import type { WorkloadKind } from '../workloads/workload.ts';
import { MemoryCluster } from './testing/memory-cluster.ts';
import { container, event, namespace, pod, revisionOf, start, workload } from './testing/objects.ts';
import { fleetOf } from './testing/scene.ts';

const minute = 60_000;

function scene(kind: WorkloadKind, overrides: Parameters<typeof workload>[2] = {}) {
  const cluster = new MemoryCluster('eu-1');
  cluster.namespaces.put(namespace('acme-prod'));
  const put = (more: Parameters<typeof workload>[2] = {}) =>
    cluster.workloads[kind].put(workload('web', kind, { desired: 3, ...overrides, ...more }));
  const it = put();
  const records = kind === 'DEPLOYMENT' ? cluster.replicaSets : cluster.controllerRevisions;
  const record = records.put(revisionOf(it, 1));
  const owner =
    kind === 'DEPLOYMENT' ? { kind: 'ReplicaSet', meta: record.meta } : { kind: 'StatefulSet', meta: it.meta };
  const revisionHash = kind === 'DAEMON_SET' ? '1' : 'web-1';
  const addPod = (more: Parameters<typeof pod>[2] = {}) =>
    cluster.pods.put(pod('web-x', owner, { revisionHash, ...more }));
  const fleet = fleetOf(cluster);
  const health = () => fleet.fleet.appHealth(fleet.app('acme/prod/web'));
  return { cluster, put, records, record, workload: it, addPod, health, ...fleet };
}

const waiting = { state: 'WAITING', ready: false } as const;
const behind = { status: { updated: 2, ready: 2, available: 2 } };

describe.each(['DEPLOYMENT', 'STATEFUL_SET', 'DAEMON_SET'] as const)('the health of a %s', (kind) => {
  it('is HEALTHY when the newest generation is observed and all replicas are updated and available', () => {
    const { health } = scene(kind);
    expect(health()).toEqual({ status: 'HEALTHY', reason: null, message: null });
  });

  it('is PROGRESSING while the newest generation is not observed, though the old one was fine', () => {
    const { health, put } = scene(kind);
    put({ meta: { generation: 2 }, status: { observedGeneration: 1 } });
    expect(health()).toMatchObject({ status: 'PROGRESSING', reason: 'NotObserved' });
  });

  it('is PROGRESSING while it gets there, and DEGRADED when it does not within its deadline', () => {
    const { health, addPod, clock } = scene(kind, behind);
    addPod({ ready: false, containers: [container({ ready: false })] });
    expect(health()).toMatchObject({ status: 'PROGRESSING', message: '2 of 3 replicas available, 2 updated.' });
    clock.advance(10 * minute);
    expect(health()).toMatchObject({ status: 'DEGRADED', reason: 'NotReady' });
    addPod({ ready: false, containers: [container({ ready: false, startedAt: start + 9 * minute })] });
    expect(health()).toMatchObject({ status: 'PROGRESSING' });
  });

  it('is DEGRADED at once for a crash loop, with what the container said last', () => {
    const { health, addPod } = scene(kind, behind);
    const lastTermination = { reason: 'Error', message: 'panic: no config', exitCode: 2 };
    addPod({
      ready: false,
      containers: [container({ ...waiting, reason: 'CrashLoopBackOff', restarts: 4, lastTermination })],
    });
    expect(health()).toMatchObject({ status: 'DEGRADED', reason: 'CrashLoopBackOff' });
    expect(health().message).toBe(
      'Container "main" of pod "web-x" keeps crashing (exit code 2, 4 restarts): panic: no config',
    );
  });

  it('is DEGRADED for an image that cannot be pulled', () => {
    const { health, addPod } = scene(kind, behind);
    addPod({
      ready: false,
      phase: 'PENDING',
      containers: [container({ ...waiting, image: 'app:no', reason: 'ImagePullBackOff' })],
    });
    expect(health()).toMatchObject({ status: 'DEGRADED', reason: 'ImagePullBackOff' });
    expect(health().message).toContain('"app:no"');
  });

  it('is DEGRADED for a pod that finds no node, once that lasts', () => {
    const { health, addPod, clock } = scene(kind, behind);
    addPod({
      ready: false,
      phase: 'PENDING',
      nodeName: null,
      reason: 'Unschedulable',
      message: '0/2 nodes',
      containers: [],
    });
    expect(health()).toMatchObject({ status: 'PROGRESSING', reason: 'Unschedulable' });
    clock.advance(8_000);
    expect(health()).toMatchObject({ status: 'DEGRADED', reason: 'Unschedulable' });
  });

  it('is DEGRADED when quota or admission lets no pod be created', () => {
    const {
      health,
      cluster,
      record,
      records,
      workload: owner,
      clock,
    } = scene(kind, {
      status: { current: 2, updated: 2, ready: 2, available: 2 },
    });
    const message = 'pods "web-y" is forbidden: exceeded quota: small';
    if (kind === 'DEPLOYMENT') records.put({ ...record, failure: { reason: 'FailedCreate', message } });
    else cluster.events.put(event(owner, 'FailedCreate', `Error creating: ${message}`, start));
    clock.advance(9_000);
    expect(health()).toMatchObject({ status: 'DEGRADED', reason: 'QuotaExceeded' });
    expect(health().message).toContain('exceeded quota: small');
  });

  it('is MISSING while it is being deleted', () => {
    const { health, put } = scene(kind);
    put({ meta: { deletionRequestedAt: start } });
    expect(health()).toMatchObject({ status: 'MISSING', reason: 'Deleting' });
  });

  it('is UNKNOWN while its cluster cannot be observed, and right again at once when it can', () => {
    const { health, cluster } = scene(kind);
    expect(health().status).toBe('HEALTHY');
    cluster.loseTouch(start + 5_000, 'connection refused');
    expect(health()).toMatchObject({ status: 'UNKNOWN', reason: 'ClusterUnreachable' });
    expect(health().message).toContain('since 2026-01-01T00:00:05.000Z: it cannot be reached');
    cluster.comeBack();
    expect(health().status).toBe('HEALTHY');
  });

  it('is not UNKNOWN for a gap that makes nothing old', () => {
    const { health, cluster } = scene(kind);
    cluster.setState({ gap: { reason: 'UNAUTHORIZED', since: start, message: 'may not list nodes' } });
    expect(health().status).toBe('HEALTHY');
  });
});

describe('the health of a workload', () => {
  it.each(['DEPLOYMENT', 'STATEFUL_SET'] as const)('is SUSPENDED for a %s at zero by intent', (kind) => {
    const { health, put } = scene(kind, { desired: 0 });
    expect(health()).toMatchObject({ status: 'SUSPENDED', reason: 'ScaledToZero' });
    put({ desired: 0, status: { current: 1 } });
    expect(health()).toMatchObject({ status: 'PROGRESSING', reason: 'ScalingDown' });
  });

  it('is HEALTHY for a DaemonSet that no node matches', () => {
    expect(scene('DAEMON_SET', { desired: 0 }).health()).toMatchObject({
      status: 'HEALTHY',
      reason: 'NoMatchingNodes',
    });
  });

  it('is SUSPENDED for a paused Deployment', () => {
    expect(scene('DEPLOYMENT', { paused: true, ...behind }).health()).toMatchObject({
      status: 'SUSPENDED',
      reason: 'Paused',
    });
  });

  it('is DEGRADED for a Deployment past its progress deadline', () => {
    const reason = 'ProgressDeadlineExceeded';
    const condition = {
      type: 'Progressing',
      status: 'False',
      reason,
      message: '',
      lastTransitionAt: start,
      lastUpdateAt: start,
    } as const;
    const { health } = scene('DEPLOYMENT', { status: { ...behind.status, conditions: [condition] } });
    expect(health()).toMatchObject({ status: 'DEGRADED', reason });
  });

  it('is PROGRESSING for a Deployment whose old pods still run', () => {
    expect(scene('DEPLOYMENT', { status: { current: 4 } }).health().status).toBe('PROGRESSING');
  });

  it('is HEALTHY for a partitioned StatefulSet that did what it was asked for', () => {
    expect(scene('STATEFUL_SET', { partition: 2, status: { updated: 1 } }).health().status).toBe('HEALTHY');
    expect(scene('STATEFUL_SET', { partition: 1, status: { updated: 1 } }).health().status).toBe('PROGRESSING');
  });

  it.each(['STATEFUL_SET', 'DAEMON_SET'] as const)(
    'is HEALTHY for a %s that waits for its pods to be deleted',
    (kind) => {
      const { health } = scene(kind, { strategy: 'ON_DELETE', status: { updated: 1 } });
      expect(health()).toMatchObject({ status: 'HEALTHY', reason: 'OnDelete' });
    },
  );

  it('is the worst of the instances, and of an environment the worst of its apps', () => {
    const [eu, us] = [new MemoryCluster('eu'), new MemoryCluster('us')];
    for (const cluster of [eu, us]) cluster.namespaces.put(namespace('acme-prod'));
    eu.workloads.DEPLOYMENT.put(workload('web'));
    us.workloads.DEPLOYMENT.put(workload('web', 'DEPLOYMENT', { desired: 0 }));
    const { fleet, app } = fleetOf(eu, us);
    const environment = () => fleet.environment({ tenant: 'acme', environment: 'prod' })!;
    expect(fleet.appHealth(app('acme/prod/web')).status).toBe('SUSPENDED');
    us.loseTouch();
    expect(fleet.appHealth(app('acme/prod/web')).status).toBe('UNKNOWN');
    expect(fleet.environmentHealth(environment()).status).toBe('UNKNOWN');
    eu.workloads.DEPLOYMENT.put(workload('api', 'DEPLOYMENT', { meta: { deletionRequestedAt: start } }));
    expect(fleet.environmentHealth(environment()).status).toBe('MISSING');
  });
});
