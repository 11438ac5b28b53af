import { hashOf, viewOf } from './known-bytes.ts';

/** Texts by their bytes, so that what thousands of objects say in the same words is held, and made, once. */
export interface ShortTexts {
  /** The text of the bytes from `start` to `end` (exclusive), as UTF-8. */
  read(bytes: Buffer, start: number, end: number): string;
}

/** Longer texts are seldom said twice. */
const longest = 64;
/** A text goes when another one falls on its slot, so nothing is held for long that is not said again. */
const slots = 16_384;

/** Bounded: 16,384 texts of at most 64 bytes. */
function createShortTexts(): ShortTexts {
  const texts: (string | undefined)[] = Array.from<string | undefined>({ length: slots });
  return {
    read(bytes, start, end) {
      const length = end - start;
      if (length === 0) return '';
      if (length > longest) return readText(bytes, start, end);
      const slot = hashOf(viewOf(bytes), start, end) & (slots - 1);
      const held = texts[slot];
      if (held !== undefined && isText(held, bytes, start, length)) return held;
      const text = readText(bytes, start, end);
      // Held are those of one byte a character: nearly all, and they are compared byte by byte.
      if (text.length === length) texts[slot] = text;
      return text;
    },
  };
}

/** As UTF-8; made anew, so that it does not keep the bytes alive. */
export function readText(bytes: Buffer, start: number, end: number): string {
  for (let at = start; at < end; at += 1) if ((bytes[at] ?? 0) >= 0x80) return bytes.toString('utf8', start, end);
  return bytes.toString('latin1', start, end);
}

function isText(text: string, bytes: Buffer, start: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let at = 0; at < length; at += 1) if (text.charCodeAt(at) !== bytes[start + at]) return false;
  return true;
}

/** One for all clusters of this process: they say much in the same words. */
export const processTexts: ShortTexts = createShortTexts();
