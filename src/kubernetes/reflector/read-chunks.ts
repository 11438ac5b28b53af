import type { Clock } from '../../lib/clock.ts';
import type { OpenStream } from '../transport/cluster-transport.ts';
import { DeadlineError } from '../transport/connection-failure.ts';

/** Bytes that have come and wait for those before them, beyond which nothing more is read. */
const highWaterBytes = 64 * 1024;

/** For how long nothing may come. */
export interface Silence {
  readonly clock: Clock;
  /** Milliseconds, from when the last chunk was done with; asked anew behind each of them. */
  readonly ms: () => number;
  /** For the words of a failure: `watch pods`. */
  readonly what: string;
}

/** What is done about a chunk: at once, but where it yields a promise, which is waited for. */
export type ChunkSteps<T> = Generator<Promise<void>, T | undefined, void>;

/**
 * Gives the stream's chunks to `take`, one after the other, in the moment in which they come: there is no iterator whose promises a lone
 * event would wait for. Resolves with what `take` returns first, or undefined at the stream's end.
 * @throws what `take` throws; what breaks the stream; DeadlineError where nothing came for too long: then the stream is closed
 */
export function readChunks<T>(
  stream: OpenStream,
  silence: Silence,
  take: (chunk: Uint8Array) => ChunkSteps<T>,
): Promise<T | undefined> {
  return new Promise((resolve, reject) => new ChunkReader(stream, silence, take, resolve, reject).begin());
}

type Ending = 'WHOLE' | { readonly error: unknown };

class ChunkReader<T> {
  readonly #stream: OpenStream;
  readonly #silence: Silence;
  readonly #take: (chunk: Uint8Array) => ChunkSteps<T>;
  readonly #resolve: (value: T | undefined) => void;
  readonly #reject: (error: unknown) => void;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #steps: ChunkSteps<T> | null = null;
  #ended: Ending | null = null;
  #isOver = false;
  #restsSince: number;
  #allowedMs: number;
  #cancel: () => void = () => {};

  constructor(
    stream: OpenStream,
    silence: Silence,
    take: (chunk: Uint8Array) => ChunkSteps<T>,
    resolve: (value: T | undefined) => void,
    reject: (error: unknown) => void,
  ) {
    this.#stream = stream;
    this.#silence = silence;
    this.#take = take;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#restsSince = silence.clock.now();
    this.#allowedMs = silence.ms();
  }

  begin(): void {
    const { body } = this.#stream;
    this.#listen();
    body.once('end', () => this.#end('WHOLE'));
    body.once('error', (error) => this.#end({ error }));
    body.once('close', () => this.#end({ error: new Error('the stream was closed') }));
    body.on('data', this.#hear);
    // It may be over already, of which it tells nobody again.
    if (body.destroyed) this.#end({ error: body.errored ?? new Error('the stream was closed') });
  }

  readonly #hear = (chunk: Uint8Array): void => {
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.byteLength;
    if (this.#steps === null) this.#goOn();
    else if (this.#waitingBytes > highWaterBytes) this.#stream.body.pause();
  };

  /** Takes what waits. */
  #goOn(): void {
    try {
      while (!this.#isOver) {
        if (this.#steps === null) {
          const next = this.#waiting.shift();
          if (next === undefined) break;
          this.#waitingBytes -= next.byteLength;
          this.#steps = this.#take(next);
        }
        const step = this.#steps.next();
        if (step.done !== true) {
          void step.value.then(
            () => this.#goOn(),
            (error: unknown) => this.#fail(error),
          );
          return;
        }
        this.#steps = null;
        if (step.value !== undefined) this.#succeed(step.value);
        else this.#rest();
      }
    } catch (error) {
      this.#fail(error);
    }
    if (this.#isOver) return;
    if (this.#ended !== null) this.#end(this.#ended);
    else if (this.#stream.body.isPaused()) this.#stream.body.resume();
  }

  #rest(): void {
    const { clock, ms } = this.#silence;
    this.#restsSince = clock.now();
    const allowedMs = ms();
    if (allowedMs === this.#allowedMs) return;
    this.#allowedMs = allowedMs;
    this.#cancel();
    this.#listen();
  }

  /** What came before the stream's end counts, what waits when it breaks does not. */
  #end(how: Ending): void {
    this.#ended ??= how;
    if (this.#ended !== 'WHOLE') this.#waiting.length = 0;
    if (this.#steps !== null) return;
    if (this.#ended === 'WHOLE') this.#succeed(undefined);
    else this.#fail(this.#ended.error);
  }

  /** One timer for many chunks: when it is due, it may have to wait on. */
  #listen(): void {
    const { clock, what } = this.#silence;
    const leftMs = this.#steps === null ? this.#restsSince + this.#allowedMs - clock.now() : this.#allowedMs;
    if (leftMs > 0) {
      this.#cancel = clock.after(leftMs, () => this.#listen());
      return;
    }
    this.#fail(new DeadlineError(what, this.#allowedMs));
    this.#stream.close();
  }

  #succeed(value: T | undefined): void {
    this.#leave();
    this.#resolve(value);
  }

  #fail(error: unknown): void {
    this.#leave();
    this.#reject(error);
  }

  #leave(): void {
    this.#isOver = true;
    this.#cancel();
    this.#stream.body.off('data', this.#hear);
  }
}
