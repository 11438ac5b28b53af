import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { graphql } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { readSchemaDocument } from '../../../scripts/codegen/read-schema.ts';

/** Fixture: a GraphQL server over HTTP and WebSocket with the product's schema, whose answers a test writes. */
export interface ScriptedGateway extends AsyncDisposable {
  readonly url: string;
  /** Cuts all WebSockets, as a network does. */
  cut(): void;
  /** Reads nothing more from the WebSockets that are open now, and leaves them open. */
  freeze(): void;
  /** Payloads of `connection_init`, in the order in which WebSockets opened. */
  readonly connectionParams: readonly unknown[];
  /** Closes all WebSockets with a code. */
  closeSockets(code: number, reason: string): void;
}

interface ScriptedContext {
  readonly headers: NodeJS.Dict<string | string[]>;
}

export async function startScriptedGateway(
  resolvers: Parameters<typeof makeExecutableSchema<ScriptedContext>>[0]['resolvers'],
): Promise<ScriptedGateway> {
  const schema = makeExecutableSchema<ScriptedContext>({ typeDefs: readSchemaDocument(), resolvers: resolvers ?? {} });
  const http = createServer((request, response) => {
    void (async () => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const { query, variables } = JSON.parse(Buffer.concat(parts).toString()) as {
        query: string;
        variables?: Record<string, unknown>;
      };
      const contextValue = { headers: request.headers };
      const result = await graphql({ schema, source: query, variableValues: variables ?? {}, contextValue });
      response.setHeader('content-type', 'application/graphql-response+json');
      response.end(JSON.stringify(result));
    })();
  });
  const sockets = new WebSocketServer({ server: http, path: '/graphql' });
  const connectionParams: unknown[] = [];
  const onConnect = ({ connectionParams: payload }: { connectionParams?: unknown }) =>
    void connectionParams.push(payload);
  const cleanup = useServer({ schema, onConnect }, sockets);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const each = (act: (socket: WebSocket) => void) => {
    for (const socket of sockets.clients) act(socket);
  };
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    connectionParams,
    cut: () => each((socket) => socket.terminate()),
    freeze: () => each((socket) => socket.pause()),
    closeSockets: (code, reason) => each((socket) => socket.close(code, reason)),
    async [Symbol.asyncDispose]() {
      each((socket) => socket.terminate());
      await cleanup.dispose();
      http.closeAllConnections();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
}
