import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLogCursor, encodeLogCursor } from './log-cursor.ts';
import { logTimeOf } from './log-time.ts';

const app = { tenant: 'acme', environment: 'prod', name: 'web', kind: 'DEPLOYMENT' } as const;

const place = fc.record({
  clusterId: fc.string(),
  namespace: fc.string(),
  pod: fc.string(),
  podUid: fc.string(),
  container: fc.string(),
  restart: fc.nat(),
  position: fc.record({
    second: fc.integer({ min: 1, max: 2_000_000_000 }),
    before: fc.nat(),
    current: fc.nat(),
    newest: fc.nat(4_000_000_000).map((ms) => logTimeOf(ms)),
  }),
  over: fc.boolean(),
});

describe('a cursor of logs', () => {
  it('is read as it was written, and only for its app', () => {
    fc.assert(
      fc.property(fc.array(place, { maxLength: 20 }), (places) => {
        const cursor = encodeLogCursor(app, places);
        expect(decodeLogCursor(app, cursor)).toEqual(places);
        expect(() => decodeLogCursor({ ...app, tenant: 'globex' }, cursor)).toThrow('the logs of this app');
      }),
    );
  });

  it('is refused where it is something else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
        expect(() => decodeLogCursor(app, text)).toThrow('the logs of this app');
      }),
    );
  });
});
