import { Ajv } from 'ajv';
import schema from '../../../clusters/cluster.schema.json' with { type: 'json' };
import type { Json } from '../../lib/json.ts';
import { schemaProblems } from '../../lib/schema-problems.ts';
import type { ShapeProblem } from '../../lib/shape-problem.ts';
import { patternHint } from './pattern-hint.ts';

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
  return schemaProblems(validate.errors ?? [], schema, {
    rules: (meant) => connectionProblems(Object.keys(value), meant),
    form: patternHint,
    key: ([first]) =>
      first === 'labels'
        ? 'Is not a label key. Write letters and digits, with . _ / - between them.'
        : 'Is not the name of a namespace. Write lower-case letters, digits and hyphens, at most 63.',
    whyNeeded: (field) => (field === 'tokenFile' ? 'without it the gateway would be anonymous there' : null),
    isSecret: () => false,
  });
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
