import { groupResource } from './resources.ts';

/**
 * What a Kubernetes API server answers when it refuses.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
 */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: { readonly continue?: string };
  readonly status: 'Failure';
  readonly message: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code: number;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

export interface StatusCause {
  readonly reason: string;
  readonly message: string;
  readonly field?: string;
}

type Named = { readonly name: string; readonly group: string };

function failure(code: number, reason: string, message: string, details?: StatusDetails): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...(details === undefined ? {} : { details }),
    code,
  };
}

function about(resource: Named, name: string): StatusDetails {
  return { name, ...(resource.group === '' ? {} : { group: resource.group }), kind: resource.name };
}

export function notFound(resource: Named, name: string): Status {
  return failure(404, 'NotFound', `${groupResource(resource)} "${name}" not found`, about(resource, name));
}

/** What is answered for a resource that no API of the cluster has. */
export function noSuchResource(): Status {
  return failure(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function conflict(resource: Named, name: string, why: string): Status {
  const message = `Operation cannot be fulfilled on ${groupResource(resource)} "${name}": ${why}`;
  return failure(409, 'Conflict', message, about(resource, name));
}

export function badRequest(message: string): Status {
  return failure(400, 'BadRequest', message);
}

export function unauthorized(): Status {
  return failure(401, 'Unauthorized', 'Unauthorized');
}

export function notAcceptable(available: readonly string[]): Status {
  const message = `406: Not Acceptable\n\nAvailable representations: ${available.join(', ')}`;
  return failure(406, 'NotAcceptable', message, {});
}

export function unsupportedMediaType(): Status {
  return failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
}

/** A JSON patch whose operation failed, a `test` included: the server does not say which. */
export function patchRejected(): Status {
  return failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}

/** One field that is wrong, as field.Error says it. */
export interface FieldError extends StatusCause {
  readonly field: string;
}

export function invalid(kind: Named, name: string, errors: readonly FieldError[]): Status {
  const said = errors.map((error) => `${error.field}: ${error.message}`);
  const joined = said.length === 1 ? said.join() : `[${said.join(', ')}]`;
  const details: StatusDetails = {
    ...(name === '' ? {} : { name }),
    ...(kind.group === '' ? {} : { group: kind.group }),
    ...(kind.name === '' ? {} : { kind: kind.name }),
    causes: errors.map(({ reason, message, field }) => ({ reason, message, field })),
  };
  return failure(422, 'Invalid', `${groupResource(kind)} "${name}" is invalid: ${joined}`, details);
}

/** A resourceVersion or continue token that lies before what is still known. */
export function expired(message: string, continueToken?: string): Status {
  const status = failure(410, 'Expired', message);
  return continueToken === undefined ? status : { ...status, metadata: { continue: continueToken } };
}

/** A resourceVersion that this server has not reached. */
export function tooLargeResourceVersion(asked: number, current: number): Status {
  return failure(504, 'Timeout', `Timeout: Too large resource version: ${asked}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}

/** A watch from a resourceVersion that is no number: here alone the server blames itself, and gives no reason. */
export function unreasoned(message: string): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 };
}

/** What the simulator does not do. It never answers wrongly instead. */
export function notImplemented(what: string): Status {
  return failure(
    501,
    'NotImplemented',
    `The simulated cluster does not implement ${what}. Use a real cluster for that.`,
  );
}
