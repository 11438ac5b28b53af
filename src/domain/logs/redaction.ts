import { compilePattern } from './pattern.ts';
import type { Pattern } from './pattern.ts';

/** What is taken out of lines before anybody gets them: data, see `observability/log-redaction.yaml`. */
export interface RedactionRule {
  /** What it is about, for those who edit it. */
  readonly name: string;
  /** Texts of which one is in every line that the pattern can match, in whatever case: others are not looked at. */
  readonly hints: readonly string[];
  /** RE2. */
  readonly pattern: string;
  /** What stands in its place; `$1` is the pattern's first group. Default: `<redacted>`. */
  readonly replacement?: string;
}

/** Takes out of a line what looks like a secret. */
export type Redact = (text: string) => string;

/** The rules that come with the gateway and an operator's own behind them; one of the same name stands in place of what comes with it. */
export function withOwnRules(
  shipped: readonly RedactionRule[],
  own: readonly RedactionRule[],
): readonly RedactionRule[] {
  const names = new Set(own.map(({ name }) => name));
  return [...shipped.filter(({ name }) => !names.has(name)), ...own];
}

/** @throws PatternError for a rule whose pattern is none */
export function createRedaction(rules: readonly RedactionRule[]): Redact {
  const compiled = rules.map(({ hints, pattern, replacement = '<redacted>' }) => ({
    hints: hints.map((hint) => hint.toLowerCase()),
    pattern: compilePattern(pattern),
    replacement,
  })) satisfies { readonly pattern: Pattern }[];
  return (text) => {
    const lowered = text.toLowerCase();
    let result = text;
    for (const { hints, pattern, replacement } of compiled) {
      if (hints.some((hint) => lowered.includes(hint))) result = pattern.replaceAll(result, replacement);
    }
    return result;
  };
}
