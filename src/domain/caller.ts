import type { Access } from './access/access.ts';

export type ActorKind = 'USER' | 'TOKEN' | 'SYSTEM';

/** Who did something, as it is recorded. */
export interface Actor {
  readonly name: string;
  readonly kind: ActorKind;
}

/** Who is calling. */
export interface Caller extends Actor {
  /** What people call the caller, where that is another than the name. Nothing goes by it: two can have the same. */
  readonly displayName?: string;
  /** Names of roles, such as `developer`; empty where the caller has none. */
  readonly roles: readonly string[];
  /** Groups that the identity provider puts the caller in, `ISSUER:GROUP` each; empty for all who did not sign on there. */
  readonly groups: readonly string[];
  /** What the caller may see and do now. */
  readonly access: Access;
  /**
   * Id of the API token that the caller came with; absent: of none. With one nothing is allowed for the name alone, as the token may
   * be made to do less.
   */
  readonly viaApiToken?: string;
}
