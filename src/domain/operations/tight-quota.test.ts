import { describe, expect, it } from 'vitest';
import { MemoryCluster } from '../fleet/testing/memory-cluster.ts';
import { event, pod, revisionOf, start, workload } from '../fleet/testing/objects.ts';
import { createFreedRoom } from '../rollouts/freed-room.ts';
import type { WorkloadKind } from '../workloads/workload.ts';
import { stepVerdict } from './step-verdict.ts';

const words = 'pods "web-2" is forbidden: exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2';
const seconds = 1_000;

/** A step that deployed to a workload of two, one of whose old pods is on its way out, while the quota allows two pods. */
function scene(kind: WorkloadKind) {
  const cluster = new MemoryCluster('eu-1');
  const web = cluster.workloads[kind].put(
    workload('web', kind, { desired: 2, status: { current: 1, updated: 0, ready: 1, available: 1 } }),
  );
  const deployment = kind === 'DEPLOYMENT';
  const records = deployment ? cluster.replicaSets : cluster.controllerRevisions;
  const record = records.put(revisionOf(web, 1, { failure: deployment ? { reason: '', message: words } : null }));
  const owner = deployment ? { kind: 'ReplicaSet', meta: record.meta } : { kind: 'StatefulSet', meta: web.meta };
  const leaving = cluster.pods.put(
    pod('old', owner, { meta: { createdAt: start - 3600 * seconds, deletionRequestedAt: start } }),
  );
  const ref = { kind, namespace: 'acme-prod', name: 'web' };
  const freedRoom = createFreedRoom();
  return {
    refused: (at: number) => cluster.events.put(event(deployment ? record : web, 'FailedCreate', words, at)),
    gone: () => cluster.pods.remove(leaving.meta.uid),
    verdict: (now: number) =>
      stepVerdict({
        cluster,
        kind: 'DEPLOY',
        work: {
          clusterName: 'eu-1',
          ref,
          uid: web.meta.uid,
          changes: [],
          templateBefore: 'before',
          written: null,
        },
        written: { generation: 1, at: start, skewMs: 0 },
        templateDigest: web.template.digest,
        replicas: null,
        freedRoom,
        now,
      }).type,
  };
}

describe.each(['DEPLOYMENT', 'STATEFUL_SET'] as const)('a tight quota and a %s', (kind) => {
  it('waits for old pods that end slowly, and then for the attempt after that', () => {
    const { verdict, refused, gone } = scene(kind);
    refused(start + seconds);
    expect(verdict(start + 2 * seconds)).toBe('WAIT');
    refused(start + 15 * seconds);
    // Nobody looks again before the old pod is gone: the refusals until then were about the room that it took.
    gone();
    expect(verdict(start + 30 * seconds)).toBe('WAIT');
    expect(verdict(start + 40 * seconds)).toBe('WAIT');
    refused(start + 41 * seconds);
    expect(verdict(start + 42 * seconds)).toBe('FAILED');
  });

  it('fails once refusals last where nothing is being freed', () => {
    const { verdict, refused, gone } = scene(kind);
    gone();
    refused(start + seconds);
    expect(verdict(start + 2 * seconds)).toBe('WAIT');
    expect(verdict(start + 10 * seconds)).toBe('FAILED');
  });
});
