import type { Access } from './access/access.ts';

export type ActorKind = 'USER' | 'TOKEN' | 'SYSTEM';

/** Who did something, as it is recorded. */
export interface Actor {
  readonly name: string;
  readonly kind: ActorKind;
}

/** Who is calling. */
export interface Caller extends Actor {
  /** Names of roles, such as `developer`; empty where the caller has none. */
  readonly roles: readonly string[];
  /** Names of the groups that the identity provider puts the caller in; empty for all who did not sign on there. */
  readonly groups: readonly string[];
  /** What the caller may see and do now. */
  readonly access: Access;
}
