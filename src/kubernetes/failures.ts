import type { ClusterFailure } from '../domain/clusters/cluster-failure.ts';
import type { Json, JsonObject } from '../lib/json.ts';

/** A failed call, with what only this side needs to know of it. */
export interface CallFailure extends ClusterFailure {
  /** The HTTP status; absent where no answer came. */
  readonly status?: number;
  /** `reason` of the Kubernetes Status, such as `Expired`. */
  readonly statusReason?: string;
}

/** What was tried, for the words of a failure. */
export interface Attempt {
  /** Such as `list pods`. */
  readonly what: string;
  /** Whether it may have changed something: then a lost answer is an unknown outcome. */
  readonly write: boolean;
}

const maxMessageLength = 600;
/** What must not be repeated even if an API server or a webhook says it. */
const secretsInText = [
  /([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi,
  /(bearer\s+)[\w.~+/-]+=*/gi,
  /()eyJ[\w-]{4,}\.[\w-]+\.[\w-]*/g,
];

/** Text from a cluster, shortened, on one line and without credentials. */
export function cleanText(text: string): string {
  let clean = text.replace(/\s+/g, ' ').trim();
  for (const pattern of secretsInText) clean = clean.replace(pattern, '$1…');
  return clean.length > maxMessageLength ? `${clean.slice(0, maxMessageLength)}…` : clean;
}

/**
 * The failure that an HTTP answer other than 2xx stands for.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
 */
export function failureOfStatus(
  status: number,
  body: JsonObject | null,
  retryAfterMs: number | undefined,
  attempt: Attempt,
): CallFailure {
  const statusReason = textOf(body?.['reason']);
  const told = cleanText(textOf(body?.['message']) ?? '');
  const base = { status, ...(statusReason === undefined ? {} : { statusReason }) };
  const say = (reason: CallFailure['reason'], message: string, retryable = false): CallFailure => ({
    ...base,
    reason,
    message,
    retryable,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
  const because = told === '' ? '' : `: ${told}`;

  if (status >= 300 && status < 400) {
    return say(
      'UNREACHABLE',
      `the server answered ${attempt.what} with a redirect (${status}), which is never followed: register the API server's own address`,
    );
  }
  if (isAdmissionDenial(told)) return say('POLICY_DENIED', told);
  switch (status) {
    case 401:
      return say(
        'UNAUTHORIZED',
        `the API server does not accept these credentials (401, ${attempt.what}): renew them in the cluster's kubeconfig or token file`,
      );
    case 403:
      return forbidden(told, attempt, say);
    case 404:
      return say('NOT_FOUND', `not found (${attempt.what})${because}`);
    case 409:
      return say('CONFLICT', told === '' ? `conflict (${attempt.what})` : told);
    case 410:
      return say('UNAVAILABLE', `the resource version is too old (${attempt.what})`, true);
    case 422:
      // A JSON patch whose `test` fails, or whose path is not there, is answered without any cause.
      return hasCauses(body)
        ? say('INVALID', told)
        : say('CONFLICT', 'the object is no longer as it was when the change was planned: plan again');
    case 429:
      return say('UNAVAILABLE', `the API server asks to wait (429, ${attempt.what})${because}`, true);
    case 400:
      return /dry.?run/i.test(told)
        ? say('UNSUPPORTED', told)
        : say('INVALID', `the API server refused ${attempt.what} (400)${because}`);
    case 405:
    case 406:
    case 415:
    case 501:
      return say('UNSUPPORTED', `the API server does not support ${attempt.what} (${status})${because}`);
    default:
  }
  if (status >= 500) {
    const webhookFailed = told.includes('failed calling webhook');
    const message = `the API server failed at ${attempt.what} (${status})${because}`;
    return attempt.write && !webhookFailed ? say('UNKNOWN_OUTCOME', message, true) : say('UNAVAILABLE', message, true);
  }
  return say('INVALID', `the API server refused ${attempt.what} (${status})${because}`);
}

function forbidden(
  told: string,
  attempt: Attempt,
  say: (reason: CallFailure['reason'], message: string) => CallFailure,
): CallFailure {
  if (told.includes('exceeded quota')) return say('QUOTA_EXCEEDED', told);
  const right =
    /cannot (\S+) resource "([^"]+)" in API group "([^"]*)"(?: in the namespace "([^"]+)"| at the cluster scope)?/.exec(
      told,
    );
  if (right !== null) {
    const [, denied, resource, group, namespace] = right;
    // Who reads by watching needs both, and would otherwise be sent for the second after granting the first.
    const verb = denied === 'list' || denied === 'watch' ? 'list and watch' : denied;
    const where = namespace === undefined ? 'in the whole cluster' : `in namespace ${namespace}`;
    const name = group === undefined || group === '' ? resource : `${resource}.${group}`;
    return say(
      'FORBIDDEN',
      `these credentials may not ${verb} ${name} ${where}: grant that right in a Role or ClusterRole`,
    );
  }
  if (told === '' || /cannot \S+ path/.test(told))
    return say('FORBIDDEN', `these credentials may not ${attempt.what}: grant that right in a Role or ClusterRole`);
  return say('POLICY_DENIED', told);
}

/** Webhooks, ValidatingAdmissionPolicies (which answer 422 by default) and Pod Security. */
function isAdmissionDenial(told: string): boolean {
  return /admission webhook "[^"]*" denied the request|ValidatingAdmissionPolicy '[^']*' with binding '[^']*' denied request|violates PodSecurity/.test(
    told,
  );
}

function hasCauses(body: JsonObject | null): boolean {
  const details = body?.['details'];
  if (typeof details !== 'object' || details === null || Array.isArray(details)) return false;
  const causes = (details as JsonObject)['causes'];
  return Array.isArray(causes) && causes.length > 0;
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
