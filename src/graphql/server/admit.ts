import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Session } from '../../auth/session.ts';
import { authorizationsOf, unauthenticated } from './authorizations.ts';
import type { EdgeParts } from './operations.ts';
import { respondErrors } from './respond.ts';

/** Bytes of a body that are not worth a new connection. */
const smallBody = 64 * 1024;

/** Who calls; null where that was refused. For before the body is read, which an unknown caller has no claim to. */
export function admit(
  request: IncomingMessage,
  response: ServerResponse,
  transport: 'http' | 'sse',
  { options, metrics }: EdgeParts,
): Session | null {
  const session = options.authenticate(authorizationsOf(request));
  // What is not there any more cannot come out anywhere.
  delete request.headers.authorization;
  if (session !== null) return session;
  metrics.refused(transport);
  response.setHeader('www-authenticate', 'Bearer');
  // Node reads a body that nobody wants to its end, unless the connection goes.
  if (!hasSmallBody(request)) response.setHeader('connection', 'close');
  respondErrors(response, 401, [unauthenticated()]);
  return null;
}

function hasSmallBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= smallBody;
}
