import { createTwoFilesPatch } from 'diff';
import type { JsonObject } from '../../lib/json.ts';
import { maskSensitivePair } from '../workloads/sensitive.ts';
import { sameJson } from './field-path.ts';
import { objectYaml } from './object-yaml.ts';
import { operationAnnotation } from './workload-patch.ts';

/**
 * What changes between two states of an object: a unified diff of YAML, without status, managedFields, what the API server
 * counts up by itself, and the annotation with the operation's id. Sensitive values are masked, though seen to change.
 */
export function planDiff(before: JsonObject, after: JsonObject): string {
  const masked = maskSensitivePair(shownPart(before), shownPart(after));
  const [left, right] = [objectYaml(masked.before), objectYaml(masked.after)];
  return left === right ? '' : createTwoFilesPatch('before', 'after', left, right, '', '', { context: 3 });
}

/** A diff that is made before it is known whether what it tells comes about. */
export interface ExpectedDiff {
  /** As `planDiff` tells it, which this is where the object comes out as was expected. */
  to(after: JsonObject): string;
}

/** As `planDiff`, made beforehand of what the object is expected to become: while that is being tried there is time. */
export function expectDiff(before: JsonObject, expected: JsonObject): ExpectedDiff {
  const diff = planDiff(before, expected);
  const shown = shownPart(expected);
  return { to: (after) => (sameJson(shownPart(after), shown) ? diff : planDiff(before, after)) };
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
