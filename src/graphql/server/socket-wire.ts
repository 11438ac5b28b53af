import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { RawData } from 'ws';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { EdgeMetrics } from './edge-metrics.ts';
import type { Timeouts } from './limits.ts';
import { StallWatch } from './stall-watch.ts';

/** Unsent bytes beyond which nothing more is read from a socket. */
const highWaterBytes = 256 * 1024;
/** RFC 6455, 7.4.1. */
const tryAgainLater = 1013;
/** How long the other side has to take the reason of a close, in milliseconds. */
const lastWordsMs = 1_000;

const nothing = Buffer.alloc(0);

/** What a wire needs of the edge. */
export interface WireParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: EdgeMetrics;
  readonly timeouts: Pick<Timeouts, 'heartbeatMs' | 'slowReaderMs'>;
}

/** What is told to whoever uses a wire. */
export interface WireUser {
  message(bytes: Buffer): void;
  closed(): void;
}

/** A WebSocket that knows its wire: so all of them have the same listeners, and none that were made for it. */
export class WiredWebSocket extends WebSocket {
  wire: SocketWire | null = null;
}

function wireOf(webSocket: WebSocket): SocketWire | null {
  return webSocket instanceof WiredWebSocket ? webSocket.wire : null;
}

function onMessage(this: WebSocket, data: RawData): void {
  wireOf(this)?.took(data);
}

function onPong(this: WebSocket): void {
  wireOf(this)?.answered();
}

function onPing(this: WebSocket, data: Buffer): void {
  wireOf(this)?.answer(data);
}

function onError(this: WebSocket, error: Error): void {
  wireOf(this)?.broke(error);
}

function onClose(this: WebSocket): void {
  wireOf(this)?.closed();
}

/**
 * A WebSocket as far as it carries messages. A socket that does not take what it asked for, or that is held, is not read either:
 * whatever it sends, it costs a bounded amount of memory, for a bounded time.
 */
export class SocketWire {
  readonly #webSocket: WebSocket;
  readonly #user: WireUser;
  readonly #stream: Duplex;
  readonly #parts: WireParts;
  readonly #watch: StallWatch;
  #held = false;
  #answered = true;
  #stopBeating: () => void = () => {};
  #gone: PromiseWithResolvers<void> | null = null;

  /** @param stream the connection beneath */
  constructor(webSocket: WiredWebSocket, stream: Duplex, parts: WireParts, user: WireUser) {
    this.#webSocket = webSocket;
    this.#stream = stream;
    this.#parts = parts;
    this.#user = user;
    const { metrics, timeouts } = parts;
    metrics.opened('websocket');
    this.#watch = new StallWatch(parts.clock, timeouts.slowReaderMs, () => {
      metrics.stalled('websocket');
      this.shutOut(tryAgainLater, 'Reads too slowly');
    });
    webSocket.wire = this;
    webSocket.on('message', onMessage);
    webSocket.on('pong', onPong);
    webSocket.on('ping', onPing);
    webSocket.on('error', onError);
    webSocket.on('close', onClose);
    this.#beatLater();
  }

  took(data: RawData): void {
    if (this.#webSocket.readyState === WebSocket.OPEN)
      this.#user.message(Buffer.isBuffer(data) ? data : Buffer.alloc(0));
  }

  answered(): void {
    this.#answered = true;
  }

  answer(data: Buffer): void {
    if (!this.#isFull()) this.#webSocket.pong(data);
  }

  broke(error: Error): void {
    this.#parts.log.debug({ error: error.message }, 'A WebSocket broke the protocol');
  }

  closed(): void {
    this.#parts.metrics.closed('websocket');
    this.#watch.stop();
    this.#stopBeating();
    this.#gone?.resolve();
    this.#user.closed();
  }

  /** The subprotocol that was agreed on; empty where none was. */
  get protocol(): string {
    return this.#webSocket.protocol;
  }

  /** Resolves when the message has left. While the socket closes nothing is sent any more, and it resolves when that is gone. */
  send(message: string): Promise<void> {
    // A promise that came true at once would have the sources run dry.
    if (this.#webSocket.readyState !== WebSocket.OPEN) return this.#whenGone();
    return new Promise((resolve) => {
      this.#watch.sent();
      this.#webSocket.send(message, (error) => {
        this.#watch.left();
        this.#readOrNot();
        resolve(error ? this.#whenGone() : undefined);
      });
      this.#readOrNot();
    });
  }

  /**
   * Writes a whole frame, past the WebSocket, which would frame and write it in two parts for each socket anew; there is no fragment
   * of another message that it could come between. False: it waits to leave, and `flushed` is called when it has; while the socket
   * closes that is never.
   */
  deliver(frame: Buffer, reader: { flushed(): void }): boolean {
    if (this.#webSocket.readyState !== WebSocket.OPEN) return false;
    this.#stream.write(frame);
    if (this.#stream.writableLength === 0) return true;
    this.#watch.sent();
    this.#stream.write(nothing, (error) => {
      this.#watch.left();
      this.#readOrNot();
      if (!error) reader.flushed();
    });
    this.#readOrNot();
    return false;
  }

  /** A wire that is held is not read. */
  hold(held: boolean): void {
    this.#held = held;
    this.#readOrNot();
  }

  close(code: number, reason: string): void {
    this.#webSocket.close(code, reason);
  }

  /** Closes it for one who may not read the reason: the close frame waits behind what is not being read. */
  shutOut(code: number, reason: string): void {
    this.#webSocket.close(code, reason);
    this.#parts.clock.after(lastWordsMs, () => this.#webSocket.terminate());
  }

  #isFull(): boolean {
    return this.#webSocket.bufferedAmount > highWaterBytes;
  }

  #readOrNot(): void {
    const pause = this.#held || this.#isFull();
    if (pause === this.#webSocket.isPaused) return;
    if (pause) this.#webSocket.pause();
    else this.#webSocket.resume();
  }

  #whenGone(): Promise<void> {
    if (this.#webSocket.readyState === WebSocket.CLOSED) return Promise.resolve();
    this.#gone ??= Promise.withResolvers();
    return this.#gone.promise;
  }

  #beatLater(): void {
    const { clock, timeouts } = this.#parts;
    this.#stopBeating = clock.after(timeouts.heartbeatMs, () => this.#beat());
  }

  #beat(): void {
    if (!this.#answered && !this.#held) {
      this.#webSocket.terminate();
      return;
    }
    // While something waits to be read, the watch decides.
    if (this.#webSocket.bufferedAmount === 0) {
      this.#answered = false;
      this.#webSocket.ping();
    }
    this.#beatLater();
  }
}
