import { createHash } from 'node:crypto';
import { array, assert, base64String, boolean, integer, nat, oneof, property, record, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLogCursor, encodeLogCursor } from './log-cursor.ts';
import type { ContainerPlace } from './log-cursor.ts';
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

/** Places whose texts and counts have nothing in common. @param length of what is random in the name of a pod */
function placesOf(count: number, length: number): readonly ContainerPlace[] {
  return Array.from({ length: count }, (_, index) => {
    const bytes = (part: number) => createHash('sha512').update(`${index} ${part}`).digest();
    const hex = bytes(0).toString('hex');
    const second = 1_795_305_600 + bytes(1).readUInt16BE() * 40;
    return {
      clusterId: createHash('sha256')
        .update(`${index % 5}`)
        .digest('hex')
        .slice(0, 36),
      namespace: 'acme-prod',
      pod: `web-${[2, 3, 4]
        .map((part) => bytes(part).toString('base64url'))
        .join('')
        .slice(0, length)}`,
      podUid: hex.slice(0, 36),
      container: 'main',
      restart: bytes(0).readUInt8(0) % 30,
      position: {
        second,
        before: bytes(0).readUInt16BE(2) % 5_000,
        current: bytes(0).readUInt16BE(4) % 5_000,
        newest: logTimeOf(second * 1_000).replace(
          /0{9}Z/,
          `${String(bytes(0).readUInt32BE(8) % 1e9).padStart(9, '0')}Z`,
        ),
      },
      over: false,
    };
  });
}

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

  it('is read, too, where it is of all the places that it may hold', () => {
    const places = placesOf(1_200, 5);
    expect(decodeLogCursor(app, encodeLogCursor(app, places))).toEqual(places.slice(0, 1_000));
  });

  it('leaves out the last places where it would be too long to be read', () => {
    const alike = placesOf(1_000, 5).map((each) => ({ ...each, pod: each.pod.padEnd(500, 'x') }));
    for (const places of [placesOf(1_000, 60), placesOf(1_000, 250), alike]) {
      const read = decodeLogCursor(app, encodeLogCursor(app, places));
      expect(read).toEqual(places.slice(0, read.length));
      expect(read.length).toBeGreaterThan(300);
      expect(read.length).toBeLessThan(1_000);
    }
  });

  it('is refused where it is something else', () => {
    assert(
      property(oneof(string(), base64String()), (text) => {
        expect(() => decodeLogCursor(app, text)).toThrow('the logs of this app');
      }),
    );
  });
});
