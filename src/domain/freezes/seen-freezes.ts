import type { Access } from '../access/access.ts';
import { reachOf } from '../access/reach.ts';
import type { Seen } from '../access/seen.ts';
import { freezeAsSeen, seesFreeze } from './freeze-as-seen.ts';
import type { Freezes } from './freezes.ts';

/** The freezes as one caller sees them: those that can concern something it sees; of their tenants it is told those that it sees. */
export type SeenFreezes = Seen<Freezes>;

/** What is made or ended is told the caller's access itself. */
export function freezesSeenBy(freezes: Freezes, access: Access): SeenFreezes {
  const reach = reachOf(access, 'VIEW');
  const view: Freezes = {
    create: (request, caller, attempt) => freezes.create(request, caller, attempt),
    end: (request, caller, attempt) => freezes.end(request, caller, attempt),
    async get(id) {
      const freeze = await freezes.get(id);
      return freeze !== null && seesFreeze(freeze, access) ? freezeAsSeen(freeze, access) : null;
    },
    async list({ tenants, ...filter }, page) {
      const found = await freezes.list(
        {
          ...filter,
          // A tenant that is not seen is as one that is not there, whose names are never empty either.
          ...(tenants !== undefined && { tenants: tenants.map((name) => (access.seesTenant(name) ? name : '')) }),
          ...(reach !== null && { within: reach }),
        },
        page,
      );
      return { ...found, edges: found.edges.map(({ node, cursor }) => ({ node: freezeAsSeen(node, access), cursor })) };
    },
    async ahead() {
      const ahead = await freezes.ahead();
      return ahead.filter((freeze) => seesFreeze(freeze, access)).map((freeze) => freezeAsSeen(freeze, access));
    },
  };
  return view as SeenFreezes;
}
