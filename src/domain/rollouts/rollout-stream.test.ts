import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MemoryCluster } from '../fleet/testing/memory-cluster.ts';
import { namespace } from '../fleet/testing/objects.ts';
import { roll, rollingScene, rolloutScene, web } from './testing/rollout-scene.ts';
import type { Rollouts } from './rollouts.ts';

describe('the rollout stream', () => {
  it('begins with the present state and goes on with the changes', async () => {
    const { to, stream } = rollingScene();
    const reader = stream();
    expect(await reader.next()).toBe('SUCCEEDED app:1');
    for (const [moment, words] of [
      ['written', 'PENDING app:2'],
      ['half', 'PROGRESSING app:2'],
      ['paused', 'PAUSED app:2'],
      ['half', 'PROGRESSING app:2'],
      ['done', 'SUCCEEDED app:2'],
    ] as const) {
      const next = reader.next();
      to('app:2', 2, moment);
      expect(await next).toBe(words);
    }
  });

  it('never goes backwards within a rollout, also when pods come and go after its end', async () => {
    const { to, stream } = rollingScene();
    const reader = stream();
    expect(await reader.next()).toBe('SUCCEEDED app:1');
    const next = reader.next();
    to('app:1', 1, 'half');
    to('app:1', 1, 'done');
    await turn();
    to('app:2', 2, 'half');
    expect(await next).toBe('PROGRESSING app:2');
    expect(reader.read).toHaveLength(2);
  });

  it('merges what a slow reader did not read, but tells it of every end', async () => {
    const { to, stream } = rollingScene();
    const reader = stream();
    expect(await reader.next()).toBe('SUCCEEDED app:1');
    for (const image of ['app:2', 'app:3', 'app:4']) {
      const generation = Number(image.slice(4));
      for (const moment of ['written', 'half', 'paused', 'half'] as const) to(image, generation, moment);
      to(image, generation, image === 'app:3' ? 'failed' : 'done');
    }
    to('app:5', 5, 'written');
    to('app:5', 5, 'half');
    const told = [await reader.next(), await reader.next(), await reader.next(), await reader.next()];
    expect(told).toEqual(['SUCCEEDED app:2', 'FAILED app:3', 'SUCCEEDED app:4', 'PROGRESSING app:5']);
  });

  it('says that its cluster cannot be seen, and goes on when it can', async () => {
    const { eu, to, tick, stream } = rollingScene();
    to('app:2', 2, 'half');
    const reader = stream();
    expect(await reader.next()).toBe('PROGRESSING app:2');
    eu.loseTouch();
    tick();
    expect(await reader.next()).toBe('PROGRESSING app:2');
    expect(reader.read.at(-1)?.rollout.message).toMatch(/^Cluster "eu" cannot be observed/);
    eu.comeBack();
    to('app:2', 2, 'done');
    expect(await reader.next()).toBe('SUCCEEDED app:2');
  });

  it('says so also while the phase has fallen back, which is not told', async () => {
    const { eu, to, tick, stream } = rollingScene();
    const reader = stream();
    expect(await reader.next()).toBe('SUCCEEDED app:1');
    to('app:1', 1, 'half');
    eu.loseTouch();
    tick();
    expect(await reader.next()).toBe('SUCCEEDED app:1');
    const lost = reader.read.at(-1)?.rollout;
    expect(lost).toMatchObject({
      replicas: { updated: 1 },
      finishedAt: reader.read[0]?.rollout.finishedAt,
      message: expect.stringMatching(/^Cluster "eu" cannot be observed/),
    });
    eu.comeBack();
    to('app:1', 1, 'done');
    expect(await reader.next()).toBe('SUCCEEDED app:1');
    expect(reader.read.at(-1)?.rollout.message).not.toMatch(/cannot be observed/);
    expect(reader.read).toHaveLength(3);
  });

  it('tells of an operation without falling back between its start and its write', async () => {
    const { eu, to, tick, stream, operations } = rollingScene();
    const steps = [{ clusterId: 'id-eu', templateDigest: 'digest-of-app:2' }];
    const reader = stream();
    expect(await reader.next()).toBe('SUCCEEDED app:1');
    operations.set('op-1', web, 'RUNNING', steps);
    expect(await reader.next()).toBe('PROGRESSING app:1');
    expect(reader.read.at(-1)?.rollout.replicas).toMatchObject({ updated: 0, available: 3 });
    to('app:2', 2, 'written', { 'tenantry.dev/operation': 'op-1' });
    expect(await reader.next()).toBe('PROGRESSING app:2');
    eu.loseTouch();
    tick();
    expect(await reader.next()).toBe('PROGRESSING app:2');
    expect(reader.read.at(-1)?.rollout.message).toMatch(/cannot be observed.*spec update to be observed/);
  });

  it('ends when the signal aborts, also while nothing happens', async () => {
    const { abort, stream } = rollingScene();
    const reader = stream();
    await reader.next();
    const next = reader.next();
    abort.abort();
    expect(await next).toBe('end');
  });
});

