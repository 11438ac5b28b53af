import { array, assert, base64String, boolean, integer, nat, oneof, property, record, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLogCursor, encodeLogCursor } from './log-cursor.ts';
import { logTimeOf } from './log-time.ts';

const app = { tenant: 'acme', environment: 'prod', name: 'web', kind: 'DEPLOYMENT' } as const;

const place = record({
  clusterId: string(),
  namespace: string(),
  pod: string(),
  podUid: string(),
  container: string(),
  restart: nat(),
  position: record({
    second: integer({ min: 1, max: 2_000_000_000 }),
    before: nat(),
    current: nat(),
    newest: nat(4_000_000_000).map((ms) => logTimeOf(ms)),
  }),
  over: boolean(),
});

describe('a cursor of logs', () => {
  it('is read as it was written, and only for its app', () => {
    assert(
      property(array(place, { maxLength: 20 }), (places) => {
        const cursor = encodeLogCursor(app, places);
        expect(decodeLogCursor(app, cursor)).toEqual(places);
        expect(() => decodeLogCursor({ ...app, tenant: 'globex' }, cursor)).toThrow('the logs of this app');
      }),
    );
  });

  it('is refused where it is something else', () => {
    assert(
      property(oneof(string(), base64String()), (text) => {
        expect(() => decodeLogCursor(app, text)).toThrow('the logs of this app');
      }),
    );
  });
});
