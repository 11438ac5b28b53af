import { StreamError } from '../reflector/stream-error.ts';
import { processTexts } from './short-texts.ts';
import { WireCursor, wireTypes } from './wire-cursor.ts';

/** What every object in Kubernetes' protobuf begins with. @see https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding */
export const magic = Buffer.from('k8s\0', 'latin1');
const magicNumber = magic.readUInt32BE();

export const protobufContentType = 'application/vnd.kubernetes.protobuf';

/** By what an answer says it is. */
export function isProtobuf(contentType: string): boolean {
  return contentType.startsWith(protobufContentType);
}

/** Where an object lies in bytes, and what it says it is. */
export interface Enveloped {
  /** Such as `Pod`. */
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

/** The object in a runtime.Unknown with its magic number. @throws StreamError for anything else */
export function openEnvelope(bytes: Buffer, start: number, end: number): Enveloped {
  if (end - start < magic.length || bytes.readUInt32BE(start) !== magicNumber)
    throw new StreamError('this is no object in protobuf');
  const cursor = new WireCursor(bytes, start + magic.length);
  let kind = '';
  let raw: { readonly start: number; readonly end: number } | null = null;
  while (cursor.at < end) {
    const tag = cursor.unsigned(end);
    const field = tag >>> 3;
    if (tag !== ((field << 3) | wireTypes.delimited)) {
      cursor.skip(tag & 7, end);
      continue;
    }
    const stop = cursor.stop(end);
    if (field === 1) kind = readKind(cursor, stop);
    else if (field === 2) raw = { start: cursor.at, end: stop };
    else if (field === 3 && stop > cursor.at) throw new StreamError('an object is compressed in an unknown way');
    cursor.at = stop;
  }
  if (raw === null) throw new StreamError('an object in protobuf is empty');
  return { kind, ...raw };
}

/** `kind` of a runtime.TypeMeta: apiVersion, kind. */
function readKind(cursor: WireCursor, end: number): string {
  let kind = '';
  while (cursor.at < end) {
    const tag = cursor.unsigned(end);
    if (tag === ((2 << 3) | wireTypes.delimited)) {
      const stop = cursor.stop(end);
      kind = processTexts.read(cursor.bytes, cursor.at, stop);
      cursor.at = stop;
    } else cursor.skip(tag & 7, end);
  }
  return kind;
}
