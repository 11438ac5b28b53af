import type { GraphQLError } from 'graphql';
import { tooDeepVariables, tooManyValues } from './check-variable-limits.ts';
import { limitExceeded, tooLargeDocument } from './limit-exceeded.ts';
import type { Limits } from './limits.ts';

/** What is smaller is parsed at once, whatever it holds: it cannot cost much. In bytes. */
const smallBytes = 32 * 1024;
/** Levels around the variables: the request, and on a WebSocket the message. */
const levelsAround = 4;

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;
const letterU = 0x75;

/**
 * Holds JSON against the limits on its texts and on the variables before it is parsed: the parser takes hundreds of milliseconds for
 * a megabyte of brackets, and tens for one of names; and megabytes of text are copied several times until they are a document or a
 * value. Looks at strings, and outside of them at brackets and commas, and stops at the first excess. What is no JSON at all is
 * left to the parser.
 */
export function checkJsonShape(bytes: Uint8Array, limits: Limits): GraphQLError | null {
  if (bytes.length <= smallBytes) return null;
  const deepest = limits.variableDepth + levelsAround;
  const longest = Math.max(limits.documentBytes, limits.textBytes);
  let depth = 0;
  let values = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (byte === quote) {
      const start = index;
      index = endOfString(bytes, start + 1, longest);
      if (index < 0) return isDocument(bytes, start) ? tooLargeDocument(limits) : tooLongText(limits);
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

/**
 * Where the string's closing quote is; the length of all where there is none; -1 as soon as it stands for more than `longest` bytes,
 * an escape taken for one, which is the least that it stands for.
 */
function endOfString(bytes: Uint8Array, start: number, longest: number): number {
  let plain = 0;
  /** Bytes of escapes beyond the one that each counts. */
  let escapes = 0;
  for (let index = start; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (byte === quote) return index;
    if (byte === backslash) {
      const more = bytes[index + 1] === letterU ? 5 : 1;
      index += more;
      escapes += more;
      plain = 0;
    } else {
      plain += 1;
      if (plain >= worthAJump) {
        plain = 0;
        // No further than the longest: what is behind is not looked at.
        const within = bytes.subarray(index, start + escapes + longest + 1);
        const end = within.indexOf(quote);
        const escape = (end < 0 ? within : within.subarray(0, end)).indexOf(backslash);
        if (escape >= 0) index += escape - 1;
        else if (end >= 0) return index + end;
        else index += within.length - 1;
      }
    }
    if (index + 1 - start - escapes > longest) return -1;
  }
  return bytes.length;
}

/** Whether the string that begins here is the value of a key "query". */
function isDocument(bytes: Uint8Array, start: number): boolean {
  const before = String.fromCharCode(...bytes.subarray(Math.max(0, start - 40), start));
  return /"query"\s*:\s*$/.test(before);
}

function tooLongText({ textBytes }: Limits): GraphQLError {
  return limitExceeded('textBytes', textBytes, `The request holds a text of more than ${textBytes} bytes.`);
}
