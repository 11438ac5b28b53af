import type { AppKey, EnvironmentKey } from '../domain/fleet/keys.ts';
import type { WorkloadKind } from '../domain/workloads/workload.ts';
import { workloadKinds } from '../domain/workloads/workload.ts';

/** What a global id names. */
export type GlobalId =
  | { readonly type: 'Cluster'; readonly id: string }
  | { readonly type: 'ClusterNode'; readonly clusterId: string; readonly uid: string }
  | { readonly type: 'Tenant'; readonly name: string }
  | { readonly type: 'Environment'; readonly key: EnvironmentKey }
  | { readonly type: 'App'; readonly key: AppKey }
  | { readonly type: 'Revision'; readonly app: AppKey; readonly templateDigest: string }
  | { readonly type: 'Pod'; readonly clusterId: string; readonly uid: string }
  | { readonly type: 'Rollout'; readonly app: AppKey; readonly rolloutKey: string }
  | { readonly type: 'Operation'; readonly id: string }
  | { readonly type: 'AuditRecord'; readonly hash: string }
  | { readonly type: 'Freeze'; readonly id: string }
  | { readonly type: 'ApiToken'; readonly id: string };

/** Types that have global ids. */
export type NodeType = GlobalId['type'];

/** The longest id that is looked at, in characters: far above what Kubernetes names can make. */
const maxIdLength = 4096;
/** The longest names together that are taken, in bytes of UTF-8: the audit has an index of them, and PostgreSQL's take 2,704. */
const maxNamesBytes = 2000;

export function clusterId(id: string): string {
  return encode('Cluster', id);
}

export function clusterNodeId(clusterId: string, uid: string): string {
  return encode('ClusterNode', clusterId, uid);
}

export function tenantId(name: string): string {
  return encode('Tenant', name);
}

export function environmentId(key: EnvironmentKey): string {
  return encode('Environment', key.tenant, key.environment);
}

export function appId(key: AppKey): string {
  return encode('App', ...appParts(key));
}

export function revisionId(app: AppKey, templateDigest: string): string {
  return encode('Revision', ...appParts(app), templateDigest);
}

export function podId(clusterId: string, uid: string): string {
  return encode('Pod', clusterId, uid);
}

export function rolloutId(app: AppKey, rolloutKey: string): string {
  return encode('Rollout', ...appParts(app), rolloutKey);
}

export function operationId(id: string): string {
  return encode('Operation', id);
}

/** By its hash: the sequence number would tell how many other records there are. */
export function auditRecordId(hash: string): string {
  return encode('AuditRecord', hash);
}

export function freezeId(id: string): string {
  return encode('Freeze', id);
}

export function apiTokenId(id: string): string {
  return encode('ApiToken', id);
}

/** One text for one app, to use as a key. */
export function appKeyText(key: AppKey): string {
  return appParts(key).map(encodeURIComponent).join('/');
}

/** What the id names; null where it is none of this product's making. Exactly one text is the id of a thing. */
export function parseGlobalId(text: string): GlobalId | null {
  if (text.length > maxIdLength) return null;
  const parts = decode(text);
  if (parts === null || Buffer.byteLength(parts.join('')) > maxNamesBytes) return null;
  const [type, ...names] = parts;
  const id = type === undefined ? null : build(type, names);
  return id !== null && encode(...parts) === text ? id : null;
}

function build(type: string, names: readonly string[]): GlobalId | null {
  const [first, second] = names;
  if (first === undefined || names.includes('')) return null;
  switch (type) {
    case 'Cluster':
      return names.length === 1 ? { type, id: first } : null;
    case 'Operation':
    case 'Freeze':
    case 'ApiToken':
      return names.length === 1 ? { type, id: first } : null;
    case 'AuditRecord':
      return names.length === 1 && /^[0-9a-f]{64}$/.test(first) ? { type, hash: first } : null;
    case 'Tenant':
      return names.length === 1 ? { type, name: first } : null;
    case 'Environment':
      return names.length === 2 && second !== undefined ? { type, key: { tenant: first, environment: second } } : null;
    case 'Pod':
    case 'ClusterNode':
      return names.length === 2 && second !== undefined ? { type, clusterId: first, uid: second } : null;
    case 'App': {
      const key = appKey(names);
      return key !== null && names.length === 4 ? { type, key } : null;
    }
    case 'Revision': {
      const [app, templateDigest] = [appKey(names), names[4]];
      return app !== null && templateDigest !== undefined && names.length === 5 ? { type, app, templateDigest } : null;
    }
    case 'Rollout': {
      const [app, rolloutKey] = [appKey(names), names[4]];
      return app !== null && rolloutKey !== undefined && names.length === 5 ? { type, app, rolloutKey } : null;
    }
    default:
      return null;
  }
}

function appParts(key: AppKey): [string, string, string, string] {
  return [key.tenant, key.environment, key.name, key.kind];
}

function appKey(names: readonly string[]): AppKey | null {
  const [tenant, environment, name, kindName] = names;
  const kind: WorkloadKind | undefined = workloadKinds.find((known) => known === kindName);
  if (tenant === undefined || environment === undefined || name === undefined || kind === undefined) return null;
  return { tenant, environment, name, kind };
}

function encode(...parts: readonly string[]): string {
  return Buffer.from(parts.map(encodeURIComponent).join('/')).toString('base64url');
}

function decode(text: string): readonly string[] | null {
  try {
    return Buffer.from(text, 'base64url').toString().split('/').map(decodeURIComponent);
  } catch {
    return null;
  }
}
