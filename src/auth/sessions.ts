import { setMaxListeners } from 'node:events';
import { fleetScope } from '../domain/access/access.ts';
import type { Access } from '../domain/access/access.ts';
import type { AccessBook } from '../domain/access/access-book.ts';
import type { Binding, Subject } from '../domain/access/binding.ts';
import { hasLost } from '../domain/access/lost-rights.ts';
import type { Clock } from '../lib/clock.ts';
import type { CallerEntry } from './caller-entry.ts';
import { tokenHashOf } from './caller-token.ts';
import type { Session, SessionEnd } from './session.ts';

/** The callers who are known now, and the sessions that they have. */
export interface Sessions {
  authenticate(authorizations: readonly string[]): Session | null;
  /**
   * These callers alone from now on. Ends the sessions of those who are gone, have another token, or may less than before: what is
   * open may have been begun by that. Others go on, with what they may besides.
   */
  replace(entries: readonly CallerEntry[]): void;
  /** Ends nothing, and watches neither expiries nor access any more. */
  close(): void;
}

interface Held {
  entry: CallerEntry;
  access: Access;
  caller: Session['caller'];
  readonly ended: AbortController;
  readonly session: Session;
}

/** Timers cannot wait longer than 24 days, and do not count while a machine sleeps: then the expiry is late by this at most. */
const longestWaitMs = 2_000;

/** Sessions of callers who may do what the book says, at each moment. The book is told of the roles that they have by their file. */
export function createSessions(clock: Clock, book: AccessBook): Sessions {
  let entries: readonly CallerEntry[] = [];
  let byHash: ReadonlyMap<string, Held> = new Map();
  let cancel = (): void => {};

  const isOver = ({ entry }: Held): boolean => entry.expiresAt !== null && clock.now() >= entry.expiresAt;

  function endExpired(): void {
    cancel();
    let next = Infinity;
    for (const held of byHash.values()) {
      if (held.ended.signal.aborted) continue;
      if (isOver(held)) end(held, 'GONE');
      else if (held.entry.expiresAt !== null) next = Math.min(next, held.entry.expiresAt);
    }
    cancel = next === Infinity ? () => {} : clock.after(Math.min(next - clock.now(), longestWaitMs), endExpired);
  }

  function rebuild(): void {
    const before = byHash;
    const kept = new Set<Held>();
    byHash = new Map(
      entries.map((entry) => {
        const { kind, name } = entry;
        const access = book.of({ kind, name, groups: [] });
        const known = before.get(entry.tokenHash);
        const goesOn =
          known !== undefined &&
          !known.ended.signal.aborted &&
          name === known.entry.name &&
          kind === known.entry.kind &&
          !hasLost(known.access, access);
        const held = goesOn
          ? Object.assign(known, { entry, access, caller: callerOf(entry, access) })
          : hold(entry, access);
        kept.add(held);
        return [entry.tokenHash, held];
      }),
    );
    for (const held of before.values()) {
      if (!kept.has(held)) {
        end(held, byHash.get(held.entry.tokenHash)?.entry.name === held.entry.name ? 'CHANGED' : 'GONE');
      }
    }
    endExpired();
  }

  const unfollow = book.onChange(rebuild);
  return {
    authenticate(authorizations) {
      const tokenHash = tokenHashOf(authorizations);
      // Looked up by the hash, not compared with each: what the time of that could tell is about the hash of what was sent, and
      // says nothing of another token whose hash is alike.
      const held = tokenHash === null ? undefined : byHash.get(tokenHash);
      return held === undefined || isOver(held) ? null : held.session;
    },
    replace(next) {
      entries = next;
      book.replaceCalled(next.flatMap(bindingsOf));
    },
    close() {
      unfollow();
      cancel();
    },
  };
}

/** The roles of the callers' file are had on the whole fleet. */
function bindingsOf({ name, kind, roles }: CallerEntry): readonly Binding[] {
  const subject: Subject = { kind: kind === 'USER' ? 'PERSON' : 'TOKEN', name };
  return roles.map((role) => ({ role, subject, scope: fleetScope }));
}

function end({ ended }: Held, how: SessionEnd): void {
  ended.abort(how);
}

function hold(entry: CallerEntry, access: Access): Held {
  const ended = new AbortController();
  // One listener a stream.
  setMaxListeners(0, ended.signal);
  const held: Held = {
    entry,
    access,
    caller: callerOf(entry, access),
    ended,
    session: {
      get caller() {
        return held.caller;
      },
      credential: entry.name,
      ended: ended.signal,
    },
  };
  return held;
}

function callerOf({ name, kind }: CallerEntry, access: Access): Session['caller'] {
  return { name, kind, roles: access.rolesOn(fleetScope), groups: [], access };
}
