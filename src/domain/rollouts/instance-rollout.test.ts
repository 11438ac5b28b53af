import { describe, expect, it } from 'vitest';
import { MemoryCluster } from '../fleet/testing/memory-cluster.ts';
import { container, pod, revisionOf, start, workload } from '../fleet/testing/objects.ts';
import type { Condition, WorkloadKind } from '../workloads/workload.ts';
import { instanceRollout, rolloutStatus } from './instance-rollout.ts';

const condition = (reason: string, status: Condition['status'] = 'True'): Condition => ({
  type: 'Progressing',
  status,
  reason,
  message: '',
  lastTransitionAt: start,
  lastUpdateAt: start,
});

type Overrides = NonNullable<Parameters<typeof workload>[2]>;
const of = (kind: WorkloadKind, overrides: Overrides) =>
  rolloutStatus(workload('web', kind, { desired: 3, ...overrides }));

describe('rolloutStatus says what kubectl rollout status says', () => {
  it.each<[string, WorkloadKind, Overrides, string, string]>([
    [
      'not observed',
      'DEPLOYMENT',
      { meta: { generation: 2 }, status: { observedGeneration: 1 } },
      'PENDING',
      'Waiting for deployment spec update to be observed...',
    ],
    [
      'not observed comes before a deadline that the old rollout missed',
      'DEPLOYMENT',
      {
        meta: { generation: 2 },
        status: { observedGeneration: 1, conditions: [condition('ProgressDeadlineExceeded', 'False')] },
      },
      'PENDING',
      'Waiting for deployment spec update to be observed...',
    ],
    [
      'past its deadline',
      'DEPLOYMENT',
      { status: { updated: 1, conditions: [condition('ProgressDeadlineExceeded', 'False')] } },
      'FAILED',
      'deployment "web" exceeded its progress deadline.',
    ],
    [
      'updating',
      'DEPLOYMENT',
      { status: { updated: 1, available: 3, current: 4 } },
      'PROGRESSING',
      'Waiting for deployment "web" rollout to finish: 1 out of 3 new replicas have been updated...',
    ],
    [
      'old pods',
      'DEPLOYMENT',
      { status: { current: 5 } },
      'PROGRESSING',
      'Waiting for deployment "web" rollout to finish: 2 old replicas are pending termination...',
    ],
    [
      'not available',
      'DEPLOYMENT',
      { status: { available: 1 } },
      'PROGRESSING',
      'Waiting for deployment "web" rollout to finish: 1 of 3 updated replicas are available...',
    ],
    ['done', 'DEPLOYMENT', {}, 'SUCCEEDED', 'deployment "web" successfully rolled out'],
    ['done and paused', 'DEPLOYMENT', { paused: true }, 'SUCCEEDED', 'deployment "web" successfully rolled out'],
    ['zero', 'DEPLOYMENT', { desired: 0 }, 'SUCCEEDED', 'deployment "web" successfully rolled out'],
    [
      'never observed',
      'STATEFUL_SET',
      { meta: { generation: 0 }, status: { observedGeneration: 0 } },
      'PENDING',
      'Waiting for statefulset spec update to be observed...',
    ],
    [
      'not observed',
      'STATEFUL_SET',
      { meta: { generation: 2 }, status: { observedGeneration: 1 } },
      'PENDING',
      'Waiting for statefulset spec update to be observed...',
    ],
    ['not ready', 'STATEFUL_SET', { status: { ready: 1 } }, 'PROGRESSING', 'Waiting for 2 pods to be ready...'],
    [
      'updating',
      'STATEFUL_SET',
      { status: { updated: 1 } },
      'PROGRESSING',
      'Waiting for partitioned roll out to finish: 1 out of 3 new pods have been updated...',
    ],
    [
      'updating a partition',
      'STATEFUL_SET',
      { partition: 1, status: { updated: 1 } },
      'PROGRESSING',
      'Waiting for partitioned roll out to finish: 1 out of 2 new pods have been updated...',
    ],
    [
      'partition done',
      'STATEFUL_SET',
      { partition: 2, status: { updated: 1 } },
      'SUCCEEDED',
      'partitioned roll out complete: 1 new pods have been updated...',
    ],
    [
      'done though not available',
      'STATEFUL_SET',
      { status: { available: 0 } },
      'SUCCEEDED',
      'partitioned roll out complete: 3 new pods have been updated...',
    ],
    [
      'not observed',
      'DAEMON_SET',
      { meta: { generation: 2 }, status: { observedGeneration: 1 } },
      'PENDING',
      'Waiting for daemon set spec update to be observed...',
    ],
    [
      'updating',
      'DAEMON_SET',
      { status: { updated: 1 } },
      'PROGRESSING',
      'Waiting for daemon set "web" rollout to finish: 1 out of 3 new pods have been updated...',
    ],
    [
      'not available',
      'DAEMON_SET',
      { status: { available: 2 } },
      'PROGRESSING',
      'Waiting for daemon set "web" rollout to finish: 2 of 3 updated pods are available...',
    ],
    ['done', 'DAEMON_SET', {}, 'SUCCEEDED', 'daemon set "web" successfully rolled out'],
  ])('%s: %s', (_, kind, overrides, phase, words) => {
    expect(of(kind, overrides)).toEqual({ phase, words });
  });

  it('is PAUSED where a paused Deployment keeps kubectl waiting', () => {
    expect(of('DEPLOYMENT', { paused: true, status: { updated: 0 } })).toMatchObject({ phase: 'PAUSED' });
    expect(of('DEPLOYMENT', { paused: true, meta: { generation: 2 }, status: { observedGeneration: 1 } }).phase).toBe(
      'PENDING',
    );
  });

  it.each(['STATEFUL_SET', 'DAEMON_SET'] as const)(
    'of a %s with OnDelete waits for someone to delete the pods',
    (kind) => {
      const strategy = 'ON_DELETE';
      expect(of(kind, { strategy, status: { updated: 1 } })).toMatchObject({ phase: 'PAUSED' });
      expect(of(kind, { strategy, status: { updated: 1 } }).words).toContain('2 of 3 pods run the old template');
      expect(of(kind, { strategy, status: { ready: 2 } }).phase).toBe('PROGRESSING');
      expect(of(kind, { strategy }).phase).toBe('SUCCEEDED');
      expect(of(kind, { strategy, meta: { generation: 2 }, status: { observedGeneration: 1 } }).phase).toBe('PENDING');
    },
  );
});

