import type { Actor } from '../caller.ts';
import type { AccessScope } from '../access/access.ts';
import type { Action } from '../access/action.ts';

/**
 * A token that somebody made by mutation. PERSONAL: it calls in its maker's name and may at most what its maker may. MACHINE: it
 * calls in its own name. Times in milliseconds since the epoch.
 */
export interface ApiToken {
  readonly id: string;
  readonly kind: ApiTokenKind;
  /** Of a machine it is the name that operations are recorded under: no two of them that are good have the same. */
  readonly name: string;
  /** What it may at most. */
  readonly actions: readonly Action[];
  /** Where, at most; one or more. */
  readonly scopes: readonly AccessScope[];
  readonly createdBy: Actor;
  /** The maker's groups when it was made: what they are given, a personal token has too. */
  readonly groups: readonly string[];
  readonly createdAt: number;
  readonly expiresAt: number;
  /** To the minute; null: never. */
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
  readonly revokedBy: Actor | null;
}

export type ApiTokenKind = 'PERSONAL' | 'MACHINE';
export type ApiTokenState = 'GOOD' | 'EXPIRED' | 'REVOKED';

/** Whether it is good at `now`. */
export function apiTokenState({ revokedAt, expiresAt }: ApiToken, now: number): ApiTokenState {
  if (revokedAt !== null) return 'REVOKED';
  return expiresAt <= now ? 'EXPIRED' : 'GOOD';
}
