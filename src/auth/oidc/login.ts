import { randomUUID } from 'node:crypto';
import * as client from 'openid-client';
import type { SignOnPerson } from '../../domain/audit/sign-on-audit.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { credentialOf, personOf, tellsGroups } from './person.ts';
import type { Person } from './person.ts';
import type { Seal } from './sealed.ts';
import type { LoginSettings } from './sign-on-settings.ts';
import type { Verification } from './verify-token.ts';

/** How a sign-on in a browser came out. */
export type LoginOutcome =
  | { readonly outcome: 'SIGNED_ON'; readonly session: string; readonly seconds: number; readonly who: SignOnPerson }
  | { readonly outcome: 'REFUSED' | 'UNAVAILABLE'; readonly message: string };

/** Sign-on in a browser: the authorization code flow with PKCE (https://www.rfc-editor.org/rfc/rfc9700). */
export interface Login {
  /** Where to send the browser, and what it keeps meanwhile. Null: the provider is away. */
  begin(callback: URL): Promise<{ readonly address: string; readonly kept: string; readonly seconds: number } | null>;
  /** @param answer where the provider sent the browser back to, with what it says */
  finish(answer: URL, kept: string | null): Promise<LoginOutcome>;
}

export interface LoginOptions {
  readonly settings: LoginSettings;
  readonly seal: Seal;
  readonly clock: Clock;
  readonly log: Log;
  /** Verifies the signature and the claims of an ID token, for this client. */
  verify(idToken: string): Promise<Verification>;
}

/** How long somebody has at the provider, in seconds. */
const loginSeconds = 600;
const deadlineSeconds = 10;
/** A change of what discovery says is seen within this time, in milliseconds. */
const rediscoverMs = 3_600_000;
/** What a browser keeps in one cookie, of 4,096 bytes with its name and attributes. */
const longestSession = 3_900;

const again = 'Begin anew.';
const failed: LoginOutcome = { outcome: 'REFUSED', message: `The sign-on did not succeed. ${again}` };

export function createLogin({ settings, seal, clock, log, verify }: LoginOptions): Login {
  const { issuer, clientId, clientSecret, scopes, sessionMinutes } = settings;
  let discovered: { readonly at: number; readonly configuration: Promise<client.Configuration> } | null = null;

  function configuration(): Promise<client.Configuration> {
    if (discovered !== null && clock.now() - discovered.at < rediscoverMs) return discovered.configuration;
    const found = client.discovery(
      new URL(issuer.url),
      clientId,
      { [client.clockTolerance]: issuer.clockLeewaySeconds },
      clientSecret === null ? client.None() : client.ClientSecretBasic(clientSecret),
      // Only a provider on a loopback address may be http; nothing is tried again without TLS.
      { timeout: deadlineSeconds, execute: issuer.url.startsWith('http:') ? [client.allowInsecureRequests] : [] },
    );
    discovered = { at: clock.now(), configuration: found };
    found.catch(() => {
      discovered = null;
    });
    return found;
  }

  async function begin(callback: URL): Promise<Awaited<ReturnType<Login['begin']>>> {
    const provider = await configuration().catch((error: unknown) => {
      log.warn({ issuer: issuer.name, reason: reasonOf(error) }, 'the sign-on provider is away');
      return null;
    });
    if (provider === null) return null;
    const [verifier, state, nonce] = [client.randomPKCECodeVerifier(), client.randomState(), client.randomNonce()];
    const address = client.buildAuthorizationUrl(provider, {
      redirect_uri: callback.href,
      scope: scopes.join(' '),
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    const content = { verifier, state, nonce, issuer: issuer.url, clientId };
    const kept = await seal.seal('login', content, clock.now() + loginSeconds * 1_000);
    return { address: address.href, kept, seconds: loginSeconds };
  }

  async function finish(answer: URL, kept: string | null): Promise<LoginOutcome> {
    const { verifier, state, nonce, ...begun } = (kept === null ? null : await seal.open('login', kept)) ?? {};
    const fits = begun['issuer'] === issuer.url && begun['clientId'] === clientId;
    if (typeof verifier !== 'string' || typeof state !== 'string' || typeof nonce !== 'string' || !fits) {
      return { outcome: 'REFUSED', message: `This browser has not begun to sign on, or too long ago. ${again}` };
    }
    let person: Person | null;
    try {
      const provider = await configuration();
      const tokens = await client.authorizationCodeGrant(provider, answer, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      const verified = await verify(tokens.id_token ?? '');
      if (verified === 'UNAVAILABLE') return { outcome: 'UNAVAILABLE', message: away };
      if (verified === 'REFUSED') {
        log.warn({ issuer: issuer.name, reason: 'ID token' }, 'a sign-on in a browser was refused');
        return failed;
      }
      const { claims } = verified;
      // Providers may tell in the ID token who it is, and the rest only when asked.
      const asks = !tellsGroups(claims, issuer) && provider.serverMetadata().userinfo_endpoint !== undefined;
      const more = asks ? await client.fetchUserInfo(provider, tokens.access_token, claims.sub ?? '') : {};
      person = personOf({ ...more, ...claims }, issuer);
    } catch (error) {
      log.warn({ issuer: issuer.name, reason: reasonOf(error) }, 'a sign-on in a browser failed');
      return isAway(error) ? { outcome: 'UNAVAILABLE', message: away } : failed;
    }
    if (person === null) return failed;
    const seconds = sessionMinutes * 60;
    const content = { ...person, issuer: issuer.name, url: issuer.url, jti: randomUUID() };
    const session = await seal.seal('session', content, clock.now() + seconds * 1_000);
    if (session.length > longestSession) {
      log.warn(
        { issuer: issuer.name, groups: person.groups.length },
        'somebody is in too many groups for a browser’s session',
      );
      const message =
        'You are in more groups than a browser’s session can hold. Ask your administrator to have the provider send only the groups that matter here.';
      return { outcome: 'REFUSED', message };
    }
    return { outcome: 'SIGNED_ON', session, seconds, who: recordedAs(person, issuer.name) };
  }

  return { begin, finish };
}

/** As sessions have it. */
export function recordedAs({ name, displayName }: Pick<Person, 'name' | 'displayName'>, issuer: string): SignOnPerson {
  return { actor: { name, kind: 'USER' }, credential: credentialOf(displayName, issuer) };
}

const away = 'The sign-on provider cannot be reached now. Try again in a moment.';

/** A network that failed, or a server that did; not what the provider says. */
function isAway(error: unknown): boolean {
  const causes = [error, error instanceof Error ? error.cause : null];
  return causes.some(
    (cause) => cause instanceof TypeError || (cause instanceof DOMException && cause.name === 'TimeoutError'),
  );
}

/** A code, never words: those could repeat what was sent. */
function reasonOf(error: unknown): string {
  if (error instanceof client.AuthorizationResponseError || error instanceof client.ResponseBodyError) {
    return /^[\w-]{1,60}$/.test(error.error) ? error.error : 'refused by the provider';
  }
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'unknown reason';
}
