import { hash as digest } from 'node:crypto';
import { RecordsUnavailable } from '../../domain/records-unavailable.ts';
import type { SignedOffSessions } from '../../domain/sign-on/signed-off-sessions.ts';
import type { SignOnPerson } from '../../domain/audit/sign-on-audit.ts';
import type { Identified } from '../session.ts';
import { createLogin, recordedAs } from './login.ts';
import type { Login, LoginOptions } from './login.ts';
import type { Person } from './person.ts';
import { createSeal } from './sealed.ts';
import type { SignedOn } from './signed-on.ts';

/** Sign-on in a browser, and off again. */
export interface BrowserLogin extends Login {
  /**
   * Ends the session here, at once, and at all other gateways on the same records within 5 s, and has it refused from now on.
   * @returns whose it was; null where it was none, or ended before
   */
  signOut(session: string): Promise<SignOnPerson | null>;
}

/** The sessions of browsers: each is sealed in a cookie, so that any gateway knows it. */
export interface BrowserSessions extends BrowserLogin {
  /** Whose it is; null for what is not one of ours, or is over. */
  find(session: string): Identified | Promise<Identified>;
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
  options: Omit<LoginOptions, 'seal'> & { readonly signedOn: SignedOn; readonly signedOff: SignedOffSessions },
): BrowserSessions {
  const { settings, signedOn, signedOff, clock, log } = options;
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
      const { jti, exp, issuer } = session;
      signedOn.signOut(jti, exp * 1_000);
      try {
        return (await signedOff.add(jti, exp * 1_000)) ? recordedAs(session, issuer) : null;
      } catch (error) {
        if (!(error instanceof RecordsUnavailable)) throw error;
        log.error({ error: error.message }, 'somebody signed off, and other gateways cannot be told now');
        return recordedAs(session, issuer);
      }
    },
  };

  async function add(hash: string, text: string): Promise<Identified> {
    const session = await open(text);
    if (session === null || signedOn.isSignedOut(session.jti)) return null;
    try {
      // From then on it is followed.
      for (const id of await signedOff.among([session.jti])) signedOn.signOut(id, session.exp * 1_000);
    } catch (error) {
      if (error instanceof RecordsUnavailable) return 'UNAVAILABLE';
      throw error;
    }
    const { issuer, name, displayName, groups, exp, jti } = session;
    const person = { name, displayName, groups };
    return signedOn.add(hash, { person, issuer, expiresAt: exp * 1_000, key: null, id: jti });
  }
}
