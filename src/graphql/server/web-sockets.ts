import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Limits, Timeouts } from './limits.ts';
import type { EdgeParts } from './operations.ts';
import { SessionWatch } from './session-watch.ts';
import { SocketConnection } from './socket-connection.ts';
import type { SocketParts } from './socket-connection.ts';
import { subprotocol } from './socket-messages.ts';
import { WiredWebSocket } from './socket-wire.ts';
import { createStreamShares } from './stream-shares.ts';

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

export function createWebSockets(edge: EdgeParts, limits: Limits, timeouts: Timeouts): WebSockets {
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
    handleProtocols: (offered: ReadonlySet<string>) => (offered.has(subprotocol) ? subprotocol : false),
    WebSocket: WiredWebSocket,
  } as const;
  const server = new WebSocketServer<typeof WiredWebSocket>(options);
  const shares = createStreamShares(limits.sockets);
  const connections = new Set<SocketConnection>();
  const parts: SocketParts = { ...edge, limits, timeouts, shares, sessions: new SessionWatch(), connections };
  return {
    get size() {
      return server.clients.size;
    },
    accept(request, socket, head, requestId) {
      server.handleUpgrade(request, socket, head, (webSocket) => {
        // It leaves them by itself: a function for that would keep the request for as long as the socket is open.
        connections.add(new SocketConnection(webSocket, socket, request, requestId, parts));
      });
    },
    close() {
      for (const connection of connections) connection.leave();
    },
    terminate() {
      for (const webSocket of server.clients) webSocket.terminate();
    },
  };
}
