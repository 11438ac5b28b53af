/**
 * A PostgreSQL URL as it may be shown: user, host, port and database. Without the password and the parameters, which may hold
 * another one.
 */
export function shownDatabaseUrl(url: string): string {
  if (!URL.canParse(url)) return 'the PostgreSQL server of DATABASE_URL';
  const { protocol, username, host, pathname, searchParams } = new URL(url);
  const user = username === '' ? '' : `${username}@`;
  return `${protocol}//${user}${host === '' ? (searchParams.get('host') ?? '') : host}${pathname}`;
}
