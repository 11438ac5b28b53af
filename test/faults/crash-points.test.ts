import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startControlPlane } from '../support/control-plane.ts';
import type { ControlPlane } from '../support/control-plane.ts';
import { deployment, environmentNamespace, images } from '../support/workloads.ts';
import { crashOnce, pointsOf } from './crash-run.ts';
import type { Lane, Work } from './crash-run.ts';

const minute = 60_000;
const app = 'api';
const tenants = ['one', 'two', 'three'] as const;
const namespaceOf = (tenant: string) => `${tenant}-prod`;

const deploy: Work = {
  revisions: 1,
  replicaSets: 1,
  ask: (client, { input, run }) =>
    client.deployApp({ ...input, image: `registry.example.com/shop/api:2.0.${run}`, onFailure: 'LEAVE' }),
};
const works: readonly (Work & { readonly what: string; readonly clusters: 1 | 2 })[] = [
  { what: 'deploy', clusters: 1, ...deploy },
  {
    what: 'scale',
    clusters: 1,
    revisions: 0,
    replicaSets: 0,
    ask: (client, { input, run }) => client.scaleApp({ ...input, replicas: 2 + (run % 2) }),
  },
  {
    what: 'rollback',
    clusters: 1,
    revisions: 1,
    replicaSets: 0,
    ask: (client, { input }) => client.rollbackApp(input),
  },
  {
    what: 'restart',
    clusters: 1,
    revisions: 1,
    replicaSets: 1,
    ask: (client, { input }) => client.restartApp(input),
  },
  { what: 'deploy to two clusters', clusters: 2, ...deploy },
];

describe('a gateway killed at each point of what it makes durable', () => {
  let clusters: readonly ControlPlane[];

  beforeAll(async () => {
    clusters = await Promise.all([
      startControlPlane({ name: 'eu-1', version: '1.35', nodes: 2 }),
      startControlPlane({ name: 'us-1', version: '1.36', nodes: 2 }),
    ]);
    const prepare = async (cluster: ControlPlane, tenant: string) => {
      const namespace = namespaceOf(tenant);
      // Every ReplicaSet is kept, so that they can be counted.
      const options = { namespace, name: app, replicas: 1, spec: { revisionHistoryLimit: 1000 } };
      await cluster.apply(environmentNamespace(namespace, tenant, 'prod'), deployment(options));
      const rolledOut = ['rollout', 'status', `deployment/${app}`, '-n', namespace, '--timeout=60s'];
      await cluster.kubectl(rolledOut);
      await cluster.kubectl(['set', 'image', `deployment/${app}`, `app=${images.better}`, '-n', namespace]);
      await cluster.kubectl(rolledOut);
    };
    await Promise.all(clusters.flatMap((cluster) => tenants.map((tenant) => prepare(cluster, tenant))));
  }, 3 * minute);
  afterAll(async () => {
    for (const cluster of clusters ?? []) await cluster.stop();
  });

  it.each(works)(
    'has done a $what once after the restart',
    async (work) => {
      const taking = clusters.slice(0, work.clusters);
      const [first, ...more] = tenants.map((tenant): Lane => ({
        tenant,
        namespace: namespaceOf(tenant),
        hidden: tenants.filter((other) => other !== tenant).map(namespaceOf),
        app,
        clusters: taking,
      }));
      if (first === undefined) throw new Error('there are lanes');
      // What comes once in a while (a write that has to be tried again) cannot be crashed at for sure.
      const [once, again] = [await pointsOf(first, work), await pointsOf(first, work)];
      const points = once.filter((point) => again.includes(point));
      expect(points).toEqual([...new Set(points)]);
      // What has to be there whatever comes besides: else nothing was observed.
      const begins = 'commit of .*insert operation, .*insert audit_record.* #1$';
      const writes = taking.map(({ url }) => `PATCH ${url}/.*/deployments/${app} #1$`);
      for (const point of [
        ...['before', 'after'].map((moment) => `^${moment} ${begins}`),
        ...['before', 'sent', 'after'].flatMap((moment) => writes.map((write) => `^${moment} ${write}`)),
      ]) {
        expect(points).toContainEqual(expect.stringMatching(new RegExp(point)));
      }

      const remaining = points.entries();
      const failures: string[] = [];
      const runs = async (lane: Lane) => {
        for (const [index, point] of remaining) {
          await crashOnce(lane, work, point).catch((error: unknown) => {
            failures.push(`${index + 1} of ${points.length}, ${point}: ${String(error)}`);
          });
        }
      };
      await Promise.all([first, ...more].map(runs));
      expect(failures).toEqual([]);
    },
    10 * minute,
  );
});
