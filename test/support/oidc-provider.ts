import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import Provider from 'oidc-provider';
import type { Configuration } from 'oidc-provider';
import { freePort } from './free-port.ts';
import { planted } from './recording/recording.ts';

/** Somebody who can sign on: with their subject for a name, and any password. */
export interface Account {
  readonly sub: string;
  readonly preferred_username: string;
  readonly groups: readonly string[];
}

/** A key that the provider signs with. */
export interface ProviderKey {
  readonly kid: string;
  readonly publicJwk: JWK;
  readonly privateKey: CryptoKey;
}

/** A real OpenID Connect provider on a port of 127.0.0.1. */
export interface OidcProvider {
  /** Such as `http://127.0.0.1:40123`. */
  readonly issuer: string;
  /** Its confidential client for machines and for the gateway's sign-on. */
  readonly client: { readonly id: string; readonly secret: string };
  /** The key that it signs with now. */
  readonly key: ProviderKey;
  /** How often each path was asked for. */
  readonly requests: ReadonlyMap<string, number>;
  /** From now on it signs with another key; `keepOld` has it publish the one from before still. */
  rotate(keepOld: boolean): Promise<void>;
  /** A token as it signs them, with these claims beside or instead of good ones; by its own key unless another is given. */
  sign(
    claims?: Readonly<Record<string, unknown>>,
    options?: { readonly key?: ProviderKey; readonly header?: object },
  ): Promise<string>;
  /** An access token of its client, which the provider itself makes and signs. */
  clientToken(audience: string): Promise<string>;
  /** Nobody answers on its port. */
  stop(): Promise<void>;
  /** On the same port again. */
  start(): Promise<void>;
}

export interface OidcProviderOptions {
  readonly accounts?: readonly Account[];
  /** Where the gateway has browsers sent back to. */
  readonly redirectUris?: readonly string[];
}

/** What tokens are for in tests. */
export const audience = 'tenantry';

/** Starts a provider; stopped by `stop`. */
export async function startOidcProvider({
  accounts = [],
  redirectUris = [],
}: OidcProviderOptions = {}): Promise<OidcProvider> {
  const client = { id: 'tenantry-web', secret: planted('oidc-client-secret') };
  const requests = new Map<string, number>();
  let handle: RequestListener = (_request, response) => response.writeHead(503).end();
  let key = await newKey();
  let old: ProviderKey | null = null;
  const newServer = () =>
    createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://x').pathname;
      requests.set(path, (requests.get(path) ?? 0) + 1);
      handle(request, response);
    });
  let server = newServer();
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  const port = await freePort();
  await listen(port);
  const issuer = `http://127.0.0.1:${port}`;

  async function provide(): Promise<void> {
    const keys = await Promise.all([key, ...(old === null ? [] : [old])].map(privateJwk));
    const provider = new Provider(issuer, configurationOf(keys, client, redirectUris, accounts));
    handle = provider.callback();
  }

  await provide();
  return {
    issuer,
    client,
    get key() {
      return key;
    },
    requests,
    async rotate(keepOld) {
      old = keepOld ? key : null;
      key = await newKey();
      await provide();
    },
    sign(claims = {}, { key: signer = key, header = {} } = {}) {
      const now = Math.floor(Date.now() / 1_000);
      const good = { iss: issuer, aud: audience, sub: 'somebody', iat: now, exp: now + 300 };
      return new SignJWT({ ...good, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: signer.kid, ...header })
        .sign(signer.privateKey);
    },
    async clientToken(resource) {
      const body = new URLSearchParams({ grant_type: 'client_credentials', resource: `urn:${resource}` });
      const basic = Buffer.from(`${client.id}:${encodeURIComponent(client.secret)}`).toString('base64');
      const response = await fetch(`${issuer}/token`, {
        method: 'POST',
        body,
        headers: { authorization: `Basic ${basic}` },
      });
      const answer = (await response.json()) as { readonly access_token?: string };
      if (answer.access_token === undefined) throw new Error(`The provider gave no token: ${JSON.stringify(answer)}`);
      return answer.access_token;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    async start() {
      server = newServer();
      await listen(port);
    },
  };
}

export async function newKey(): Promise<ProviderKey> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, publicJwk: { ...jwk, kid, alg: 'RS256', use: 'sig' }, privateKey };
}

async function privateJwk({ kid, privateKey }: ProviderKey): Promise<JWK> {
  return { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' };
}

function configurationOf(
  keys: readonly JWK[],
  client: OidcProvider['client'],
  redirectUris: readonly string[],
  accounts: readonly Account[],
): Configuration {
  return {
    jwks: { keys: keys as NonNullable<Configuration['jwks']>['keys'] },
    cookies: { keys: ['what the cookies of this provider are signed with'] },
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        grant_types: redirectUris.length > 0 ? ['authorization_code', 'client_credentials'] : ['client_credentials'],
        response_types: redirectUris.length > 0 ? ['code'] : [],
        redirect_uris: [...redirectUris],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['preferred_username'], groups: ['groups'] },
    findAccount(_context, sub) {
      const account = accounts.find((known) => known.sub === sub);
      if (account === undefined) return undefined;
      return { accountId: sub, claims: () => ({ ...account, groups: [...account.groups] }) };
    },
    ttl: { AccessToken: 300, ClientCredentials: 300, Session: 600, Interaction: 600, Grant: 600, IdToken: 300 },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, resource) => ({
          scope: '',
          audience: resource.replace(/^urn:/, ''),
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  };
}
