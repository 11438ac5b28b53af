import type { CachedObject } from '../../domain/clusters/cached-kind.ts';
import type { KindDefinition } from '../kinds.ts';
import { isProtobuf, protobufContentType } from '../protobuf/envelope.ts';
import { processMessages } from '../protobuf/message-reader.ts';
import type { ObjectReader } from '../protobuf/object-reader.ts';
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

type Kind<T extends CachedObject> = Pick<KindDefinition<T>, 'message' | 'project' | 'read'>;

/** What a list or a watch of the kind is asked for in. JSON is always among it: not every server has another. */
export function acceptOf(kind: Pick<KindDefinition<CachedObject>, 'message'>, encoding: Encoding): string {
  return kind.message === undefined || encoding.onlyJson
    ? 'application/json'
    : `${protobufContentType}, application/json`;
}

/** By what the answer says it is. @throws StreamError where that was not asked for */
export function objectsDecoderOf<T extends CachedObject>(
  kind: Kind<T>,
  encoding: Encoding,
  contentType: string,
  maxObjectBytes: number,
): ObjectsDecoder<T> {
  if (!isProtobuf(contentType)) return createJsonObjectsDecoder((raw) => kind.project(raw), maxObjectBytes);
  return createProtobufListDecoder(objectReaderOf(kind, encoding), maxObjectBytes);
}

/** See `objectsDecoderOf`. */
export function watchDecoderOf<T extends CachedObject>(
  kind: Kind<T>,
  encoding: Encoding,
  contentType: string,
  maxObjectBytes: number,
): WatchDecoder<T> {
  if (!isProtobuf(contentType)) return createJsonWatchDecoder((raw) => kind.project(raw), maxObjectBytes);
  return createProtobufWatchDecoder(objectReaderOf(kind, encoding), maxObjectBytes);
}

function objectReaderOf<T extends CachedObject>(kind: Kind<T>, { onlyJson }: Encoding): ObjectReader<T> {
  const { message } = kind;
  if (message === undefined || onlyJson) throw new StreamError('protobuf came where JSON was asked for');
  return kind.read ?? ((bytes, start, end) => kind.project(processMessages.read(message, bytes, start, end)));
}
