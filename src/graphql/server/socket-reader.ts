import type { Session } from '../../auth/session.ts';
import type { Log } from '../../lib/log.ts';
import type { ErrorScope } from '../errors.ts';
import type { SharedResult } from './shared-result.ts';
import type { SocketWire } from './socket-wire.ts';
import { StreamReader } from './stream-reader.ts';

/** The WebSocket that it is on. */
interface ReaderHome {
  completed(reader: SocketReader): void;
  requestId(number: number): string;
}

/** What remains of a subscription on a WebSocket while it reads a stream that others may read as well. */
export class SocketReader extends StreamReader {
  readonly id: string;
  readonly session: Session;
  readonly #number: number;
  readonly #wire: SocketWire;
  readonly #home: ReaderHome;
  readonly #log: Log;

  constructor(
    { id, number, session }: { readonly id: string; readonly number: number; readonly session: Session },
    wire: SocketWire,
    home: ReaderHome,
    log: Log,
  ) {
    super();
    this.id = id;
    this.session = session;
    this.#number = number;
    this.#wire = wire;
    this.#home = home;
    this.#log = log;
  }

  get transport() {
    return 'websocket' as const;
  }

  get scope(): ErrorScope {
    return { requestId: this.#home.requestId(this.#number), log: this.#log };
  }

  next(result: SharedResult): boolean {
    return this.#wire.deliver(result.frame(this.id), this);
  }

  complete(): void {
    this.#home.completed(this);
  }
}
