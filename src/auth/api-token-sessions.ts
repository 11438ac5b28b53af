import { setMaxListeners } from 'node:events';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Access } from '../domain/access/access.ts';
import type { AccessBook } from '../domain/access/access-book.ts';
import { hasLost } from '../domain/access/lost-rights.ts';
import type { Caller } from '../domain/caller.ts';
import { RecordsUnavailable } from '../domain/records-unavailable.ts';
import { accessOfToken, ownAccessOf } from '../domain/tokens/access-of-token.ts';
import type { ApiToken } from '../domain/tokens/api-token.ts';
import type { ApiTokenStore } from '../domain/tokens/api-token-store.ts';
import { tokenHashOf } from './caller-token.ts';
import type { Identified, Session, SessionEnd } from './session.ts';

export interface ApiTokenSessionsOptions {
  readonly store: Pick<ApiTokenStore, 'byHash' | 'revoked' | 'used'>;
  /** What the makers of personal tokens may, at each moment. */
  readonly book: Pick<AccessBook, 'of' | 'onChange'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** The API tokens that were shown to this gateway, and the sessions that they have. */
export interface ApiTokenSessions {
  /** At once for a token that was shown before. UNAVAILABLE where the records, which know, cannot be used now. */
  authenticate(authorizations: readonly string[]): Identified | Promise<Identified>;
  /** Ends the session of a token that was revoked here; of others it hears by itself. */
  revoked(id: string): void;
  /** Ends nothing, and looks for revocations no more. */
  close(): void;
}

interface Held {
  readonly token: ApiToken;
  readonly own: Access;
  caller: Caller;
  readonly ended: AbortController;
  readonly session: Session;
  /** When the records were last told of a use, in milliseconds since the epoch. */
  toldUse: number | null;
}

/** How soon a revocation by another gateway is heard of. */
const lookEveryMs = 2_000;
/** Timers do not count while a machine sleeps: then an expiry is late by this at most. */
const longestWaitMs = 2_000;
const useTellMs = 60_000;
/** Each is some KB. */
const most = 10_000;

export function createApiTokenSessions({ store, book, clock, log }: ApiTokenSessionsOptions): ApiTokenSessions {
  /** By hash, in the order in which they were used last. */
  const byHash = new Map<string, Held>();
  const asked = new Map<string, Promise<Identified>>();
  let cancelExpiry = (): void => {};
  let cancelLook = (): void => {};
  let closed = false;
  let recordsAway = false;

  function end(hash: string, { ended }: Held, how: SessionEnd): void {
    byHash.delete(hash);
    ended.abort(how);
  }

  function callerOf(token: ApiToken, own: Access): Caller {
    const { id, kind, name, createdBy, groups } = token;
    const shared = { roles: [], access: accessOfToken(token, own, book), viaApiToken: id };
    return kind === 'MACHINE' ? { ...shared, name, kind: 'TOKEN', groups: [] } : { ...shared, ...createdBy, groups };
  }

  function hold(hash: string, token: ApiToken): Session {
    const known = byHash.get(hash);
    if (known !== undefined) return known.session;
    const [oldest] = byHash;
    // It may come back at once, and is looked up then.
    if (byHash.size >= most && oldest !== undefined) end(...oldest, 'CHANGED');
    const ended = new AbortController();
    // One listener a stream.
    setMaxListeners(0, ended.signal);
    const own = ownAccessOf(token);
    const held: Held = {
      token,
      own,
      caller: callerOf(token, own),
      ended,
      toldUse: token.lastUsedAt,
      session: {
        get caller() {
          return held.caller;
        },
        credential: token.name,
        ended: ended.signal,
      },
    };
    byHash.set(hash, held);
    if (byHash.size === 1 || token.expiresAt - clock.now() < longestWaitMs) watch();
    if (byHash.size === 1) lookSoon();
    return held.session;
  }

  /** The session of a token that is good now; null for one that is over, which ends it. */
  function use(hash: string): Session | null {
    const held = byHash.get(hash);
    if (held === undefined) return null;
    const now = clock.now();
    if (held.token.expiresAt <= now) {
      end(hash, held, 'GONE');
      return null;
    }
    byHash.delete(hash);
    byHash.set(hash, held);
    if (held.toldUse === null || now - held.toldUse >= useTellMs) {
      held.toldUse = now;
      // Nobody waits for that, and the next use tells it where this one could not.
      void store.used(held.token.id, now).catch(() => (held.toldUse = null));
    }
    return held.session;
  }

  async function lookUp(hash: string): Promise<Identified> {
    try {
      const token = await store.byHash(hash);
      if (token === null || token.revokedAt !== null || token.expiresAt <= clock.now()) return null;
      if (closed) return 'UNAVAILABLE';
      hold(hash, token);
      return use(hash);
    } catch (error) {
      if (error instanceof RecordsUnavailable) return 'UNAVAILABLE';
      throw error;
    }
  }

  /** At the next expiry, which waits for no records. */
  function watch(): void {
    cancelExpiry();
    let next = Infinity;
    for (const { token } of byHash.values()) next = Math.min(next, token.expiresAt);
    const wait = Math.max(0, Math.min(next - clock.now(), longestWaitMs));
    cancelExpiry = next === Infinity ? () => {} : clock.after(wait, endExpired);
  }

  function endExpired(): void {
    const now = clock.now();
    for (const [hash, held] of byHash) {
      if (held.token.expiresAt <= now) end(hash, held, 'GONE');
    }
    watch();
  }

  function lookSoon(): void {
    cancelLook();
    cancelLook = closed || byHash.size === 0 ? () => {} : clock.after(lookEveryMs, () => void look());
  }

  async function look(): Promise<void> {
    try {
      const ids = [...byHash.values()].map(({ token }) => token.id);
      for (let first = 0; first < ids.length; first += 500) {
        for (const id of await store.revoked(ids.slice(first, first + 500))) endOf(id);
      }
      recordsAway = false;
    } catch (error) {
      // What was good stays so: nothing can be revoked either while the records are away.
      if (!recordsAway) log.error({ error: String(error) }, 'whether API tokens were revoked cannot be read now');
      recordsAway = true;
    }
    lookSoon();
  }

  function endOf(id: string): void {
    for (const [hash, held] of byHash) if (held.token.id === id) end(hash, held, 'GONE');
  }

  const unfollow = book.onChange(() => {
    for (const [hash, held] of byHash) {
      if (held.token.kind === 'MACHINE') continue;
      const before = held.caller.access;
      held.caller = callerOf(held.token, held.own);
      if (hasLost(before, held.caller.access)) end(hash, held, 'CHANGED');
    }
  });

  return {
    authenticate(authorizations) {
      const hash = tokenHashOf(authorizations);
      if (hash === null) return null;
      const known = use(hash);
      if (known !== null) return known;
      let answer = asked.get(hash);
      if (answer === undefined) {
        answer = lookUp(hash).finally(() => asked.delete(hash));
        asked.set(hash, answer);
      }
      return answer;
    },
    revoked: endOf,
    close() {
      closed = true;
      unfollow();
      cancelExpiry();
      cancelLook();
    },
  };
}
