import { applyJsonPatch } from '../objects/json-patch.ts';
import { isObject, sameJson } from '../objects/json-value.ts';
import { decodeWorkload } from '../objects/decode-workload.ts';
import type { Resource } from '../objects/resources.ts';
import {
  badRequest,
  conflict,
  invalid,
  notFound,
  notImplemented,
  patchRejected,
  unsupportedMediaType,
} from '../objects/status.ts';
import type { Status } from '../objects/status.ts';
import { validateWorkload } from '../objects/validate-workload.ts';
import type { Workload } from '../objects/workloads.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { unknownOptions } from './api-request.ts';
import type { ApiRequest } from './api-request.ts';
import type { Reply } from './reply.ts';
import { refuse } from './reply.ts';

const options = ['fieldManager', 'dryRun', 'fieldValidation', 'pretty'];
const accepted = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
  'application/apply-patch+cbor',
];

/** The parts of a workload that the simulated API lets a patch write. */
const writable: readonly RegExp[] = [
  /^\/metadata\/(labels|annotations)(\/|$)/,
  /^\/spec\/(replicas|paused|minReadySeconds|progressDeadlineSeconds|revisionHistoryLimit)$/,
  /^\/spec\/(strategy|updateStrategy|selector)(\/|$)/,
  /^\/spec\/template(\/|$)/,
];

export type PatchableResource = 'deployments' | 'statefulsets' | 'daemonsets';

export function isPatchable(name: string): name is PatchableResource {
  return name === 'deployments' || name === 'statefulsets' || name === 'daemonsets';
}

/**
 * A JSON patch of a workload.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#patch-and-apply
 */
export function patchWorkload(
  store: ObjectStore,
  resource: Resource & { readonly name: PatchableResource },
  key: { readonly namespace: string; readonly name: string },
  request: ApiRequest,
): Reply {
  const type = request.contentType.split(';')[0]?.trim() ?? '';
  if (!accepted.includes(type)) return refuse(unsupportedMediaType());
  if (type !== 'application/json-patch+json') return refuse(notImplemented(`patches of type ${type}`));
  const refusal = unknownOptions(request.query, options) ?? wrongOptions(request.query);
  if (refusal !== undefined) return refuse(refusal);
  const operations = parseJson(request.body);
  if (operations === undefined) return refuse(badRequest('error decoding patch: the body is not JSON'));

  const current: Workload | undefined = store.get(resource.name, key);
  if (current === undefined) return refuse(notFound(resource, key.name));
  const patched = applyJsonPatch(current, operations);
  if (!patched.ok) {
    const { kind, message } = patched.failure;
    return refuse(kind === 'malformed' ? badRequest(`error decoding patch: ${message}`) : patchRejected());
  }
  const unsupported = unsupportedWrite(operations);
  if (unsupported !== undefined) return refuse(notImplemented(`a patch that writes ${unsupported}`));
  const decoded = decodeWorkload(patched.value, current);
  const strict = request.query.get('fieldValidation') === 'Strict';
  if (!decoded.ok && decoded.failure.startsWith('strict decoding error') && !strict) {
    return refuse(notImplemented('fields that Kubernetes does not know, but with fieldValidation=Strict'));
  }
  if (!decoded.ok) {
    const message = `Invalid value: ${JSON.stringify(JSON.stringify(patched.value))}: ${decoded.failure}`;
    return refuse(invalid({ name: '', group: '' }, '', [{ field: 'patch', reason: 'FieldValueInvalid', message }]));
  }
  const identity = changedIdentity(decoded.value, current, resource);
  if (identity !== undefined) return refuse(identity);
  const next = decoded.value;
  const errors = validateWorkload(next, current);
  if (errors.length > 0) return refuse(invalid({ name: resource.kind, group: resource.group }, key.name, errors));

  const writer = { manager: request.query.get('fieldManager') || (request.userAgent.split('/')[0] ?? 'unknown') };
  const dryRun = request.query.has('dryRun');
  return { code: 200, json: write(store, resource.name, next, writer, dryRun) };
}

function write(
  store: ObjectStore,
  name: PatchableResource,
  next: Workload,
  writer: { manager: string },
  dryRun: boolean,
): Workload {
  const act = dryRun ? store.preview : store.update;
  if (name === 'deployments' && next.kind === 'Deployment') return act(name, next, writer);
  if (name === 'statefulsets' && next.kind === 'StatefulSet') return act(name, next, writer);
  if (name === 'daemonsets' && next.kind === 'DaemonSet') return act(name, next, writer);
  throw new Error(`A ${next.kind} is not one of ${name}.`);
}

function wrongOptions(query: URLSearchParams): Status | undefined {
  const wrong = (field: string, reason: string, message: string): Status =>
    invalid({ name: 'PatchOptions', group: 'meta.k8s.io' }, '', [{ field, reason, message }]);
  for (const value of query.getAll('dryRun')) {
    if (value !== 'All') {
      return wrong('dryRun', 'FieldValueNotSupported', `Unsupported value: ["${value}"]: supported values: "All"`);
    }
  }
  const manager = query.get('fieldManager') ?? '';
  if (manager.length > 128)
    return wrong('fieldManager', 'FieldValueTooLong', 'Too long: may not be more than 128 bytes');
  const validation = query.get('fieldValidation') ?? '';
  if (!['', 'Ignore', 'Warn', 'Strict'].includes(validation)) {
    const message = `Unsupported value: "${validation}": supported values: "", "Ignore", "Strict", "Warn"`;
    return wrong('fieldValidation', 'FieldValueNotSupported', message);
  }
  return undefined;
}

/** The first path that is written and that the simulator could not honour. */
function unsupportedWrite(operations: unknown): string | undefined {
  for (const operation of Array.isArray(operations) ? operations : []) {
    if (!isObject(operation) || operation['op'] === 'test') continue;
    const path = String(operation['path']);
    const identity = /^\/metadata\/(uid|name|namespace|resourceVersion)$/.test(path);
    if (!identity && !path.startsWith('/status') && !writable.some((pattern) => pattern.test(path))) return path;
  }
  return undefined;
}

function changedIdentity(next: Workload, current: Workload, resource: Resource): Status | undefined {
  const { name, namespace, uid, resourceVersion } = current.metadata;
  if (next.metadata.name !== name) {
    return badRequest(`the name of the object (${next.metadata.name}) does not match the name on the URL (${name})`);
  }
  if (next.metadata.namespace !== namespace) {
    return badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  if (!sameJson(next.metadata.uid, uid)) {
    const message = `Invalid value: ${JSON.stringify(next.metadata.uid)}: field is immutable`;
    const error = { field: 'metadata.uid', reason: 'FieldValueInvalid', message };
    // Real servers check it twice; the message names it once.
    const status = invalid({ name: resource.kind, group: resource.group }, name, [error]);
    return { ...status, details: { ...status.details, causes: [error, error] } };
  }
  if (next.metadata.resourceVersion !== resourceVersion) {
    const why = 'the object has been modified; please apply your changes to the latest version and try again';
    return conflict(resource, name, why);
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
