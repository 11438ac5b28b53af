export type ActorKind = 'USER' | 'TOKEN' | 'SYSTEM';

/** Who acts. Until sign-on is configured: the local administrator, who may do everything. */
export interface Caller {
  readonly name: string;
  readonly kind: ActorKind;
}
