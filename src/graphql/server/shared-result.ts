/** One result for many readers: framed once for all operations of the same id. */
export class SharedResult {
  /** JSON. */
  readonly text: string;
  #bytes: Buffer | null = null;
  #id: string | null = null;
  #frame: Buffer = none;

  constructor(text: string) {
    this.text = text;
  }

  /** The `next` message for the operation of that id, as one whole WebSocket frame: RFC 6455, 5.2. */
  frame(id: string): Buffer {
    if (id !== this.#id) {
      this.#bytes ??= Buffer.from(`${this.text}}`);
      this.#frame = textFrame(`{"id":${JSON.stringify(id)},"type":"next","payload":`, this.#bytes);
      this.#id = id;
    }
    return this.#frame;
  }
}

const none = Buffer.alloc(0);
const finalText = 0x81;

/** A text in two parts, unmasked, as servers send it. In one piece: two writes cost more than to copy a few KB. */
function textFrame(head: string, tail: Buffer): Buffer {
  const headBytes = Buffer.byteLength(head);
  const length = headBytes + tail.length;
  const begin = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(begin + length);
  frame[0] = finalText;
  if (begin === 2) {
    frame[1] = length;
  } else if (begin === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeUInt32BE(0, 2);
    frame.writeUInt32BE(length, 6);
  }
  frame.write(head, begin);
  tail.copy(frame, begin + headBytes);
  return frame;
}
