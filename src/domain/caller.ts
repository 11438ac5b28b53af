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
}
