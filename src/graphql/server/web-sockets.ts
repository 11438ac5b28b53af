import { CloseCode, handleProtocols } from 'graphql-ws';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Limits, Timeouts } from './limits.ts';
import type { EdgeParts } from './operations.ts';
import { createSocketProtocol } from './socket-protocol.ts';
import { serveSocket } from './serve-socket.ts';

/** GraphQL over WebSocket: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md */
export interface WebSockets {
  /** Open sockets. */
  readonly size: number;
  /** Takes over a connection whose Host and Origin have been checked. `requestId` begins the ids of its operations. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, requestId: string): void;
  /** Closes each socket with 1001 as soon as no query or mutation runs on it; new operations are refused. */
  close(): void;
  /** Ends the sockets that are still there, at once. */
  terminate(): void;
}

/** Come back at once: https://www.iana.org/assignments/websocket/websocket.xml#close-code-number */
const serviceRestart = 1012;
const tryAgainLater = 1013;
/** How long a caller who was shut out has to take the reason, in milliseconds. */
const lastWordsMs = 1_000;

export function createWebSockets(parts: EdgeParts, limits: Limits, timeouts: Timeouts): WebSockets {
  const options = {
    noServer: true,
    // Messages are refused by their announced length, before they are read.
    maxPayload: limits.bodyBytes,
    maxBufferedChunks: 16 * 1024,
    maxFragments: 1_024,
    perMessageDeflate: false,
    // Pongs to a reader that does not read would fill memory: answered by hand.
    autoPong: false,
    closeTimeout: 5_000,
    handleProtocols,
  };
  const server = new WebSocketServer(options);
  const protocol = createSocketProtocol(parts, limits, timeouts);
  const leave = new Set<() => void>();
  return {
    get size() {
      return server.clients.size;
    },
    accept(request, socket, head, requestId) {
      server.handleUpgrade(request, socket, head, (webSocket) => {
        const connection = protocol.connection(request, requestId, {
          goAway: () => webSocket.close(1001, 'Going away'),
          comeBack: (reason) => webSocket.close(tryAgainLater, reason),
          shutOut(how) {
            if (how === 'GONE') webSocket.close(CloseCode.Forbidden, 'Forbidden');
            else webSocket.close(serviceRestart, 'Rights have changed');
            // The close frame waits behind what is not being read.
            parts.clock.after(lastWordsMs, () => webSocket.terminate());
          },
        });
        leave.add(connection.leave);
        webSocket.once('close', () => leave.delete(connection.leave));
        serveSocket(webSocket, protocol.server, connection, parts, limits, timeouts);
      });
    },
    close() {
      for (const go of leave) go();
    },
    terminate() {
      for (const webSocket of server.clients) webSocket.terminate();
    },
  };
}
