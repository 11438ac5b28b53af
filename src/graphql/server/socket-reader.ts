import type { Session } from '../../auth/session.ts';
import type { Log } from '../../lib/log.ts';
import type { ErrorScope } from '../errors.ts';
import type { SharedResult } from './shared-result.ts';
import type { SocketWire } from './socket-wire.ts';
import { StreamReader } from './stream-reader.ts';

/** Whoever is told that an operation has come to its end. */
interface Completed {
  completed(reader: SocketReader): void;
}

/** What remains of a subscription on a WebSocket while it reads a stream that others may read as well. */
export class SocketReader extends StreamReader {
  readonly id: string;
  readonly session: Session;
  readonly transport = 'websocket';
  readonly #requestId: string;
  readonly #wire: SocketWire;
  readonly #parts: { readonly log: Log };
  readonly #connection: Completed;

  constructor(
    operation: { readonly id: string; readonly requestId: string; readonly session: Session },
    wire: SocketWire,
    connection: Completed,
    parts: { readonly log: Log },
  ) {
    super();
    this.id = operation.id;
    this.#requestId = operation.requestId;
    this.session = operation.session;
    this.#wire = wire;
    this.#connection = connection;
    this.#parts = parts;
  }

  get scope(): ErrorScope {
    return { requestId: this.#requestId, log: this.#parts.log };
  }

  next(result: SharedResult): boolean {
    return this.#wire.deliver(result.frame(this.id), this);
  }

  complete(): void {
    this.#connection.completed(this);
  }
}
