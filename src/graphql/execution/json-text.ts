/** All but what JSON writes as it is: neither `"`, nor `\`, nor what is no character of its own. */
const escaped = /[^\u0020-\u0021\u0023-\u005B\u005D-\uD7FF\uE000-\uFFFF]/;

/** Texts up to this length are looked at character by character, which is faster than a regular expression up to there. */
const short = 40;

/** A text as JSON: as JSON.stringify makes it, several times faster where nothing has to be escaped. */
export function quote(text: string): string {
  const { length } = text;
  if (length > short) return escaped.test(text) ? JSON.stringify(text) : `"${text}"`;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 32 || code === 34 || code === 92 || (code >= 0xd800 && code <= 0xdfff)) return JSON.stringify(text);
  }
  return `"${text}"`;
}
