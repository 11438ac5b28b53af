import { expect, it } from 'vitest';
import { shownDatabaseUrl } from './shown-database-url.ts';

it.each([
  ['postgres://app:hunter2@db.example:5433/app?sslmode=verify-full', 'postgres://app@db.example:5433/app'],
  ['postgresql://app:hunter2@db/app?password=hunter2', 'postgresql://app@db/app'],
  ['postgres://db/app', 'postgres://db/app'],
  ['postgres:///app?host=/run/postgresql&password=hunter2', 'postgres:///run/postgresql/app'],
  ['postgres://app:hun#ter2@db/app', 'the PostgreSQL server of DATABASE_URL'],
])('shows %s as %s', (url, shown) => {
  expect(shownDatabaseUrl(url)).toBe(shown);
});
