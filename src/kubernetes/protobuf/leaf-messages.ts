import type { Json } from '../../lib/json.ts';
import { StreamError } from '../reflector/stream-error.ts';
import type { ShortTexts } from './short-texts.ts';
import { wireTypes } from './wire-cursor.ts';
import type { WireCursor } from './wire-cursor.ts';

/** The tag of a field of text, bytes or a message. */
const delimited = (field: number): number => (field << 3) | wireTypes.delimited;
const number = (field: number): number => (field << 3) | wireTypes.varint;

/** `k8s.io/apimachinery/pkg/api/resource` Quantity: `string` is its only field. */
export function readQuantity(cursor: WireCursor, end: number, texts: ShortTexts): string {
  let text = '';
  while (cursor.at < end) {
    const tag = cursor.unsigned(end);
    if (tag === delimited(1)) text = readShort(cursor, end, texts);
    else cursor.skip(tag & 7, end);
  }
  return text;
}

/** `k8s.io/apimachinery/pkg/util/intstr` IntOrString: type, intVal, strVal. */
export function readIntOrString(cursor: WireCursor, end: number, texts: ShortTexts): string | number {
  let isText = false;
  let int = 0;
  let text = '';
  while (cursor.at < end) {
    const tag = cursor.unsigned(end);
    if (tag === number(1)) isText = cursor.int(end) === 1;
    else if (tag === number(2)) int = cursor.int(end);
    else if (tag === delimited(3)) text = readShort(cursor, end, texts);
    else cursor.skip(tag & 7, end);
  }
  return isText ? text : int;
}

/** `k8s.io/apimachinery/pkg/apis/meta/v1` Time or MicroTime: seconds, nanos. Null where it is empty: no time was given. */
export function readTime(cursor: WireCursor, end: number): { readonly seconds: number; readonly nanos: number } | null {
  if (cursor.at === end) return null;
  let seconds = 0;
  let nanos = 0;
  while (cursor.at < end) {
    const tag = cursor.unsigned(end);
    if (tag === number(1)) seconds = cursor.int(end);
    else if (tag === number(2)) nanos = cursor.int(end);
    else cursor.skip(tag & 7, end);
  }
  if (Math.abs(seconds) > 8.64e12) throw new StreamError('a time is none');
  return { seconds, nanos };
}

/** `k8s.io/apimachinery/pkg/runtime` RawExtension, as objects of a free form have it: `raw` is JSON. */
export function readRawJson(cursor: WireCursor, end: number): Json {
  let value: Json = null;
  while (cursor.at < end) {
    const tag = cursor.unsigned(end);
    if (tag === delimited(1)) {
      const stop = cursor.stop(end);
      value = parseJson(cursor.bytes.toString('utf8', cursor.at, stop));
      cursor.at = stop;
    } else cursor.skip(tag & 7, end);
  }
  return value;
}

function readShort(cursor: WireCursor, end: number, texts: ShortTexts): string {
  const stop = cursor.stop(end);
  const text = texts.read(cursor.bytes, cursor.at, stop);
  cursor.at = stop;
  return text;
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new StreamError('what should be JSON within a message is none');
  }
}
