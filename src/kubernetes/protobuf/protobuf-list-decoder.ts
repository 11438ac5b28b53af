import type { JsonObject } from '../../lib/json.ts';
import type { ObjectsDecoder } from '../reflector/objects-decoder.ts';
import { StreamError } from '../reflector/stream-error.ts';
import { createByteQueue } from './byte-queue.ts';
import { magic } from './envelope.ts';
import { messageType } from './kind-messages.ts';
import { processMessages } from './message-reader.ts';
import type { ObjectReader } from './object-reader.ts';
import { WireCursor, wireTypes } from './wire-cursor.ts';

const listMetaType = messageType('ListMeta');
/** A tag and a length take at most so many bytes. */
const longestHead = 10;
/** Of what is around the items. */
const maxPartBytes = 1024 * 1024;

/**
 * Reads a list in protobuf as it arrives, item by item: a runtime.Unknown (`raw` is field 2) around the kind's own list,
 * which is `metadata` (1) and `items` (2) for every kind.
 */
export function createProtobufListDecoder<T>(readItem: ObjectReader<T>, maxItemBytes: number): ObjectsDecoder<T> {
  const queue = createByteQueue();
  let begun = false;
  /** Bytes that are left of the list itself; null outside of it. */
  let left: number | null = null;
  let metadata: JsonObject | null = null;
  let complete = false;

  /** The next field's tag, the length of its bytes, and of what is before them; null where that is not all there. */
  function nextHead(): { readonly tag: number; readonly length: number; readonly size: number } | null {
    const head = queue.peek(longestHead);
    const there = endOfHead(head);
    if (there === null) {
      if (head.length === longestHead) throw new StreamError('this is no list');
      return null;
    }
    const cursor = new WireCursor(head);
    const tag = cursor.unsigned(there);
    if ((tag & 7) === wireTypes.delimited) return { tag, length: cursor.unsigned(there), size: cursor.at };
    if ((tag & 7) !== wireTypes.varint) throw new StreamError('this is no list');
    return { tag, length: 0, size: there };
  }

  /** The field's bytes, taken with its head; null where they are not all there. */
  function takeField(size: number, length: number): Buffer | null {
    if (queue.length < size + length) return null;
    queue.take(size);
    return queue.take(length);
  }

  function* readList(): Generator<T> {
    while (left !== null && left > 0) {
      const head = nextHead();
      if (head === null) return;
      const { tag, length, size } = head;
      if (size + length > left) throw new StreamError('a list is shorter than its items');
      const isItem = tag === ((2 << 3) | wireTypes.delimited);
      const most = isItem ? maxItemBytes : maxPartBytes;
      if (length > most) throw new StreamError(`an item is larger than ${most} bytes`);
      const field = takeField(size, length);
      if (field === null) return;
      left -= size + length;
      if (isItem) yield readItem(field, 0, field.length);
      else if (tag === ((1 << 3) | wireTypes.delimited)) metadata = processMessages.read(listMetaType, field);
    }
    if (left === 0) {
      left = null;
      complete = true;
    }
  }

  return {
    *push(chunk) {
      queue.push(chunk);
      if (!begun) {
        if (queue.length < magic.length) return;
        if (!queue.take(magic.length).equals(magic)) throw new StreamError('this is no list');
        begun = true;
      }
      for (;;) {
        if (left !== null) {
          yield* readList();
          if (left !== null) return;
        }
        const head = nextHead();
        if (head === null) return;
        const { tag, length, size } = head;
        if (tag === ((2 << 3) | wireTypes.delimited)) {
          if (complete) throw new StreamError('this is no list');
          queue.take(size);
          left = length;
          continue;
        }
        if (length > maxPartBytes) throw new StreamError('this is no list');
        const field = takeField(size, length);
        if (field === null) return;
        if (tag === ((3 << 3) | wireTypes.delimited) && length > 0)
          throw new StreamError('a list is compressed in an unknown way');
      }
    },
    end() {
      if (!complete || queue.length > 0) throw new StreamError('the list ended early');
      if (metadata === null) throw new StreamError('this is no list');
      return metadata;
    },
  };
}

/** Where a tag with its value or length ends; null where it is not all there. */
function endOfHead(head: Buffer): number | null {
  let numbers = 0;
  for (let at = 0; at < head.length; at += 1) {
    if ((head[at] ?? 0) >= 0x80) continue;
    numbers += 1;
    if (numbers === 2) return at + 1;
  }
  return null;
}
