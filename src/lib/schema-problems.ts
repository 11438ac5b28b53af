import type { ErrorObject } from 'ajv';
import { stringify } from 'yaml';
import { closest } from './did-you-mean.ts';
import type { ShapeProblem } from './shape-problem.ts';

/** What a JSON Schema cannot say of its own fields. */
export interface FieldWords {
  /** What the composite keywords of the schema mean; `meant` has the fields that are there, misspelled. */
  rules(meant: ReadonlySet<string>): readonly ShapeProblem[];
  /** What is wrong with a value whose form was refused; null: the schema's example says enough. */
  form(path: readonly string[], value: unknown): string | null;
  /** What is wrong with a key that was refused. */
  key(path: readonly string[]): string;
  /** Why a field may not be missing, in brackets behind `Is missing`; null where that is plain. */
  whyNeeded(field: string): string | null;
  /** Whether the value may be a secret, which no message repeats. */
  isSecret(path: readonly string[], value: unknown): boolean;
}

/** What a schema refused (Ajv with `allErrors` and `verbose`), in words. `root` is the whole schema. */
export function schemaProblems(
  errors: readonly ErrorObject[],
  root: object,
  words: FieldWords,
): readonly ShapeProblem[] {
  const unknown = errors.flatMap((error) => (error.keyword === 'additionalProperties' ? [unknownField(error)] : []));
  const meant = new Set(unknown.flatMap(({ meant }) => meant ?? []));
  const others = errors.flatMap((error) => {
    const told = error.keyword === 'required' && meant.has(String(error.params['missingProperty']));
    return told ? [] : (describe(error, root, words) ?? []);
  });
  const problems = [...unknown.map(({ problem }) => problem), ...words.rules(meant), ...others];
  if (problems.length > 0) return problems;
  return [{ path: [], part: 'value', message: `Does not fit the schema: ${errors[0]?.message ?? 'unknown reason'}.` }];
}

/** A field that the schema does not know, and the one that was probably meant. */
function unknownField(error: ErrorObject): { readonly problem: ShapeProblem; readonly meant: string | undefined } {
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

/** Null for what is told elsewhere: unknown fields, and the inner errors of composite keywords. */
function describe(error: ErrorObject, root: object, words: FieldWords): ShapeProblem | null {
  const path = pathOf(error);
  if (error.propertyName !== undefined) {
    return { path: [...path, error.propertyName], part: 'key', message: words.key(path) };
  }
  if (words.isSecret(path, error.data) && typeof error.data !== 'object') {
    const message = `This ${words.form(path, error.data) ?? 'does not fit.'}`;
    return { path, part: 'value', message };
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
    case 'minItems':
      return { path, part: 'value', message: `${shown(error.data)} ${formHint(error, path, words)}` };
    case 'maxItems': {
      const message = `Holds ${(error.data as readonly unknown[]).length} entries; at most ${String(error.params['limit'])} are possible. Remove some.`;
      return { path, part: 'value', message };
    }
    case 'minimum':
    case 'maximum': {
      const bound = `${error.keyword === 'minimum' ? 'least' : 'most'} ${String(error.params['limit'])}`;
      const whole = Object(error.parentSchema)['type'] === 'integer' ? 'whole ' : '';
      return {
        path,
        part: 'value',
        message: `${shown(error.data)} does not fit: write a ${whole}number of at ${bound}.`,
      };
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
  const names: Readonly<Record<string, string>> = {
    string: 'text',
    array: 'a list',
    object: 'fields and values',
    integer: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
  };
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
  return `${error.keyword === 'minItems' ? 'is an empty list' : 'does not fit'}. Write, for example: ${line(path.at(-1) ?? '', example)}`;
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

/** As it stands in the file; of an element of a list, whose field is its number, the value alone. */
function line(field: string, value: unknown, raw = false): string {
  const text = raw ? String(value) : flow(value);
  return /^\d+$/.test(field) ? text : `${field}: ${text}`;
}

/** On one line, as one would write it by hand. */
function flow(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trim();
}
