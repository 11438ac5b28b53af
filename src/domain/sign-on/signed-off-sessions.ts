/**
 * The sessions of browsers that were signed off before their time, known to all gateways on the same records. Every method rejects with
 * RecordsUnavailable where that cannot be told, or kept, now.
 */
export interface SignedOffSessions {
  /**
   * Keeps that this session was signed off, for as long as it would be good.
   * @param expiresAt milliseconds since the epoch
   * @returns false where that was so already
   */
  add(id: string, expiresAt: number): Promise<boolean>;
  /** Those of the ids, at most 500, that were signed off. */
  among(ids: readonly string[]): Promise<readonly string[]>;
}
