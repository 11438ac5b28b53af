import type { CachedObject } from '../../domain/clusters/cached-kind.ts';
import { StreamError } from '../reflector/stream-error.ts';
import type { WatchDecoder } from '../reflector/watch-decoder.ts';
import { watchEventOf } from '../reflector/watch-events.ts';
import type { EventObject, WatchEvent } from '../reflector/watch-events.ts';
import { openEnvelope } from './envelope.ts';
import { createFrameDecoder } from './frame-decoder.ts';
import { messageType } from './kind-messages.ts';
import { processMessages } from './message-reader.ts';
import type { ObjectReader } from './object-reader.ts';
import { processTexts } from './short-texts.ts';
import { WireCursor, wireTypes } from './wire-cursor.ts';

const statusType = messageType('Status');
const bookmarkType = messageType('MetaOnly');

/**
 * The events of a watch in protobuf: frames that are a meta/v1 WatchEvent each, whose object has an envelope of its own.
 * @see https://github.com/kubernetes/apimachinery/blob/v0.37.0/pkg/apis/meta/v1/generated.proto (WatchEvent)
 */
export function createProtobufWatchDecoder<T extends CachedObject>(
  readItem: ObjectReader<T>,
  maxObjectBytes: number,
): WatchDecoder<T> {
  const frames = createFrameDecoder(maxObjectBytes);

  function readEvent(frame: Buffer): WatchEvent<T> {
    const cursor = new WireCursor(frame);
    let eventType = '';
    let object: EventObject<T> | null = null;
    while (cursor.at < frame.length) {
      const tag = cursor.unsigned(frame.length);
      if (tag === ((1 << 3) | wireTypes.delimited)) {
        const stop = cursor.stop(frame.length);
        eventType = processTexts.read(frame, cursor.at, stop);
        cursor.at = stop;
      } else if (tag === ((2 << 3) | wireTypes.delimited)) {
        object = readObject(cursor, cursor.stop(frame.length));
      } else cursor.skip(tag & 7, frame.length);
    }
    if (object === null) throw new StreamError('an event of a watch has no object');
    return watchEventOf(eventType, object);
  }

  /** A RawExtension, whose `raw` is the object in its envelope. */
  function readObject(cursor: WireCursor, end: number): EventObject<T> {
    const { bytes } = cursor;
    let object: EventObject<T> | null = null;
    while (cursor.at < end) {
      const tag = cursor.unsigned(end);
      if (tag === ((1 << 3) | wireTypes.delimited)) {
        const stop = cursor.stop(end);
        const { kind, start, end: rawEnd } = openEnvelope(bytes, cursor.at, stop);
        object = {
          projected: () => readItem(bytes, start, rawEnd),
          raw: () => processMessages.read(kind === 'Status' ? statusType : bookmarkType, bytes, start, rawEnd),
        };
        cursor.at = stop;
      } else cursor.skip(tag & 7, end);
    }
    if (object === null) throw new StreamError('an event of a watch has no object');
    return object;
  }

  return {
    *push(chunk) {
      for (const frame of frames.push(chunk)) yield readEvent(frame);
    },
    end: () => frames.end(),
  };
}
