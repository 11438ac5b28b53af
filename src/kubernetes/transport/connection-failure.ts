import { cleanText } from '../failures.ts';
import type { Attempt, CallFailure } from '../failures.ts';

/** Reading credentials failed; the message is for a person and holds no secret. */
export class CredentialError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CredentialError';
  }
}

/** A call took longer than its deadline. */
export class DeadlineError extends Error {
  constructor(what: string, deadlineMs: number) {
    super(`no answer to ${what} within ${deadlineMs / 1000} s`);
    this.name = 'DeadlineError';
  }
}

/** Failures before a request can have been sent. */
const neverSent = new Map([
  ['ECONNREFUSED', 'nothing listens there (connection refused)'],
  ['ENOTFOUND', 'its host name is not known'],
  ['EAI_AGAIN', 'its host name cannot be looked up now'],
  ['EHOSTUNREACH', 'there is no route to its host'],
  ['ENETUNREACH', 'there is no route to its network'],
  ['UND_ERR_CONNECT_TIMEOUT', 'the connection was not accepted in time'],
]);

/** The API server's certificate is not what the operator said it would be. */
const untrustedServer = new Map([
  ['CERT_HAS_EXPIRED', "the API server's certificate has expired: renew it"],
  ['CERT_NOT_YET_VALID', "the API server's certificate is not valid yet: check the clocks"],
  [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    "the API server's certificate is for another host name: set `tls-server-name`, or use the right address",
  ],
]);
const unknownIssuer = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'INVALID_CA',
]);

/** The failure that an exception of a call stands for. Never holds what was sent or received. */
export function connectionFailure(error: unknown, attempt: Attempt): CallFailure {
  if (error instanceof CredentialError) return { reason: 'UNAUTHORIZED', message: error.message, retryable: true };
  if (error instanceof DeadlineError) {
    return { reason: attempt.write ? 'UNKNOWN_OUTCOME' : 'TIMEOUT', message: error.message, retryable: true };
  }
  const code = codeOf(error);
  const refused = neverSent.get(code);
  if (refused !== undefined)
    return { reason: 'UNREACHABLE', message: `the API server cannot be reached: ${refused}`, retryable: true };
  const untrusted = unknownIssuer.has(code)
    ? "the API server's certificate is not signed by the CA that is registered for it: correct `certificate-authority` (`caFile`)"
    : untrustedServer.get(code);
  if (untrusted !== undefined) return { reason: 'UNREACHABLE', message: `${untrusted} (${code})`, retryable: true };
  if (code.includes('_ALERT_') || code.startsWith('ERR_SSL_TLSV1') || code.startsWith('ERR_SSL_SSLV3')) {
    return {
      reason: 'UNAUTHORIZED',
      message: `the API server refused the client certificate (${code}): renew it`,
      retryable: true,
    };
  }
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'HPE_INVALID_CONSTANT' || code === 'HPE_INVALID_VERSION') {
    return {
      reason: 'UNREACHABLE',
      message: `what answers at this address is not an API server (${code}): check the scheme and the port`,
      retryable: true,
    };
  }
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return {
      reason: attempt.write ? 'UNKNOWN_OUTCOME' : 'TIMEOUT',
      message: `no answer to ${attempt.what} in time`,
      retryable: true,
    };
  }
  const words = code === '' ? cleanText(error instanceof Error ? error.name : 'unknown error') : code;
  return {
    reason: attempt.write ? 'UNKNOWN_OUTCOME' : 'UNREACHABLE',
    message: `the connection to the API server broke during ${attempt.what} (${words})`,
    retryable: true,
  };
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'cause' in error ? codeOf(error.cause) : '';
}
