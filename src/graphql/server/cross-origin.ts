import type { ServerResponse } from 'node:http';

/** Lets a page of an allowed origin read the answer: https://fetch.spec.whatwg.org/#http-cors-protocol */
export function allowForeignPage(response: ServerResponse, origin: string): void {
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', 'x-request-id');
  response.setHeader('cross-origin-resource-policy', 'cross-origin');
  response.appendHeader('vary', 'Origin');
}

/** Answers what a browser asks before such a page's request. No credentials: cookies count for our own pages alone. */
export function answerPreflight(response: ServerResponse): void {
  response.writeHead(204, {
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers':
      'content-type, accept, authorization, apollo-require-preflight, x-apollo-operation-name, x-request-id',
    'access-control-max-age': '600',
  });
  response.end();
}
