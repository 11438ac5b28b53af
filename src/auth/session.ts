import { setMaxListeners } from 'node:events';
import { fullAccess } from '../domain/access/access.ts';
import type { Access } from '../domain/access/access.ts';
import type { Caller } from '../domain/caller.ts';
import { tokenOf } from './caller-token.ts';

/** Who is behind a request, or behind a connection for as long as it lasts. */
export interface Session {
  /** As it is at this moment: roles can come while a stream is open. */
  readonly caller: Caller;
  /** Name of the credential that was shown; null for the local administrator, who needs none. */
  readonly credential: string | null;
  /** Aborted with a `SessionEnd`: everything that is open has to end then. */
  readonly ended: AbortSignal;
}

/** `GONE`: the credential is good no more. `CHANGED`: the caller has lost a role, and may come back with the same credential. */
export type SessionEnd = 'GONE' | 'CHANGED';

/** How a session has ended; null: it has not. */
export function endOf({ ended }: Session): SessionEnd | null {
  if (!ended.aborted) return null;
  return ended.reason === ('CHANGED' satisfies SessionEnd) ? 'CHANGED' : 'GONE';
}

/**
 * Who calls. Null: nobody who may call; why not is not told, as it would only help whoever tries. `UNAVAILABLE`: nobody can tell
 * now, since what would is away; the same credential may be good in a moment.
 */
export type Identified = Session | null | 'UNAVAILABLE';

/**
 * Tells who calls, from the values of all Authorization headers that came (and of what stands for one on a WebSocket), and from
 * the session of a browser that signed on, which counts only where there is no Authorization. At once where it is known already.
 */
export type Authenticate = (
  authorizations: readonly string[],
  browserSession?: string | null,
) => Identified | Promise<Identified>;

const never = new AbortController().signal;
// One listener a stream.
setMaxListeners(0, never);

/** Who calls where no callers are told apart. */
export const localAdministrator: Caller = {
  name: 'local administrator',
  kind: 'USER',
  roles: ['platform-administrator'],
  groups: [],
  access: fullAccess(['platform-administrator']),
};

const localSession: Session = {
  caller: localAdministrator,
  credential: null,
  ended: never,
};

/**
 * Where no callers are configured: whoever reaches the loopback port is the local administrator, whatever they show. But a token that
 * is none (any more) is refused: whoever shows one means to be somebody else.
 */
export const asLocalAdministrator = (authorizations: readonly string[] = []): Session | null =>
  tokenOf(authorizations) === null ? localSession : null;

/**
 * Who reads what many callers with the same access read alike: known by that, and by nothing else. Whatever asks for more would
 * answer one of them to all, so it fails.
 */
export function anyoneWith(access: Access): Session {
  return { caller: new Anyone(access), credential: null, ended: never };
}

class Anyone implements Caller {
  readonly access: Access;

  constructor(access: Access) {
    this.access = access;
  }

  get name(): never {
    throw new Error(nobody);
  }

  get kind(): never {
    throw new Error(nobody);
  }

  get roles(): never {
    throw new Error(nobody);
  }

  get groups(): never {
    throw new Error(nobody);
  }

  get displayName(): never {
    throw new Error(nobody);
  }

  get viaApiToken(): never {
    throw new Error(nobody);
  }
}

const nobody = 'A shared stream knows what its readers may see, and not who they are.';
