import { hash } from 'node:crypto';
import type { ContainerSpec, EnvVar, PodTemplate, Resources } from '../../domain/workloads/pod-template.ts';
import { isSensitiveEnv } from '../../domain/workloads/sensitive.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import { parseQuantity } from '../../domain/workloads/quantity.ts';
import { createSharedByBytes } from '../shared-by-bytes.ts';
import { freeze, isObject, objectOf, objectsOf, oncePerShared, textOf } from './read.ts';

/** Templates by their digests: a revision has the same one as its workload, and an app has one in all clusters. */
const templates = createSharedByBytes<WeakRef<PodTemplate>>(32_768, 4 * 1024 * 1024);

/** A pod template of a workload, a ReplicaSet or a ControllerRevision; frozen, and one object for all that are equal. */
export function projectTemplate(raw: JsonObject): PodTemplate {
  return knownTemplate(hash('sha256', canonicalTemplate(cleanTemplate(raw))), () => shownOf(raw));
}

/** As much of a template as is shown, whatever it was read from. Texts are null where they are empty, too. */
export interface ShownTemplate {
  /** By the annotation `kubectl.kubernetes.io/default-container`. */
  readonly mainContainer: string | null;
  readonly containers: readonly ShownContainer[];
}

export interface ShownContainer {
  readonly name: string | null;
  readonly image: string | null;
  readonly env: readonly EnvVar[];
  readonly resources: Pick<ContainerSpec, 'requests' | 'limits'>;
}

/** The template of this digest, where it is there. */
export function heldTemplate(digest: string): PodTemplate | undefined {
  return templates.get(digest)?.deref();
}

/** The template of this digest: the one that is there, or else one of what `shown` tells. */
export function knownTemplate(digest: string, shown: () => ShownTemplate): PodTemplate {
  const known = heldTemplate(digest);
  if (known !== undefined) return known;
  const template = newTemplate(digest, shown());
  templates.set(digest, new WeakRef(template));
  return template;
}

/** `projectTemplate` of what may not be there. */
export function projectTemplateOf(raw: Json | undefined): PodTemplate {
  return projectTemplate(objectOf(raw));
}

function newTemplate(digest: string, { mainContainer, containers }: ShownTemplate): PodTemplate {
  const named = mainContainer === null ? undefined : containers.find(({ name }) => name === mainContainer);
  const main = named ?? containers[0];
  return Object.freeze({
    digest,
    containers: Object.freeze(containers.map((each) => containerOf(each, each === main))),
    image: main?.image ?? null,
  });
}

function containerOf({ name, image, env, resources }: ShownContainer, main: boolean): ContainerSpec {
  const { requests, limits } = resources;
  return Object.freeze({ name: name ?? '', main, image: image ?? '', env: Object.freeze(env), requests, limits });
}

function shownOf(raw: JsonObject): ShownTemplate {
  return {
    mainContainer: mainContainerOf(objectOf(raw['metadata'])),
    containers: objectsOf(objectOf(raw['spec'])['containers']).map((each) => ({
      name: textOf(each['name']),
      image: textOf(each['image']),
      env: objectsOf(each['env']).map(projectEnv),
      resources: projectRequirements(objectOf(each['resources'])),
    })),
  };
}

/** The container that the annotations in the metadata of a template name. */
export function mainContainerOf(metadata: JsonObject): string | null {
  return textOf(objectOf(metadata['annotations'])['kubectl.kubernetes.io/default-container']);
}

/** `canonicalJson` of a clean template. Templates that differ in a label alone have one spec, which is most of the work. */
function canonicalTemplate(template: JsonObject): string {
  const { metadata, spec, ...rest } = template;
  if (!isObject(spec) || Object.keys(rest).length > 0) return canonicalJson(template);
  return `{"metadata":${canonicalJson(metadata ?? {})},"spec":${canonicalSpec(spec).text}}`;
}

const canonicalSpec = oncePerShared((spec: JsonObject) => ({ text: canonicalJson(spec) }));

/**
 * The template without what controllers and encoders add to it: the label `pod-template-hash`, `$patch`, and null creation
 * times, which API servers before 1.34 write in JSON, also within volumes, and which protobuf has not. What is left is what
 * `kubectl rollout undo` writes back.
 */
