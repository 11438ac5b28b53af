import type { CachedObject } from '../../domain/clusters/cached-kind.ts';
import type { KindDefinition } from '../kinds.ts';
import { isProtobuf, protobufContentType } from '../protobuf/envelope.ts';
import { processMessages } from '../protobuf/message-reader.ts';
import { createProtobufListDecoder } from '../protobuf/protobuf-list-decoder.ts';
import { createProtobufWatchDecoder } from '../protobuf/protobuf-watch-decoder.ts';
import { createJsonObjectsDecoder } from './objects-decoder.ts';
import type { ObjectsDecoder } from './objects-decoder.ts';
import { StreamError } from './stream-error.ts';
import { createJsonWatchDecoder } from './watch-decoder.ts';
import type { WatchDecoder } from './watch-decoder.ts';

/** In which encoding one kind of one cluster is asked for. */
export interface Encoding {
  /** Its protobuf has what only JSON tells whole, or does not come through. */
  onlyJson: boolean;
}

type Kind = Pick<KindDefinition<CachedObject>, 'message'>;

/** What a list or a watch of the kind is asked for in. JSON is always among it: not every server has another. */
export function acceptOf(kind: Kind, encoding: Encoding): string {
  return kind.message === undefined || encoding.onlyJson
    ? 'application/json'
    : `${protobufContentType}, application/json`;
}

/** By what the answer says it is. @throws StreamError where that was not asked for */
export function objectsDecoderOf(
  kind: Kind,
  encoding: Encoding,
  contentType: string,
  maxObjectBytes: number,
): ObjectsDecoder {
  if (!isProtobuf(contentType)) return createJsonObjectsDecoder(maxObjectBytes);
  return createProtobufListDecoder(processMessages, messageOf(kind, encoding), maxObjectBytes);
}

/** See `objectsDecoderOf`. */
export function watchDecoderOf(
  kind: Kind,
  encoding: Encoding,
  contentType: string,
  maxObjectBytes: number,
): WatchDecoder {
  if (!isProtobuf(contentType)) return createJsonWatchDecoder(maxObjectBytes);
  return createProtobufWatchDecoder(processMessages, messageOf(kind, encoding), maxObjectBytes);
}

function messageOf({ message }: Kind, { onlyJson }: Encoding): NonNullable<Kind['message']> {
  if (message === undefined || onlyJson) throw new StreamError('protobuf came where JSON was asked for');
  return message;
}
