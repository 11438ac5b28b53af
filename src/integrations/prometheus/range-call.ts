import { readFile } from 'node:fs/promises';
import { Agent, request } from 'undici';
import type { PrometheusSource } from '../../domain/clusters/cluster-definition.ts';
import type { TimeGrid } from '../../domain/metrics/time-grid.ts';
import { lastOf } from '../../domain/metrics/time-grid.ts';
import type { Clock } from '../../lib/clock.ts';
import { redact } from '../../lib/redact.ts';
import { fail, succeed } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import { inSpan, traceHeaders } from '../../lib/tracing.ts';
import type { OpenSpan, SpanSpec } from '../../lib/tracing.ts';
import { wrongAddress } from './range-response.ts';

/** Why a range query has no answer, in words for those who run the backend, and without secrets. */
export interface CallFailure {
  /**
   * REFUSED: the backend is well, and does not want this query. LATE: it has no answer to it at the deadline. GONE: whoever asked is no
   * longer there. AWAY: it cannot be reached, or does not answer as it should.
   */
  readonly type: 'REFUSED' | 'TOO_LARGE' | 'LATE' | 'GONE' | 'AWAY';
  readonly message: string;
}

/** Range queries of one backend, over its own connections. */
export interface RangeCalls {
  /** The text of the answer. Never rejects, and ends within the deadline. */
  call(query: string, grid: TimeGrid, signal?: AbortSignal): Promise<Result<string, CallFailure>>;
  close(): Promise<void>;
}

const maxAnswerBytes = 8 * 1024 * 1024;
const maxErrorBytes = 64 * 1024;
const connectMs = 2_000;
const connections = 8;

