/** Whether what comes from there is the server's: over TLS, or without leaving the machine. */
export function isHttpsOrLoopback({ protocol, hostname }: URL): boolean {
  if (protocol === 'https:') return true;
  return protocol === 'http:' && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}
