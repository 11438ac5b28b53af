import { aggregatedDiscovery, negotiate } from '../http/accept.ts';
import type { Reply } from '../http/reply.ts';
import { apiVersionOf, loadKinds } from './load-kinds.ts';
import type { LoadKind } from './load-kinds.ts';

const verbs = ['list', 'watch'];

/** GET /api or /apis: all that is served at once, or, for older clients, which groups there are. */
export function discover(path: '/api' | '/apis', accept: string): Reply {
  const served = loadKinds.filter(({ group }) => (group === '') === (path === '/api'));
  const groups = [...Map.groupBy(served, ({ group }) => group)];
  if (negotiate(accept) === 'aggregated') {
    const items = groups.map(([name, kinds]) => ({
      metadata: name === '' ? {} : { name },
      versions: [{ version: kinds[0]?.version, resources: kinds.map(aggregated), freshness: 'Current' }],
    }));
    const json = { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
    return { code: 200, json, contentType: aggregatedDiscovery };
  }
  if (path === '/api') return { code: 200, json: { kind: 'APIVersions', versions: ['v1'] } };
  const described = groups.map(([name, [first]]) => {
    const version = { groupVersion: first === undefined ? name : apiVersionOf(first), version: first?.version };
    return { name, versions: [version], preferredVersion: version };
  });
  return { code: 200, json: { kind: 'APIGroupList', apiVersion: 'v1', groups: described } };
}

/** GET /api/v1, /apis/apps/v1 and so on; undefined for what is not served. */
export function discoverVersion(path: string): Reply | undefined {
  const [, root, groupVersion] = /^\/(apis?)\/(.+)$/.exec(path) ?? [];
  const kinds = loadKinds.filter(
    (kind) => apiVersionOf(kind) === groupVersion && (kind.group === '') === (root === 'api'),
  );
  if (kinds.length === 0) return undefined;
  const resources = kinds.map(({ plural, kind, namespaced }) => ({
    name: plural,
    singularName: kind.toLowerCase(),
    namespaced,
    kind,
    verbs,
  }));
  return { code: 200, json: { kind: 'APIResourceList', groupVersion, resources } };
}

function aggregated({ group, version, plural, kind, namespaced }: LoadKind): object {
  return {
    resource: plural,
    responseKind: { group, version, kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.toLowerCase(),
    verbs,
  };
}
