import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphQLError } from 'graphql';
import { endOf } from '../../auth/session.ts';
import type { Session } from '../../auth/session.ts';
import type { SignOnOrigin } from '../../domain/audit/sign-on-audit.ts';
import { rejection } from '../errors.ts';

/** The values of all Authorization headers. From the raw ones, since Node keeps the first of several and says nothing. */
export function authorizationsOf({ rawHeaders }: IncomingMessage): readonly string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'authorization');
}

/** What the payload of `connection_init` has for browsers, which cannot send headers with a WebSocket: `{"Authorization": "Bearer …"}`. */
export function authorizationsIn(payload: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(payload).flatMap(([name, value]) =>
    name.toLowerCase() === 'authorization' ? [typeof value === 'string' ? value : ''] : [],
  );
}

/** The refusal of a caller who is not known, or not any more: the same for every reason. */
export function unauthenticated(): GraphQLError {
  return rejection(
    'UNAUTHENTICATED',
    'Send Authorization: Bearer TOKEN, once, with a token that the operator of this gateway gave you and that is still valid.',
  );
}

/** The refusal where nobody can tell now whether a caller is known. */
export function signOnUnavailable(): GraphQLError {
  return rejection(
    'UNAVAILABLE',
    'Who you are cannot be verified now, as the sign-on provider is away. Try again in a moment.',
  );
}

/** Of an exchange whose answer has its id already. */
export function exchangeOrigin({ socket }: IncomingMessage, response: ServerResponse): SignOnOrigin {
  return { address: socket.remoteAddress ?? null, requestId: String(response.getHeader('x-request-id')) };
}

/** Takes them off a request: what is not there any more cannot come out anywhere. */
export function removeCredentials({ headers }: IncomingMessage): void {
  delete headers.authorization;
  delete headers.cookie;
}

/** Why nothing runs for this session any more; null: it goes on. */
export function sessionOver(session: Session): GraphQLError | null {
  switch (endOf(session)) {
    case null:
      return null;
    case 'GONE':
      return unauthenticated();
    case 'CHANGED':
      return rejection('UNAVAILABLE', 'What you may do has changed meanwhile. Ask again.');
  }
}
