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
export function createShortTexts(): ShortTexts {
  const texts: (string | undefined)[] = Array.from<string | undefined>({ length: slots });
  return {
    read(bytes, start, end) {
      const length = end - start;
      if (length === 0) return '';
      if (length > longest) return readText(bytes, start, end);
      let hash = length;
      let above = 0;
      for (let at = start; at < end; at += 1) {
        const byte = bytes[at] ?? 0;
        above |= byte;
        hash = Math.imul(hash ^ byte, 0x01000193);
      }
      if (above >= 0x80) return bytes.toString('utf8', start, end);
      const slot = (hash ^ (hash >>> 15)) & (slots - 1);
      const held = texts[slot];
      if (held !== undefined && isText(held, bytes, start, length)) return held;
      const text = bytes.toString('latin1', start, end);
      texts[slot] = text;
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
