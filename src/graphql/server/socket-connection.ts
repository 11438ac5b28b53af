import { GraphQLError } from 'graphql';
import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Identified, Session, SessionEnd } from '../../auth/session.ts';
import { rejection } from '../errors.ts';
import { authorizationsIn, authorizationsOf, removeCredentials, sessionOver } from './authorizations.ts';
import { readParameters } from './graphql-parameters.ts';
import { limitExceeded } from './limit-exceeded.ts';
import type { Limits, Timeouts } from './limits.ts';
import { operate } from './operations.ts';
import type { EdgeParts, Outcome } from './operations.ts';
import type { ResultStream } from './run-subscription.ts';
import { browserSessionOf } from './session-cookie.ts';
import type { SessionWatch, WhileInSession } from './session-watch.ts';
import { SocketIntake } from './socket-intake.ts';
import type { IntakeUser } from './socket-intake.ts';
import { closings, readMessage, subprotocol, subscriberAlreadyExists } from './socket-messages.ts';
import type { ConnectionParameters } from './socket-messages.ts';
import { SocketReader } from './socket-reader.ts';
import { SocketWire } from './socket-wire.ts';
import type { WiredWebSocket, WireUser } from './socket-wire.ts';
import type { Subscription } from './shared-streams.ts';
import type { StreamShares } from './stream-shares.ts';

/** What all WebSockets have in common. */
export interface SocketParts extends EdgeParts {
  readonly limits: Limits;
  readonly timeouts: Timeouts;
  readonly shares: StreamShares;
  readonly sessions: SessionWatch;
  /** Those that are open. */
  readonly connections: Set<SocketConnection>;
}

/** RFC 6455, 7.4.1, and https://www.iana.org/assignments/websocket/websocket.xml#close-code-number */
const goingAway = 1001;
const internalError = 1011;
const serviceRestart = 1012;
const tryAgainLater = 1013;

/** Made once: an abort without a reason makes an error with a stack, for every operation. */
const over = new Error('The operation is over.');

/** An operation on a WebSocket, from its `subscribe` on. */
interface SocketOperation {
  readonly id: string;
  /** The how manieth of its WebSocket. */
  readonly number: number;
  readonly session: Session;
  readonly abort: AbortController;
  results: ResultStream | null;
}

/**
 * The graphql-ws protocol on one WebSocket, over the edge's one path: parsing, validation, execution and masking. Each message is
 * sent before the next result is pulled. Written for thousands that are open and idle: methods, not closures, and no abort signal
 * of its own.
 */
export class SocketConnection implements IntakeUser, WireUser, WhileInSession {
  readonly #parts: SocketParts;
  readonly #wire: SocketWire;
  readonly #intake: SocketIntake;
  readonly #operations = new Map<string, SocketOperation | SocketReader>();
  /** Read at once: a socket that is gone has none. */
  readonly #remoteAddress: string | null;
  readonly #requestId: string;
  /** What came with the upgrade, until it says who calls. */
  #request: IncomingMessage | null;
  #begun = 0;
  /** Queries and mutations that run. */
  #running = 0;
  #leaving = false;
  #closed = false;
  #initiated = false;
  #cancelInit: NodeJS.Timeout | null;
  session: Session | null = null;
  entering: Promise<unknown> | null = null;

