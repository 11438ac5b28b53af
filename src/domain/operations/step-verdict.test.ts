import { describe, expect, it } from 'vitest';
import { MemoryCluster } from '../fleet/testing/memory-cluster.ts';
import { container, event, pod, revisionOf, start, template, workload } from '../fleet/testing/objects.ts';
import { createFreedRoom } from '../rollouts/freed-room.ts';
import type { Workload, WorkloadKind } from '../workloads/workload.ts';
import { stepVerdict } from './step-verdict.ts';
import type { StepView } from './step-verdict.ts';

const written = { generation: 2, at: start, skewMs: 0 };

/** A workload at generation 2, its revision and its pods, as a cluster's caches hold them. */
function cluster(object: Workload, ready = object.desired) {
  const made = new MemoryCluster('eu');
  made.workloads[object.kind].put(object);
  const record = revisionOf(object, object.revision ?? 1);
  (object.kind === 'DEPLOYMENT' ? made.replicaSets : made.controllerRevisions).put(record);
  const owner =
    object.kind === 'DEPLOYMENT'
      ? { kind: 'ReplicaSet', meta: record.meta }
      : { kind: 'StatefulSet', meta: object.meta };
  for (let index = 0; index < ready; index += 1) {
    made.pods.put(pod(`web-${index}`, owner, { revisionHash: object.kind === 'DEPLOYMENT' ? null : record.meta.name }));
  }
  return { made, record, owner };
}

const web = (kind: WorkloadKind = 'DEPLOYMENT', more: Parameters<typeof workload>[2] = {}) =>
  workload('web', kind, { desired: 2, ...more, meta: { generation: 2, ...more.meta } });

function verdict(made: MemoryCluster, object: Workload, more: Partial<StepView> = {}) {
  return stepVerdict({
    cluster: made,
    kind: 'DEPLOY',
    work: {
      clusterName: 'eu',
      ref: { kind: object.kind, namespace: object.meta.namespace, name: object.meta.name },
      uid: object.meta.uid,
      changes: [],
      templateBefore: 'digest-before',
      written,
    },
    written,
    templateDigest: object.template.digest,
    replicas: null,
    freedRoom: createFreedRoom(),
    now: start + 1_000,
    ...more,
  });
}

describe('the verdict on a step', () => {
  it('is DONE when the rollout is, and every cache shows it', () => {
    const object = web();
    const { made } = cluster(object);
    expect(verdict(made, object)).toEqual({ type: 'DONE' });
  });

  it('waits for a cache that is behind the write, however done it looks', () => {
    const object = web();
    const { made } = cluster(object);
    expect(verdict(made, object, { written: { ...written, generation: 3 } })).toMatchObject({
      type: 'WAIT',
      settling: false,
    });
  });

  it('waits for pods and revisions that lag behind', () => {
    const object = web();
    const { made, record } = cluster(object, 1);
    expect(verdict(made, object)).toMatchObject({ type: 'WAIT', settling: true });
    made.pods.put(pod('web-1', { kind: 'ReplicaSet', meta: record.meta }));
    expect(verdict(made, object)).toEqual({ type: 'DONE' });
    made.replicaSets.put({ ...record, number: 0 });
    expect(verdict(made, object)).toMatchObject({ type: 'WAIT', settling: true });
  });

  it('fails when the workload is gone, made anew, or being deleted; but not while the cache cannot tell', () => {
    const object = web();
    const { made } = cluster(object);
    made.workloads.DEPLOYMENT.remove(object.meta.uid);
    expect(verdict(made, object)).toMatchObject({
      type: 'FAILED',
      problem: { code: 'NOT_FOUND', message: expect.stringContaining('deleted by someone') },
    });
    made.loseTouch();
    expect(verdict(made, object)).toMatchObject({
      type: 'WAIT',
      message: expect.stringContaining('it cannot be reached'),
    });
    made.comeBack();
    made.workloads.DEPLOYMENT.put({ ...object, meta: { ...object.meta, uid: 'another' } });
    expect(verdict(made, object)).toMatchObject({
      type: 'FAILED',
      problem: { message: expect.stringContaining('made anew') },
    });
  });

  it('fails when someone else set what the step had set', () => {
    const object = web();
    const { made } = cluster(object);
    made.workloads.DEPLOYMENT.put({ ...object, template: template('app:9') });
    expect(verdict(made, object)).toMatchObject({
      type: 'FAILED',
      problem: { code: 'CONFLICT', message: expect.stringContaining('app:9') },
    });
    expect(verdict(made, object, { kind: 'SCALE', templateDigest: null, replicas: 5 })).toMatchObject({
      type: 'FAILED',
      problem: { code: 'CONFLICT', message: expect.stringContaining('not 5') },
    });
  });

  it('takes no missed deadline of an earlier change for its own', () => {
    const missed = (at: number) =>
      web('DEPLOYMENT', {
        status: {
          available: 0,
          conditions: [
            {
              type: 'Progressing',
              status: 'False',
              reason: 'ProgressDeadlineExceeded',
              message: '',
              lastTransitionAt: at,
              lastUpdateAt: at,
            },
          ],
        },
      });
    const old = missed(start);
    expect(verdict(cluster(old).made, old)).toMatchObject({ type: 'WAIT' });
    const own = missed(start + 1_000);
    expect(verdict(cluster(own).made, own)).toMatchObject({ type: 'FAILED', problem: { code: 'DEADLINE_EXCEEDED' } });
    expect(verdict(cluster(own).made, own, { kind: 'SCALE', replicas: 2, templateDigest: null })).toMatchObject({
      type: 'WAIT',
    });
  });

  it('counts a scale-down as done when the pods are gone', () => {
    const down = (current: number) =>
      web('DEPLOYMENT', { desired: 1, status: { current, updated: current, available: current } });
    const scale = { kind: 'SCALE', replicas: 1, templateDigest: null } as const;
    const going = down(2);
    expect(verdict(cluster(going, 2).made, going, scale)).toMatchObject({ type: 'WAIT' });
    const gone = down(1);
    expect(verdict(cluster(gone, 1).made, gone, scale)).toEqual({ type: 'DONE' });
  });

  it('asks of a pause and a resume only that the cluster took notice', () => {
    const object = web('DEPLOYMENT', { paused: true, status: { updated: 0 } });
    const { made } = cluster(object);
    expect(verdict(made, object, { kind: 'PAUSE', templateDigest: null })).toEqual({ type: 'DONE' });
    expect(verdict(made, object, { kind: 'RESUME', templateDigest: null })).toMatchObject({
      type: 'FAILED',
      problem: { code: 'CONFLICT' },
    });
  });

  it('names the old pod that a StatefulSet waits for, once the controller has had its time', () => {
    const object = web('STATEFUL_SET', { status: { ready: 1, updated: 1, available: 1 } });
    const { made } = cluster(object, 1);
    const waiting = container({ state: 'WAITING', ready: false, reason: 'ImagePullBackOff', image: 'app:bad' });
    const stuck = pod(
      'web-1',
      { kind: 'StatefulSet', meta: object.meta },
      { ready: false, containers: [waiting], revisionHash: 'web-0' },
    );
    made.pods.put(stuck);
    made.events.put(event(stuck, 'Failed', 'not found', start));
    expect(verdict(made, object)).toMatchObject({ type: 'WAIT', lookAgainAt: start + 8_000 });
    expect(verdict(made, object, { now: start + 8_000 })).toMatchObject({
      type: 'FAILED',
      problem: { code: 'IMAGE_PULL_FAILED', message: expect.stringContaining('kubectl delete pod web-1') },
    });
  });
});
