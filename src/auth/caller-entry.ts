import type { ActorKind } from '../domain/caller.ts';

/** One caller of the callers' file. */
export interface CallerEntry {
  readonly name: string;
  readonly kind: Exclude<ActorKind, 'SYSTEM'>;
  readonly roles: readonly string[];
  /** `sha256:` and hexadecimal digits. */
  readonly tokenHash: string;
  /** Milliseconds since the epoch; null: never. */
  readonly expiresAt: number | null;
}
