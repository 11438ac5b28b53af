import type { Page, PageArguments } from '../paging/page.ts';
import type { Access } from './access.ts';
import type { BindingFilter, Bindings, SourcedBinding } from './bindings.ts';
import type { Seen } from './seen.ts';

interface BindingsView extends Pick<Bindings, 'bind' | 'unbind' | 'roles'> {
  /** As `Bindings.list`, for the one who looks. */
  list(filter: BindingFilter, page: PageArguments): Page<SourcedBinding>;
}

/** The bindings as one caller may read them: those where it may say who does what. */
export type SeenBindings = Seen<BindingsView>;

/** What is given or taken back is told the caller's access itself. */
export function bindingsSeenBy(bindings: Bindings, access: Access): SeenBindings {
  const view: BindingsView = {
    bind: (request, caller, attempt) => bindings.bind(request, caller, attempt),
    unbind: (request, caller, attempt) => bindings.unbind(request, caller, attempt),
    get roles() {
      return bindings.roles;
    },
    list: (filter, page) => bindings.list(filter, page, access),
  };
  return view as SeenBindings;
}
