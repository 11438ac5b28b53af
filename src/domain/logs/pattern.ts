import { RE2JS } from 're2js';
import { ArgumentError } from '../fleet/fleet.ts';
import { estimatePatternSize } from './pattern-size.ts';

/** A pattern in RE2's syntax: comparing takes time in proportion to the text and to the size of the pattern, and never more. */
export interface Pattern {
  test(text: string): boolean;
  /** How many steps it is compiled to: each may be taken for each character. */
  readonly size: number;
  /** `$1` in the replacement stands for the first group. */
  replaceAll(text: string, replacement: string): string;
}

/** @throws PatternError for what RE2 does not take, in the words of its parser */
export function compilePattern(pattern: string): Pattern {
  try {
    const compiled = RE2JS.compile(pattern);
    return {
      size: compiled.programSize(),
      test: (text) => compiled.matcher(text).find(),
      replaceAll: (text, replacement) => compiled.matcher(text).replaceAll(replacement),
    };
  } catch (error) {
    throw new PatternError(error instanceof Error ? error.message : 'it cannot be read');
  }
}

/** A text that is no RE2 pattern. */
export class PatternError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PatternError';
  }
}

const mostCharacters = 1_000;
/** Steps of a pattern, and characters of a line that it is compared with: together some 30 ms at most, for which all others wait. The estimate may be twice the truth. */
const mostSteps = 150;
const mostCompared = 4_096;

/**
 * A caller's pattern. It is compared with the first 4,096 characters of a text, and its size is bounded, so that nobody can stop the
 * gateway by one.
 * @throws ArgumentError INVALID with what is wrong
 */
export function patternOfCaller(pattern: string): Pattern {
  if (pattern.length > mostCharacters) {
    throw new ArgumentError('INVALID', `regex has more than ${mostCharacters} characters. Write a shorter pattern.`);
  }
  if (estimatePatternSize(pattern) > 2 * mostSteps) throw tooLarge();
  const compiled = compileOfCaller(pattern);
  if (compiled.size > mostSteps) throw tooLarge();
  return { ...compiled, test: (text) => compiled.test(text.slice(0, mostCompared)) };
}

function compileOfCaller(pattern: string): Pattern {
  try {
    return compilePattern(pattern);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new ArgumentError(
      'INVALID',
      `regex is no RE2 pattern: ${error.message}. RE2 has no look-around and no backreferences; for a plain text use grep.`,
    );
  }
}

function tooLarge(): ArgumentError {
  return new ArgumentError(
    'INVALID',
    `regex is too large: it has more than ${mostSteps} steps, as x{150} has. Write a shorter pattern, or smaller numbers of repetitions.`,
  );
}
