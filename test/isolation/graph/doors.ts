import { createApiTokenSessions } from '../../../src/auth/api-token-sessions.ts';
import type { ApiTokenSessions, ApiTokenSessionsOptions } from '../../../src/auth/api-token-sessions.ts';
import type { CallerEntry } from '../../../src/auth/caller-entry.ts';
import { hashToken } from '../../../src/auth/caller-token.ts';
import { createSignedOn } from '../../../src/auth/oidc/signed-on.ts';
import type { SignedOn } from '../../../src/auth/oidc/signed-on.ts';
import type { Session } from '../../../src/auth/session.ts';
import { createSessions } from '../../../src/auth/sessions.ts';
import type { Sessions } from '../../../src/auth/sessions.ts';
import { createAccess } from '../../../src/domain/access/access.ts';
import type { AccessBook, AccessRules } from '../../../src/domain/access/access-book.ts';
import type { Caller } from '../../../src/domain/caller.ts';
import { start } from '../world/moments.ts';
import type { Person, World } from '../world/model.ts';

type Options = ApiTokenSessionsOptions & { readonly book: AccessBook };

/** All ways into the gateway, with the product's own sessions behind them: what somebody may is what the book says of them. */
export class Doors {
  readonly #book: AccessBook;
  readonly #sessions: Sessions;
  readonly #signedOn: SignedOn;
  readonly #tokens: ApiTokenSessions;
  readonly #open = new Map<Person, Session>();
  readonly #free = new Map<Person, Caller>();

  private constructor({ book, store, clock, log }: Options) {
    this.#book = book;
    this.#sessions = createSessions(clock, book);
    this.#signedOn = createSignedOn(clock, book);
    this.#tokens = createApiTokenSessions({ store, book, clock, log });
  }

  static async open({ rules }: World, people: readonly Person[], options: Options): Promise<Doors> {
    const doors = new Doors(options);
    doors.say(rules);
    const entries = people.filter(({ way }) => way.by === 'CALLERS_FILE').map(entryOf);
    doors.#sessions.replace(entries);
    for (const person of people) await doors.enter(person);
    return doors;
  }

  /** What the access file says from now on. */
  say(rules: AccessRules): void {
    this.#book.replaceRules(rules);
  }

  /** Comes in anew. @throws where the doors stay shut */
  async enter(person: Person): Promise<void> {
    const session = await this.#sessionOf(person);
    if (session === null || session === 'UNAVAILABLE') throw new Error(`${person.name} is not let in`);
    this.#open.set(person, session);
  }

  /** Whoever came with this token is out. */
  revoked(id: string): void {
    this.#tokens.revoked(id);
  }

  callerOf(person: Person): Caller {
    const session = this.#open.get(person);
    if (session !== undefined) return session.caller;
    // The same for as long as nothing changes: views are kept by the access.
    const caller = this.#free.get(person) ?? freeCaller(person);
    this.#free.set(person, caller);
    return caller;
  }

  /** Aborted when what somebody has begun has to end. */
  ended(person: Person): AbortSignal | undefined {
    return this.#open.get(person)?.ended;
  }

  close(): void {
    this.#sessions.close();
    this.#signedOn.close();
    this.#tokens.close();
  }

  #sessionOf(person: Person) {
    const { name, way } = person;
    switch (way.by) {
      case 'CALLERS_FILE':
        return this.#sessions.authenticate([`Bearer ${secretOf(name)}`]);
      case 'API_TOKEN':
        return this.#tokens.authenticate([`Bearer ${secretOf(way.token.id)}`]);
      case 'SIGN_ON':
        return this.#signedOn.add(hashOf(name), {
          person: { name, displayName: name, groups: way.groups },
          issuer: 'issuer',
          expiresAt: start + 86_400_000,
          key: null,
          id: null,
        });
      case 'FREE':
        throw new Error(`${name} needs no door`);
    }
  }
}

function entryOf({ name }: Person): CallerEntry {
  return { name, kind: 'USER', roles: [], tokenHash: hashOf(name), expiresAt: null };
}

function freeCaller({ name, grants }: Person): Caller {
  const access = createAccess(grants.map(({ role, scope, actions }) => ({ role, scope, actions: new Set(actions) })));
  return { name, kind: 'USER', roles: [...new Set(grants.map(({ role }) => role))], groups: [], access };
}

/** What is kept of the token that somebody shows who has this name, or this id. */
export function hashOf(name: string): string {
  return hashToken(secretOf(name));
}

function secretOf(name: string): string {
  return `tnt_${name.replaceAll(/[^\w-]/g, '_').padEnd(43, '_')}`;
}
