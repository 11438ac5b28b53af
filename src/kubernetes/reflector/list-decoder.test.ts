import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createListDecoder } from './list-decoder.ts';
import { createLineDecoder } from './line-decoder.ts';
import { StreamError } from './stream-error.ts';

function chunksOf(text: string, size: number): Uint8Array[] {
  const bytes = Buffer.from(text);
  const chunks = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  return chunks;
}

function decode(text: string, chunkSize: number, maxItemBytes = 1_000_000): { items: unknown[]; envelope: unknown } {
  const decoder = createListDecoder(maxItemBytes);
  const items: unknown[] = [];
  for (const chunk of chunksOf(text, chunkSize)) {
    for (const item of decoder.push(chunk)) items.push(JSON.parse(item));
  }
  return { items, envelope: decoder.end() };
}

describe('createListDecoder', () => {
  it('reads any list in any chunks as JSON.parse does', () => {
    const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue()));
    fc.assert(
      fc.property(
        objects,
        fc.integer({ min: 1, max: 50 }),
        fc.boolean(),
        fc.boolean(),
        (items, size, metaFirst, pretty) => {
          const metadata = { resourceVersion: '7', continue: 'items":[{' };
          const list = metaFirst ? { kind: 'L', metadata, items } : { items, kind: 'L', metadata };
          const read = decode(pretty ? JSON.stringify(list, null, 2) : JSON.stringify(list), size);
          expect(read).toEqual({
            items: JSON.parse(JSON.stringify(items)),
            envelope: { kind: 'L', metadata, items: [] },
          });
        },
      ),
      { numRuns: 500 },
    );
  });

  it('reads an empty list and one whose items are null', () => {
    expect(decode('{"metadata":{},"items":[]}', 5)).toEqual({ items: [], envelope: { metadata: {}, items: [] } });
    expect(decode('{"metadata":{},"items":null}', 5)).toEqual({ items: [], envelope: { metadata: {}, items: null } });
  });

  it('refuses a list that ends early, and an item that is too large', () => {
    expect(() => decode('{"metadata":{},"items":[{"a":1},{"b"', 4)).toThrow(StreamError);
    expect(() => decode(`{"items":[{"a":"${'x'.repeat(100)}"}]}`, 4, 50)).toThrow(StreamError);
  });
});

describe('createLineDecoder', () => {
  it('cuts lines at any chunk boundary, multi-byte characters included', () => {
    const text = '{"a":"ä"}\n\n{"b":"€"}\n';
    for (const size of [1, 2, 3, 100]) {
      const decoder = createLineDecoder(100);
      const lines = chunksOf(text, size).flatMap((chunk) => [...decoder.push(chunk)]);
      decoder.end();
      expect(lines).toEqual(['{"a":"ä"}', '{"b":"€"}']);
    }
  });

  it('refuses a line that is too long, and an end within a line', () => {
    expect(() => [...createLineDecoder(5).push(Buffer.from('123456'))]).toThrow(StreamError);
    const decoder = createLineDecoder(5);
    expect([...decoder.push(Buffer.from('1234'))]).toEqual([]);
    expect(() => decoder.end()).toThrow(StreamError);
  });
});
