import { setMaxListeners } from 'node:events';
import { fleetScope } from '../../domain/access/access.ts';
import type { Access } from '../../domain/access/access.ts';
import type { AccessBook } from '../../domain/access/access-book.ts';
import { hasLost } from '../../domain/access/lost-rights.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Session, SessionEnd } from '../session.ts';
import { credentialOf } from './person.ts';
import type { Person } from './person.ts';

/** One credential that was found good: what it says, and until when. */
export interface SignOn {
  readonly person: Person;
  /** Name of the issuer. */
  readonly issuer: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** The key that it was signed with and how that was; null for a session of a browser. */
  readonly key: { readonly kid: string | undefined; readonly mark: string } | null;
  /** Of a session of a browser, for its end before its time; null for a token. */
  readonly id: string | null;
}

/** The credentials that were found good and are so still, by their hash, so that none is verified twice. */
export interface SignedOn {
  find(hash: string): Session | null;
  /** Null for what is over by now, or was ended before. */
  add(hash: string, signOn: SignOn): Session | null;
  /** Ends the sessions for which there is an answer. */
  end(how: (signOn: SignOn) => SessionEnd | null): void;
  /** Ends the session of a browser, and has it refused as long as it would be good. */
  signOut(id: string, expiresAt: number): void;
  /** Whether the session of a browser was ended before its time, as far as it is known here. */
  isSignedOut(id: string): boolean;
  /** The sessions of browsers that go on: by their ids, when they would be over (milliseconds since the epoch). */
  browsers(): ReadonlyMap<string, number>;
  /** Ends nothing, and watches neither expiries nor access any more. */
  close(): void;
}

interface Held {
  readonly signOn: SignOn;
  access: Access;
  readonly ended: AbortController;
  readonly session: Session;
}

/** Each is some KB. */
const most = 10_000;
/** Timers do not count while a machine sleeps: then an expiry is late by this at most. */
const longestWaitMs = 2_000;

/** Of people who may do what the book says, at each moment: who may less than before has what is open ended. */
export function createSignedOn(clock: Clock, book: Pick<AccessBook, 'of' | 'onChange'>): SignedOn {
  /** In the order in which they were used last. */
  const byHash = new Map<string, Held>();
  /** Ids and expiries. */
  const signedOut = new Map<string, number>();
  let cancel = (): void => {};
  let wakesAt = Infinity;

  function endHeld(hash: string, { ended }: Held, how: SessionEnd): void {
    byHash.delete(hash);
    ended.abort(how);
  }

  function endExpired(): void {
    const now = clock.now();
    for (const [hash, held] of byHash) {
      if (held.signOn.expiresAt <= now) endHeld(hash, held, 'GONE');
    }
    for (const [id, expiresAt] of signedOut) {
      if (expiresAt <= now) signedOut.delete(id);
    }
    watch();
  }

  function watch(): void {
    cancel();
    wakesAt = Infinity;
    for (const { signOn } of byHash.values()) wakesAt = Math.min(wakesAt, signOn.expiresAt);
    arm();
  }

  function arm(): void {
    cancel();
    cancel =
      wakesAt === Infinity && signedOut.size === 0
        ? () => {}
        : clock.after(Math.max(0, Math.min(wakesAt - clock.now(), longestWaitMs)), endExpired);
  }

  const accessOf = ({ person: { name, groups } }: SignOn): Access => book.of({ kind: 'USER', name, groups });
  const unfollow = book.onChange(() => {
    for (const [hash, held] of byHash) {
      const access = accessOf(held.signOn);
      if (hasLost(held.access, access)) endHeld(hash, held, 'CHANGED');
      else held.access = access;
    }
  });

  return {
    find(hash) {
      const held = byHash.get(hash);
      if (held === undefined) return null;
      if (held.signOn.expiresAt <= clock.now()) {
        endHeld(hash, held, 'GONE');
        return null;
      }
      byHash.delete(hash);
      byHash.set(hash, held);
      return held.session;
    },
    add(hash, signOn) {
      if (signOn.expiresAt <= clock.now() || (signOn.id !== null && signedOut.has(signOn.id))) return null;
      const known = byHash.get(hash);
      if (known !== undefined) return known.session;
      const [oldest] = byHash;
      // It may come back at once, and is verified then.
      if (byHash.size >= most && oldest !== undefined) endHeld(...oldest, 'CHANGED');
      const held = hold(signOn, accessOf(signOn));
      byHash.set(hash, held);
      if (signOn.expiresAt < wakesAt) {
        wakesAt = signOn.expiresAt;
        arm();
      }
      return held.session;
    },
    end(how) {
      for (const [hash, held] of byHash) {
        const end = how(held.signOn);
        if (end !== null) endHeld(hash, held, end);
      }
      watch();
    },
    signOut(id, expiresAt) {
      for (const [hash, held] of byHash) {
        if (held.signOn.id === id) endHeld(hash, held, 'GONE');
      }
      const [oldest] = signedOut.keys();
      if (signedOut.size >= most && oldest !== undefined) signedOut.delete(oldest);
      signedOut.set(id, expiresAt);
      watch();
    },
    isSignedOut: (id) => signedOut.has(id),
    browsers: () =>
      new Map(
        [...byHash.values()].flatMap(({ signOn: { id, expiresAt } }) =>
          id === null ? [] : [[id, expiresAt] as const],
        ),
      ),
    close() {
      unfollow();
      cancel();
    },
  };
}

function hold(signOn: SignOn, access: Access): Held {
  const ended = new AbortController();
  // One listener a stream.
  setMaxListeners(0, ended.signal);
  const { name, displayName, groups } = signOn.person;
  const held: Held = {
    signOn,
    access,
    ended,
    session: {
      get caller() {
        return {
          name,
          displayName,
          kind: 'USER' as const,
          roles: held.access.rolesOn(fleetScope),
          groups,
          access: held.access,
        };
      },
      credential: credentialOf(displayName, signOn.issuer),
      ended: ended.signal,
    },
  };
  return held;
}
