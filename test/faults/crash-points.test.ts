import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AwaitingMyApprovalDocument, operationOf } from '../../sdk/src/sdk.ts';
import { startControlPlane } from '../support/control-plane.ts';
import type { ControlPlane } from '../support/control-plane.ts';
import { deployment, environmentNamespace, images } from '../support/workloads.ts';
import { crashOnce, crashTwice, pointsOf } from './crash-run.ts';
import type { Work } from './crash-run.ts';
import type { Lane } from './lanes.ts';

const minute = 60_000;
const app = 'api';
const tenants = ['one', 'two', 'three'] as const;
const namespaceOf = (tenant: string) => `${tenant}-prod`;

const deploy: Work = {
  revisions: 1,
  replicaSets: 1,
  accepted: ['deployApp'],
  ask: ({ requester }, { input, run }) =>
    requester.deployApp({ ...input, image: `registry.example.com/shop/api:2.0.${run}`, onFailure: 'LEAVE' }),
};
const approvedDeploy: Work = {
  ...deploy,
  accepted: ['deployApp', 'approveOperation'],
  approved: true,
  async ask(clients, asked) {
    const answer = await deploy.ask(clients, asked);
    const { awaitingMyApproval } = await clients.approver.query(AwaitingMyApprovalDocument, {});
    const waiting = awaitingMyApproval.nodes.find(({ id }) => id === operationOf(answer).id);
    if (waiting === undefined) return answer;
    const approval = { operation: waiting.id, digest: waiting.plan?.digest ?? '' };
    return await clients.approver.approveOperation({ ...approval, idempotencyKey: 'approval' });
  },
};
const works: readonly (Work & { readonly what: string; readonly clusters: 1 | 2 })[] = [
  { what: 'deploy', clusters: 1, ...deploy },
  { what: 'approved deploy', clusters: 1, ...approvedDeploy },
  {
    what: 'scale',
    clusters: 1,
    revisions: 0,
    replicaSets: 0,
    accepted: ['scaleApp'],
    ask: ({ requester }, { input, run }) => requester.scaleApp({ ...input, replicas: 2 + (run % 2) }),
  },
  {
    what: 'rollback',
    clusters: 1,
    revisions: 1,
    replicaSets: 0,
    accepted: ['rollbackApp'],
    ask: ({ requester }, { input }) => requester.rollbackApp(input),
  },
  {
    what: 'restart',
    clusters: 1,
    revisions: 1,
    replicaSets: 1,
    accepted: ['restartApp'],
    ask: ({ requester }, { input }) => requester.restartApp(input),
  },
  { what: 'deploy to two clusters', clusters: 2, ...deploy },
];
/** How many points of what goes on after the first crash may be the second one's: more than there are, and one of them. */
const deepest = 12;
/** For how long pairs of crashes are begun, in milliseconds. */
const pairsMs = 45_000;

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

  const lanesOf = (work: (typeof works)[number]) =>
    tenants.map((tenant): Lane => ({
      tenant,
      namespace: namespaceOf(tenant),
      hidden: tenants.filter((other) => other !== tenant).map(namespaceOf),
      app,
      clusters: clusters.slice(0, work.clusters),
    }));
  const known = new Map<string, readonly string[]>();
  const pointsWhere = async (work: (typeof works)[number]): Promise<readonly string[]> => {
    const before = known.get(work.what);
    if (before !== undefined) return before;
    // What comes once in a while (a write that has to be tried again) cannot be crashed at for sure.
    const [once, again] = await Promise.all(
      lanesOf(work)
        .slice(0, 2)
        .map((lane) => pointsOf(lane, work)),
    );
    if (once === undefined || again === undefined) throw new Error('there are lanes');
    const points = once.filter((point) => again.includes(point));
    known.set(work.what, points);
    return points;
  };

  it.each(works)(
    'has done a $what once after the restart',
    async (work) => {
      const points = await pointsWhere(work);
      expect(points).toEqual([...new Set(points)]);
      const taking = clusters.slice(0, work.clusters);
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
      await Promise.all(lanesOf(work).map(runs));
      expect(failures).toEqual([]);
    },
    10 * minute,
  );

  it(
    'has done it once also where the gateway that goes on with it is killed, at some of all pairs of points',
    async ({ annotate }) => {
      const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000);
      const random = randomOf(seed);
      const taken = works.filter(({ what }) => /deploy/.test(what));
      const observed: (readonly string[])[] = [];
      for (const work of taken) observed.push(await pointsWhere(work));
      const until = performance.now() + pairsMs;
      const failures: string[] = [];
      const counts = { pairs: 0, reached: 0 };
      const runs = async (laneIndex: number) => {
        while (performance.now() < until) {
          const chosen = Math.floor(random() * taken.length);
          const [work, points] = [taken[chosen], observed[chosen]];
          const point = points?.[Math.floor(random() * points.length)];
          const nth = 1 + Math.floor(random() * deepest);
          const lane = work && lanesOf(work)[laneIndex];
          if (work === undefined || point === undefined || lane === undefined) throw new Error('there are points');
          counts.pairs += 1;
          const pair = `${work.what}: ${point}, then at the point ${nth} of what goes on`;
          await crashTwice(lane, work, point, nth).then(
            (reached) => (counts.reached += reached ? 1 : 0),
            (error: unknown) => failures.push(`${pair}: ${String(error)}`),
          );
        }
      };
      await Promise.all(tenants.map((_, index) => runs(index)));
      await annotate(
        `CRASH_SEED=${seed}: ${counts.pairs} pairs, of which ${counts.reached} came to their second point`,
      );
      expect(failures, `of ${counts.pairs} pairs with CRASH_SEED=${seed}`).toEqual([]);
      expect(counts.reached).toBeGreaterThan(0);
    },
    5 * minute,
  );
});

/** 0 ≤ x < 1, always the same numbers for a seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