describe('two readers', () => {
  /** All that a source has to tell now, in words. */
  const taken = (source: ReturnType<Rollouts['stream']>): string[] => {
    const words: string[] = [];
    for (let event = source.take(); event !== undefined; event = source.take()) {
      words.push(`${event.rollout.phase} ${event.rollout.image ?? '-'}${event.gap ? ' gap' : ''}`);
    }
    return words;
  };
  const begun = async (rollouts: Rollouts, untilDone = false) => {
    const source = rollouts.stream(web, { untilDone });
    await source.begin();
    return source;
  };

  it('are at the same place exactly where they have been told the same last, and everything', async () => {
    const { to, rollouts } = rollingScene();
    const first = await begun(rollouts);
    expect([first.readable, first.place]).toEqual([true, null]);
    taken(first);
    const second = await begun(rollouts);
    taken(second);
    expect(second.place).toBe(first.place);
    expect(first.place).toEqual(expect.any(String));
    // One who waits for its end is told less.
    const waiting = await begun(rollouts, true);
    taken(waiting);
    expect(waiting.place).not.toBe(first.place);
    to('app:2', 2, 'half');
    expect([first.place, taken(first)]).toEqual([null, ['PROGRESSING app:2']]);
    const third = await begun(rollouts);
    expect(taken(third)).toEqual(['PROGRESSING app:2']);
    expect(third.place).toBe(first.place);
    for (const source of [first, second, third, waiting]) source.close();
  });

  it('are not at the same place while one has seen a phase that has fallen back since', async () => {
    const { to, rollouts } = rollingScene();
    const first = await begun(rollouts);
    expect(taken(first)).toEqual(['SUCCEEDED app:1']);
    to('app:1', 1, 'half');
    const second = await begun(rollouts);
    expect([taken(first), taken(second)]).toEqual([[], ['PROGRESSING app:1']]);
    expect(second.place).not.toBe(first.place);
    to('app:1', 1, 'done');
    expect([taken(first), taken(second)]).toEqual([[], ['SUCCEEDED app:1']]);
    expect(second.place).toBe(first.place);
    for (const source of [first, second]) source.close();
  });

  it('are not at the same place where one of them may have missed what the other has not, in any cluster', async () => {
    const eu = new MemoryCluster('eu');
    const us = new MemoryCluster('us');
    eu.namespaces.put(namespace('acme-prod'));
    roll(eu, 'app:1', 1, 'done');
    const { rollouts, clock, tick } = rolloutScene([eu, us]);
    const first = await begun(rollouts);
    taken(first);
    clock.advance(1);
    us.loseTouch();
    tick();
    // Somebody looks while it is away, so that it is known to have been.
    expect(first.place).toEqual(expect.any(String));
    clock.advance(1);
    us.comeBack();
    tick();
    const second = await begun(rollouts);
    taken(second);
    expect(second.place).not.toBe(first.place);
    const third = await begun(rollouts);
    taken(third);
    expect(third.place).toBe(second.place);
    for (const source of [first, second, third]) source.close();
  });

  it('are told the same from where they part, and each by itself', async () => {
    const { to, rollouts } = rollingScene();
    const first = await begun(rollouts);
    taken(first);
    to('app:2', 2, 'done');
    const fork = first.fork();
    expect(taken(first)).toEqual(['SUCCEEDED app:2']);
    to('app:3', 3, 'half');
    to('app:3', 3, 'failed');
    first.close();
    to('app:4', 4, 'half');
    expect(taken(fork)).toEqual(['SUCCEEDED app:2', 'FAILED app:3', 'PROGRESSING app:4']);
    fork.close();
    to('app:4', 4, 'done');
    expect([taken(first), taken(fork)]).toEqual([[], []]);
  });
});

