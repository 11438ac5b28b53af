import { GraphQLError } from 'graphql';
import type { ExecutionArgs, FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import { makeServer } from 'graphql-ws';
import type { OperationResult, Server } from 'graphql-ws';
import type { IncomingMessage } from 'node:http';
import { endOf } from '../../auth/session.ts';
import type { Identified, Session, SessionEnd } from '../../auth/session.ts';
import { rejection } from '../errors.ts';
import {
  authorizationsIn,
  authorizationsOf,
  removeCredentials,
  sessionOver,
  unauthenticated,
} from './authorizations.ts';
import { readParameters } from './graphql-parameters.ts';
import { limitExceeded } from './limit-exceeded.ts';
import type { Limits, Timeouts } from './limits.ts';
import { operate } from './operations.ts';
import { createStreamShares } from './stream-shares.ts';
import type { EdgeParts } from './operations.ts';
import { browserSessionOf } from './session-cookie.ts';

/** One WebSocket as the protocol sees it. */
export interface SocketConnection {
  readonly request: IncomingMessage;
  readonly remoteAddress: string | null;
  /** Who is behind it; null before `connection_init`. */
  readonly session: Session | null;
  /** From now on it is open for as long as the session lasts. */
  admit(session: Session): void;
  /** Nobody can tell now who is behind it. */
  comeBack(reason: string): void;
  /** Ids of the operations on this socket: that of the upgrade and a number. */
  nextRequestId(): string;
  /** Aborted when the socket is gone. */
  readonly gone: AbortController;
  readonly leaving: boolean;
  /** Settles when the operation that came last has got its turn, or none; null: none waits. */
  entering: Promise<unknown> | null;
  /** A query or mutation begins; the answer is to be called when its last message was handed over. */
  begin(): () => void;
  /** Takes no more operations, and goes away when the running queries and mutations are done. */
  readonly leave: () => void;
}

export interface SocketProtocol {
  readonly server: Server<SocketConnection>;
  connection(request: IncomingMessage, requestId: string, ends: SocketEnds): SocketConnection;
}

/** The ways in which the gateway closes a socket that does nothing wrong. */
export interface SocketEnds {
  /** The gateway stops. */
  goAway(): void;
  /** Nobody can tell now who calls, or the caller has their share of all sockets. */
  comeBack(reason: string): void;
  /** The caller may call no more, or not as before. */
  shutOut(how: SessionEnd): void;
}

/** The graphql-ws protocol over the edge's one path: its own parsing, validation, execution and masking stay unused. */
export function createSocketProtocol(parts: EdgeParts, limits: Limits, timeouts: Timeouts): SocketProtocol {
  const shares = createStreamShares(limits.sockets);
  const runs = new WeakMap<ExecutionArgs, OperationResult>();
  const settle = new WeakMap<SocketConnection, Map<string, () => void>>();

  const runOf = (args: ExecutionArgs): OperationResult => {
    const run = runs.get(args);
    if (!run) throw new Error('An operation was executed that had not been prepared.');
    return run;
  };

  const server = makeServer<Record<string, unknown> | undefined, SocketConnection>({
    connectionInitWaitTimeout: timeouts.initMs,
    onConnect({ connectionParams, extra: connection }) {
      const headers = authorizationsOf(connection.request);
      const payload = authorizationsIn(connectionParams ?? {});
      const browserSession = browserSessionOf(connection.request);
      removeCredentials(connection.request);
      // Clients that can may send the same both ways; two that differ are two.
      const same = headers.length === 1 && payload.length === 1 && headers[0] === payload[0];
      const authorizations = same ? headers : [...headers, ...payload];
      const identified = parts.options.authenticate(authorizations, browserSession);
      const admit = (who: Identified): boolean => {
        if (who !== null && who !== 'UNAVAILABLE') {
          const release = shares.take(who);
          if (release === null) {
            connection.comeBack('Too many WebSockets');
            return false;
          }
          connection.gone.signal.addEventListener('abort', release);
          if (connection.gone.signal.aborted) release();
          connection.admit(who);
          return true;
        }
        parts.metrics.refused('websocket');
        if (who === 'UNAVAILABLE') connection.comeBack('Sign-on is away');
        else if (authorizations.length > 0) {
          const origin = { address: connection.remoteAddress, requestId: connection.nextRequestId() };
          parts.options.signOns?.refused('authenticate', origin);
        }
        // Closes with 4403: Forbidden, unless that was closed already.
        return false;
      };
      return identified instanceof Promise ? identified.then(admit) : admit(identified);
    },
    async onSubscribe(context, id, payload) {
      const connection = context.extra;
      const { session } = connection;
      if (session === null) return [unauthenticated()];
      const ended = sessionOver(session);
      if (ended !== null) return [ended];
      if (connection.leaving) return [rejection('UNAVAILABLE', 'The server is going away. Connect again.')];
      if (Object.keys(context.subscriptions).length > limits.operationsPerSocket) {
        const message = `More than ${limits.operationsPerSocket} operations run on this WebSocket. Complete some, or open another.`;
        return [limitExceeded('operationsPerSocket', limits.operationsPerSocket, message)];
      }
      const parameters = readParameters(payload);
      if (!parameters.ok) return [rejection('BAD_REQUEST', parameters.failure)];
      const done = connection.begin();
      const entering = parts.admission.enter(session);
      connection.entering = entering instanceof Promise ? entering : null;
      const admitted = await entering;
      connection.entering = null;
      if (admitted instanceof GraphQLError) {
        done();
        return [admitted];
      }
      const operation = new AbortController();
      const outcome = await operate(
        parts,
        parameters.value,
        {
          requestId: connection.nextRequestId(),
          transport: 'websocket',
          session,
          headers: connection.request.headers,
          remoteAddress: connection.remoteAddress,
          signal: AbortSignal.any([operation.signal, connection.gone.signal]),
        },
        admitted,
        () => operation.abort(over),
        true,
      );
      if ('refused' in outcome) {
        done();
        return outcome.refused.map((error) => new RefusedError(error));
      }
      const { document, operationName } = outcome.prepared;
      const args: ExecutionArgs = { schema: parts.options.schema, document, operationName, contextValue: null };
      if ('results' in outcome) {
        done();
        runs.set(args, outcome.results as OperationResult);
      } else {
        const waiting = settle.get(connection) ?? new Map<string, () => void>();
        settle.set(connection, waiting.set(id, done));
        runs.set(args, outcome.result as OperationResult);
      }
      return args;
    },
    execute: runOf,
    subscribe: runOf,
    // Results and errors are formatted and masked already.
    onNext: (_context, _id, _payload, _args, result) => result as FormattedExecutionResult,
    onComplete(context, id) {
      const waiting = settle.get(context.extra);
      waiting?.get(id)?.();
      waiting?.delete(id);
    },
  });

  return { server, connection: createConnection };
}

/** Made once: an abort without a reason makes an error with a stack, for every operation. */
const over = new Error('The operation is over.');

/** A refusal that goes to the client exactly as it was masked. */
class RefusedError extends GraphQLError {
  readonly #formatted: GraphQLFormattedError;
  constructor(formatted: GraphQLFormattedError) {
    super(formatted.message);
    this.#formatted = formatted;
  }
  override toJSON(): GraphQLFormattedError {
    return this.#formatted;
  }
}

function createConnection(request: IncomingMessage, requestId: string, ends: SocketEnds): SocketConnection {
  const gone = new AbortController();
  let session: Session | null = null;
  let operations = 0;
  let running = 0;
  let leaving = false;
  const goWhenIdle = (): void => {
    if (leaving && running === 0) ends.goAway();
  };
  return {
    request,
    // Read at once: a socket that is gone has none.
    remoteAddress: request.socket.remoteAddress ?? null,
    gone,
    entering: null,
    get session() {
      return session;
    },
    admit(admitted) {
      session = admitted;
      const shutOut = (): void => ends.shutOut(endOf(admitted) ?? 'GONE');
      admitted.ended.addEventListener('abort', shutOut, { signal: gone.signal });
      if (admitted.ended.aborted) shutOut();
    },
    comeBack: (reason) => ends.comeBack(reason),
    nextRequestId: () => `${requestId}.${(operations += 1)}`,
    get leaving() {
      return leaving;
    },
    begin() {
      running += 1;
      // The last message is handed to the socket right after the caller returns.
      return () => {
        setImmediate(() => {
          running -= 1;
          goWhenIdle();
        });
      };
    },
    leave() {
      leaving = true;
      goWhenIdle();
    },
  };
}
