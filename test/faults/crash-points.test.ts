import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AwaitingMyApprovalDocument, operationOf } from '../../sdk/src/sdk.ts';
import { startControlPlane } from '../support/control-plane.ts';
import type { ControlPlane } from '../support/control-plane.ts';
import { deployment, environmentNamespace, images } from '../support/workloads.ts';
import { crashOnce, crashTwice, pointsOf } from './crash-run.ts';
import type { Work } from './crash-run.ts';
import { createPool } from './lanes.ts';
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
type Named = Work & { readonly what: string; readonly clusters: 1 | 2 };
const works: readonly Named[] = [
  { what: 'deploy', clusters: 1, ...deploy },
  { what: 'approved deploy', clusters: 1, ...approvedDeploy },
  {
    what: 'scale',
    clusters: 1,
    revisions: 0,
    replicaSets: 0,
    accepted: ['scaleApp'],
    ask: ({ requester }, { input, replicas }) => requester.scaleApp({ ...input, replicas: replicas === 1 ? 2 : 1 }),
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

  const withTenant = createPool(tenants);
  /** As soon as a lane is free. */
  const inLane = <T>({ clusters: count }: Named, use: (lane: Lane) => Promise<T>): Promise<T> =>
    withTenant((tenant) =>
      use({
        tenant,
        namespace: namespaceOf(tenant),
        hidden: tenants.filter((other) => other !== tenant).map(namespaceOf),
        app,
        clusters: clusters.slice(0, count),
      }),
    );
  const known = new Map<Named, Promise<readonly string[]>>();
  const observe = async (work: Named): Promise<readonly string[]> => {
    const look = () => inLane(work, (lane) => pointsOf(lane, work));
    // What comes once in a while (a write that has to be tried again) cannot be crashed at for sure.
    const [once, again] = await Promise.all([look(), look()]);
    return once.filter((point) => again.includes(point));
  };
  const pointsWhere = (work: Named): Promise<readonly string[]> => {
    const points = known.get(work) ?? observe(work);
    known.set(work, points);
    return points;
  };

  // At the same time, so that no lane waits for the last point of a kind.
  it.concurrent.each(works)(
    'has one effect after the restart: $what',
    async (work) => {
      const points = await pointsWhere(work);
      expect(points).toEqual([...new Set(points)]);
      const taking = clusters.slice(0, work.clusters);
      // What has to be there whatever comes besides: else nothing was observed.
      const begins = 'commit of .*insert operation, .*insert audit_record.* #1$';
      const writes = taking.map(({ url }) => `PATCH ${url}/.*/deployments/${app} #1$`);
      const approvals = work.approved === true ? ['commit of .*insert approval_decision.* #1$'] : [];
      for (const point of [
        ...['before', 'after'].flatMap((moment) => [begins, ...approvals].map((commit) => `^${moment} ${commit}`)),
        ...['before', 'sent', 'after'].flatMap((moment) => writes.map((write) => `^${moment} ${write}`)),
      ]) {
        expect(points).toContainEqual(expect.stringMatching(new RegExp(point)));
      }

      const failures: string[] = [];
      const crashes = points.map((point, index) =>
        inLane(work, (lane) => crashOnce(lane, work, point)).catch((error: unknown) => {
          failures.push(`${index + 1} of ${points.length}, ${point}: ${String(error)}`);
        }),
      );
      await Promise.all(crashes);
      expect(failures).toEqual([]);
    },
    20 * minute,
  );

  it(
    'has one effect also where the gateway that goes on with it is killed, at some of all pairs of points',
    async ({ annotate }) => {
      const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000);
      const random = randomOf(seed);
      const taken = works.filter(({ what }) => what.includes('deploy'));
      const observed = await Promise.all(taken.map(pointsWhere));
      const choose = () => {
        const which = Math.floor(random() * taken.length);
        const [work, points] = [taken[which], observed[which]];
        const point = points?.[Math.floor(random() * points.length)];
        if (work === undefined || point === undefined) throw new Error('there are points');
        return { work, point, nth: 1 + Math.floor(random() * deepest) };
      };
      const until = performance.now() + pairsMs;
      const failures: string[] = [];
      const counts = { pairs: 0, reached: 0 };
      const runs = async () => {
        while (performance.now() < until) {
          const { work, point, nth } = choose();
          counts.pairs += 1;
          await inLane(work, (lane) => crashTwice(lane, work, point, nth)).then(
            (reached) => (counts.reached += reached ? 1 : 0),
            (error: unknown) =>
              failures.push(`${work.what}: ${point}, then point ${nth} of what goes on: ${String(error)}`),
          );
        }
      };
      await Promise.all(tenants.map(runs));
      const told = `CRASH_SEED=${seed}: ${counts.pairs} pairs, of which ${counts.reached} came to their second point`;
      await annotate(told);
      expect({ told, failures }).toEqual({ told, failures: [] });
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
