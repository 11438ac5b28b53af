import type { ObjectMeta, OwnerReference } from '../../domain/workloads/object-meta.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import { numberOf, objectOf, objectsOf, oncePerShared, textOf, textsOf, timeOf } from './read.ts';

/** An object has not what every object of an API server has. */
export class ProjectionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProjectionError';
  }
}

/** An annotation that is left out, of whatever length. */
export const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
/** Larger annotations are tools' own state, and no one asks the graph for them. */
export const maxAnnotationLength = 4096;

/** Frozen, with all it holds. @throws ProjectionError where name or uid are missing. */
export function projectMeta(raw: JsonObject): ObjectMeta {
  const metadata = objectOf(raw['metadata']);
  const name = textOf(metadata['name']);
  const uid = textOf(metadata['uid']);
  if (name === null || uid === null) throw new ProjectionError('an object without name or uid');
  return Object.freeze({
    uid,
    name,
    namespace: textOf(metadata['namespace']) ?? '',
    resourceVersion: textOf(metadata['resourceVersion']) ?? '',
    generation: numberOf(metadata['generation']) ?? 0,
    createdAt: timeOf(metadata['creationTimestamp']) ?? 0,
    deletionRequestedAt: deletionRequestedAt(metadata),
    labels: textsOf(metadata['labels']),
    annotations: annotationsOf(metadata['annotations']),
    controller: controllerOf(metadata),
  });
}

/** `deletionTimestamp` is when the grace period ends, not when deletion was asked for. */
function deletionRequestedAt(metadata: JsonObject): number | null {
  const ends = timeOf(metadata['deletionTimestamp']);
  return ends === null ? null : ends - (numberOf(metadata['deletionGracePeriodSeconds']) ?? 0) * 1000;
}

function annotationsOf(value: Json | undefined): Readonly<Record<string, string>> {
  return keptAnnotations(objectOf(value));
}

const keptAnnotations = oncePerShared((raw: JsonObject): Readonly<Record<string, string>> => {
  const annotations: Record<string, string> = {};
  for (const [name, text] of Object.entries(raw)) {
    if (name !== lastApplied && typeof text === 'string' && text.length <= maxAnnotationLength)
      annotations[name] = text;
  }
  return Object.freeze(annotations);
});

function controllerOf(metadata: JsonObject): OwnerReference | null {
  const owner = objectsOf(metadata['ownerReferences']).find((each) => each['controller'] === true);
  return owner === undefined ? null : projectOwner(owner);
}

const projectOwner = oncePerShared((owner: JsonObject): OwnerReference =>
  Object.freeze({
    apiVersion: textOf(owner['apiVersion']) ?? '',
    kind: textOf(owner['kind']) ?? '',
    name: textOf(owner['name']) ?? '',
    uid: textOf(owner['uid']) ?? '',
  }),
);
