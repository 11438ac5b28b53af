import type { Clock } from '../../lib/clock.ts';
import { deepFreeze, sameJson } from '../objects/json-value.ts';
import type { KubeObject, ManagedFields, NewObject, ObjectMeta } from '../objects/kube-object.ts';
import { groupVersion, resources } from '../objects/resources.ts';
import type { ResourceName, ResourceTypes } from '../objects/resources.ts';
import { stableUid } from '../objects/random.ts';
import type { Random } from '../objects/random.ts';
import { timestamp } from '../objects/timestamp.ts';
import { createChangeLog } from './change-log.ts';
import type { Change, ChangeLog } from './change-log.ts';

/** Who writes, for managedFields. */
export interface Writer {
  readonly manager: string;
  readonly subresource?: string;
}

export interface ObjectStoreOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** The resourceVersion before the first write. */
  readonly resourceVersion?: number;
  /** How many changes of one resource a watch can go back. */
  readonly historyLimit?: number;
}

/**
 * The objects of one cluster, with the API server's bookkeeping: uids, one resourceVersion for each write, generations
 * that count changes of the specification, and the changes that a watch may still ask for. Objects are frozen and shared.
 */
export interface ObjectStore {
  /** The resourceVersion of the last write. */
  resourceVersion(): number;
  get<R extends ResourceName>(resource: R, key: ObjectKey): ResourceTypes[R] | undefined;
  /** In the order of a list answer: by namespace, then by name. */
  list<R extends ResourceName>(resource: R, namespace?: string): readonly ResourceTypes[R][];
  /** Throws where the object exists. */
  create<R extends ResourceName>(resource: R, object: NewObject<ResourceTypes[R]>, writer?: Writer): ResourceTypes[R];
  /** Stores a changed copy. No difference is no write. Throws where there is no such object. */
  update<R extends ResourceName>(resource: R, object: ResourceTypes[R], writer?: Writer): ResourceTypes[R];
  /** What `update` would store, without storing it. */
  preview<R extends ResourceName>(resource: R, object: ResourceTypes[R], writer?: Writer): ResourceTypes[R];
  /** Removes at once, without grace. Nothing happens where there is no such object. */
  remove(resource: ResourceName, key: ObjectKey): void;
  /** Calls on every change, in order; the answer ends it. */
  subscribe(listener: (change: Change) => void): () => void;
  readonly changes: ChangeLog;
}

export interface ObjectKey {
  readonly namespace?: string | undefined;
  readonly name: string;
}

const hasGeneration: ReadonlySet<ResourceName> = new Set([
  'deployments',
  'replicasets',
  'statefulsets',
  'daemonsets',
  'pods',
]);

