import { describe, expect, it } from 'vitest';
import { MemoryCluster } from '../../../domain/fleet/testing/memory-cluster.ts';
import {
  autoscaler,
  container,
  namespace,
  node,
  pod,
  revisionOf,
  start,
  workload,
} from '../../../domain/fleet/testing/objects.ts';
import { accessOf } from '../../../domain/testing/access-of.ts';
import { callerOf } from '../../../domain/testing/caller-of.ts';
import { createSchema } from '../../schema.ts';
import { typesThatLeadOn } from '../../server/list-sizes.ts';
import { GraphUnderTest } from '../../testing/graph-under-test.ts';

const asks = { requests: { cpu: 0.5, memory: 100 }, limits: { cpu: 1, memory: 200 } };

/** A cluster with a Deployment `web` of one pod, `web-1`, and a pod that belongs to no app. */
function cluster(name: string): MemoryCluster {
  const made = new MemoryCluster(name);
  made.namespaces.put(namespace('acme-prod'));
  made.nodes.put(node('node-1', {}, `uid-node-${name}`));
  const web = made.workloads.DEPLOYMENT.put(workload('web'));
  const set = made.replicaSets.put(revisionOf(web, 1));
  made.pods.put(pod('web-1', { kind: 'ReplicaSet', meta: set.meta }, { containers: [container(asks)] }));
  const job = { kind: 'Job', meta: { ...set.meta, uid: 'uid-job' } };
  made.pods.put(pod('report', job, { containers: [container(asks)] }));
  return made;
}

function measure(made: MemoryCluster, name: string, cpu: number, memory: number): void {
  const containers = new Map([['main', { cpu, memory }]]);
  made.usage.pods.put('acme-prod', name, { at: start + 15_000, windowMs: 14_990, containers });
}

const gaps = 'coverage { complete gaps { cluster { name } reason message } }';
const ofApp = (fields: string) => `{ app(tenant: "acme", environment: "prod", name: "web") { ${fields} } }`;

