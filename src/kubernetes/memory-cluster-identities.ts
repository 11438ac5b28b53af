import { randomUUID } from 'node:crypto';
import type { ClusterIdentities } from '../domain/clusters/cluster-identities.ts';

/** Identities that live as long as the process: for tests, and as the shortest statement of what the records must do. */
export function createMemoryClusterIdentities(mint: () => string = randomUUID): ClusterIdentities {
  const idsByName = new Map<string, string>();
  const idsByUid = new Map<string, string>();
  const uidsById = new Map<string, string>();

  return {
    async idForName(name) {
      const known = idsByName.get(name);
      if (known !== undefined) return known;
      const id = mint();
      idsByName.set(name, id);
      return id;
    },

    async idOfUid(uid) {
      return idsByUid.get(uid);
    },

    async bind(id, name, uid) {
      const boundUid = uidsById.get(id);
      const answer = idsByUid.get(uid) ?? (boundUid === undefined ? id : mint());
      idsByUid.set(uid, answer);
      uidsById.set(answer, uid);
      for (const [other, id] of idsByName) if (id === answer) idsByName.delete(other);
      idsByName.set(name, answer);
      return { id: answer };
    },
  };
}