export function createObjectStore(options: ObjectStoreOptions): ObjectStore {
  const { clock, random } = options;
  let version = options.resourceVersion ?? 1;
  const tables = new Map<ResourceName, Map<string, KubeObject>>(resources.map(({ name }) => [name, new Map()]));
  const listeners = new Set<(change: Change) => void>();
  const changes = createChangeLog(version, options.historyLimit ?? 5000);

  function table(resource: ResourceName): Map<string, KubeObject> {
    const found = tables.get(resource);
    if (found === undefined) throw new Error(`The store holds no ${resource}.`);
    return found;
  }

  function announce(change: Change): void {
    changes.append(change);
    for (const listener of listeners) listener(change);
  }

  function current<R extends ResourceName>(resource: R, key: ObjectKey): ResourceTypes[R] | undefined {
    // The one place where a stored object gets its type back: only objects of R enter R's table.
    return table(resource).get(keyText(key)) as ResourceTypes[R] | undefined;
  }

  function preview<R extends ResourceName>(resource: R, object: ResourceTypes[R], writer?: Writer): ResourceTypes[R] {
    const before = current(resource, object.metadata);
    if (before === undefined) throw new Error(`There is no ${resource} ${keyText(object.metadata)} to update.`);
    if (sameJson(withoutBookkeeping(before), withoutBookkeeping(object))) return before;
    const specChanged = !sameJson(specification(before), specification(object));
    const metadata: ObjectMeta = {
      ...object.metadata,
      uid: before.metadata.uid,
      creationTimestamp: before.metadata.creationTimestamp,
      resourceVersion: before.metadata.resourceVersion,
      ...(before.metadata.generation === undefined
        ? {}
        : { generation: before.metadata.generation + (specChanged ? 1 : 0) }),
      ...(writer === undefined ? {} : { managedFields: signed(before, writer, clock.now()) }),
    };
    return deepFreeze({ ...object, metadata });
  }

  return {
    changes,
    resourceVersion: () => version,
    get: current,
    list(resource, namespace) {
      const chosen: [string, ResourceTypes[typeof resource]][] = [];
      for (const [key, object] of table(resource)) {
        if (namespace === undefined || object.metadata.namespace === namespace) {
          chosen.push([key, object as ResourceTypes[typeof resource]]);
        }
      }
      return chosen.sort(([left], [right]) => (left < right ? -1 : 1)).map(([, object]) => object);
    },
    create(resource, object, writer) {
      const key = keyText(object.metadata);
      if (table(resource).has(key)) throw new Error(`${resource} "${key}" already exists`);
      version += 1;
      const metadata: ObjectMeta = {
        ...object.metadata,
        uid: object.metadata.uid ?? stableUid(`${version} ${random()}`),
        resourceVersion: String(version),
        creationTimestamp: object.metadata.creationTimestamp ?? timestamp(clock.now()),
        ...(hasGeneration.has(resource) ? { generation: object.metadata.generation ?? 1 } : {}),
      };
      const stored = deepFreeze({
        ...object,
        metadata: signedNew(metadata, writer, resource),
      }) as unknown as ResourceTypes[typeof resource];
      table(resource).set(key, stored);
      announce({ type: 'ADDED', resource, object: stored, resourceVersion: version });
      return stored;
    },
    preview,
    update(resource, object, writer) {
      const before = current(resource, object.metadata);
      const next = preview(resource, object, writer);
      if (before === undefined || next === before) return next;
      version += 1;
      const stored = deepFreeze({ ...next, metadata: { ...next.metadata, resourceVersion: String(version) } });
      table(resource).set(keyText(object.metadata), stored);
      announce({ type: 'MODIFIED', resource, object: stored, previous: before, resourceVersion: version });
      return stored;
    },
    remove(resource, key) {
      const before = current(resource, key);
      if (before === undefined) return;
      version += 1;
      table(resource).delete(keyText(key));
      const object = deepFreeze({ ...before, metadata: { ...before.metadata, resourceVersion: String(version) } });
      announce({ type: 'DELETED', resource, object, previous: before, resourceVersion: version });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** `namespace/name`, or `name` for what has no namespace. */
export function keyText(key: ObjectKey): string {
  return key.namespace === undefined ? key.name : `${key.namespace}/${key.name}`;
}

function specification(object: KubeObject): unknown {
  return 'spec' in object ? object.spec : undefined;
}

function withoutBookkeeping(object: KubeObject): unknown {
  const { managedFields: _managed, resourceVersion: _version, generation: _generation, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function signed(object: KubeObject, writer: Writer, now: number): readonly ManagedFields[] {
  const entry: ManagedFields = {
    manager: writer.manager,
    operation: 'Update',
    apiVersion: object.apiVersion,
    time: timestamp(now),
    ...(writer.subresource === undefined ? {} : { subresource: writer.subresource }),
  };
  const others = (object.metadata.managedFields ?? []).filter(
    (field) =>
      field.manager !== writer.manager || field.operation !== 'Update' || field.subresource !== writer.subresource,
  );
  return [...others, entry];
}

function signedNew(metadata: ObjectMeta, writer: Writer | undefined, resource: ResourceName): ObjectMeta {
  const definition = resources.find(({ name }) => name === resource);
  if (writer === undefined || definition === undefined || metadata.managedFields !== undefined) return metadata;
  const entry: ManagedFields = {
    manager: writer.manager,
    operation: 'Update',
    apiVersion: groupVersion(definition),
    time: metadata.creationTimestamp,
  };
  return { ...metadata, managedFields: [entry] };
}
