import { ArgumentError } from '../fleet/fleet.ts';
import { keysetPage } from '../paging/keyset.ts';
import type { Page, PageArguments } from '../paging/page.ts';
import { fleetScope } from './access.ts';
import type { Access, AccessScope } from './access.ts';
import type { AccessBook } from './access-book.ts';
import { bindingText } from './binding.ts';
import type { Binding } from './binding.ts';
import type { BindingFilter, BindingSource, SourcedBinding } from './bindings.ts';
import { refusalOf } from './refusal.ts';

/**
 * A page of the bindings of all sources where the access says who does what, by place, role and name.
 * @throws ArgumentError FORBIDDEN where that is nowhere, INVALID for bad arguments and cursors.
 */
export function bindingsPage(
  book: AccessBook,
  filter: BindingFilter,
  page: PageArguments,
  access: Access,
): Page<SourcedBinding> {
  // Who may say so in a tenant and sees one environment of it does so there.
  if (![...access.where('MANAGE_ACCESS'), ...access.views].some((scope) => manages(access, scope))) {
    throw new ArgumentError('FORBIDDEN', refusalOf('MANAGE_ACCESS', fleetScope));
  }
  const items = ofAllSources(book)
    .filter((binding) => manages(access, binding.scope) && fits(binding, filter))
    .map((binding) => ({ binding, key: `${bindingText(binding)} ${binding.source}` }))
    .sort((one, other) => (one.key < other.key ? -1 : 1));
  const { edges, ...rest } = keysetPage({ scope: 'bindings', items, key: ({ key }) => key }, page);
  return { ...rest, edges: edges.map(({ node, cursor }) => ({ node: node.binding, cursor })) };
}

function ofAllSources({ called, written, recorded }: AccessBook): readonly SourcedBinding[] {
  const of = (source: BindingSource, bindings: readonly Binding[]): readonly SourcedBinding[] => {
    // A file may say the same twice.
    const known = new Map(bindings.map((binding) => [bindingText(binding), binding]));
    return [...known.values()].map((binding) => ({ ...binding, source, createdBy: null, createdAt: null }));
  };
  return [
    ...of('CALLERS_FILE', called),
    ...of('ACCESS_FILE', written),
    ...recorded.map((binding) => ({ ...binding, source: 'MUTATION' as const })),
  ];
}

/** Whether bindings there are told of: what may not be seen is not. */
export function manages(access: Access, scope: AccessScope): boolean {
  return access.may('MANAGE_ACCESS', scope) && access.may('VIEW', scope);
}

function fits({ role, subject, scope }: Binding, { roles, subjects, tenants }: BindingFilter): boolean {
  return (
    roles?.includes(role) !== false &&
    subjects?.includes(subject.name) !== false &&
    (tenants === undefined || (scope.type !== 'FLEET' && tenants.includes(scope.tenant)))
  );
}
