import { createHash } from 'node:crypto';

/** A source of randomness: 0 ≤ x < 1. */
export type Random = () => number;

// The alphabet of generated names in Kubernetes: no vowels, no digits that look like letters.
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** The five characters that end a generated name. */
export function nameSuffix(random: Random, length = 5): string {
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}

/** A generator that gives the same numbers for the same seed (mulberry32). */
export function seededRandom(seed: string): Random {
  let state = fnv32(seed);
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** FNV-1a, 32 bits. */
export function fnv32(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

/** A hash in the characters that a name may hold, as in `web-6b7c9d5f4`. */
export function nameHash(text: string): string {
  return [...String(fnv32(text))].map((digit) => alphabet[digit.charCodeAt(0) % alphabet.length]).join('');
}

/** A uid that is the same for the same text, in every run. */
export function stableUid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
