import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import type { Session } from '../../auth/session.ts';
import { rejection } from '../errors.ts';
import { sessionOver } from './authorizations.ts';
import { readParameters } from './graphql-parameters.ts';
import { limitExceeded } from './limit-exceeded.ts';
import type { Limits } from './limits.ts';
import { operate } from './operations.ts';
import type { EdgeParts, Outcome } from './operations.ts';
import type { ResultStream } from './run-subscription.ts';
import type { Subscription } from './shared-streams.ts';
import { completeMessage, errorMessage, nextMessage } from './socket-messages.ts';
import { SocketReader } from './socket-reader.ts';
import type { SocketWire } from './socket-wire.ts';

/** RFC 6455, 7.4.1. */
const goingAway = 1001;

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

/** What runs on one WebSocket: queries, and subscriptions that may be open for days. */
export class SocketOperations {
  /** Of the other side; null where it was gone already. */
  readonly remoteAddress: string | null;
  readonly #wire: SocketWire;
  readonly #parts: EdgeParts & { readonly limits: Limits };
  readonly #open = new Map<string, SocketOperation | SocketReader>();
  readonly #requestId: string;
  #begun = 0;
  /** Queries that run. */
  #running = 0;
  #leaving = false;
  /** Settles when the operation that came last has got its turn, or none; null: none waits. */
  entering: Promise<unknown> | null = null;

  /** @param of requestId begins the ids of the operations */
  constructor(
    wire: SocketWire,
    parts: EdgeParts & { readonly limits: Limits },
    of: { readonly remoteAddress: string | null; readonly requestId: string },
  ) {
    this.#wire = wire;
    this.#parts = parts;
    this.remoteAddress = of.remoteAddress;
    // In one piece: as it is made, a UUID is a tree of twenty.
    this.#requestId = Buffer.from(of.requestId).toString();
  }

  has(id: string): boolean {
    return this.#open.has(id);
  }

  /** Resolves when it has ended, or only its reader is left of it. @param payload of the `subscribe` */
  async run(id: string, session: Session, payload: unknown): Promise<void> {
    this.#begun += 1;
    const operation: SocketOperation = {
      id,
      number: this.#begun,
      session,
      abort: new AbortController(),
      results: null,
    };
    this.#open.set(id, operation);
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
      if (this.#open.get(id) === operation) await this.#wire.send(nextMessage(id, outcome.result));
      if (this.#finish(operation)) await this.#wire.send(completeMessage(id));
    } finally {
      this.#ended();
    }
  }

  /** The client wants no more of it. */
  complete(id: string): void {
    const operation = this.#open.get(id);
    this.#open.delete(id);
    if (operation instanceof SocketReader) operation.leave();
    else void operation?.results?.return?.();
  }

  /** A stream that the operation reads has come to its end. */
  completed(reader: SocketReader): void {
    if (this.#finish(reader)) void this.#wire.send(completeMessage(reader.id));
  }

  /** Takes no more, and closes the WebSocket when the queries that run are done. */
  leave(): void {
    this.#leaving = true;
    this.#goWhenIdle();
  }

  /** Before the socket closes: what it takes no more is not made for it. */
  leaveStreams(): void {
    for (const operation of this.#open.values()) if (operation instanceof SocketReader) operation.leave();
  }

  /** Ends everything: the WebSocket is closed. */
  stop(): void {
    const operations = [...this.#open.values()];
    this.#open.clear();
    for (const operation of operations) stop(operation);
  }

  /** Of the operation with that number. */
  requestId(number: number): string {
    return `${this.#requestId}.${number}`;
  }

  nextRequestId(): string {
    this.#begun += 1;
    return this.requestId(this.#begun);
  }

  /** Of the operation only its reader is kept: there may be thousands, and most wait. */
  #share(operation: SocketOperation, subscription: Subscription): void {
    if (this.#open.get(operation.id) !== operation || sessionOver(operation.session) !== null) {
      subscription.source.close();
      subscription.ended();
      return;
    }
    const reader = new SocketReader(operation, this.#wire, this, this.#parts.log);
    this.#open.set(operation.id, reader);
    this.#parts.streams.open(subscription, reader);
  }

  async #stream(operation: SocketOperation, results: ResultStream): Promise<void> {
    if (this.#open.get(operation.id) !== operation) {
      await results.return?.();
      return;
    }
    operation.results = results;
    for await (const result of results) await this.#wire.send(nextMessage(operation.id, result));
  }

  /** Of a query that has a result, `#ended` is to be called when that was handed over; of all others it was. */
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
        remoteAddress: this.remoteAddress,
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
    if (this.#open.size <= most) return null;
    const message = `More than ${most} operations run on this WebSocket. Complete some, or open another.`;
    return limitExceeded('operationsPerSocket', most, message);
  }

  /** Whether the client still waits for its end. */
  #finish(operation: SocketOperation | SocketReader): boolean {
    if (this.#open.get(operation.id) !== operation) return false;
    return this.#open.delete(operation.id);
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
    this.leaveStreams();
    this.#wire.close(goingAway, 'Going away');
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
