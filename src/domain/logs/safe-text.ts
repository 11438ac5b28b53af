import { trimEnd } from '../../lib/trim-end.ts';

/** What steers a terminal: colours, cursors, titles, links. @see https://ecma-international.org/publications-and-standards/standards/ecma-48/ */
const escapes = new RegExp(
  [
    // Texts that are ended by a bell or by ESC \: window titles, links.
    '\\u001b[\\]PX^_][^\\u0007\\u001b\\u009c]*(?:\\u0007|\\u001b\\\\|\\u009c|$)',
    '(?:\\u001b\\[|\\u009b)[0-?]*[ -/]*[@-~]',
    '\\u001b[ -/]*[0-~]',
  ].join('|'),
  'g',
);
/** Controls but the tab (characters of the category Cc), and what reorders text, ends lines or cannot be seen; also halves of characters. */
const unsafe = /(?!\t)[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\p{Cs}]/gu;
const carriageReturn = 0x0d;
const suspicious = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u206f\ufeff\p{Cs}]/u;

/** A line that is safe to show: terminal sequences are left out, and other controls stand as `\u001b`. */
export function safeText(text: string): string {
  if (!suspicious.test(text)) return text;
  return trimEnd(text.replace(escapes, ''), carriageReturn).replace(
    unsafe,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
