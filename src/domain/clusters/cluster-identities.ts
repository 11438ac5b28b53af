/**
 * Which id a cluster has. Ids are minted in the records and bound to the uid of the `kube-system` namespace once that is
 * known, so that a rename keeps the id and another cluster under an old name gets its own.
 */
export interface ClusterIdentities {
  /** The id that was last used for this name, else a new one. */
  idForName(name: string): Promise<string>;
  /** The id that is bound to a cluster; undefined for one that was never reached. */
  idOfUid(uid: string): Promise<string | undefined>;
  /**
   * Binds an id to a cluster that was reached under a name. Answers the id to go on with: the given one where it was unbound
   * or bound to this uid; the uid's own id where that is bound already (a rename); a new id where the given one belongs to
   * another uid (another cluster under an old name). The answered id is the name's from then on, and no
   * other name's: two registered clusters never have one id.
   * `refusedBecause`, in words for a person, where the cluster must not be served under this name.
   */
  bind(id: string, name: string, uid: string): Promise<{ readonly id: string } | { readonly refusedBecause: string }>;
}
