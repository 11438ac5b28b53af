import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request as httpsRequest } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createCertificateAuthority } from './certificates.ts';
import type { ControlPlaneDescription } from './control-plane-client.ts';
import { kubeconfigText } from './kubeconfig.ts';
import type { KubeconfigUser } from './kubeconfig.ts';
import { answerStatus, matchesPattern, relaySpoiled } from './proxy-faults.ts';
import type { Fault, RecordedRequest, RequestPattern } from './proxy-faults.ts';

/** Stands between clients and an API server (TLS on both sides, HTTP/1.1), and counts what passes. */
export interface CountingProxy {
  readonly url: string;
  /** Leads to the API server through the proxy, with the same name and rights. */
  readonly kubeconfigPath: string;
  /** All requests since the start or the last `forget`, in the order in which they came. */
  readonly requests: readonly RecordedRequest[];
  /** How many of them fit the pattern. */
  count(pattern?: RequestPattern): number;
  /** How many TCP connections were accepted since the start or the last `forget`. */
  connections(): number;
  /** Forgets the requests and connections counted so far. */
  forget(): void;
  /** Resolves with the next request that fits. */
  next(pattern: RequestPattern): Promise<RecordedRequest>;
  /**
   * Spoils the requests that fit, from now on. Of several rules the newest that fits wins.
   *
   * @param times how many requests; all when left out
   * @returns the function that takes the rule back
   */
  inject(pattern: RequestPattern, fault: Fault, times?: number): () => void;
  /** Resets all connections that are open now. */
  cutConnections(): void;
  /** Lets nothing pass in either direction, with all sockets open, until the returned function is called. */
  stall(): () => void;
  stop(): Promise<void>;
}

export interface CountingProxyOptions {
  /** A kubeconfig of the harness (`serviceAccountKubeconfig`) whose user the proxy's one has; else the administrator. */
  readonly kubeconfigPath?: string;
}

interface Rule {
  readonly pattern: RequestPattern;
  readonly fault: Fault;
  remaining: number;
}

interface Exchange {
  readonly record: RecordedRequest;
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
}

let proxies = 0;

