import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** What comes on sockets that are no streams, until the next comes. */
const common = Buffer.alloc(64 * 1024);

/**
 * Opens a WebSocket as a bare TCP socket, so that many of them cost their process little: what comes is not looked into. Where there is
 * a token, it resolves behind `connection_ack`, else behind the upgrade.
 * @param read is called with what comes from then on, whose bytes are others after the call. Default: the socket is a stream
 */
export function openBareSocket(port: number, token: string | null, read?: (bytes: Buffer) => void): Promise<Socket> {
  return new Promise((resolve, reject) => {
    let hear = (bytes: Buffer): void => shake(bytes);
    const callback = (length: number): boolean => {
      hear(common.subarray(0, length));
      return true;
    };
    const onread = { buffer: common, callback };
    const socket = connect({ port, host: '127.0.0.1', ...(read !== undefined && { onread }) });
    const protocol = token === null ? '' : 'Sec-WebSocket-Protocol: graphql-transport-ws\r\n';
    const credential = token === null ? '' : `Authorization: Bearer ${token}\r\n`;
    socket.on('error', reject);
    socket.once('close', () => reject(new Error('A socket was closed.')));
    socket.write(
      `GET /graphql HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${protocol}${credential}\r\n`,
    );
    let text = '';
    let isInitiated = false;
    const shake = (chunk: Buffer): void => {
      text += String(chunk);
      if (!text.includes('\r\n\r\n')) return;
      if (!text.startsWith('HTTP/1.1 101')) {
        reject(new Error(text));
      } else if (token === null || text.includes('connection_ack')) {
        socket.off('data', shake);
        if (read !== undefined) hear = read;
        resolve(socket);
      } else if (!isInitiated) {
        isInitiated = true;
        socket.write(clientFrame({ type: 'connection_init' }));
      }
    };
    if (read === undefined) socket.on('data', shake);
  });
}

/** A text message, masked with zeros: RFC 6455, 5.2. */
export function clientFrame(message: object): Buffer {
  const bytes = Buffer.from(JSON.stringify(message));
  const head = bytes.length < 126 ? [0x81, 0x80 | bytes.length] : [0x81, 0xfe, bytes.length >> 8, bytes.length & 0xff];
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), bytes]);
}
