import type { Client } from 'graphql-ws';
import { createClient as createWebSocketClient } from 'graphql-ws';
import { bearerOf } from './bearer.ts';
import type { CallOptions, ClientOptions } from './client-options.ts';
import type { GraphqlError } from './tenantry-error.ts';
import { errorOf, TenantryError } from './tenantry-error.ts';

/** Codes of errors that pass, such as those of a gateway that has just started. */
const passing = new Set(['UNAVAILABLE', 'COVERAGE_INCOMPLETE']);

/**
 * Close codes from 4400 to 4499 are what the protocol refuses for good (a bad message, no right, an unknown subprotocol),
 * but for these: 4408 and 4429 are about time and order, 4499 is the client's own end of a silent connection.
 */
const passingCloseCodes = new Set([4408, 4429, 4499]);

/** How a stream goes on after its connection was lost. */
export interface Resumption<Event, Variables> {
  /** The variables to go on with behind the last event; undefined: no event came yet. */
  readonly variablesAfter: (last: Event | undefined) => Variables;
  /** Whether the stream knows how to go on after this error; it can change what `variablesAfter` answers next. */
  readonly recovers?: (error: TenantryError) => boolean;
}

/** Subscriptions over one WebSocket, which opens with the first and closes with the last. */
export interface Streams {
  /**
   * Events until the gateway completes the stream. After a lost connection it subscribes again, as long as it takes.
   * An event with errors is thrown, unless all of them are fields that only wait for a cluster: those are null then.
   * @throws TenantryError for what the gateway refuses.
   */
  open<Event, Variables extends Readonly<Record<string, unknown>>>(
    document: string,
    resumption: Resumption<Event, Variables>,
    call?: CallOptions,
  ): AsyncGenerator<Event, void, undefined>;
  close(): Promise<void>;
}

/** Streams of one gateway. */
export function createStreams(options: ClientOptions): Streams {
  let connection: Connection | undefined;
  const closing = new AbortController();
  const delayMs = options.reconnectDelayMs ?? growingDelay;

  return {
    async *open<Event, Variables extends Readonly<Record<string, unknown>>>(
      document: string,
      resumption: Resumption<Event, Variables>,
      call: CallOptions = {},
    ) {
      const signal = call.signal === undefined ? closing.signal : AbortSignal.any([call.signal, closing.signal]);
      let last: Event | undefined;
      let attempt = 0;
      let refused = false;
      while (!signal.aborted) {
        connection ??= connect(options);
        const variables = { ...resumption.variablesAfter(last) };
        const events = connection.client.iterate<Event>({ query: document, variables });
        const abort = () => void events.return?.();
        signal.addEventListener('abort', abort, { once: true });
        try {
          for await (const { data, errors } of events) {
            if (errors !== undefined && !isPartial(data, errors as readonly GraphqlError[])) {
              throw errorOf(errors as readonly GraphqlError[], data);
            }
            if (data === undefined || data === null) continue;
            attempt = 0;
            refused = false;
            last = data;
            yield data;
          }
          return;
        } catch (thrown) {
          const error = asError(options, thrown);
          const isOver = error.code === 'UNAUTHENTICATED';
          // Once: who is refused with a new token, too, may call no more.
          const renews = isOver && typeof options.token === 'function' && last !== undefined && !refused;
          refused ||= isOver;
          const passes = renews || error.code === 'NETWORK' || (last !== undefined && passing.has(error.code));
          if (!passes && resumption.recovers?.(error) !== true) throw error;
        } finally {
          signal.removeEventListener('abort', abort);
          abort();
        }
        attempt += 1;
        await wait(delayMs(attempt), signal);
      }
    },
    async close() {
      closing.abort();
      const closed = Promise.resolve(connection?.client.dispose()).catch(() => {});
      // What is only being connected closes as soon as it is, or never opens: nobody has to wait for that.
      if (connection?.isOpen() === true) await closed;
    },
  };
}

interface Connection {
  readonly client: Client;
  isOpen(): boolean;
}

function connect(options: ClientOptions): Connection {
  const { connectionParams, webSocketImpl, pingMs = 10_000 } = options;
  if (webSocketImpl === undefined && typeof WebSocket === 'undefined') {
    throw new TenantryError(
      'NETWORK',
      'This runtime has no WebSocket: pass one as `webSocketImpl`, such as that of the package ws.',
    );
  }
  let unanswered: ReturnType<typeof setTimeout> | undefined;
  let isOpen = false;
  const client = createWebSocketClient({
    url: options.webSocketUrl ?? options.url.replace(/^http/, 'ws'),
    // Subscribing again is up to each stream, since it has to say behind which event.
    retryAttempts: 0,
    keepAlive: pingMs,
    on: {
      ping: (received) => {
        // A gateway that is gone without a word answers no ping.
        if (!received) unanswered = setTimeout(() => client.terminate(), pingMs);
      },
      pong: (received) => {
        if (received) clearTimeout(unanswered);
      },
      connected: () => (isOpen = true),
      closed: () => {
        isOpen = false;
        clearTimeout(unanswered);
      },
    },
    connectionParams: async () => {
      const authorization = await bearerOf(options);
      const given = connectionParams === undefined ? {} : await valueOf(connectionParams);
      return authorization === null ? given : { ...given, Authorization: authorization };
    },
    ...(webSocketImpl === undefined ? {} : { webSocketImpl }),
  });
  return { client, isOpen: () => isOpen };
}

/** An event that lacks only what a cluster that is away could add is an event: what it tells must not wait for that. */
function isPartial(data: unknown, errors: readonly GraphqlError[]): boolean {
  if (data === undefined || data === null) return false;
  return errors.every(({ path, extensions }) => {
    return (path?.length ?? 0) > 1 && extensions?.['code'] === 'COVERAGE_INCOMPLETE';
  });
}

function valueOf<T extends object>(value: T | (() => Promise<T>)): T | Promise<T> {
  return typeof value === 'function' ? value() : value;
}

/** graphql-ws throws lists of GraphQL errors, close events and errors of the socket. */
function asError(options: ClientOptions, thrown: unknown): TenantryError {
  if (thrown instanceof TenantryError) return thrown;
  if (Array.isArray(thrown)) return errorOf(thrown);
  const closed = closeEventOf(thrown);
  if (closed !== null && closed.code >= 4400 && closed.code < 4500 && !passingCloseCodes.has(closed.code)) {
    const code = closed.code === 4401 || closed.code === 4403 ? 'UNAUTHENTICATED' : 'BAD_RESPONSE';
    return new TenantryError(code, `The gateway closed the stream: ${closed.reason || closed.code}.`);
  }
  return new TenantryError('NETWORK', `The stream from ${options.url} was lost.`, { cause: thrown });
}

function closeEventOf(thrown: unknown): { readonly code: number; readonly reason: string } | null {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown) || typeof thrown.code !== 'number')
    return null;
  return { code: thrown.code, reason: 'reason' in thrown ? String(thrown.reason) : '' };
}

/** 250 ms, doubling to 10 s, of which the last half is random, so that many clients do not come back at once. */
function growingDelay(attempt: number): number {
  const most = Math.min(250 * 2 ** (attempt - 1), 10_000);
  return most / 2 + (Math.random() * most) / 2;
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });
}
