import type { Model } from './encode-protobuf.ts';

/**
 * An entry of `managedFields` that owns these parts of an object, as API servers write them: they are a third of what a watch sends.
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
 */
export function managedFields(
  manager: string,
  apiVersion: string,
  time: string,
  owned: Model,
  subresource?: string,
): Model {
  return {
    manager,
    operation: 'Update',
    apiVersion,
    time,
    fieldsType: 'FieldsV1',
    fieldsV1: fieldsOf(owned),
    ...(subresource !== undefined && { subresource }),
  };
}

/** What tells the items of a list apart, by the members that the API's types name for it. */
const keys = [['containerPort', 'protocol'], ['mountPath'], ['type'], ['uid'], ['name'], ['ip']] as const;
/** What is owned whole: the API's types say that it is atomic. */
const atomic = new Set(['selector', 'fieldRef', 'configMapKeyRef', 'secretKeyRef', 'containerStatuses', 'hostIPs']);
/** What is always there, so that nobody owns that it is. */
const always = new Set(['metadata', 'spec', 'status', 'template', 'strategy', 'containers']);

function fieldsOf(value: unknown, itself: Model = {}): Model {
  if (Array.isArray(value)) {
    const items = value.map((each) => [keyOf(each), isReference(each) ? {} : fieldsOf(each, { '.': {} })] as const);
    return items.some(([key]) => key === null) ? {} : { ...itself, ...Object.fromEntries(items) };
  }
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return {};
  const members = Object.entries(value).map(([name, member]) => {
    if (atomic.has(name)) return [`f:${name}`, {}];
    return [`f:${name}`, fieldsOf(member, always.has(name) ? {} : { '.': {} })];
  });
  return { ...itself, ...Object.fromEntries(members) };
}

/** To an owner: such an item of a list is atomic. */
function isReference(item: unknown): boolean {
  return typeof item === 'object' && item !== null && 'controller' in item;
}

function keyOf(item: unknown): string | null {
  if (typeof item !== 'object' || item === null) return null;
  const key = keys.find((names) => names.every((name) => name in item));
  if (key === undefined) return null;
  return `k:${JSON.stringify(Object.fromEntries(key.map((name) => [name, (item as Model)[name]])))}`;
}
