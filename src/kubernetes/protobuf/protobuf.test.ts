import { array, assert, integer, nat, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Namespace } from '../../domain/workloads/cluster-objects.ts';
import type { Workload } from '../../domain/workloads/workload.ts';
import type { JsonObject } from '../../lib/json.ts';
import { recordedList, recordedWatch } from '../fixtures/recorded-protobuf.fixture.ts';
import { builtInKinds } from '../kinds.ts';
import { objectsDecoderOf, watchDecoderOf } from '../reflector/encoding.ts';
import { StreamError } from '../reflector/stream-error.ts';
import { ProjectionError } from '../projections/object-meta.ts';
import type { WatchEvent } from '../reflector/watch-events.ts';
import { isProtobuf, protobufContentType } from './envelope.ts';
import { processMessages, UnknownFieldError } from './message-reader.ts';
import { parseMessageTypes } from './message-type.ts';
import { readStatus } from './read-status.ts';

const { namespaces, deployments } = builtInKinds;
const maxBytes = 1024 * 1024;

/** The bytes in pieces of the given length. */
function* pieces(bytes: Buffer, length: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

function readList(
  bytes: Buffer,
  length = bytes.length,
): { readonly objects: unknown[]; readonly metadata: JsonObject } {
  const decoder = objectsDecoderOf(namespaces, { onlyJson: false }, protobufContentType, maxBytes);
  const objects: unknown[] = [];
  for (const piece of pieces(bytes, length)) objects.push(...decoder.push(piece));
  return { objects, metadata: decoder.end() };
}

function readWatch(bytes: Buffer, length = bytes.length): readonly WatchEvent<Namespace>[] {
  const decoder = watchDecoderOf(namespaces, { onlyJson: false }, `${protobufContentType};stream=watch`, maxBytes);
  const events: WatchEvent<Namespace>[] = [];
  for (const piece of pieces(bytes, length)) {
    events.push(...decoder.push(piece));
  }
  decoder.end();
  return events;
}

/** A field of text, bytes or a message. */
function field(number: number, value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

/** Of at most 14 bits. */
function varint(value: number): Buffer {
  return Buffer.from(value < 128 ? [value] : [(value & 127) | 128, value >> 7]);
}

const number = (at: number, value: number): Buffer => Buffer.from([at << 3, value]);
const message = (...fields: readonly Buffer[]): Buffer => Buffer.concat(fields);

describe('a list and a watch in protobuf, as a real API server sent them', () => {
  it('are read as what they say', () => {
    const { objects, metadata } = readList(recordedList);
    expect(metadata).toEqual({ resourceVersion: '562' });
    expect(objects).toHaveLength(4);
    expect(objects[0]).toMatchObject({
      meta: {
        name: 'default',
        uid: '464d8ab9-7ea7-49c2-879d-3e17139797a1',
        resourceVersion: '32',
        createdAt: Date.parse('2026-11-21T19:25:56Z'),
        labels: { 'kubernetes.io/metadata.name': 'default' },
        annotations: {},
        controller: null,
      },
      terminating: false,
    });
    expect(readWatch(recordedWatch).map(({ type }) => type)).toEqual(['ADDED', 'ADDED', 'ADDED', 'ADDED', 'BOOKMARK']);
    expect(readWatch(recordedWatch).at(-1)).toEqual({
      type: 'BOOKMARK',
      resourceVersion: '248',
      initialEventsEnd: true,
    });
  });

  it('are the same in whatever pieces they arrive', () => {
    const [list, watch] = [readList(recordedList), readWatch(recordedWatch)];
    for (let length = 1; length < 400; length += 7) {
      expect(readList(recordedList, length)).toEqual(list);
      expect(readWatch(recordedWatch, length)).toEqual(watch);
    }
  });

  it('that end early are stream errors, wherever', () => {
    // Behind the list itself only two empty fields follow, which need not be there.
    const complete = recordedList.length - 4;
    for (let end = 0; end < complete; end += 1)
      expect(() => readList(recordedList.subarray(0, end), 97), `the list up to ${end}`).toThrow(StreamError);
    // Between two frames a watch may end.
    const frames = new Set([0]);
    for (let at = 0; at < recordedWatch.length; at += 4 + recordedWatch.readUInt32BE(at)) frames.add(at);
    const within = [...recordedWatch.keys()].filter((end) => !frames.has(end));
    for (const end of within)
      expect(() => readWatch(recordedWatch.subarray(0, end), 97), `the watch up to ${end}`).toThrow(StreamError);
  });

  it('with any bytes changed are read, or are stream errors: never anything else', () => {
    const change = record({ at: nat(), byte: integer({ min: 0, max: 255 }) });
    const spoil = (bytes: Buffer, changes: readonly { readonly at: number; readonly byte: number }[]): Buffer => {
      const spoilt = Buffer.from(bytes);
      for (const { at, byte } of changes) spoilt[at % spoilt.length] = byte;
      return spoilt;
    };
    const surprise = (read: () => unknown): unknown => {
      try {
        read();
        return undefined;
      } catch (error) {
        return error instanceof StreamError || error instanceof ProjectionError ? undefined : error;
      }
    };
    assert(
      property(array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        expect(surprise(() => readList(spoil(recordedList, changes), 211))).toBeUndefined();
        expect(surprise(() => readWatch(spoil(recordedWatch, changes), 211))).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  it('are read past fields that are not known, a number among them, which looks like what begins an item', () => {
    const item = field(2, field(1, message(field(1, 'a'), field(5, 'uid'), field(6, '7'))));
    const list = message(field(1, field(2, '9')), number(3, 0x12), item, number(9, 0x12));
    const whole = message(Buffer.from('k8s\0'), number(7, 0x12), field(2, list), number(8, 0x12));
    for (const length of [1, whole.length]) {
      const { objects, metadata } = readList(whole, length);
      expect(metadata).toEqual({ resourceVersion: '9' });
      expect(objects).toMatchObject([{ meta: { name: 'a', uid: 'uid' } }]);
    }
  });

  it('refuse what is larger than allowed, before all of it came', () => {
    const decoder = watchDecoderOf(namespaces, { onlyJson: false }, protobufContentType, 100);
    expect(() => [...decoder.push(recordedWatch.subarray(0, 4))]).toThrow(/larger than 100 bytes/);
    const list = objectsDecoderOf(namespaces, { onlyJson: false }, protobufContentType, 100);
    expect(() => [...list.push(recordedList.subarray(0, 200))]).toThrow(/larger than 100 bytes/);
  });
});

describe('an object in protobuf', () => {
  const container = message(field(1, 'app'), field(2, 'registry.example.com/api:1'), field(8, ''));
  const templateOf = (...more: readonly Buffer[]): Buffer =>
    message(field(1, field(8, '')), field(2, message(field(2, container), ...more)));
  const meta = (name: string): Buffer =>
    field(1, message(field(1, name), field(5, `uid-${name}`), field(11, message(field(1, 'app'), field(2, 'shop')))));
  const project = (bytes: Buffer): Workload => {
    if (deployments.read === undefined) throw new Error('Deployments are read in JSON alone');
    return deployments.read(bytes, 0, bytes.length);
  };

  it('has the template, whole, that its JSON has', () => {
    const spec = message(number(1, 0), field(3, templateOf(number(4, 30), field(18, ''), field(6, 'y'))));
    const json = {
      metadata: { name: 'a', uid: 'uid-a', labels: { app: 'shop' } },
      spec: {
        replicas: 0,
        template: {
          metadata: { creationTimestamp: null },
          spec: {
            containers: [{ name: 'app', image: 'registry.example.com/api:1', resources: {} }],
            terminationGracePeriodSeconds: 30,
            affinity: {},
            dnsPolicy: 'x',
          },
        },
      },
    };
    const withPolicy = message(number(1, 0), field(3, templateOf(number(4, 30), field(18, ''), field(6, 'x'))));
    const workload = deployments.project(json);
    expect(project(message(meta('a'), field(2, withPolicy)))).toEqual(workload);
    // A number that is said twice is the last one, as no API server writes it.
    const twice = message(
      number(1, 0),
      field(3, templateOf(number(4, 60), number(4, 30), field(18, ''), field(6, 'x'))),
    );
    expect(project(message(meta('a'), field(2, twice)))).toEqual(workload);
    expect(project(message(meta('a'), field(2, spec))).template.digest).not.toBe(workload.template.digest);
  });

  it('whose template has a field that is not known is not read: its digest would be another', () => {
    const unknown = message(field(3, templateOf(Buffer.from([0xf8, 0x3e, 1]))));
    expect(() => project(message(meta('a'), field(2, unknown)))).toThrow(UnknownFieldError);
    // Elsewhere what nobody asks for is passed over, in whatever form.
    const elsewhere = message(
      meta('a'),
      Buffer.from([0xf8, 0x3e, 1]),
      Buffer.from([0xf9, 0x3e, 1, 2, 3, 4, 5, 6, 7, 8]),
    );
    expect(project(elsewhere)).toEqual(project(meta('a')));
  });

  it('shares what is equal with other objects', () => {
    const spec = field(2, field(3, templateOf()));
    const [first, second] = ['a', 'b'].map((name) => {
      const { meta: own, template } = project(message(meta(name), spec));
      return { labels: own.labels, template };
    });
    expect(first?.labels).toEqual({ app: 'shop' });
    expect(first?.template).toBe(second?.template);
    expect(first?.labels).toBe(second?.labels);
    expect(Object.isFrozen(first?.labels)).toBe(true);
  });

  it.each<[string, readonly number[], number]>([
    ['a small one', [0x08, 0x05], 5],
    ['a negative one, which takes ten bytes', [0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], -1],
    ['one of more than 32 bits', [0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20], 2 ** 40],
    ['the largest', [0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], 2 ** 63],
  ])('has numbers of 64 bits: %s', (_what, bytes, expected) => {
    const type = parseMessageTypes('Numbers 1=value*:int', { exact: true }).get('Numbers');
    expect(type && processMessages.read(type, Buffer.from(bytes))).toEqual({ value: expected });
  });

  it('keeps a label or a number that is called as what every object inherits', () => {
    const type = parseMessageTypes('Maps 1=map:{}string', { exact: true }).get('Maps');
    const entry = field(1, message(field(1, '__proto__'), field(2, 'a')));
    const map = type && (processMessages.read(type, entry)['map'] as JsonObject);
    expect(Object.entries(map ?? {})).toEqual([['__proto__', 'a']]);
  });
});

describe('a failure in protobuf', () => {
  it('is read as the Status that it is, and nothing else is', () => {
    const status = message(field(3, 'too old'), field(4, 'Expired'), Buffer.from([0x30, 0x9a, 0x03]));
    const body = message(Buffer.from('k8s\0'), field(1, message(field(1, 'v1'), field(2, 'Status'))), field(2, status));
    expect(readStatus(body)).toEqual({ message: 'too old', reason: 'Expired', code: 410 });
    expect(readStatus(recordedList)).toBeNull();
    expect(readStatus(Buffer.from('{"kind":"Status"}'))).toBeNull();
    expect(isProtobuf('application/json')).toBe(false);
  });
});