describe('instanceRollout', () => {
  it('warns at once of what keeps the rollout from its end, and of a cluster that cannot be seen', () => {
    const cluster = new MemoryCluster('eu-1');
    const web = cluster.workloads.DEPLOYMENT.put(
      workload('web', 'DEPLOYMENT', { desired: 2, status: { updated: 1, available: 1 } }),
    );
    const record = cluster.replicaSets.put(revisionOf(web, 7));
    const lastTermination = { reason: 'Error', message: 'bad flag', exitCode: 2 };
    const containers = [
      container({ state: 'WAITING', ready: false, reason: 'CrashLoopBackOff', restarts: 1, lastTermination }),
    ];
    cluster.pods.put(pod('web-1', { kind: 'ReplicaSet', meta: record.meta }, { ready: false, containers }));
    const rollout = () => instanceRollout({ cluster, workload: web }, start + 60_000);
    expect(rollout()).toMatchObject({ phase: 'PROGRESSING', revision: 7, image: 'app:1', namespace: 'acme-prod' });
    expect(rollout().message).toBe(
      'Waiting for deployment "web" rollout to finish: 1 out of 2 new replicas have been updated... ' +
        'eu-1/acme-prod: container "main" of pod "web-1" keeps crashing (exit code 2, 1 restart): bad flag',
    );
    cluster.loseTouch(start, 'no route to host');
    expect(rollout().message).toMatch(/^Cluster "eu-1" cannot be observed since .*: it cannot be reached\./);
  });

  it('counts no pod of the template before as updated while the newest one has not been observed', () => {
    const cluster = new MemoryCluster('eu-1');
    const of = (observedGeneration: number, updated: number) =>
      instanceRollout(
        {
          cluster,
          workload: workload('web', 'DEPLOYMENT', {
            desired: 6,
            meta: { generation: 3 },
            status: { observedGeneration, updated },
          }),
        },
        start,
      );
    expect(of(2, 6)).toMatchObject({ phase: 'PENDING', replicas: { desired: 6, current: 6, updated: 0, ready: 6 } });
    expect(of(3, 2).replicas.updated).toBe(2);
    expect(of(3, 6)).toMatchObject({ phase: 'SUCCEEDED', replicas: { updated: 6 } });
  });
});
