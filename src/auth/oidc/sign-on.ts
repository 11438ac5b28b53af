import { hash as digest } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { AccessBook } from '../../domain/access/access-book.ts';
import type { SignedOffSessions } from '../../domain/sign-on/signed-off-sessions.ts';
import type { Clock } from '../../lib/clock.ts';
import type { FileProblem } from '../../lib/file-problem.ts';
import { followFile } from '../../lib/followed-file.ts';
import type { FollowedFile } from '../../lib/followed-file.ts';
import type { Log } from '../../lib/log.ts';
import { succeed } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import type { Authenticate, Identified } from '../session.ts';
import { createBrowserSessions } from './browser-sessions.ts';
import type { BrowserLogin, BrowserSessions } from './browser-sessions.ts';
import { followSignedOff } from './follow-signed-off.ts';
import { parseSignOn, signOnFileForm } from './parse-sign-on.ts';
import { personOf } from './person.ts';
import { createProviderKeys } from './provider-keys.ts';
import type { ProviderKeys } from './provider-keys.ts';
import { createSignedOn } from './signed-on.ts';
import type { IssuerSettings, SignOnSettings } from './sign-on-settings.ts';
import { issuerNamedBy, verifyToken } from './verify-token.ts';

export interface SignOnOptions {
  /** Of the sign-on file. */
  readonly path: string;
  /** The path as messages show it. */
  readonly display: string;
  readonly log: Log;
  readonly clock: Clock;
  /** What those who sign on may do. */
  readonly book: Pick<AccessBook, 'of' | 'onChange'>;
  /** What was signed off at any gateway. */
  readonly signedOff: SignedOffSessions;
}

/** Sign-on with OpenID Connect, by a file that is followed as it changes. */
export interface SignOn extends FollowedFile {
  readonly authenticate: Authenticate;
  /** Names of the providers that are accepted now. */
  readonly issuers: readonly string[];
  /** How people sign on in a browser now; null: they do not. */
  readonly login: BrowserLogin | null;
}

interface Provider {
  readonly settings: IssuerSettings;
  readonly keys: ProviderKeys;
}

/** Three parts, the signature among them: what is not signed is not even looked at. */
const bearerForm = /^bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i;
const longestHeader = 16 * 1024;
const sessionsOfThisProcess =
  'browsers that sign on are known to this gateway alone, and until it ends: a sessionKeyFile in the sign-on file changes that';

/** Reads the file and goes on following it; fails where it is wrong now. A provider that is away keeps nothing from starting. */
export async function openSignOn({
  path,
  display,
  log,
  clock,
  book,
  signedOff,
}: SignOnOptions): Promise<Result<SignOn, readonly FileProblem[]>> {
  const signedOn = createSignedOn(clock, book);
  const verifying = new Map<string, Promise<Identified>>();
  let providers: ReadonlyMap<string, Provider> = new Map();
  let browsers: BrowserSessions | null = null;
  let loginText = '';

  function take(settings: SignOnSettings): void {
    const before = providers;
    providers = new Map(settings.issuers.map((issuer) => [issuer.name, keep(before.get(issuer.name), issuer)]));
    for (const [name, { keys }] of before) {
      if (providers.get(name)?.keys !== keys) keys.close();
    }
    const login = JSON.stringify(settings.login);
    const loginChanged = login !== loginText;
    if (loginChanged) browsers = settings.login === null ? null : browserSessions(settings.login);
    loginText = login;
    if (loginChanged && settings.login?.sessionSecret === null) log.info({}, sessionsOfThisProcess);
    signedOn.end(({ issuer, id }) => {
      const provider = providers.get(issuer);
      if (provider === undefined) return 'GONE';
      const goesOn = JSON.stringify(provider.settings) === JSON.stringify(before.get(issuer)?.settings);
      return goesOn && !(loginChanged && id !== null) ? null : 'CHANGED';
    });
    if (before.size > 0) log.info({ issuers: [...providers.keys()] }, 'sign-on changed');
  }

  /** Keys that are known go on where the provider is the same. */
  function keep(known: Provider | undefined, settings: IssuerSettings): Provider {
    if (known !== undefined && known.settings.url === settings.url) return { settings, keys: known.keys };
    const onChange = (): void =>
      signedOn.end(({ issuer, key }) => {
        if (issuer !== settings.name || key === null || keys.mark(key.kid) === key.mark) return null;
        // Without a name nobody knows which key it was: it is verified anew, and may be good still.
        return key.kid === undefined ? 'CHANGED' : 'GONE';
      });
    const keys = createProviderKeys({ issuer: settings, clock, log, onChange });
    return { settings, keys };
  }

  const browserSessions = (settings: NonNullable<SignOnSettings['login']>): BrowserSessions =>
    createBrowserSessions({
      settings,
      signedOn,
      signedOff,
      clock,
      log,
      async verify(idToken) {
        const provider = providers.get(settings.issuer.name);
        if (provider === undefined) return 'REFUSED';
        return verifyToken(idToken, {
          issuer: settings.issuer,
          keys: provider.keys,
          audiences: [settings.clientId],
          clock,
        });
      },
    });

  async function verify(token: string, hash: string): Promise<Identified> {
    const url = issuerNamedBy(token);
    const provider = [...providers.values()].find(({ settings }) => settings.url === url);
    if (provider === undefined) return null;
    const { settings: issuer, keys } = provider;
    const verified = await verifyToken(token, { issuer, keys, audiences: issuer.audiences, clock });
    if (verified === 'UNAVAILABLE') return 'UNAVAILABLE';
    if (verified === 'REFUSED') return null;
    // Meanwhile the file may have become another, and the keys, too: then by these.
    if (providers.get(issuer.name) !== provider || keys.mark(verified.kid) !== verified.keyMark) {
      return verify(token, hash);
    }
    const person = personOf(verified.claims, issuer);
    if (person === null) return null;
    const { expiresAt, kid, keyMark } = verified;
    return signedOn.add(hash, { person, issuer: issuer.name, expiresAt, key: { kid, mark: keyMark }, id: null });
  }

  const authenticate: Authenticate = (authorizations, browserSession = null) => {
    const [value] = authorizations;
    if (value === undefined) return browserSession === null ? null : (browsers?.find(browserSession) ?? null);
    if (authorizations.length > 1 || value.length > longestHeader) return null;
    const token = bearerForm.exec(value)?.[1];
    if (token === undefined) return null;
    const hash = digest('sha256', token, 'base64');
    const known = signedOn.find(hash);
    if (known !== null) return known;
    const running = verifying.get(hash) ?? verify(token, hash).finally(() => verifying.delete(hash));
    verifying.set(hash, running);
    return running;
  };

  const readSecret = (secret: string): string | null => {
    try {
      return readFileSync(resolve(dirname(path), secret), 'utf8');
    } catch {
      return null;
    }
  };
  const parse = (text: string) => parseSignOn(text, display, readSecret);
  const file = await followFile<SignOnSettings>({ path, display, form: signOnFileForm, log, clock, parse, take });
  if (!file.ok) return file;
  const stopFollowing = followSignedOff({ signedOn, signedOff, clock, log });
  return succeed({
    authenticate,
    get issuers() {
      return [...providers.keys()];
    },
    get login() {
      return browsers;
    },
    get problems() {
      return file.value.problems;
    },
    async close() {
      const closed = file.value.close();
      stopFollowing();
      signedOn.close();
      for (const { keys } of providers.values()) keys.close();
      await closed;
    },
  });
}
