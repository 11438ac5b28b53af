import { Agent, errors, ProxyAgent } from 'undici';
import type { Dispatcher } from 'undici';
import { CredentialError } from './connection-failure.ts';
import type { Credentials } from './credentials.ts';

/** What a connection is for. */
export type PoolName = 'calls' | 'watches' | 'logs' | 'probes';

/** The connections of one cluster: calls, watches, logs and probes never wait for each other. */
export interface ConnectionPools extends Readonly<Record<PoolName, Dispatcher>> {
  /** Ends every connection at once. */
  destroy(): void;
}

/** How many connections one cluster may have. */
export const maxCallConnections = 8;
const maxWatchConnections = 64;
const maxLogConnections = 512;
const maxProbeConnections = 1;
/**
 * The kernel asks a silent peer after 3 s whether it is there, and again each second (libuv's interval) for 10 s:
 * a half-open connection ends within 15 s even if nothing is sent on it.
 */
const tcpKeepAlive = { keepAlive: true, keepAliveInitialDelay: 3000 };
const connectTimeoutMs = 4000;
/** The error that undici would make for each pool and each client of it, with a stack each. */
const destroyed = new errors.ClientDestroyedError();

/** @throws CredentialError for an address that cannot be used. */
export function createConnectionPools(credentials: Credentials): ConnectionPools {
  assertUsable(credentials);
  const calls = createDispatcher(credentials, maxCallConnections);
  const watches = createDispatcher(credentials, maxWatchConnections);
  const logs = createDispatcher(credentials, maxLogConnections);
  const probes = createDispatcher(credentials, maxProbeConnections);
  return {
    calls,
    watches,
    logs,
    probes,
    destroy() {
      // Nobody waits for these: whoever still reads from them gets an error, which is the purpose.
      for (const pool of [calls, watches, logs, probes]) void pool.destroy(destroyed).catch(() => undefined);
    },
  };
}

function createDispatcher(credentials: Credentials, connections: number): Dispatcher {
  const tls = { ...credentials.tls, ...tcpKeepAlive, timeout: connectTimeoutMs };
  const options = { connections, pipelining: 1, allowH2: false, keepAliveTimeout: 30_000, connect: tls };
  const { proxyUrl } = credentials;
  const agent = proxyUrl === null ? new Agent(options) : new ProxyAgent({ ...options, uri: proxyUrl, requestTls: tls });
  return agent.compose((dispatch) => (request, handler) => dispatch(request, withoutRawHeaders(handler)));
}

/**
 * The raw headers of an answer are parts of the first bytes that came, often 64 KB with objects in them: undici would hold these for as
 * long as the answer goes on, which for a watch is hours.
 */
function withoutRawHeaders(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
  const started = handler.onResponseStart?.bind(handler);
  handler.onResponseStart = (controller, ...told) => {
    started?.(controller, ...told);
    controller.rawHeaders = null;
  };
  return handler;
}

function assertUsable(credentials: Credentials): void {
  const url = URL.canParse(credentials.server) ? new URL(credentials.server) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new CredentialError(
      `the server ${JSON.stringify(credentials.server)} is no address: write https://host:port`,
    );
  }
  if (url.protocol === 'http:' && 'authorization' in credentials.headers && !isLoopback(url.hostname)) {
    throw new CredentialError('a token is never sent unencrypted: use an https:// server');
  }
  if (credentials.proxyUrl !== null && !/^https?:\/\//.test(credentials.proxyUrl)) {
    throw new CredentialError('only http:// and https:// proxies can be used (proxy-url)');
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