  /** @param requestId begins the ids of its operations */
  constructor(
    webSocket: WiredWebSocket,
    stream: Duplex,
    request: IncomingMessage,
    requestId: string,
    parts: SocketParts,
  ) {
    this.#parts = parts;
    this.#remoteAddress = request.socket.remoteAddress ?? null;
    // In one piece: as it is made, a UUID is a tree of twenty.
    this.#requestId = Buffer.from(requestId).toString();
    this.#request = request;
    this.#wire = new SocketWire(webSocket, stream, parts, this);
    this.#intake = new SocketIntake(this, parts.admission, parts.limits);
    // In real time, whatever the clock: who sends nothing costs a socket.
    this.#cancelInit = setTimeout(() => this.#wire.close(...closings.initTimeout), parts.timeouts.initMs);
    if (this.#wire.protocol !== subprotocol) this.#wire.close(...closings.subprotocolNotAcceptable);
  }

  message(bytes: Buffer): void {
    this.#intake.add(bytes);
  }

  hold(held: boolean): void {
    this.#wire.hold(held);
  }

  refuse(id: string | null, error: GraphQLError): void {
    if (id === null) this.#wire.close(...closings.badRequest);
    else void this.#wire.send(errorMessage(id, [error]));
  }

  take(text: string): void {
    // It may have waited for its turn until after the end.
    if (this.#closed) return;
    const message = readMessage(text);
    switch (message?.type) {
      case undefined:
        this.#wire.close(...closings.badRequest);
        return;
      case 'connection_init':
        this.#guard(this.#init(message.payload));
        return;
      case 'ping':
        // Without its payload, which may be megabytes.
        void this.#wire.send('{"type":"pong"}');
        return;
      case 'pong':
        return;
      case 'subscribe':
        this.#subscribe(message.id, message.payload);
        return;
      case 'complete':
        this.#complete(message.id);
    }
  }

  /** Takes no more operations, and goes away when the running queries and mutations are done. */
  leave(): void {
    this.#leaving = true;
    this.#goWhenIdle();
  }

  sessionEnded(how: SessionEnd): void {
    this.#leaveStreams();
    if (how === 'GONE') this.#wire.shutOut(...closings.forbidden);
    else this.#wire.shutOut(serviceRestart, 'Rights have changed');
  }

  closed(): void {
    this.#closed = true;
    this.#parts.connections.delete(this);
    this.#stopInit();
    this.#intake.close();
    const { sessions, shares } = this.#parts;
    if (this.session !== null) {
      sessions.delete(this.session, this);
      shares.release(this.session);
    }
    const operations = [...this.#operations.values()];
    this.#operations.clear();
    for (const operation of operations) stop(operation);
  }

  async #init(parameters: ConnectionParameters): Promise<void> {
    const request = this.#request;
    if (this.#initiated || request === null) {
      this.#wire.close(...closings.tooManyInits);
      return;
    }
    this.#initiated = true;
    this.#request = null;
    this.#stopInit();
    const headers = authorizationsOf(request);
    const payload = authorizationsIn(parameters);
    const browserSession = browserSessionOf(request);
    removeCredentials(request);
    // Clients that can may send the same both ways; two that differ are two.
    const same = headers.length === 1 && payload.length === 1 && headers[0] === payload[0];
    const authorizations = same ? headers : [...headers, ...payload];
    const identified = this.#parts.options.authenticate(authorizations, browserSession);
    const session = this.#admit(identified instanceof Promise ? await identified : identified, authorizations);
    if (session === null) return;
    this.session = session;
    this.#parts.sessions.add(session, this);
    await this.#wire.send('{"type":"connection_ack"}');
  }

  /** Null: it is closed. */
  #admit(who: Identified, authorizations: readonly string[]): Session | null {
    const { options, metrics, shares } = this.#parts;
    if (who !== null && who !== 'UNAVAILABLE') {
      if (!shares.take(who)) {
        this.#wire.close(tryAgainLater, 'Too many WebSockets');
        return null;
      }
      if (!this.#closed) return who;
      shares.release(who);
      return null;
    }
    metrics.refused('websocket');
    if (who === 'UNAVAILABLE') {
      this.#wire.close(tryAgainLater, 'Sign-on is away');
      return null;
    }
    if (authorizations.length > 0) {
      options.signOns?.refused('authenticate', { address: this.#remoteAddress, requestId: this.#nextRequestId() });
    }
    this.#wire.close(...closings.forbidden);
    return null;
  }

  #subscribe(id: string, payload: unknown): void {
    const { session } = this;
    if (session === null) {
      this.#wire.close(...closings.unauthorized);
      return;
    }
    if (this.#operations.has(id)) {
      this.#wire.close(...subscriberAlreadyExists(id));
      return;
    }
    this.#begun += 1;
    const operation: SocketOperation = {
      id,
      number: this.#begun,
      session,
      abort: new AbortController(),
      results: null,
    };
    this.#operations.set(id, operation);
    this.#guard(this.#run(operation, payload));
  }

  #complete(id: string): void {
    const operation = this.#operations.get(id);
    this.#operations.delete(id);
    if (operation instanceof SocketReader) operation.leave();
    else void operation?.results?.return?.();
  }

  /** A stream that the operation reads has come to its end. */
  completed(reader: SocketReader): void {
    if (this.#finish(reader)) void this.#wire.send(completeMessage(reader.id));
  }

  async #run(operation: SocketOperation, payload: unknown): Promise<void> {
    const { id } = operation;
    const outcome = await this.#operate(operation, payload);
    if ('refused' in outcome) {
      if (this.#finish(operation)) await this.#wire.send(errorMessage(id, outcome.refused));
      return;
    }
    if ('subscription' in outcome) {
      this.#share(operation, outcome.subscription);
      return;
    }
    if ('results' in outcome) {
      await this.#stream(operation, outcome.results);
      if (this.#finish(operation)) await this.#wire.send(completeMessage(id));
      return;
    }
    try {
      if (this.#operations.get(id) === operation) await this.#wire.send(nextMessage(id, outcome.result));
      if (this.#finish(operation)) await this.#wire.send(completeMessage(id));
    } finally {
      this.#ended();
    }
  }

  /** Of the operation only its reader is kept: there may be thousands, and most wait. */
  #share(operation: SocketOperation, subscription: Subscription): void {
    if (this.#operations.get(operation.id) !== operation || sessionOver(operation.session) !== null) {
      subscription.source.close();
      subscription.ended();
      return;
    }
    const reader = new SocketReader(operation, this.#wire, this, this.#parts.log);
    this.#operations.set(operation.id, reader);
    this.#parts.streams.open(subscription, reader);
  }

  async #stream(operation: SocketOperation, results: ResultStream): Promise<void> {
    if (this.#operations.get(operation.id) !== operation) {
      await results.return?.();
      return;
    }
    operation.results = results;
    for await (const result of results) await this.#wire.send(nextMessage(operation.id, result));
  }

  /** Of a query or mutation that has a result, `#ended` is to be called when that was handed over; of all others it was. */
  async #operate(
    operation: SocketOperation,
    payload: unknown,
  ): Promise<Outcome | { readonly refused: readonly (GraphQLError | GraphQLFormattedError)[] }> {
    const { session, number } = operation;
    const refusal = this.#refusal(session);
    if (refusal !== null) return { refused: [refusal] };
    const parameters = readParameters(payload);
    if (!parameters.ok) return { refused: [rejection('BAD_REQUEST', parameters.failure)] };
    this.#running += 1;
    let outcome: Outcome | null = null;
    try {
      const entering = this.#parts.admission.enter(session);
      this.entering = entering instanceof Promise ? entering : null;
      const admitted = await entering;
      this.entering = null;
      if (admitted instanceof GraphQLError) return { refused: [admitted] };
      const info = {
        requestId: this.requestId(number),
        transport: 'websocket',
        session,
        headers: {},
        remoteAddress: this.#remoteAddress,
        signal: operation.abort.signal,
      } as const;
      outcome = await operate(this.#parts, parameters.value, info, admitted, () => operation.abort.abort(over), true);
      return outcome;
    } finally {
      if (outcome === null || !('result' in outcome)) this.#ended();
    }
  }

  #refusal(session: Session): GraphQLError | null {
    const ended = sessionOver(session);
    if (ended !== null) return ended;
    if (this.#leaving) return rejection('UNAVAILABLE', 'The server is going away. Connect again.');
    const { operationsPerSocket: most } = this.#parts.limits;
    if (this.#operations.size <= most) return null;
    const message = `More than ${most} operations run on this WebSocket. Complete some, or open another.`;
    return limitExceeded('operationsPerSocket', most, message);
  }

  /** Whether the client still waits for its end. */
  #finish(operation: SocketOperation | SocketReader): boolean {
    if (this.#operations.get(operation.id) !== operation) return false;
    return this.#operations.delete(operation.id);
  }

  #ended(): void {
    // The last message is handed to the socket right after the caller returns.
    setImmediate(() => {
      this.#running -= 1;
      this.#goWhenIdle();
    });
  }

  #goWhenIdle(): void {
    if (!this.#leaving || this.#running > 0) return;
    this.#leaveStreams();
    this.#wire.close(goingAway, 'Going away');
  }

  /** Before the socket closes: what it takes no more is not made for it. */
  #leaveStreams(): void {
    for (const operation of this.#operations.values()) if (operation instanceof SocketReader) operation.leave();
  }

  #stopInit(): void {
    if (this.#cancelInit !== null) clearTimeout(this.#cancelInit);
    this.#cancelInit = null;
  }

  /** Of the operation with that number. */
  requestId(number: number): string {
    return `${this.#requestId}.${number}`;
  }

  #nextRequestId(): string {
    this.#begun += 1;
    return this.requestId(this.#begun);
  }

  #guard(work: Promise<void>): void {
    work.catch((error: unknown) => {
      const fields = { requestId: this.#nextRequestId(), error: String(error) };
      this.#parts.log.error(fields, 'A WebSocket message failed');
      this.#wire.close(internalError, 'Internal error');
    });
  }
}

function stop(operation: SocketOperation | SocketReader): void {
  if (operation instanceof SocketReader) {
    operation.leave();
    return;
  }
  operation.abort.abort(over);
  void operation.results?.return?.();
}

function nextMessage(id: string, result: FormattedExecutionResult): string {
  return `{"id":${JSON.stringify(id)},"type":"next","payload":${JSON.stringify(result)}}`;
}

function errorMessage(id: string, errors: readonly (GraphQLError | GraphQLFormattedError)[]): string {
  return `{"id":${JSON.stringify(id)},"type":"error","payload":${JSON.stringify(errors)}}`;
}

function completeMessage(id: string): string {
  return `{"id":${JSON.stringify(id)},"type":"complete"}`;
}
