import type { ArgumentNode } from 'graphql';
import { Kind, valueFromASTUntyped } from 'graphql';
import type { Session } from '../../auth/session.ts';
import type { Access } from '../../domain/access/access.ts';
import { parseGlobalId } from '../ids.ts';
import type { PreparedOperation } from './prepare.ts';

/** Where a caller's rights are: in one tenant, in several, or everywhere. */
type Reach = { readonly own: string } | 'SEVERAL' | 'EVERYWHERE';

/** Looked up once for each access: a caller may have hundreds of roles, and it is asked twice a request. */
const reaches = new WeakMap<Access, Reach>();

function reachOf(access: Access): Reach {
  const known = reaches.get(access);
  if (known !== undefined) return known;
  const tenants = new Set<string>();
  for (const scope of access.views) if (scope.type !== 'FLEET') tenants.add(scope.tenant);
  const [own] = tenants;
  const everywhere = access.views.some(({ type }) => type === 'FLEET');
  const reach = everywhere ? 'EVERYWHERE' : tenants.size === 1 && own !== undefined ? { own } : 'SEVERAL';
  reaches.set(access, reach);
  return reach;
}

/** The tenant that all of a caller's rights are in; null: they are in several, or everywhere. */
export function ownTenant({ caller }: Session): string | null {
  const reach = reachOf(caller.access);
  return typeof reach === 'string' ? null : reach.own;
}

/**
 * Whose budget an operation is charged to beside the caller's: the tenant of a caller who has rights in one only, or the one
 * tenant that all root fields name, where the caller may see it. Null: none. Who has rights everywhere is charged alone, so
 * that nobody from outside can use up what a tenant has.
 */
export function tenantOf(session: Session, { operation, variables }: PreparedOperation): string | null {
  const { access } = session.caller;
  const reach = reachOf(access);
  if (reach === 'EVERYWHERE') return null;
  if (reach !== 'SEVERAL') return reach.own;
  const named = new Set<string | null>();
  for (const selection of operation.selectionSet.selections) {
    named.add(
      selection.kind === Kind.FIELD ? namedBy(selection.name.value, selection.arguments ?? [], variables) : null,
    );
  }
  const [tenant] = named;
  return named.size === 1 && tenant !== undefined && tenant !== null && access.seesTenant(tenant) ? tenant : null;
}

/** Arguments that may name a tenant. */
const naming = new Set(['tenant', 'name', 'filter', 'input', 'id', 'app']);

function namedBy(
  field: string,
  nodes: readonly ArgumentNode[],
  variables: Readonly<Record<string, unknown>>,
): string | null {
  const given = new Map<string, unknown>();
  for (const { name, value } of nodes) {
    if (naming.has(name.value)) given.set(name.value, valueFromASTUntyped(value, variables));
  }
  const tenant = given.get('tenant') ?? (field === 'tenant' ? given.get('name') : undefined);
  if (typeof tenant === 'string') return tenant;
  const tenants = propertyOf(given.get('filter'), 'tenants');
  if (Array.isArray(tenants) && tenants.length === 1 && typeof tenants[0] === 'string') return tenants[0];
  const input = given.get('input');
  for (const id of [given.get('id'), given.get('app'), propertyOf(input, 'app'), propertyOf(input, 'environment')]) {
    if (typeof id === 'string') return tenantOfId(id);
  }
  return null;
}

function tenantOfId(text: string): string | null {
  const id = parseGlobalId(text);
  switch (id?.type) {
    case 'Tenant':
      return id.name;
    case 'Environment':
    case 'App':
      return id.key.tenant;
    case 'Revision':
    case 'Rollout':
      return id.app.tenant;
    default:
      return null;
  }
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
