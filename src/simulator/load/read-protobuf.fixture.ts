import { fieldsOf } from './protobuf-messages.ts';
import type { MessageField } from './protobuf-messages.ts';

/** A message read back as JSON has it. Knows the same field numbers as the encoder; that those are right is for real readers to tell. */
export function readMessage(message: string, bytes: Buffer): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const { number, content } of fieldsIn(bytes)) {
    const field = fieldsOf(message).find((each) => each.number === number);
    if (field === undefined) throw new RangeError(`${message} has no field ${number}`);
    if (field.inline) Object.assign(value, readMessage(field.type, content as Buffer));
    else if (field.type === 'map' || field.type === 'quantities') {
      const { key, value: entry } = readEntry(content as Buffer, field.type === 'quantities');
      value[field.name] = { ...(value[field.name] as object | undefined), [key]: entry };
    } else {
      const read = readField(field, content);
      const before = (value[field.name] as readonly unknown[] | undefined) ?? [];
      value[field.name] = field.repeated ? [...before, read] : read;
    }
  }
  return value;
}

/** What an envelope holds. */
export function readEnvelope(bytes: Buffer): {
  readonly kind: string;
  readonly apiVersion: string;
  readonly raw: Buffer;
} {
  if (bytes.subarray(0, 4).toString('latin1') !== 'k8s\0') throw new RangeError('no magic number');
  const { typeMeta, raw } = readMessage('Unknown', bytes.subarray(4)) as {
    typeMeta: { kind: string; apiVersion: string };
    raw: Buffer;
  };
  return { ...typeMeta, raw };
}

function readField({ type }: MessageField, content: Buffer | number): unknown {
  if (type === 'int') return content;
  if (type === 'bool') return content === 1;
  const bytes = content as Buffer;
  if (type === 'string') return bytes.toString('utf8');
  if (type === 'bytes') return bytes;
  if (type === 'fields') return JSON.parse(String([...fieldsIn(bytes)][0]?.content));
  if (type === 'time') {
    const [seconds] = [...fieldsIn(bytes)];
    return seconds === undefined ? null : new Date(Number(seconds.content) * 1000).toISOString().replace('.000Z', 'Z');
  }
  if (type === 'intOrString') {
    const [kind, number, text] = [...fieldsIn(bytes)].map(({ content: each }) => each);
    return kind === 1 ? String(text) : number;
  }
  return readMessage(type, bytes);
}

function readEntry(bytes: Buffer, quantity: boolean): { readonly key: string; readonly value: string } {
  const [key, value] = [...fieldsIn(bytes)].map(({ content }) => content as Buffer);
  const text = quantity ? [...fieldsIn(value ?? bytes)][0]?.content : value;
  return { key: String(key), value: String(text) };
}

/** The fields of a message: numbers, and bytes of everything else. */
export function* fieldsIn(bytes: Buffer): Generator<{ readonly number: number; readonly content: Buffer | number }> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at] ?? 0;
      at += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const size = varint();
    if ((tag & 7) === 0) yield { number: tag >> 3, content: size };
    else {
      yield { number: tag >> 3, content: bytes.subarray(at, at + size) };
      at += size;
    }
  }
}
