import type { IncomingMessage } from 'node:http';
import { rejection } from '../errors.ts';
import { isLoopback } from './session-cookie.ts';
import type { GraphQLError } from 'graphql';

/** Who may come in: by the name that they call the edge, and by the web page that they come from. */
export interface Door {
  /** Null, or why not: the Host header is none of ours (DNS rebinding), or the Origin is a foreign page. */
  refuse(request: Pick<IncomingMessage, 'headers' | 'rawHeaders'>): GraphQLError | null;
  /** The request's Origin where it is another page that may call; null where there is none or it is our own. */
  foreignOrigin(request: IncomingMessage): string | null;
}

/** A door for a port. Loopback names with that port are always allowed, other hosts and origins by name. */
export function createDoor(port: number, allowedHosts: readonly string[], allowedOrigins: readonly string[]): Door {
  const loopback = ['localhost', '127.0.0.1', '[::1]'];
  const hosts = new Set([
    ...loopback.map((name) => (port === 80 ? name : `${name}:${port}`)),
    ...allowedHosts.map((host) => host.toLowerCase()),
  ]);
  const origins = new Set(allowedOrigins.map((origin) => origin.toLowerCase().replace(/\/$/, '')));

  /** Our own pages are served as http, or as https by a proxy that keeps the Host. */
  const isOwn = (origin: string, host: string): boolean =>
    origin === `http://${host}` || (origin === `https://${host}` && !isLoopback(host));

  return {
    refuse(request) {
      const host = (request.headers.host ?? '').toLowerCase();
      // Node keeps the first of several Host headers; a proxy in between may have gone by another.
      if (countOfHosts(request) !== 1 || !hosts.has(host)) {
        return rejection(
          'FORBIDDEN',
          'Unknown Host header. Call by a loopback name and port, or add it to the allowed hosts.',
        );
      }
      const origin = request.headers.origin?.toLowerCase();
      if (origin !== undefined && !isOwn(origin, host) && !origins.has(origin)) {
        return rejection(
          'FORBIDDEN',
          'Web pages of this origin may not call here. Add it to the allowed origins if they should.',
        );
      }
      return null;
    },
    foreignOrigin(request) {
      const { origin, host } = request.headers;
      return origin === undefined || isOwn(origin.toLowerCase(), (host ?? '').toLowerCase()) ? null : origin;
    },
  };
}

function countOfHosts({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') count += 1;
  }
  return count;
}

const simpleTypes = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']);

/**
 * Apollo Server's rule against cross-site request forgery, for the routes that Apollo does not serve: a request has to
 * carry something that a browser sends to another origin only after asking. Null, or why not.
 */
export function refuseForgeable(request: IncomingMessage): GraphQLError | null {
  const { headers } = request;
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== undefined && type !== '' && !simpleTypes.has(type)) return null;
  if (headers['apollo-require-preflight'] || headers['x-apollo-operation-name']) return null;
  return rejection(
    'BAD_REQUEST',
    'Blocked as a possible cross-site request forgery. Send content-type: application/json, or a header apollo-require-preflight: true.',
  );
}