describe('untilDone', () => {
  it('ends with the rollout', async () => {
    const { to, stream } = rollingScene();
    to('app:2', 2, 'half');
    const reader = stream({ untilDone: true });
    expect(await reader.next()).toBe('PROGRESSING app:2');
    to('app:2', 2, 'done');
    expect([await reader.next(), await reader.next()]).toEqual(['SUCCEEDED app:2', 'end']);
  });

  it('does not end while an operation on the app is not terminal', async () => {
    const { to, stream, operations } = rollingScene();
    const steps = [{ clusterId: 'id-eu', templateDigest: 'digest-of-app:2' }];
    operations.set('op-1', web, 'PENDING', steps);
    const reader = stream({ untilDone: true });
    expect(await reader.next()).toBe('PENDING app:1');
    const next = async (change: () => void) => {
      const words = reader.next();
      await turn();
      change();
      return words;
    };
    expect(await next(() => operations.set('op-1', web, 'RUNNING', steps))).toBe('PROGRESSING app:1');
    const written = () => to('app:2', 2, 'done', { 'tenantry.dev/operation': 'op-1' });
    expect(await next(written)).toBe('PROGRESSING app:2');
    expect(await next(() => operations.set('op-1', web, 'SUCCEEDED', steps))).toBe('SUCCEEDED app:2');
    expect(await reader.next()).toBe('end');
  });

  it('does not end at a gateway that has yet to hear of the operation', async () => {
    const { to, stream, operations } = rollingScene();
    const steps = [{ clusterId: 'id-eu', templateDigest: 'digest-of-app:2' }];
    operations.elsewhere = () => operations.set('op-1', web, 'RUNNING', steps);
    const reader = stream({ untilDone: true });
    expect(await reader.next()).toBe('PROGRESSING app:1');
    to('app:2', 2, 'done', { 'tenantry.dev/operation': 'op-1' });
    expect(await reader.next()).toBe('PROGRESSING app:2');
    operations.set('op-1', web, 'SUCCEEDED', steps);
    expect(await reader.next()).toBe('SUCCEEDED app:2');
    expect(await reader.next()).toBe('end');
  });

  it('waits for an app whose cluster went away, and ends with one that was deleted', async () => {
    const { eu, registry, tick, to, stream } = rollingScene();
    to('app:2', 2, 'half');
    const reader = stream({ untilDone: true });
    expect(await reader.next()).toBe('PROGRESSING app:2');
    const next = reader.next();
    await turn();
    const again = new MemoryCluster('eu', {}, eu.id);
    again.loseTouch();
    registry.add(again);
    tick();
    await turn();
    again.comeBack();
    again.namespaces.put(namespace('acme-prod'));
    roll(again, 'app:2', 2, 'half');
    tick();
    roll(again, 'app:2', 2, 'paused');
    tick();
    expect(await next).toBe('PAUSED app:2');
    const end = reader.next();
    await turn();
    again.workloads.DEPLOYMENT.remove('uid-acme-prod-DEPLOYMENT-web');
    tick();
    expect(await end).toBe('end');
  });

  it('ends when the operation fails on evidence, though kubectl would wait for its deadline', async () => {
    const { to, stream, operations } = rollingScene();
    const steps = [{ clusterId: 'id-eu', templateDigest: 'digest-of-app:2' }];
    operations.set('op-1', web, 'RUNNING', steps);
    to('app:2', 2, 'half', { 'tenantry.dev/operation': 'op-1' });
    const reader = stream({ untilDone: true });
    expect(await reader.next()).toBe('PROGRESSING app:2');
    operations.set('op-1', web, 'FAILED', steps);
    expect(await reader.next()).toBe('end');
  });
});
