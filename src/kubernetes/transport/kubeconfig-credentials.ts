import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { RequestOptions } from 'node:https';
import type { KubeConfig, User } from '@kubernetes/client-node';
import { parse } from 'yaml';
import { CredentialError } from './connection-failure.ts';
import type { Credentials, CredentialSource, TlsSettings } from './credentials.ts';
import { createExecPlugin, parseExecSpec } from './exec-plugin.ts';
import type { ExecPluginOptions } from './exec-plugin.ts';

/** Credentials of one context of an operator's own kubeconfig. The file and those it names are read at each call. */
export function createKubeconfigCredentials(
  path: string,
  context: string | undefined,
  options: ExecPluginOptions,
): CredentialSource {
  const plugin = createExecPlugin(options);
  return {
    async read({ renew } = { renew: false }) {
      const { config, raw } = await load(path);
      if (context !== undefined) config.setCurrentContext(context);
      const name = config.getCurrentContext();
      const cluster = config.getCurrentCluster();
      const user = config.getCurrentUser();
      if (cluster === null) {
        const known = config.getContexts().map((each) => each.name);
        throw new CredentialError(
          `the kubeconfig ${path} has no usable context ${JSON.stringify(name ?? '')}; it has: ${known.join(', ') || 'none'}`,
        );
      }
      const settings = await settingsOf(config, user?.exec === undefined ? user : { ...user, exec: undefined }, path);
      const extra = user === null ? {} : extraHeaders(rawUser(raw, user.name));
      const tokenFile = user === null ? undefined : rawUser(raw, user.name)['tokenFile'];
      const fromPlugin = user?.exec === undefined ? null : await plugin(parseExecSpec(user.exec), dirname(path), renew);
      const token = fromPlugin?.token ?? (typeof tokenFile === 'string' ? await readToken(path, tokenFile) : undefined);
      return {
        server: cluster.server,
        headers: {
          ...settings.headers,
          ...extra,
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        tls: {
          ...settings.tls,
          ...(fromPlugin?.cert === undefined ? {} : { cert: fromPlugin.cert }),
          ...(fromPlugin?.key === undefined ? {} : { key: fromPlugin.key }),
          ...(cluster.tlsServerName === undefined ? {} : { servername: cluster.tlsServerName }),
          rejectUnauthorized: !cluster.skipTLSVerify,
        },
        proxyUrl: cluster.proxyUrl ?? null,
        warning:
          cluster.skipTLSVerify && cluster.server.startsWith('https:')
            ? 'its certificate is not verified (insecure-skip-tls-verify): whoever is between can read and change everything; register its CA instead'
            : null,
      };
    },
  };
}

/** Credentials of the service account of the pod that this process runs in. */
export function createInClusterCredentials(): CredentialSource {
  return {
    async read() {
      const config = await newKubeConfig();
      config.loadFromCluster();
      const server = config.getCurrentCluster()?.server ?? '';
      if (!URL.canParse(server) || server.includes('//undefined')) {
        throw new CredentialError('inCluster works only in a pod: KUBERNETES_SERVICE_HOST is not set');
      }
      const settings = await settingsOf(config, config.getCurrentUser(), 'the service account');
      return { server, headers: settings.headers, tls: settings.tls, proxyUrl: null, warning: null };
    },
  };
}

/** The library takes a second of CPU to load: only where there is a kubeconfig, and not before the gateway listens. */
async function newKubeConfig(): Promise<KubeConfig> {
  const library = await import('@kubernetes/client-node');
  return new library.KubeConfig();
}

async function load(path: string): Promise<{ config: KubeConfig; raw: unknown }> {
  try {
    const text = await readFile(path, 'utf8');
    const config = await newKubeConfig();
    const raw: unknown = parse(text);
    config.loadFromString(JSON.stringify(withoutTokenFiles(raw)));
    config.makePathsAbsolute(dirname(path));
    return { config, raw };
  } catch (error) {
    const missing = error instanceof Error && 'code' in error;
    throw new CredentialError(`the kubeconfig ${path} ${missing ? 'cannot be read' : 'is not a valid kubeconfig'}`);
  }
}

/** The library reads `tokenFile` against the working directory, and gives up on the whole file where that fails. */
function withoutTokenFiles(raw: unknown): unknown {
  const users = member(raw, 'users');
  if (typeof raw !== 'object' || raw === null || !Array.isArray(users)) return raw;
  return { ...raw, users: users.map(withoutTokenFile) };
}

function withoutTokenFile(entry: unknown): unknown {
  const user = member(entry, 'user');
  if (typeof entry !== 'object' || entry === null || typeof user !== 'object' || user === null) return entry;
  return { ...entry, user: { ...user, tokenFile: undefined } };
}

/** CA, client certificate and authorization, as the library reads them for its own requests. */
async function settingsOf(
  config: KubeConfig,
  user: User | null,
  origin: string,
): Promise<Pick<Credentials, 'headers' | 'tls'>> {
  const reader = await newKubeConfig();
  // Address and proxy are this transport's own business; the library refuses some that it needs not judge here.
  reader.loadFromOptions({
    clusters: config
      .getClusters()
      .map((cluster) => ({ ...cluster, server: 'https://unused.invalid', proxyUrl: undefined })),
    users: config.getUsers().map((each) => (each.name === user?.name ? user : each)),
    contexts: config.getContexts(),
    currentContext: config.getCurrentContext(),
  });
  const options: RequestOptions = { headers: {} };
  try {
    await reader.applyToHTTPSOptions(options);
  } catch (error) {
    const file =
      error instanceof Error && 'path' in error && typeof error.path === 'string'
        ? ` (${error.path} cannot be read)`
        : '';
    throw new CredentialError(`the credentials of ${origin} cannot be used${file}`);
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    if (typeof value === 'string') headers[name.toLowerCase()] = value.trim();
  }
  if (typeof options.auth === 'string')
    headers['authorization'] = `Basic ${Buffer.from(options.auth).toString('base64')}`;
  const tls: TlsSettings = {
    rejectUnauthorized: true,
    ...pem('ca', options.ca),
    ...pem('cert', options.cert),
    ...pem('key', options.key),
  };
  return { headers, tls };
}

function pem<K extends 'ca' | 'cert' | 'key'>(name: K, value: unknown): { readonly [key in K]?: string } {
  const text = Buffer.isBuffer(value) ? value.toString('utf8') : value;
  if (typeof text !== 'string') return {};
  return { [name]: text } as { readonly [key in K]?: string };
}

function rawUser(raw: unknown, name: string): Readonly<Record<string, unknown>> {
  const users = member(raw, 'users');
  const found: unknown = Array.isArray(users) ? users.find((each) => member(each, 'name') === name) : undefined;
  const user = member(found, 'user');
  return typeof user === 'object' && user !== null ? { ...user } : {};
}

/** The library impersonates the user only: groups, uid and extra are set here. */
function extraHeaders(user: Readonly<Record<string, unknown>>): Record<string, string | readonly string[]> {
  const headers: Record<string, string | readonly string[]> = {};
  const groups = user['as-groups'];
  if (Array.isArray(groups) && groups.length > 0) headers['impersonate-group'] = groups.map(String);
  if (typeof user['as-uid'] === 'string') headers['impersonate-uid'] = user['as-uid'];
  const extra = user['as-user-extra'];
  if (typeof extra === 'object' && extra !== null) {
    for (const [key, values] of Object.entries(extra)) {
      if (Array.isArray(values))
        headers[`impersonate-extra-${encodeURIComponent(key).toLowerCase()}`] = values.map(String);
    }
  }
  return headers;
}

async function readToken(kubeconfig: string, file: string): Promise<string> {
  const path = isAbsolute(file) ? file : join(dirname(kubeconfig), file);
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    throw new CredentialError(`the token file ${path} of ${kubeconfig} cannot be read`);
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
