import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { Clock } from '../../lib/clock.ts';
import type { JsonObject } from '../../lib/json.ts';
import { linkedAbort } from '../../lib/linked-abort.ts';
import { noLongerNeeded } from '../../lib/no-longer-needed.ts';
import { fail, succeed } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import { traceHeaders } from '../../lib/tracing.ts';
import { failureOfStatus } from '../failures.ts';
import type { Attempt, CallFailure } from '../failures.ts';
import { isProtobuf } from '../protobuf/envelope.ts';
import { readStatus } from '../protobuf/read-status.ts';
import { readBounded, readBoundedBytes, TooLargeError } from './bounded-body.ts';
import { connectionFailure, CredentialError, DeadlineError } from './connection-failure.ts';
import { createConnectionKeeper } from './connection-keeper.ts';
import type { Connection } from './connection-keeper.ts';
import type { CredentialSource } from './credentials.ts';
import type { PoolName } from './connection-pools.ts';
import { parseRetryAfter } from './retry-after.ts';
import { unlessAborted } from './unless-aborted.ts';

/** One request. `path` is already encoded: made by `resourcePath`, or a constant. */
export interface ClusterRequest {
  readonly method?: 'GET' | 'PATCH' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly contentType?: string;
  readonly accept?: string;
  /** Any body will do: the answer is an empty object. */
  readonly anyBody?: boolean;
  /** For the words of a failure: `list pods`. */
  readonly what: string;
  /** Whether it may change something. Default: any method but GET. */
  readonly write?: boolean;
  /** From now to the last byte of the answer, in milliseconds. */
  readonly deadlineMs: number;
  /** Ends it before its deadline: nobody needs the answer any more. */
  readonly signal?: AbortSignal;
}

/** An answer that is read as it comes. */
export interface OpenStream {
  /** `content-type` of the answer; empty where it says none. */
  readonly contentType: string;
  readonly body: Readable;
  /** Ends the connection. */
  close(): void;
}

/** Calls to one API server, over its own connections. Never follows a redirect, never repeats a call that may have had an effect. */
export interface ClusterTransport {
  /** One JSON answer, within its deadline. */
  call(request: ClusterRequest, pool?: PoolName): Promise<Result<JsonObject, CallFailure>>;
  /**
   * Opens an answer that is read as it comes: a watch, or a list. The deadline is for the headers only.
   * Reading the body throws when the connection breaks: see `connectionFailure`.
   */
  open(
    request: Omit<ClusterRequest, 'signal'>,
    pool: PoolName,
    signal: AbortSignal,
  ): Promise<Result<OpenStream, CallFailure>>;
  /** What the operator should know of the credentials; null before they were read. */
  readonly warning: string | null;
  /** Ends all connections; the next call makes new ones. */
  reset(): void;
  /** Calls the listener after connections were replaced because the CA, the certificate or the address changed. */
  onReplaced(listener: () => void): void;
  close(): void;
}

const maxAnswerBytes = 32 * 1024 * 1024;
const maxErrorBytes = 256 * 1024;

