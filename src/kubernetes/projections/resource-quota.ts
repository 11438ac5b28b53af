import type { QuotaScope, ResourceQuota } from '../../domain/workloads/resource-quota.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import { objectOf, objectsOf, textOf, textsOf } from './read.ts';
import { projectMeta } from './object-meta.ts';

/** @throws ProjectionError for what no API server sends. */
export function projectResourceQuota(raw: JsonObject): ResourceQuota {
  const spec = objectOf(raw['spec']);
  const status = objectOf(raw['status']);
  return {
    name: projectMeta(raw).name,
    hard: textsOf(spec['hard']),
    used: textsOf(status['used']),
    scopes: [
      ...texts(spec['scopes']).map((name): QuotaScope => ({ name, operator: 'Exists', values: [] })),
      ...objectsOf(objectOf(spec['scopeSelector'])['matchExpressions']).map((expression): QuotaScope => ({
        name: textOf(expression['scopeName']) ?? '',
        operator: textOf(expression['operator']) ?? '',
        values: texts(expression['values']),
      })),
    ],
  };
}

function texts(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter((item) => typeof item === 'string') : [];
}
