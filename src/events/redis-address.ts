/** What of a URL a connection is made with. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: Record<never, never>;
}

/** How to reach the server of a URL, `redis://USER:PASSWORD@HOST:PORT` or `rediss://` for TLS; `shown` holds no secret. */
export function redisAddress(url: string): { readonly options: RedisAddress; readonly shown: string } {
  const { hostname, port, username, password, protocol } = new URL(url);
  const address = { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? 6379 : Number(port) };
  return {
    options: {
      ...address,
      ...(username === '' ? {} : { username: decodeURIComponent(username) }),
      ...(password === '' ? {} : { password: decodeURIComponent(password) }),
      ...(protocol === 'rediss:' ? { tls: {} } : {}),
    },
    shown: `${address.host}:${address.port}`,
  };
}

/** The message alone: the errors of ioredis hold commands with their arguments, also passwords. */
export function redisErrorText(error: Error): string {
  if (error instanceof AggregateError) return error.errors.map((each) => redisErrorText(each as Error)).join('; ');
  return error.message;
}
