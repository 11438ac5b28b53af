import type { ServerResponse } from 'node:http';
import type { Status } from '../objects/status.ts';

/** What a handler answers: a JSON body, a text, or a stream that it writes itself. */
export type Reply =
  | {
      readonly code: number;
      readonly json: unknown;
      readonly contentType?: string;
      readonly warnings?: readonly string[];
    }
  | { readonly code: number; readonly text: string }
  | { readonly stream: (response: ServerResponse) => void };

/** A refusal. */
export function refuse(status: Status): Reply {
  return { code: status.code, json: status };
}

/** Writes a reply. */
export function send(reply: Reply, response: ServerResponse): void {
  response.setHeader('Cache-Control', 'no-cache, private');
  if ('stream' in reply) {
    reply.stream(response);
    return;
  }
  const [body, contentType] =
    'json' in reply
      ? [`${JSON.stringify(reply.json)}\n`, reply.contentType ?? 'application/json']
      : [reply.text, 'text/plain; charset=utf-8'];
  if ('json' in reply) {
    const retryAfter = retryAfterSeconds(reply.json);
    if (retryAfter !== undefined) response.setHeader('Retry-After', String(retryAfter));
    if (reply.warnings !== undefined)
      response.setHeader(
        'Warning',
        reply.warnings.map((text) => `299 - ${JSON.stringify(text)}`),
      );
  }
  response.writeHead(reply.code, { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

function retryAfterSeconds(body: unknown): number | undefined {
  const status = body as Partial<Status>;
  return status.kind === 'Status' ? status.details?.retryAfterSeconds : undefined;
}
