import { describe, expect, it } from 'vitest';
import { MemoryCluster } from '../fleet/testing/memory-cluster.ts';
import { namespace } from '../fleet/testing/objects.ts';
import { logTimeOf } from './log-time.ts';
import { FollowScene, set } from './testing/follow-scene.ts';

describe('following the logs of an app that is shown no more, or only later', () => {
  it('stops reading a namespace that is given to somebody else', async () => {
    const scene = new FollowScene();
    const one = scene.addPod(0);
    const reader = scene.follow({});
    await scene.settle();
    expect(scene.clusters[0]?.logs.following).toBe(1);
    const labels = { 'tenantry.dev/tenant': 'globex', 'tenantry.dev/environment': 'prod' };
    scene.clusters[0]?.namespaces.put(namespace('acme-prod', labels));
    scene.addPod(0);
    await scene.settle();
    scene.write(0, one, 1);
    await scene.settle();
    expect(reader.messages).toEqual([]);
    expect(scene.clusters[0]?.logs.following).toBe(0);
    await reader.close();
  });

  const unshown = ['cluster is removed', 'namespace is hidden', 'namespace is gone before its pods'] as const;

  /** A reader of two pods who has read a line of the first, whose cluster or namespace is then not shown any more. */
  async function unshow(how: (typeof unshown)[number]) {
    const scene = new FollowScene();
    const one = scene.addPod(0);
    scene.addPod(1);
    const reader = scene.follow({});
    await scene.settle();
    scene.write(0, one, 1);
    await scene.settle();
    const [eu] = scene.clusters;
    if (eu === undefined) throw new Error('no cluster');
    const { namespaces, workloads, pods, logs } = eu;
    const connected = (hide: readonly string[]): MemoryCluster =>
      Object.assign(new MemoryCluster('eu', { adopt: { ...eu.definition.adopt, hide } }), {
        namespaces,
        workloads,
        pods,
        logs,
      });
    if (how === 'cluster is removed') scene.remove(0);
    else if (how === 'namespace is hidden') scene.replace(0, connected(['acme-prod']));
    else namespaces.remove(namespace('acme-prod').meta.uid);
    scene.tick();
    await scene.settle();
    const undo = async (): Promise<void> => {
      namespaces.put(namespace('acme-prod'));
      scene.replace(0, connected([]));
      await scene.settle();
    };
    return { scene, reader, one, logs, undo };
  }

  it.each(unshown)('stops reading where its %s, and goes on from there when that is undone', async (how) => {
    const { scene, reader, one, logs, undo } = await unshow(how);
    expect(logs.following).toBe(0);
    scene.write(0, one, 2);
    await scene.settle();
    expect([reader.messages, reader.marks]).toEqual([[`${one} 1`], []]);
    await undo();
    expect([reader.messages, reader.marks]).toEqual([[1, 2, 3].map((number) => `${one} ${number}`), []]);
    await reader.close();
  });

  it.each(unshown)('tells what became of a pod whose %s only where nobody hid it', async (how) => {
    const { scene, reader, one, undo } = await unshow(how);
    scene.removePod(0, one);
    await undo();
    expect(reader.marks).toEqual(how === 'cluster is removed' ? [`GAP ${one}`, `ENDED ${one}`] : []);
    await reader.close();
  });

  it('keeps where its reader is in a cluster that is not there yet', async () => {
    const scene = new FollowScene();
    const [one, other] = [scene.addPod(0), scene.addPod(1)];
    scene.write(0, one, 1);
    scene.write(1, other, 2);
    const first = scene.follow({});
    await scene.settle();
    await first.close();
    scene.clusters[1]?.workloads.STATEFUL_SET.remove(set.meta.uid);
    const second = scene.follow({ after: first.cursor ?? '' });
    await scene.settle();
    await second.close();
    scene.write(1, other, 1);
    const third = scene.follow({ after: second.cursor ?? '' });
    await scene.settle();
    scene.clusters[1]?.workloads.STATEFUL_SET.put(set);
    scene.tick();
    await scene.settle();
    expect([second.messages, second.marks, third.messages, third.marks]).toEqual([[], [], [`${other} 3`], []]);
    await third.close();
  });

  it('begins with the last lines of a container whose cluster is there only later, and with the first of a new one', async () => {
    const scene = new FollowScene();
    const us = scene.clusters[1];
    us?.workloads.STATEFUL_SET.remove(set.meta.uid);
    scene.clock.advance(120_000);
    const old = scene.addPod(1);
    scene.write(1, old, 5);
    const reader = scene.follow({ tail: 2 });
    await scene.settle();
    us?.workloads.STATEFUL_SET.put(set);
    scene.tick();
    await scene.settle();
    expect([reader.messages, reader.marks]).toEqual([[`${old} 4`, `${old} 5`], []]);
    const young = scene.addPod(1);
    scene.write(1, young, 3);
    await scene.settle();
    expect([reader.messages.length, reader.marks]).toEqual([5, [`JOINED ${young}`]]);
    await reader.close();
  });

  it.each(['at once', 'later'])(
    'goes on where it was when a cluster is connected to in another way, which has its pods %s',
    async (when) => {
      const scene = new FollowScene();
      const one = scene.addPod(0);
      scene.addPod(1);
      const reader = scene.follow({});
      await scene.settle();
      const writtenAt = logTimeOf(scene.clock.now());
      scene.write(0, one, 2);
      await scene.settle();
      const old = scene.clusters[0];
      const again = new MemoryCluster('eu');
      const run = { podUid: one, container: 'main', restart: 0 };
      again.logs.write(run, ...[1, 2].map((number) => ({ time: writtenAt, text: `${one} ${number}` })));
      const pods = [...(old?.pods.all() ?? [])];
      const fill = (): void => {
        again.namespaces.put(namespace('acme-prod'));
        again.workloads.STATEFUL_SET.put(set);
        for (const each of pods) again.pods.put(each);
      };
      if (when === 'at once') fill();
      scene.replace(0, again);
      await scene.settle();
      if (when === 'later') fill();
      scene.tick();
      await scene.settle();
      again.logs.write(run, { time: logTimeOf(scene.clock.now()), text: `${one} 3` });
      await scene.settle();
      expect([reader.messages, reader.marks]).toEqual([[`${one} 1`, `${one} 2`, `${one} 3`], []]);
      expect([old?.logs.following, again.logs.following]).toEqual([0, 1]);
      await reader.close();
    },
  );
});
