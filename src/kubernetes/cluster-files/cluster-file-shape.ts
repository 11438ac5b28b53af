import { Ajv } from 'ajv';
import type { ErrorObject } from 'ajv';
import { stringify } from 'yaml';
import schema from '../../../clusters/cluster.schema.json' with { type: 'json' };
import { closest } from '../../lib/did-you-mean.ts';
import type { Json } from '../../lib/json.ts';
import { patternHint } from './pattern-hint.ts';

/** A mistake in the shape of a cluster file: where, and what to write instead. */
export interface ShapeProblem {
  readonly path: readonly string[];
  /** Whether the key is wrong, or the value. */
  readonly part: 'key' | 'value';
  readonly message: string;
}

const validate = new Ajv({ allErrors: true, verbose: true, strict: true, strictRequired: false }).compile(schema);
const connections = ['kubeconfig', 'inCluster', 'server'];

/**
 * Checks a cluster file against `clusters/cluster.schema.json`, the same schema that editors use.
 * The schema decides what is valid; this says it in words.
 */
export function checkShape(value: Json): readonly ShapeProblem[] {
  if (validate(value)) return [];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [
      { path: [], part: 'value', message: 'A cluster file holds fields and values. Write, to begin: name: eu-1' },
    ];
  }
  const errors = validate.errors ?? [];
  const unknown = errors.flatMap((error) => (error.keyword === 'additionalProperties' ? [unknownField(error)] : []));
  const meant = new Set(unknown.flatMap(({ meant }) => meant ?? []));
  const problems: ShapeProblem[] = unknown.map(({ problem }) => problem);
  problems.push(...connectionProblems(Object.keys(value), meant));
  for (const error of errors) {
    const problem = describe(error);
    if (problem !== null && !(error.keyword === 'required' && meant.has(String(error.params['missingProperty'])))) {
      problems.push(problem);
    }
  }
  if (problems.length > 0) return problems;
  return [{ path: [], part: 'value', message: `Does not fit the schema: ${errors[0]?.message ?? 'unknown reason'}.` }];
}

function connectionProblems(keys: readonly string[], meant: ReadonlySet<string>): readonly ShapeProblem[] {
  const [first, ...others] = keys.filter((key) => connections.includes(key));
  if (first === undefined) {
    if (connections.some((key) => meant.has(key))) return [];
    const message =
      'Nothing says how to reach the cluster. Write one of: "kubeconfig: PATH"; "inCluster: true"; or "server: https://HOST:6443" with caFile and tokenFile.';
    return [{ path: [], part: 'value', message }];
  }
  return others.map((other) => ({
    path: [other],
    part: 'key',
    message: `The file has ${first} already: a cluster is reached in exactly one way. Remove one of the two.`,
  }));
}

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

/** Null for what is told elsewhere: unknown fields, the ways to connect, and the inner errors of composite keywords. */
function describe(error: ErrorObject): ShapeProblem | null {
  const path = pathOf(error);
  if (error.propertyName !== undefined) {
    return { path: [...path, error.propertyName], part: 'key', message: propertyNameHint(error) };
  }
  switch (error.keyword) {
    case 'required': {
      // Those inside of oneOf are told by connectionProblems.
      if (error.schemaPath.startsWith('#/oneOf')) return null;
      const name = String(error.params['missingProperty']);
      const reason = name === 'tokenFile' ? ' (without it the gateway would be anonymous there)' : '';
      const example = line(name, exampleOf(property(error.parentSchema, name) ?? property(schema, name)));
      return { path: [...path, name], part: 'key', message: `Is missing${reason}. Write, for example: ${example}` };
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
    case 'pattern':
    case 'minLength':
    case 'maxLength':
    case 'minItems':
      return { path, part: 'value', message: `${shown(error.data)} ${valueHint(error, path)}` };
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

function valueHint(error: ErrorObject, path: readonly string[]): string {
  const hint = patternHint(path, error.data);
  if (hint !== null) return hint;
  const example = exampleOf(error.parentSchema);
  const field = path.at(-1) ?? '';
  return `${error.keyword === 'minItems' ? 'is an empty list' : 'does not fit'}. Write, for example: ${/^\d+$/.test(field) ? flow(example) : line(field, example)}`;
}

function propertyNameHint(error: ErrorObject): string {
  return error.instancePath === '/labels'
    ? 'Is not a label key. Write letters and digits, with . _ / - between them.'
    : 'Is not the name of a namespace. Write lower-case letters, digits and hyphens, at most 63.';
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
