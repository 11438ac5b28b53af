import type { JsonPatchOperation } from '../clusters/workload-writer.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import type { Result } from '../../lib/result.ts';
import { fail, succeed } from '../../lib/result.ts';
import type { FieldChange, FieldPath } from './field-change.ts';
import { isJsonObject, pointerOf, sameJson, step, valueAt } from './field-path.ts';

/** The annotation on a workload that names the last operation that changed it. */
export const operationAnnotation = 'tenantry.dev/operation';

/** A field that is no longer what it was when the operation was planned. */
export interface MovedField {
  readonly change: FieldChange;
  readonly now: Json | undefined;
}

/**
 * The patch that makes the changes on the workload as it is now, and holds only on that: on its uid, and on what is touched.
 * Fails with the fields that moved since the plan. A field that already is as wanted is no conflict; where all are, the
 * patch is empty and nothing is to be written.
 */
export function buildPatch(
  raw: JsonObject,
  uid: string,
  changes: readonly FieldChange[],
  operationId: string,
): Result<readonly JsonPatchOperation[], readonly MovedField[]> {
  const moved = movedFields(raw, changes);
  if (moved.length > 0) return fail(moved);

  const due = changes.filter((change) => !sameJson(valueAt(raw, change.path), change.after));
  if (due.length === 0) return succeed([]);
  const tests = new Map<string, Json>([['/metadata/uid', uid]]);
  for (const change of due) guard(raw, change.path, tests);
  const annotations = valueAt(raw, ['metadata', 'annotations']);
  if (!isJsonObject(annotations)) {
    // Adding the whole map would undo one that someone adds meanwhile, and its absence cannot be tested.
    const version = valueAt(raw, ['metadata', 'resourceVersion']);
    if (version !== undefined) tests.set('/metadata/resourceVersion', version);
  }

  // Of two operations that write at the same moment (another gateway has taken over), one has to look again.
  // That none was there before the first one cannot be tested either, but for the annotations as a whole.
  const last = isJsonObject(annotations) ? annotations[operationAnnotation] : undefined;
  if (last !== undefined) tests.set(pointerOf(['metadata', 'annotations', operationAnnotation]), last);
  else if (isJsonObject(annotations)) tests.set(pointerOf(['metadata', 'annotations']), annotations);

  const operations: JsonPatchOperation[] = [...tests].map(([path, value]) => ({ op: 'test', path, value }));
  const draft = structuredClone(raw) as Json;
  const annotation: FieldChange = { path: ['metadata', 'annotations', operationAnnotation], after: operationId };
  for (const change of [...due, annotation]) operations.push(edit(draft, change));
  return succeed(operations);
}

/** The fields that are no longer what they were when the changes were planned. */
export function movedFields(raw: JsonObject, changes: readonly FieldChange[]): readonly MovedField[] {
  return changes
    .map((change) => ({ change, now: valueAt(raw, change.path) }))
    .filter(({ change, now }) => !holds(change, now));
}

/** A copy of the workload on which the changes are made. */
export function withChanges(raw: JsonObject, changes: readonly FieldChange[]): JsonObject {
  const draft = structuredClone(raw) as JsonObject;
  for (const change of changes) if (!sameJson(valueAt(draft, change.path), change.after)) edit(draft, change);
  return draft;
}

/** Whether the workload says that this operation was the last to change it. */
export function isWritten(raw: JsonObject, operationId: string): boolean {
  return valueAt(raw, ['metadata', 'annotations', operationAnnotation]) === operationId;
}

function holds(change: FieldChange, now: Json | undefined): boolean {
  return (
    sameJson(now, change.before) ||
    sameJson(now, change.after) ||
    (change.queuedBefore !== undefined && sameJson(now, change.queuedBefore))
  );
}

/** Adds what has to hold for the edit of this field to mean what it meant when it was planned. */
function guard(raw: Json, path: FieldPath, tests: Map<string, Json>): void {
  const keys: string[] = [];
  let value: Json | undefined = raw;
  for (const segment of path) {
    const next = step(value, segment);
    if (next.value === undefined) {
      // JSON patch cannot test that something is not there; inside the template, where nothing moves by itself, the
      // nearest thing around it is tested as a whole.
      if (keys[0] === 'spec' && keys.length >= 2 && value !== undefined) tests.set(pointerOf(keys), value);
      return;
    }
    keys.push(next.key);
    value = next.value;
    // An index means this member only as long as the list is not reordered.
    if (typeof segment !== 'string' && isJsonObject(value)) tests.set(pointerOf([...keys, 'name']), segment.name);
  }
  if (value !== undefined) tests.set(pointerOf(keys), value);
}

/** Makes one change on the draft, and answers it as a patch operation: those before it may have moved list indexes. */
function edit(draft: Json, change: FieldChange): JsonPatchOperation {
  const { path, after } = change;
  const keys: string[] = [];
  let value: Json | undefined = draft;
  for (const [index, segment] of path.entries()) {
    const next = step(value, segment);
    const pointer = pointerOf([...keys, next.key]);
    const last = index === path.length - 1;
    if (next.value === undefined || last) {
      const rest = path.slice(index + 1);
      const wanted = last ? after : wrap(rest, after);
      // A copy: the next edit may reach into what this one put there, and is a patch operation of its own.
      put(value, next.key, structuredClone(wanted) as typeof wanted);
      if (wanted === undefined) return { op: 'remove', path: pointer };
      return { op: next.value === undefined ? 'add' : 'replace', path: pointer, value: wanted };
    }
    keys.push(next.key);
    value = next.value;
  }
  throw new Error('a field path is never empty');
}

/** The value inside the objects and lists that are not there yet. */
function wrap(path: FieldPath, value: Json | undefined): Json | undefined {
  const [segment, ...rest] = path;
  if (segment === undefined) return value;
  const inner = wrap(rest, value);
  if (inner === undefined) return undefined;
  return typeof segment === 'string' ? { [segment]: inner } : [inner];
}

function put(container: Json | undefined, key: string, value: Json | undefined): void {
  if (Array.isArray(container)) {
    const items = container as Json[];
    if (key === '-') {
      if (value !== undefined) items.push(value);
    } else if (value === undefined) {
      items.splice(Number(key), 1);
    } else {
      items[Number(key)] = value;
    }
  } else if (isJsonObject(container)) {
    const members = container as Record<string, Json | undefined>;
    if (value === undefined) delete members[key];
    else members[key] = value;
  }
}