/** @param deadlineMs from the call to the last byte of its answer, in milliseconds */
export function createRangeCalls(source: PrometheusSource, clock: Clock, deadlineMs: number): RangeCalls {
  const url = `${source.url}/api/v1/query_range`;
  const spanSpec = spanOf(url);
  let pool: { readonly ca: string | undefined; readonly agent: Agent } | null = null;

  /** New connections when the CA has changed on disk. */
  function agentFor(ca: string | undefined): Agent {
    if (pool !== null && pool.ca === ca) return pool.agent;
    void pool?.agent.close();
    const connect = { timeout: connectMs, ...(ca !== undefined && { ca }) };
    pool = { ca, agent: new Agent({ connections, connect, headersTimeout: 0, bodyTimeout: 0 }) };
    return pool.agent;
  }

  async function post(
    query: string,
    grid: TimeGrid,
    signal: AbortSignal,
    span: OpenSpan,
  ): Promise<Result<string, CallFailure>> {
    const [token, ca] = await Promise.all([textOf(source.tokenFile, 'tokenFile'), textOf(source.caFile, 'caFile')]);
    const form = new URLSearchParams({
      query,
      start: String(grid.first / 1_000),
      end: String(lastOf(grid) / 1_000),
      step: String(grid.step / 1_000),
      timeout: `${deadlineMs}ms`,
    });
    const { statusCode, body } = await request(url, {
      method: 'POST',
      dispatcher: agentFor(ca),
      signal,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token.trim()}` }),
        ...(source.orgId !== undefined && { 'x-scope-orgid': source.orgId }),
        ...traceHeaders(),
      },
      body: form.toString(),
    });
    span.set({ 'http.response.status_code': statusCode });
    try {
      if (statusCode === 200) return succeed(await readBounded(body, maxAnswerBytes, TooLarge));
      if (statusCode === 400 || statusCode === 422) {
        return fail({ type: 'REFUSED', message: refusalIn(await readBounded(body, maxErrorBytes)) });
      }
      return fail({ type: 'AWAY', message: wordsOfStatus(statusCode) });
    } finally {
      // What is not read would hold the connection; that it was not read is no error.
      body.on('error', () => {}).destroy();
    }
  }

  async function callWithin(query: string, grid: TimeGrid, outer: AbortSignal | undefined, span: OpenSpan) {
    const deadline = new AbortController();
    const cancel = clock.after(deadlineMs, () => deadline.abort());
    const signal = outer === undefined ? deadline.signal : AbortSignal.any([outer, deadline.signal]);
    try {
      return await post(query, grid, signal, span);
    } catch (error) {
      if (error instanceof TooLarge) return fail<CallFailure>({ type: 'TOO_LARGE', message: error.message });
      if (deadline.signal.aborted) {
        return fail<CallFailure>({ type: 'LATE', message: `it did not answer within ${deadlineMs / 1_000} s` });
      }
      if (outer?.aborted === true) return fail<CallFailure>({ type: 'GONE', message: 'it was not waited for' });
      return fail<CallFailure>({ type: 'AWAY', message: wordsOf(error) });
    } finally {
      cancel();
    }
  }

  return {
    call: (query, grid, outer) =>
      inSpan(spanSpec, async (span) => {
        const answer = await callWithin(query, grid, outer, span);
        if (!answer.ok) span.failed(answer.failure.message);
        return answer;
      }),
    close: async () => pool?.agent.destroy(),
  };
}

/** Without the expressions, in which callers may be named. */
function spanOf(url: string): SpanSpec {
  const { hostname, port, protocol, pathname } = new URL(url);
  return {
    name: 'POST',
    kind: 'CLIENT',
    onlyWithin: true,
    attributes: {
      'http.request.method': 'POST',
      'url.path': pathname,
      'server.address': hostname,
      'server.port': Number(port || (protocol === 'https:' ? 443 : 80)),
      'tenantry.call': 'query Prometheus',
    },
  };
}

/** A cause that is known, in words of its own. */
class KnownFailure extends Error {}

async function textOf(path: string | undefined, field: string): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new KnownFailure(`its ${field} cannot be read: correct prometheus.${field} in the cluster's file`);
  }
}

/** More than is read of one answer, as its own query may bring about. */
class TooLarge extends KnownFailure {}

/** @throws KnownFailure, or what is given in its place, for a larger one */
async function readBounded(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  Failure: new (message: string) => Error = KnownFailure,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new Failure(`its answer is larger than ${maxBytes / 1024 / 1024} MiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What the backend says of a query that it refuses. */
function refusalIn(body: string): string {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    answer = null;
  }
  const error: unknown = Object(answer)['error'];
  return `it refuses the query${typeof error === 'string' ? `: ${redact(error.slice(0, 200))}` : ''}`;
}

function wordsOfStatus(status: number): string {
  if (status === 401 || status === 403) {
    return `it does not let the gateway in (${status}): check prometheus.tokenFile in the cluster's file`;
  }
  if (status === 429) return 'it has too much to do (429)';
  return status < 500 ? `it answered ${status}. ${wrongAddress}` : `it answered ${status}`;
}

const unknownIssuer =
  "its certificate is not signed by a CA that is trusted: correct prometheus.caFile in the cluster's file";
const causes: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at its address (connection refused)',
  ENOTFOUND: 'its host name is not known',
  EAI_AGAIN: 'its host name cannot be looked up now',
  EHOSTUNREACH: 'there is no route to its host',
  ENETUNREACH: 'there is no route to its network',
  UND_ERR_CONNECT_TIMEOUT: 'its connection was not accepted in time',
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownIssuer,
  SELF_SIGNED_CERT_IN_CHAIN: unknownIssuer,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownIssuer,
  CERT_SIGNATURE_FAILURE: unknownIssuer,
  CERT_HAS_EXPIRED: 'its certificate has expired: renew it',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet: compare the clocks',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host: correct prometheus.url, or the certificate',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it speaks no TLS there: correct the scheme or the port of prometheus.url',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it speaks no TLS there: correct the scheme or the port of prometheus.url',
};

function wordsOf(error: unknown): string {
  if (error instanceof KnownFailure) return error.message;
  const code = codeOf(error);
  return causes[code] ?? `the connection to it broke${code === '' ? '' : ` (${code})`}`;
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'cause' in error ? codeOf(error.cause) : '';
}