export function cleanTemplate(raw: JsonObject): JsonObject {
  const { $patch: _patch, ...template } = raw;
  const { creationTimestamp, ...metadata } = objectOf(template['metadata']);
  const { 'pod-template-hash': _hash, ...labels } = objectOf(metadata['labels']);
  const { spec } = template;
  return {
    ...template,
    ...(isObject(spec) ? { spec: cleanSpec(spec) } : {}),
    metadata: {
      ...metadata,
      ...(creationTimestamp === null || creationTimestamp === undefined ? {} : { creationTimestamp }),
      ...(metadata['labels'] === undefined ? {} : { labels }),
    },
  };
}

/** The same object where there is nothing to take out, as almost always. */
const cleanSpec = oncePerShared((spec: JsonObject): JsonObject => {
  const volumes = spec['volumes'];
  if (!Array.isArray(volumes) || !volumes.some(hasNullTime)) return spec;
  return {
    ...spec,
    volumes: (volumes as readonly Json[]).map((volume) => (hasNullTime(volume) ? cleanVolume(volume) : volume)),
  };
});

function hasNullTime(volume: Json): boolean {
  const template = objectOf(objectOf(objectOf(volume)['ephemeral'])['volumeClaimTemplate']);
  return objectOf(template['metadata'])['creationTimestamp'] === null;
}

function cleanVolume(volume: Json): JsonObject {
  const ephemeral = objectOf(objectOf(volume)['ephemeral']);
  const volumeClaimTemplate = objectOf(ephemeral['volumeClaimTemplate']);
  const { creationTimestamp: _time, ...metadata } = objectOf(volumeClaimTemplate['metadata']);
  return {
    ...objectOf(volume),
    ephemeral: { ...ephemeral, volumeClaimTemplate: { ...volumeClaimTemplate, metadata } },
  };
}

/** JSON with the members of every object in one order: equal values have equal texts. One string that grows: templates are many. */
export function canonicalJson(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) {
    let list = '[';
    for (const item of value as readonly Json[]) list += list === '[' ? canonicalJson(item) : `,${canonicalJson(item)}`;
    return `${list}]`;
  }
  const members = value as JsonObject;
  let text = '{';
  for (const name of Object.keys(members).sort()) {
    const member = members[name];
    if (member === undefined) continue;
    text += `${text === '{' ? '' : ','}${quoted(name)}:${canonicalJson(member)}`;
  }
  return `${text}}`;
}

const plainName = /^[\w./-]*$/;

/** Nearly all names need no escape. */
function quoted(name: string): string {
  return plainName.test(name) ? `"${name}"` : JSON.stringify(name);
}

/** `resources` of a container. */
export const projectRequirements = oncePerShared((raw: JsonObject): Pick<ContainerSpec, 'requests' | 'limits'> =>
  Object.freeze({ requests: projectResources(raw['requests']), limits: projectResources(raw['limits']) }),
);

/** `requests` or `limits` of a container, or what a machine has. */
export function projectResources(raw: Json | undefined): Resources | null {
  return isObject(raw) ? Object.freeze({ cpu: parseQuantity(raw['cpu']), memory: parseQuantity(raw['memory']) }) : null;
}

/** A setting of a container; frozen. */
export function projectEnv(raw: JsonObject): EnvVar {
  const name = textOf(raw['name']) ?? '';
  if (isObject(raw['valueFrom'])) return freeze({ name, value: null, ...projectSource(raw['valueFrom']) });
  const value = typeof raw['value'] === 'string' ? raw['value'] : '';
  return Object.freeze({ name, value: isSensitiveEnv(name, value) ? null : value, source: null, sourceKey: null });
}

function projectSource(from: JsonObject): Pick<EnvVar, 'source' | 'sourceKey'> {
  const secret = from['secretKeyRef'];
  if (isObject(secret))
    return { source: { kind: 'Secret', name: textOf(secret['name']) ?? '' }, sourceKey: textOf(secret['key']) };
  const configMap = from['configMapKeyRef'];
  if (isObject(configMap))
    return {
      source: { kind: 'ConfigMap', name: textOf(configMap['name']) ?? '' },
      sourceKey: textOf(configMap['key']),
    };
  const field = from['fieldRef'];
  if (isObject(field))
    return { source: { kind: 'Field', name: textOf(field['fieldPath']) ?? '' }, sourceKey: textOf(field['fieldPath']) };
  const resource = from['resourceFieldRef'];
  if (isObject(resource))
    return {
      source: { kind: 'Resource', name: textOf(resource['containerName']) ?? '' },
      sourceKey: textOf(resource['resource']),
    };
  return { source: null, sourceKey: null };
}
