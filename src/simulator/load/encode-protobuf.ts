import { fieldsOf } from './protobuf-messages.ts';
import type { MessageField } from './protobuf-messages.ts';

/** An object as JSON has it; `bytes` fields are the one thing that JSON has not. */
export type Model = Readonly<Record<string, unknown>>;

const bytesType = 2;
/** What begins every object of the media type. */
const magic = Buffer.from([0x6b, 0x38, 0x73, 0x00]);

/**
 * An object as `application/vnd.kubernetes.protobuf` sends it: magic number and envelope around the message of its kind.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding
 */
export function encodeObject(apiVersion: string, kind: string, object: Model): Buffer {
  return encodeEnvelope(apiVersion, kind, encodeMessage(kind, object));
}

/** The envelope around an encoded message. */
export function encodeEnvelope(apiVersion: string, kind: string, raw: Buffer): Buffer {
  const unknown = { typeMeta: { apiVersion, kind }, raw, contentEncoding: '', contentType: '' };
  return Buffer.concat([magic, encodeMessage('Unknown', unknown)]);
}

/** A frame of a watch: its length in 4 bytes, and a WatchEvent around an encoded object. Only the object has an envelope. */
export function encodeFrame(type: string, object: Buffer): Buffer {
  const event = encodeMessage('WatchEvent', { type, object: { raw: object } });
  const length = Buffer.alloc(4);
  length.writeUInt32BE(event.length);
  return Buffer.concat([length, event]);
}

/** A list's item, or anything else of bytes, as a field of a message: its head, which its bytes follow. */
export function encodeFieldHead(number: number, length: number): Buffer {
  return Buffer.from([...varint((number << 3) | bytesType), ...varint(length)]);
}

/** @throws RangeError for a member that the message has no field for: nothing is left out. */
export function encodeMessage(message: string, value: Model): Buffer {
  const fields = fieldsOf(message);
  const rest = new Set(Object.keys(value).filter((name) => value[name] !== undefined));
  const parts: Buffer[] = [];
  for (const field of fields) {
    if (field.inline) {
      const names = fieldsOf(field.type).map(({ name }) => name);
      const members = names.filter((name) => rest.has(name));
      if (members.length > 0)
        parts.push(delimited(field, encodeMessage(field.type, Object.fromEntries(members.map((n) => [n, value[n]])))));
      for (const name of members) rest.delete(name);
    } else if (rest.delete(field.name)) {
      const member = value[field.name];
      const items: readonly unknown[] = field.repeated ? (member as readonly unknown[]) : [member];
      for (const item of items) parts.push(...encodeField(field, item));
    }
  }
  if (rest.size > 0) throw new RangeError(`${message} has no field ${[...rest].join(', ')}`);
  return Buffer.concat(parts);
}

function encodeField(field: MessageField, value: unknown): readonly Buffer[] {
  switch (field.type) {
    case 'string':
      return [delimited(field, Buffer.from(String(value)))];
    case 'bytes':
      return [delimited(field, value as Buffer)];
    case 'int':
    case 'bool':
      return [Buffer.from([...varint(field.number << 3), ...varint(Number(value))])];
    case 'time':
      return [delimited(field, encodeTime(value))];
    case 'fields':
      return [delimited(field, encodeFieldHeadAnd(1, Buffer.from(JSON.stringify(value))))];
    case 'intOrString':
      return [delimited(field, encodeIntOrString(value))];
    case 'map':
    case 'quantities':
      return Object.entries(value as Model)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, text]) => delimited(field, encodeEntry(name, String(text), field.type === 'quantities')));
    default:
      return [delimited(field, encodeMessage(field.type, value as Model))];
  }
}

/** `null`, which JSON has for times that are not set, is a time without seconds. */
function encodeTime(value: unknown): Buffer {
  if (value === null) return Buffer.alloc(0);
  const seconds = Date.parse(String(value)) / 1000;
  return Buffer.from([...varint(1 << 3), ...varint(seconds), ...varint(2 << 3), 0]);
}

function encodeIntOrString(value: unknown): Buffer {
  const isText = typeof value === 'string';
  const head = [...varint(1 << 3), isText ? 1 : 0, ...varint(2 << 3), ...varint(isText ? 0 : Number(value))];
  return Buffer.concat([Buffer.from(head), encodeFieldHeadAnd(3, Buffer.from(isText ? value : ''))]);
}

function encodeEntry(name: string, text: string, quantity: boolean): Buffer {
  const value = Buffer.from(text);
  return Buffer.concat([
    encodeFieldHeadAnd(1, Buffer.from(name)),
    encodeFieldHeadAnd(2, quantity ? encodeFieldHeadAnd(1, value) : value),
  ]);
}

function delimited(field: MessageField, bytes: Buffer): Buffer {
  return encodeFieldHeadAnd(field.number, bytes);
}

function encodeFieldHeadAnd(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([encodeFieldHead(number, bytes.length), bytes]);
}

/** Of a number that is not negative. */
function varint(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  // Not by shifts: the seconds of a time have more than 31 bits.
  while (rest > 0x7f) {
    bytes.push((rest % 0x80) | varintContinues);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return bytes;
}

const varintContinues = 0x80;
