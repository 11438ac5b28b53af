import type { GraphQLError } from 'graphql';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Identified, Session, SessionEnd } from '../../auth/session.ts';
import { authorizationsIn, authorizationsOf, removeCredentials } from './authorizations.ts';
import type { Limits, Timeouts } from './limits.ts';
import type { EdgeParts } from './operations.ts';
import { browserSessionOf } from './session-cookie.ts';
import type { SessionWatch, WhileInSession } from './session-watch.ts';
import { SocketIntake } from './socket-intake.ts';
import type { IntakeUser } from './socket-intake.ts';
import { closings, errorMessage, readMessage, subprotocol, subscriberAlreadyExists } from './socket-messages.ts';
import type { ConnectionParameters } from './socket-messages.ts';
import { SocketOperations } from './socket-operations.ts';
import { SocketWire } from './socket-wire.ts';
import type { WiredWebSocket, WireUser } from './socket-wire.ts';
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
const internalError = 1011;
const serviceRestart = 1012;
const tryAgainLater = 1013;

/**
 * The graphql-ws protocol on one WebSocket, over the edge's one path: parsing, validation, execution and masking. Each message is
 * sent before the next result is pulled. Written for thousands that are open and idle: methods, not closures, and no abort signal
 * of its own.
 */
export class SocketConnection implements IntakeUser, WireUser, WhileInSession {
  readonly #parts: SocketParts;
  readonly #wire: SocketWire;
  readonly #intake: SocketIntake;
  readonly #operations: SocketOperations;
  /** What came with the upgrade, until it says who calls. */
  #request: IncomingMessage | null;
  #closed = false;
  #initiated = false;
  #cancelInit: NodeJS.Timeout | null;
  session: Session | null = null;

  /** @param requestId begins the ids of its operations */
  constructor(
    webSocket: WiredWebSocket,
    stream: Duplex,
    request: IncomingMessage,
    requestId: string,
    parts: SocketParts,
  ) {
    this.#parts = parts;
    this.#request = request;
    this.#wire = new SocketWire(webSocket, stream, parts, this);
    const remoteAddress = request.socket.remoteAddress ?? null;
    this.#operations = new SocketOperations(this.#wire, parts, { remoteAddress, requestId });
    this.#intake = new SocketIntake(this, parts.admission, parts.limits);
    // In real time, whatever the clock: who sends nothing costs a socket.
    this.#cancelInit = setTimeout(() => this.#wire.close(...closings.initTimeout), parts.timeouts.initMs);
    if (this.#wire.protocol !== subprotocol) this.#wire.close(...closings.subprotocolNotAcceptable);
  }

  get entering(): Promise<unknown> | null {
    return this.#operations.entering;
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
        this.#operations.complete(message.id);
    }
  }

  /** Takes no more operations, and goes away when the running queries and mutations are done. */
  leave(): void {
    this.#operations.leave();
  }

  sessionEnded(how: SessionEnd): void {
    this.#operations.leaveStreams();
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
    this.#operations.stop();
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
      const { remoteAddress: address } = this.#operations;
      options.signOns?.refused('authenticate', { address, requestId: this.#operations.nextRequestId() });
    }
    this.#wire.close(...closings.forbidden);
    return null;
  }

  #subscribe(id: string, payload: unknown): void {
    const { session } = this;
    if (session === null) this.#wire.close(...closings.unauthorized);
    else if (this.#operations.has(id)) this.#wire.close(...subscriberAlreadyExists(id));
    else this.#guard(this.#operations.run(id, session, payload));
  }

  #stopInit(): void {
    if (this.#cancelInit !== null) clearTimeout(this.#cancelInit);
    this.#cancelInit = null;
  }

  #guard(work: Promise<void>): void {
    work.catch((error: unknown) => {
      const fields = { requestId: this.#operations.nextRequestId(), error: String(error) };
      this.#parts.log.error(fields, 'A WebSocket message failed');
      this.#wire.close(internalError, 'Internal error');
    });
  }
}
