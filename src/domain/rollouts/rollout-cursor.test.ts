import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ArgumentError } from '../fleet/fleet.ts';
import { start } from '../fleet/testing/objects.ts';
import { readerOf, roll, rollingScene, web } from './testing/rollout-scene.ts';
import type { rolloutScene } from './testing/rollout-scene.ts';

const streamOf = (process: ReturnType<typeof rolloutScene>, after: string) =>
  readerOf(process.rollouts.stream(web, { after, untilDone: true }, new AbortController().signal));

describe('a cursor of the rollout stream', () => {
  it('resumes without repeat, and with every end since', async () => {
    const { to, stream } = rollingScene();
    to('app:2', 2, 'half');
    const first = stream();
    expect(await first.next()).toBe('PROGRESSING app:2');
    to('app:2', 2, 'done');
    to('app:3', 3, 'half');
    to('app:3', 3, 'failed');
    to('app:4', 4, 'half');
    const second = stream({ after: first.cursor });
    expect([await second.next(), await second.next(), await second.next()]).toEqual([
      'SUCCEEDED app:2',
      'FAILED app:3',
      'PROGRESSING app:4',
    ]);
    const third = stream({ after: second.cursor });
    const next = third.next();
    await turn();
    to('app:4', 4, 'done');
    expect(await next).toBe('SUCCEEDED app:4');
    const last = stream({ after: third.cursor, untilDone: true });
    expect(await last.next()).toBe('end');
  });

  it('at each place of the walk leads to the same ends', async () => {
    const { to, stream } = rollingScene();
    const reader = stream();
    const cursors: string[] = [];
    const take = async () => {
      await reader.next();
      cursors.push(reader.cursor);
    };
    await take();
    for (const generation of [2, 3]) {
      for (const moment of ['written', 'half', 'done'] as const) {
        to(`app:${generation}`, generation, moment);
        await take();
      }
    }
    const ends = await Promise.all(
      cursors.map(async (after) => {
        const resumed = stream({ after, untilDone: true });
        const told: string[] = [];
        for (let words = await resumed.next(); words !== 'end'; words = await resumed.next()) told.push(words);
        return told.filter((words) => words.startsWith('SUCCEEDED')).join(' ');
      }),
    );
    const both = 'SUCCEEDED app:2 SUCCEEDED app:3';
    expect(ends).toEqual([both, both, both, 'SUCCEEDED app:3', 'SUCCEEDED app:3', 'SUCCEEDED app:3', '']);
  });

  it('is good across a restart: what ended before, meanwhile and after is told', async () => {
    const { eu, to, stream, restart, rollouts } = rollingScene();
    to('app:2', 2, 'half');
    const first = stream();
    await first.next();
    to('app:2', 2, 'done');
    to('app:3', 3, 'half');
    await rollouts.close();
    roll(eu, 'app:3', 3, 'done');
    const later = restart();
    roll(eu, 'app:4', 4, 'half');
    later.tick();
    roll(eu, 'app:4', 4, 'done');
    later.tick();
    const second = streamOf(later, first.cursor);
    const told = [await second.next(), await second.next(), await second.next(), await second.next()];
    expect(told).toEqual(['SUCCEEDED app:2', 'SUCCEEDED app:3', 'SUCCEEDED app:4', 'end']);
  });

  it('marks a gap where a rollout was replaced while nobody watched, and only there', async () => {
    const { eu, to, stream, restart, rollouts } = rollingScene();
    to('app:2', 2, 'half');
    const first = stream();
    await first.next();
    await rollouts.close();
    // Whether app:2 ended before app:3 replaced it, nobody can tell.
    roll(eu, 'app:3', 3, 'done');
    expect(await streamOf(restart(), first.cursor).next()).toBe('SUCCEEDED app:3 gap');
  });

  it('marks no gap where one change explains everything', async () => {
    const { eu, stream, restart, rollouts } = rollingScene();
    const first = stream();
    expect(await first.next()).toBe('SUCCEEDED app:1');
    await rollouts.close();
    roll(eu, 'app:2', 2, 'done');
    const second = restart();
    const reader = streamOf(second, first.cursor);
    expect(await reader.next()).toBe('SUCCEEDED app:2');
    await second.rollouts.close();
    // Two more changes: what the first of them came to is not known.
    roll(eu, 'app:4', 4, 'done');
    expect(await streamOf(restart(), reader.cursor).next()).toBe('SUCCEEDED app:4 gap');
  });

  it('marks a gap where the cluster was away, in a stream that stays open too', async () => {
    const { eu, to, tick, clock, stream } = rollingScene();
    to('app:2', 2, 'half');
    const reader = stream();
    await reader.next();
    eu.loseTouch();
    tick();
    await reader.next();
    clock.advance(1_000);
    eu.comeBack();
    to('app:4', 4, 'half');
    expect(await reader.next()).toBe('PROGRESSING app:4 gap');
  });

  it('tells nobody how many rollouts have ended, its own or others’', async () => {
    const { to, stream, log } = rollingScene();
    const reader = stream();
    await reader.next();
    const numbers: unknown[] = [];
    for (const [image, generation] of [
      ['app:2', 2],
      ['app:3', 3],
    ] as const) {
      await log.append({ app: { ...web, tenant: 'globex' }, rolloutKey: image, phase: 'FAILED', at: 0, snapshot: '' });
      const next = reader.next();
      to(image, generation, 'done');
      await next;
      const parts = JSON.parse(String(Buffer.from(reader.cursor, 'base64url'))) as unknown[];
      numbers.push(...parts.filter((part) => typeof part === 'number'));
    }
    // When each was told, and nothing else.
    expect(numbers).toEqual([
      expect.toSatisfy((at: number) => at > start),
      expect.toSatisfy((at: number) => at > start),
    ]);
  });

  it('expires after an hour, and is no cursor of another app', async () => {
    const { clock, stream, rollouts } = rollingScene();
    const reader = stream();
    await reader.next();
    const codeOf = (run: () => unknown) => {
      try {
        run();
        return 'accepted';
      } catch (error) {
        return error instanceof ArgumentError ? error.code : String(error);
      }
    };
    expect(codeOf(() => stream({ after: 'nonsense' }))).toBe('INVALID');
    const options = { after: reader.cursor, untilDone: false };
    expect(codeOf(() => rollouts.stream({ ...web, name: 'api' }, options, new AbortController().signal))).toBe(
      'INVALID',
    );
    clock.advance(3_600_000);
    expect(codeOf(() => stream({ after: reader.cursor }))).toBe('accepted');
    clock.advance(1);
    expect(codeOf(() => stream({ after: reader.cursor }))).toBe('CURSOR_EXPIRED');
  });
});
