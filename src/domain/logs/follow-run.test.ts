import { expect, it } from 'vitest';
import { fail } from '../../lib/result.ts';
import type { ClusterFailure } from '../clusters/cluster-failure.ts';
import { MemoryCluster } from '../fleet/testing/memory-cluster.ts';
import { pod, start, workload } from '../fleet/testing/objects.ts';
import { ManualClock } from '../fleet/testing/scene.ts';
import type { Clock } from '../../lib/clock.ts';
import { createManualClock } from '../../lib/manual-clock.ts';
import { followRun } from './follow-run.ts';
import { firstPosition, positionAt, PositionCounter } from './log-position.ts';
import type { LogFollower } from './log-source.ts';
import { logTimeOf } from './log-time.ts';

const never = new AbortController().signal;
const at = (clock: Clock) => ({ clock, random: () => 0.5 });

const scene = () => {
  const cluster = new MemoryCluster('eu');
  cluster.pods.put(
    pod('web-0', { kind: 'StatefulSet', meta: workload('web', 'STATEFUL_SET').meta }, { meta: { uid: 'one' } }),
  );
  return {
    cluster,
    run: { cluster, namespace: 'acme-prod', pod: 'web-0', podUid: 'one', container: 'main', restart: 0 },
  };
};

it('tells lines that come while the clock of their machine is set back', async () => {
  const { cluster, run } = scene();
  const counter = new PositionCounter();
  let follower: LogFollower | null = null;
  const write = (text: string, at: number): void => {
    const before = counter.position;
    counter.count(logTimeOf(at));
    follower?.lines(before, [{ time: logTimeOf(at), text, truncated: false, position: counter.position }], false);
  };
  Object.assign(cluster.logs, {
    follow(_run: unknown, _from: unknown, told: LogFollower) {
      follower = told;
      write('a', start + 10_000);
      write('b', start + 5_000);
      write('c', start + 6_000);
      write('d', start + 11_000);
      told.over(true);
      return () => {};
    },
  });
  const told: string[] = [];
  for await (const item of followRun(run, firstPosition, false, at(new ManualClock()), never)) {
    told.push(item.type === 'LINE' ? item.line.text : item.type);
  }
  expect(told).toEqual(['a', 'b', 'c', 'd']);
});

it('follows a run again that goes on though nobody follows it any more, and says so', async () => {
  const { cluster, run } = scene();
  const clock = createManualClock(start);
  const { logs } = cluster;
  const follow = logs.follow.bind(logs);
  let follower = Promise.withResolvers<LogFollower>();
  Object.assign(logs, {
    follow(...asked: Parameters<typeof follow>) {
      follower.resolve(asked[2]);
      return follow(...asked);
    },
  });
  const told: string[] = [];
  const following = (async () => {
    for await (const item of followRun(run, firstPosition, false, at(clock), never)) {
      told.push(item.type === 'LINE' ? item.line.text : item.type);
    }
  })();
  for (const [index, text] of ['a', 'b'].entries()) {
    const present = await follower.promise;
    follower = Promise.withResolvers();
    logs.write(run, { time: logTimeOf(start + index), text });
    present.over(false);
    clock.advance(await clock.waited());
  }
  logs.end(run);
  await following;
  expect(told).toEqual(['a', 'INTERRUPTED', 'RESUMED', 'b', 'INTERRUPTED', 'RESUMED']);
  expect(logs.following).toBe(0);
});

it('leaves a cluster alone that cannot give what a reader is behind with, for longer and longer, and as long as it asks', async () => {
  const { cluster, run } = scene();
  const clock = createManualClock(start);
  const busy = { reason: 'UNAVAILABLE', message: 'it has too much to do', retryable: true } as const;
  const failures: ClusterFailure[] = [
    ...Array.from({ length: 12 }, () => busy),
    { ...busy, retryAfterMs: 7_000 },
    { ...busy, retryAfterMs: 3_600_000 },
    { ...busy, reason: 'UNREACHABLE' },
    { ...busy, reason: 'TIMEOUT' },
    { ...busy, reason: 'TIMEOUT' },
  ];
  Object.assign(cluster.logs, {
    read: async () => fail(failures.shift() ?? busy),
    follow(_run: unknown, _from: unknown, follower: LogFollower) {
      follower.lines(positionAt(start / 1_000), [], false);
      follower.over(true);
      return () => {};
    },
  });
  const told: string[] = [];
  const following = (async () => {
    for await (const { type } of followRun(run, firstPosition, false, at(clock), never)) told.push(type);
  })();
  const waits: number[] = [];
  while (failures.length > 1) {
    waits.push(await clock.waited());
    clock.advance(waits.at(-1) ?? 0);
    // The next one is asked for in a later turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  clock.advance(await clock.waited());
  await following;
  const growing = [1_000, 2_000, 4_000, ...Array.from({ length: 9 }, () => 5_000)];
  expect(waits).toEqual([...growing, 7_000, 60_000, 1_000]);
  expect([told, failures]).toEqual([['INTERRUPTED', 'RESUMED', 'GAP'], []]);
});
