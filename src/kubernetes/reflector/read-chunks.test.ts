import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../lib/manual-clock.ts';
import { readChunks } from './read-chunks.ts';
import type { ChunkSteps } from './read-chunks.ts';

/** A stream whose chunks are texts: each is `taken`, then waits for what `waitFor` gives for it, then is `done`. */
function reading(waitFor: (text: string) => Promise<void> | null = () => null) {
  const clock = createManualClock();
  const body = new Readable({ read() {} });
  const heard: string[] = [];
  let allowedMs = 1000;
  const stream = { contentType: '', body, close: () => void body.destroy() };
  const result = readChunks(
    stream,
    { clock, ms: () => allowedMs, what: 'watch pods' },
    function* (chunk): ChunkSteps<string> {
      const text = Buffer.from(chunk).toString();
      heard.push(`taken ${text.slice(0, 5)}`);
      const wait = waitFor(text);
      if (wait !== null) yield wait;
      heard.push(`done ${text.slice(0, 5)}`);
      if (text === 'wrong') throw new Error('makes no sense');
      return text === 'enough' ? text : undefined;
    },
  );
  const ended = result.then(
    (value) => value ?? 'ended',
    (error: Error) => error.message,
  );
  const presently = () => new Promise((resolve) => setImmediate(resolve));
  return { clock, body, heard, ended, presently, allow: (ms: number) => (allowedMs = ms) };
}

describe('the chunks of a stream', () => {
  it('are taken when they come, one after the other, however long one of them takes, up to the end', async () => {
    const slow = Promise.withResolvers<void>();
    const { body, heard, ended, presently } = reading((text) => (text === 'b' ? slow.promise : null));
    await presently();
    body.push('a');
    expect(heard).toEqual(['taken a', 'done a']);
    for (const text of ['b', 'c', 'd']) body.push(text);
    body.push(null);
    await presently();
    expect(heard.splice(0)).toEqual(['taken a', 'done a', 'taken b']);
    slow.resolve();
    expect(await ended).toBe('ended');
    expect(heard).toEqual(['done b', 'taken c', 'done c', 'taken d', 'done d']);
  });

  it('are not read on while much waits', async () => {
    const slow = Promise.withResolvers<void>();
    const { body, heard, ended, presently } = reading((text) => (text === 'slow' ? slow.promise : null));
    body.push('slow');
    for (let count = 0; count < 4; count += 1) body.push(String(count).repeat(40_000));
    await presently();
    expect(body.isPaused()).toBe(true);
    expect(body.readableLength).toBeGreaterThan(0);
    slow.resolve();
    body.push(null);
    expect(await ended).toBe('ended');
    expect(heard.filter((text) => text.startsWith('done'))).toEqual(
      ['slow', '00000', '11111', '22222', '33333'].map((text) => `done ${text}`),
    );
  });

  it.each([
    ['an answer', 'enough', 'enough'],
    ['what cannot be read', 'wrong', 'makes no sense'],
  ])('are taken no more after %s', async (_what, text, how) => {
    const { body, heard, ended } = reading();
    for (const each of [text, 'lost']) body.push(each);
    expect(await ended).toBe(how);
    expect(heard).not.toContain('taken lost');
  });

  it.each([
    ['breaks', new Error('reset'), 'reset'],
    ['is closed', undefined, 'the stream was closed'],
  ])('are let go when the stream %s, after the one that is at work', async (_what, error, how) => {
    const slow = Promise.withResolvers<void>();
    const { body, heard, ended, presently } = reading(() => slow.promise);
    for (const text of ['a', 'lost']) body.push(text);
    await presently();
    body.destroy(error);
    await presently();
    expect(heard).toEqual(['taken a']);
    slow.resolve();
    expect(await ended).toBe(how);
    expect(heard).toEqual(['taken a', 'done a']);
  });

  it.each([
    [new Error('reset'), 'reset'],
    [undefined, 'the stream was closed'],
  ])('are not waited for where the stream was over before', async (error, how) => {
    const body = new Readable({ read() {} }).on('error', () => {});
    body.destroy(error);
    await new Promise((resolve) => setImmediate(resolve));
    const silence = { clock: createManualClock(), ms: () => 1000, what: 'watch pods' };
    const result = readChunks({ contentType: '', body, close() {} }, silence, () => {
      throw new Error('nothing came');
    });
    await expect(result).rejects.toThrow(how);
    expect(silence.clock.pending()).toEqual([]);
  });

  it('may not be silent for longer than is allowed now, from when the last one was done with', async () => {
    const slow = Promise.withResolvers<void>();
    const { clock, body, ended, presently, allow } = reading((text) => (text === 'slow' ? slow.promise : null));
    body.push('slow');
    await presently();
    clock.advance(5000);
    slow.resolve();
    await presently();
    clock.advance(999);
    body.push('a');
    await presently();
    clock.advance(999);
    allow(3000);
    body.push('b');
    await presently();
    clock.advance(2999);
    await presently();
    expect(body.destroyed).toBe(false);
    clock.advance(1);
    expect(await ended).toBe('no answer to watch pods within 3 s');
    expect(body.destroyed).toBe(true);
    expect(clock.pending()).toEqual([]);
  });
});
