import type { IncomingMessage } from 'node:http';

/** What an answer that is no page may load: nothing. */
const nothing = "default-src 'none'; frame-ancestors 'none'";

/** Sent with every answer; a page of its own replaces the content security policy. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': nothing,
  'cross-origin-opener-policy': 'same-origin-allow-popups',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** A year, in seconds. */
const strictTransport = 'max-age=31536000';

/**
 * The headers of all answers to a request. Browsers are told to come by TLS only where they were called by the public name, which
 * a proxy with TLS serves: on a loopback name that would shut out every other program of that port.
 * @param publicUrl where such a proxy is; null: there is none
 */
export function headersFor(
  { headers }: Pick<IncomingMessage, 'headers'>,
  publicUrl: string | null,
): Readonly<Record<string, string>> {
  if (publicUrl === null) return securityHeaders;
  const { protocol, host } = new URL(publicUrl);
  const isPublic = protocol === 'https:' && (headers.host ?? '').toLowerCase() === host;
  return isPublic ? { ...securityHeaders, 'strict-transport-security': strictTransport } : securityHeaders;
}

/**
 * What the page of GraphiQL needs, and nothing else: this origin only. The editor sets styles of its own, and has its icon font in
 * its style sheet.
 */
export function graphiqlPolicy(host: string): string {
  return [
    nothing,
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    "img-src 'self' data:",
    `connect-src 'self' ws://${host} wss://${host}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
