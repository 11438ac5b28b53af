import type { GraphQLError } from 'graphql';
import { tooDeepVariables, tooManyValues } from './check-variable-limits.ts';
import { limitExceeded, tooLargeDocument } from './limit-exceeded.ts';
import type { Limits } from './limits.ts';

/** What is smaller is parsed at once, whatever it holds: it cannot cost much. In bytes. */
export const smallBytes = 32 * 1024;
/** Levels around the variables: the request, and on a WebSocket the message. */
const levelsAround = 4;

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;
const letterU = 0x75;
const query = Buffer.from('query');

/** Bytes without an escape after which it is worth a jump to the next quote or escape, and how far one looks for them. */
const worthAJump = 64;
const farthestJump = 4_096;

/** What JSON looks like that comes in pieces. */
export interface JsonShape {
  /** Takes the next piece; the first excess, after which there is nothing more to look at. */
  add(bytes: Uint8Array): GraphQLError | null;
}

/**
 * Holds JSON against the limits on its texts and on the variables before it is parsed: the parser takes hundreds of milliseconds for
 * a megabyte of brackets, and tens for one of names; and megabytes of text are copied several times until they are a document or a
 * value. Looks at strings, and outside of them at brackets and commas. What is no JSON at all is left to the parser.
 */
export function createJsonShape(limits: Limits): JsonShape {
  const deepest = limits.variableDepth + levelsAround;
  const longest = Math.max(limits.documentBytes, limits.textBytes);
  let depth = 0;
  let values = 0;
  /** Bytes that the string being read stands for so far, an escape taken for one, which is the least; -1: none is. */
  let text = -1;
  /** Bytes of an escape that are still to come; -1: of how many says the next. */
  let escape = 0;
  /** Bytes in a row that were neither quote nor escape. */
  let plain = 0;
  /** How many of its bytes are those of "query" so far; -1: they are others. */
  let like = 0;
  /** Whether "query" was the last string, and nothing but a colon came since. */
  let isDocument = false;

  /** Takes a byte of a string; how many more may be passed over. */
  const inString = (bytes: Uint8Array, index: number): number => {
    const byte = bytes[index];
    if (escape !== 0) {
      escape = escape > 0 ? escape - 1 : byte === letterU ? 4 : 0;
      return 0;
    }
    if (byte === quote) {
      isDocument = like === query.length && text === query.length;
      text = -1;
      return 0;
    }
    if (text < query.length && like === text && byte === query[text]) like += 1;
    text += 1;
    if (byte === backslash) {
      escape = -1;
      plain = 0;
      return 0;
    }
    plain += 1;
    if (plain < worthAJump) return 0;
    const ahead = bytes.subarray(index + 1, index + 1 + farthestJump);
    const end = ahead.indexOf(quote);
    const before = end < 0 ? ahead : ahead.subarray(0, end);
    const next = before.indexOf(backslash);
    const passed = next < 0 ? before.length : next;
    plain = 0;
    text += passed;
    return passed;
  };

  return {
    add(bytes) {
      for (let index = 0; index < bytes.length; index += 1) {
        if (text >= 0) {
          index += inString(bytes, index);
          if (text > longest) return isDocument ? tooLargeDocument(limits) : tooLongText(limits);
          continue;
        }
        const byte = bytes[index];
        if (byte === quote) {
          text = 0;
          plain = 0;
          like = 0;
        } else if (byte === comma) {
          isDocument = false;
          values += 1;
          if (values > limits.variableValues) return tooManyValues(limits);
        } else if (byte === 0x5b || byte === 0x7b) {
          isDocument = false;
          depth += 1;
          values += 1;
          if (depth > deepest) return tooDeepVariables(limits);
        } else if (byte === 0x5d || byte === 0x7d) {
          depth -= 1;
        }
      }
      return null;
    },
  };
}

/** The first excess of JSON that is there as a whole. */
export function checkJsonShape(bytes: Uint8Array, limits: Limits): GraphQLError | null {
  return bytes.length <= smallBytes ? null : createJsonShape(limits).add(bytes);
}

function tooLongText({ textBytes }: Limits): GraphQLError {
  return limitExceeded('textBytes', textBytes, `The request holds a text of more than ${textBytes} bytes.`);
}
