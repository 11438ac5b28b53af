import { createHash } from 'node:crypto';
import type { ContainerSpec, EnvVar, PodTemplate, Resources } from '../../domain/workloads/pod-template.ts';
import { isSensitiveEnv } from '../../domain/workloads/sensitive.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import { parseQuantity } from '../../domain/workloads/quantity.ts';
import { isObject, objectOf, objectsOf, textOf } from './read.ts';

/** A pod template of a workload, a ReplicaSet or a ControllerRevision. */
export function projectTemplate(raw: JsonObject): PodTemplate {
  const spec = objectOf(raw['spec']);
  const annotations = objectOf(objectOf(raw['metadata'])['annotations']);
  const containers = objectsOf(spec['containers']);
  const byAnnotation = textOf(annotations['kubectl.kubernetes.io/default-container']);
  const main = containers.find((each) => each['name'] === byAnnotation) ?? containers[0];
  return {
    digest: createHash('sha256')
      .update(canonicalJson(cleanTemplate(raw)))
      .digest('hex'),
    containers: containers.map((each) => projectContainer(each, each === main)),
    image: main === undefined ? null : textOf(main['image']),
  };
}

/**
 * The template without what controllers and encoders add to it: the label `pod-template-hash`, `$patch`, and null creation
 * times. What is left is what `kubectl rollout undo` writes back.
 */
export function cleanTemplate(raw: JsonObject): JsonObject {
  const { $patch: _patch, ...template } = raw;
  const { creationTimestamp, ...metadata } = objectOf(template['metadata']);
  const { 'pod-template-hash': _hash, ...labels } = objectOf(metadata['labels']);
  return {
    ...template,
    metadata: {
      ...metadata,
      ...(creationTimestamp === null || creationTimestamp === undefined ? {} : { creationTimestamp }),
      ...(metadata['labels'] === undefined ? {} : { labels }),
    },
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
  const resources = objectOf(raw['resources']);
  return {
    name: textOf(raw['name']) ?? '',
    main,
    image: textOf(raw['image']) ?? '',
    env: objectsOf(raw['env']).map(projectEnv),
    requests: projectResources(resources['requests']),
    limits: projectResources(resources['limits']),
  };
}

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
