import type { Json, JsonObject } from '../../lib/json.ts';
import { StreamError } from '../reflector/stream-error.ts';
import type { Field, MessageType } from './message-type.ts';
import { createSharedByBytes } from '../shared-by-bytes.ts';
import type { SharedByBytes } from '../shared-by-bytes.ts';
import { processTexts, readText } from './short-texts.ts';
import { readIntOrString, readTime, readRawJson, readQuantity } from './leaf-messages.ts';
import { WireCursor, wireTypes } from './wire-cursor.ts';

/** A message of which everything counts has a field that this program does not know: only JSON says it whole. */
export class UnknownFieldError extends StreamError {
  constructor(message: string, field: number) {
    super(`the field ${field} of ${message} is not known`);
    this.name = 'UnknownFieldError';
  }
}

/**
 * Reads Kubernetes objects in protobuf into what their JSON would say, as far as a message type asks for it.
 * What many objects have in common (labels, owners, resources, settings) is read once and is then one frozen object,
 * by which projections know it again.
 * @see https://protobuf.dev/programming-guides/encoding/
 * @throws StreamError for bytes that are no message, UnknownFieldError
 */
export interface MessageReader {
  read(type: MessageType, bytes: Buffer, start?: number, end?: number): JsonObject;
}

type Members = Record<string, Json>;

/** Messages do not go deeper. */
const deepest = 40;
/** Of each type that is shared: so many, in so many bytes, twice. */
const sharedEntries = 2048;
const sharedBytes = 512 * 1024;
/** Larger ones are seldom equal, and dear to compare. */
const largestShared = 16 * 1024;

/** One for all clusters of this process: they say much in the same words. */
export const processMessages: MessageReader = createMessageReader();

function createMessageReader(): MessageReader {
  const sharedMessages = new Map<MessageType, SharedByBytes<JsonObject>>();
  const sharedMaps = createSharedByBytes<JsonObject>(sharedEntries, sharedBytes);
  const cursor = new WireCursor(Buffer.alloc(0));
  let depth = 0;

  function readInto(members: Members, type: MessageType, end: number): void {
    if ((depth += 1) > deepest) throw new StreamError('a message is nested too deep');
    while (cursor.at < end) {
      const tag = cursor.unsigned(end);
      const number = tag >>> 3;
      const wire = tag & 7;
      const field = type.fields[number];
      if (field === undefined) {
        if (type.exact) throw new UnknownFieldError(type.name, number);
        cursor.skip(wire, end);
      } else if (field.map) readMap(members, field, tag, end);
      else if (field.inline) {
        readInto(members, field.type ?? type, cursor.stopOf(wire, end));
      } else if (field.repeated) readItem(members, field, wire, end);
      else {
        const value = readValue(field, wire, end);
        if (field.kept || !isZero(value)) members[field.name] = value;
      }
    }
    for (const name of type.nulls) members[name] ??= null;
    depth -= 1;
  }

  function readItem(members: Members, field: Field, wire: number, end: number): void {
    const held = members[field.name];
    const list: Json[] = Array.isArray(held) ? (held as Json[]) : [];
    if (list !== held) members[field.name] = list;
    if (field.kind === 'int' && wire === wireTypes.delimited) {
      const stop = cursor.stop(end);
      while (cursor.at < stop) list.push(cursor.int(stop));
    } else list.push(readValue(field, wire, end));
  }

  function readValue(field: Field, wire: number, end: number): Json {
    switch (field.kind) {
      case 'int':
        return cursor.intOf(wire, end);
      case 'bool':
        return cursor.intOf(wire, end) !== 0;
      default:
        return readDelimited(field, cursor.stopOf(wire, end));
    }
  }

  function readDelimited(field: Field, end: number): Json {
    const start = cursor.at;
    switch (field.kind) {
      case 'string':
        cursor.at = end;
        return processTexts.read(cursor.bytes, start, end);
      case 'text':
        cursor.at = end;
        return readText(cursor.bytes, start, end);
      case 'quantity':
        return readQuantity(cursor, end, processTexts);
      case 'intOrString':
        return readIntOrString(cursor, end, processTexts);
      case 'time': {
        const time = readTime(cursor, end);
        return time === null ? null : new Date(time.seconds * 1000).toISOString().replace('.000Z', 'Z');
      }
      case 'seconds': {
        const time = readTime(cursor, end);
        return time === null ? null : time.seconds * 1000;
      }
      case 'millis': {
        const time = readTime(cursor, end);
        return time === null ? null : time.seconds * 1000 + Math.floor(time.nanos / 1e6);
      }
      case 'json':
        return readRawJson(cursor, end);
      case 'place':
        cursor.at = end;
        return [start, end];
      default:
        return readMessage(field, end);
    }
  }

  function readMessage(field: Field, end: number): JsonObject {
    const { type } = field;
    if (type === null) throw new StreamError('a field has no type');
    if (!field.shared || end - cursor.at > largestShared) {
      const members: Members = {};
      readInto(members, type, end);
      return members;
    }
    let shared = sharedMessages.get(type);
    if (shared === undefined) sharedMessages.set(type, (shared = createSharedByBytes(sharedEntries, sharedBytes)));
    const key = cursor.bytes.toString('latin1', cursor.at, end);
    const known = shared.get(key);
    if (known !== undefined) {
      cursor.at = end;
      return known;
    }
    const members: Members = {};
    readInto(members, type, end);
    shared.set(key, Object.freeze(members));
    return members;
  }

  /** All entries that follow each other: what wrote them wrote the map in one go. */
  function readMap(members: Members, field: Field, tag: number, end: number): void {
    const start = cursor.at;
    let stop: number;
    for (;;) {
      stop = cursor.stopOf(tag & 7, end);
      cursor.at = stop;
      if (cursor.at >= end) break;
      if (cursor.unsigned(end) !== tag) break;
    }
    const held = members[field.name];
    const share = held === undefined && field.kind === 'string' && stop - start <= largestShared / 4;
    const key = share ? cursor.bytes.toString('latin1', start, stop) : '';
    const known = share ? sharedMaps.get(key) : undefined;
    if (known !== undefined) {
      members[field.name] = known;
    } else {
      const entries: Members = held === undefined ? {} : { ...(held as Members) };
      cursor.at = start;
      for (;;) {
        readEntry(entries, field, cursor.stop(end));
        if (cursor.at >= stop) break;
        cursor.unsigned(end);
      }
      if (share) sharedMaps.set(key, Object.freeze(entries));
      members[field.name] = entries;
    }
    cursor.at = stop;
  }

  function readEntry(entries: Members, field: Field, end: number): void {
    let key = '';
    let value: Json = '';
    while (cursor.at < end) {
      const tag = cursor.unsigned(end);
      if (tag >>> 3 === 1) {
        const stop = cursor.stopOf(tag & 7, end);
        key = processTexts.read(cursor.bytes, cursor.at, stop);
        cursor.at = stop;
      } else if (tag >>> 3 === 2) value = readValue(field, tag & 7, end);
      else cursor.skip(tag & 7, end);
    }
    if (key === '__proto__') Object.defineProperty(entries, key, { value, enumerable: true, configurable: true });
    else entries[key] = value;
  }

  return {
    read(type, from, start = 0, end = from.length) {
      cursor.bytes = from;
      cursor.at = start;
      depth = 0;
      const members: Members = {};
      readInto(members, type, end);
      return members;
    },
  };
}

function isZero(value: Json): boolean {
  return value === '' || value === 0 || value === false || value === null;
}
