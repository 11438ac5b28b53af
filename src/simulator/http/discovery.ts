import { groupVersion, resources } from '../objects/resources.ts';
import type { Resource } from '../objects/resources.ts';
import { aggregatedDiscovery } from './accept.ts';
import { metricsGroup, metricsResources } from './metrics-api.ts';
import type { Reply } from './reply.ts';

/** The reviews of the caller's own rights: they are only created, never kept. */
export const accessReviews = [
  { name: 'selfsubjectaccessreviews', kind: 'SelfSubjectAccessReview' },
  { name: 'selfsubjectrulesreviews', kind: 'SelfSubjectRulesReview' },
] as const;

const authorization = { group: 'authorization.k8s.io', version: 'v1' } as const;

/** The groups beside the core one, with the version that is served. */
const groups = [
  ...new Map(
    resources.filter(({ group }) => group !== '').map(({ group, version }) => [group, { group, version }]),
  ).values(),
  authorization,
  metricsGroup,
];

/** GET /api */
export function apiVersions(): Reply {
  return { code: 200, json: { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] } };
}

/** GET /apis */
export function apiGroups(): Reply {
  return { code: 200, json: { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(describeGroup) } };
}

/** GET /apis/{group}, or undefined where there is no such group. */
export function apiGroup(name: string): Reply | undefined {
  const group = groups.find((candidate) => candidate.group === name);
  return group === undefined
    ? undefined
    : { code: 200, json: { kind: 'APIGroup', apiVersion: 'v1', ...describeGroup(group) } };
}

function describeGroup({ group, version }: { readonly group: string; readonly version: string }): object {
  const described = { groupVersion: `${group}/${version}`, version };
  return { name: group, versions: [described], preferredVersion: described };
}

/** GET /api/v1 and /apis/{group}/{version}, or undefined where there is no such version. */
export function apiResources(group: string, version: string): Reply | undefined {
  const listed = apart(group, version)?.map(describeApart) ?? served(group, version);
  if (listed.length === 0) return undefined;
  const json = {
    kind: 'APIResourceList',
    // The core group's list has always left it out.
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: groupVersion({ group, version }),
    resources: listed,
  };
  return { code: 200, json };
}

function served(group: string, version: string): object[] {
  return resources
    .filter((resource) => resource.group === group && resource.version === version)
    .flatMap(describeResource);
}

function describeResource(resource: Resource): object[] {
  return [
    {
      name: resource.name,
      singularName: resource.singular,
      namespaced: resource.namespaced,
      kind: resource.kind,
      verbs: resource.verbs,
      ...(resource.shortNames.length === 0 ? {} : { shortNames: resource.shortNames }),
      ...(resource.categories.length === 0 ? {} : { categories: resource.categories }),
    },
    ...resource.subresources.map((subresource) => ({
      name: `${resource.name}/${subresource.name}`,
      singularName: '',
      namespaced: resource.namespaced,
      ...(subresource.group === resource.group ? {} : { group: subresource.group, version: subresource.version }),
      kind: subresource.kind,
      verbs: subresource.verbs,
    })),
  ];
}

interface Apart {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

/** The resources of a group that are not kept in the store; undefined for any other group. */
function apart(group: string, version: string): readonly Apart[] | undefined {
  if (group === authorization.group && version === authorization.version)
    return accessReviews.map((review) => ({ ...review, namespaced: false, verbs: ['create'] }));
  if (group === metricsGroup.group && version === metricsGroup.version)
    return metricsResources.map((resource) => ({ ...resource, verbs: ['get', 'list'] }));
  return undefined;
}

function describeApart({ name, kind, namespaced, verbs }: Apart): object {
  return { name, singularName: singularOf(name, kind), namespaced, kind, verbs };
}

/** Of samples the real server names none. */
function singularOf(name: string, kind: string): string {
  return metricsResources.some((each) => each.name === name) ? '' : kind.toLowerCase();
}

/**
 * GET /api or /apis with the Accept header of aggregated discovery.
 * @see https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery
 */
export function aggregated(root: 'api' | 'apis'): Reply {
  const listed = root === 'api' ? [{ group: '', version: 'v1' }] : groups;
  const items = listed.map(({ group, version }) => ({
    metadata: group === '' ? {} : { name: group },
    versions: [{ version, resources: aggregatedResources(group, version), freshness: 'Current' }],
  }));
  const json = { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
  return { code: 200, json, contentType: aggregatedDiscovery };
}

function aggregatedResources(group: string, version: string): object[] {
  const listed = apart(group, version);
  if (listed !== undefined) {
    return listed.map(({ name, kind, namespaced, verbs }) => ({
      resource: name,
      responseKind: { group, version, kind },
      scope: namespaced ? 'Namespaced' : 'Cluster',
      singularResource: singularOf(name, kind),
      verbs,
    }));
  }
  return resources
    .filter((resource) => resource.group === group && resource.version === version)
    .map((resource) => ({
      resource: resource.name,
      responseKind: { group, version, kind: resource.kind },
      scope: resource.namespaced ? 'Namespaced' : 'Cluster',
      singularResource: resource.singular,
      verbs: resource.verbs,
      ...(resource.shortNames.length === 0 ? {} : { shortNames: resource.shortNames }),
      ...(resource.categories.length === 0 ? {} : { categories: resource.categories }),
      ...(resource.subresources.length === 0 ? {} : { subresources: resource.subresources.map(describeSubresource) }),
    }));
}

function describeSubresource(subresource: Resource['subresources'][number]): object {
  const { name, group, version, kind, verbs } = subresource;
  return { subresource: name, responseKind: { group, version, kind }, verbs };
}
