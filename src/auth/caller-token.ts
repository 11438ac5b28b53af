import { hash } from 'node:crypto';

const prefix = 'tnt_';
const tokenBytes = 32;
const form = /^tnt_[A-Za-z0-9_-]{43}$/;
/** Schemes are case-insensitive: https://www.rfc-editor.org/rfc/rfc9110#section-11.1 */
const bearer = /^bearer +(\S+)$/i;
/** More than any Authorization header of ours has; what is longer is not even matched. */
const maxHeader = 128;

/** A token of 32 random bytes. The prefix lets people and secret scanners recognise it. */
export function newToken(randomBytes: (size: number) => Buffer): string {
  return `${prefix}${randomBytes(tokenBytes).toString('base64url')}`;
}

/** Whether a text is, or holds, what may be a token. */
export function holdsToken(text: string): boolean {
  return text.includes(prefix);
}

/**
 * SHA-256 as `sha256:` and hexadecimal digits. Slow hashes are for what people think up; 256 random bits cannot be guessed
 * from their hash, and this runs on each request.
 */
export function hashToken(token: string): string {
  return `sha256:${hash('sha256', token, 'hex')}`;
}

const hashes = new WeakMap<readonly string[], string | null>();

/**
 * The hash of the token of the one Authorization value that there is; null as `tokenOf`. Made once for a list of values: a connection
 * whose requests repeat their head gives the same list each time, and several ways to tell who calls are given one.
 */
export function tokenHashOf(authorizations: readonly string[]): string | null {
  const known = hashes.get(authorizations);
  if (known !== undefined) return known;
  const token = tokenOf(authorizations);
  const made = token === null ? null : hashToken(token);
  hashes.set(authorizations, made);
  return made;
}

/**
 * The token of the one Authorization value that there is. Null for none, for several (two readers could take different
 * ones), for another scheme, and for what cannot be a token of ours, which costs no hash then.
 */
export function tokenOf(authorizations: readonly string[]): string | null {
  const [value] = authorizations;
  if (authorizations.length !== 1 || value === undefined || value.length > maxHeader) return null;
  const token = bearer.exec(value)?.[1];
  return token !== undefined && form.test(token) ? token : null;
}
