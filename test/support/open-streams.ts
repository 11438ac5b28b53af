import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { GatewayUnderTest } from './gateway.ts';

/** A subscription that is open, and heard what it begins with. */
export interface OpenStream {
  /** When it ended, in milliseconds since the epoch; null: it goes on. */
  readonly endedAt: number | null;
  readonly ended: Promise<void>;
  close(): void;
}

type OpenOne = (gateway: GatewayUnderTest, token: string, query: string) => Promise<OpenStream>;

/** Opens a subscription by each way that there is. */
export const openStreams: Readonly<Record<'SSE' | 'WebSocket', OpenOne>> = {
  async SSE(gateway, token, query) {
    const closing = new AbortController();
    const response = await fetch(`${gateway.url}/stream`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'text/event-stream',
      },
      body: JSON.stringify({ query }),
      signal: closing.signal,
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    if (reader === undefined || response.status !== 200) throw new Error(`no stream: ${response.status}`);
    let text = '';
    while (!text.includes('event: next')) {
      const { done, value } = await reader.read();
      text += value ?? '';
      if (done || text.includes('"errors"')) throw new Error(`it ended before it began: ${text}`);
    }
    const toEnd = async (): Promise<void> => {
      while (!(await reader.read()).done);
    };
    return streamUntil(
      toEnd().catch(() => undefined),
      () => closing.abort(),
    );
  },

  async WebSocket(gateway, token, query) {
    const socket = new WebSocket(gateway.wsUrl, 'graphql-transport-ws', {
      headers: { authorization: `Bearer ${token}` },
    });
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
    const begun = new Promise<void>((resolve, reject) => {
      socket.on('close', () => reject(new Error('it ended before it began')));
      socket.on('message', (data: Buffer) => {
        const text = data.toString();
        const { type } = JSON.parse(text) as { readonly type: string };
        if (type === 'connection_ack') socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
        if (type === 'error' || text.includes('"errors"')) socket.close();
        else if (type === 'next') resolve();
      });
    });
    await begun;
    return streamUntil(
      once(socket, 'close').then(() => undefined),
      () => socket.terminate(),
    );
  },
};

function streamUntil(end: Promise<void>, close: () => void): OpenStream {
  let endedAt: number | null = null;
  return {
    get endedAt() {
      return endedAt;
    },
    ended: end.then(() => {
      endedAt = Date.now();
    }),
    close,
  };
}
