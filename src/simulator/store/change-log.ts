import type { KubeObject } from '../objects/kube-object.ts';
import type { ResourceName } from '../objects/resources.ts';

/** One write, as a watch tells it. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resource: ResourceName;
  /** After the write; for DELETED the last state with the resourceVersion of the deletion. */
  readonly object: KubeObject;
  readonly previous?: KubeObject;
  readonly resourceVersion: number;
}

/** The writes that can still be told, a bounded number for each resource. */
export interface ChangeLog {
  append(change: Change): void;
  /** The writes after a resourceVersion, oldest first, or undefined where some of them are forgotten. */
  since(resource: ResourceName, resourceVersion: number): readonly Change[] | undefined;
  /** The resourceVersion behind which everything is known. */
  oldest(resource: ResourceName): number;
  /** Forgets all writes up to this resourceVersion, as etcd's compaction does. */
  compact(resourceVersion: number): void;
}

export function createChangeLog(start: number, limit: number): ChangeLog {
  const logs = new Map<ResourceName, Change[]>();
  const forgotten = new Map<ResourceName, number>();
  let compacted = start;

  const oldest = (resource: ResourceName): number => Math.max(compacted, forgotten.get(resource) ?? 0);

  return {
    oldest,
    append(change) {
      const log = logs.get(change.resource) ?? [];
      logs.set(change.resource, log);
      log.push(change);
      // Dropping a quarter at a time keeps the cost of a write constant.
      if (log.length > limit) {
        const dropped = log.splice(0, Math.ceil(limit / 4));
        forgotten.set(change.resource, dropped.at(-1)?.resourceVersion ?? start);
      }
    },
    since(resource, resourceVersion) {
      if (resourceVersion < oldest(resource)) return undefined;
      return (logs.get(resource) ?? []).filter((change) => change.resourceVersion > resourceVersion);
    },
    compact(resourceVersion) {
      compacted = Math.max(compacted, resourceVersion);
      for (const [resource, log] of logs) {
        logs.set(
          resource,
          log.filter((change) => change.resourceVersion > compacted),
        );
      }
    },
  };
}
