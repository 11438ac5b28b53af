import { createTwoFilesPatch } from 'diff';
import { stringify } from 'yaml';
import type { Json, JsonObject } from '../../lib/json.ts';
import { maskSensitivePair } from '../workloads/sensitive.ts';
import { operationAnnotation } from './workload-patch.ts';

/**
 * What changes between two states of an object: a unified diff of YAML, without status, managedFields, what the API server
 * counts up by itself, and the annotation with the operation's id. Sensitive values are masked, though seen to change.
 */
export function planDiff(before: JsonObject, after: JsonObject): string {
  const masked = maskSensitivePair(shownPart(before), shownPart(after));
  const [left, right] = [yamlOf(masked.before), yamlOf(masked.after)];
  return left === right ? '' : createTwoFilesPatch('before', 'after', left, right, '', '', { context: 3 });
}

function shownPart(object: JsonObject): JsonObject {
  const { status: _status, metadata, ...rest } = object;
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return rest;
  const {
    managedFields: _fields,
    resourceVersion: _version,
    generation: _generation,
    annotations,
    ...meta
  } = metadata as JsonObject;
  if (typeof annotations !== 'object' || annotations === null || Array.isArray(annotations)) {
    return { ...rest, metadata: meta };
  }
  const { [operationAnnotation]: _operation, ...others } = annotations as JsonObject;
  return { ...rest, metadata: Object.keys(others).length === 0 ? meta : { ...meta, annotations: others } };
}

function yamlOf(value: Json): string {
  return stringify(value, { sortMapEntries: true, lineWidth: 0, aliasDuplicateObjects: false });
}
