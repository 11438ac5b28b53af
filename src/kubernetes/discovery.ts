import type { JsonObject } from '../lib/json.ts';
import { succeed } from '../lib/result.ts';
import type { Result } from '../lib/result.ts';
import type { CallFailure } from './failures.ts';
import { objectOf, objectsOf, textOf } from './projections/read.ts';
import type { ClusterTransport } from './transport/cluster-transport.ts';
import type { ResourceType } from './transport/paths.ts';

/** Says of a kind whether the cluster serves it, as far as is known. */
export type ServedKinds = (type: ResourceType) => boolean;

const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';
const deadlineMs = 10_000;

/**
 * Asks which kinds the cluster serves: in two calls where it offers aggregated discovery, else one call for each group version
 * that is looked for. Where discovery itself is forbidden, every kind is taken to be served; lists will tell.
 * @see https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery
 */
export async function discoverKinds(
  transport: ClusterTransport,
  types: readonly ResourceType[],
): Promise<Result<ServedKinds, CallFailure>> {
  const served = new Set<string>();
  const groupVersions = new Set<string>();
  for (const root of ['/api', '/apis']) {
    const answer = await transport.call({ path: root, accept: aggregated, what: 'discover the API', deadlineMs });
    if (!answer.ok) {
      if (answer.failure.reason === 'FORBIDDEN') return succeed(() => true);
      return answer;
    }
    if (answer.value['kind'] === 'APIGroupDiscoveryList') {
      readAggregated(answer.value, served);
    } else {
      for (const type of types)
        if ((type.group === '') === (root === '/api')) groupVersions.add(groupVersionPath(type));
    }
  }
  for (const path of groupVersions) {
    const answer = await transport.call({ path, what: 'discover the API', deadlineMs });
    if (answer.ok) readGroupVersion(answer.value, served);
    else if (answer.failure.reason !== 'NOT_FOUND') return answer;
  }
  return succeed(
    (type) => served.has(key(type.group, type.version, type.plural)) || served.has(key(type.group, type.version, '*')),
  );
}

function readAggregated(list: JsonObject, served: Set<string>): void {
  for (const group of objectsOf(list['items'])) {
    const name = textOf(objectOf(group['metadata'])['name']) ?? '';
    for (const version of objectsOf(group['versions'])) {
      const versionName = textOf(version['version']) ?? '';
      // The server behind an aggregated API does not answer: what it serves is not known, which is not "nothing".
      if (version['freshness'] === 'Stale') served.add(key(name, versionName, '*'));
      for (const resource of objectsOf(version['resources'])) {
        if (canBeWatched(resource)) served.add(key(name, versionName, textOf(resource['resource']) ?? ''));
      }
    }
  }
}

function readGroupVersion(list: JsonObject, served: Set<string>): void {
  const [version = '', group = ''] = (textOf(list['groupVersion']) ?? '').split('/').toReversed();
  for (const resource of objectsOf(list['resources'])) {
    if (canBeWatched(resource)) served.add(key(group, version, textOf(resource['name']) ?? ''));
  }
}

function canBeWatched(resource: JsonObject): boolean {
  const verbs = resource['verbs'];
  return Array.isArray(verbs) && verbs.includes('list') && verbs.includes('watch');
}

function groupVersionPath(type: ResourceType): string {
  return type.group === '' ? `/api/${type.version}` : `/apis/${type.group}/${type.version}`;
}

function key(group: string, version: string, plural: string): string {
  return `${group}/${version}/${plural}`;
}
