import type { Actor, Caller } from '../caller.ts';
import type { Access } from './access.ts';

/** Somebody who asked for something, with what it takes to tell what they may later, when they are not there to show who they are. */
export interface Asker extends Actor {
  /** As sign-on told them then: nobody can ask for them again. */
  readonly groups: readonly string[];
  /** Id of the API token that they came with; null: of none. */
  readonly apiToken: string | null;
}

/** What somebody who asked for something may do by now. Rejects with RecordsUnavailable where that cannot be told. */
export type AccessNow = (asker: Asker) => Promise<Access>;

export function askerOf({ name, kind, groups, viaApiToken }: Caller): Asker {
  return { name, kind, groups, apiToken: viaApiToken ?? null };
}
