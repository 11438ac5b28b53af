import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { parse } from 'yaml';
import { CredentialError } from './connection-failure.ts';
import type { CredentialSource } from './credentials.ts';
import { createExecPlugin, parseExecSpec } from './exec-plugin.ts';
import type { ExecPluginOptions } from './exec-plugin.ts';
import { providerSettings } from './library-credentials.ts';
import type { AccessSettings } from './library-credentials.ts';

/**
 * Credentials of one context of an operator's own kubeconfig, read as kubectl reads them. The file and those it names are read at each call.
 * https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
 */
export function createKubeconfigCredentials(
  path: string,
  context: string | undefined,
  options: ExecPluginOptions,
): CredentialSource {
  const plugin = createExecPlugin(options);
  let file: ParsedFile | null = null;
  return {
    async read({ renew } = { renew: false }) {
      file = await readParsed(path, file);
      const { cluster, user } = partsOf(path, file, context);
      const server = textOf(cluster, 'server');
      if (server === undefined) throw new CredentialError(`the kubeconfig ${path} is not a valid kubeconfig`);
      const tokenFile = textOf(user, 'tokenFile');
      const settings = await settingsOf(cluster, user, path);
      const exec = member(user, 'exec') ?? undefined;
      const fromPlugin = exec === undefined ? null : await plugin(parseExecSpec(exec), dirname(path), renew);
      const token = fromPlugin?.token ?? (tokenFile === undefined ? undefined : await readToken(path, tokenFile));
      const servername = textOf(cluster, 'tls-server-name');
      const skipVerify = member(cluster, 'insecure-skip-tls-verify') === true;
      return {
        server: server.replace(/\/$/, ''),
        headers: { ...settings.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
        tls: {
          ...settings.tls,
          ...(fromPlugin?.cert === undefined ? {} : { cert: fromPlugin.cert }),
          ...(fromPlugin?.key === undefined ? {} : { key: fromPlugin.key }),
          ...(servername === undefined ? {} : { servername }),
          rejectUnauthorized: !skipVerify,
        },
        proxyUrl: textOf(cluster, 'proxy-url') ?? null,
        warning:
          skipVerify && server.startsWith('https:')
            ? 'its certificate is not verified (insecure-skip-tls-verify): whoever is between can read and change everything; register its CA instead'
            : null,
      };
    },
  };
}

/** The cluster and the user of a context. */
interface ContextParts {
  readonly cluster: unknown;
  /** Undefined where the context names none. */
  readonly user: unknown;
}

/** @param context default: the file's current one */
function partsOf(path: string, { raw }: ParsedFile, context: string | undefined): ContextParts {
  const name = context ?? textOf(raw, 'current-context') ?? '';
  const chosen = entryOf(raw, 'contexts', name, 'context');
  const cluster = entryOf(raw, 'clusters', member(chosen, 'cluster'), 'cluster');
  if (typeof cluster !== 'object' || cluster === null) {
    const known = entriesOf(raw, 'contexts').map((each) => String(member(each, 'name')));
    throw new CredentialError(
      `the kubeconfig ${path} has no usable context ${JSON.stringify(name)}; it has: ${known.join(', ') || 'none'}`,
    );
  }
  const user = textOf(chosen, 'user');
  if (user !== undefined && !entriesOf(raw, 'users').some((each) => isNamed(each, user))) {
    const words = `the kubeconfig ${path} has no user ${JSON.stringify(user)}, whom its context ${JSON.stringify(name)} names`;
    throw new CredentialError(words);
  }
  return { cluster, user: entryOf(raw, 'users', user, 'user') };
}

/** What is in a kubeconfig, which may be secrets. */
interface ParsedFile {
  readonly text: string;
  readonly raw: unknown;
}

/** By path. Held is a file by those who read it: what only clusters used that are no longer registered goes with them. */
const parsed = new Map<string, WeakRef<ParsedFile>>();

/** Every cluster of a kubeconfig reads it every few seconds: with a hundred of them, parsing it each time takes more than a processor. */
async function readParsed(path: string, before: ParsedFile | null): Promise<ParsedFile> {
  try {
    const text = await readFile(path, 'utf8');
    for (const known of [before, parsed.get(path)?.deref()]) if (known?.text === text) return known;
    const file: ParsedFile = { text, raw: parse(text, { merge: true }) };
    for (const [other, known] of parsed) if (known.deref() === undefined) parsed.delete(other);
    parsed.set(path, new WeakRef(file));
    return file;
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && 'syscall' in error;
    throw new CredentialError(`the kubeconfig ${path} ${missing ? 'cannot be read' : 'is not a valid kubeconfig'}`);
  }
}

/** CA, client certificate, authorization and impersonation, but for what plugins and token files give. */
async function settingsOf(cluster: unknown, user: unknown, path: string): Promise<AccessSettings> {
  const provider = member(user, 'auth-provider') ?? undefined;
  const [given, ca, cert, key] = await Promise.all([
    provider === undefined ? { headers: {}, tls: {} } : providerSettings(provider, path),
    pemOf(cluster, 'certificate-authority', path),
    pemOf(user, 'client-certificate', path),
    pemOf(user, 'client-key', path),
  ]);
  const authorization = authorizationOf(user);
  return {
    headers: {
      ...given.headers,
      ...(authorization === undefined ? {} : { authorization }),
      ...impersonationOf(user),
    },
    tls: {
      ...given.tls,
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
    },
  };
}

function authorizationOf(user: unknown): string | undefined {
  const username = textOf(user, 'username');
  if (username !== undefined)
    return `Basic ${Buffer.from(`${username}:${textOf(user, 'password') ?? ''}`).toString('base64')}`;
  const token = textOf(user, 'token');
  return token === undefined ? undefined : `Bearer ${token.trim()}`;
}

/** What is in the file itself is used before what it names. */
async function pemOf(fields: unknown, name: string, kubeconfig: string): Promise<string | undefined> {
  const data = textOf(fields, `${name}-data`);
  if (data !== undefined) return Buffer.from(data, 'base64').toString('utf8');
  const file = textOf(fields, name);
  if (file === undefined) return undefined;
  const path = absolute(kubeconfig, file);
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new CredentialError(`the credentials of ${kubeconfig} cannot be used (${path} cannot be read)`);
  }
}

