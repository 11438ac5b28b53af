import { setMaxListeners } from 'node:events';
import { fullAccess } from '../domain/access/access.ts';
import type { Clock } from '../lib/clock.ts';
import type { CallerEntry } from './caller-entry.ts';
import { hashToken, tokenOf } from './caller-token.ts';
import type { Session, SessionEnd } from './session.ts';

/** The callers who are known now, and the sessions that they have. */
export interface Sessions {
  /** An `Authenticate` that always knows at once. */
  authenticate(authorizations: readonly string[]): Session | null;
  /**
   * These callers alone from now on. Ends the sessions of those who are gone, have another token, or have lost a role: what is
   * open may have been begun by that role. Others go on, with the roles that have come.
   */
  replace(entries: readonly CallerEntry[]): void;
  /** Ends nothing, and watches no expiry any more. */
  close(): void;
}

interface Held {
  entry: CallerEntry;
  readonly ended: AbortController;
  readonly session: Session;
}

/** Timers cannot wait longer than 24 days, and do not count while a machine sleeps: then the expiry is late by this at most. */
const longestWaitMs = 2_000;

export function createSessions(clock: Clock): Sessions {
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

  return {
    authenticate(authorizations) {
      const token = tokenOf(authorizations);
      // Looked up by the hash, not compared with each: what the time of that could tell is about the hash of what was sent, and
      // says nothing of another token whose hash is alike.
      const held = token === null ? undefined : byHash.get(hashToken(token));
      return held === undefined || isOver(held) ? null : held.session;
    },
    replace(entries) {
      const before = byHash;
      const kept = new Set<Held>();
      byHash = new Map(
        entries.map((entry) => {
          const known = before.get(entry.tokenHash);
          const goesOn = known !== undefined && !known.ended.signal.aborted && includes(entry, known.entry);
          const held = goesOn ? known : hold(entry);
          held.entry = entry;
          kept.add(held);
          return [entry.tokenHash, held];
        }),
      );
      for (const held of before.values()) {
        if (!kept.has(held))
          end(held, byHash.get(held.entry.tokenHash)?.entry.name === held.entry.name ? 'CHANGED' : 'GONE');
      }
      endExpired();
    },
    close: () => cancel(),
  };
}

function end({ ended }: Held, how: SessionEnd): void {
  ended.abort(how);
}

/** Whether the caller is the same, and has at least the roles from before. */
function includes(entry: CallerEntry, before: CallerEntry): boolean {
  return (
    entry.name === before.name && entry.kind === before.kind && before.roles.every((role) => entry.roles.includes(role))
  );
}

function hold(entry: CallerEntry): Held {
  const ended = new AbortController();
  // One listener a stream.
  setMaxListeners(0, ended.signal);
  const held: Held = {
    entry,
    ended,
    session: {
      get caller() {
        const { name, kind, roles } = held.entry;
        return { name, kind, roles, groups: [], access: fullAccess(roles) };
      },
      credential: entry.name,
      ended: ended.signal,
    },
  };
  return held;
}
