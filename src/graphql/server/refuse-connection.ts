import type { GraphQLError } from 'graphql';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { securityHeaders } from './security-headers.ts';

/** Answers on a connection that has no response object, such as that of an upgrade, and ends it. */
export function refuseConnection(socket: Duplex, status: number, error: GraphQLError | null): void {
  const body = `${JSON.stringify({ errors: [error ?? { message: STATUS_CODES[status] ?? 'Refused' }] })}\n`;
  const headers = {
    ...securityHeaders,
    connection: 'close',
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...head, '', body].join('\r\n'));
  socket.once('finish', () => socket.destroy());
}
