import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request as the proxy received it. */
export interface RecordedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly contentType: string | undefined;
  readonly userAgent: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
  /** Whether it asks for a watch stream. */
  readonly watch: boolean;
  /** `performance.now()` when it came. */
  readonly at: number;
}

/** Which requests are meant: those that fit everything that is given. */
export interface RequestPattern {
  readonly method?: string;
  /** Of the path without the query: a part of it, or an expression. */
  readonly path?: string | RegExp;
  readonly watch?: boolean;
  /** Parameters that the query must have with these values. */
  readonly query?: Readonly<Record<string, string>>;
}

/** What becomes of a request. Where it says "events", it is for watch streams. */
export type Fault =
  /** Passes it on late. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** Accepts it and never answers. */
  | { readonly kind: 'black-hole' }
  /** Answers itself, as an API server does: with a Status of that code. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly reason?: string;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Answers 302 with this location. */
  | { readonly kind: 'redirect'; readonly location: string }
  /** Resets the connection before an answer. */
  | { readonly kind: 'cut' }
  /** Passes on so many events, then closes the connection in the middle of the stream. */
  | { readonly kind: 'cut-after'; readonly events: number }
  /** Passes on so many events and half of the next one, then ends the stream as if it were complete. */
  | { readonly kind: 'truncate'; readonly events: number }
  /** Passes on so many events, then this line (not JSON, an ERROR event …), then the rest. */
  | { readonly kind: 'insert'; readonly events: number; readonly line: string };

/** Whether a request is one of those that a pattern means. */
export function matchesPattern(pattern: RequestPattern, request: RecordedRequest): boolean {
  const { method, path, watch, query = {} } = pattern;
  if (method !== undefined && method !== request.method) return false;
  if (typeof path === 'string' && !request.path.includes(path)) return false;
  if (path instanceof RegExp && !path.test(request.path)) return false;
  if (watch !== undefined && watch !== request.watch) return false;
  return Object.entries(query).every(([name, value]) => request.query[name] === value);
}

/** The line of a watch stream that an API server sends when the resourceVersion is too old. */
export const expiredEvent = JSON.stringify({
  type: 'ERROR',
  object: statusObject(410, 'Expired', 'too old resource version: 1 (2)'),
});

/** Answers with a Status object. */
export function answerStatus(response: ServerResponse, fault: Extract<Fault, { kind: 'status' }>): void {
  const { status, reason = defaultReasons[status] ?? 'InternalError', message = 'made by the test proxy' } = fault;
  response.writeHead(status, { 'content-type': 'application/json', ...fault.headers });
  response.end(JSON.stringify(statusObject(status, reason, message)));
}

const defaultReasons: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  410: 'Expired',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

function statusObject(code: number, reason: string, message: string): object {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
}

/** Passes on the lines of a watch stream, spoiled as the fault says. */
export function relaySpoiled(
  answer: IncomingMessage,
  response: ServerResponse,
  fault: Extract<Fault, { kind: 'cut-after' | 'truncate' | 'insert' }>,
): void {
  let events = 0;
  let rest = Buffer.alloc(0);
  let over = false;

  const atEvents = () => {
    if (events !== fault.events) return;
    if (fault.kind === 'insert') response.write(`${fault.line}\n`);
    // Closed without the last chunk, and only after what came before has left: a reset could overtake it.
    if (fault.kind === 'cut-after') {
      over = true;
      response.write('\n', () => response.socket?.destroy());
    }
  };

  const relay = (line: Buffer) => {
    if (over) return;
    if (fault.kind === 'truncate' && events === fault.events) {
      over = true;
      response.end(line.subarray(0, Math.floor(line.length / 2)));
      return;
    }
    response.write(line);
    events += 1;
    atEvents();
  };

  atEvents();
  answer.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a)) {
      relay(rest.subarray(0, end + 1));
      rest = rest.subarray(end + 1);
    }
  });
  answer.on('end', () => {
    if (!over) response.end(rest);
  });
}
