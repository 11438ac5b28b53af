import type { GraphQLError } from 'graphql';
import type { IncomingMessage } from 'node:http';
import { fail, succeed } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import { rejection } from '../errors.ts';
import { checkJsonShape } from './check-json-shape.ts';
import { limitExceeded } from './limit-exceeded.ts';
import type { Limits } from './limits.ts';

/** Why a body was not read, and the HTTP status that says so. */
export interface BodyFailure {
  readonly status: 413 | 415;
  readonly error: GraphQLError;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads a JSON body of at most `limits.bodyBytes`, in UTF-8, to be parsed. Rejects where the connection breaks meanwhile. */
export async function readJsonBody(
  request: IncomingMessage,
  limits: Limits,
): Promise<Result<() => Result<unknown, GraphQLError>, BodyFailure>> {
  const type = /^\s*application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;
  if (!type.test(request.headers['content-type'] ?? '')) {
    return unsupported('Send the request as content-type: application/json; charset=utf-8.');
  }
  if (!/^(?:identity)?$/i.test(request.headers['content-encoding'] ?? '')) {
    return unsupported('Compressed bodies are not served: leave content-encoding out.');
  }
  const bytes = await readBytes(request, limits.bodyBytes);
  if (bytes === null) {
    const message = `The body is larger than ${limits.bodyBytes} bytes. Send it in several requests.`;
    return fail({ status: 413, error: limitExceeded('bodyBytes', limits.bodyBytes, message) });
  }
  return succeed(() => {
    const excess = checkJsonShape(bytes, limits);
    if (excess) return fail(excess);
    try {
      return succeed(JSON.parse(utf8.decode(bytes)) as unknown);
    } catch {
      return fail(rejection('BAD_REQUEST', 'The body is no JSON in UTF-8.'));
    }
  });
}

function unsupported(message: string): Result<never, BodyFailure> {
  return fail({ status: 415, error: rejection('UNSUPPORTED_MEDIA_TYPE', message) });
}

/** The whole body, or null where it is larger; what comes after that is read and dropped, so that the answer arrives. */
function readBytes(request: IncomingMessage, maximum: number): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > maximum) {
      request.resume();
      resolve(null);
      return;
    }
    const chunks: Buffer[] = [];
    let length = 0;
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (length <= maximum) {
        chunks.push(chunk);
      } else {
        request.off('data', onData);
        request.resume();
        resolve(null);
      }
    };
    request.on('data', onData);
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
    request.once('close', () => {
      if (!request.complete) reject(new Error('The client went away before its request was complete.'));
    });
  });
}
