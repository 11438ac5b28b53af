import { array, assert, asyncProperty, constant, constantFrom, nat, oneof, record } from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { start } from '../fleet/testing/objects.ts';
import { fail } from '../../lib/result.ts';
import { mostFollowed } from './follow-logs.ts';
import { FollowScene, set } from './testing/follow-scene.ts';

type Act =
  | { readonly type: 'WRITE'; readonly pod: number; readonly count: number }
  | { readonly type: 'WAIT'; readonly ms: number }
  | { readonly type: 'RESTART' | 'REPLACE'; readonly pod: number }
  | { readonly type: 'SETTLE' | 'RECONNECT' };

const acts: Arbitrary<readonly Act[]> = array(
  oneof(
    { weight: 6, arbitrary: record({ type: constant('WRITE' as const), pod: nat(2), count: nat(30) }) },
    { weight: 3, arbitrary: record({ type: constant('WAIT' as const), ms: nat(3_000) }) },
    {
      weight: 1,
      arbitrary: record({ type: constantFrom('RESTART' as const, 'REPLACE' as const), pod: nat(2) }),
    },
    { weight: 2, arbitrary: record({ type: constantFrom('SETTLE' as const, 'RECONNECT' as const) }) },
  ),
  { maxLength: 25 },
);

describe('following the logs of an app', () => {
  it('tells each line once, in the order of its pod, whatever comes between, and wherever its reader goes on', async () => {
    await assert(
      asyncProperty(acts, async (script) => {
        const scene = new FollowScene();
        const homes = [0, 0, 1];
        const uids = homes.map((cluster) => scene.addPod(cluster));
        const told: string[] = [];
        let reader = scene.follow({ tail: 0 });
        await scene.settle();
        let cursor = reader.cursor ?? '';
        for (const act of script) {
          const [home, uid] = 'pod' in act ? [homes[act.pod] ?? 0, uids[act.pod] ?? ''] : [0, ''];
          if (act.type === 'WRITE') scene.write(home, uid, act.count);
          else if (act.type === 'WAIT') scene.clock.advance(act.ms);
          else if (act.type === 'SETTLE') await scene.settle();
          else if (act.type === 'RESTART') {
            // A cluster has two runs: one whose reader is further behind has lost some.
            await scene.settle();
            scene.restart(home, uid);
            await scene.settle();
          } else if (act.type === 'REPLACE') {
            // What a pod wrote is gone with it.
            await scene.settle();
            scene.removePod(home, uid);
            uids[act.pod] = scene.addPod(home);
            await scene.settle();
          } else {
            await reader.close();
            told.push(...reader.messages);
            cursor = reader.cursor ?? cursor;
            reader = scene.follow({ after: cursor });
          }
        }
        await scene.settle();
        await reader.close();
        told.push(...reader.messages);
        for (const [uid, count] of Object.entries(scene.written())) {
          const numbers = told.filter((each) => each.startsWith(`${uid} `)).map((each) => Number(each.split(' ')[1]));
          expect(numbers).toEqual(Array.from({ length: count }, (_, index) => index + 1));
        }
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it('begins with the last lines of each container, and goes on with new ones in the order of their moments', async () => {
    const scene = new FollowScene();
    const [one, other] = [scene.addPod(0), scene.addPod(1)];
    scene.write(0, one, 5);
    scene.clock.advance(10);
    scene.write(1, other, 5);
    const reader = scene.follow({ tail: 2 });
    await scene.settle();
    expect(reader.messages).toEqual([`${one} 4`, `${one} 5`, `${other} 4`, `${other} 5`]);
    scene.write(1, other, 1);
    scene.clock.advance(10);
    scene.write(0, one, 1);
    await scene.settle();
    expect(reader.messages.slice(4)).toEqual([`${other} 6`, `${one} 6`]);
    await reader.close();
  });

  it('says which containers came, were restarted and went', async () => {
    const scene = new FollowScene();
    const one = scene.addPod(0);
    const reader = scene.follow({});
    await scene.settle();
    const other = scene.addPod(1);
    await scene.settle();
    scene.restart(0, one);
    await scene.settle();
    scene.removePod(1, other);
    await scene.settle();
    expect(reader.marks).toEqual([`JOINED ${other}`, `RESTARTED ${one}`, `ENDED ${other}`]);
    await reader.close();
  });

  it('marks what a pod wrote that went while its reader was away', async () => {
    const scene = new FollowScene();
    const [one, other] = [scene.addPod(0), scene.addPod(0)];
    const first = scene.follow({});
    await scene.settle();
    scene.write(0, one, 1);
    scene.write(0, other, 1);
    await scene.settle();
    await first.close();
    scene.write(0, one, 3);
    scene.removePod(0, one);
    const second = scene.follow({ after: first.cursor ?? '' });
    await scene.settle();
    expect([second.messages, second.marks]).toEqual([[], [`GAP ${one}`, `ENDED ${one}`]]);
    await second.close();
  });

  it('says which containers it has no room for, and follows them when others have ended', async () => {
    const scene = new FollowScene();
    const one = scene.addPod(0);
    const reader = scene.follow({});
    await scene.settle();
    let last = '';
    for (let pods = 0; pods < mostFollowed; pods += 1) last = scene.addPod(0);
    scene.write(0, last, 1);
    await scene.settle();
    const ofLast = () => reader.marks.filter((mark) => mark.endsWith(` ${last}`));
    expect([reader.messages, ofLast()]).toEqual([[], [`GAP ${last}`]]);
    scene.removePod(0, one);
    await scene.settle();
    expect([reader.messages, ofLast()]).toEqual([[`${last} 1`], [`GAP ${last}`, `JOINED ${last}`]]);
    await reader.close();
  });

  it('looks for more to follow when one has ended only while there is one for which it had no room', async () => {
    const scene = new FollowScene();
    const known = scene.addPod(1);
    const first = scene.follow({});
    await scene.settle();
    await first.close();
    const us = scene.clusters[1];
    us?.workloads.STATEFUL_SET.remove(set.meta.uid);
    const reader = scene.follow({ after: first.cursor ?? '' });
    await scene.settle();
    const [one = '', other = ''] = Array.from({ length: mostFollowed }, () => scene.addPod(0));
    us?.workloads.STATEFUL_SET.put(set);
    scene.tick();
    await scene.settle();
    scene.removePod(0, one);
    await scene.settle();
    // There was room for the one that was known; this one goes while there is none.
    const last = scene.addPod(0);
    await scene.settle();
    scene.removePod(0, last);
    await scene.settle();
    expect(reader.marks.filter((mark) => !mark.startsWith('JOINED'))).toEqual([
      `GAP ${known}`,
      `ENDED ${one}`,
      `GAP ${last}`,
    ]);
    const before = scene.looks;
    scene.removePod(0, other);
    await scene.settle();
    expect([reader.marks.at(-1), scene.looks - before]).toEqual([`ENDED ${other}`, 1]);
    await reader.close();
  });

  it('ends while it looks for the last lines, when its reader goes', async () => {
    const scene = new FollowScene();
    scene.addPod(0);
    const failure = { reason: 'TIMEOUT', message: 'it was not waited for', retryable: true } as const;
    Object.assign(scene.clusters[0]?.logs ?? {}, {
      read: (_run: unknown, _range: unknown, _take: unknown, signal: AbortSignal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            resolve(fail(failure));
          });
        }),
    });
    const reader = scene.follow({});
    await scene.settle();
    await reader.close();
    expect(reader.events.length).toBeLessThanOrEqual(1);
  });

  it('reads the rest of a run that is over when it can be read again', async () => {
    const scene = new FollowScene();
    const one = scene.addPod(0);
    scene.write(0, one, 1);
    const first = scene.follow({});
    await scene.settle();
    await first.close();
    scene.write(0, one, 3);
    scene.restart(0, one);
    scene.clock.advance(2_000);
    scene.write(0, one, 1);
    const { logs } = scene.clusters[0] ?? {};
    if (logs === undefined) throw new Error('no cluster');
    logs.failure = { reason: 'UNAVAILABLE', message: 'the machine cannot be reached', retryable: true };
    const second = scene.follow({ after: first.cursor ?? '' });
    await scene.settle();
    expect([second.messages, second.marks]).toEqual([[], [`INTERRUPTED ${one}`]]);
    logs.failure = null;
    await scene.settle();
    expect(second.messages).toEqual([2, 3, 4, 5].map((number) => `${one} ${number}`));
    expect(second.marks).toEqual([`INTERRUPTED ${one}`, `RESUMED ${one}`, `RESTARTED ${one}`]);
    await second.close();
  });

  it.each(['UNAVAILABLE', 'NOT_FOUND'] as const)(
    'marks a run that is over and stays %s, and goes on with the next',
    async (reason) => {
      const scene = new FollowScene();
      const one = scene.addPod(0);
      scene.write(0, one, 1);
      const first = scene.follow({});
      await scene.settle();
      await first.close();
      scene.write(0, one, 3);
      scene.restart(0, one);
      const { logs } = scene.clusters[0] ?? {};
      if (logs === undefined) throw new Error('no cluster');
      logs.failure = { reason, message: 'the log is gone', retryable: reason === 'UNAVAILABLE' };
      const second = scene.follow({ after: first.cursor ?? '' });
      for (let round = 0; round < 6; round += 1) await scene.settle();
      expect(second.marks.filter((mark) => !/INTERRUPTED|RESUMED/.test(mark))).toEqual([
        `GAP ${one}`,
        `RESTARTED ${one}`,
      ]);
      await second.close();
    },
  );

  it('leaves turns of the event loop to others, however many lines come at once', async () => {
    let looked = 0;
    const scene = new FollowScene((text) => {
      looked += 1;
      const until = performance.now() + 1;
      while (performance.now() < until);
      return text;
    });
    const one = scene.addPod(0);
    const reader = scene.follow({});
    await scene.settle();
    scene.write(0, one, 300);
    await new Promise((resolve) => setImmediate(resolve));
    expect(looked).toBeLessThan(100);
    while (reader.messages.length < 300) await scene.settle();
    await reader.close();
  });

  it('ends with what reading a log throws, and nothing else does', async () => {
    const scene = new FollowScene();
    scene.addPod(0);
    Object.assign(scene.clusters[0]?.logs ?? {}, {
      follow() {
        throw new Error('a mistake');
      },
    });
    await Promise.all([expect(scene.follow({}).ended()).rejects.toThrow('a mistake'), scene.settle()]);
  });

  it('takes no cursor of another app, nor one that somebody made up', () => {
    const scene = new FollowScene();
    for (const after of ['', 'nonsense', '../../x', Buffer.from('[]').toString('base64url'), 'é']) {
      expect(() => scene.follow({ after })).toThrow('cursor');
    }
    expect(start).toBe(scene.clock.now());
  });
});
