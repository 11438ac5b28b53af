import { KnownValues } from './known-values.ts';

/** Texts by their bytes, so that what thousands of objects say in the same words is held, and made, once. */
export interface ShortTexts {
  /** The text of the bytes from `start` to `end` (exclusive), as UTF-8. */
  read(bytes: Buffer, start: number, end: number): string;
}

/** Longer texts are seldom said twice. */
const longest = 64;

/** Bounded: 16,384 texts of at most 64 bytes. */
function createShortTexts(): ShortTexts {
  const known = new KnownValues<string>(16_384, 1024 * 1024);
  return {
    read(bytes, start, end) {
      if (start === end) return '';
      return end - start > longest ? readText(bytes, start, end) : known.of(bytes, start, end, readText);
    },
  };
}

/** As UTF-8; made anew, so that it does not keep the bytes alive. */
export function readText(bytes: Buffer, start: number, end: number): string {
  for (let at = start; at < end; at += 1) if ((bytes[at] ?? 0) >= 0x80) return bytes.toString('utf8', start, end);
  return bytes.toString('latin1', start, end);
}

/** One for all clusters of this process: they say much in the same words. */
export const processTexts: ShortTexts = createShortTexts();
