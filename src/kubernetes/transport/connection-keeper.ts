import { X509Certificate } from 'node:crypto';
import type { Clock } from '../../lib/clock.ts';
import { createConnectionPools } from './connection-pools.ts';
import type { ConnectionPools } from './connection-pools.ts';
import { fingerprints } from './credentials.ts';
import type { Credentials, CredentialSource } from './credentials.ts';

/** Where to send a request now, and with which headers. */
export interface Connection {
  readonly pools: ConnectionPools;
  readonly origin: string;
  /** Path of the server's address, without a slash at its end. */
  readonly basePath: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** Equal for equal credentials. */
  readonly fingerprint: string;
}

/** Keeps one cluster's connections and credentials together, and both fresh. */
export interface ConnectionKeeper {
  /** @throws CredentialError */
  current(): Promise<Connection>;
  /** After a refusal: the connection with what is on disk now, or null where that is what was refused. @throws CredentialError */
  renewed(refused: Connection): Promise<Connection | null>;
  readonly warning: string | null;
  /** Why a client certificate is refused, where that can be seen from here. */
  certificateHint(now: number): string | null;
  reset(): void;
  onReplaced(listener: () => void): void;
  close(): void;
}

/** How long credentials are used before their files are looked at again. */
const rereadAfterMs = 5000;

export function createConnectionKeeper(source: CredentialSource, clock: Clock): ConnectionKeeper {
  const listeners: (() => void)[] = [];
  let pools: { readonly fingerprint: string; readonly pools: ConnectionPools } | null = null;
  let kept: { readonly credentials: Credentials; readonly connection: Connection; readonly readAt: number } | null =
    null;
  let reading: Promise<Connection> | null = null;
  let closed = false;

  function read(renew: boolean): Promise<Connection> {
    reading ??= source
      .read({ renew })
      .then(connect)
      .finally(() => {
        reading = null;
      });
    return reading;
  }

  function connect(credentials: Credentials): Connection {
    if (closed) throw new Error('the connection is closed');
    const prints = fingerprints(credentials);
    if (pools?.fingerprint !== prints.connection) {
      const fresh = createConnectionPools(credentials);
      const old = pools;
      pools = { fingerprint: prints.connection, pools: fresh };
      if (old !== null) {
        for (const listener of listeners) listener();
        // Calls that are under way may finish; the watches were told to move.
        clock.after(10_000, () => old.pools.destroy());
      }
    }
    const url = new URL(credentials.server);
    const headers = Object.fromEntries(
      Object.entries(credentials.headers).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : [...value],
      ]),
    );
    const connection = {
      pools: pools.pools,
      origin: url.origin,
      basePath: url.pathname.replace(/\/+$/, ''),
      headers,
      fingerprint: prints.all,
    };
    kept = { credentials, connection, readAt: clock.now() };
    return connection;
  }

  return {
    async current() {
      if (kept !== null && clock.now() - kept.readAt < rereadAfterMs) return kept.connection;
      return read(false);
    },

    async renewed(refused) {
      if (kept !== null && kept.connection.fingerprint !== refused.fingerprint) return kept.connection;
      const connection = await read(true);
      return connection.fingerprint === refused.fingerprint ? null : connection;
    },

    get warning() {
      return kept?.credentials.warning ?? null;
    },

    certificateHint(now) {
      const pem = kept?.credentials.tls.cert;
      if (pem === undefined) return null;
      try {
        const { validTo } = new X509Certificate(pem);
        return Date.parse(validTo) < now
          ? `the client certificate expired at ${new Date(validTo).toISOString()}`
          : null;
      } catch {
        return 'the client certificate cannot be read';
      }
    },

    reset() {
      const old = pools;
      pools = null;
      kept = null;
      old?.pools.destroy();
    },

    onReplaced(listener) {
      listeners.push(listener);
    },

    close() {
      closed = true;
      pools?.pools.destroy();
      pools = null;
      kept = null;
    },
  };
}
