import { isObject } from '../objects/json-value.ts';
import { resources } from '../objects/resources.ts';
import { badRequest } from '../objects/status.ts';
import { unknownOptions } from './api-request.ts';
import type { ApiRequest } from './api-request.ts';
import type { Reply } from './reply.ts';
import { refuse } from './reply.ts';

/** POST of a review of the caller's own rights. Whoever holds the token may do everything that is served. */
export function reviewAccess(kind: 'SelfSubjectAccessReview' | 'SelfSubjectRulesReview', request: ApiRequest): Reply {
  const refusal = unknownOptions(request.query, ['fieldManager', 'dryRun', 'fieldValidation', 'pretty']);
  if (refusal !== undefined) return refuse(refusal);
  const review = parse(request.body);
  if (review === undefined || review['kind'] !== kind) return refuse(badRequest(`the body has to be a ${kind}`));
  const spec = isObject(review['spec']) ? review['spec'] : {};
  const access = kind === 'SelfSubjectAccessReview';
  const status = access ? decide(spec) : rules();
  // The rules review has never given its question back.
  return {
    code: 201,
    json: { kind, apiVersion: 'authorization.k8s.io/v1', metadata: {}, spec: access ? spec : {}, status },
  };
}

function decide(spec: Record<string, unknown>): object {
  const asked = spec['resourceAttributes'];
  if (!isObject(asked)) return { allowed: isObject(spec['nonResourceAttributes']) };
  const resource = resources.find(
    (candidate) => candidate.name === asked['resource'] && candidate.group === (asked['group'] ?? ''),
  );
  const sub = asked['subresource'];
  const verbs =
    typeof sub === 'string' && sub !== ''
      ? resource?.subresources.find(({ name }) => name === sub)?.verbs
      : resource?.verbs;
  return { allowed: verbs?.includes(String(asked['verb'])) ?? false };
}

function rules(): object {
  const resourceRules = resources.flatMap(({ name, group, verbs, subresources }) => [
    { verbs, apiGroups: [group], resources: [name] },
    ...subresources.map((sub) => ({ verbs: sub.verbs, apiGroups: [group], resources: [`${name}/${sub.name}`] })),
  ]);
  const nonResourceRules = [
    { verbs: ['get'], nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*', '/livez', '/readyz', '/version'] },
  ];
  return { resourceRules, nonResourceRules, incomplete: false };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
