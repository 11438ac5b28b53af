/** A text as a string literal of PromQL, whatever it holds (https://prometheus.io/docs/prometheus/latest/querying/basics/#string-literals). */
export function quotedString(text: string): string {
  // JSON's escapes are among Go's. Half a surrogate pair is no text in UTF-8, and Go has no escape for one; the character that
  // stands for it is taken for broken UTF-8 where it is not escaped itself.
  return JSON.stringify(text.toWellFormed()).replaceAll('\ufffd', String.raw`\ufffd`);
}

/** A pattern of RE2 that matches this text alone. */
export function literalPattern(text: string): string {
  return text.replaceAll(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`);
}

/** A pattern of RE2 that matches one of these and nothing else; label matchers are anchored. */
export function anyOf(patterns: Iterable<string>): string {
  const all = [...new Set(patterns)].sort();
  return all.length === 1 ? (all[0] ?? '') : `(?:${all.join('|')})`;
}
