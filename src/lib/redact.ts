const hidden = '<redacted>';

/**
 * Each replaces what it matches, all but what it captured. Whoever writes a message can write it against them: where a name can begin
 * is said by what is before it, and what it has to hold by a look ahead, so that none looks at the same text from each of its places.
 */
const patterns: readonly RegExp[] = [
  /-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g,
  // The user part of a URL: scheme://user:password@host.
  /([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/]+(?=@)/gi,
  // Headers, whose value has spaces and semicolons.
  /((?:cookie|authorization)["']?\s*[:=]\s*["']?)[^"'\r\n]+/gi,
  /(\b(?:bearer|basic)\s+)[\w.~+/=-]{6,}/gi,
  // A name that says secret, then its value: password=…, "clientSecret": "…", token: ….
  /((?<![\w-])(?=[\w-]*(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?|authorization|cookie))[\w-]+["']?\s*(?:[:=]|\bis\b)\s*)(?:"(?:[^"\\]|\\.)*(?:"|$)|'[^']*(?:'|$)|[^\s,;&"'}]+)/gi,
  // An option of that name, and its value.
  /(\s--?(?=[\w-]*(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?))[\w-]+\s+)[^\s-]\S*/gi,
  /(?<![\w-])eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g,
  /\b(?:tnt_|gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|AKIA|ASIA|sk-|AIza)[\w-]{12,}/g,
  // Long runs that mix cases and digits: keys and tokens. Digests stay: they have one case.
  /(?<![\w+])(?=[\w+-]*[a-z])(?=[\w+-]*[A-Z])(?=[\w+-]*\d)[\w+-]{32,}={0,2}/g,
  // Also with slashes, as base64 has them; but no path, which begins with one or has a folder whose name is a plain word.
  /(?<![\w+/])(?!\/)(?!(?:[\w+-]*\/)*[a-z-]{3,}(?:\/|(?![\w+/-])))(?=[\w+/-]*[a-z])(?=[\w+/-]*[A-Z])(?=[\w+/-]*\d)[\w+/-]{32,}={0,2}/g,
];

/** A text for the log, at most 2,000 characters, without what looks like a secret. Not proof against every secret. */
export function redact(text: string): string {
  let result = text.slice(0, 2_000);
  for (const pattern of patterns) {
    result = result.replace(pattern, (...match: unknown[]) => {
      const kept = match[1];
      return `${typeof kept === 'string' ? kept : ''}${hidden}`;
    });
  }
  return result;
}
