import type { Clock } from '../../lib/clock.ts';
import { notAcceptable, noSuchResource, notFound, notImplemented, unauthorized } from '../objects/status.ts';
import { groupResource, groupVersion, resources } from '../objects/resources.ts';
import type { Resource } from '../objects/resources.ts';
import type { Random } from '../objects/random.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { negotiate } from './accept.ts';
import { reviewAccess } from './access-reviews.ts';
import { flag, unknownOptions } from './api-request.ts';
import type { ApiRequest } from './api-request.ts';
import { accessReviews, aggregated, apiGroup, apiGroups, apiResources, apiVersions } from './discovery.ts';
import { listObjects } from './list-objects.ts';
import { metricsGroup, readMetrics } from './metrics-api.ts';
import type { UsageSource } from './metrics-api.ts';
import { isPatchable, patchWorkload } from './patch-workload.ts';
import { podLog } from './pod-log.ts';
import type { LogSource } from './pod-log.ts';
import type { Reply } from './reply.ts';
import { refuse } from './reply.ts';
import { scaleOf } from './scale.ts';
import { watchObjects } from './watch-objects.ts';

/** What the API needs to know of its cluster. */
export interface ApiContext {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly random: Random;
  /** Such as v1.35.4. */
  readonly kubernetesVersion: string;
  /** The only token that is let in; without one everybody is. */
  readonly token: string | undefined;
  readonly logs: LogSource;
  readonly usage: UsageSource;
}

const mediaTypes = ['application/json'];
const missingPage: Reply = { code: 404, text: '404 page not found\n' };
/** Kinds that real clusters have and this one has not: "not found" would be a lie about them. */
const unservedKinds =
  /^(bindings|componentstatuses|configmaps|endpoints|limitranges|persistentvolumeclaims|persistentvolumes|podtemplates|replicationcontrollers|secrets|serviceaccounts|services)$/;
const unservedGroups = /^(autoscaling|batch|policy|extensions|[a-z.]+\.k8s\.io)$/;

