import type { AppKey, EnvironmentKey } from './keys.ts';

/** Keys as text: equal exactly for equal keys, and sorted as people expect (tenant, environment, name, kind). No name holds a NUL. */
export function environmentText(key: EnvironmentKey): string {
  return `${key.tenant}\0${key.environment}`;
}

/** See `environmentText`. */
export function appText(key: AppKey): string {
  return `${key.tenant}\0${key.environment}\0${key.name}\0${key.kind}`;
}

/** What the texts of everything of the tenant begin with, and no others. */
export function tenantPrefix(tenant: string): string {
  return `${tenant}\0`;
}