describe('usage in the graph', () => {
  it('is there for a container, a pod, an instance, an app, an environment and a tenant', async () => {
    const [eu, us] = [cluster('eu'), cluster('us')];
    const graph = new GraphUnderTest(eu, us);
    measure(eu, 'web-1', 0.25, 50);
    measure(eu, 'report', 0.5, 10);
    measure(us, 'web-1', 0.125, 150);
    const usage = 'usage { cpu memory pods podsCounted }';
    const tenant = await graph.data(`{ tenant(name: "acme") { ${usage} environments { nodes { ${usage} apps { nodes {
      ${usage} instances { ${usage} } pods { nodes { ${usage} containers { usage { cpu memory } } } } } } } } } }`);
    const all = { cpu: 0.875, memory: 210, pods: 4, podsCounted: 3 };
    const inEu = { cpu: 0.25, memory: 50, pods: 1, podsCounted: 1 };
    const inUs = { cpu: 0.125, memory: 150, pods: 1, podsCounted: 1 };
    const pods = [inEu, inUs].map((each) => {
      return { usage: each, containers: [{ usage: { cpu: each.cpu, memory: each.memory } }] };
    });
    const app = {
      usage: { cpu: 0.375, memory: 200, pods: 2, podsCounted: 2 },
      instances: [{ usage: inEu }, { usage: inUs }],
      pods: { nodes: pods },
    };
    expect(tenant).toEqual({
      tenant: { usage: all, environments: { nodes: [{ usage: all, apps: { nodes: [app] } }] } },
    });
  });

  it('says when it was measured, over how long, and how old that is', async () => {
    const made = cluster('eu');
    measure(made, 'web-1', 0.25, 50);
    made.usage.pods.freshness = { observedAt: start + 20_000, stale: true };
    const fields = 'usage { sampledAt windowSeconds freshness { observedAt stale } }';
    expect(await new GraphUnderTest(made).data(ofApp(fields))).toEqual({
      app: {
        usage: {
          sampledAt: '2026-01-01T00:00:15.000Z',
          windowSeconds: 14.99,
          freshness: { observedAt: '2026-01-01T00:00:20.000Z', stale: true },
        },
      },
    });
  });

  it('names a cluster that does not tell what its pods use, to each as much as they may know', async () => {
    const [eu, us] = [cluster('eu'), cluster('us')];
    const graph = new GraphUnderTest(eu, us);
    measure(eu, 'web-1', 0.25, 50);
    us.usage.pods.availability = { status: 'FAILING', since: start, message: 'dial tcp 10.0.0.7: refused' };
    const gap = { cluster: { name: 'us' }, reason: 'METRICS_UNAVAILABLE' };
    const asked = ofApp(`usage { cpu pods podsCounted ${gaps} }`);
    const usage = { cpu: 0.25, pods: 2, podsCounted: 1 };
    expect(await graph.data(asked)).toEqual({
      app: {
        usage: { ...usage, coverage: { complete: false, gaps: [{ ...gap, message: 'dial tcp 10.0.0.7: refused' }] } },
      },
    });
    graph.caller = callerOf('bob', [], { access: accessOf('viewer acme') });
    expect(await graph.data(asked)).toEqual({
      app: {
        usage: {
          ...usage,
          coverage: { complete: false, gaps: [{ ...gap, message: 'what runs there is not measured' }] },
        },
      },
    });
    // What was measured minutes ago is shown on, as such.
    measure(us, 'web-1', 1, 1);
    expect(await graph.data(ofApp('usage { cpu coverage { gaps { reason } } }'))).toEqual({
      app: { usage: { cpu: 1.25, coverage: { gaps: [{ reason: 'STALE' }] } } },
    });
  });

  it('takes no notice of a cluster without a metrics API that holds none of the pods', async () => {
    const other = new MemoryCluster('other');
    other.usage.pods.availability = { status: 'MISSING', since: start, message: 'none' };
    const graph = new GraphUnderTest(cluster('eu'), other);
    expect(await graph.data(ofApp(`usage { ${gaps} }`))).toEqual({
      app: { usage: { coverage: { complete: true, gaps: [] } } },
    });
    // One that is away may hold some.
    other.loseTouch();
    expect(await graph.data(ofApp('usage { coverage { gaps { cluster { name } reason } } }'))).toEqual({
      app: { usage: { coverage: { gaps: [{ cluster: { name: 'other' }, reason: 'UNREACHABLE' }] } } },
    });
  });

  it('is nothing where there is nothing, and not known where there may be something', async () => {
    const made = new MemoryCluster('eu');
    made.namespaces.put(namespace('acme-prod'));
    const away = new MemoryCluster('away');
    const graph = new GraphUnderTest(made, away);
    const asked = '{ environment(tenant: "acme", name: "prod") { usage { cpu memory pods } } }';
    expect(await graph.data(asked)).toEqual({ environment: { usage: { cpu: 0, memory: 0, pods: 0 } } });
    away.loseTouch();
    expect(await graph.data(asked)).toEqual({ environment: { usage: { cpu: null, memory: null, pods: 0 } } });
  });

  it('leaves a container a part of its pod, which costs nothing beside it', async () => {
    expect([...typesThatLeadOn(await createSchema())].map(({ name }) => name)).not.toContain('Container');
  });

  it('of machines is for those who see the machines', async () => {
    const made = cluster('eu');
    made.usage.nodes.put('', 'node-1', { at: start, windowMs: 10_000, cpu: 1, memory: 2 ** 32 });
    const graph = new GraphUnderTest(made);
    const usage = `usage { cpu memory machines machinesCounted windowSeconds requested { cpu } utilization { cpu memory } ${gaps} }`;
    const asked = `{ cluster(name: "eu") { ${usage} nodes { nodes { ${usage} } } } }`;
    const whole = {
      cpu: 1,
      memory: 2 ** 32,
      machines: 1,
      machinesCounted: 1,
      windowSeconds: 10,
      requested: { cpu: 0.25 },
      utilization: { cpu: 0.25, memory: 0.25 },
      coverage: { complete: true, gaps: [] },
    };
    expect(await graph.data(asked)).toEqual({ cluster: { usage: whole, nodes: { nodes: [{ usage: whole }] } } });
    graph.caller = callerOf('bob', [], { access: accessOf('viewer') });
    expect(await graph.data(asked)).toEqual({ cluster: { usage: null, nodes: { nodes: [] } } });
  });

  it('shows an autoscaler with what it goes by', async () => {
    const made = cluster('eu');
    const nothing = { utilization: null, averageValue: null, value: null };
    made.autoscalers.put(
      autoscaler('web-scaler', 'web', {
        currentReplicas: 3,
        desiredReplicas: 3,
        lastScaledAt: start,
        metrics: [
          {
            type: 'RESOURCE',
            name: 'cpu',
            container: null,
            target: { ...nothing, utilization: 0.6 },
            current: { ...nothing, utilization: 0.9, averageValue: 0.45 },
          },
        ],
        conditions: [
          { type: 'ScalingLimited', status: 'TRUE', reason: 'TooManyReplicas', message: 'm', lastTransitionAt: start },
        ],
      }),
    );
    const value = '{ utilization averageValue value }';
    const fields = `autoscaler { name min max current desired lastScaledAt object { kind name namespace apiVersion }
      metrics { type name container target ${value} current ${value} } conditions { type status reason } freshness { stale } }`;
    const expected = {
      name: 'web-scaler',
      min: 1,
      max: 3,
      current: 3,
      desired: 3,
      lastScaledAt: '2026-01-01T00:00:00.000Z',
      object: {
        kind: 'HorizontalPodAutoscaler',
        name: 'web-scaler',
        namespace: 'acme-prod',
        apiVersion: 'autoscaling/v2',
      },
      metrics: [
        {
          type: 'RESOURCE',
          name: 'cpu',
          container: null,
          target: { ...nothing, utilization: 0.6 },
          current: { ...nothing, utilization: 0.9, averageValue: 0.45 },
        },
      ],
      conditions: [{ type: 'ScalingLimited', status: 'TRUE', reason: 'TooManyReplicas' }],
      freshness: { stale: false },
    };
    expect(await new GraphUnderTest(made).data(ofApp(`${fields} instances { ${fields} }`))).toEqual({
      app: { autoscaler: expected, instances: [{ autoscaler: expected }] },
    });
  });
});
