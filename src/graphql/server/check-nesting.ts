import type { GraphQLError, Source } from 'graphql';
import { Lexer, TokenKind } from 'graphql';
import { limitExceeded } from './limit-exceeded.ts';
import type { Limits } from './limits.ts';

/** Brackets inside brackets that a document may have: selection sets, arguments, lists and objects together. */
const maximumBrackets = 100;

/**
 * Reads the tokens alone, before parsing: how many, and how deep the brackets go. The parser recurses, so a few kilobytes
 * of brackets would exhaust the stack. Throws the GraphQLError of a document that has no tokens.
 */
export function checkNesting(source: Source, limits: Limits): GraphQLError | null {
  const lexer = new Lexer(source);
  let tokens = 0;
  let brackets = 0;
  for (;;) {
    const { kind } = lexer.advance();
    if (kind === TokenKind.EOF) return null;
    tokens += 1;
    if (tokens > limits.tokens) {
      return limitExceeded(
        'tokens',
        limits.tokens,
        `The document has more than ${limits.tokens} tokens. Ask for less in one operation, and pass lists as variables.`,
      );
    }
    if (kind === TokenKind.BRACE_L || kind === TokenKind.BRACKET_L || kind === TokenKind.PAREN_L) {
      brackets += 1;
      if (brackets > maximumBrackets) {
        return limitExceeded(
          'depth',
          limits.depth,
          `The document nests more than ${maximumBrackets} brackets. Fields may nest ${limits.depth} deep.`,
        );
      }
    } else if (kind === TokenKind.BRACE_R || kind === TokenKind.BRACKET_R || kind === TokenKind.PAREN_R) {
      brackets -= 1;
    }
  }
}
