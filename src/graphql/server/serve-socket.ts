import { GraphQLError } from 'graphql';
import { CloseCode } from 'graphql-ws';
import type { Server } from 'graphql-ws';
import type { RawData, WebSocket } from 'ws';
import { checkJsonShape } from './check-json-shape.ts';
import type { Limits, Timeouts } from './limits.ts';
import type { EdgeParts } from './operations.ts';
import type { SocketConnection } from './socket-protocol.ts';
import { createStallWatch } from './stall-watch.ts';

/** Unsent bytes beyond which nothing more is read from a socket. */
const highWaterBytes = 256 * 1024;

/** The id of the operation that a message is about, where it is at its beginning. */
const idOf = /"id"\s*:\s*("[^"\\]{1,200}")/;

/** Bytes of a message that is worth a turn of its own. */
const largeBytes = 32 * 1024;

/** RFC 6455, 7.4.1. */
const internalError = 1011;
const tryAgainLater = 1013;

/**
 * Joins a WebSocket to the protocol. Each message is sent before the next result is pulled, and a socket that does not
 * take what it asked for, or whose turn has not come, is not read either: whatever it sends, it costs a bounded amount of
 * memory, for a bounded time.
 */
export function serveSocket(
  webSocket: WebSocket,
  server: Server<SocketConnection>,
  connection: SocketConnection,
  parts: Pick<EdgeParts, 'admission' | 'clock' | 'log' | 'metrics'>,
  limits: Limits,
  timeouts: Pick<Timeouts, 'heartbeatMs' | 'slowReaderMs'>,
): void {
  const { clock, log, metrics } = parts;
  metrics.opened('websocket');
  const watch = createStallWatch(clock, timeouts.slowReaderMs, () => {
    metrics.stalled('websocket');
    webSocket.close(tryAgainLater, 'Reads too slowly');
    // The close frame waits behind what is not being read.
    clock.after(1_000, () => webSocket.terminate());
  });

  const isFull = (): boolean => webSocket.bufferedAmount > highWaterBytes;
  const gone = new Promise<void>((resolve) => {
    webSocket.once('close', () => resolve());
  });
  const send = (data: string): Promise<void> => {
    // While a socket closes nothing is sent any more; a promise that came true at once would have the sources run dry.
    if (webSocket.readyState !== webSocket.OPEN) return gone;
    return new Promise((resolve) => {
      watch.sent();
      webSocket.send(data, (error) => {
        watch.left();
        readOrNot();
        resolve(error ? gone : undefined);
      });
      readOrNot();
    });
  };

  /** Messages that came in one piece with one whose operation waits for its turn. */
  const held: Buffer[] = [];
  let holding = false;
  const readOrNot = (): void => {
    const pause = holding || isFull();
    if (pause !== webSocket.isPaused) {
      if (pause) webSocket.pause();
      else webSocket.resume();
    }
  };

  /** Answers a message that is not parsed. */
  const refuse = (message: Buffer, error: GraphQLError): void => {
    const [, id] = idOf.exec(String(message.subarray(0, 1_000))) ?? [];
    if (id === undefined) webSocket.close(CloseCode.BadRequest, 'Invalid message received');
    else void send(`{"id":${id},"type":"error","payload":${JSON.stringify([error])}}`);
  };

  const closed = server.opened(
    {
      protocol: webSocket.protocol,
      send,
      close: (code, reason) => webSocket.close(code, reason),
      onMessage(handle) {
        const take = (bytes: Buffer): void => {
          const excess = checkJsonShape(bytes, limits);
          if (excess) {
            refuse(bytes, excess);
            return;
          }
          handle(String(bytes)).catch((error: unknown) => {
            log.error({ requestId: connection.nextRequestId(), error: String(error) }, 'A WebSocket message failed');
            webSocket.close(internalError, 'Internal error');
          });
        };
        /** Takes what is held, one by one: what is large waits for a turn before it is parsed, as a body does. */
        const takeHeld = async (): Promise<void> => {
          holding = true;
          readOrNot();
          for (;;) {
            await connection.entering;
            const bytes = held.shift();
            if (bytes === undefined) break;
            const turn =
              connection.session !== null && bytes.length > largeBytes
                ? await parts.admission.enter(connection.session)
                : null;
            if (turn instanceof GraphQLError) refuse(bytes, turn);
            else {
              take(bytes);
              turn?.leave();
            }
          }
          holding = false;
          readOrNot();
        };
        webSocket.on('message', (data: RawData) => {
          const bytes = Buffer.isBuffer(data) ? data : Buffer.alloc(0);
          const waits = bytes.length > largeBytes;
          if (holding || waits) held.push(bytes);
          else take(bytes);
          if (!holding && (waits || connection.entering !== null)) void takeHeld();
        });
      },
      // Without the payload of the ping, which may be megabytes.
      onPing: () => send('{"type":"pong"}'),
    },
    connection,
  );

  let answered = true;
  let stopBeating = (): void => {};
  const beat = (): void => {
    if (!answered && !holding) {
      webSocket.terminate();
      return;
    }
    // While something waits to be read, the watch decides.
    if (webSocket.bufferedAmount === 0) {
      answered = false;
      webSocket.ping();
    }
    stopBeating = clock.after(timeouts.heartbeatMs, beat);
  };
  stopBeating = clock.after(timeouts.heartbeatMs, beat);

  webSocket.on('pong', () => {
    answered = true;
  });
  webSocket.on('ping', (data: Buffer) => {
    if (!isFull()) webSocket.pong(data);
  });
  webSocket.on('error', (error) => log.debug({ error: error.message }, 'A WebSocket broke the protocol'));
  webSocket.once('close', (code, reason) => {
    metrics.closed('websocket');
    watch.stop();
    held.length = 0;
    stopBeating();
    connection.gone.abort();
    void closed(code, String(reason));
  });
}
