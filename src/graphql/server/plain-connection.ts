import type { Socket } from 'node:net';
import type { HttpAnswer } from './http-answer.ts';
import { readPlainHead } from './plain-head.ts';
import type { BegunAnswer, PlainCaller, PlainRequests } from './plain-requests.ts';
import { RequestLife } from './request-life.ts';

/** Bytes of a request that is answered here: not worth to be looked at before it is parsed. */
const mostBytes = 32 * 1024;
/** A connection lasts longer than clients are told, by this many milliseconds, as with Node: a request may be on its way. */
const graceMs = 1_000;
const endOfHead = Buffer.from('\r\n\r\n');

interface PlainConnectionOptions {
  readonly requests: PlainRequests;
  /** Milliseconds until the first bytes, and between two requests. */
  readonly timeouts: { readonly headersMs: number; readonly keepAliveMs: number };
  /**
   * Gives the connection to Node's server, with what it has to read yet. `begun`: what is answered to the first request of that
   * already, which must not be done again.
   */
  toNode(socket: Socket, begun: BegunAnswer | null): void;
  /** Nothing came over it. */
  onSilent(socket: Socket): void;
  /** It is no plain connection any more. */
  onLeft(connection: PlainConnection): void;
}

/** A request that is answered now. */
interface Running {
  readonly chunk: Buffer;
  readonly begun: BegunAnswer;
}

/**
 * A connection as long as nothing but plain requests come over it, each whole in one piece and after the answer to the one before. At
 * the first that is another it goes to Node's server with what came, and stays there: nothing of HTTP is decided here but that.
 */
export class PlainConnection {
  readonly #socket: Socket;
  readonly #options: PlainConnectionOptions;
  /** The head that came last, which clients repeat, and what it stands for. */
  #last: { readonly text: string; readonly caller: PlainCaller } | null = null;
  #running: Running | null = null;
  #isClosing = false;

  constructor(socket: Socket, options: PlainConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on('data', this.#onData).on('end', this.#onEnd).on('error', ignore).on('close', this.#onClose);
    socket.on('timeout', this.#onTimeout).setTimeout(options.timeouts.headersMs);
  }

  /** Ends it as soon as what is asked is answered. */
  close(): void {
    this.#isClosing = true;
    if (this.#running === null) this.#socket.destroySoon();
  }

  terminate(): void {
    this.#socket.destroy();
  }

  readonly #onData = (chunk: Buffer): void => {
    const running = this.#running;
    if (running !== null) this.#leave(Buffer.concat([running.chunk, chunk]), running.begun);
    else if (this.#socket.writableNeedDrain) this.#leave(chunk, null);
    else this.#read(chunk);
  };

  #read(chunk: Buffer): void {
    const caller = this.#callerOf(chunk);
    const body = caller === null ? null : chunk.subarray(chunk.length - caller.head.contentLength);
    const begun =
      caller === null || body === null
        ? null
        : this.#options.requests.begin(caller, body, new RequestLife(this.#socket));
    if (caller === null || begun === null) {
      this.#leave(chunk, null);
      return;
    }
    if (!(begun.answer instanceof Promise)) {
      this.#write(caller, begun, begun.answer);
      return;
    }
    const running = { chunk, begun };
    this.#running = running;
    void begun.answer.then((answer) => {
      if (this.#running === running) this.#write(caller, begun, answer);
    });
  }

  /** Null: the chunk is not a plain request and nothing else, or one that Node's server has to look at. */
  #callerOf(chunk: Buffer): PlainCaller | null {
    const end = chunk.length > mostBytes ? -1 : chunk.indexOf(endOfHead);
    if (end < 0) return null;
    const text = chunk.toString('latin1', 0, end + 2);
    if (text !== this.#last?.text) {
      const head = readPlainHead(text);
      const caller = head && this.#options.requests.letIn(head);
      if (caller === null) return null;
      this.#last = { text, caller };
    }
    const { caller } = this.#last;
    return chunk.length === end + endOfHead.length + caller.head.contentLength ? caller : null;
  }

  #write(caller: PlainCaller, begun: BegunAnswer, answer: HttpAnswer | null): void {
    const socket = this.#socket;
    this.#running = null;
    begun.life.end();
    if (answer !== null && socket.writable)
      socket.write(this.#options.requests.textOf(caller, begun.requestId, answer));
    const idleMs = this.#options.timeouts.keepAliveMs + graceMs;
    if (this.#isClosing) socket.destroySoon();
    else if (socket.timeout !== idleMs) socket.setTimeout(idleMs);
  }

  #leave(chunk: Buffer, begun: BegunAnswer | null): void {
    const socket = this.#socket;
    this.#running = null;
    socket.off('data', this.#onData).off('end', this.#onEnd).off('error', ignore).off('close', this.#onClose);
    socket.off('timeout', this.#onTimeout).setTimeout(0);
    this.#options.onLeft(this);
    socket.pause();
    socket.unshift(chunk);
    this.#options.toNode(socket, begun);
    socket.resume();
  }

  readonly #onEnd = (): void => {
    this.#running?.begun.life.end();
    this.#socket.end();
  };

  readonly #onClose = (): void => {
    this.#running?.begun.life.end();
    this.#options.onLeft(this);
  };

  readonly #onTimeout = (): void => {
    if (this.#running !== null || this.#socket.writableNeedDrain) return;
    if (this.#last === null) this.#options.onSilent(this.#socket);
    else this.#socket.destroy();
  };
}

/** What breaks a connection is followed by its close. */
function ignore(): void {}
