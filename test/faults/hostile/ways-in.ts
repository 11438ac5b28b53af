import { Agent, request } from 'node:http';
import { WebSocket } from 'ws';
import type { HostileOperation } from './operations.ts';

/** Sends one operation and resolves with how it was answered, in a few words. */
export type WayIn = (operation: HostileOperation) => Promise<string>;

export interface WaysIn {
  readonly HTTP: WayIn;
  readonly SSE: WayIn;
  readonly WebSocket: WayIn;
  close(): void;
}

/** The three ways into a gateway, for a caller with a token; connections are used again where they last. */
export function openWaysIn(url: string, token: string): WaysIn {
  const agent = new Agent({ keepAlive: true });
  const authorization = `Bearer ${token}`;
  let socket: WebSocket | null = null;

  const overHttp =
    (path: string, accept: string): WayIn =>
    ({ body, http }) =>
      new Promise((resolve) => {
        const method = http?.method ?? 'POST';
        const headers = { authorization, accept, 'content-type': http?.contentType ?? 'application/json' };
        const preflight = { 'apollo-require-preflight': 'true' };
        const outgoing = request(
          new URL(`${path}${http?.search ?? ''}`, url),
          {
            agent,
            method,
            headers: method === 'GET' ? { ...headers, ...preflight } : { ...headers, 'content-length': body.length },
          },
          (incoming) => {
            let text = '';
            incoming.setEncoding('utf8').on('data', (chunk: string) => {
              if (text.length < 200) text += chunk.slice(0, 200);
            });
            incoming.on('close', () => resolve(`${incoming.statusCode} ${text}`));
          },
        );
        outgoing.on('error', (error) => resolve(`broken: ${error.message}`));
        outgoing.end(method === 'GET' ? undefined : body);
      });

  const connected = async (): Promise<WebSocket> => {
    if (socket?.readyState === WebSocket.OPEN) return socket;
    const opened = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', { headers: { authorization } });
    opened.on('error', () => {});
    await new Promise<void>((resolve, reject) => {
      opened.once('message', () => resolve());
      opened.once('close', () => reject(new Error('The WebSocket was refused.')));
      opened.once('open', () => opened.send('{"type":"connection_init"}'));
    });
    socket = opened;
    return opened;
  };

  return {
    HTTP: overHttp('/graphql', 'application/json'),
    SSE: overHttp('/graphql/stream', 'text/event-stream'),
    async WebSocket({ body }) {
      const open = await connected();
      const answered = Promise.withResolvers<string>();
      const onMessage = (data: Buffer): void => {
        const text = data.toString('utf8', 0, 200);
        if (!text.includes('"type":"next"')) answered.resolve(text);
      };
      const onClose = (code: number, reason: Buffer): void => answered.resolve(`closed: ${code} ${String(reason)}`);
      open.on('message', onMessage).on('close', onClose);
      // As text, as the protocol has it; what is no UTF-8 closes the socket.
      open.send(Buffer.concat([Buffer.from('{"id":"1","type":"subscribe","payload":'), body, Buffer.from('}')]), {
        binary: false,
      });
      const text = await answered.promise;
      open.off('message', onMessage).off('close', onClose);
      return text;
    },
    close() {
      agent.destroy();
      socket?.terminate();
    },
  };
}