function impersonationOf(user: unknown): Record<string, string | readonly string[]> {
  const headers: Record<string, string | readonly string[]> = {};
  const name = textOf(user, 'as');
  if (name !== undefined) headers['impersonate-user'] = name.trim();
  const groups = textsOf(user, 'as-groups');
  if (groups.length > 0) headers['impersonate-group'] = groups;
  const uid = textOf(user, 'as-uid');
  if (uid !== undefined) headers['impersonate-uid'] = uid;
  const extra = member(user, 'as-user-extra') ?? {};
  if (typeof extra !== 'object' || Array.isArray(extra)) throw notUsable('as-user-extra');
  for (const key of Object.keys(extra))
    headers[`impersonate-extra-${encodeURIComponent(key).toLowerCase()}`] = textsOf(extra, key);
  return headers;
}

async function readToken(kubeconfig: string, file: string): Promise<string> {
  const path = absolute(kubeconfig, file);
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    throw new CredentialError(`the token file ${path} of ${kubeconfig} cannot be read`);
  }
}

function absolute(kubeconfig: string, file: string): string {
  return isAbsolute(file) ? file : join(dirname(kubeconfig), file);
}

/** What the named entry of a list says: `entryOf(raw, 'users', name, 'user')`. */
function entryOf(raw: unknown, list: string, name: unknown, field: string): unknown {
  return member(
    entriesOf(raw, list).find((each) => isNamed(each, name)),
    field,
  );
}

/** As texts: YAML reads a name of digits as a number, in the list as where it is named. */
function isNamed(entry: unknown, name: unknown): boolean {
  const own = member(entry, 'name');
  return isScalar(own) && isScalar(name) && String(own) === String(name);
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function entriesOf(raw: unknown, list: string): readonly unknown[] {
  const entries = member(raw, list);
  return Array.isArray(entries) ? entries : [];
}

/**
 * Undefined where it is left out or empty. YAML reads a token of digits as a number, and a name as a boolean. What is of no use is
 * refused: who is impersonated, say, may not be left out silently.
 * @throws CredentialError
 */
function textOf(value: unknown, name: string): string | undefined {
  const text = member(value, name) ?? '';
  if (typeof text === 'object') throw notUsable(name);
  return text === '' ? undefined : String(text);
}

/** None where it is left out. @throws CredentialError */
function textsOf(value: unknown, name: string): readonly string[] {
  const texts = member(value, name) ?? [];
  if (!Array.isArray(texts) || texts.some((text) => typeof text === 'object')) throw notUsable(name);
  return texts.map(String);
}

function notUsable(name: string): CredentialError {
  return new CredentialError(`${name} in the kubeconfig is written in a way that cannot be used`);
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
