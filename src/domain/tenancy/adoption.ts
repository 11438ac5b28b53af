import type { ClusterDefinition } from '../clusters/cluster-definition.ts';
import type { EnvironmentKey } from '../fleet/keys.ts';
import type { Namespace } from '../workloads/cluster-objects.ts';

/** Label keys of Tenantry itself; both of the first two have to be there. */
export const tenantLabel = 'tenantry.dev/tenant';
export const environmentLabel = 'tenantry.dev/environment';
export const appLabel = 'tenantry.dev/app';

/** The tenant of every namespace that no rule assigns. Nobody can claim it: its environments are named by cluster and namespace. */
export const unassigned = 'unassigned';

/** A label value that is not empty, https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ */
const labelValue = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

type Definition = Pick<ClusterDefinition, 'name' | 'tenants' | 'adopt'>;
type NamespaceFacts = { readonly meta: Pick<Namespace['meta'], 'name' | 'labels'> };

/**
 * The environment that a namespace holds, by the first rule that fits, or `hidden`. What `hide` names stays hidden whatever its
 * labels claim; a tenant that the cluster may not hold is not believed, by whichever rule it came.
 */
export function adoptNamespace(definition: Definition, namespace: NamespaceFacts): EnvironmentKey | 'hidden' {
  const { name } = namespace.meta;
  if (definition.adopt.hide.some((glob) => matchesGlob(glob, name))) return 'hidden';
  const claim = claimOf(definition, namespace);
  if (claim === null || !mayHold(definition, claim.tenant)) return unassignedEnvironment(definition.name, name);
  return claim;
}

/** Where a namespace goes that no rule assigns, or whose claim is not believed. */
export function unassignedEnvironment(cluster: string, namespace: string): EnvironmentKey {
  return { tenant: unassigned, environment: `${cluster}.${namespace}` };
}

/** What a workload claims to be called: Tenantry's label, the mapped label, else its own name. See `nameApps`. */
export function claimedAppName(
  definition: Pick<ClusterDefinition, 'adopt'>,
  workload: { readonly meta: Pick<Namespace['meta'], 'name' | 'labels'> },
): string {
  const { name, labels } = workload.meta;
  return valueOf(labels, appLabel) ?? valueOf(labels, definition.adopt.labels?.app) ?? name;
}

/**
 * The app names of the workloads of one kind in one namespace, by uid. No two get the same: whoever claims a name that another
 * claims or goes by, goes by its own name. Giving up a claim can take a name that a third one claims, so it is
 * done until nothing changes; own names are unique, so it ends.
 */
export function nameApps(
  definition: Pick<ClusterDefinition, 'adopt'>,
  workloads: Iterable<{ readonly meta: Pick<Namespace['meta'], 'uid' | 'name' | 'labels'> }>,
): Map<string, string> {
  const own = new Map<string, string>();
  const names = new Map<string, string>();
  for (const workload of workloads) {
    own.set(workload.meta.uid, workload.meta.name);
    names.set(workload.meta.uid, claimedAppName(definition, workload));
  }
  for (let changed = true; changed;) {
    changed = false;
    const claimants = new Map<string, number>();
    for (const name of names.values()) claimants.set(name, (claimants.get(name) ?? 0) + 1);
    for (const [uid, name] of names) {
      const ownName = own.get(uid) ?? name;
      if (name === ownName || claimants.get(name) === 1) continue;
      names.set(uid, ownName);
      changed = true;
    }
  }
  return names;
}

function claimOf(definition: Definition, { meta }: NamespaceFacts): EnvironmentKey | null {
  const { adopt } = definition;
  return (
    pair(valueOf(meta.labels, tenantLabel), valueOf(meta.labels, environmentLabel)) ??
    pair(valueOf(meta.labels, adopt.labels?.tenant), valueOf(meta.labels, adopt.labels?.environment)) ??
    assignedTo(adopt.assign, meta.name) ??
    byPattern(adopt.namespaces, adopt.environments, meta.name)
  );
}

function pair(tenant: string | undefined, environment: string | undefined): EnvironmentKey | null {
  return tenant === undefined || environment === undefined ? null : { tenant, environment };
}

function valueOf(labels: Readonly<Record<string, string>>, key: string | undefined): string | undefined {
  const value = key !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
  return value !== undefined && labelValue.test(value) ? value : undefined;
}

function assignedTo(assign: Readonly<Record<string, string>> | undefined, name: string): EnvironmentKey | null {
  const target = assign !== undefined && Object.hasOwn(assign, name) ? assign[name] : undefined;
  const [tenant, environment, ...rest] = target?.split('/') ?? [];
  if (tenant === undefined || environment === undefined || rest.length > 0) return null;
  return labelValue.test(tenant) && labelValue.test(environment) ? { tenant, environment } : null;
}

const patterns = new Map<string, RegExp>();

function byPattern(
  pattern: string | undefined,
  environments: readonly string[] | undefined,
  name: string,
): EnvironmentKey | null {
  if (pattern === undefined) return null;
  let compiled = patterns.get(pattern);
  if (compiled === undefined) {
    compiled = compile(pattern);
    patterns.set(pattern, compiled);
  }
  const groups = compiled.exec(name)?.groups;
  const found = pair(groups?.['tenant'], groups?.['environment']);
  if (found === null || (environments !== undefined && !environments.includes(found.environment))) return null;
  return found;
}

/** A tenant may hold hyphens, an environment holds none: `big-corp-prod` is the `prod` of `big-corp`. */
function compile(pattern: string): RegExp {
  const source = pattern
    .split(/(\{tenant\}|\{environment\})/)
    .map((part) => {
      if (part === '{tenant}') return '(?<tenant>[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)';
      return part === '{environment}' ? '(?<environment>[a-z0-9]+)' : part.replaceAll(/[^a-zA-Z0-9]/g, String.raw`\$&`);
    })
    .join('');
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return /^(?!)$/; // The same word twice: a pattern that fits nothing. The cluster file's own check says so in words.
  }
}

/** Whether namespaces of the cluster can belong to this tenant at all. */
export function mayHold(definition: Pick<ClusterDefinition, 'tenants'>, tenant: string): boolean {
  return tenant !== unassigned && definition.tenants.some((glob) => matchesGlob(glob, tenant));
}

/** `*` stands for any characters, everything else for itself. */
function matchesGlob(glob: string, text: string): boolean {
  const [head = '', ...rest] = glob.split('*');
  const tail = rest.pop();
  if (tail === undefined) return glob === text;
  if (!text.startsWith(head) || !text.endsWith(tail) || text.length < head.length + tail.length) return false;
  let at = head.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > text.length - tail.length) return false;
    at = found + part.length;
  }
  return true;
}
