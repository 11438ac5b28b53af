import type { ErrorObject } from 'ajv';
import { stringify } from 'yaml';
import { closest } from './did-you-mean.ts';
import type { ShapeProblem } from './shape-problem.ts';

/** What a JSON Schema cannot say of its own fields. */
export interface FieldWords {
  /** What is wrong with a value whose form was refused; null: the schema's example says enough. */
  form(path: readonly string[], value: unknown): string | null;
  /** What is wrong with a key that was refused. */
  key(path: readonly string[]): string;
  /** Why a field may not be missing, in brackets behind `Is missing`; null where that is plain. */
  whyNeeded(field: string): string | null;
  /** Whether the value at this path may be a secret, which no message repeats. */
  isSecret(path: readonly string[]): boolean;
}

/** A field that the schema does not know, and the one that was probably meant. */
export function unknownField(error: ErrorObject): {
  readonly problem: ShapeProblem;
  readonly meant: string | undefined;
} {
  const name = String(error.params['additionalProperty']);
  const known = Object.keys(Object(error.parentSchema?.['properties']));
  const meant = closest(name, known);
  const path = [...pathOf(error), name];
  const message =
    meant === undefined
      ? `There is no such field here. The fields are: ${known.join(', ')}.`
      : `There is no such field. Did you mean ${meant}?`;
  return { problem: { path, part: 'key', message }, meant };
}

/**
 * What a schema refused (Ajv with `allErrors` and `verbose`), in words. Null for unknown fields, which `unknownField` tells,
 * and for the inner errors of composite keywords. `root` is the whole schema.
 */
export function schemaWords(error: ErrorObject, root: object, words: FieldWords): ShapeProblem | null {
  const path = pathOf(error);
  if (error.propertyName !== undefined) {
    return { path: [...path, error.propertyName], part: 'key', message: words.key(path) };
  }
  switch (error.keyword) {
    case 'required': {
      if (error.schemaPath.startsWith('#/oneOf')) return null;
      const name = String(error.params['missingProperty']);
      const why = words.whyNeeded(name);
      const example = line(name, exampleOf(property(error.parentSchema, name) ?? property(root, name)));
      const message = `Is missing${why === null ? '' : ` (${why})`}. Write, for example: ${example}`;
      return { path: [...path, name], part: 'key', message };
    }
    case 'dependencies': {
      const name = String(error.params['property']);
      const needed = String(error.params['missingProperty']);
      return {
        path: [...path, name],
        part: 'key',
        message: `Means something only together with ${needed}. Add that, or remove this.`,
      };
    }
    case 'type':
      return { path, part: 'value', message: typeHint(error, path.at(-1) ?? '') };
    case 'const':
      return {
        path,
        part: 'value',
        message: `Write ${line(path.at(-1) ?? '', error.params['allowedValue'])}, or leave the line out.`,
      };
    case 'enum': {
      const allowed = (error.params['allowedValues'] as readonly unknown[]).map(String);
      return {
        path,
        part: 'value',
        message: `${shown(error.data)} is none of: ${allowed.join(', ')}. Write one of these.`,
      };
    }
    case 'pattern':
    case 'minLength':
    case 'maxLength':
    case 'minItems': {
      const value = words.isSecret(path) ? 'This' : shown(error.data);
      return { path, part: 'value', message: `${value} ${formHint(error, path, words)}` };
    }
    case 'uniqueItems':
      return { path, part: 'value', message: 'Holds the same entry twice. Remove one of the two.' };
    default:
      return null;
  }
}

function typeHint(error: ErrorObject, field: string): string {
  const expected = String(error.params['type']);
  const { data } = error;
  const example = exampleOf(error.parentSchema);
  if (data === null) return `Is empty. Write, for example: ${line(field, example)}, or leave the line out.`;
  if (expected === 'string' && (typeof data === 'number' || typeof data === 'boolean')) {
    return `Has to be text, and YAML reads this as ${typeof data === 'number' ? 'a number' : 'yes or no'}. Put it in quotes: ${line(field, JSON.stringify(String(data)), true)}`;
  }
  if (expected === 'array' && typeof data === 'string') {
    return `Has to be a list. Write: ${line(field, [data])}`;
  }
  const names: Readonly<Record<string, string>> = { string: 'text', array: 'a list', object: 'fields and values' };
  return `Has to be ${names[expected] ?? expected}. Write, for example: ${line(field, example)}`;
}

/** The value in quotes, shortened, without what may be a password in a URL. */
function shown(value: unknown): string {
  const text = JSON.stringify(value).replace(/\/\/[^/@\s]*@/g, '//…@');
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function formHint(error: ErrorObject, path: readonly string[], words: FieldWords): string {
  const hint = words.form(path, error.data);
  if (hint !== null) return hint;
  const example = exampleOf(error.parentSchema);
  const field = path.at(-1) ?? '';
  return `${error.keyword === 'minItems' ? 'is an empty list' : 'does not fit'}. Write, for example: ${/^\d+$/.test(field) ? flow(example) : line(field, example)}`;
}

function pathOf(error: ErrorObject): readonly string[] {
  return error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function property(parent: unknown, name: string): unknown {
  const properties: unknown = Object(parent)['properties'];
  return Object(properties)[name];
}

function exampleOf(fieldSchema: unknown): unknown {
  const examples: unknown = Object(fieldSchema)['examples'];
  return Array.isArray(examples) ? examples[0] : undefined;
}

function line(field: string, value: unknown, raw = false): string {
  return `${field}: ${raw ? String(value) : flow(value)}`;
}

/** On one line, as one would write it by hand. */
function flow(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trim();
}
