import { hash as digest } from 'node:crypto';
import type { SignOnPerson } from '../../domain/audit/sign-on-audit.ts';
import type { Session } from '../session.ts';
import { createLogin, recordedAs } from './login.ts';
import type { Login, LoginOptions } from './login.ts';
import type { Person } from './person.ts';
import { createSeal } from './sealed.ts';
import type { SignedOn } from './signed-on.ts';

/** Sign-on in a browser, and off again. */
export interface BrowserLogin extends Login {
  /** Ends the session here, at once, and refuses it from now on. @returns whose it was; null where it was none, or ended before */
  signOut(session: string): Promise<SignOnPerson | null>;
}

/** The sessions of browsers: each is sealed in a cookie, so that any gateway knows it. */
export interface BrowserSessions extends BrowserLogin {
  /** Whose it is; null for what is not one of ours, or is over. */
  find(session: string): Session | null | Promise<Session | null>;
}

/** What a sealed session holds. */
interface SealedSession extends Person {
  /** Name of the issuer. */
  readonly issuer: string;
  readonly url: string;
  readonly jti: string;
  /** Seconds since the epoch. */
  readonly exp: number;
}

const longest = 4_096;

export function createBrowserSessions(
  options: Omit<LoginOptions, 'seal'> & { readonly signedOn: SignedOn },
): BrowserSessions {
  const { settings, signedOn, clock } = options;
  const seal = createSeal(settings.sessionSecret, clock);
  const open = async (text: string): Promise<SealedSession | null> => {
    const session = (await seal.open('session', text)) as SealedSession | null;
    return session?.issuer === settings.issuer.name && session.url === settings.issuer.url ? session : null;
  };
  return {
    ...createLogin({ ...options, seal }),
    find(text) {
      if (text.length > longest) return null;
      const hash = `browser:${digest('sha256', text, 'base64')}`;
      return signedOn.find(hash) ?? add(hash, text);
    },
    async signOut(text) {
      const session = text.length > longest ? null : await open(text);
      if (session === null) return null;
      return signedOn.signOut(session.jti, session.exp * 1_000) ? recordedAs(session, session.issuer) : null;
    },
  };

  async function add(hash: string, text: string): Promise<Session | null> {
    const session = await open(text);
    if (session === null) return null;
    const { issuer, name, displayName, groups, exp, jti } = session;
    const person = { name, displayName, groups };
    return signedOn.add(hash, { person, issuer, expiresAt: exp * 1_000, key: null, id: jti });
  }
}
