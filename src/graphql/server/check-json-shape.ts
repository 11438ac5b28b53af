import type { GraphQLError } from 'graphql';
import { tooDeepVariables, tooManyValues } from './check-variable-limits.ts';
import type { Limits } from './limits.ts';

/** What is smaller is parsed at once, whatever it holds: it cannot cost much. In bytes. */
const smallBytes = 32 * 1024;
/** Levels around the variables: the request, and on a WebSocket the message. */
const levelsAround = 4;

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;

/**
 * Holds JSON against the limits on the variables before it is parsed: the parser takes hundreds of milliseconds for a megabyte of
 * brackets, and tens for one of names. Looks at brackets and commas outside of strings, and stops at the first excess. What is no
 * JSON at all is left to the parser.
 */
export function checkJsonShape(bytes: Uint8Array, limits: Limits): GraphQLError | null {
  if (bytes.length <= smallBytes) return null;
  const deepest = limits.variableDepth + levelsAround;
  let depth = 0;
  let values = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (byte === quote) {
      index = endOfString(bytes, index + 1);
    } else if (byte === comma) {
      values += 1;
      if (values > limits.variableValues) return tooManyValues(limits);
    } else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      values += 1;
      if (depth > deepest) return tooDeepVariables(limits);
    } else if (byte === 0x5d || byte === 0x7d) {
      depth -= 1;
    }
  }
  return null;
}

/** Bytes without an escape after which it is worth a jump to the next quote or escape. */
const worthAJump = 64;

/** Where the string's closing quote is; the length of all where there is none. */
function endOfString(bytes: Uint8Array, start: number): number {
  let plain = 0;
  for (let index = start; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (byte === quote) return index;
    if (byte === backslash) {
      index += 1;
      plain = 0;
    } else {
      plain += 1;
      if (plain >= worthAJump) {
        plain = 0;
        const end = bytes.indexOf(quote, index);
        if (end < 0) return bytes.length;
        const escape = bytes.subarray(index, end).indexOf(backslash);
        if (escape < 0) return end;
        index += escape - 1;
      }
    }
  }
  return bytes.length;
}
