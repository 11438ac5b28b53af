import { createHash } from 'node:crypto';

/** How to reach an API server and who to be there, as read from files (or a plugin) at one moment. */
export interface Credentials {
  /** `https://host:port`, perhaps with a path. */
  readonly server: string;
  /** Authorization and impersonation. Secret. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly tls: TlsSettings;
  readonly proxyUrl: string | null;
  /** What the operator should know of these credentials, such as that certificates are not verified. */
  readonly warning: string | null;
}

export interface TlsSettings {
  readonly ca?: string;
  readonly cert?: string;
  /** Secret. */
  readonly key?: string;
  readonly servername?: string;
  /** False only where an operator's own kubeconfig says `insecure-skip-tls-verify`. */
  readonly rejectUnauthorized: boolean;
}

/** Where credentials come from. Read again and again, so that what was rotated on disk is picked up. */
export interface CredentialSource {
  /**
   * Reads everything again. With `renew`, a credential plugin is asked again even if its last answer should still do.
   * @throws CredentialError in words for a person, without secrets.
   */
  read(options?: { readonly renew: boolean }): Promise<Credentials>;
}

/** Equal for credentials that can share connections (`connection`) and that are the same altogether (`all`). */
export function fingerprints(credentials: Credentials): { readonly connection: string; readonly all: string } {
  const { server, tls, proxyUrl, headers } = credentials;
  const connection = hash([server, proxyUrl, tls.ca, tls.cert, tls.key, tls.servername, tls.rejectUnauthorized]);
  return { connection, all: hash([connection, headers]) };
}

function hash(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
