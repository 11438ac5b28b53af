import type { Json } from '../../lib/json.ts';
import { maskSensitive } from '../workloads/sensitive.ts';
import type { FieldPath } from './field-change.ts';
import { isJsonObject, valueAt } from './field-path.ts';
import type { MovedField } from './workload-patch.ts';

/** A field in words: `image of container web`, `replicas`, `LOG_LEVEL of container web`. */
export function fieldName(path: FieldPath): string {
  const containers = path.findIndex((segment) => segment === 'containers' || segment === 'initContainers');
  const container = path[containers + 1];
  if (containers >= 0 && typeof container === 'object') {
    const rest = path.slice(containers + 2);
    const inner = rest[0] === 'env' ? rest.slice(1) : rest;
    return `${inner.map(segmentName).join('.')} of container ${container.name}`;
  }
  if (path.length === 2 && path[0] === 'spec' && path[1] === 'template') return 'the pod template';
  if (path.includes('annotations')) return `annotation ${segmentName(path.at(-1) ?? '')}`;
  return segmentName(path.at(-1) ?? '');
}

/** What moved, with both values; sensitive ones masked. */
export function describeMoved(moved: readonly MovedField[]): string {
  return moved
    .map(({ change, now }) => {
      const name = fieldName(change.path);
      return `${name} is ${shown(change.path, now)} now, and was ${shown(change.path, change.before)} when this was planned`;
    })
    .join('; ');
}

/** What is no longer as an operation set it, with both values. */
export function describeUndone(undone: readonly MovedField[]): string {
  return undone
    .map(
      ({ change, now }) =>
        `${fieldName(change.path)} is ${shown(change.path, now)}, not ${shown(change.path, change.after)}`,
    )
    .join('; ');
}

function segmentName(segment: FieldPath[number]): string {
  return typeof segment === 'string' ? segment : segment.name;
}

function shown(path: FieldPath, value: Json | undefined): string {
  if (value === undefined) return 'not set';
  if (path.at(-1) === 'template') return templateWords(value);
  const member = path.at(-2);
  if (member === 'env') {
    const masked = maskSensitive({ env: [value] });
    const entry = valueAt(masked, ['env']);
    const first: Json | undefined = Array.isArray(entry) ? entry[0] : undefined;
    if (!isJsonObject(first)) return 'not set';
    return first['value'] === undefined && first['valueFrom'] !== undefined
      ? clipped(first['valueFrom'])
      : clipped(first['value'] ?? '');
  }
  if (member === 'annotations') {
    const name = segmentName(path.at(-1) ?? '');
    return clipped(valueAt(maskSensitive({ annotations: { [name]: value } }), ['annotations', name]) ?? '');
  }
  return clipped(maskSensitive(value));
}

/** A template by what people tell templates apart by. */
function templateWords(template: Json): string {
  const containers = valueAt(template, ['spec', 'containers']);
  const images = Array.isArray(containers)
    ? (containers as readonly Json[]).map((container) => `${name(container)}=${String(valueAt(container, ['image']))}`)
    : [];
  return `one with ${images.join(', ')}`;
}

function name(container: Json): string {
  return String(valueAt(container, ['name']));
}

function clipped(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
