import { hash } from 'node:crypto';
import type { ContainerSpec, EnvVar, PodTemplate, Resources } from '../../domain/workloads/pod-template.ts';
import { isSensitiveEnv } from '../../domain/workloads/sensitive.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import { parseQuantity } from '../../domain/workloads/quantity.ts';
import { createSharedByBytes } from '../protobuf/shared-by-bytes.ts';
import { freeze, isObject, objectOf, objectsOf, oncePerShared, textOf } from './read.ts';

/** Templates by their digests: a revision has the same one as its workload, and an app has one in all clusters. */
const templates = createSharedByBytes<PodTemplate>(8192, 1024 * 1024);

/** A pod template of a workload, a ReplicaSet or a ControllerRevision; frozen, and one object for all that are equal. */
export function projectTemplate(raw: JsonObject): PodTemplate {
  const digest = hash('sha256', canonicalTemplate(cleanTemplate(raw)));
  let template = templates.get(digest);
  if (template === undefined) templates.set(digest, (template = freeze(newTemplate(raw, digest))));
  return template;
}

function newTemplate(raw: JsonObject, digest: string): PodTemplate {
  const spec = objectOf(raw['spec']);
  const annotations = objectOf(objectOf(raw['metadata'])['annotations']);
  const containers = objectsOf(spec['containers']);
  const byAnnotation = textOf(annotations['kubectl.kubernetes.io/default-container']);
  const main = containers.find((each) => each['name'] === byAnnotation) ?? containers[0];
  return {
    digest,
    containers: containers.map((each) => projectContainer(each, each === main)),
    image: main === undefined ? null : textOf(main['image']),
  };
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

/** JSON with the members of every object in one order: equal values have equal texts. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(canonicalJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .flatMap((name) => {
      const member = value[name];
      return member === undefined ? [] : [`${JSON.stringify(name)}:${canonicalJson(member)}`];
    });
  return `{${members.join(',')}}`;
}

function projectContainer(raw: JsonObject, main: boolean): ContainerSpec {
  const { requests, limits } = projectRequirements(objectOf(raw['resources']));
  return {
    name: textOf(raw['name']) ?? '',
    main,
    image: textOf(raw['image']) ?? '',
    env: objectsOf(raw['env']).map(projectEnv),
    requests,
    limits,
  };
}

/** `resources` of a container. */
export const projectRequirements = oncePerShared((raw: JsonObject): Pick<ContainerSpec, 'requests' | 'limits'> => ({
  requests: projectResources(raw['requests']),
  limits: projectResources(raw['limits']),
}));

/** `requests` or `limits` of a container, or what a machine has. */
export function projectResources(raw: Json | undefined): Resources | null {
  return isObject(raw) ? { cpu: parseQuantity(raw['cpu']), memory: parseQuantity(raw['memory']) } : null;
}

function projectEnv(raw: JsonObject): EnvVar {
  const name = textOf(raw['name']) ?? '';
  if (isObject(raw['valueFrom'])) return { name, value: null, ...projectSource(raw['valueFrom']) };
  const value = typeof raw['value'] === 'string' ? raw['value'] : '';
  return { name, value: isSensitiveEnv(name, value) ? null : value, source: null, sourceKey: null };
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
