import { describe, expect, it } from 'vitest';
import { createByteQueue } from './byte-queue.ts';

const large = 64 * 1024;

/** As a socket gives it: in memory of its own. */
function read(byte: number, length = large): Buffer {
  return Buffer.from(new ArrayBuffer(length)).fill(byte);
}

describe('the memory of what was taken', () => {
  it('is given back when all of it was taken and what follows lies elsewhere, but not before that is read', () => {
    const queue = createByteQueue();
    const [first, second] = [read(1), read(2)];
    queue.push(first);
    queue.push(second);
    const last = queue.take(large);
    expect(last[large - 1]).toBe(1);
    expect(queue.take(1)[0]).toBe(2);
    expect(first.buffer.byteLength).toBe(0);
    expect(second.buffer.byteLength).toBe(large);
  });

  it('is given back behind a piece that lies across chunks, which is a copy', () => {
    const queue = createByteQueue();
    const chunks = [read(1), read(2), read(3)];
    for (const chunk of chunks) queue.push(chunk);
    const across = queue.take(2 * large + 1);
    queue.push(read(4));
    expect(chunks.map(({ buffer }) => buffer.byteLength)).toEqual([0, 0, large]);
    expect([across[0], across[large], across[2 * large]]).toEqual([1, 2, 3]);
  });

  it('is kept while more of it may come', () => {
    const queue = createByteQueue();
    const memory = read(1);
    queue.push(memory.subarray(0, 100));
    queue.push(memory.subarray(100, 200));
    queue.take(100);
    queue.take(100);
    queue.push(memory.subarray(200, 300));
    expect(queue.take(100)[0]).toBe(1);
    expect(memory.buffer.byteLength).toBe(large);
  });

  it('is kept where it is the pool that other buffers lie in', () => {
    const queue = createByteQueue();
    const pooled = Buffer.from('ab');
    queue.push(pooled);
    queue.push(read(1));
    queue.take(2);
    queue.take(1);
    expect(pooled.toString()).toBe('ab');
  });

  it('is never read once it was given back, where a source comes back to it', () => {
    const queue = createByteQueue();
    const memory = read(1);
    queue.push(memory.subarray(0, 100));
    queue.push(read(2, 100));
    queue.push(memory.subarray(100, 200));
    queue.take(101);
    queue.take(1);
    expect(() => queue.take(198)).toThrow('given back');
  });
});