/** Finds what a request is for, and does it. */
export function routeRequest(context: ApiContext, request: ApiRequest): Reply {
  const { path, method } = request;
  if (path === '/version' && method === 'GET') return version(context.kubernetesVersion);
  if (/^\/(readyz|livez|healthz)$/.test(path) && method === 'GET') return { code: 200, text: 'ok' };
  if (context.token !== undefined && request.token !== context.token) return refuse(unauthorized());
  const segments = path.split('/').slice(1);
  if (segments.at(-1) === '') segments.pop();
  const [root, ...rest] = segments.map(decode);
  if (root !== 'api' && root !== 'apis') return refuse(notImplemented(`${method} ${path}`));
  if (rest.length <= (root === 'api' ? 1 : 2)) return discovery(root, rest, request);
  const [group, version_, resourcePath] =
    root === 'api' ? ['', rest[0] ?? '', rest.slice(1)] : [rest[0] ?? '', rest[1] ?? '', rest.slice(2)];
  return resourceRequest(context, request, { group, version: version_ }, resourcePath);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function version(gitVersion: string): Reply {
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  const json = {
    major,
    minor,
    gitVersion,
    gitCommit: 'simulated',
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: 'simulated',
    compiler: 'simulated',
    platform: 'linux/amd64',
  };
  return { code: 200, json };
}

function discovery(root: 'api' | 'apis', rest: readonly string[], request: ApiRequest): Reply {
  if (request.method !== 'GET') return refuse(notImplemented(`${request.method} ${request.path}`));
  const format = negotiate(request.accept);
  if (format === 'none') return refuse(notAcceptable(mediaTypes));
  const [first, second] = rest;
  if (first === undefined) {
    if (format === 'aggregated') return aggregated(root);
    return root === 'api' ? apiVersions() : apiGroups();
  }
  if (root === 'api') return apiResources('', first) ?? missingPage;
  const reply = second === undefined ? apiGroup(first) : apiResources(first, second);
  if (reply === undefined && apiGroup(first) !== undefined) return refuse(noSuchResource());
  return reply ?? missing(first, request);
}

/** An API group that this cluster does not have. */
function missing(group: string, request: ApiRequest): Reply {
  return unservedGroups.test(group) ? refuse(notImplemented(`${request.method} ${request.path}`)) : missingPage;
}

function resourceRequest(
  context: ApiContext,
  request: ApiRequest,
  api: { readonly group: string; readonly version: string },
  path: readonly string[],
): Reply {
  const { method } = request;
  const review = api.group === 'authorization.k8s.io' ? accessReviews.find(({ name }) => name === path[0]) : undefined;
  if (review !== undefined && method === 'POST' && path.length === 1) return reviewAccess(review.kind, request);
  if (api.group === metricsGroup.group && api.version === metricsGroup.version)
    return readMetrics(context, request, path);
  if (!resources.some(({ group, version }) => group === api.group && version === api.version)) {
    return resources.some(({ group }) => group === api.group && group !== 'autoscaling')
      ? refuse(noSuchResource())
      : missing(api.group, request);
  }
  const target = findTarget(api, path);
  if (target === undefined) {
    const kind = path[0] === 'namespaces' && path.length > 2 ? path[2] : path[0];
    return refuse(
      unservedKinds.test(kind ?? '') ? notImplemented(`${groupVersion(api)} ${kind ?? ''}`) : noSuchResource(),
    );
  }
  if (negotiate(request.accept) !== 'json') return refuse(notAcceptable(mediaTypes));
  return method === 'GET' ? read(context, request, target) : change(context, request, target);
}

interface Target {
  readonly resource: Resource;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

function findTarget(
  api: { readonly group: string; readonly version: string },
  path: readonly string[],
): Target | undefined {
  const find = (name: string | undefined): Resource | undefined =>
    resources.find(
      (candidate) => candidate.name === name && candidate.group === api.group && candidate.version === api.version,
    );
  const scoped = path[0] === 'namespaces' && path.length > 2 ? find(path[2]) : undefined;
  if (scoped?.namespaced === true) {
    const [, namespace = '', , name, subresource, ...more] = path;
    if (more.length > 0) return undefined;
    return {
      resource: scoped,
      namespace,
      ...(name === undefined ? {} : { name }),
      ...(subresource === undefined ? {} : { subresource }),
    };
  }
  const resource = find(path[0]);
  const [, name, subresource, ...more] = path;
  if (resource === undefined || more.length > 0 || (resource.namespaced && name !== undefined)) return undefined;
  return { resource, ...(name === undefined ? {} : { name }), ...(subresource === undefined ? {} : { subresource }) };
}

function read(context: ApiContext, request: ApiRequest, target: Target): Reply {
  const { resource, namespace, name, subresource } = target;
  const { query } = request;
  if (name === undefined) {
    return flag(query, 'watch')
      ? watchObjects(context, resource, namespace, query)
      : listObjects(context.store, resource, namespace, query);
  }
  const object = context.store.get(resource.name, { namespace, name });
  if (subresource === undefined) {
    const refusal = unknownOptions(query, ['resourceVersion', 'pretty']);
    if (refusal !== undefined) return refuse(refusal);
    return object === undefined ? refuse(notFound(resource, name)) : { code: 200, json: object };
  }
  if (!resource.subresources.some((candidate) => candidate.name === subresource)) {
    return refuse(notImplemented(`${groupResource(resource)}/${subresource}`));
  }
  if (object === undefined) return refuse(notFound(resource, name));
  if (object.kind === 'Pod') {
    const present = () => {
      const found = context.store.get('pods', { namespace, name });
      return found?.kind === 'Pod' ? found : undefined;
    };
    return podLog(context.logs, context.clock, object, query, present);
  }
  return object.kind === 'Deployment' || object.kind === 'StatefulSet' ? scaleOf(object) : refuse(noSuchResource());
}

function change(context: ApiContext, request: ApiRequest, target: Target): Reply {
  const { resource, namespace, name, subresource } = target;
  if (
    request.method !== 'PATCH' ||
    name === undefined ||
    namespace === undefined ||
    subresource !== undefined ||
    !isPatchable(resource.name)
  ) {
    const what = `${groupResource(resource)}${subresource === undefined ? '' : `/${subresource}`}`;
    return refuse(notImplemented(`${request.method} of ${what}`));
  }
  return patchWorkload(context.store, { ...resource, name: resource.name }, { namespace, name }, request);
}
