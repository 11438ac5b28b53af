import type { Json, JsonObject } from '../../lib/json.ts';

/** What stands where a sensitive value was. */
export const masked = '<masked>';
/** What stands on the new side of a diff where a sensitive value is another than before. */
export const maskedChanged = '<masked, changed>';

/** Says a secret wherever it stands in a name: DB_PASSWORD, clientSecret, xapikey. */
const secretInName =
  /passw(or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|private|credential|connection[_-]?string|encryption[_-]?key|signing[_-]?key/i;
/** Says a secret only as a word of its own: AUTH, but not AUTHOR. */
const secretWords = new Set([
  'auth',
  'authorization',
  'creds',
  'cred',
  'dsn',
  'pwd',
  'pass',
  'jwt',
  'bearer',
  'cookie',
  'salt',
  'pat',
]);
/** Names whose long hexadecimal values are public: commits and digests. */
const digestInName = /commit|sha|digest|checksum|revision|hash|version|image|etag|uuid|guid/i;

/** `scheme://user:password@host`, or a long token as the user. */
const urlWithPassword = /[a-z][a-z0-9+.-]*:\/\/(?:[^\s/@:]*:[^\s/@]+|[^\s/@:]{16,})@/i;
const connectionStringSecret =
  /(?:^|[;&?\s])(?:password|pwd|passwd|secret|token|sig|accountkey|sharedaccesskey|api[_-]?key)=[^;&\s]/i;
const pemBlock = /-----BEGIN [A-Z ]+-----/;
const knownToken =
  /(?:^|[\s"'=:])(?:eyJ[\w-]{8,}\.[\w-]+\.|gh[pousr]_\w{16}|github_pat_|glpat-|xox[abeprs]-|A(?:KIA|SIA)[A-Z0-9]{12}|sk-[\w-]{16}|AIza[\w-]{16})/;
const longHex = /(?<![0-9a-f])[0-9a-f]{32,}(?![0-9a-f])/i;
const longRandom = /[A-Za-z0-9+/_-]{24,}={0,2}/g;

/** Whether an environment variable must not be shown or kept: by its name, or by what its value looks like. */
export function isSensitiveEnv(name: string, value: string): boolean {
  return isSensitiveName(name) || isSensitiveValue(name, value);
}

function isSensitiveName(name: string): boolean {
  if (secretInName.test(name)) return true;
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.some((word) => secretWords.has(word));
}

function isSensitiveValue(name: string, value: string): boolean {
  if (
    urlWithPassword.test(value) ||
    connectionStringSecret.test(value) ||
    pemBlock.test(value) ||
    knownToken.test(value)
  ) {
    return true;
  }
  if (digestInName.test(name) || value.includes('sha256:')) return false;
  return longHex.test(value) || (!/^[./]|:\/\//.test(value) && (value.match(longRandom) ?? []).some(looksRandom));
}

/** Upper case, lower case and digits mixed without pattern: names and paths have fewer kinds of characters, or repeat them. */
function looksRandom(text: string): boolean {
  if (!/[a-z]/.test(text) || !/[A-Z]/.test(text) || !/[0-9]/.test(text)) return false;
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits >= 3.8;
}

/**
 * The object with every sensitive value replaced by `<masked>`: environment variables, flags of command lines,
 * annotations (`kubectl.kubernetes.io/last-applied-configuration` as a whole), by their names and by what their values look like. For whatever is shown to a person.
 */
export function maskSensitive(value: Json): Json {
  return mask(value, '', '', { found: new Map() });
}

/** As `maskSensitive`, for the two sides of a diff: a sensitive value that changed is still seen to have changed. */
export function maskSensitivePair(before: Json, after: Json): { readonly before: Json; readonly after: Json } {
  const known = new Map<string, string>();
  return {
    before: mask(before, '', '', { found: known }),
    after: mask(after, '', '', { found: new Map(), before: known }),
  };
}

interface Masking {
  /** Path → value of what was masked. */
  readonly found: Map<string, string>;
  readonly before?: ReadonlyMap<string, string>;
}

function mask(value: Json, path: string, key: string, masking: Masking): Json {
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    return items.map((item, index) => {
      if (key === 'env' || key === 'httpHeaders') return maskEnv(item, path, masking);
      if ((key === 'args' || key === 'command') && typeof item === 'string')
        return maskFlag(item, items[index - 1], `${path}/${index}`, masking);
      return mask(item, `${path}/${nameOf(item) ?? index}`, '', masking);
    });
  }
  if (!isObject(value)) return value;
  const result: Record<string, Json> = {};
  for (const [member, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    const memberPath = `${path}/${member}`;
    if (key === 'annotations' && typeof inner === 'string' && isSensitiveAnnotation(member, inner)) {
      result[member] = replace(inner, memberPath, masking);
    } else {
      result[member] = mask(inner, memberPath, member, masking);
    }
  }
  return result;
}

function maskEnv(item: Json, path: string, masking: Masking): Json {
  const name = nameOf(item);
  if (!isObject(item) || name === undefined || typeof item['value'] !== 'string') return item;
  if (!isSensitiveEnv(name, item['value'])) return item;
  return { ...item, value: replace(item['value'], `${path}/${name}`, masking) };
}

/** `--password=x`, and `--password x`. */
function maskFlag(item: string, previous: Json | undefined, path: string, masking: Masking): string {
  const flag = /^(--?[\w.-]+=)(.+)$/s.exec(item);
  if (flag?.[1] !== undefined && flag[2] !== undefined && isSensitiveEnv(flag[1], flag[2])) {
    return flag[1] + replace(flag[2], path, masking);
  }
  const afterFlag = typeof previous === 'string' && /^--?[\w.-]+$/.test(previous) && isSensitiveName(previous);
  if ((afterFlag && !item.startsWith('-')) || isSensitiveValue('', item) || holdsSecret(item))
    return replace(item, path, masking);
  return item;
}

/** Whether a line for a shell sets something sensitive: `--password=x`, `--password x`, `PASSWORD=x`; a reference (`$X`) is none. */
function holdsSecret(line: string): boolean {
  const words = line.split(/[\s;|&]+/).map((word) => word.replaceAll(/["']/g, ''));
  return words.some((word, index) => {
    const [, name, value] = /^([\w.-]+)=([^$].*)$/s.exec(word) ?? [];
    if (name !== undefined && value !== undefined) return isSensitiveEnv(name, value);
    const flag = words[index - 1] ?? '';
    return /^--?[\w.-]+$/.test(flag) && isSensitiveName(flag) && /^[^-$]/.test(word);
  });
}

function isSensitiveAnnotation(name: string, value: string): boolean {
  if (name === 'kubectl.kubernetes.io/last-applied-configuration') return true;
  return isSensitiveName(name) || isSensitiveValue(name, value);
}

function replace(value: string, path: string, masking: Masking): string {
  masking.found.set(path, value);
  if (masking.before === undefined) return masked;
  return masking.before.get(path) === value ? masked : maskedChanged;
}

function nameOf(item: Json): string | undefined {
  return isObject(item) && typeof item['name'] === 'string' ? item['name'] : undefined;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
