import type { GraphQLError, GraphQLFormattedError } from 'graphql';

/** The protocol: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md */
export const subprotocol = 'graphql-transport-ws';

/** Why the gateway closes a WebSocket, in the protocol's own codes. */
export const closings = {
  badRequest: [4400, 'Invalid message received'],
  unauthorized: [4401, 'Unauthorized'],
  forbidden: [4403, 'Forbidden'],
  subprotocolNotAcceptable: [4406, 'Subprotocol not acceptable'],
  initTimeout: [4408, 'Connection initialisation timeout'],
  tooManyInits: [4429, 'Too many initialisation requests'],
} as const;

/** `ID` is in use on this WebSocket. A reason has to fit into 123 bytes. */
export function subscriberAlreadyExists(id: string): readonly [4409, string] {
  return [4409, id.length <= 30 ? `Subscriber for ${id} already exists` : 'Subscriber already exists'];
}

/** The payload of `connection_init`. */
export type ConnectionParameters = Readonly<Record<string, unknown>>;

/** What a client sends. The payload of a `subscribe` has a `query`; the rest of it is not looked at here. */
export type ClientMessage =
  | { readonly type: 'connection_init'; readonly payload: ConnectionParameters }
  | { readonly type: 'ping' | 'pong' }
  | { readonly type: 'subscribe'; readonly id: string; readonly payload: Readonly<Record<string, unknown>> }
  | { readonly type: 'complete'; readonly id: string };

/** Reads a message; null for what a client has no business to send. */
export function readMessage(text: string): ClientMessage | null {
  const message = parsed(text);
  if (!isRecord(message)) return null;
  const { type, id, payload } = message;
  switch (type) {
    case 'connection_init':
      return isOptionalRecord(payload) ? { type, payload: payload ?? {} } : null;
    case 'ping':
    case 'pong':
      return isOptionalRecord(payload) ? { type } : null;
    case 'subscribe':
      return isId(id) && isRecord(payload) && isAskedFor(payload) ? { type, id, payload } : null;
    case 'complete':
      return isId(id) ? { type, id } : null;
    default:
      return null;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isAskedFor({ query, operationName, variables, extensions }: Readonly<Record<string, unknown>>): boolean {
  return (
    typeof query === 'string' &&
    (typeof operationName === 'string' || operationName === null || operationName === undefined) &&
    isOptionalRecord(variables) &&
    isOptionalRecord(extensions)
  );
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isOptionalRecord(value: unknown): value is Readonly<Record<string, unknown>> | null | undefined {
  return value === null || value === undefined || isRecord(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What the server sends of an operation. @param result JSON */
export function nextMessage(id: string, result: string): string {
  return `{"id":${JSON.stringify(id)},"type":"next","payload":${result}}`;
}

export function errorMessage(id: string, errors: readonly (GraphQLError | GraphQLFormattedError)[]): string {
  return `{"id":${JSON.stringify(id)},"type":"error","payload":${JSON.stringify(errors)}}`;
}

export function completeMessage(id: string): string {
  return `{"id":${JSON.stringify(id)},"type":"complete"}`;
}