export function createClusterTransport(options: {
  readonly credentials: CredentialSource;
  readonly clock: Clock;
}): ClusterTransport {
  const { clock } = options;
  const keeper = createConnectionKeeper(options.credentials, clock);

  /** Sends the request; where the credentials are refused and have changed on disk, once more with the new ones. */
  async function send(request: ClusterRequest, pool: PoolName, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const connection = await inTime(keeper.current(), signal);
    const response = await dispatch(connection, request, pool, signal);
    if (response.statusCode !== 401) return response;
    const renewed = await inTime(keeper.renewed(connection), signal);
    if (renewed === null) return response;
    response.body.destroy();
    return dispatch(renewed, request, pool, signal);
  }

  async function failureOf(response: Dispatcher.ResponseData, attempt: Attempt): Promise<CallFailure> {
    const retryAfterMs = parseRetryAfter(response.headers['retry-after'], clock.now());
    const body = await readBoundedBytes(response.body, maxErrorBytes).then(
      (bytes) => (isProtobuf(contentTypeOf(response)) ? readStatus(bytes) : parseObject(bytes.toString('utf8'))),
      () => null,
    );
    const failure = failureOfStatus(response.statusCode, body, retryAfterMs, attempt);
    const hint = response.statusCode === 401 ? keeper.certificateHint(clock.now()) : null;
    return hint === null ? failure : { ...failure, message: `${failure.message} (${hint})` };
  }

  return {
    async call(request, pool = 'calls') {
      const attempt = attemptOf(request);
      const deadline = startDeadline(clock, request);
      try {
        const response = await send(request, pool, deadline.signal);
        if (response.statusCode >= 300) return fail(await failureOf(response, attempt));
        const text = await readBounded(response.body, maxAnswerBytes);
        if (request.anyBody === true) return succeed({});
        const body = parseObject(text);
        if (body !== null) return succeed(body);
        return fail({
          reason: attempt.write ? 'UNKNOWN_OUTCOME' : 'UNAVAILABLE',
          message: `what answered ${request.what} is not an API server: no JSON came back`,
          retryable: true,
        });
      } catch (error) {
        return fail(failureOfError(error, deadline.signal, attempt));
      } finally {
        deadline.cancel();
      }
    },

    async open(request, pool, signal) {
      const attempt = attemptOf(request);
      const deadline = startDeadline(clock, request);
      const whole = new AbortController();
      const abort = (): void => whole.abort(signal.aborted ? signal.reason : deadline.signal.reason);
      signal.addEventListener('abort', abort);
      deadline.signal.addEventListener('abort', abort);
      if (signal.aborted) abort();
      try {
        const response = await send(request, pool, whole.signal);
        if (response.statusCode >= 300) {
          const failure = await failureOf(response, attempt);
          signal.removeEventListener('abort', abort);
          return fail(failure);
        }
        return succeed({
          contentType: contentTypeOf(response),
          body: response.body,
          close() {
            signal.removeEventListener('abort', abort);
            whole.abort(noLongerNeeded);
            response.body.destroy();
          },
        });
      } catch (error) {
        signal.removeEventListener('abort', abort);
        return fail(failureOfError(error, whole.signal, attempt));
      } finally {
        deadline.cancel();
      }
    },

    get warning() {
      return keeper.warning;
    },
    reset: () => keeper.reset(),
    onReplaced: (listener) => keeper.onReplaced(listener),
    close: () => keeper.close(),
  };
}

/** Credentials that a hanging plugin or file system holds back: nothing was sent. @throws CredentialError */
async function inTime<T>(reading: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await unlessAborted(reading, signal);
  } catch (error) {
    if (!signal.aborted || error instanceof CredentialError) throw error;
    throw new CredentialError('its credentials cannot be read in time: a credential plugin or a file does not answer');
  }
}

async function dispatch(
  connection: Connection,
  request: ClusterRequest,
  pool: PoolName,
  signal: AbortSignal,
): Promise<Dispatcher.ResponseData> {
  const query = new URLSearchParams(request.query ?? {}).toString();
  const sent = connection.pools[pool].request({
    origin: connection.origin,
    path: `${connection.basePath}${request.path}${query === '' ? '' : `?${query}`}`,
    method: request.method ?? 'GET',
    headers: {
      accept: request.accept ?? 'application/json',
      'user-agent': 'tenantry',
      ...(request.contentType === undefined ? {} : { 'content-type': request.contentType }),
      ...traceHeaders(),
      ...connection.headers,
    },
    body: request.body ?? null,
    signal,
    // Deadlines are kept by the signal, which runs on the injected clock.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const response = await unlessAborted(sent, signal);
  // An answer that is dropped half-read must not become an uncaught error of its stream.
  response.body.on('error', () => undefined);
  return response;
}

function startDeadline(clock: Clock, request: ClusterRequest): { readonly signal: AbortSignal; cancel(): void } {
  const ending = linkedAbort(...(request.signal === undefined ? [] : [request.signal]));
  const cancel = clock.after(request.deadlineMs, () =>
    ending.abort(new DeadlineError(request.what, request.deadlineMs)),
  );
  return {
    signal: ending.signal,
    cancel() {
      cancel();
      ending.release();
    },
  };
}

function failureOfError(error: unknown, signal: AbortSignal, attempt: Attempt): CallFailure {
  if (error instanceof TooLargeError)
    return { reason: 'UNAVAILABLE', message: `the answer to ${attempt.what} is too large`, retryable: false };
  const late = signal.aborted && signal.reason instanceof DeadlineError && !(error instanceof CredentialError);
  return connectionFailure(late ? signal.reason : error, attempt);
}

function attemptOf(request: ClusterRequest): Attempt {
  return { what: request.what, write: request.write ?? (request.method ?? 'GET') !== 'GET' };
}

function contentTypeOf(response: Dispatcher.ResponseData): string {
  return String(response.headers['content-type'] ?? '');
}

function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
  } catch {
    return null;
  }
}