/** Starts a proxy in front of an API server. */
export async function startCountingProxy(
  controlPlane: ControlPlaneDescription,
  options: CountingProxyOptions = {},
): Promise<CountingProxy> {
  const authority = await createCertificateAuthority('test proxy authority');
  const { certificate, key } = await authority.issue({ commonName: 'test proxy' });
  const ca = controlPlane.certificateAuthority;
  const administrator = new Agent({ ca, cert: controlPlane.certificate, key: controlPlane.key, keepAlive: true });
  const anonymous = new Agent({ ca, keepAlive: true });
  const secureSockets = new Set<Socket>();
  // Only a TCP socket can send a reset. By the client's port, which is how the TLS socket above it is found again.
  const tcpSockets = new Map<number | undefined, Socket>();
  const waiting = new Set<(record: RecordedRequest) => void>();
  let requests: RecordedRequest[] = [];
  let rules: Rule[] = [];
  let connections = 0;
  let stalled: Promise<void> | undefined;

  const reset = (secure: Socket) => {
    tcpSockets.get(secure.remotePort)?.resetAndDestroy();
  };

  const forward = ({ record, incoming, response }: Exchange, fault?: Fault) => {
    // A client certificate would go before the token, so it is shown only for those who bring none.
    const agent = incoming.headers.authorization === undefined ? administrator : anonymous;
    const headers = { ...incoming.headers, host: new URL(controlPlane.url).host };
    const url = new URL(incoming.url ?? '/', controlPlane.url);
    const upstream = httpsRequest(url, { method: record.method, headers, agent }, (answer) => {
      const { connection: _connection, 'transfer-encoding': _encoding, ...passedOn } = answer.headers;
      response.writeHead(answer.statusCode ?? 502, passedOn);
      response.flushHeaders();
      answer.on('error', () => reset(incoming.socket));
      if (fault?.kind === 'cut-after' || fault?.kind === 'truncate' || fault?.kind === 'insert') {
        relaySpoiled(answer, response, fault);
      } else {
        answer.pipe(response);
      }
    });
    upstream.on('error', () => incoming.socket.destroy());
    response.on('close', () => upstream.destroy());
    upstream.end(record.body);
  };

  const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
    incoming.on('error', () => undefined);
    const record = await readRequest(incoming);
    requests.push(record);
    for (const notify of waiting) notify(record);
    const rule = rules.findLast(({ pattern, remaining }) => remaining > 0 && matchesPattern(pattern, record));
    if (rule !== undefined) rule.remaining -= 1;
    const exchange = { record, incoming, response };
    const fault = rule?.fault;
    await stalled;
    switch (fault?.kind) {
      case 'black-hole':
        return;
      case 'cut':
        reset(incoming.socket);
        return;
      case 'status':
        answerStatus(response, fault);
        return;
      case 'redirect':
        response.writeHead(302, { location: fault.location });
        response.end();
        return;
      case 'delay':
        await delay(fault.milliseconds);
        forward(exchange);
        return;
      default:
        forward(exchange, fault);
    }
  };

  const server = createServer({ cert: certificate, key }, (incoming, response) => {
    handle(incoming, response).catch(() => incoming.socket.destroy());
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    const { remotePort } = socket;
    tcpSockets.set(remotePort, socket);
    socket.on('error', () => undefined);
    socket.once('close', () => tcpSockets.delete(remotePort));
  });
  server.on('secureConnection', (socket: Socket) => {
    secureSockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => secureSockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  proxies += 1;
  const kubeconfigPath = join(controlPlane.folder, `proxy-${process.pid}-${proxies}.kubeconfig`);
  const name = controlPlane.contextName;
  const user = options.kubeconfigPath === undefined ? controlPlane : readUser(options.kubeconfigPath);
  writeFileSync(
    kubeconfigPath,
    kubeconfigText({ name, server: url, certificateAuthority: authority.certificate, user }),
    { mode: 0o600 },
  );

  return {
    url,
    kubeconfigPath,
    get requests() {
      return requests;
    },
    count: (pattern = {}) => requests.filter((request) => matchesPattern(pattern, request)).length,
    connections: () => connections,
    forget() {
      requests = [];
      connections = 0;
    },
    next: async (pattern) =>
      await new Promise((resolve) => {
        const notify = (record: RecordedRequest) => {
          if (!matchesPattern(pattern, record)) return;
          waiting.delete(notify);
          resolve(record);
        };
        waiting.add(notify);
      }),
    inject(pattern, fault, times = Number.POSITIVE_INFINITY) {
      const rule = { pattern, fault, remaining: times };
      rules.push(rule);
      return () => {
        rules = rules.filter((other) => other !== rule);
      };
    },
    cutConnections() {
      for (const socket of tcpSockets.values()) socket.resetAndDestroy();
    },
    stall() {
      let release: () => void = () => undefined;
      stalled = new Promise((resolve) => (release = resolve));
      // A corked socket keeps what is written to it; new requests wait for the promise.
      const corked = [...secureSockets];
      for (const socket of corked) socket.cork();
      return () => {
        stalled = undefined;
        for (const socket of corked) socket.uncork();
        release();
      };
    },
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      administrator.destroy();
      anonymous.destroy();
      await closed;
    },
  };
}

async function readRequest(incoming: IncomingMessage): Promise<RecordedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const url = new URL(incoming.url ?? '/', 'https://127.0.0.1');
  const query = Object.fromEntries(url.searchParams);
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query,
    contentType: incoming.headers['content-type'],
    userAgent: incoming.headers['user-agent'],
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString('utf8'),
    watch: query['watch'] === 'true' || query['watch'] === '1',
    at: performance.now(),
  };
}

// The harness writes its kubeconfigs as JSON.
function readUser(kubeconfigPath: string): KubeconfigUser {
  const { users } = JSON.parse(readFileSync(kubeconfigPath, 'utf8')) as { users: { user: { token: string } }[] };
  const token = users[0]?.user.token;
  if (token === undefined) throw new Error(`${kubeconfigPath} has no user with a token.`);
  return { token };
}
