import type { ObjectMeta } from '../workloads/object-meta.ts';
import type { Freshness } from './cluster-state.ts';

/**
 * Anything the caches hold. Objects never change: they are frozen where they are held, and replaced whole. Some are made anew for each
 * question, so whether two are the same, their uids and versions say.
 */
export interface CachedObject {
  readonly meta: ObjectMeta;
}

/**
 * One change of a cache, after it was applied. A recreate under one name is a DELETED and an ADDED.
 * `formerOwner` is the uid under which `ownedBy` found the object before; null: under none.
 */
export type CacheChange<T extends CachedObject> =
  | { readonly type: 'ADDED'; readonly object: T }
  | { readonly type: 'MODIFIED'; readonly object: T; readonly formerOwner: string | null }
  | { readonly type: 'DELETED'; readonly object: T };

/**
 * Whether a kind can be read.
 * SYNCING: not listed yet, so "not there" cannot be told. SYNCED: the cache answers (perhaps stale).
 * MISSING: the cluster has no such API. FORBIDDEN: the cluster refuses to show it (`message` names the right).
 * LIMITED: there are more objects than this process may hold, so some are not there (`message` names the limit).
 */
export type KindAvailability =
  | { readonly status: 'SYNCING' | 'SYNCED' | 'MISSING' }
  | { readonly status: 'FORBIDDEN' | 'LIMITED'; readonly message: string };

/** The watch-fed cache of one kind of one cluster. Reading never blocks and never calls the cluster. */
export interface CachedKind<T extends CachedObject> {
  readonly availability: KindAvailability;
  readonly freshness: Freshness;
  readonly size: number;
  get(uid: string): T | undefined;
  find(namespace: string, name: string): T | undefined;
  inNamespace(namespace: string): readonly T[];
  /** Objects whose controller owner has this uid. */
  ownedBy(uid: string): readonly T[];
  /** The uids of what `ownedBy` answers: for kinds of which only that is needed. */
  uidsOwnedBy(uid: string): readonly string[];
  /** The sum, over what `ownedBy` answers, of what the kind counts: restarts of pods. 0 of kinds that count nothing. */
  countOwnedBy(uid: string): number;
  /** The uid of the owner under which the object with this uid is found; null: under none, or it is not there. */
  ownerOf(uid: string): string | null;
  all(): Iterable<T>;
  /** Calls the listener after each change; the answer ends that. A listener that throws is logged, not fatal. */
  subscribe(listener: (change: CacheChange<T>) => void): () => void;
}
