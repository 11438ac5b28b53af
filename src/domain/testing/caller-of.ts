import { fullAccess } from '../access/access.ts';
import type { Access } from '../access/access.ts';
import type { ActorKind, Caller } from '../caller.ts';

/** A caller from whom nothing is kept, unless it is told what they may. */
export function callerOf(
  name: string,
  roles: readonly string[] = ['developer'],
  { kind = 'USER', access = fullAccess(roles) }: { readonly kind?: ActorKind; readonly access?: Access } = {},
): Caller {
  return { name, kind, roles, groups: [], access };
}
