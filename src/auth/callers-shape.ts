import { Ajv } from 'ajv';
import schema from '../../clusters/callers.schema.json' with { type: 'json' };
import type { Json } from '../lib/json.ts';
import { schemaProblems } from '../lib/schema-problems.ts';
import type { FieldWords } from '../lib/schema-problems.ts';
import type { ShapeProblem } from '../lib/shape-problem.ts';
import { holdsToken } from './caller-token.ts';

const validate = new Ajv({ allErrors: true, verbose: true, strict: true, strictRequired: false }).compile(schema);

const makeOne = 'npm run callers:token -- NAME';

const words: FieldWords = {
  rules: () => [],
  form: formHint,
  key: () => 'Is not the name of a field.',
  whyNeeded: (field) => (field === 'tokenHash' ? `${makeOne} makes one` : null),
  isSecret: (path, value) => path.at(-1) === 'tokenHash' || (typeof value === 'string' && holdsToken(value)),
};

/** Checks a callers' file against `clusters/callers.schema.json`, in words that never repeat what may be a token. */
export function checkCallersShape(value: Json): readonly ShapeProblem[] {
  if (validate(value)) return [];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const message = `A callers' file holds a field callers with a list. Write, to begin: callers: and the entry that this prints: ${makeOne}`;
    return [{ path: [], part: 'value', message }];
  }
  return schemaProblems(validate.errors ?? [], schema, words);
}

function formHint(path: readonly string[], value: unknown): string | null {
  const field = path.at(-1);
  if (typeof value === 'string' && holdsToken(value)) {
    const leaked = 'is or holds a token, which belongs to its caller alone and is not safe any more.';
    return `${leaked} Remove it, and write the tokenHash of a new one: ${makeOne}`;
  }
  if (field === 'tokenHash') {
    return `is no SHA-256 hash of a token: that is sha256: and 64 lower-case hexadecimal digits. Write the one that this prints: ${makeOne}`;
  }
  if (field === 'callers')
    return `is an empty list, with which nobody could call. Write the entry that this prints: ${makeOne}`;
  if (field === 'name' && value === 'tenantry') {
    return 'is the name that Tenantry records its own operations under. Write another.';
  }
  if (field === 'name') {
    return 'does not fit: letters, digits, and . _ @ + - between them, at most 128. Write, for example: name: mia';
  }
  if (path.at(-2) === 'roles') {
    return 'is not the name of a role: lower-case letters, digits and hyphens, at most 63. Write, for example: developer';
  }
  return null;
}
