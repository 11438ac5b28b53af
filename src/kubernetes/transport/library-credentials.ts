import type { RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import { CredentialError } from './connection-failure.ts';
import type { Credentials, CredentialSource, TlsSettings } from './credentials.ts';

/** What a request carries, and how its connection is made. */
export type AccessSettings = Pick<Credentials, 'headers'> & {
  readonly tls: Pick<TlsSettings, 'ca' | 'cert' | 'key'>;
};

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
      const { headers, tls } = await settingsOf(config, 'the service account');
      return { server, headers, tls: { ...tls, rejectUnauthorized: true }, proxyUrl: null, warning: null };
    },
  };
}

/** What the `auth-provider` of a user gives: `oidc`, and what clouds had before there were plugins. @param origin for the words of a failure */
export async function providerSettings(authProvider: unknown, origin: string): Promise<AccessSettings> {
  const config = await newKubeConfig();
  config.loadFromOptions({
    // The connection is the transport's own business.
    clusters: [{ name: 'one', server: 'https://unused.invalid', skipTLSVerify: false }],
    users: [{ name: 'one', authProvider }],
    contexts: [{ name: 'one', cluster: 'one', user: 'one' }],
    currentContext: 'one',
  });
  return settingsOf(config, origin);
}

/** The library takes a second of CPU to load, in one piece: only where nothing else knows how. */
async function newKubeConfig(): Promise<KubeConfig> {
  const library = await import('@kubernetes/client-node');
  return new library.KubeConfig();
}

async function settingsOf(config: KubeConfig, origin: string): Promise<AccessSettings> {
  const options: RequestOptions = { headers: {} };
  try {
    await config.applyToHTTPSOptions(options);
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
  return { headers, tls: { ...pem('ca', options.ca), ...pem('cert', options.cert), ...pem('key', options.key) } };
}

function pem<K extends 'ca' | 'cert' | 'key'>(name: K, value: unknown): { readonly [key in K]?: string } {
  const text = Buffer.isBuffer(value) ? value.toString('utf8') : value;
  if (typeof text !== 'string') return {};
  return { [name]: text } as { readonly [key in K]?: string };
}
