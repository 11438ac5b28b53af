import { describe, expect, it } from 'vitest';
import { delimited } from '../fixtures/messages.fixture.ts';
import { TemplateKeys } from './template-keys.ts';
import { WireCursor } from './wire-cursor.ts';

const text = (field: number, value: string): Buffer => delimited(field, Buffer.from(value));
const entry = (field: number, name: string, value: string): Buffer =>
  delimited(field, Buffer.concat([text(1, name), text(2, value)]));

/** A template of an app, most of which all apps have. */
function templateOf(app: number) {
  const metadata = entry(11, 'app', `app-${app}`);
  const container = [text(1, 'main'), text(2, `app-${app}:1`), entry(7, 'APP', `${app}`), text(14, 'x'.repeat(60))];
  const spec = delimited(2, Buffer.concat(container));
  const end = metadata.length + spec.length;
  return {
    bytes: Buffer.concat([metadata, spec]),
    parts: { metadata: [0, metadata.length], spec: [metadata.length, end] },
  } as const;
}

describe('TemplateKeys', () => {
  it('knows the digests of most of 2,000 templates that come again, though their own parts push others out', () => {
    const keys = new TemplateKeys();
    const cursor = new WireCursor(Buffer.alloc(0));
    let known = 0;
    for (let round = 1; round <= 3; round += 1) {
      known = 0;
      for (let app = 0; app < 2_000; app += 1) {
        const { bytes, parts } = templateOf(app);
        cursor.bytes = bytes;
        keys.make(cursor, parts);
        const before = keys.digest;
        expect(before ?? `digest ${app}`).toBe(`digest ${app}`);
        if (before === undefined) keys.learn(`digest ${app}`);
        else known += 1;
      }
    }
    expect(known).toBeGreaterThan(1_000);
  });
});
