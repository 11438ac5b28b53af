import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticate } from '../../auth/session.ts';
import type { SignOnAudit, SignOnOrigin, SignOnPerson } from '../../domain/audit/sign-on-audit.ts';
import { rejection } from '../errors.ts';
import { exchangeOrigin, signOnUnavailable } from './authorizations.ts';
import { respondErrors, respondJson } from './respond.ts';
import { browserSessionOf, cookieNames, cookieOf, isFromOwnPage, isLoopback } from './session-cookie.ts';

type LoginOutcome =
  | {
      readonly outcome: 'SIGNED_ON';
      readonly session: string;
      readonly seconds: number;
      readonly who: SignOnPerson;
    }
  | { readonly outcome: 'REFUSED' | 'UNAVAILABLE'; readonly message: string };

/** What signs people on in a browser: `src/auth/oidc` has it. Sessions and what is kept meanwhile are opaque texts. */
export interface BrowserLogin {
  begin(callback: URL): Promise<{ readonly address: string; readonly kept: string; readonly seconds: number } | null>;
  finish(answer: URL, kept: string | null): Promise<LoginOutcome>;
  /** Whose it was; null where there is nothing to end. */
  signOut(session: string): Promise<SignOnPerson | null>;
}

export interface LoginRoutes {
  /** Of a path below `/auth/`; null where nothing is. */
  methodOf(path: string): 'GET' | 'POST' | null;
  serve(request: IncomingMessage, response: ServerResponse, path: string, search: string): Promise<void>;
}

export interface LoginRoutesOptions {
  /** Null: nobody signs on in a browser now. */
  readonly login: () => BrowserLogin | null;
  readonly authenticate: Authenticate;
  readonly signOns: Pick<SignOnAudit, 'signedOn' | 'signedOff' | 'refused'> | undefined;
  /** Where browsers see the gateway, such as `https://tenantry.example.com`; null: on a loopback address alone. */
  readonly publicUrl: string | null;
}

const methods = new Map([
  ['/auth/login', 'GET'],
  ['/auth/callback', 'GET'],
  ['/auth/session', 'GET'],
  ['/auth/logout', 'POST'],
] as const);

/** Whoever has signed on, or off, comes here and nowhere else: there is no place in a request that says where to. */
const home = '/graphql';

/** The pages of signing on and off in a browser. */
export function createLoginRoutes({ login, authenticate, signOns, publicUrl }: LoginRoutesOptions): LoginRoutes {
  async function begin({ headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    const origin = originOf(headers.host ?? '');
    // The provider sends the browser there, where it would not have the cookie.
    if (publicUrl !== null && origin !== publicUrl) {
      page(response, 400, 'Sign on at the public address of this gateway.', `${publicUrl}${home}`);
      return;
    }
    const begun = await login()?.begin(new URL('/auth/callback', origin));
    if (begun === undefined) nothingHere(response);
    else if (begun === null) page(response, 503, 'The sign-on provider cannot be reached now.', '/auth/login');
    else {
      const secure = isSecure(origin);
      // The provider's answer is a navigation from another site.
      const cookie = cookieText(cookieNames.login(secure), begun.kept, begun.seconds, 'Lax', secure);
      response.writeHead(303, { location: begun.address, 'set-cookie': cookie });
      response.end();
    }
  }

  async function finish(request: IncomingMessage, response: ServerResponse, search: string): Promise<void> {
    const origin = originOf(request.headers.host ?? '');
    const secure = isSecure(origin);
    const kept = cookieOf(request, cookieNames.login(secure));
    const outcome = await login()?.finish(new URL(`/auth/callback${search}`, origin), kept);
    if (outcome === undefined) {
      nothingHere(response);
      return;
    }
    const finished = await recorded(outcome, exchangeOrigin(request, response));
    const cookies = [cookieText(cookieNames.login(secure), '', 0, 'Lax', secure)];
    if (finished.outcome === 'SIGNED_ON') {
      const { session, seconds } = finished;
      cookies.push(cookieText(cookieNames.session(secure), session, seconds, 'Strict', secure));
    }
    response.setHeader('set-cookie', cookies);
    if (finished.outcome === 'SIGNED_ON') {
      response.writeHead(303, { location: home });
      response.end();
    } else page(response, finished.outcome === 'REFUSED' ? 403 : 503, finished.message, '/auth/login');
  }

  /** The outcome where it could be recorded: nobody is let in without that. */
  async function recorded(outcome: LoginOutcome, from: SignOnOrigin): Promise<LoginOutcome> {
    if (outcome.outcome === 'REFUSED') signOns?.refused('signOn', from);
    if (outcome.outcome !== 'SIGNED_ON' || (await signOns?.signedOn(outcome.who, from)) !== false) return outcome;
    return { outcome: 'UNAVAILABLE', message: 'Who signs on cannot be recorded now. Try again in a moment.' };
  }

  async function signOff(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isFromOwnPage(request)) {
      respondErrors(response, 403, [rejection('FORBIDDEN', 'Only pages of this gateway sign people off.')]);
      return;
    }
    const session = browserSessionOf(request);
    const who = session === null ? null : await login()?.signOut(session);
    if (who) await signOns?.signedOff(who, exchangeOrigin(request, response));
    const secure = isSecure(originOf(request.headers.host ?? ''));
    response.writeHead(204, { 'set-cookie': cookieText(cookieNames.session(secure), '', 0, 'Strict', secure) });
    response.end();
  }

  /** Who is signed on in this browser, for the page of GraphiQL. */
  async function tell(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const who = await authenticate([], browserSessionOf(request));
    if (who === 'UNAVAILABLE') respondErrors(response, 503, [signOnUnavailable()]);
    else {
      const person =
        who === null ? null : { name: who.caller.name, displayName: who.caller.displayName ?? who.caller.name };
      respondJson(response, 200, { signOn: login() !== null, person });
    }
  }

  return {
    methodOf: (path) => methods.get(path as '/auth/login') ?? null,
    async serve(request, response, path, search) {
      if (path === '/auth/login') await begin(request, response);
      else if (path === '/auth/callback') await finish(request, response, search);
      else if (path === '/auth/logout') await signOff(request, response);
      else await tell(request, response);
    },
  };
}

/** The origin that a browser has by this Host, which the door has let in. */
function originOf(host: string): string {
  return `${isLoopback(host) ? 'http' : 'https'}://${host.toLowerCase()}`;
}

function isSecure(origin: string): boolean {
  return origin.startsWith('https:');
}

function cookieText(name: string, value: string, seconds: number, site: 'Lax' | 'Strict', secure: boolean): string {
  return `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=${site}${secure ? '; Secure' : ''}`;
}

function nothingHere(response: ServerResponse): void {
  page(response, 404, 'Nobody signs on in a browser here: the sign-on file has no login.', home);
}

/** Words of ours alone; `next` is an address of ours. */
function page(response: ServerResponse, status: number, message: string, next: string): void {
  const html = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>Tenantry</title></head>
  <body><p>${message}</p><p><a href="${next}">Go on</a></p></body>
</html>
`;
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'content-length': Buffer.byteLength(html) });
  response.end(html);
}
