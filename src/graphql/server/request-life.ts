import type { Socket } from 'node:net';

/** Made once: an abort without a reason makes an error with a stack. */
const over = new Error('The request is over.');

/** A request until it is answered. Makes a signal where somebody asks for one: to make one for each costs as much as a small answer. */
export class RequestLife {
  readonly #socket: Socket;
  #controller: AbortController | null = null;
  #isOver = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Aborted when it is over. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#isOver) this.#controller.abort(over);
    return this.#controller.signal;
  }

  /** Whether nobody can be told the answer any more. */
  get isGone(): boolean {
    return this.#socket.destroyed;
  }

  /** The IP address at the other end; null where it was gone already. */
  get remoteAddress(): string | null {
    return this.#socket.remoteAddress ?? null;
  }

  /** It is answered, or nobody waits for that any more. */
  end(): void {
    this.#isOver = true;
    this.#controller?.abort(over);
  }
}
