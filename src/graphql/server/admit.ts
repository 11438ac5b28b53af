import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Identified, Session } from '../../auth/session.ts';
import {
  authorizationsOf,
  exchangeOrigin,
  removeCredentials,
  signOnUnavailable,
  unauthenticated,
} from './authorizations.ts';
import { browserSessionOf } from './session-cookie.ts';
import type { EdgeParts } from './operations.ts';
import { respondErrors } from './respond.ts';

/** Bytes of a body that are not worth a new connection. */
const smallBody = 64 * 1024;
const retryAfterSeconds = 5;

/**
 * Who calls, at once where that is known; null where it was refused. For before the body is read, which an unknown caller has no
 * claim to.
 */
export function admit(
  request: IncomingMessage,
  response: ServerResponse,
  transport: 'http' | 'sse',
  { options, metrics }: EdgeParts,
): Session | null | Promise<Session | null> {
  const authorizations = authorizationsOf(request);
  const identified = options.authenticate(authorizations, browserSessionOf(request));
  removeCredentials(request);
  const admitted = (who: Identified): Session | null => {
    if (who !== null && who !== 'UNAVAILABLE') return who;
    metrics.refused(transport);
    // Node reads a body that nobody wants to its end, unless the connection goes.
    if (!hasSmallBody(request)) response.setHeader('connection', 'close');
    if (who === 'UNAVAILABLE') {
      response.setHeader('retry-after', String(retryAfterSeconds));
      respondErrors(response, 503, [signOnUnavailable()]);
    } else {
      if (authorizations.length > 0) options.signOns?.refused('authenticate', exchangeOrigin(request, response));
      response.setHeader('www-authenticate', 'Bearer');
      respondErrors(response, 401, [unauthenticated()]);
    }
    return null;
  };
  return identified instanceof Promise ? identified.then(admitted) : admitted(identified);
}

function hasSmallBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= smallBody;
}
