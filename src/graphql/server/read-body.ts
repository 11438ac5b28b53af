import type { GraphQLError } from 'graphql';
import { isAscii } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { fail, succeed } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import { rejection } from '../errors.ts';
import { createJsonShape, smallBytes } from './check-json-shape.ts';
import { limitExceeded } from './limit-exceeded.ts';
import type { Limits } from './limits.ts';
import { statusOfLimit } from './respond.ts';

/** Why a body is not parsed, and the HTTP status that says so. */
export interface BodyFailure {
  readonly status: 400 | 413 | 415;
  readonly error: GraphQLError;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads a JSON body of at most `limits.bodyBytes`, in UTF-8, to be parsed. Rejects where the connection breaks meanwhile. */
export async function readJsonBody(
  request: IncomingMessage,
  limits: Limits,
): Promise<Result<() => Result<unknown, GraphQLError>, BodyFailure>> {
  if (!isJson(request.headers['content-type'] ?? '')) {
    return unsupported('Send the request as content-type: application/json; charset=utf-8.');
  }
  if (!/^(?:identity)?$/i.test(request.headers['content-encoding'] ?? '')) {
    return unsupported('Compressed bodies are not served: leave content-encoding out.');
  }
  const bytes = await readBytes(request, limits);
  if (!bytes.ok) return bytes;
  return succeed(() => parseBody(bytes.value));
}

/** Whether a Content-Type header says that it is JSON in UTF-8. */
export function isJson(contentType: string): boolean {
  return (
    contentType === 'application/json' ||
    /^\s*application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(contentType)
  );
}

/** Parses a body that was read whole. */
export function parseBody(bytes: Buffer): Result<unknown, GraphQLError> {
  try {
    // Of nothing but ASCII, as most are, a text is made without decoding.
    return succeed(JSON.parse(isAscii(bytes) ? bytes.toString('latin1') : utf8.decode(bytes)) as unknown);
  } catch {
    return fail(rejection('BAD_REQUEST', 'The body is no JSON in UTF-8.'));
  }
}

function unsupported(message: string): Result<never, BodyFailure> {
  return fail({ status: 415, error: rejection('UNSUPPORTED_MEDIA_TYPE', message) });
}

/**
 * The whole body. Of one that is larger, or holds more than the limits allow, the rest is read and dropped, so that the answer
 * arrives: for the latter before it is answered, as there is not much.
 */
function readBytes(request: IncomingMessage, limits: Limits): Promise<Result<Buffer, BodyFailure>> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > limits.bodyBytes) {
      request.resume();
      resolve(tooLarge(limits));
      return;
    }
    const chunks: Buffer[] = [];
    const shape = createJsonShape(limits);
    let excess: GraphQLError | null = null;
    let length = 0;
    const look = (chunk: Buffer): void => {
      excess ??= shape.add(chunk);
    };
    const onData = (chunk: Buffer): void => {
      const before = length;
      length += chunk.length;
      if (length > limits.bodyBytes) {
        request.off('data', onData);
        request.resume();
        resolve(tooLarge(limits));
        return;
      }
      if (excess === null) chunks.push(chunk);
      if (before > smallBytes) look(chunk);
      else if (length > smallBytes) chunks.forEach(look);
      if (excess !== null) chunks.length = 0;
    };
    request.on('data', onData);
    request.once('end', () => {
      resolve(excess ? fail({ status: statusOfLimit(excess), error: excess }) : succeed(Buffer.concat(chunks)));
    });
    request.once('error', reject);
    request.once('close', () => {
      if (!request.complete) reject(new Error('The client went away before its request was complete.'));
    });
  });
}

function tooLarge({ bodyBytes }: Limits): Result<never, BodyFailure> {
  const message = `The body is larger than ${bodyBytes} bytes. Send it in several requests.`;
  return fail({ status: 413, error: limitExceeded('bodyBytes', bodyBytes, message) });
}
