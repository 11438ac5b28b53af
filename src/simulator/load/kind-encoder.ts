import { encodeEnvelope, encodeFieldHead, encodeFrame, encodeMessage, encodeObject } from './encode-protobuf.ts';
import type { Model } from './encode-protobuf.ts';
import type { Home } from './filling.ts';
import type { Change, ChangeType, Row } from './kind-log.ts';
import type { Status } from '../objects/status.ts';
import { apiVersionOf } from './load-kinds.ts';
import type { LoadKind } from './load-kinds.ts';
import { createTemplate } from './template.ts';
import type { Template, Written } from './template.ts';

/** How answers are written. */
export type Format = 'json' | 'protobuf';

/** Media types by format. */
export const mediaTypes: Readonly<Record<Format, string>> = {
  json: 'application/json',
  protobuf: 'application/vnd.kubernetes.protobuf',
};

export interface ListMeta {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/**
 * Writes lists and watches of a kind in one format. What objects of a kind have in common is encoded once, when it is first
 * needed; for each object it is copied, and its holes are filled. Pieces lie in memory that is used again: each is good until the
 * next one is asked for, and where that has an object of the same template in the same place, only what differs is written.
 */
export interface KindEncoder {
  /** A list in pieces of about `chunkSize` bytes; nothing is made before it is asked for. */
  list(home: Home, rows: readonly Row[], meta: ListMeta): Generator<Buffer, void, undefined>;
  /** One object, as it is got by its name. */
  object(home: Home, row: Row): Buffer;
  /** Frames of a watch, in pieces of about `chunkSize` bytes. */
  frames(home: Home, changes: Iterable<Change>): Generator<Buffer, void, undefined>;
  bookmark(resourceVersion: string, initialEventsEnd: boolean): Buffer;
  /** What a watch ends with. */
  error(status: Status): Buffer;
}

/** Bytes that are made and written together: as many as leave a process in one go. */
const chunkSize = 256 * 1024;
/** Of each encoder, to be used again. */
const chunksKept = 32;
const comma = Buffer.from(',');

export function createKindEncoder(kind: LoadKind, format: Format): KindEncoder {
  const [whole, frame] = format === 'json' ? [jsonObject, jsonFrame] : [protobufObject, protobufFrame];
  const items = lazy((look) => createTemplate((generation) => encodeItem(kind.looks[look]?.(generation) ?? {})));
  const objects = lazy((look) => createTemplate((generation) => whole(kind, kind.looks[look]?.(generation) ?? {})));
  const events: Readonly<Record<ChangeType, (look: number) => Template>> = {
    ADDED: lazy((look) => eventTemplate('ADDED', look)),
    MODIFIED: lazy((look) => eventTemplate('MODIFIED', look)),
    DELETED: lazy((look) => eventTemplate('DELETED', look)),
  };

  const itemChunks: Chunk[] = [];
  const frameChunks: Chunk[] = [];

  /** In JSON the items of a list have neither kind nor version; in protobuf no message has. */
  function encodeItem(model: Model): Buffer {
    if (format === 'json') return Buffer.from(JSON.stringify(model));
    const message = encodeMessage(kind.kind, model);
    return Buffer.concat([encodeFieldHead(2, message.length), message]);
  }

  function eventTemplate(type: ChangeType, look: number): Template {
    return createTemplate((generation) => frame(type, kind, kind.looks[look]?.(generation) ?? {}));
  }

  return {
    *list(home, rows, meta) {
      const { head, tail } =
        format === 'json'
          ? jsonEnvelope(kind, meta)
          : protobufEnvelope(
              kind,
              meta,
              rows.reduce((sum, { look }) => sum + items(look).size, 0),
            );
      const between = format === 'json' ? comma : Buffer.alloc(0);
      yield head;
      const parts = rows.map((row) => ({ template: items(row.look), row }));
      yield* filled(kind, home, parts, between, itemChunks);
      yield tail;
    },
    object(home, row) {
      const template = objects(row.look);
      const bytes = Buffer.alloc(template.size);
      template.write(bytes, 0, kind.fill(home, row));
      return bytes;
    },
    *frames(home, changes) {
      yield* filled(kind, home, templatesOf(changes), Buffer.alloc(0), frameChunks);
    },
    bookmark(resourceVersion, initialEventsEnd) {
      const annotations = initialEventsEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
      return frame('BOOKMARK', kind, { metadata: { resourceVersion, ...annotations } });
    },
    error: (status) => frame('ERROR', statusKind, statusModel(status)),
  };

  function* templatesOf(changes: Iterable<Change>): Generator<Part, void, undefined> {
    for (const { type, row } of changes) yield { template: events[type](row.look), row };
  }
}

interface Part {
  readonly template: Template;
  readonly row: Row;
}

/** Memory for a piece, and the objects that were written into it last, one behind the other. */
interface Chunk {
  bytes: Buffer;
  readonly written: (Written & { readonly template: Template })[];
}

/** @param kept chunks that nobody writes into or sends */
function* filled(
  kind: LoadKind,
  home: Home,
  parts: Iterable<Part>,
  between: Buffer,
  kept: Chunk[],
): Generator<Buffer, void, undefined> {
  const chunk: Chunk = kept.pop() ?? { bytes: Buffer.allocUnsafeSlow(chunkSize), written: [] };
  const { written } = chunk;
  let used = 0;
  let count = 0;
  let first = true;
  try {
    for (const { template, row } of parts) {
      if (used + between.length + template.size > chunk.bytes.length) {
        if (used > 0) yield chunk.bytes.subarray(0, used);
        used = 0;
        count = 0;
        if (between.length + template.size > chunk.bytes.length) {
          chunk.bytes = Buffer.allocUnsafeSlow(between.length + template.size);
          written.length = 0;
        }
      }
      if (!first) used += between.copy(chunk.bytes, used);
      first = false;
      const filling = kind.fill(home, row);
      const before = written[count];
      if (before?.at === used && before.template === template) {
        template.write(chunk.bytes, used, filling, before);
      } else {
        // What lay behind is overwritten, or no longer where it was.
        written.length = count;
        const last = written.at(-1);
        template.write(chunk.bytes, used, filling, last?.template === template ? last : undefined);
      }
      written[count] = { template, at: used, filling };
      count += 1;
      used += template.size;
    }
    if (used > 0) yield chunk.bytes.subarray(0, used);
  } finally {
    if (kept.length < chunksKept) kept.push(chunk);
  }
}

interface Envelope {
  readonly head: Buffer;
  readonly tail: Buffer;
}

function jsonEnvelope(kind: LoadKind, meta: ListMeta): Envelope {
  const list = { kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata: meta };
  return { head: Buffer.from(`${JSON.stringify(list).slice(0, -1)},"items":[`), tail: Buffer.from(']}\n') };
}

/** @param size of all items, with their heads */
function protobufEnvelope(kind: LoadKind, meta: ListMeta, size: number): Envelope {
  const metadata = encodeMessage('ListMeta', { ...meta });
  const before = Buffer.concat([encodeFieldHead(1, metadata.length), metadata]);
  const whole = encodeEnvelope(apiVersionOf(kind), `${kind.kind}List`, Buffer.alloc(0));
  // Behind the empty message are the two empty fields that every envelope ends with.
  const tail = whole.subarray(whole.length - 4);
  const head = whole.subarray(0, whole.length - 6);
  return { head: Buffer.concat([head, encodeFieldHead(2, before.length + size), before]), tail };
}

type FramedKind = Pick<LoadKind, 'group' | 'version' | 'kind'>;

const statusKind: FramedKind = { group: '', version: 'v1', kind: 'Status' };

/** A refusal as the whole answer. */
export function encodeStatus(format: Format, status: Status): Buffer {
  return (format === 'json' ? jsonObject : protobufObject)(statusKind, statusModel(status));
}

function statusModel({ status, message, reason, code }: Status): Model {
  return { metadata: {}, status, message, reason, code };
}

function jsonObject(kind: FramedKind, model: Model): Buffer {
  return Buffer.from(JSON.stringify({ kind: kind.kind, apiVersion: apiVersionOf(kind), ...model }));
}

function jsonFrame(type: string, kind: FramedKind, model: Model): Buffer {
  return Buffer.from(`{"type":"${type}","object":${jsonObject(kind, model).toString()}}\n`);
}

function protobufObject(kind: FramedKind, model: Model): Buffer {
  return encodeObject(apiVersionOf(kind), kind.kind, model);
}

function protobufFrame(type: string, kind: FramedKind, model: Model): Buffer {
  return encodeFrame(type, protobufObject(kind, model));
}

function lazy<T>(make: (index: number) => T): (index: number) => T {
  const made: T[] = [];
  return (index) => (made[index] ??= make(index));
}
