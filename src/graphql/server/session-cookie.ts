import type { IncomingMessage } from 'node:http';

/** Cookies of sign-on in a browser. `secure`: with TLS, where no other host can set or get them. */
export const cookieNames = {
  session: (secure: boolean): string => (secure ? '__Host-tenantry-session' : 'tenantry-session'),
  login: (secure: boolean): string => (secure ? '__Host-tenantry-login' : 'tenantry-login'),
};

/**
 * What the browser's session cookie holds, where the request comes from a page of ours: a browser sends cookies whoever asked it
 * to. Null: no such cookie, or nobody can tell which page it is.
 */
export function browserSessionOf(request: IncomingMessage): string | null {
  if (request.headers.cookie === undefined || !isFromOwnPage(request)) return null;
  return cookieOf(request, cookieNames.session(!isLoopback(request.headers.host ?? '')));
}

/** The value of a cookie; null where there is none, or more than one. */
export function cookieOf({ headers }: IncomingMessage, name: string): string | null {
  const values = (headers.cookie ?? '').split(';').flatMap((pair) => {
    const equals = pair.indexOf('=');
    return equals >= 0 && pair.slice(0, equals).trim() === name ? [pair.slice(equals + 1).trim()] : [];
  });
  return values.length === 1 ? (values[0] ?? null) : null;
}

/** Requests that only read may come without an Origin; then the browser itself has to say that the page is ours. */
export function isFromOwnPage({ headers }: IncomingMessage): boolean {
  const host = (headers.host ?? '').toLowerCase();
  const site = headers['sec-fetch-site'];
  if (headers.origin === undefined) return site === 'same-origin';
  const own = `${isLoopback(host) ? 'http' : 'https'}://${host}`;
  return headers.origin.toLowerCase() === own && (site === undefined || site === 'same-origin');
}

/** Whether a Host header is one of this machine. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i.test(host);
}
