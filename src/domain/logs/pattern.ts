import { RE2JS } from 're2js';
import { ArgumentError } from '../fleet/fleet.ts';

/** A pattern in RE2's syntax, which takes time linear in the text whatever the pattern: nobody can stop the gateway by one. */
export interface Pattern {
  test(text: string): boolean;
  /** `$1` in the replacement stands for the first group. */
  replaceAll(text: string, replacement: string): string;
}

/** @throws PatternError for what RE2 does not take, in the words of its parser */
export function compilePattern(pattern: string): Pattern {
  try {
    const compiled = RE2JS.compile(pattern);
    return {
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

/** A caller's pattern. @throws ArgumentError INVALID with what is wrong */
export function patternOfCaller(pattern: string): Pattern {
  if (pattern.length > mostCharacters) {
    throw new ArgumentError('INVALID', `regex has more than ${mostCharacters} characters. Write a shorter pattern.`);
  }
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
